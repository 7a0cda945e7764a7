"""Many verdicts over HTTP: candidates, a batch of pairs, a table between two countries, the policy lab."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.equivalence import Holding, Outcome, Verdict
from app.http.cases import Case
from app.http.lines import LinesResponse
from app.http.negotiation import prefers_csv
from app.http.recognition import Language, Purpose, Source, held, language
from app.http.schemas import PartyOut, party
from app.http.state import Service, ServiceDep, known_parameters_only
from app.problems import ParameterError, PasserelleError
from app.recognition.tables import as_csv, candidates, effect, row, shortlist, table

router = APIRouter(tags=["recognition"])
MOST_PAIRS = 100_000


class ShortVerdictOut(BaseModel):
    """A verdict without its evidence."""

    source: str
    target: str
    title: str
    jurisdiction: str
    outcome: str
    decisive: str
    rule: int
    coverage: dict[str, float | None] | None
    reasons: dict[str, str]
    not_covered: int


class CandidatesOut(BaseModel):
    """What a credential may be worth, best first."""

    source: PartyOut
    purpose: str
    items: list[ShortVerdictOut]


class LabRequest(BaseModel):
    """What to vary: numbers of a policy's parameters by name."""

    model_config = ConfigDict(extra="forbid")

    purpose: str = "employment"
    overrides: dict[str, float] = Field(min_length=1, max_length=20)
    jurisdictions: list[str] | None = Field(default=None, min_length=2, max_length=10)


@router.get("/recognition/candidates", summary="What may a credential be worth?")
def get_candidates(
    service: ServiceDep,
    source: Source,
    jurisdiction: Annotated[str | None, Query(description="where; anywhere else when not given", max_length=8)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
    purpose: Purpose = "employment",
    lang: Language = "en",
) -> CandidatesOut:
    """The credentials elsewhere that the source stands for best, with the reasons."""
    have, tongue = held(service, source), language(lang)
    policy, day, holder = service.recognition.policy(purpose), Holding(date.today()), service.recognition.holder(have)
    targets = _targets(service, jurisdiction.upper() if jurisdiction else None, have.jurisdiction)
    targets = shortlist(service.coverage, holder, targets, max(limit, service.settings.candidates_judged))
    found = candidates(service.recognition, holder, targets, policy, day, limit)
    return CandidatesOut(
        source=party(have), purpose=purpose, items=[_short(service, verdict, tongue) for verdict in found]
    )


@router.get("/recognition/matrix", summary="Verdicts between two countries", response_class=Response)
def get_matrix(
    request: Request,
    service: ServiceDep,
    from_: Annotated[str, Query(alias="from", description="jurisdiction of the sources, e.g. FI", max_length=8)],
    to: Annotated[str, Query(description="jurisdiction of the targets, e.g. ES", max_length=8)],
    purpose: Purpose = "employment",
    format: Annotated[str | None, Query(description="json or csv", pattern="^(json|csv)$")] = None,
) -> Response:
    """One row for each pair: outcome, decisive criterion, coverage with its interval."""
    sources, targets = _of(service, "from", from_.upper()), _of(service, "to", to.upper())
    policy, day = service.recognition.policy(purpose), Holding(date.today())
    verdicts = table(service.recognition, sources, targets, policy, day)
    headers = {"Vary": "Accept"}
    if format == "csv" or (format is None and prefers_csv(request.headers.get("accept"))):
        return Response(as_csv(verdicts), media_type="text/csv", headers=headers)
    rows = [row(verdict) for verdict in verdicts]
    body = {"from": from_.upper(), "to": to.upper(), "purpose": purpose, "items": rows, "total": len(rows)}
    return JSONResponse({**body, "release": service.manifest.release}, headers=headers)


@router.post("/recognition/batch", summary="Verdicts on many pairs", response_class=Response)
def post_batch(request: Request, service: ServiceDep) -> LinesResponse:
    """JSON Lines in, each a case as for a single verdict; a line out for each; a bad line is answered as a problem."""
    known_parameters_only(request)

    def answer(first: int, lines: Sequence[bytes]) -> bytes:
        return b"".join(_answer(service, number, line) for number, line in enumerate(lines, first))

    return LinesResponse(answer, lambda number: _problem(number, "The line is too long; the rest is not read."))


@router.post("/policy-lab", summary="How do outcomes move under another policy?")
def post_lab(service: ServiceDep, asked: LabRequest) -> dict[str, Any]:
    """Outcomes under the varied policy against the default one, by country pair and direction, with the pairs."""
    known = service.index.values("jurisdiction")
    places = [place.upper() for place in asked.jurisdictions or ["FI", "PT", "ES", "IE", "US"]]
    for place in places:
        if place not in known:
            raise ParameterError("jurisdictions", place, f"is not in the graph; known are {', '.join(known)}")
    before, after = (
        service.recognition.policy(asked.purpose),
        service.recognition.policy(asked.purpose, asked.overrides),
    )
    members = {place: _of(service, "jurisdictions", place) for place in places}
    moves, counts = effect(service.recognition, members, before, after, Holding(date.today()))
    return {
        "purpose": asked.purpose,
        "overrides": asked.overrides,
        "default": {name: before[name] for name in asked.overrides},
        "directions": [
            {"from": here, "to": there, "outcomes": {outcome: tally[outcome] for outcome in Outcome}}
            for (here, there), tally in counts.items()
        ],
        "moves": [
            {"from": one.source, "to": one.target, "before": one.before, "after": one.after,
             "count": len(one.pairs), "pairs": [{"source": s, "target": t} for s, t in one.pairs]}
            for one in moves
        ],
        "release": service.manifest.release,
    }  # fmt: skip


def _answer(service: Service, number: int, line: bytes) -> bytes:
    if number > MOST_PAIRS:
        return _problem(number, f"A batch holds at most {MOST_PAIRS:,} pairs.")
    try:
        case = Case.model_validate_json(line)
        verdict = service.recognition.judge_held(
            case.held(service), case.wanted(service), case.under(service), case.on or date.today()
        )
    except PasserelleError as error:
        return _problem(number, str(error)[:400])
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"] if " " not in str(step))
        return _problem(number, f"{place}: {first['msg']}"[:400] if place else first["msg"][:400])
    return json.dumps({"line": number, **row(verdict)}).encode() + b"\n"


def _problem(number: int, detail: str) -> bytes:
    return json.dumps({"line": number, "title": "Unusable line", "status": 422, "detail": detail}).encode() + b"\n"


def _targets(service: Service, place: str | None, home: str) -> list[str]:
    if place is not None:
        return _of(service, "jurisdiction", place)
    return [entry.iri for entry in service.index.entries if entry.jurisdiction != home]


def _of(service: Service, parameter: str, place: str) -> list[str]:
    known = service.index.values("jurisdiction")
    if place not in known:
        raise ParameterError(parameter, place, f"is not in the graph; known are {', '.join(known)}")
    return [entry.iri for entry in service.index.entries if entry.jurisdiction == place]


def _short(service: Service, verdict: Verdict, lang: str) -> ShortVerdictOut:
    found = verdict.coverage
    return ShortVerdictOut(
        source=verdict.source.id, target=verdict.target.id, title=verdict.target.title,
        jurisdiction=verdict.target.jurisdiction, outcome=verdict.outcome, decisive=verdict.decision.decisive,
        rule=verdict.decision.rule, not_covered=len(verdict.gaps),
        coverage={"lower": found.lower, "estimate": found.estimate, "upper": found.upper} if found else None,
        reasons={one.criterion: service.recognition.text(one.reason, lang) for one in verdict.findings},
    )  # fmt: skip
