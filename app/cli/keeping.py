"""`passerelle releases`, `switch`, `verify`, `backup`, `restore`: what one who runs the service does with releases."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from app.cli.screen import messages, screen
from app.settings import Settings

if TYPE_CHECKING:
    from app.keeping.verification import Verification

AsJson = Annotated[bool, typer.Option("--json", help="print JSON")]


def list_releases(as_json: AsJson = False) -> None:
    """List the releases on this disk, newest first."""
    from app.keeping.places import releases

    kept = releases(Settings().build)
    if as_json:
        rows = [{**asdict(one), "written": one.written.isoformat()} for one in kept]
        screen.print_json(json.dumps(rows))
        return
    table = Table("", "release", "triples", "graphs", "MiB", "written (UTC)", box=None, pad_edge=False)
    for one in kept:
        triples, graphs = ("unreadable", "") if one.triples is None else (f"{one.triples:,}", str(one.graphs))
        size, written = f"{one.bytes / 2**20:,.0f}", f"{one.written:%Y-%m-%d %H:%M}"
        table.add_row("*" if one.current else "", one.release, triples, graphs, size, written)
    screen.print(table, highlight=False)


def switch(release: Annotated[str, typer.Argument(help="id of a release, as `passerelle releases` lists it")]) -> None:
    """Make a release the current one, once it is verified; running services take it up without losing a request."""
    from app.keeping.archive import require_whole
    from app.keeping.places import find, point

    build = Settings().build
    require_whole(find(build, release))
    point(build, release)
    screen.print(f"current release: {release}", highlight=False)


def verify(
    release: Annotated[str | None, typer.Argument(help="id of a release; the current one when not given")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare every graph, file and byte of a release with its manifest and seal; status 1 when anything differs."""
    from app.keeping.places import find
    from app.keeping.verification import verify as compare

    found = compare(find(Settings().build, release))
    if as_json:
        screen.print_json(json.dumps({**asdict(found), "whole": found.whole}))
    else:
        _show(found)
    if not found.whole:
        raise typer.Exit(1)


def backup(target: Annotated[Path, typer.Argument(help="the file to write, e.g. passerelle.tar.gz")],
           release: Annotated[str | None, typer.Option(help="id of a release; the current one when not given")] = None,
           ) -> None:  # fmt: skip
    """Write a verified release into one file; nothing is overwritten."""
    from app.keeping.archive import backup as write
    from app.keeping.places import find

    made = write(find(Settings().build, release), target)
    screen.print(f"release {made.release} in {target}: {made.bytes:,} bytes", highlight=False, soft_wrap=True)
    screen.print(f"sha256 {made.sha256}", highlight=False, soft_wrap=True)


def restore(
    source: Annotated[Path, typer.Argument(help="a file that `passerelle backup` wrote")],
    keep_current: Annotated[bool, typer.Option(help="put it beside the current release, do not switch")] = False,
) -> None:
    """Bring a release back from a backup, verify it, and make it the current one."""
    from app.keeping.archive import restore as read

    settings = Settings()
    release = read(source, settings.build, settings.restore_mib * 2**20, not keep_current)
    screen.print(f"restored release {release}" + ("" if keep_current else ", now current"), highlight=False)


def _show(found: "Verification") -> None:
    table = Table("graph", "triples", "dump", "index", "sha256", box=None, pad_edge=False)
    for one in found.graphs:
        said = ["same" if same else "[red]differs[/red]" for same in (one.dump, one.index)]
        table.add_row(one.iri.rpartition("/graph/")[2], f"{one.triples:,}", *said, one.sha256[:12])
    screen.print(table, highlight=False)
    for finding in found.findings:
        messages.print(f"{finding.thing}: {finding.reason}", style="red", markup=False, highlight=False, soft_wrap=True)
    graphs = f"{len(found.graphs)} graphs, {found.files} carried files"
    outcome = "whole" if found.whole else f"damaged, {len(found.findings)} findings"
    screen.print(f"release {found.release}: {graphs}: {outcome}", highlight=False, soft_wrap=True)
