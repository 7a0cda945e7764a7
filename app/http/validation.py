"""`/api/v1/quality/validate`: anyone's records held against the rules, as JSON, SHACL report or page."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.http.entity import HTML, negotiated
from app.http.exchange import READ
from app.http.quality_schemas import ValidationOut, validation_out
from app.http.recognition import Language, language
from app.http.state import ServiceDep
from app.problems import ParameterError
from app.quality.shacl_report import JSON_LD, TURTLE, shacl_report
from app.quality.validate import chosen
from app.web.validated import validation_page

router = APIRouter(prefix="/quality", tags=["quality"])
JSON = "application/json"
FORMATS = {"json": JSON, "turtle": TURTLE, "jsonld": JSON_LD, "html": HTML}


@router.post(
    "/validate",
    summary="Validate a record or a catalogue",
    response_model=ValidationOut,
    openapi_extra={"requestBody": {"required": True, "content": {media_type: {} for media_type in READ}}},
)
async def validate(
    request: Request,
    service: ServiceDep,
    rules: Annotated[
        list[str] | None,
        Query(description="rule sets: annex-i, annex-ii, european, country (or national), profile; all when not given"),
    ] = None,
    lang: Language = "en",
    format: Annotated[str | None, Query(description="json, turtle, jsonld or html; else by Accept")] = None,
) -> ValidationOut | Response:
    """What each rule says of each record: law, value seen and how to mend it, in the language asked for.

    The document is a record or catalogue in our own model (Turtle, N-Triples, N-Quads, JSON-LD), or in any dialect of
    /exchange. Nothing is fetched, nothing kept; a signature is reported and never verified; shapes in the document are
    never used. What could not be read is listed with place and reason.
    """
    tongue, rule_sets = language(lang), chosen(one for name in rules or () for one in name.split(",") if one)
    if format is not None and format not in FORMATS:
        raise ParameterError("format", format, f"is not one of {', '.join(FORMATS)}")
    wanted = FORMATS[format] if format else negotiated(request, tuple(FORMATS.values()))
    if isinstance(wanted, Response):
        return wanted
    found = await service.validators.validate(await request.body(), request.headers.get("content-type"), rule_sets)
    out = validation_out(found, service.quality, tongue)
    if wanted == JSON:
        return out
    if wanted == HTML:
        return Response(validation_page(request, service, out, tongue), media_type=HTML, headers={"Vary": "Accept"})
    body = shacl_report(found, service.quality.rules, tongue, wanted)
    return Response(body, media_type=wanted, headers={"Vary": "Accept"})
