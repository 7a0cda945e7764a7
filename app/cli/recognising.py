"""`passerelle recognise` and `passerelle matrix`: verdicts on one pair, and between two countries."""

import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.screen import screen
from app.equivalence import Holding
from app.problems import ParameterError
from app.settings import Settings

if TYPE_CHECKING:
    from app.recognition import Recognition


def recognise(
    source: Annotated[str, typer.Argument(help="id of the credential that the holder has, e.g. fi/106884")],
    target: Annotated[str, typer.Argument(help="id of the credential it is held against")],
    purpose: Annotated[str, typer.Option(help="study, employment or regulated-work")] = "employment",
    lang: Annotated[str, typer.Option(help="language of the texts: en, fi, pt, es or ga")] = "en",
    awarded_on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="day of the award")] = None,
    json: Annotated[bool, typer.Option(help="the whole verdict, as the API gives it")] = False,
) -> None:
    """Hold one credential against another: findings with reasons, the outcome, and what would change it."""
    from app.recognition.statement import statement

    awarded = awarded_on.date() if awarded_on else None
    if json:
        sys.stdout.write(_verdict_json(source, target, purpose, lang, awarded) + "\n")
        return
    recognition = _recognition()
    verdict = recognition.compare(_iri(source), _iri(target), purpose, Holding(date.today(), awarded))
    for line in statement(recognition, verdict, lang):
        screen.print(line, soft_wrap=True, markup=False, highlight=False)


def _verdict_json(source: str, target: str, purpose: str, lang: str, awarded: date | None) -> str:
    from app.http.cases import Case, HeldIn
    from app.http.recognition import judged
    from app.http.state import open_service

    held = HeldIn(iri=source, awarded_on=awarded)
    service = open_service(Settings(query_workers=1))
    try:
        case = Case(source=held, target=target, purpose=purpose, lang=lang)
        return judged(service, case).model_dump_json(indent=1)
    finally:
        service.sandbox.close()


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
