"""Reading and writing credentials in any dialect that has a module in `app/interchange/dialects`."""

import pkgutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import cast

from app.interchange import dialects as folder
from app.interchange.dialect import Dialect, Document, Form, Lacking, Reading, Unread
from app.interchange.documents import open_document
from app.interchange.known import Known
from app.model import Credential
from app.problems import NotFoundError, closest


@cache
def dialects() -> tuple[Dialect, ...]:
    """Every dialect of the folder, in the order of their ranks."""
    names = sorted(module.name for module in pkgutil.iter_modules(folder.__path__))
    found = (cast(Dialect, import_module(f"{folder.__name__}.{name}")) for name in names)
    return tuple(sorted(found, key=lambda dialect: (dialect.RANK, dialect.NAME)))


def forms() -> dict[str, tuple[Dialect, Form]]:
    """The forms that can be written, by name."""
    return {form.name: (dialect, form) for dialect in dialects() for form in dialect.FORMS}


def form_named(name: str) -> tuple[Dialect, Form]:
    """A form and its dialect.

    :raises NotFoundError: naming the forms that there are
    """
    known = forms()
    if name not in known:
        raise NotFoundError("format", name, closest(name, known) or sorted(known), "format")
    return known[name]


def read_untrusted(
    body: bytes,
    media_type: str | None = None,
    name: str = "document",
    known: Known | None = None,
    size: int = 2**20,
    levels: int = 32,
    columns: Mapping[str, str] | None = None,
) -> Reading:
    """The records of a document in any dialect; runs in a process that can be killed (`app.interchange.worker`).

    Nothing is fetched, nothing that is signed is verified.

    :param columns: what the columns of a table are called here, by the names they have in it

    :raises DocumentError: when it cannot be opened at all; what can be read of an opened document always is
    """
    document = open_document(body, media_type, name, size, levels)
    return read_document(replace(document, columns=columns or {}), known or Known())


def read_document(document: Document, known: Known) -> Reading:
    """The records of an opened document, in the first dialect that recognises it."""
    for dialect in dialects():
        if dialect.recognises(document):
            return dialect.read(document, known).of(dialect.NAME, document.signature)
    told = ", ".join(dialect.TITLE for dialect in dialects())
    unread = Unread("/", f"is in none of the dialects that are read here: {told}", document.text[:80])
    return Reading((), (unread,), "", document.signature)


def split(
    records: Iterable[Credential], dialect: Dialect, form: Form, known: Known
) -> tuple[list[Credential], list[Lacking]]:
    """The records that can be written in a form, and those that cannot with the fields they lack."""
    whole: list[Credential] = []
    lacking: list[Lacking] = []
    for record in records:
        fields = dialect.lacks(record, form, known)
        if fields:
            lacking.append(Lacking(record.iri, record.id, record.title, fields))
        else:
            whole.append(record)
    return whole, lacking


def write(records: Sequence[Credential], dialect: Dialect, form: Form, known: Known, alone: bool) -> Iterator[bytes]:
    """The document of those records that lack nothing, in pieces."""
    whole = (record for record in records if not dialect.lacks(record, form, known))
    return dialect.write(whole, form, known, alone)
