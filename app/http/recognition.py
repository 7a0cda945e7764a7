"""`/api/v1/recognition`: one credential held against another, with reasons and evidence."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from app.equivalence import Holding
from app.http.credentials import find
from app.http.state import Service, ServiceDep
from app.http.verdicts import VerdictOut, verdict_out
from app.model import Credential
from app.problems import ParameterError
from app.recognition import stack

router = APIRouter(tags=["recognition"])
LANGUAGES = ("en", "fi", "pt", "es", "ga")

Source = Annotated[
    list[str],
    Query(description="IRI or id of the credential that the holder has, e.g. fi/106884; several make a stack"),
]
Purpose = Annotated[str, Query(description="study, employment or regulated-work")]
Language = Annotated[str, Query(description="language of the texts: en, fi, pt, es or ga")]


@router.get("/recognition", summary="Hold one credential against another")
def get_recognition(
    service: ServiceDep,
    source: Source,
    target: Annotated[str, Query(description="IRI or id of the credential it is held against")],
    purpose: Purpose = "employment",
    lang: Language = "en",
    award_date: Annotated[date | None, Query(description="day on which the holder's document was awarded")] = None,
    on: Annotated[date | None, Query(description="day of judgement; today when not given")] = None,
) -> VerdictOut:
    """A reasoned verdict: seven findings with evidence, an outcome, what is missing, and what would change it."""
    have, want = held(service, source), find(service, target, "target")
    policy = service.recognition.policy(purpose)
    verdict = service.recognition.judge(have, want, policy, Holding(on or date.today(), award_date))
    return verdict_out(service.recognition, verdict, language(lang), service.manifest.release)


def held(service: Service, sources: list[str]) -> Credential:
    """The credential that a holder has: one record, or a stack of several.

    :raises NotFoundError: with near matches
    :raises ParameterError: for more than 20 of them
    """
    if len(sources) > 20:
        raise ParameterError("source", str(len(sources)), "a stack holds at most 20 credentials")
    return stack([find(service, one, "source") for one in sources])


def language(lang: str) -> str:
    """The language, if it is offered.

    :raises ParameterError: naming those that are
    """
    if lang not in LANGUAGES:
        raise ParameterError("lang", lang, f"is not one of {', '.join(LANGUAGES)}")
    return lang
