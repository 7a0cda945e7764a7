"""`/api/v1/recognition`: one credential held against another, with reasons and evidence."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from app.equivalence import Outcome
from app.http.bridges import FrontOut, front_out
from app.http.cases import Case, HeldIn, named
from app.http.credentials import find
from app.http.schemas import PartyOut, party
from app.http.state import Service, ServiceDep
from app.http.verdicts import VerdictOut, verdict_out
from app.model import Credential
from app.problems import ParameterError
from app.recognition.stacks import stack

router = APIRouter(tags=["recognition"])
LANGUAGES = ("en", "fi", "pt", "es", "ga")
BRIDGED = (Outcome.PARTIAL, Outcome.CONDITIONAL)

Source = Annotated[
    list[str],
    Query(description="IRI or id of the credential that the holder has, e.g. fi/106884; several make a stack"),
]
Target = Annotated[str, Query(description="IRI or id of the credential it is held against")]
Purpose = Annotated[str, Query(description="study, employment or regulated-work")]
Language = Annotated[str, Query(description="language of the texts: en, fi, pt, es or ga")]


class BridgesOut(FrontOut):
    """The bridging sets between two credentials."""

    source: PartyOut
    target: PartyOut


@router.get("/recognition", summary="Hold one credential against another")
def get_recognition(
    service: ServiceDep,
    source: Source,
    target: Target,
    purpose: Purpose = "employment",
    lang: Language = "en",
    awarded_on: Annotated[date | None, Query(description="day on which the holder's document was awarded")] = None,
    on: Annotated[date | None, Query(description="day of judgement; today when not given")] = None,
) -> VerdictOut:
    """A reasoned verdict: seven findings with evidence, an outcome, what is missing, and what would change it."""
    held = [HeldIn(iri=one, awarded_on=awarded_on) for one in source]
    return judged(service, Case(source=list(held), target=target, purpose=purpose, lang=lang, on=on))


@router.post("/recognition", summary="Hold a credential, a stack or a record of your own against a credential")
def post_recognition(service: ServiceDep, asked: Case) -> VerdictOut:
    """The verdict on a case; numbers of the policy may be varied, and the verdict then says so."""
    return judged(service, asked)


@router.get("/recognition/verdicts/{name}", summary="Judge a case again")
def get_verdict(service: ServiceDep, name: str) -> VerdictOut:
    """The verdict of this id, computed again: the same case, day and release."""
    return judged(service, named(name, service.manifest.release))


@router.get("/recognition/bridges", summary="What would close the gap?")
def get_bridges(
    service: ServiceDep,
    source: Source,
    target: Target,
    jurisdiction: Annotated[str | None, Query(description="only units of this jurisdiction", max_length=8)] = None,
    lang: Language = "en",
) -> BridgesOut:
    """Sets of real units that close what the source lacks, at least cost in hours, units and countries."""
    have, want = held(service, source), find(service, target, "target")
    country = jurisdiction.upper() if jurisdiction else None
    known = service.index.values("jurisdiction")
    if country is not None and country not in known:
        raise ParameterError("jurisdiction", country, f"is not in the graph; known are {', '.join(known)}")
    found = front_out(service.recognition, have, want, service.index.iris, country, language(lang))
    if found is None:
        raise ParameterError("source", have.id, "or the target has no documented outcomes, so that no gap can be told")
    return BridgesOut(source=party(have), target=party(want), **dict(found))


def judged(service: Service, case: Case) -> VerdictOut:
    """The verdict on a case."""
    have, want, policy, tongue = case.held(service), case.wanted(service), case.under(service), language(case.lang)
    case = case.model_copy(update={"on": case.on or date.today()})
    assert case.on is not None
    recognition, release = service.recognition, service.manifest.release
    verdict = recognition.judge_held(have, want, policy, case.on)
    service.metrics.verdicts.labels(verdict.policy.id, verdict.outcome).inc()
    front = None
    if verdict.outcome in BRIDGED:
        whole = stack([one.record for one in have])
        front = front_out(recognition, whole, want, service.index.iris, lang=tongue)
    return verdict_out(recognition, verdict, tongue, case.name(release), release, front)


def held(service: Service, sources: list[str]) -> Credential:
    """What a holder has, as one: one record, or a stack of several."""
    return stack([one.record for one in Case(source=list(sources), target="").held(service)])


def language(lang: str) -> str:
    """The language, if it is offered.

    :raises ParameterError: naming those that are
    """
    if lang not in LANGUAGES:
        raise ParameterError("lang", lang, f"is not one of {', '.join(LANGUAGES)}")
    return lang
