"""A set as it is written: what all rows say alike is said once, CURIEs instead of IRIs, the version that it needs."""

from dataclasses import dataclass

from app.interchange.mappings.model import MappingSet, Values
from app.interchange.mappings.prefixes import Curies
from app.interchange.mappings.slots import NEW_VALUES, OF_ROW, OF_SET, PROPAGATED, UNSPECIFIED_LICENCE, Slot

Written = dict[str, Values]


@dataclass(frozen=True, slots=True)
class Condensed:
    """The slots of the set and of its rows, in the order of the schema, with the prefixes that occur."""

    of_set: Written
    of_rows: list[Written]
    prefixes: dict[str, str]


def condensed(mappings: MappingSet) -> Condensed:
    """The set as SSSOM TSV and JSON have it.

    An IRI for which the set has no prefix is written in full.
    """
    own, rows = mappings.all_slots(), [row.all_slots() for row in mappings.rows]
    own.setdefault("license", (UNSPECIFIED_LICENCE,))
    for name in sorted(PROPAGATED):
        values = {row.get(name, ()) for row in rows}
        common = next(iter(values)) if len(values) == 1 else ()
        if common and own.get(name, common) == common:
            own[name] = common
            for row in rows:
                del row[name]
    version = needed_version(own, rows)
    own.pop("sssom_version", None)
    if version:
        own["sssom_version"] = (version,)
    curies = Curies(dict(mappings.prefixes))
    of_set = {name: _short(OF_SET[name], own[name], curies) for name in OF_SET if name in own}
    of_rows = [{name: _short(OF_ROW[name], values, curies) for name, values in row.items()} for row in rows]
    return Condensed(of_set, of_rows, curies.used(_curies(of_set, of_rows)))


def needed_version(own: Written, rows: list[Written]) -> str | None:
    """1.1 when the set has something that version 1.1 added; None where 1.0 will do, which is not written."""
    if any(OF_SET[name].new_of_set for name in own if name != "sssom_version"):
        return "1.1"
    new = any(OF_ROW[name].new for row in rows for name in row)
    values = ({value for name in ("subject_type", "object_type", "mapping_cardinality") for value in row.get(name, ())}
              for row in [own, *rows])  # fmt: skip
    return "1.1" if new or any(NEW_VALUES & found for found in values) else None


def _short(slot: Slot, values: Values, curies: Curies) -> Values:
    return tuple(curies.compress(value) for value in values) if slot.kind == "reference" else values


def _curies(of_set: Written, of_rows: list[Written]) -> list[str]:
    return [
        value
        for slots, row in [(OF_SET, of_set), *((OF_ROW, row) for row in of_rows)]
        for name, values in row.items() if slots[name].kind == "reference"
        for value in values
    ]  # fmt: skip
