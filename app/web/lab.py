"""`/policy-lab`: a researcher varies the tolerances of a purpose and sees who gains and who loses, with files."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.http.many import lab_body
from app.http.mounting import root
from app.http.state import Service, ServiceDep
from app.model import Source
from app.policy import Policy
from app.recognition import ORDER
from app.recognition.lab import Experiment
from app.spreadsheet import CSV, Row, csv_lines
from app.web.failures import PageRoute
from app.web.language import Spoken, chosen, language
from app.web.moved import Moved
from app.web.pages import answer, page
from app.web.texts import words
from app.web.varied import Varied, plain

router = APIRouter(include_in_schema=False, route_class=PageRoute)
SHOWN = 100
PURPOSES = ("study", "employment", "regulated-work")
PAIRS = ("from", "to", "source", "target", "source_title", "target_title", "before", "after", "effect")
OUTCOMES = ("from", "to", "outcome", "before", "after", "change")


@router.get("/policy-lab")
def show_lab(request: Request, service: ServiceDep) -> Response:
    """The form; once it is sent, the outcomes before and after. Names are in the language of the address."""
    lang = language(request) if chosen(request) else "en"
    asked = Varied.of(request, service)
    found = asked.run_in(service) if asked.run and not asked.wrong else None
    release, country, text = service.manifest.release, Spoken(lang).country, service.recognition.text
    query = urlencode(asked.fields(release))
    body = page(
        request, service, "lab.html", door="matrix", asked=asked, purposes=PURPOSES, tongue=lang,
        form=words(lang)["form"], outcomes=ORDER, name={one: text(f"outcome-{one}", lang) for one in ORDER},
        places=sorted(service.index.values("jurisdiction"), key=country), country=country, plain=plain,
        sources=_sources(asked.policy), other=asked.other_release(release), query=query, found=found,
        shown=Moved(service, found, lang) if found else None, most=SHOWN,
        permanent=f"{root(request)}/policy-lab?{query}", cited=_citation(request, service, asked, query),
    )  # fmt: skip
    return answer(request, body, status=422 if asked.wrong else 200)


@router.get("/policy-lab.json")
def download_json(request: Request, service: ServiceDep) -> Response:
    """The answer of the API, with the day of judgement and the citation."""
    asked, found = _experiment(request, service)
    query = urlencode(asked.fields(service.manifest.release))
    told = {
        "countries": asked.countries,
        "on": found.day.isoformat(),
        "cite_as": _citation(request, service, asked, query),
    }
    return JSONResponse(lab_body(service, found) | told, headers=_named(service, asked, "json"))


@router.get("/policy-lab/pairs.csv")
def download_pairs(request: Request, service: ServiceDep) -> Response:
    """The pairs whose outcome changes, a row each."""
    asked, found = _experiment(request, service)
    return _csv(PAIRS, Moved(service, found, "en").pair_rows(), _named(service, asked, "csv", "-pairs"))


@router.get("/policy-lab/outcomes.csv")
def download_outcomes(request: Request, service: ServiceDep) -> Response:
    """How many pairs have each outcome before and after, a row for each direction and outcome."""
    asked, found = _experiment(request, service)
    return _csv(OUTCOMES, Moved(service, found, "en").outcome_rows(), _named(service, asked, "csv", "-outcomes"))


def _experiment(request: Request, service: Service) -> tuple[Varied, Experiment]:
    asked = Varied.of(request, service)
    return asked, asked.run_for_file(service)


def _csv(columns: Iterable[str], rows: Iterable[Row], headers: dict[str, str]) -> Response:
    return Response(b"".join(csv_lines(list(columns), rows)), media_type=CSV, headers=headers)


def _named(service: Service, asked: Varied, ending: str, what: str = "") -> dict[str, str]:
    release = service.manifest.release
    name = f"policy-lab{what}-{asked.policy.id}-{release}.{ending}"
    return {"Content-Disposition": f'attachment; filename="{name}"', "Passerelle-Release": release}


def _sources(policy: Policy) -> dict[str, tuple[int, Source]]:
    """The sources of a policy's rules, numbered, by IRI."""
    cited = {source.iri: source for one in policy.parameters.values() for source in one.sources}
    return {iri: (number, cited[iri]) for number, iri in enumerate(sorted(cited), 1)}


def _citation(request: Request, service: Service, asked: Varied, query: str) -> str:
    """How a result is cited: what was varied, between which countries, on which release, when."""
    today = date.today().isoformat()
    varied = ", ".join(
        f"{name} {plain(number)} instead of {plain(asked.policy[name])}" for name, number in asked.numbers.items()
    )
    return (
        f"Passerelle editors ({today[:4]}). Policy lab: outcomes of recognition for {asked.policy.id} with {varied}, "
        f"between {', '.join(asked.countries)}, as judged on {asked.day.isoformat()}. Passerelle release "
        f"{service.manifest.release}, retrieved {today}. {root(request)}/policy-lab?{query}. CC BY 4.0."
    )
