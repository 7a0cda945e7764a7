"""`/compare`: the recognition officer's door. A form that finds both sides, and a statement to print for the file."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from app.http.cases import named
from app.http.credentials import find
from app.http.mounting import root
from app.http.recognition import judged
from app.http.state import KNOWN_ONLY, Service, ServiceDep
from app.model import Credential
from app.problems import OtherReleaseError
from app.search import Wanted
from app.web.asked import Asked, asked_again
from app.web.failures import PageRoute
from app.web.language import chosen, language
from app.web.pages import translated
from app.web.statement import Statement

router = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[KNOWN_ONLY])
PURPOSES = ("study", "employment", "regulated-work")
SHOWN = 12
Words = Annotated[str, Query(max_length=200)]
Name = Annotated[str, Query(max_length=500)]
Short = Annotated[str, Query(max_length=40)]


@router.get("/compare")
def compare(
    request: Request,
    service: ServiceDep,
    source: Annotated[list[Name], Query(max_length=50)] = [],  # noqa: B006 - FastAPI copies defaults
    awarded: Annotated[list[Short], Query(max_length=50)] = [],  # noqa: B006
    target: Name = "",
    purpose: Short = "employment",
    on: Short = "",
    held: Words = "",
    wanted: Words = "",
    add: Name = "",
    drop: Name = "",
    choose: Name = "",
    change: Short = "",
    judge: Short = "",
    lang: Short = "",
) -> Response:
    """The form; its buttons lead to the address of its next state, and the last one to the statement."""
    state = Asked.of(source, awarded, target, purpose, on)
    if add or drop or choose or change:
        target = choose or ("" if change else state.target)
        changed = Asked(state.having(add, drop).held, target, purpose, on)
        return _see(f"compare?{urlencode([*changed.fields(), *_language(request)])}")
    service.recognition.policy(state.purpose)
    if judge and state.held and state.target and not state.wrong():
        verdict = judged(service, state.case(language(request)))
        return _see(f"compare/{verdict.id}?{urlencode(_language(request))}".rstrip("?"))
    return translated(
        request, service, "compare.html", door="compare", state=state, purposes=PURPOSES,
        held=[(find(service, one, "source"), one, day) for one, day in state.held],
        target=find(service, state.target, "target") if state.target else None,
        held_words=held, found_held=_found(service, held), wanted_words=wanted, found_wanted=_found(service, wanted),
        shown=SHOWN, wrong=state.wrong(), asked=bool(judge),
    )  # fmt: skip


@router.get("/compare/{name}")
def statement(request: Request, service: ServiceDep, name: str, lang: Short = "") -> Response:
    """The statement on a case, computed again by its id; in another language when the address names one."""
    try:
        case = named(name, service.manifest.release)
    except OtherReleaseError as error:
        again = asked_again(named(name, error.told))
        return translated(
            request, service, "statement-old.html", 409, door="compare", told=error.told, served=error.served,
            again=again.fields() if again else None,
        )  # fmt: skip
    tongue = language(request) if chosen(request) else case.lang
    verdict = judged(service, case.model_copy(update={"lang": tongue}))
    again = asked_again(case)
    return translated(
        request, service, "statement.html", lang=tongue, door="compare",
        shown=Statement(service, case, verdict, tongue), again=again.fields() if again else None,
        permanent=f"{root(request)}/compare/{name}", name=name,
    )  # fmt: skip


def _found(service: Service, words: str) -> tuple[list[Credential], int]:
    """The first credentials that hold the words, and how many there are."""
    found = service.index.find(Wanted(words=words)) if words.strip() else []
    return [service.records.get(entry.iri) for entry in found[:SHOWN]], len(found)


def _language(request: Request) -> list[tuple[str, str]]:
    return [("lang", chosen(request))] if chosen(request) else []


def _see(address: str) -> Response:
    """Go on to an address beside this one."""
    return Response(status_code=303, headers={"Location": address, "Cache-Control": "no-store"})
