"""`/matrix`: what verdicts advise between each two countries, as a table with counts and as CSV."""

import csv
import io
from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.figures import NAMES
from app.figures.flows import OUTCOMES, Flow
from app.http.state import KNOWN_ONLY, Service, ServiceDep
from app.web.failures import PageRoute
from app.web.pages import answer, page

router = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[KNOWN_ONLY])
PURPOSES = ("employment", "study", "regulated-work")
Short = Annotated[str, Query(max_length=40)]


@router.get("/matrix")
def show_matrix(request: Request, service: ServiceDep, purpose: Short = "employment", lang: Short = "") -> Response:
    """The table: rows are where credentials come from, columns where they are held against others."""
    found = _flows(service, purpose)
    places = sorted({code for pair in found for code in pair}, key=lambda code: NAMES.get(code, code))
    body = page(
        request, service, "matrix.html", door="matrix", purpose=purpose, purposes=PURPOSES, places=places,
        country=lambda code: NAMES.get(code, code), flows=found, outcomes=OUTCOMES,
        names={one: service.recognition.text(f"outcome-{one}") for one in OUTCOMES},
        total=sum(flow.total for flow in found.values()),
    )  # fmt: skip
    return answer(request, body)


@router.get("/matrix.csv")
def download_matrix(request: Request, service: ServiceDep, purpose: Short = "employment") -> Response:
    """The same as CSV: a row for each two countries, a column for each outcome."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["from", "to", *OUTCOMES, "verdicts"])
    for (source, target), flow in sorted(_flows(service, purpose).items()):
        writer.writerow([source, target, *(flow.counts.get(one, 0) for one in OUTCOMES), flow.total])
    name = f"matrix-{purpose}-{service.manifest.release}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Passerelle-Release": service.manifest.release}
    return Response(out.getvalue(), media_type="text/csv", headers=headers)


def _flows(service: Service, purpose: str) -> Mapping[tuple[str, str], Flow]:
    return service.flows.under(service.recognition.policy(purpose).iri)
