"""`/quality/validate`: a form in which anyone holds a record of their own against the rules."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.datastructures import FormData, UploadFile

from app.http.entity import HTML
from app.http.negotiation import is_utf8
from app.http.quality_schemas import validation_out
from app.http.state import KNOWN_ONLY, ServiceDep
from app.interchange.dialect import JSON_LD, NQUADS, NTRIPLES, TURTLE
from app.interchange.documents import SUFFIXES
from app.problems import DocumentTypeError, ParameterError
from app.quality.validate import RULE_SETS, chosen
from app.settings import Settings
from app.spreadsheet import CSV
from app.web.failures import PageRoute
from app.web.pages import translated
from app.web.texts import LANGUAGES
from app.web.validated import validation_page

router = APIRouter(include_in_schema=False, route_class=PageRoute, dependencies=[KNOWN_ONLY])
MULTIPART = "multipart/form-data"
FIELDS = ("text", "file", "type", "rules", "lang")
MOST_FIELDS = len(FIELDS) + len(RULE_SETS)
TYPES = {"turtle": TURTLE, "ntriples": NTRIPLES, "nquads": NQUADS, "jsonld": JSON_LD, "csv": CSV}
"""Media types of what is sent, by the names that the form has for them."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the form brought: the document, its media type where one is told, its name, and the choices."""

    body: bytes
    media_type: str | None
    name: str
    rule_sets: tuple[str, ...]
    lang: str


@router.get("/quality/validate")
def ask_for_document(request: Request, service: ServiceDep, lang: str = "") -> Response:
    """The form."""
    return translated(request, service, "validate.html", **_form(service.settings))


@router.post("/quality/validate")
async def validate_sent(request: Request, service: ServiceDep) -> Response:
    """What the rules say of the document of the form, read and judged where the API does it."""
    most = service.settings.body_kib * 1024
    _refuse_other_codings(request)
    async with request.form(max_files=1, max_fields=MOST_FIELDS, max_part_size=most) as form:
        sent = await _sent(form)
    if not sent.body.strip():
        values = _form(service.settings) | {"rules": sent.rule_sets, "missing": True}
        return translated(request, service, "validate.html", 422, sent.lang, named=sent.lang, **values)
    found = await service.validators.validate(sent.body, sent.media_type, sent.rule_sets, sent.name)
    body = validation_page(request, service, validation_out(found, service.quality, sent.lang), sent.lang, sent.lang)
    headers = {"Cache-Control": "no-store", "Content-Language": sent.lang}
    return Response(body, headers=headers, media_type=HTML)


def _refuse_other_codings(request: Request) -> None:
    """Nothing but what our form sends is taken apart in this process: other codings can be made slow.

    :raises DocumentTypeError: for another media type or character set
    """
    told = request.headers.get("content-type", "")
    if told.split(";")[0].strip().lower() != MULTIPART or not is_utf8(told):
        raise DocumentTypeError("form", f"is not {MULTIPART} in UTF-8; systems send documents to the API")


async def _sent(form: FormData) -> Sent:
    """The document of a form: its file, or its text where no file was chosen.

    :raises ParameterError: for a field or choice that there is not, or both a text and a file
    """
    for field in form:
        if field not in FIELDS:
            raise ParameterError(field, "", f"is not a field of this form; it has {', '.join(FIELDS)}")
    text, lang, kind = _word(form, "text"), _word(form, "lang") or "en", _word(form, "type")
    if lang not in LANGUAGES:
        raise ParameterError("lang", lang, f"is not one of {', '.join(LANGUAGES)}")
    if kind and kind not in TYPES:
        raise ParameterError("type", kind, f"is not one of {', '.join(TYPES)}")
    sets = chosen(str(one) for one in form.getlist("rules"))
    body, name, told = text.encode("utf-8", "replace"), "document", TYPES.get(kind)
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        if text.strip():
            raise ParameterError("file", file.filename, "comes with a text as well; send one of them")
        body, name = await file.read(), file.filename[-80:]
        told = told or SUFFIXES.get(name.rpartition(".")[2].lower())
    return Sent(body, told, name, sets, lang)


def _word(form: FormData, name: str) -> str:
    """A field that holds text.

    :raises ParameterError: when it is given more than once, or as a file
    """
    found = form.getlist(name)
    if len(found) > 1 or any(not isinstance(one, str) for one in found):
        raise ParameterError(name, "", "is given more than once, or as a file")
    return str(found[0]) if found else ""


def _form(settings: Settings) -> dict[str, Any]:
    """What the form shows: its choices, and the longest document in KiB."""
    return {
        "door": "quality", "sets": RULE_SETS, "rules": RULE_SETS, "tongues": LANGUAGES, "missing": False,
        "longest": min(settings.document_kib, settings.body_kib),
    }  # fmt: skip
