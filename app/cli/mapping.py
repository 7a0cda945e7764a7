"""`passerelle mappings`: mapping sets of anyone merged into one, and ours written, as SSSOM in TSV, JSON or RDF."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.converting import write_out
from app.cli.screen import messages
from app.settings import Settings

if TYPE_CHECKING:
    from app.interchange.mappings.merge import Merged
    from app.interchange.mappings.model import Mapping, MappingReading, MappingSet

mappings = typer.Typer(no_args_is_help=True, help="Read, merge and write mapping sets in SSSOM.")
FORMAT = typer.Option(help="tsv, json, ttl or nt")
OUT = typer.Option(help="file to write; the screen when not given")


@mappings.command()
def merge(
    given: Annotated[list[Path], typer.Argument(metavar="FILE...", help="mapping sets: SSSOM as TSV, CSV or JSON")],
    out: Annotated[Path | None, OUT] = None,
    format: Annotated[str, FORMAT] = "tsv",
    metadata: Annotated[
        list[Path] | None,
        typer.Option(help="metadata of the first file, of the second, …; else NAME.yml beside NAME.tsv is taken"),
    ] = None,
    conflicts: Annotated[Path | None, typer.Option(help="file for the decisions, in JSON; else a table")] = None,
    id: Annotated[str | None, typer.Option(help="IRI of the merged set; else one that follows from it")] = None,
    title: Annotated[str, typer.Option(help="title of the merged set")] = "",
) -> None:
    """Merge mapping sets: a human row beats a machine row, then confidence, then the negative row.

    Rows that cannot be read, and rows that contradict each other, are told on standard error. Ends with status 1 where
    a file cannot be opened or no row could be read.
    """
    from app.interchange.mappings.forms import form_of
    from app.interchange.mappings.merge import merge as merged_of

    form = form_of(format)
    readings = asyncio.run(_read(given, metadata or []))
    for reading in readings:
        _report(reading)
    if not any(reading.mappings.rows for reading in readings):
        raise typer.Exit(1)
    merged = merged_of([reading.mappings for reading in readings], id, title)
    _decisions(merged, conflicts)
    write_out([form.write(merged.mappings)], out)


@mappings.command()
def export(
    out: Annotated[Path | None, OUT] = None,
    format: Annotated[str, FORMAT] = "tsv",
    release: Annotated[
        bool, typer.Option("--release", help="those of the release, not of the folder mappings/")
    ] = False,
) -> None:
    """Write all our mapping sets as one; each row says from which set it is and by which IRI it can be cited."""
    from app.crosswalks import SETS, TITLE
    from app.interchange.mappings.forms import form_of
    from app.interchange.mappings.merge import merge as merged_of

    form = form_of(format)
    merged = merged_of(_of_release() if release else _of_folder(), SETS, TITLE)
    _decisions(merged, None)
    write_out([form.write(merged.mappings)], out)


def _of_folder() -> "Sequence[MappingSet]":
    from app.interchange.sssom import read_sssom, with_nodes
    from app.problems import InputError

    root = Settings().root
    paths = sorted((root / "mappings").rglob("*.sssom.tsv"))
    if not paths:
        raise InputError(str(root / "mappings"), "holds no mapping sets (*.sssom.tsv); --release takes the release's")
    return [with_nodes(read_sssom(path, path.relative_to(root).as_posix())) for path in paths]


def _of_release() -> "Sequence[MappingSet]":
    from app.crosswalks import Crosswalks
    from app.store import EmbeddedStore

    return list(Crosswalks(EmbeddedStore(Settings().current / "index")).sets.values())


async def _read(given: "list[Path]", metadata: "list[Path]") -> "list[MappingReading]":
    from app.interchange.mappings.worker import MappingReaders

    settings = Settings()
    longest = settings.mapping_kib * 1024 + 1
    readers = MappingReaders(settings)
    try:
        found = []
        for at, path in enumerate(given):
            beside = metadata[at] if at < len(metadata) else _beside(path)
            about = _bytes(beside, longest) if beside else None
            found.append(await readers.read(_bytes(path, longest), path.name, about))
        return found
    finally:
        readers.close()


def _beside(path: Path) -> Path | None:
    """The file with the metadata of a table, if there is one: NAME.sssom.yml or NAME.yml beside NAME.sssom.tsv."""
    if path.suffix == ".json":
        return None
    stem = path.name.rsplit(".", 1)[0]
    names = [f"{stem}.yml", f"{stem}.yaml", f"{stem}.sssom.yml", f"{stem.removesuffix('.sssom')}.yml"]
    return next((path.with_name(name) for name in names if path.with_name(name).is_file()), None)


def _bytes(path: Path, longest: int) -> bytes:
    from app.problems import InputError

    try:
        with path.open("rb") as file:
            return file.read(longest)
    except OSError as error:
        raise InputError(str(path), f"cannot be opened: {error.strerror}") from error


def _report(reading: "MappingReading") -> None:
    lost = f", {reading.lost:,} not read" if reading.lost else ""
    _tell(f"{reading.name}: {len(reading.mappings.rows):,} rows{lost}")
    for one in reading.problems:
        _tell(f"  not read: {one.place}: {one.reason}{f': {one.value}' if one.value else ''}")


def _decisions(merged: "Merged", out: Path | None) -> None:
    for told in merged.left_out:
        _tell(f"not in the merged set: {told}")
    if out is not None:
        body = json.dumps([_decision(one) for one in merged.decisions], ensure_ascii=False, indent=1).encode()
        write_out([body, b"\n"], out)
    elif merged.conflicts:
        _table(merged)
    quiet = len(merged.decisions) - len(merged.conflicts)
    if merged.decisions:
        _tell(f"{len(merged.conflicts):,} conflicts; {quiet:,} rows say what a row that is kept says as well")


def _table(merged: "Merged") -> None:
    from rich.table import Table
    from rich.text import Text

    from app.interchange.mappings.prefixes import Curies

    short = Curies(dict(merged.mappings.prefixes)).compress
    table = Table(title="Conflicts", title_justify="left")
    for name in ("subject", "object", "kept", "against", "why"):
        table.add_column(name, overflow="fold")
    for one in merged.conflicts:
        ends = (short(one.first.subject) or one.first.ends[0], short(one.first.object) or one.first.ends[1])
        table.add_row(*map(Text, (*ends, _said(one.first, short), _said(one.second, short), one.why)))
    messages.print(table, markup=False, highlight=False)


def _said(row: "Mapping", short: Any) -> str:
    sign = "Not " if row.negative else ""
    sure = "" if row.confidence is None else f" {row.confidence:g}"
    return f"{sign}{short(row.predicate)}{sure}\n{short(row.justification)}\n{row.text('mapping_source')}"


def _decision(one: Any) -> dict[str, Any]:
    kept = "both" if one.kind == "exclusive" else "first"
    rows = {
        name: {key: list(told) for key, told in getattr(one, name).all_slots().items()} for name in ("first", "second")
    }
    return {"kind": one.kind, "conflict": one.conflict, "kept": kept, "why": one.why, **rows}


def _tell(line: str) -> None:
    messages.print(line, markup=False, highlight=False, soft_wrap=True)
