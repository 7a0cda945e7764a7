"""Triples as nodes that can be asked for their values."""

from collections import defaultdict
from collections.abc import Iterable

from app.store import Term, Triple
from app.vocab import PREFIXES


def expand(name: str) -> str:
    """The IRI of a prefixed name of the house."""
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


class Nodes:
    """Values by subject and property; properties are asked for by prefixed name."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        """Index the triples; values are sorted, so that answers do not depend on the order of the store."""
        self._values: dict[tuple[str, str], list[Term]] = defaultdict(list)
        self._subjects: dict[str, None] = {}
        for subject, predicate, value in triples:
            self._values[subject.value, predicate.value].append(value)
            self._subjects[subject.value] = None
        for values in self._values.values():
            values.sort(key=lambda term: (term.value, term.language or ""))

    def __contains__(self, subject: str) -> bool:
        """Whether anything is said of the subject."""
        return subject in self._subjects

    def subjects(self, name: str) -> list[str]:
        """Subjects that have the property, sorted."""
        wanted = expand(name)
        return sorted(subject for subject, predicate in self._values if predicate == wanted)

    def all(self, subject: str, name: str) -> list[str]:
        """Every value of the property."""
        return [term.value for term in self._values.get((subject, expand(name)), ())]

    def one(self, subject: str, name: str) -> str | None:
        """The value of the property, the first if there are several."""
        return next(iter(self.all(subject, name)), None)

    def local(self, subject: str, name: str, prefix: str) -> str | None:
        """What follows `prefix` in the name of the value: `psr:basis` with `basis-` gives stated."""
        value = self.one(subject, name)
        return value.rsplit("#", 1)[-1].removeprefix(prefix) if value else None

    def locals(self, subject: str, name: str, prefix: str) -> tuple[str, ...]:
        """What follows `prefix` in the name of each value."""
        return tuple(value.rsplit("#", 1)[-1].removeprefix(prefix) for value in self.all(subject, name))

    def number(self, subject: str, name: str) -> float | None:
        """The value as a number."""
        value = self.one(subject, name)
        return float(value) if value is not None else None

    def flag(self, subject: str, name: str) -> bool | None:
        """The value as a truth value; None when it is not there."""
        value = self.one(subject, name)
        return value in ("true", "1") if value is not None else None

    def languages(self, subject: str, name: str) -> dict[str, str]:
        """The texts of the property by language, English first."""
        texts = {term.language or "und": term.value for term in self._values.get((subject, expand(name)), ())}
        return dict(sorted(texts.items(), key=lambda item: (item[0] != "en", item[0])))
