"""A look at a query's tokens before any engine sees it: what it asks for, how deep it goes and how much it holds.

One pass, linear in the length of the text. Strings, IRIs and comments are tokens, so that a keyword inside them does
not count. What is refused here is what the engine cannot be trusted with: federation, updates, nesting that would
exhaust its stack, and lengths that its planner takes minutes for. Limits: `query_*` in `app.settings`.
"""

from dataclasses import dataclass

from app.guard.counts import Counts
from app.guard.tokens import TOKEN, place
from app.problems import ForbiddenError, QueryError, TooLongError
from app.settings import Settings

_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
_DATA, _NAMED = {"iri", "text", "number"}, {"word", "name", "tag"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a query asks for: its form, and whether it names its own dataset (FROM, FROM NAMED)."""

    form: str
    names_dataset: bool


def check_query(text: str, settings: Settings) -> Asked:
    """What a query asks for, if it may be run: SELECT, ASK, CONSTRUCT or DESCRIBE.

    :param settings: its `query_*` limits are those that hold
    :raises TooLongError: when the text is too long to be looked at
    :raises ForbiddenError: when it is an update
    :raises QueryError: saying what is refused, where it stands and which limit it passes
    """
    longest = settings.query_text_kib * 1024
    if len(text) > longest or len(text.encode("utf-8", "replace")) > longest:
        raise TooLongError(f"The query is longer than {settings.query_text_kib} KiB.")
    form, names_dataset, counts, suspect = "", False, Counts(text, settings), -1
    for found in TOKEN.finditer(text):
        kind, token, at = found.lastgroup or "other", found[0], found.start()
        if kind == "skip" or (kind in _DATA and counts.in_data):
            continue
        if kind == "quote":
            raise QueryError(f"A string is not closed; it begins at {place(text, at)}.")
        if kind in ("word", "name"):
            prefix = token.partition(":")[0].upper()
            form = form or _form(prefix, kind, text, at)
            names_dataset |= _names_dataset(prefix, kind, form, counts.depth)
        if kind in _NAMED or suspect >= 0:
            suspect = _federates(kind, token, text, at, suspect)
        counts.see(kind, token, at)
    if not form:
        raise QueryError("The text is not a query: it has no SELECT, ASK, CONSTRUCT or DESCRIBE.")
    return Asked(form, names_dataset)


def _form(word: str, kind: str, text: str, at: int) -> str:
    if kind == "word" and word in _UPDATES:
        raise ForbiddenError(f"This service is read-only: {word} at {place(text, at)} is refused.")
    return word if kind == "word" and word in _FORMS else ""


def _names_dataset(word: str, kind: str, form: str, depth: int) -> bool:
    """Whether a dataset clause begins; the engine reads `FROMp:x` as one, but not a name that is described."""
    if kind == "name" and form == "DESCRIBE":
        return False
    return bool(form) and depth == 0 and word.startswith("FROM")


def _federates(kind: str, sign: str, text: str, at: int, suspect: int) -> int:
    """The place of a name that would be federation if a group followed it, or -1.

    The engine needs no space around its keywords: trueSERVICE, SERVICESILENT and SERVICEp:x {…} are read as such,
    while `service:x` may be a name like any other.

    :raises QueryError: where federation is asked for
    """
    if kind == "open" and sign == "{" and suspect >= 0:
        raise QueryError(f"SERVICE is not offered here; see {place(text, suspect)}.")
    if kind not in _NAMED or "SERVICE" not in sign.partition(":")[0].upper():
        return -1
    if kind == "name":
        return at
    raise QueryError(f"SERVICE is not offered here; see {place(text, at)}.")
