"""One value of a slot: a text as it stands in a document, held against what the slot may be."""

import math
import re
from datetime import date

from app.interchange.mappings.prefixes import IRI, Curies
from app.interchange.mappings.slots import MEANINGS, NO_TERM, SSSOM, Slot

NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
OLD_NO_TERM = SSSOM + "NoMapping"
"""What the tutorial of the standard has for `sssom:NoTermFound`."""
_PIECES = re.compile(r"\\\\|\\\||\||[^\\|]+|\\")


def split(text: str) -> list[str]:
    r"""The values of a cell with several, which stand between pipes; `\|` is a pipe and `\\` a backslash in a value."""
    values = [""]
    for piece in _PIECES.findall(text):
        if piece == "|":
            values.append("")
        else:
            values[-1] += piece[-1] if piece in (r"\\", r"\|") else piece
    return [value for value in values if value.strip()]


def joined(values: tuple[str, ...]) -> str:
    """The cell of several values, which :func:`split` takes apart again."""
    return "|".join(value.replace("\\", "\\\\").replace("|", "\\|") for value in values)


def value_of(slot: Slot, text: str, curies: Curies, loose: bool) -> str:
    """The value: IRIs expanded, numbers in the shortest form that means the same.

    :param loose: whether the set is of version 1.0, in which a URI could be any text
    :raises ValueError: saying what is wrong
    """
    if slot.kind == "text":
        return text
    text = text.strip()
    if slot.kind == "reference":
        return _reference(slot, text, curies)
    if slot.kind == "uri":
        if not loose and not IRI.fullmatch(text):
            raise ValueError(f"{slot.name} {text[:80]!r} is not an absolute URI")
        return text
    if slot.kind == "number":
        return _number(slot, text)
    if slot.kind == "date":
        return _day(slot, text)
    if text not in MEANINGS[slot.kind]:
        known = "neither empty nor Not" if slot.kind == "modifier" else f"none of {', '.join(MEANINGS[slot.kind])}"
        raise ValueError(f"{slot.name} {text[:80]!r} is {known}")
    return text


def _reference(slot: Slot, text: str, curies: Curies) -> str:
    iri = curies.expand(text)
    if iri is None:
        raise ValueError(f"{slot.name} {text[:80]!r} is empty or has an unknown prefix")
    if slot.name in ("subject_id", "object_id"):
        return NO_TERM if iri == OLD_NO_TERM else iri
    if iri == NO_TERM:
        raise ValueError(f"{slot.name} cannot be sssom:NoTermFound, only a subject or an object can")
    return iri


def _number(slot: Slot, text: str) -> str:
    number = float(text) if NUMBER.fullmatch(text) else math.nan
    if math.isnan(number):
        raise ValueError(f"{slot.name} {text[:80]!r} is not a number")
    if not slot.low <= number <= 1:
        raise ValueError(f"{slot.name} {text[:80]} is not between {slot.low:g} and 1")
    return repr(number + 0.0)


def _day(slot: Slot, text: str) -> str:
    try:
        if DAY.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise ValueError(f"{slot.name} {text[:80]!r} is not a date such as 2026-11-25")
