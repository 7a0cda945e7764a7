"""What all pages share: templates, static files, words, and links that hold wherever the service is mounted."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader

from app.figures import CODES
from app.http.endpoint import Endpoint
from app.http.entity import HTML, entity
from app.http.mounting import place, up
from app.http.state import Service
from app.vocab import BASE, ESCO_ATTRIBUTION
from app.web.language import VARY, Spoken, chosen, language, others
from app.web.texts import words

_HERE = Path(__file__).parent
_TEMPLATES = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True, trim_blocks=True)


def static_files() -> StaticFiles:
    """The style of the pages."""
    return StaticFiles(directory=_HERE / "static")


def page(
    request: Request, service: Endpoint, template: str, lang: str = "en", named: str | None = None, **values: Any
) -> bytes:
    """A page; `up` leads from it to the root of the service, `link` to a page of ours in the language chosen.

    :param lang: the language that the page speaks
    :param named: the language chosen, where a form and not the address tells it
    """
    named, root = chosen(request) if named is None else named, up(request)

    def link(path: str, **params: Any) -> str:
        query = urlencode({**params, **({"lang": named} if named else {})}, doseq=True)
        return root + quote(path) + (f"?{query}" if query else "")

    shared = {
        "up": root, "two": CODES, "link": link, "place": place, "lang": lang, "ui": words(lang), "spoken": Spoken(lang),
        "kept": f"?{urlencode({'lang': named})}" if named else "", "languages": [], "named": named,
        "release": service.manifest.release, "attribution": ESCO_ATTRIBUTION, "base": BASE,
    }  # fmt: skip
    return _TEMPLATES.get_template(template).render(shared | values).encode("utf-8", "replace")


def translated(
    request: Request, service: Service, template: str, status: int = 200, lang: str | None = None, **values: Any
) -> Response:
    """The answer with a page that speaks the language of its reader, or the one given."""
    lang = lang or language(request)
    body = page(request, service, template, lang, languages=others(request), **values)
    return answer(request, body, {**VARY, "Content-Language": lang}, status)


def answer(request: Request, body: bytes, headers: Mapping[str, str] | None = None, status: int = 200) -> Response:
    """The answer with a page; one that tells of a failure is never kept."""
    if status == 200:
        return entity(request, body, HTML, headers)
    return Response(body, status, {**(headers or {}), "Cache-Control": "no-store"}, f"{HTML}; charset=utf-8")
