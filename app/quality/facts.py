"""Records as the rules see them: only the properties that some rule looks at, quick to look up, in two layers.

The lower layer is what every record may refer to: levels, units, bodies, competences; it is read once and shared. The
upper layer is the records that are being checked.
"""

import re
from collections.abc import Generator, Iterable, Sequence
from decimal import Decimal
from typing import Any

from rdflib import RDF, RDFS, XSD, BNode, Graph, Literal, Namespace, URIRef
from rdflib.paths import Path
from rdflib.term import Node

from app.quality.rules import Rule
from app.vocab import PREFIXES

Triple = tuple[Node, Node, Node]
_NAME = re.compile(r"(?<![\w?$:/])([a-z]+):([A-Za-z][\w-]*)")
_PSR = Namespace(PREFIXES["psr"])
_ELM = Namespace(PREFIXES["elm"])
_OUTCOMES = {_ELM.learningOutcome, _PSR.testsInTheory, _PSR.testsInPractice}
# What steps 1 and the class constraint need, whatever the rules say.
_ALWAYS = {RDF.type, RDFS.subClassOf, _PSR.jurisdiction, _PSR.awardOf}


def looked_at(rules: Iterable[Rule]) -> frozenset[Node]:
    """The properties that the rules look at, and every other IRI of their shapes, which does no harm."""
    found: set[Node] = set(_ALWAYS)
    for rule in rules:
        for value in rule.shape.objects():
            if isinstance(value, URIRef):
                found.add(value)
            else:
                names = _NAME.findall(str(value)) if "$this" in str(value) else ()
                found.update(URIRef(PREFIXES[prefix] + name) for prefix, name in names if prefix in PREFIXES)
    return frozenset(found)


class Facts(Graph):
    """A graph that cannot be changed, with the values of a property in the order in which they came."""

    def __init__(
        self,
        triples: Iterable[Triple] = (),
        base: "Facts | None" = None,
        only: frozenset[Node] | None = None,
        instead: Iterable[Node] = (),
    ) -> None:
        """:param triples: the upper layer

        :param base: the lower layer
        :param only: properties to keep; all when not given
        :param instead: records that the upper layer tells anew; the lower one is not asked about them or their claims
        """
        super().__init__(bind_namespaces="none")
        self._base = base
        self._hidden = frozenset(node for one in instead if base is not None for node in base._with_parts(one))
        self._forward: dict[Node, dict[Node, list[Node]]] = {}
        self._backward: dict[Node, dict[Node, list[Node]]] = {}
        for subject, predicate, value in triples:
            if only is None or predicate in only:
                value = _plain(value)
                values = self._forward.setdefault(predicate, {}).setdefault(subject, [])
                if value not in values:
                    values.append(value)

    def values(self, subject: Node, predicate: Node) -> Sequence[Node]:
        """What a property of a subject says, without repetition."""
        own: Sequence[Node] = self._forward.get(predicate, {}).get(subject, ())
        asked = self._base is not None and subject not in self._hidden
        below = self._base.values(subject, predicate) if asked and self._base is not None else ()
        return own if not below else below if not own else list(dict.fromkeys((*own, *below)))

    def subjects_of(self, predicate: Node, value: Node) -> Sequence[Node]:
        """The subjects that say so, without repetition."""
        if predicate not in self._backward:
            self._backward[predicate] = _turned(self._forward.get(predicate, {}))
        own: Sequence[Node] = self._backward[predicate].get(value, ())
        below = self._base.subjects_of(predicate, value) if self._base is not None else ()
        if below and self._hidden:
            below = [one for one in below if one not in self._hidden]
        return own if not below else below if not own else list(dict.fromkeys((*own, *below)))

    def is_a(self, node: Node, kind: Node) -> bool:
        """Whether the node is of the class or of a class below it."""
        found = list(self.values(node, RDF.type))
        for one in found:
            if one == kind:
                return True
            found += [above for above in self.values(one, RDFS.subClassOf) if above not in found]
        return False

    def triples(self, triple: Any) -> Generator[Any, None, None]:
        """The triples of a pattern, for rdflib's SPARQL and property paths."""
        subject, predicate, value = triple
        if isinstance(predicate, Path):
            yield from ((one, predicate, other) for one, other in predicate.eval(self, subject, value))
            return
        for name in [predicate] if predicate is not None else sorted(self._predicates(), key=str):
            if subject is not None:
                found = ((subject, other) for other in self.values(subject, name) if value in (None, other))
            elif value is not None:
                found = ((one, value) for one in self.subjects_of(name, value))
            else:
                found = ((one, other) for one in self._subjects(name) for other in self.values(one, name))
            yield from ((one, name, other) for one, other in found)

    def __len__(self) -> int:
        """The number of triples, those in both layers once."""
        return sum(1 for _ in self.triples((None, None, None)))

    def _predicates(self) -> set[Node]:
        return self._forward.keys() | (self._base._predicates() if self._base is not None else set())

    def _subjects(self, predicate: Node) -> Iterable[Node]:
        own = self._forward.get(predicate, {})
        below = self._base._subjects(predicate) if self._base is not None else ()
        return dict.fromkeys((*own, *(one for one in below if one not in self._hidden)))

    def _with_parts(self, node: Node) -> Iterable[Node]:
        """A record and its claims: nodes that it refers to and whose names begin with its own, or are blank.

        Not its outcomes: to what they are mapped is told elsewhere.
        """
        found = [node]
        for one in found:
            told = (predicate for predicate in self._predicates() if predicate not in _OUTCOMES)
            values = (value for predicate in told for value in self.values(one, predicate))
            found += [part for part in values if part not in found and _is_part(part, node)]
        return found


def _is_part(part: Node, whole: Node) -> bool:
    return isinstance(part, BNode) or (isinstance(part, URIRef) and part.startswith(f"{whole}/"))


def _plain(value: Node) -> Node:
    """The literal as rdflib can compare it.

    `"4"^^xsd:string` is the same as `"4"` (RDF 1.1), but not to rdflib; and `"NaN"^^xsd:decimal` is no decimal, but
    Python reckons with it until it is compared.
    """
    if not isinstance(value, Literal):
        return value
    no_number = isinstance(value.value, Decimal) and not value.value.is_finite()
    return Literal(str(value)) if value.datatype == XSD.string or no_number else value


def _turned(forward: dict[Node, list[Node]]) -> dict[Node, list[Node]]:
    turned: dict[Node, list[Node]] = {}
    for subject, values in forward.items():
        for value in values:
            turned.setdefault(value, []).append(subject)
    return turned
