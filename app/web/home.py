"""`/`: what this is, the doors for officers, researchers and systems, figures from the graph, a worked comparison."""

from fastapi import APIRouter, Request, Response

from app.figures import countries
from app.http.state import ServiceDep
from app.vocab import ID
from app.web.failures import PageRoute
from app.web.language import language
from app.web.pages import translated

router = APIRouter(include_in_schema=False, route_class=PageRoute)
EXAMPLE = ("fi/106884", "es/ce-vhe-medio")


@router.get("/")
def home(request: Request, service: ServiceDep) -> Response:
    """The first page."""
    figures = countries(service.store)
    source, target = EXAMPLE
    verdict = service.recognition.compare(ID + source, ID + target, "employment")
    lang = language(request)
    return translated(
        request, service, "home.html", figures=figures,
        total={name: sum(getattr(one, name) for one in figures) for name in ("credentials", "outcomes", "mapped")},
        triples=service.manifest.quads, questions=service.catalogue.questions, verdict=verdict,
        text=lambda reason: service.recognition.text(reason, lang),
    )  # fmt: skip
