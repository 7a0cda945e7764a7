"""What the rules need to know beside a record: levels, units, bodies, sources, other credentials of the release."""

from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files

from rdflib import RDF, BNode, Literal, URIRef
from rdflib.term import Node

from app.quality.facts import Facts, looked_at
from app.quality.rules import Rule
from app.store import Store, Term

QUERY = files(__name__.rpartition(".")[0]).joinpath("context.rq").read_text("utf-8")


def context_of(store: Store, rules: Sequence[Rule]) -> Facts:
    """Everything of a release that some rule looks at."""
    only = looked_at(rules)
    wanted = frozenset(str(one) for one in only)
    kept: dict[Term, Node] = {}

    def same(term: Term) -> Node:
        return kept.setdefault(term, node_of(term))

    rows = store.construct(QUERY)
    triples = ((same(s), URIRef(p.value), same(o)) for s, p, o in rows if p.value in wanted)
    return Facts(triples, only=only)


def focus_of(facts: Facts, rules: Iterable[Rule], within: Iterable[Node] | None = None) -> list[URIRef]:
    """The credentials and awards that some rule is about, by IRI.

    :param within: the nodes to choose from; all when not given
    """
    kinds = {URIRef(kind) for rule in rules for kind in rule.kinds}
    if within is not None:
        found: Iterator[Node] = (one for one in within if kinds.intersection(facts.values(one, RDF.type)))
    else:
        found = (one for kind in kinds for one in facts.subjects_of(RDF.type, kind))
    return sorted({one for one in found if isinstance(one, URIRef)})


def node_of(term: Term) -> Node:
    """A term of the store as one of rdflib."""
    if term.kind == "iri":
        return URIRef(term.value)
    if term.kind == "bnode":
        return BNode(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    return Literal(term.value, datatype=URIRef(term.datatype) if term.datatype else None)
