"""A document as nodes with properties, which remembers what was asked for, so that the rest can be listed."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.interchange.dialect import Unread
from app.interchange.dialects.elm.terms import expand, shorten
from app.store import Term, Triple

TYPE = "rdf:type"
NO_CLASS = "a node without a class"


def natural(text: str) -> tuple[Any, ...]:
    """A key that puts outcome-2 before outcome-10."""
    parts = re.split(r"([0-9]{1,18})", text)
    return tuple((0, int(part), "") if part.isdecimal() and part.isascii() else (1, 0, part) for part in parts)


class Graph:
    """Values by node and property; properties are asked for by prefixed name."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        """Index the triples; nodes come in the order of the numbers in their names, texts in that of the alphabet."""
        self._values: dict[str, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        self._read: set[tuple[str, str]] = set()
        for subject, predicate, value in triples:
            values = self._values[subject.value][predicate.value]
            if value not in values:
                values.append(value)
        for properties in self._values.values():
            for values in properties.values():
                values.sort(key=lambda term: (natural(term.value), term.language or ""))

    def of_type(self, *names: str) -> list[str]:
        """The nodes of one of the classes."""
        wanted = {expand(name) for name in names}
        found = [node for node in self._values if wanted & {term.value for term in self.terms(node, TYPE)}]
        return sorted(found, key=natural)

    def types(self, node: str) -> set[str]:
        """The classes of a node, as prefixed names."""
        return {shorten(term.value) for term in self.terms(node, TYPE)}

    def terms(self, node: str, name: str) -> list[Term]:
        """Every value of the property."""
        predicate = expand(name)
        self._read.add((node, predicate))
        return list(self._values[node].get(predicate, ())) if node in self._values else []

    def all(self, node: str, name: str) -> list[str]:
        """Every value of the property, as text."""
        return [term.value for term in self.terms(node, name)]

    def has(self, node: str, *names: str) -> bool:
        """Whether the node has one of the properties; looking does not count as reading."""
        values: Mapping[str, list[Term]] = self._values.get(node, {})
        return any(expand(name) in values for name in names)

    def seen(self, node: str, name: str) -> list[str]:
        """Every value of the property, as text; looking does not count as reading."""
        return [term.value for term in self._values[node].get(expand(name), ())] if node in self._values else []

    def one(self, node: str, name: str) -> str | None:
        """The first value of the property."""
        return next(iter(self.all(node, name)), None)

    def texts(self, node: str, name: str) -> dict[str, list[str]]:
        """The texts of the property by language, English first."""
        found: dict[str, list[str]] = defaultdict(list)
        for term in self.terms(node, name):
            if term.kind == "literal":
                found[term.language or "und"].append(term.value)
        return dict(sorted(found.items(), key=lambda item: (item[0] != "en", item[0])))

    def names(self, node: str, name: str) -> dict[str, str]:
        """One text of the property in each language, English first."""
        return {language: texts[0] for language, texts in self.texts(node, name).items()}

    def skip(self, node: str, *names: str) -> None:
        """Count properties as read, because they say nothing that a record could hold."""
        self._read.update((node, expand(name)) for name in names)

    def unread(self, reasons: dict[str, str], hidden: frozenset[str]) -> Iterator[Unread]:
        """What nobody asked for, once for each class and property, with the first place.

        :param reasons: by prefixed name of a class or property, why it has no place in a record
        :param hidden: classes whose nodes may hold personal data, of which only class and property are named; nodes
            without a class are hidden as well
        """
        seen: dict[tuple[str, str], int] = defaultdict(int)
        first: dict[tuple[str, str], tuple[str, str]] = {}
        for node, properties in self._values.items():
            kinds = sorted(shorten(term.value) for term in properties.get(expand(TYPE), ()))
            kind = next((one for one in kinds if one != "cred:VerifiableCredential"), NO_CLASS)
            for predicate, values in properties.items():
                if (node, predicate) in self._read or predicate == expand(TYPE):
                    continue
                key = (kind, shorten(predicate))
                seen[key] += 1
                first.setdefault(key, (node, values[0].value))
        for (kind, name), count in sorted(seen.items()):
            node, value = first[kind, name]
            reason = reasons.get(kind) or reasons.get(name) or "has no place in a record"
            told = f"{reason} ({count} times)" if count > 1 else reason
            shown = kind not in hidden and kind != NO_CLASS
            yield Unread(
                " ".join((kind, node[:120], name) if shown else (kind, name)), told, value[:120] if shown else None
            )
