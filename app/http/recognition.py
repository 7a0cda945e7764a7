"""`/api/v1/recognition`: one credential held against another, with reasons and evidence."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from app.equivalence import Holding
from app.http.credentials import find
from app.http.sent import CredentialIn
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
    have, want = records(service, source), find(service, target, "target")
    policy = service.recognition.policy(purpose)
    verdict = service.recognition.judge_held(have, want, policy, Holding(on or date.today(), award_date))
    return verdict_out(service.recognition, verdict, language(lang), service.manifest.release)


class Asked(BaseModel):
    """A case: what the holder has (ids, or one record), what it is held against, and how."""

    model_config = ConfigDict(extra="forbid")

    source: list[str] | str | CredentialIn
    target: str
    purpose: str = "employment"
    lang: str = "en"
    award_date: date | None = None
    on: date | None = None
    overrides: dict[str, float] = Field(default={}, max_length=20)


@router.post("/recognition", summary="Hold a credential, a stack or a record of your own against a credential")
def post_recognition(service: ServiceDep, asked: Asked) -> VerdictOut:
    """The verdict on a case; numbers of the policy may be varied, and the verdict then says so."""
    if isinstance(asked.source, CredentialIn):
        have = [asked.source.record()]
    else:
        have = records(service, [asked.source] if isinstance(asked.source, str) else asked.source)
    want, policy = find(service, asked.target, "target"), service.recognition.policy(asked.purpose, asked.overrides)
    holding = Holding(asked.on or date.today(), asked.award_date)
    verdict = service.recognition.judge_held(have, want, policy, holding)
    return verdict_out(service.recognition, verdict, language(asked.lang), service.manifest.release)


def held(service: Service, sources: list[str]) -> Credential:
    """What a holder has, as one: one record, or a stack of several."""
    return stack(records(service, sources))


def records(service: Service, sources: list[str]) -> list[Credential]:
    """The credentials that a holder has.

    :raises NotFoundError: with near matches
    :raises ParameterError: for more than 20 of them
    """
    if not 1 <= len(sources) <= 20:
        raise ParameterError("source", str(len(sources)), "a stack holds 1 to 20 credentials")
    return [find(service, one, "source") for one in sources]


def language(lang: str) -> str:
    """The language, if it is offered.

    :raises ParameterError: naming those that are
    """
    if lang not in LANGUAGES:
        raise ParameterError("lang", lang, f"is not one of {', '.join(LANGUAGES)}")
    return lang
