"""Competences under broader ones: what each says, what it weighs, and which others cover it.

The formulas and where they come from are in :mod:`app.coverage`.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

NEIGHBOUR = 0.4
GENERIC = 0.25


class Hierarchy:
    """Competences under broader ones, with what spans and what implies what. Has no circles.

    :param broader: the broader competence of each, None for the top of an area
    :param spanning: the general competences that span each, beside the broader one
    :param implied: the competences that each one implies; what these imply follows
    :param steps: competences whose parts are steps or separate rights
    :param generic: areas that any trade shares
    :param used: the share of occupations that need each competence, as information content by use, where known
    """

    def __init__(
        self,
        broader: Mapping[str, str | None],
        spanning: Mapping[str, Sequence[str]] | None = None,
        implied: Mapping[str, Sequence[str]] | None = None,
        steps: Iterable[str] = (),
        generic: Iterable[str] = (),
        used: Mapping[str, float] | None = None,
    ) -> None:
        """Index the hierarchy."""
        self._broader = broader
        self._used = used or {}
        self._spanning = spanning or {}
        self._steps, self._generic = frozenset(steps), frozenset(generic)
        direct = implied or {}
        self._implying = _inverted({one: _above(one, lambda each: direct.get(each, ())) for one in direct})
        self._spans = _inverted(self._spanning)
        self._narrower = _inverted({one: [parent] for one, parent in broader.items() if parent is not None})
        self._content = self._contents(lambda one: _above(one, self._direct))
        self._tree_content = self._contents(self.path)

    @property
    def competences(self) -> Iterable[str]:
        """The competences that stand in the hierarchy."""
        return self._broader.keys()

    def _direct(self, competence: str) -> Sequence[str]:
        parent = self._broader.get(competence)
        return [*([parent] if parent else []), *self._spanning.get(competence, ())]

    def path(self, competence: str) -> list[str]:
        """The broader competences, nearest first; the last is the area."""
        return _above(competence, lambda one: [parent] if (parent := self._broader.get(one)) else [])

    def ancestors(self, competence: str) -> list[str]:
        """The more general competences, broader or spanning, nearest first."""
        return _above(competence, self._direct)

    def reach(self, competence: str) -> frozenset[str]:
        """Every competence that covers this one at least in part."""
        if competence not in self._reach:
            self._reach[competence] = frozenset({competence, *self.covering(competence), *self._below(competence)})
        return self._reach[competence]

    def _below(self, competence: str) -> Iterator[str]:
        for part in self.parts(competence):
            yield part
            yield from self._below(part)

    def common(self, one: str, other: str) -> str | None:
        """The nearest competence that both are or that is more general than both."""
        above = {other, *self.ancestors(other)}
        return next((found for found in (one, *self.ancestors(one)) if found in above), None)

    def parts(self, competence: str) -> Sequence[str]:
        """What a competence consists of: the several that it spans, or else the competences narrower than it."""
        spanned = self._spans.get(competence, ())
        return spanned if len(spanned) > 1 else self._narrower.get(competence, ())

    def content(self, competence: str) -> float:
        """Intrinsic information content, from 0 to 1: little for what has much below it or spans much."""
        return self._content.get(competence, 1.0)

    def weight(self, competence: str) -> float:
        """What a competence weighs in a target: its information content by place and use, less in generic areas."""
        generic = any(above in self._generic for above in (competence, *self.path(competence)))
        placed = self._tree_content.get(competence, 1.0)
        return (placed + self._used.get(competence, placed)) / 2 * (GENERIC if generic else 1.0)

    def _contents(self, above: Callable[[str], Sequence[str]]) -> dict[str, float]:
        narrower = dict.fromkeys(self._broader, 0)
        for competence in self._broader:
            for ancestor in above(competence):
                narrower[ancestor] = narrower.get(ancestor, 0) + 1
        total = math.log(max(2, len(narrower)))
        return {competence: 1 - math.log(1 + count) / total for competence, count in narrower.items()}

    def covering(self, competence: str) -> Mapping[str, tuple[float, str]]:
        """The other competences that cover this one by themselves, with degree from 0 to 1 and relation."""
        if competence not in self._covering:
            self._covering[competence] = self._cover(competence)
        return self._covering[competence]

    def _cover(self, competence: str) -> dict[str, tuple[float, str]]:
        own = self.content(competence)
        found: dict[str, tuple[float, str]] = {}
        parent = self._broader.get(competence)
        if parent is not None and parent not in self._steps:
            for neighbour in self._narrower.get(parent, ()):
                alike = 2 * self.content(parent) / (own + self.content(neighbour))
                found[neighbour] = (NEIGHBOUR * alike, "neighbour")
        for ancestor in self.ancestors(competence):
            common = self.content(ancestor)
            found[ancestor] = max(found.get(ancestor, (0.0, "")), (2 * common / (common + own), "broader"))
        for other in self._implying.get(competence, ()):
            found[other] = (1.0, "implied")
        found.pop(competence, None)
        return found

    @cached_property
    def _covering(self) -> dict[str, Mapping[str, tuple[float, str]]]:
        return {}

    @cached_property
    def _reach(self) -> dict[str, frozenset[str]]:
        return {}


def content_by_use(occupations: int, of: int) -> float:
    """U(c): the information content of a competence that so many occupations need, `of` all that there are."""
    return 1 - math.log(1 + occupations) / math.log(1 + max(of, occupations, 1))


def _inverted(relation: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one, others in sorted(relation.items()):
        for other in others:
            found.setdefault(other, []).append(one)
    return found


def _above(competence: str, direct: Callable[[str], Sequence[str]]) -> list[str]:
    found: dict[str, None] = {}
    ring = list(direct(competence))
    while ring:
        found |= dict.fromkeys(ring)
        ring = sorted({parent for one in ring for parent in direct(one)} - set(found))
    return list(found)
