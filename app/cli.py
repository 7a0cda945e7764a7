"""The `passerelle` command: build, serve, query, import, format."""

import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from app import __version__
from app.equivalence import Holding
from app.problems import ParameterError, PasserelleError
from app.settings import Settings

if TYPE_CHECKING:
    from app.interchange.esco import EscoReport
    from app.recognition import Recognition

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
imports = typer.Typer(no_args_is_help=True, help="Bring in data from elsewhere.")
app.add_typer(imports, name="import")
screen = Console()
messages = Console(stderr=True)


def main() -> None:
    """Run the command; a problem of ours ends it with a message and status 1."""
    try:
        app()
    except PasserelleError as error:
        messages.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)


@app.callback()
def about() -> None:
    """What is this credential worth on the other side of the border, and what is missing?"""


@app.command()
def version() -> None:
    """Print the version."""
    screen.print(__version__)


@app.command()
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


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port to listen on")] = 8000,
) -> None:
    """Serve the current release, read-only."""
    import uvicorn

    from app.http.service import create_service

    settings = Settings()
    messages.print(f"Passerelle on http://{host}:{port}", highlight=False)
    uvicorn.run(create_service(settings), host=host, port=port, log_level="warning", server_header=False)


@app.command()
def query(
    question: Annotated[str, typer.Argument(help="id of a stored question, e.g. cq-01")],
    parameters: Annotated[list[str] | None, typer.Argument(help="name=value")] = None,
) -> None:
    """Answer a stored question as CSV."""
    from app.catalogue import Catalogue
    from app.questions import answer_csv
    from app.recognition.functions import functions
    from app.store import EmbeddedStore

    settings = Settings()
    values = dict(pair.partition("=")[::2] for pair in parameters or [])
    stored = Catalogue(settings.root / "queries")[question]
    store = EmbeddedStore(settings.current / "index")
    store.offer(functions(store))
    sys.stdout.write(answer_csv(store, stored, values))


@app.command()
def recognise(
    source: Annotated[str, typer.Argument(help="id of the credential that the holder has, e.g. fi/106884")],
    target: Annotated[str, typer.Argument(help="id of the credential it is held against")],
    purpose: Annotated[str, typer.Option(help="study, employment or regulated-work")] = "employment",
    lang: Annotated[str, typer.Option(help="language of the texts: en, fi, pt, es or ga")] = "en",
    award_date: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="day of the award")] = None,
    json: Annotated[bool, typer.Option(help="the whole verdict, as the API gives it")] = False,
) -> None:
    """Hold one credential against another: findings with reasons, the outcome, and what would change it."""
    from app.http.verdicts import verdict_out
    from app.manifest import Manifest
    from app.report import verdict_lines

    recognition = _recognition()
    holding = Holding(date.today(), award_date.date() if award_date else None)
    verdict = recognition.compare(_iri(source), _iri(target), purpose, holding)
    if json:
        release = Manifest.read(Settings().current).release
        sys.stdout.write(verdict_out(recognition, verdict, lang, release).model_dump_json(indent=1) + "\n")
        return
    for line in verdict_lines(recognition, verdict, lang):
        screen.print(line, soft_wrap=True, markup=False, highlight=False)


@app.command()
def matrix(
    source: Annotated[str, typer.Argument(help="jurisdiction of the sources, e.g. FI")],
    target: Annotated[str, typer.Argument(help="jurisdiction of the targets, e.g. ES")],
    purpose: Annotated[str, typer.Option(help="study, employment or regulated-work")] = "employment",
    out: Annotated[Path | None, typer.Option(help="CSV file to write; the screen when not given")] = None,
) -> None:
    """Verdicts of every credential of one country for every one of another, as CSV."""
    from app.recognition.tables import as_csv, table
    from app.search import Index
    from app.store import EmbeddedStore

    index = Index(EmbeddedStore(Settings().current / "index"))
    places = {place: [e.iri for e in index.entries if e.jurisdiction == place.upper()] for place in (source, target)}
    for place, found in places.items():
        if not found:
            raise ParameterError(
                "jurisdiction", place, f"is not in the graph; known are {index.values('jurisdiction')}"
            )
    recognition = _recognition()
    verdicts = table(recognition, places[source], places[target], recognition.policy(purpose), Holding(date.today()))
    text = as_csv(verdicts)
    if out is None:
        sys.stdout.write(text)
    else:
        out.write_text(text, "utf-8")


def _recognition() -> "Recognition":
    from app.recognition import Recognition
    from app.records import Records
    from app.store import EmbeddedStore

    store = EmbeddedStore(Settings().current / "index")
    return Recognition(store, Records(store))


def _iri(name: str) -> str:
    from app.vocab import ID

    return name if "://" in name else ID + name


@app.command()
def figures() -> None:
    """Print the figures per jurisdiction as a Markdown table, as the README shows them."""
    from app.figures import as_markdown, countries
    from app.store import EmbeddedStore

    sys.stdout.write(as_markdown(countries(EmbeddedStore(Settings().current / "index"))))


@app.command("format")
def format_turtle(check: Annotated[bool, typer.Option(help="only tell what would change")] = False) -> None:
    """Rewrite Turtle files in the house style."""
    from app.release.turtle import canonical, read_turtle

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


@imports.command("esco")
def import_esco(
    folders: Annotated[list[Path], typer.Argument(help="folders of ESCO CSV files, the base release first")],
    out: Annotated[Path | None, typer.Option(help="N-Quads file to write")] = None,
    extract: Annotated[Path | None, typer.Option(help="list of IRIs; write only their labels and hierarchy")] = None,
) -> None:
    """Read an ESCO CSV release; report its counts and defects; write it as RDF in ESCO's own model."""
    from app.interchange.esco import extract as extracted
    from app.interchange.esco import read_release, read_terms, write_nquads
    from app.release.turtle import canonical
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
