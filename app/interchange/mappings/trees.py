"""SSSOM/JSON: the set as one object, with a JSON-LD context of its own prefixes only."""

import json
from collections.abc import Mapping
from typing import Any

from app.interchange.mappings.condensed import Written, condensed
from app.interchange.mappings.model import MappingSet
from app.interchange.mappings.slots import BUILT_IN, OF_ROW, OF_SET, Slot

MEDIA_TYPE = "application/json"


def as_tree(mappings: MappingSet) -> dict[str, Any]:
    """The object: numbers as numbers, slots with several values as lists, slots without a value left out.

    The prefixes stand in `curie_map`, as the schema has it, and in the context, where other readers look for them.
    """
    found = condensed(mappings)
    tree: dict[str, Any] = {}
    for name, value in _members(found.of_set, OF_SET).items():
        if name == "mapping_set_id" and found.prefixes:
            tree["curie_map"] = found.prefixes
        tree[name] = value
    tree["mappings"] = [_members(row, OF_ROW) for row in found.of_rows]
    return {"@type": "MappingSet", "@context": dict(BUILT_IN) | found.prefixes, **tree}


def as_json(mappings: MappingSet) -> bytes:
    """The object as UTF-8 text."""
    return json.dumps(as_tree(mappings), ensure_ascii=False, indent=1).encode() + b"\n"


def _members(written: Written, slots: Mapping[str, Slot]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, values in written.items():
        typed = [float(value) if slots[name].kind == "number" else value for value in values]
        found[name] = typed if slots[name].many else typed[0]
    return found
