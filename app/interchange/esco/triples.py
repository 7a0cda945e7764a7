"""An ESCO release as triples in ESCO's own model, each as the text `subject predicate object`.

What the terms rest on; the official Turtle itself was not at hand:

* Turtle of the ESCO portal quoted in public code (v1.0.x skills and associations): `esco:Skill`,
  `esco:MemberConcept`, `esco:skillType`, `esco:skillReuseLevel`, `skos:prefLabel`, `skos:altLabel`,
  `skos:broader`, `skos:inScheme`, `skos:topConceptOf`, `dct:modified` (xsd:dateTime), `iso-thes:status`;
  the association of two skills runs from `originalSkillUri` to `relatedSkillUri`
* programs that read the official RDF of v1.2: `esco:Occupation`, `esco:relatedEssentialSkill`,
  `esco:relatedOptionalSkill`, `esco:regulatedProfessionNote` (an IRI), `esco:hasNACECode`
* the ESCO ontology only (https://ec.europa.eu/esco/lod/static/model.html): `esco:memberOfISCOGroup`;
  `related…Skill` also between skills, with the inverses `esco:isEssentialSkillFor`, `esco:isOptionalSkillFor`

It departs from the Turtle where the CSV has less or a query needs less: descriptions are plain literals, not
`esco:NodeLiteral`; no SKOS-XL labels, label roles or `esco:AssociationObject`; inverses, `skos:narrower`,
`skos:broaderTransitive` and `skos:hasTopConcept` are not written out. Groups are only `skos:Concept`: their
scheme tells ISCO, ISCED-F and skill groups apart.
"""

import re
from collections.abc import Callable, Iterator

from app.interchange.esco.release import ESCO, Concept, EscoRelease, Kind
from app.vocab import PREFIXES

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r"})
_DATE = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?)?")
_MORE = {"iso-thes": "http://purl.org/iso25964/skos-thes#"}


def _term(curie: str) -> str:
    prefix, _, name = curie.partition(":")
    return f"<{(PREFIXES | _MORE)[prefix]}{name}>"


_TYPE, _CONCEPT, _MEMBER = _term("rdf:type"), _term("skos:Concept"), _term("esco:MemberConcept")
_PREF, _ALT, _HIDDEN = _term("skos:prefLabel"), _term("skos:altLabel"), _term("skos:hiddenLabel")
_IN_SCHEME, _TOP, _BROADER = _term("skos:inScheme"), _term("skos:topConceptOf"), _term("skos:broader")
_STATUS, _MODIFIED, _DESCRIPTION = _term("iso-thes:status"), _term("dct:modified"), _term("dct:description")
_STRENGTH = {
    "essential": _term("esco:relatedEssentialSkill"),
    "optional": _term("esco:relatedOptionalSkill"),
}


def literal(text: str, language: str = "") -> str:
    """Write a literal in the syntax that N-Triples, N-Quads and Turtle share."""
    quoted = f'"{text.translate(_ESCAPES)}"'
    return f"{quoted}@{language}" if language else quoted


def _pillar(release: EscoRelease, *kinds: Kind) -> Iterator[str]:
    for iri, concept in release.concepts.items():
        if concept.kind in kinds:
            subject = f"<{iri}>"
            for predicate, value in _statements(concept, release.language):
                yield f"{subject} {predicate} {value}"
            for broader in release.broader.get(iri, ()):
                yield f"{subject} {_BROADER} <{broader}>"
            yield from _names(release, iri)


def _statements(concept: Concept, language: str) -> Iterator[tuple[str, str]]:
    yield _TYPE, _CONCEPT
    if concept.kind.esco_class:
        yield _TYPE, _MEMBER
        yield _TYPE, _term(f"esco:{concept.kind.esco_class}")
    for scheme in concept.schemes:
        yield _IN_SCHEME, f"<{scheme}>"
    for kind in concept.skill_types:
        yield _term("esco:skillType"), f"<{ESCO}skill-type/{kind}>"
    if concept.reuse_level:
        yield _term("esco:skillReuseLevel"), f"<{ESCO}skill-reuse-level/{concept.reuse_level}>"
    if concept.isco_group:
        yield _term("esco:memberOfISCOGroup"), f"<{concept.isco_group}>"
    for note in concept.regulation:
        yield _term("esco:regulatedProfessionNote"), f"<{note}>"
    for code in concept.nace_codes:
        yield _term("esco:hasNACECode"), f"<{code}>"
    if concept.modified:
        yield _MODIFIED, _moment(concept.modified)
    for predicate, text in ((_term("skos:notation"), concept.code), (_STATUS, concept.status)):
        if text:
            yield predicate, literal(text)
    yield from _texts(concept, language)


def _texts(concept: Concept, language: str) -> Iterator[tuple[str, str]]:
    texts = (
        (_DESCRIPTION, concept.description),
        (_term("skos:definition"), concept.definition),
        (_term("skos:scopeNote"), concept.scope_note),
    )
    return ((predicate, literal(text, language)) for predicate, text in texts if text)


def _names(release: EscoRelease, iri: str) -> Iterator[str]:
    for language, names in release.labels.items():
        if labels := names.get(iri):
            yield f"<{iri}> {_PREF} {literal(labels.preferred, language)}"
            for label in labels.alternative:
                yield f"<{iri}> {_ALT} {literal(label, language)}"
            for label in labels.hidden:
                yield f"<{iri}> {_HIDDEN} {literal(label, language)}"


def _skills(release: EscoRelease) -> Iterator[str]:
    return _pillar(release, Kind.SKILL, Kind.SKILL_GROUP)


def _occupations(release: EscoRelease) -> Iterator[str]:
    return _pillar(release, Kind.OCCUPATION, Kind.ISCO_GROUP)


def _relations(release: EscoRelease) -> Iterator[str]:
    return (f"<{source}> {_STRENGTH[strength]} <{target}>" for source, strength, target in release.relations)


def _schemes(release: EscoRelease) -> Iterator[str]:
    for iri, scheme in release.schemes.items():
        yield f"<{iri}> {_TYPE} {_term('skos:ConceptScheme')}"
        texts = (
            (_PREF, scheme.label),
            (_term("dct:title"), scheme.title),
            (_DESCRIPTION, scheme.description),
        )
        for predicate, text in texts:
            if text:
                yield f"<{iri}> {predicate} {literal(text, release.language)}"
        if scheme.status:
            yield f"<{iri}> {_STATUS} {literal(scheme.status)}"
        for concept in scheme.top_concepts:
            yield f"<{concept}> {_TOP} <{iri}>"


def _moment(text: str) -> str:
    found = _DATE.fullmatch(text)
    if not found:
        return literal(text)
    return f"{literal(text)}^^{_term('xsd:dateTime' if found[1] else 'xsd:date')}"


#: Name of a part of the release, which is also the name of its graph -> its triples.
PARTS: dict[str, Callable[[EscoRelease], Iterator[str]]] = {
    "skills": _skills,
    "occupations": _occupations,
    "relations": _relations,
    "schemes": _schemes,
}
