"""What can go wrong, raised where it is known and translated to RFC 9457 once, at the HTTP edge.

PasserelleError
├── DocumentError       a document that was sent cannot be opened: place, reason
│   ├── DocumentSizeError   it is too long or too deep
│   └── DocumentTypeError   it is of a type that is not read
├── InputError          a file or folder given to us cannot be used: file, line, reason
├── IntegrityError      the folders read well but contradict each other: findings with file, subject, rule
├── LackingError        a record lacks what a format makes mandatory: the fields
├── NotFoundError       no such thing: the value asked for, and near matches
├── GoneError           a thing was withdrawn and nothing is left to say of it: what replaced it
├── ParameterError      a parameter has a value that we cannot use: parameter, value, reason
├── ProfileError        nothing is written in a profile: those that there are
├── QueryError          a query is refused or malformed
├── QueryTimeoutError   a query did not end before its deadline
├── QueryLimitError     a query asked for more memory or output than it may have
└── ReleaseError        there is no usable release to open
"""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


class PasserelleError(Exception):
    """Root of everything that this package raises on purpose."""


class InputError(PasserelleError):
    """A file or folder cannot be used; says which, where and why.

    :param file: path as the user would name it
    :param reason: one sentence in plain words
    :param line: line number from 1, where one is known
    """

    def __init__(self, file: str, reason: str, line: int | None = None) -> None:
        self.file, self.reason, self.line = file, reason, line
        place = f"{file}:{line}" if line else file
        super().__init__(f"{place}: {reason}")


class DocumentError(PasserelleError):
    """A document that was sent cannot be opened; says why, and at which line and column where that is known."""

    def __init__(self, name: str, reason: str, place: str | None = None) -> None:
        self.name, self.reason, self.place = name, reason, place
        super().__init__(name, reason, place)

    def __str__(self) -> str:
        return f"{self.name}{f', {self.place}' if self.place else ''}: {self.reason}."


class LackingError(PasserelleError):
    """A record cannot be written in a format, because it lacks what the format makes mandatory; `fields` names it."""

    def __init__(self, name: str, form: str, fields: Sequence[str]) -> None:
        self.fields = tuple(fields)
        super().__init__(f"{name} cannot be written as {form}: it lacks {', '.join(fields)}.")


class ProfileError(PasserelleError):
    """A profile was asked for in which nothing is written; `known` holds those that there are."""

    def __init__(self, profile: str, known: Sequence[str]) -> None:
        self.known = tuple(known)
        super().__init__(f"There is no profile {profile[:200]} here; there are {', '.join(known)}.")


class DocumentSizeError(DocumentError):
    """A document is longer or deeper than may be."""


class DocumentTypeError(DocumentError):
    """A document is of a type that is not read, such as RDF/XML."""


@dataclass(frozen=True, slots=True)
class IntegrityFinding:
    """One broken rule: the file it comes from, the subject and what is wrong with it."""

    file: str
    subject: str
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}: {self.subject}: {self.message} [{self.rule}]"


class IntegrityError(PasserelleError):
    """The folders contradict each other; carries every finding, the message shows the first ones."""

    SHOWN = 20

    def __init__(self, findings: Sequence[IntegrityFinding]) -> None:
        self.findings = tuple(findings)
        shown = "\n".join(f"  {finding}" for finding in self.findings[: self.SHOWN])
        more = len(self.findings) - self.SHOWN
        tail = f"\n  … and {more} more" if more > 0 else ""
        super().__init__(f"{len(self.findings)} integrity violation(s):\n{shown}{tail}")


class NotFoundError(PasserelleError):
    """No such thing; `near` holds the closest names we do have."""

    def __init__(self, kind: str, value: str, near: Sequence[str] = (), parameter: str | None = None) -> None:
        self.kind, self.value, self.near, self.parameter = kind, value, tuple(near), parameter
        super().__init__(f"There is no {kind} {value}.")


def closest(value: str, known: Iterable[str], limit: int = 5) -> list[str]:
    """The known names that begin like the value, then those that look like it."""
    names = sorted(known)
    beginning = [name for name in names if value and name.startswith(value)]
    return list(dict.fromkeys([*beginning, *difflib.get_close_matches(value, names, limit, cutoff=0.5)]))[:limit]


class GoneError(PasserelleError):
    """A thing was withdrawn, and nothing is left to say of it; `replaced_by` holds what came after it."""

    def __init__(self, iri: str, replaced_by: Sequence[str] = ()) -> None:
        self.iri, self.replaced_by = iri, tuple(replaced_by)
        super().__init__(f"{iri} was withdrawn.")


class ParameterError(PasserelleError):
    """A parameter has a value that cannot be used."""

    def __init__(self, parameter: str, value: str, reason: str) -> None:
        self.parameter, self.value, self.reason = parameter, value, reason
        super().__init__(f"{parameter}={value!r}: {reason}")


class QueryError(PasserelleError):
    """A SPARQL query is malformed or asks for something that is not offered."""


class QueryTimeoutError(PasserelleError):
    """A query, or the reading of a document, did not end before its deadline; `seconds` is the deadline."""

    def __init__(self, seconds: float, what: str = "query") -> None:
        self.seconds = seconds
        super().__init__(f"The {what} was stopped after {seconds:g} seconds.")


class QueryLimitError(PasserelleError):
    """A query needed more memory or output than it may have."""


class OtherReleaseError(PasserelleError):
    """A verdict was computed on another release than the one that is served."""

    def __init__(self, told: str, served: str) -> None:
        super().__init__(f"The verdict is of release {told}; this is release {served}.")


class ReleaseError(PasserelleError):
    """There is no release to open, or it is damaged."""
