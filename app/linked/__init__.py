"""Linked data: what the graph says about the thing behind an IRI, and what points to it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

from app.problems import GoneError, NotFoundError, closest
from app.store import Store, Term, Triple
from app.vocab import BASE, PREFIXES

THING, INCOMING, COUNT, LABELS, NAMES = (
    files(__name__).joinpath(f"{name}.rq").read_text("utf-8")
    for name in ("thing", "incoming", "count", "labels", "names")
)
_SAFE = re.compile(r"[^\x00-\x20<>\"{}|^`\\\ud800-\udfff]{1,500}")
_FAREWELL = {PREFIXES["owl"] + "deprecated", PREFIXES["dct"] + "isReplacedBy"}
_DEPTH, _KEPT = 2, 256


@dataclass(frozen=True, slots=True)
class Description:
    """What is said of a thing.

    `about` holds its own statements and those of its claims, outcomes, mappings and sources; `incoming` a page of the
    statements that point to it, of `total` in all. `pages` is the number of such pages, at least 1.
    """

    iri: str
    about: tuple[Triple, ...]
    incoming: tuple[Triple, ...]
    total: int
    page: int
    pages: int

    @property
    def triples(self) -> list[Triple]:
        """All statements of this page."""
        return list(dict.fromkeys((*self.about, *self.incoming)))

    @property
    def own(self) -> list[Triple]:
        """The statements that have the thing as their subject."""
        return [triple for triple in self.about if triple[0].value == self.iri]


class Descriptions:
    """Descriptions of the things in one release."""

    def __init__(self, store: Store, page_size: int = 50) -> None:
        """:param page_size: how many incoming statements make a page"""
        self._store, self._size = store, page_size
        self._kept = lru_cache(_KEPT)(self._describe)

    def knows(self, iri: str) -> bool:
        """Whether the graph mentions the IRI at all."""
        return bool(_SAFE.fullmatch(iri)) and bool(self._about(iri) or self._total(iri))

    def describe(self, iri: str, page: int = 1) -> Description:
        """What is said of a thing.

        :raises NotFoundError: with near matches, when nothing is said, or the page is beyond the last one
        :raises GoneError: when nothing is left of it but the note that it was withdrawn
        """
        return self._kept(iri, page)

    def _describe(self, iri: str, page: int) -> Description:
        if not _SAFE.fullmatch(iri):
            raise NotFoundError("thing", iri[:200])
        about, total = self._about(iri), self._total(iri)
        if not about and not total:
            raise NotFoundError("thing", iri, self.near(iri))
        told = {predicate.value for _, predicate, _ in about}
        if about and told <= _FAREWELL:
            raise GoneError(iri, [value.value for _, predicate, value in about if value.kind == "iri"])
        pages = max(1, -(-total // self._size))
        if page > pages:
            raise NotFoundError("page", str(page))
        return Description(iri, tuple(about), tuple(self._incoming(iri, page)), total, page, pages)

    def near(self, iri: str) -> list[str]:
        """IRIs that look like this one, of the same kind or country where there are any."""
        begin = "/".join(iri.removeprefix(BASE).split("/")[:_DEPTH])
        known = [name for name in self._names if name.startswith(begin)] or self._names
        return [BASE + name for name in closest(iri.removeprefix(BASE)[:200], known)]

    def labels(self, iris: Iterable[str]) -> dict[str, dict[str, str]]:
        """The names of things by language; what has no name is left out."""
        found: dict[str, dict[str, str]] = {}
        wanted = " ".join(f"<{iri}>" for iri in sorted(set(iris)) if _SAFE.fullmatch(iri))
        for row in self._store.select(LABELS.replace("$things", wanted)) if wanted else ():
            label = row["label"]
            found.setdefault(row["thing"].value, {}).setdefault(label.language or "", label.value)
        return found

    @cached_property
    def _names(self) -> list[str]:
        return [row["thing"].value.removeprefix(BASE) for row in self._store.select(NAMES)]

    def _about(self, iri: str) -> list[Triple]:
        return self._store.construct(THING.replace("$thing", f"<{iri}>"))

    def _total(self, iri: str) -> int:
        return int(next(iter(self._store.select(COUNT.replace("$thing", f"<{iri}>"))))["n"].value)

    def _incoming(self, iri: str, page: int) -> Iterable[Triple]:
        values: Mapping[str, str] = {
            "$thing": f"<{iri}>",
            "$limit": str(self._size),
            "$offset": str((page - 1) * self._size),
        }
        query = INCOMING
        for name, value in values.items():
            query = query.replace(name, value)
        thing = Term("iri", iri)
        return ((row["s"], row["p"], thing) for row in self._store.select(query))
