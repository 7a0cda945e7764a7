"""The slots of SSSOM 1.1, in the order of its schema: what each holds, and how RDF calls it.

The table follows `sssom_schema.yaml` of https://github.com/mapping-commons/sssom; a test holds it against that file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.vocab import PREFIXES

Kind = Literal["reference", "uri", "text", "date", "number", "entity", "modifier", "cardinality", "version"]
SSSOM = PREFIXES["sssom"]
NO_TERM = SSSOM + "NoTermFound"
UNSPECIFIED_LICENCE = SSSOM + "license/unspecified"
LITERAL = "rdfs literal"
NOT = "Not"
BUILT_IN: Mapping[str, str] = {
    "linkml": "https://w3id.org/linkml/",
    **{name: PREFIXES[name] for name in ("owl", "rdf", "rdfs", "semapv", "skos", "sssom", "xsd")},
}
_OWL, _RDFS, _SKOS, _RDF = (PREFIXES[name] for name in ("owl", "rdfs", "skos", "rdf"))
MEANINGS: Mapping[str, Mapping[str, str | None]] = {
    "entity": {
        "owl class": _OWL + "Class",
        "owl object property": _OWL + "ObjectProperty",
        "owl data property": _OWL + "DataProperty",
        "owl annotation property": _OWL + "AnnotationProperty",
        "owl named individual": _OWL + "NamedIndividual",
        "skos concept": _SKOS + "Concept",
        "rdfs resource": _RDFS + "Resource",
        "rdfs class": _RDFS + "Class",
        LITERAL: _RDFS + "Literal",
        "rdfs datatype": _RDFS + "Datatype",
        "rdf property": _RDF + "Property",
        "composed entity expression": SSSOM + "ComposedEntityExpression",
    },
    "modifier": {NOT: SSSOM + "NegatedPredicate"},
    "cardinality": dict.fromkeys(("1:1", "1:n", "n:1", "n:n", "1:0", "0:1", "0:0")),
    "version": {"1.0": SSSOM + "version1.0", "1.1": SSSOM + "version1.1"},
}
NEW_VALUES = frozenset({"composed entity expression", "0:0"})
"""Values that version 1.1 added."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot.

    :param many: whether it may have several values
    :param iri: the RDF property
    :param low: least value of a number, `high` is always 1
    :param new: whether version 1.1 added it to the rows, or to the set
    """

    name: str
    kind: Kind
    iri: str
    many: bool = False
    low: float = 0.0
    new: bool = False
    new_of_set: bool = False


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_OWN = {
    "subject_id": _OWL + "annotatedSource",
    "predicate_id": _OWL + "annotatedProperty",
    "object_id": _OWL + "annotatedTarget",
    "mapping_set_version": _OWL + "versionInfo",
    "mapping_set_title": PREFIXES["dct"] + "title",
    "mapping_set_description": PREFIXES["dct"] + "description",
    "mapping_set_source": PREFIXES["prov"] + "wasDerivedFrom",
    "creator_id": PREFIXES["dct"] + "creator",
    "license": PREFIXES["dct"] + "license",
    "mapping_date": PREFIXES["dct"] + "created",
    "publication_date": PREFIXES["dct"] + "issued",
    "author_id": "http://purl.org/pav/authoredBy",
    "see_also": _RDFS + "seeAlso",
    "comment": _RDFS + "comment",
}
_KINDS: Mapping[Kind, str] = {
    "reference": "record_id subject_id predicate_id object_id mapping_justification author_id reviewer_id creator_id "
    "subject_source object_source mapping_source mapping_tool_id subject_match_field object_match_field "
    "subject_preprocessing object_preprocessing curation_rule issue_tracker_item",
    "uri": "mapping_set_id mapping_set_source license mapping_provider see_also issue_tracker",
    "date": "mapping_date publication_date review_date",
    "number": "mapping_set_confidence confidence reviewer_agreement similarity_score",
    "entity": "subject_type object_type predicate_type",
    "modifier": "predicate_modifier",
    "cardinality": "mapping_cardinality",
    "version": "sssom_version",
}
_KIND_OF: dict[str, Kind] = {name: kind for kind, names in _KINDS.items() for name in names.split()}
_MANY = _names(
    "mapping_set_source creator_id creator_label author_id author_label reviewer_id reviewer_label cardinality_scope "
    "subject_match_field object_match_field match_string subject_preprocessing object_preprocessing curation_rule "
    "curation_rule_text see_also"
)
_NEW = _names(
    "sssom_version mapping_set_confidence predicate_type cardinality_scope mapping_tool_id review_date "
    "reviewer_agreement record_id"
)
_NEW_OF_SET = _NEW | {"similarity_measure", "curation_rule", "curation_rule_text"}
PROPAGATED = _names(
    "subject_type subject_source subject_source_version object_type object_source object_source_version predicate_type "
    "mapping_provider cardinality_scope mapping_tool mapping_tool_id mapping_tool_version mapping_date "
    "subject_match_field object_match_field subject_preprocessing object_preprocessing similarity_measure "
    "curation_rule curation_rule_text"
)
"""Slots that a set may state for all its rows."""


def _slots(names: str) -> dict[str, Slot]:
    return {
        name: Slot(
            name, _KIND_OF.get(name, "text"), _OWN.get(name, SSSOM + name), name in _MANY,
            -1.0 if name == "reviewer_agreement" else 0.0, name in _NEW, name in _NEW_OF_SET,
        )
        for name in names.split()
    }  # fmt: skip


OF_SET: Mapping[str, Slot] = _slots(
    "sssom_version mapping_set_id mapping_set_version mapping_set_source mapping_set_title mapping_set_description "
    "mapping_set_confidence creator_id creator_label license subject_type subject_source subject_source_version "
    "object_type object_source object_source_version predicate_type mapping_provider cardinality_scope mapping_tool "
    "mapping_tool_id mapping_tool_version mapping_date publication_date subject_match_field object_match_field "
    "subject_preprocessing object_preprocessing similarity_measure curation_rule curation_rule_text see_also "
    "issue_tracker other comment"
)
"""Slots of a set; `curie_map`, `mappings` and `extension_definitions` are apart."""
OF_ROW: Mapping[str, Slot] = _slots(
    "record_id subject_id subject_label subject_category predicate_id predicate_label predicate_modifier object_id "
    "object_label object_category mapping_justification author_id author_label reviewer_id reviewer_label creator_id "
    "creator_label license subject_type subject_source subject_source_version object_type object_source "
    "object_source_version predicate_type mapping_provider mapping_source mapping_cardinality cardinality_scope "
    "mapping_tool mapping_tool_id mapping_tool_version mapping_date publication_date review_date confidence "
    "reviewer_agreement curation_rule curation_rule_text subject_match_field object_match_field match_string "
    "subject_preprocessing object_preprocessing similarity_score similarity_measure see_also issue_tracker_item other "
    "comment"
)
"""Slots of a row."""
REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
DECISIVE = frozenset({*REQUIRED, "predicate_modifier", "confidence", "subject_type", "object_type"})
"""Slots without which a row would say something else: where one of them is broken, the row is not read."""
