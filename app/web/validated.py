"""The page of a validation: each record with its readiness, what to mend, by which law, and what was not read."""

from fastapi import Request

from app.http.quality_schemas import ValidationOut
from app.http.state import Service
from app.web.pages import page

SHOWN, MOST = 40, 200
"""How many records, and how many places that were not read, a page shows; the API gives all."""


def validation_page(
    request: Request, service: Service, found: ValidationOut, lang: str, named: str | None = None
) -> bytes:
    """The page in the language asked for; `named` where a form and not the address names it."""
    return page(
        request, service, "validated.html", lang, named, door="quality", found=found, shown=SHOWN, most=MOST,
        label=service.quality.fields.label,
    )  # fmt: skip
