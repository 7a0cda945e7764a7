"""The page of a thing: its names, its claims with their evidence, its outcomes, what points to it, and its forms."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fastapi import Request

from app.http.quality_schemas import QualityOut, report_out
from app.http.state import Service
from app.linked import Description
from app.problems import NotFoundError
from app.records.nodes import expand
from app.store import Term, Triple
from app.vocab import BASE, GRAPH, ID
from app.web.language import chosen
from app.web.pages import page
from app.web.texts import LANGUAGES
from app.web.words import Value, Words

_NAMES = tuple(expand(name) for name in ("skos:prefLabel", "rdfs:label", "dct:title", "foaf:name"))
_TEXTS = tuple(expand(name) for name in ("skos:definition", "dct:description", "rdfs:comment"))
_NESTED = tuple(
    expand(name)
    for name in (
        "psr:claim", "psr:levelClaim", "psr:eqfClaim", "psr:estimatedLevelClaim", "elm:learningOutcome",
        "psr:includesOutcome", "psr:testsInTheory", "psr:testsInPractice", "psr:parameter", "dcat:distribution",
    )
)  # fmt: skip
_OUTCOMES = tuple(expand(one) for one in ("elm:learningOutcome", "psr:testsInTheory", "psr:testsInPractice"))
_EVIDENCE = tuple(expand(name) for name in ("rdf:type", "psr:basis", "psr:confidence", "dct:source", "skos:note"))
_TYPE, _CLAIM, _CREDENTIAL = expand("rdf:type"), expand("psr:claim"), expand("psr:Credential")


@dataclass(frozen=True, slots=True)
class Fact:
    """A property with its values."""

    name: Value
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim: what is claimed, on which basis, how surely, and by which sources."""

    kind: Value
    facts: tuple[Fact, ...]
    notes: tuple[Value, ...]
    basis: tuple[Value, ...]
    confidence: tuple[Value, ...]
    sources: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class MappedRow:
    """A competence that an outcome is mapped to, by which relation, how surely; `mapping` leads to the record of it."""

    target: Value
    relation: str
    confidence: str
    rejected: bool
    mapping: Value


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """A learning outcome with what it is mapped to."""

    text: Value
    mapped: tuple[MappedRow, ...]
    sources: tuple[Value, ...]


def thing_page(request: Request, service: Service, described: Description) -> bytes:
    """The page of a thing."""
    view = _View(service, described)
    values = view.values()
    told = _quality(request, service, described.iri) if values["is_credential"] else None
    return page(request, service, "thing.html", quality=told, **values)


def text_page(request: Request, service: Service, iri: str, text: str) -> bytes:
    """The page of a thing that is best read as it is written, such as a rule."""
    return page(request, service, "text.html", iri=iri, name=iri.rsplit("/", 1)[-1], text=text)


def _quality(request: Request, service: Service, iri: str) -> QualityOut | None:
    """Readiness, what to complete and which rules fail, in the language that the address names; None if not known."""
    named = chosen(request)
    try:
        return report_out(service.quality.of(iri), iri, "", named if named in LANGUAGES else "en")
    except NotFoundError:
        return None


