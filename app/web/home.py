"""`/`: what this is, figures from the graph, a worked comparison, and the ways in."""

from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from app.figures import countries
from app.http.state import ServiceDep
from app.vocab import ESCO_ATTRIBUTION, ID

router = APIRouter(include_in_schema=False)
templates = Jinja2Templates(Path(__file__).parent / "templates")
EXAMPLE = ("fi/106884", "es/ce-vhe-medio")


@router.get("/", response_class=HTMLResponse)
def home(request: Request, service: ServiceDep) -> HTMLResponse:
    """The first page."""
    figures = countries(service.store)
    source, target = EXAMPLE
    verdict = service.recognition.compare(ID + source, ID + target, "employment")
    page = {
        "figures": figures,
        "total": {name: sum(getattr(one, name) for one in figures) for name in ("credentials", "outcomes", "mapped")},
        "triples": service.manifest.quads,
        "release": service.manifest.release,
        "questions": list(service.catalogue.questions.values()),
        "verdict": verdict,
        "reason": service.recognition.text,
        "labels": {m.iri: m.label for o in verdict.target.outcomes for m in o.competences},
        "outcome": service.recognition.text(f"outcome-{verdict.outcome}"),
        "outcome_text": service.recognition.text(f"outcome-{verdict.outcome}-text"),
        "attribution": ESCO_ATTRIBUTION,
    }
    response = templates.TemplateResponse(request, "home.html", page)
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'self'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
