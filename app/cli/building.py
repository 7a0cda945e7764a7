"""`passerelle build` and `passerelle format`: from the folders to a release, and the folders in the house style."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.screen import messages, screen
from app.settings import Settings


def build(
    esco: Annotated[list[Path] | None, typer.Option(help="folder of an ESCO CSV release; may be repeated")] = None,
) -> None:
    """Turn the folders into a release and make it the current one."""
    from app.release.build import build as build_release

    settings = Settings()
    with messages.status("building") as status:

        def progress(stage: str) -> None:
            status.update(stage)
            messages.print(f"  {stage}", highlight=False)

        contents, notes = build_release(settings.root, settings.build, esco or [], progress)
    for note in notes:
        messages.print(f"  note: {note}", style="yellow", markup=False, highlight=False, soft_wrap=True)
    screen.print(
        f"release {contents.release}: {contents.quads:,} triples in {len(contents.graphs)} graphs",
        highlight=False,
    )


def format_turtle(check: Annotated[bool, typer.Option(help="only tell what would change")] = False) -> None:
    """Rewrite Turtle files in the house style."""
    from app.interchange.turtle import canonical, read_turtle

    root, changed = Settings().root, []
    for folder in ("ontology", "mappings", "shapes"):
        for path in sorted((root / folder).rglob("*.ttl")):
            text = canonical(read_turtle(path, path.relative_to(root).as_posix()))
            if text != path.read_text("utf-8"):
                changed.append(path.relative_to(root).as_posix())
                if not check:
                    path.write_text(text, "utf-8")
    for name in changed:
        screen.print(("would rewrite " if check else "rewrote ") + name, highlight=False)
    if check and changed:
        raise typer.Exit(1)
