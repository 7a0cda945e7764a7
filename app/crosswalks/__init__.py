"""The mapping sets of a release: which there are, and their rows by subject, predicate and object."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from importlib.resources import files

from app.interchange.mappings.model import Mapping, MappingSet
from app.interchange.mappings.slots import OF_ROW
from app.store import Row, Store
from app.vocab import GRAPH, PREFIXES

SETS = GRAPH + "mappings"
TITLE = "Mappings of Passerelle"
_OTHERS = ("subject_label", "object_label", "author_label", "comment")


class Crosswalks:
    """The mapping sets of one release, read when they are first asked for."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @cached_property
    def sets(self) -> dict[str, MappingSet]:
        """The sets by their short names, such as `fi/outcomes`; each row has its IRI as `record_id`."""
        rows: dict[str, list[Mapping]] = defaultdict(list)
        about: dict[str, Row] = {}
        for found in self._store.select(files(__name__).joinpath("rows.rq").read_text("utf-8")):
            about[found["set"].value] = found
            rows[found["set"].value].append(_row(found))
        prefixes = tuple(sorted(PREFIXES.items()))
        return {
            name_of(iri): MappingSet(iri, _text(told, "title"), _text(told, "licence"), tuple(rows[iri]), (), prefixes)
            for iri, told in sorted(about.items())
        }

    @cached_property
    def predicates(self) -> list[str]:
        """The predicates that occur."""
        return sorted({row.predicate for one in self.sets.values() for row in one.rows})

    def select(
        self,
        name: str | None = None,
        subject: str | None = None,
        predicate: str | None = None,
        target: str | None = None,
    ) -> Iterator[MappingSet]:
        """The sets with those rows that have this subject, predicate and object; any where none is given.

        :param name: short name of the only set to look in
        """
        asked = (subject, predicate, target)
        for key, one in self.sets.items():
            if name in (None, key):
                rows = (row for row in one.rows if _fits(row, asked))
                yield replace(one, rows=tuple(rows))


def name_of(iri: str) -> str:
    """Short name of a set: its graph without the part that is common to all."""
    return iri.removeprefix(f"{SETS}/")


def _fits(row: Mapping, asked: tuple[str | None, ...]) -> bool:
    return all(one in (None, value) for one, value in zip(asked, (row.subject, row.predicate, row.object), strict=True))


def _row(found: Row) -> Mapping:
    confidence = found.get("confidence")
    others = {name: (_text(found, name),) for name in _OTHERS if name in found} | {"record_id": (found["node"].value,)}
    return Mapping(
        found["subject"].value, found["predicate"].value, found["object"].value, found["justification"].value,
        "modifier" in found, None if confidence is None else float(confidence.value),
        tuple((name, others[name]) for name in OF_ROW if name in others),
    )  # fmt: skip


def _text(found: Row, name: str) -> str:
    return found[name].value if name in found else ""
