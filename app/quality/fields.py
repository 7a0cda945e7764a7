"""The fields of a record, as a person fills them in: a claim as a whole, or a property of the credential."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files

from app.store import Store
from app.vocab import DEF, PREFIXES

QUERY = files(__name__.rpartition(".")[0]).joinpath("fields.rq").read_text("utf-8")
_NAME = re.compile(r"([a-z]+):([A-Za-z][\w-]*)")


@dataclass(frozen=True, slots=True)
class Fields:
    """Which claim a property is part of, by IRI, and the English names of fields; each may be empty."""

    claims: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def of(self, path: str) -> str:
        """The field that a path leads into: `psr:claim/psr:value` leads into the workload claim.

        What stands behind a claim that several kinds of claims share is a field of its own.
        """
        names = [PREFIXES.get(prefix, prefix + ":") + name for prefix, name in _NAME.findall(path)]
        if not names:
            return path
        inner = names[1] if names[0] == DEF + "claim" and len(names) > 1 else names[0]
        return self.claims.get(inner, inner)

    def among(self, paths: Iterable[str]) -> tuple[str, ...]:
        """The fields that paths lead into, sorted."""
        return tuple(sorted({self.of(path) for path in paths}))

    def label(self, iri: str) -> str:
        """The English name of a field; the end of its IRI where it has none."""
        return self.labels.get(iri) or iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def fields_of(store: Store) -> Fields:
    """The fields, as the ontology of a release has them."""
    claims: dict[str, set[str]] = {}
    labels: dict[str, str] = {}
    for row in store.select(QUERY):
        labels.setdefault(row["property"].value, row["label"].value)
        if "claim" in row:
            claims.setdefault(row["property"].value, set()).add(row["claim"].value)
    return Fields({one: next(iter(found)) for one, found in claims.items() if len(found) == 1}, labels)
