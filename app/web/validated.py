"""The page of a validation: each record with its readiness, what to mend, by which law, and what was not read."""

from fastapi import Request

from app.http.quality_schemas import ValidationOut
from app.http.state import Service
from app.web.pages import page


def validation_page(request: Request, service: Service, found: ValidationOut, lang: str) -> bytes:
    """The page, its rules in the language asked for."""
    return page(request, service, "validated.html", lang, found=found)
