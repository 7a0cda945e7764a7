"""`passerelle import`: data from elsewhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.screen import messages, screen

if TYPE_CHECKING:
    from app.interchange.esco import EscoReport


def _esco_lines(report: "EscoReport") -> Iterator[str]:
    """What was read from each file, and what could not be used, a line a file and a line a defect."""
    yield f"ESCO in {', '.join(f'{language} ({count:,} labels)' for language, count in report.languages.items())}"
    for file in report.files:
        defects = {
            "short": file.short_rows,
            "skipped": file.skipped_rows,
            "repeated": file.duplicates,
            "about unknown concepts": file.unknown_concepts,
        }
        told = "".join(f", {count:,} {name}" for name, count in defects.items() if count)
        yield f"  {file.file}: {file.rows:,} rows, {file.kept:,} kept{told}"
        for column in file.dangling:
            yield (
                f"    {column.column} leads nowhere {column.references:,} times, to {column.concepts:,} concepts "
                f"that the release does not have, e.g. {column.examples[0]}"
            )
    yield from (f"  {name}: not read" for name in report.ignored)


def import_esco(
    folders: Annotated[list[Path], typer.Argument(help="folders of ESCO CSV files, the base release first")],
    out: Annotated[Path | None, typer.Option(help="N-Quads file to write")] = None,
    extract: Annotated[Path | None, typer.Option(help="list of IRIs; write only their labels and hierarchy")] = None,
) -> None:
    """Read an ESCO CSV release; report its counts and defects; write it as RDF in ESCO's own model."""
    from app.interchange.esco import extract as extracted
    from app.interchange.esco import read_release, read_terms, write_nquads
    from app.interchange.turtle import canonical
    from app.vocab import BASE

    with messages.status("reading") as status:
        release = read_release(folders, progress=lambda name, done, total: status.update(f"{name} {done:,}/{total:,}"))
    for line in _esco_lines(release.report):
        messages.print(line, soft_wrap=True, markup=False, highlight=False)
    if extract:
        text = canonical(extracted(release, read_terms(extract)))
        (out or Path("ontology/esco.ttl")).write_text(text, "utf-8")
    elif out:
        for graph, quads in write_nquads(release, out, BASE).items():
            screen.print(f"{graph}: {quads:,} quads", highlight=False)
