"""What a dialect is: a way in which others write credentials, read into records and written from them.

A dialect is a module or package in `app/interchange/dialects`; being there is all the registration there is. It has
the members of :class:`Dialect`. The frame (`app/interchange/exchange.py`) has opened the document before: it is text,
within the limits on size and depth, and out of its signed envelope.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, Protocol

from app.interchange.known import Known
from app.model import Credential

STATED = "(stated)"
_MARK = re.compile(r"[0-9]{1,3}([.,][0-9]{1,3})?")
Fate = Literal["kept", "note", "lost"]
JSON_LD, TURTLE, NTRIPLES, NQUADS, JSON = (
    "application/ld+json",
    "text/turtle",
    "application/n-triples",
    "application/n-quads",
    "application/json",
)


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature that came with a document. It is reported and never checked: `verified` is always False."""

    kind: str
    verified: Literal[False] = False


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was opened. `tree` is its JSON, None where it is Turtle, N-Triples or CSV.

    :param columns: what the columns of a table are called here, by the names they have in it
    """

    name: str
    text: str
    media_type: str
    tree: Any = None
    signature: Signature | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unread:
    """Something of a document that did not become part of a record.

    :param place: JSON pointer, line, or node and property
    :param reason: why, in plain words
    :param value: the beginning of what stood there; None for personal data, which is never shown
    """

    place: str
    reason: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Award:
    """What a document says of a credential as one person holds it: that it names the person, never whom.

    :param of: IRI of the record of what was awarded
    :param named: whether the holder's name stands there; `identified`: another identifier of the holder
    :param numbered: whether the document has an identifier of its own
    :param known_bodies: IRIs of those awarding bodies that have an identifier beside their name
    :param grade: the mark where it is a number, else STATED: words may say more than a grade
    :param supervision: how the assessment was supervised, by the name of our concept
    :param parts: IRIs of the records of what the award consists of
    """

    of: str
    named: bool
    identified: bool
    numbered: bool = False
    known_bodies: tuple[str, ...] = ()
    issued: date | None = None
    valid_until: date | None = None
    grade: str | None = None
    supervision: str | None = None
    parts: tuple[str, ...] = ()


def mark_of(text: str) -> str:
    """A grade as an award tells it."""
    return text if _MARK.fullmatch(text) else STATED


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: records that can be compared straight away, and everything that was not read.

    :param awarded_on: the day of the award, where the document is a credential of one person
    :param valid_until: the day on which that person's credential lapses
    :param awards: what the document says of that credential beside what it is
    """

    records: tuple[Credential, ...]
    unread: tuple[Unread, ...] = ()
    dialect: str = ""
    signature: Signature | None = None
    awarded_on: date | None = None
    valid_until: date | None = None
    awards: tuple[Award, ...] = ()

    def of(self, dialect: str, signature: Signature | None, unread: Iterable[Unread] = ()) -> "Reading":
        """The reading, with the dialect and signature that the frame found, and what it could not read before."""
        return replace(self, dialect=dialect, signature=signature, unread=(*unread, *self.unread))


@dataclass(frozen=True, slots=True)
class Loss:
    """What becomes of one member of a record: `fate` is kept, note (kept in a note that is read again) or lost."""

    fate: Fate
    where: str


@dataclass(frozen=True, slots=True)
class Form:
    """A form in which a dialect writes.

    :param name: as in `--to` and `format=`
    :param profile: IRI of the application profile, for `Accept: …;profile="…"`
    :param suffix: ending of a file
    """

    name: str
    title: str
    media_type: str
    suffix: str
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Lacking:
    """A credential that cannot be written in a form, and the fields without which it cannot."""

    iri: str
    id: str
    title: str
    fields: tuple[str, ...] = field(default=())


class Dialect(Protocol):
    """The members of a dialect module."""

    NAME: str
    TITLE: str
    RANK: int
    """Place among the dialects: the lowest is tried first, and meant where a media type comes without a profile."""
    FORMS: tuple[Form, ...]
    LOSSES: Mapping[str, Loss]

    def recognises(self, document: Document) -> bool:
        """Whether the document is written in this dialect."""
        ...

    def read(self, document: Document, known: Known) -> Reading:
        """The records of the document. What cannot be read is listed, never raised."""
        ...

    def lacks(self, record: Credential, form: Form, known: Known) -> tuple[str, ...]:
        """The fields without which the record cannot be written in the form; none are invented."""
        ...

    def write(self, records: Iterable[Credential], form: Form, known: Known, alone: bool) -> Iterator[bytes]:
        """The document, in pieces, of records that lack nothing.

        :param alone: whether the document is about a single credential, not a catalogue
        """
        ...
