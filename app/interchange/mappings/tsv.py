"""Canonical SSSOM/TSV: the same set gives the same bytes, whoever writes it."""

import csv
import io
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

import yaml

from app.interchange.mappings.condensed import Written, condensed
from app.interchange.mappings.model import MappingSet, Values
from app.interchange.mappings.slots import OF_ROW, OF_SET, Slot
from app.interchange.mappings.values import joined

MEDIA_TYPE = "text/tab-separated-values"
_PLAIN = re.compile(r"[A-Za-z0-9/(][^\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]*")
_THOUSANDTH = Decimal("0.001")


def as_tsv(mappings: MappingSet) -> bytes:
    """The set with its metadata above the table; numbers with three digits, rows in the order of the alphabet."""
    found = condensed(mappings)
    out = io.StringIO()
    for line in _head(found.of_set, found.prefixes):
        out.write(f"#{line}\n")
    columns = [name for name in OF_ROW if any(name in row for row in found.of_rows)]
    columns = columns or ["subject_id", "predicate_id", "object_id", "mapping_justification"]
    table = csv.writer(out, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_MINIMAL)
    table.writerow(columns)
    for row in sorted([_cell(OF_ROW[name], row.get(name, ())) for name in columns] for row in found.of_rows):
        table.writerow(row)
    return out.getvalue().encode()


def _head(slots: Written, prefixes: dict[str, str]) -> Iterator[str]:
    for name in OF_SET:
        if name == "mapping_set_id" and prefixes:
            yield "curie_map:"
            yield from (f"  {_scalar(prefix)}: {_scalar(namespace)}" for prefix, namespace in prefixes.items())
        values = slots.get(name, ())
        if OF_SET[name].many and values:
            yield f"{name}:"
            yield from (f"  - {_scalar(value)}" for value in values)
        elif values:
            yield f"{name}: {_scalar(_rounded(OF_SET[name], values[0]), OF_SET[name])}"


def _scalar(text: str, slot: Slot | None = None) -> str:
    """A YAML scalar on one line: plain where that is read as the same text, else in double quotes."""
    typed = slot is not None and slot.kind in ("number", "date")
    if _PLAIN.fullmatch(text) and text == text.strip() and ": " not in text and " #" not in text and text[-1] != ":":
        plain = yaml.resolver.Resolver().resolve(yaml.ScalarNode, text, (True, False))  # type: ignore[no-untyped-call]
        if typed or plain == "tag:yaml.org,2002:str":
            return text
    quoted = yaml.dump(text, default_style='"', width=10**9, allow_unicode=True)
    return str(quoted).strip()


def _cell(slot: Slot, values: Values) -> str:
    if slot.many:
        return joined(values)
    return _rounded(slot, values[0]) if values else ""


def _rounded(slot: Slot, text: str) -> str:
    """A number with at most three digits after the point, a half rounded up."""
    if slot.kind != "number":
        return text
    number = Decimal(text).quantize(_THOUSANDTH, ROUND_HALF_UP)
    return f"{number:f}".rstrip("0").rstrip(".")
