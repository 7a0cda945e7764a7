"""`/quality`: what the rules say of each country's records, and all rules with law and results, to be narrowed."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.figures import NAMES
from app.http.quality import FACETS, selected, values_of
from app.http.quality_schemas import country_out, rule_out
from app.http.state import KNOWN_ONLY, ServiceDep
from app.web.failures import PageRoute
from app.web.language import language
from app.web.pages import translated
from app.web.rule import holds_in, kind_of

router = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[KNOWN_ONLY])
SETS = ("annex-i", "annex-ii", "european", "national", "profile")
SEVERITIES = ("violation", "warning", "info")
Facet = Annotated[str, Query(max_length=40)]


@router.get("/quality")
def show_quality(
    request: Request,
    service: ServiceDep,
    rule_set: Facet = "",
    severity: Facet = "",
    jurisdiction: Facet = "",
    kind: Facet = "",
    failing: bool = False,
    lang: Facet = "",
) -> Response:
    """The countries, and the rules that fit the filters, their messages in the language of the page."""
    results, tongue = service.quality, language(request)
    asked = dict(zip(FACETS, (rule_set, severity, jurisdiction.upper(), kind), strict=True))
    rules = [rule_out(one, tongue) for one in selected(results, {name: asked[name] or None for name in asked}, failing)]
    places = [country_out(place) for iri, place in results.places.items() if iri]
    return translated(
        request, service, "quality.html", door="quality", rules=rules, places=places,
        all=country_out(results.places[""]),
        number=len(results.rules), asked=asked, failing=failing, sets=SETS, severities=SEVERITIES, holds_in=holds_in,
        kind_of=kind_of,
        countries=[code for code in values_of(results, "jurisdiction") if code in NAMES],
        kinds=values_of(results, "kind"),
        sought={**{name: value for name, value in asked.items() if value}, **({"failing": "true"} if failing else {})},
    )  # fmt: skip
