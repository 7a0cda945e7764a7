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
from app.http.recognition import Language, Purpose, Source, held, language
from app.http.schemas import PartyOut, party
from app.http.sheets import SheetFormat, sheet, wanted_sheet
from app.http.state import Service, ServiceDep, known_parameters_only
from app.problems import ParameterError, PasserelleError
from app.recognition.lab import Experiment
from app.recognition.tables import candidates, row, shortlist, table

router = APIRouter(tags=["recognition"])
MOST_PAIRS, MOST_COUNTRIES = 100_000, 10
COUNTRIES = ("FI", "PT", "ES", "IE", "US")


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
    jurisdictions: list[str] | None = Field(default=None, min_length=2, max_length=MOST_COUNTRIES)


@router.get("/recognition/candidates", summary="What may a credential be worth?", response_model=CandidatesOut)
def get_candidates(
    request: Request,
    service: ServiceDep,
    source: Source,
    jurisdiction: Annotated[str | None, Query(description="where; anywhere else when not given", max_length=8)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
    purpose: Purpose = "employment",
    lang: Language = "en",
    format: SheetFormat = None,
) -> CandidatesOut | Response:
    """The credentials elsewhere that the source stands for best, with the reasons."""
    have, tongue = held(service, source), language(lang)
    policy, day, holder = service.recognition.policy(purpose), Holding(date.today()), service.recognition.holder(have)
    targets = _targets(service, jurisdiction.upper() if jurisdiction else None, have.jurisdiction)
    targets = shortlist(service.coverage, holder, targets, max(limit, service.settings.candidates_judged))
    found = candidates(service.recognition, holder, targets, policy, day, limit)
    items = [_short(service, verdict, tongue) for verdict in found]
    kind = wanted_sheet(request, format)
    if kind:
        return sheet(service, kind, f"candidates-{purpose}", [item.model_dump() for item in items])
    return CandidatesOut(source=party(have), purpose=purpose, items=items)


@router.get("/recognition/matrix", summary="Verdicts between two countries", response_class=Response)
def get_matrix(
    request: Request,
    service: ServiceDep,
    from_: Annotated[str, Query(alias="from", description="jurisdiction of the sources, e.g. FI", max_length=8)],
    to: Annotated[str, Query(description="jurisdiction of the targets, e.g. ES", max_length=8)],
    purpose: Purpose = "employment",
    format: SheetFormat = None,
) -> Response:
    """One row for each pair: outcome, decisive criterion, coverage with its interval."""
    sources, targets = of_place(service, "from", from_.upper()), of_place(service, "to", to.upper())
    policy, day = service.recognition.policy(purpose), Holding(date.today())
    kind = wanted_sheet(request, format)
    rows = [row(verdict) for verdict in table(service.recognition, sources, targets, policy, day)]
    if kind:
        return sheet(service, kind, f"matrix-{from_.upper()}-{to.upper()}-{purpose}", rows)
    headers = {"Vary": "Accept"}
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
    places = [place.upper() for place in asked.jurisdictions or COUNTRIES]
    members = {place: of_place(service, "jurisdictions", place) for place in places}
    return lab_body(service, service.laboratory.run(asked.purpose, asked.overrides, members, date.today()))


def lab_body(service: Service, found: Experiment) -> dict[str, Any]:
    """An experiment of the policy lab as it is sent."""
    return {
        "purpose": found.after.id,
        "overrides": found.after.overrides,
        "default": {name: found.before[name] for name in found.after.overrides},
        "directions": [
            {"from": here, "to": there, "outcomes": {outcome: tally.get(outcome, 0) for outcome in Outcome}}
            for (here, there), tally in found.counts.items()
        ],
        "moves": [
            {"from": one.source, "to": one.target, "before": one.before, "after": one.after,
             "count": len(one.pairs), "pairs": [{"source": s, "target": t} for s, t in one.pairs]}
            for one in found.moves
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
        service.metrics.verdicts.labels(verdict.policy.id, verdict.outcome).inc()
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
        return of_place(service, "jurisdiction", place)
    return [entry.iri for entry in service.index.entries if entry.jurisdiction != home]


def of_place(service: Service, parameter: str, place: str) -> list[str]:
    """The credentials of a jurisdiction.

    :param parameter: the name of what asks for it
    :raises ParameterError: when the graph has none
    """
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
