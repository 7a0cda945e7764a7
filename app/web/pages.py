"""What all pages share: templates, static files, and links that hold wherever the service is mounted."""

from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.staticfiles import StaticFiles
from jinja2 import Environment, FileSystemLoader

from app.http.mounting import up
from app.http.state import Service
from app.vocab import BASE, ESCO_ATTRIBUTION

_HERE = Path(__file__).parent
_TEMPLATES = Environment(loader=FileSystemLoader(_HERE / "templates"), autoescape=True, trim_blocks=True)


def static_files() -> StaticFiles:
    """The style of the pages."""
    return StaticFiles(directory=_HERE / "static")


def page(request: Request, service: Service, template: str, **values: Any) -> bytes:
    """A page; `up` leads from it to the root of the service."""
    shared = {"up": up(request), "release": service.manifest.release, "attribution": ESCO_ATTRIBUTION, "base": BASE}
    return _TEMPLATES.get_template(template).render(shared | values).encode()
