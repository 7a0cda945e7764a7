"""Find credentials: by facet, by words, by a name that is nearly right."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

from app.problems import closest
from app.records import KINDS
from app.store import Row, Store
from app.vocab import EQF, ID

FACETS = files(__name__).joinpath("facets.rq").read_text("utf-8")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list needs to know of one credential; `words` is its folded text in every language."""

    iri: str
    jurisdiction: str
    kind: str
    eqf: int | None
    framework: str | None
    fields: frozenset[str]
    words: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; None means any."""

    jurisdiction: str | None = None
    kind: str | None = None
    eqf: int | None = None
    framework: str | None = None
    field: str | None = None
    words: str | None = None


def fold(text: str) -> str:
    """Lower case without accents: `Técnico` is found as `tecnico`."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


class Index:
    """The credentials of one release, in the order of their IRIs."""

    def __init__(self, store: Store) -> None:
        """Read the facets of every credential."""
        self.entries = tuple(_entry(row) for row in store.select(FACETS))
        self._ids = [entry.iri.removeprefix(ID) for entry in self.entries]

    @property
    def iris(self) -> list[str]:
        """The IRIs of all credentials."""
        return [entry.iri for entry in self.entries]

    def find(self, wanted: Wanted) -> list[Entry]:
        """The entries that match every facet and hold every word."""
        words = fold(wanted.words or "").split()
        return [entry for entry in self.entries if _matches(entry, wanted, words)]

    def near(self, identifier: str, limit: int = 5) -> list[str]:
        """Ids that look like this one, e.g. `fi/106885` gives `fi/106884`."""
        return closest(identifier.removeprefix(ID), self._ids, limit)

    def values(self, facet: str) -> list[str]:
        """The values that a facet has, sorted."""
        return sorted({str(value) for entry in self.entries if (value := getattr(entry, facet)) is not None})


def _entry(row: Row) -> Entry:
    iri = row["credential"].value
    return Entry(
        iri,
        iri.removeprefix(ID).split("/")[0].upper(),
        KINDS[row["kind"].value],
        int(row["eqf"].value.removeprefix(EQF)) if "eqf" in row else None,
        row["framework"].value if "framework" in row else None,
        frozenset(_codes(row["field"].value)) if "field" in row else frozenset(),
        fold(row["text"].value) + " " + fold(iri.removeprefix(ID)),
    )


def _codes(iris: str) -> Iterable[str]:
    return (iri.rsplit("/", 1)[-1] for iri in iris.split())


def _matches(entry: Entry, wanted: Wanted, words: list[str]) -> bool:
    return (
        wanted.jurisdiction in (None, entry.jurisdiction)
        and wanted.kind in (None, entry.kind)
        and wanted.eqf in (None, entry.eqf)
        and wanted.framework in (None, entry.framework)
        and (wanted.field is None or any(code.startswith(wanted.field) for code in entry.fields))
        and all(word in entry.words for word in words)
    )