class _View:
    """Selects from a description what each part of the page shows."""

    def __init__(self, service: Service, described: Description) -> None:
        self._described, self._by = described, {}  # type: Description, dict[str, dict[str, list[Term]]]
        for subject, predicate, value in sorted(described.about, key=_order):
            self._by.setdefault(subject.value, {}).setdefault(predicate.value, []).append(value)
        iris = {term.value for triple in described.triples for term in triple if term.kind == "iri"}
        self._words = Words(service.linked.labels(iris))
        self._sums = {entry.path: entry.sha256 for entry in service.manifest.files}

    def values(self) -> dict[str, Any]:
        """What the template needs."""
        iri, own = self._described.iri, self._by.get(self._described.iri, {})
        titles = [self._words.of(term) for name in _NAMES for term in own.get(name, ())]
        titles.sort(key=lambda title: title.lang not in ("", "en"))
        types = [term.value for term in own.get(_TYPE, ())]
        local = iri.removeprefix(ID)
        return {
            "iri": iri,
            "local": local,
            "stem": iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1],
            "heading": titles[0] if titles else Value(local.rsplit("/", 1)[-1]),
            "titles": titles[1:],
            "kinds": [self._words.of(term) for term in own.get(_TYPE, ())],
            "texts": [self._words.of(term) for name in _TEXTS for term in own.get(name, ())],
            "standing": self._standing(own),
            "claims": [self._claim(term.value) for term in own.get(_CLAIM, ())],
            "outcomes": self._outcomes(own),
            "parameters": [self._parameter(term.value) for term in own.get(expand("psr:parameter"), ())],
            "facts": self._facts(own, (*_NAMES, *_TEXTS, *_NESTED, _TYPE)),
            "incoming": self._incoming(),
            "described": self._described,
            "is_credential": _CREDENTIAL in types,
            "is_graph": iri.startswith(GRAPH) and expand("dcat:Dataset") in types,
            "files": [self._file(term.value) for term in own.get(expand("dcat:distribution"), ())],
        }

    def _standing(self, own: dict[str, list[Term]]) -> list[Value]:
        """What replaces a thing that is withdrawn or superseded; a lone empty value when nothing is known to."""
        gone = any(term.value == "true" for term in own.get(expand("owl:deprecated"), ()))
        over = any(term.value.endswith("status-superseded") for term in own.get(expand("psr:status"), ()))
        after = [self._words.of(term) for term in own.get(expand("dct:isReplacedBy"), ())]
        return after or [Value("")] if gone or over or after else []

    def _claim(self, iri: str) -> ClaimRow:
        node = self._by.get(iri, {})
        kinds = [term for term in node.get(_TYPE, ()) if term.value != expand("psr:Claim")]
        kind = self._words.of(kinds[0] if kinds else Term("iri", iri))
        return ClaimRow(
            Value(kind.text.removesuffix(" claim"), href=self._words.of(Term("iri", iri)).href),
            tuple(self._facts(node, _EVIDENCE)),
            *(self._each(node, name) for name in ("skos:note", "psr:basis", "psr:confidence", "dct:source")),
        )

    def _parameter(self, iri: str) -> dict[str, tuple[Value, ...]]:
        """A number of a policy: what it is for, and who it is taken from."""
        node = self._by.get(iri, {})
        told = {"name": "skos:notation", "value": "psr:value", "text": "skos:definition", "sources": "dct:source"}
        return {key: self._each(node, name) for key, name in told.items()}

    def _each(self, node: dict[str, list[Term]], name: str) -> tuple[Value, ...]:
        return tuple(self._words.of(term) for term in node.get(expand(name), ()))

    def _outcomes(self, own: dict[str, list[Term]]) -> list[OutcomeRow]:
        rows: dict[str, list[MappedRow]] = {}
        for iri, node in self._by.items():
            for about in node.get(expand("owl:annotatedSource"), ()):
                rows.setdefault(about.value, []).append(self._mapped(iri, node))
        outcomes = dict.fromkeys(term.value for name in _OUTCOMES for term in own.get(name, ()))
        return [
            OutcomeRow(
                self._words.of(Term("iri", iri)),
                tuple(sorted(rows.get(iri, ()), key=lambda row: (row.rejected, row.target.text))),
                self._each(self._by.get(iri, {}), "dct:source"),
            )
            for iri in sorted(outcomes, key=_number)
        ]

    def _mapped(self, iri: str, node: dict[str, list[Term]]) -> MappedRow:
        target = node.get(expand("owl:annotatedTarget"), [Term("literal", "")])[0]
        told = node.get(expand("sssom:object_label"), [Term("literal", target.value)])[0]
        shown = self._words.of(target)
        relation = node.get(expand("owl:annotatedProperty"), [Term("literal", "")])[0].value.rsplit("#", 1)[-1]
        return MappedRow(
            Value(told.value, href=shown.href, external=shown.external),
            self._words.of(Term("iri", expand(f"skos:{relation}"))).text,
            node.get(expand("sssom:confidence"), [Term("literal", "")])[0].value,
            expand("sssom:predicate_modifier") in node or target.value == expand("sssom:NoTermFound"),
            self._words.of(Term("iri", iri)),
        )

    def _facts(self, node: dict[str, list[Term]], without: Iterable[str]) -> list[Fact]:
        return [
            Fact(self._words.of(Term("iri", name)), tuple(self._words.of(term) for term in values))
            for name, values in sorted(node.items())
            if name not in without
        ]

    def _incoming(self) -> list[Fact]:
        found: dict[str, list[Value]] = {}
        for subject, predicate, _ in self._described.incoming:
            found.setdefault(predicate.value, []).append(self._words.of(subject))
        return [Fact(self._words.of(Term("iri", name)), tuple(values)) for name, values in found.items()]

    def _file(self, iri: str) -> dict[str, str]:
        node = self._by.get(iri, {})
        told = {"name": "dct:title", "address": "dcat:downloadURL", "size": "dcat:byteSize"}
        found = {key: next(iter(node.get(expand(name), ())), Term("literal", "")) for key, name in told.items()}
        address = found["address"]
        digest = self._sums.get("downloads/" + address.value.removeprefix(BASE), "")
        href = self._words.of(address).href
        return {"name": found["name"].value, "href": href, "size": found["size"].value, "sha256": digest}


def _order(triple: Triple) -> tuple[str, str, str]:
    return triple[1].value, triple[2].language or "", triple[2].value


def _number(iri: str) -> tuple[str, tuple[int, ...], str]:
    """Outcomes in the order of their numbers: outcome-2 before outcome-10."""
    stem, _, last = iri.rpartition("/")
    return stem, tuple(int(part) for part in last.replace("outcome-", "").split(".") if part.isdigit()), last
