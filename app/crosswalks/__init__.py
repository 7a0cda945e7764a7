"""The mapping sets of a release: which there are, and their rows by subject, predicate and object."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
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
        nodes: dict[str, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for found in self._store.select(files(__name__).joinpath("rows.rq").read_text("utf-8")):
            nodes[found["set"].value][found["node"].value].append(found)
        return {name_of(iri): _set(iri, list(of_set.values())) for iri, of_set in sorted(nodes.items())}

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


def _set(iri: str, nodes: Sequence[Sequence[Row]]) -> MappingSet:
    title, licence = (next(iter(_texts(nodes[0], name)), "") for name in ("title", "licence"))
    return MappingSet(iri, title, licence, tuple(map(_row, nodes)), (), tuple(sorted(PREFIXES.items())))


def _row(found: Sequence[Row]) -> Mapping:
    """The row of a node, which is found several times where one of its labels has several values."""
    one = found[0]
    confidence = one.get("confidence")
    others = {name: _texts(found, name) for name in _OTHERS} | {"record_id": (one["node"].value,)}
    return Mapping(
        one["subject"].value, one["predicate"].value, one["object"].value, one["justification"].value,
        "modifier" in one, None if confidence is None else float(confidence.value),
        tuple((name, others[name]) for name in OF_ROW if others.get(name)),
    )  # fmt: skip


def _texts(found: Sequence[Row], name: str) -> tuple[str, ...]:
    return tuple(sorted({row[name].value for row in found if name in row}))
