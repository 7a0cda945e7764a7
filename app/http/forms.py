"""Which form of a record a client wants: by `format=`, by the ending of the address, or by Accept with a profile."""

import re
from collections.abc import Iterator, Sequence

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from app.http.state import Service
from app.interchange.dialect import Dialect, Form
from app.interchange.exchange import form_named, forms, write
from app.model import Credential
from app.problems import LackingError, ProfileError

PLAIN = ("json", "application/json", "*/*", "application/*")
_PARAMETER = re.compile(r';\s*([\w-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;,"]*)')
_RANGE = re.compile(r'\s*([^\s;,"]+)((?:\s*;\s*[\w-]+\s*=\s*(?:"(?:[^"\\]|\\.)*"|[^\s;,"]*))*)\s*(?:,|\Z)')
Wanted = tuple[Dialect, Form]


def by_suffix(slug: str) -> tuple[str, str | None]:
    """A slug without the ending of a form, and the name of that form."""
    for name, (_, form) in sorted(forms().items(), key=lambda item: -len(item[1][1].suffix)):
        if slug.endswith(f".{form.suffix}"):
            return slug.removesuffix(f".{form.suffix}"), name
    return slug, None


def wanted(request: Request, name: str | None) -> list[Wanted]:
    """The forms that are wanted, the best first; empty where it is the service's own JSON.

    :param name: the form that is named by `format=` or an ending; it goes before Accept
    :raises NotFoundError: when there is no such form
    :raises ProfileError: when Accept asks for nothing but profiles that are not written here
    """
    if name is not None:
        return [] if name == "json" else [form_named(name)]
    unknown = ""
    for media_range, profile in _ranges(request.headers.get("accept") or "*/*"):
        if media_range in PLAIN:
            return []
        found = [pair for pair in forms().values() if pair[1].media_type == media_range]
        fitting = [pair for pair in found if profile in (None, pair[1].profile)]
        if fitting:
            return fitting
        if profile is not None and found:
            unknown = unknown or profile
    if unknown:
        raise ProfileError(unknown, sorted({pair[1].profile for pair in forms().values() if pair[1].profile}))
    return []


def single(service: Service, record: Credential, choice: Sequence[Wanted]) -> Response:
    """One record in the first of the forms that it lacks nothing for.

    :raises LackingError: naming what it lacks for the best of them
    """
    for dialect, form in choice:
        if not dialect.lacks(record, form, service.known):
            body = b"".join(write([record], dialect, form, service.known, alone=True))
            return Response(body, media_type=content_type(form), headers=headers(form))
    dialect, form = choice[0]
    raise LackingError(record.id, form.title, dialect.lacks(record, form, service.known))


def catalogue(service: Service, iris: Sequence[str], choice: Wanted, lacking: str) -> Response:
    """The records that lack nothing, read and sent one after the other.

    :param lacking: address of the list of those that do lack something
    """
    dialect, form = choice
    known = service.known

    def records() -> Iterator[Credential]:
        for iri in iris:
            record = service.records.get(iri)
            if not dialect.lacks(record, form, known):
                yield record

    link = f'<{lacking}>; rel="related"; title="records that lack mandatory fields"'
    told = headers(form)
    told["Link"] = ", ".join(filter(None, (told.get("Link"), link)))
    told["Content-Disposition"] = f'inline; filename="passerelle.{form.suffix}"'
    return StreamingResponse(
        dialect.write(records(), form, known, alone=False), media_type=content_type(form), headers=told
    )


def content_type(form: Form) -> str:
    """The media type, with its profile where the type has such a parameter (JSON-LD does, Turtle does not)."""
    with_profile = form.profile and form.media_type == "application/ld+json"
    return f'{form.media_type};profile="{form.profile}"' if with_profile else form.media_type


def headers(form: Form) -> dict[str, str]:
    """What goes with a form: its profile as a link (RFC 6906), and that Accept chose it."""
    found = {"Vary": "Accept"}
    if form.profile:
        found["Link"] = f'<{form.profile}>; rel="profile"'
    return found


def _ranges(accept: str) -> list[tuple[str, str | None]]:
    """Media ranges with their profiles, the most liked first."""
    found: list[tuple[float, str, str | None]] = []
    for media_range, rest in _RANGE.findall(accept[:2000]):
        parameters = {name.lower(): value.strip('"') for name, value in _PARAMETER.findall(rest)}
        try:
            quality = float(parameters.get("q", 1))
        except ValueError:
            quality = 0.0
        if quality > 0:
            found.append((quality, media_range.lower(), parameters.get("profile")))
    return [(media_range, profile) for _, media_range, profile in sorted(found, key=lambda one: -one[0])]
