"""Mapping sets in SSSOM TSV: read with place and cause, written as SKOS links and citable mapping nodes.

The format is SSSOM 1.0 (https://mapping-commons.github.io/sssom/): a YAML block in lines that begin with `#`,
then tab-separated rows. A row with predicate modifier `Not` is a rejected candidate; a row whose object is
`sssom:NoTermFound` says that nothing fits. Both stay in the graph as nodes and yield no SKOS link.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from curies import Converter
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import OWL, RDF, XSD

from app.problems import InputError
from app.vocab import BASE, PREFIXES

SSSOM = Namespace(PREFIXES["sssom"])
NO_MATCH = "sssom:NoTermFound"
REQUIRED = ("subject_id", "predicate_id", "object_id", "mapping_justification")
_LITERALS = ("subject_label", "object_label", "author_label", "comment")


@dataclass(frozen=True, slots=True)
class Mapping:
    """One row: IRIs expanded, confidence from 0 to 1 where given, the line it stands on."""

    subject: str
    predicate: str
    object: str
    justification: str
    negative: bool
    confidence: float | None
    labels: tuple[tuple[str, str], ...]
    line: int

    @property
    def no_match(self) -> bool:
        """Whether the row says that no object fits."""
        return self.object == str(SSSOM.NoTermFound)

    @property
    def positive(self) -> bool:
        """Whether the row asserts its mapping."""
        return not self.negative and not self.no_match

    def node(self, mapping_set: str) -> str:
        """IRI of the mapping, the same for the same set, subject, predicate, object and sign."""
        key = "\t".join((mapping_set, self.subject, self.predicate, self.object, str(self.negative)))
        return f"{BASE}id/mapping/{hashlib.sha256(key.encode()).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class MappingSet:
    """One file: its identifier, licence and rows."""

    iri: str
    title: str
    licence: str
    rows: tuple[Mapping, ...]


def read_sssom(path: Path, shown: str | None = None) -> MappingSet:
    """The mapping set of one TSV file.

    :raises InputError: with file and line for a broken header, an unknown prefix, a missing column or value
    """
    name = shown or str(path)
    lines = path.read_text("utf-8").splitlines()
    head = [line[1:] for line in lines if line.startswith("#")]
    if len(head) != next((at for at, line in enumerate(lines) if not line.startswith("#")), len(lines)):
        raise InputError(name, "has a comment after its first row; metadata stands on top")
    meta = _metadata(name, head)
    converter = Converter.from_prefix_map(PREFIXES | dict(meta["curie_map"]))
    rows = tuple(_rows(name, lines[len(head) :], len(head), converter))
    return MappingSet(str(meta["mapping_set_id"]), str(meta.get("mapping_set_title", "")), str(meta["license"]), rows)


def mapping_graph(mappings: MappingSet, graph: Graph) -> None:
    """Add the set to a graph: a SKOS link for each positive row, a `sssom:Mapping` node for every row."""
    owner = URIRef(mappings.iri)
    graph.add((owner, RDF.type, SSSOM.MappingSet))
    for row in mappings.rows:
        subject, predicate, target = URIRef(row.subject), URIRef(row.predicate), URIRef(row.object)
        if row.positive:
            graph.add((subject, predicate, target))
        node = URIRef(row.node(mappings.iri))
        graph.add((owner, SSSOM.mappings, node))
        graph.add((node, RDF.type, SSSOM.Mapping))
        graph.add((node, OWL.annotatedSource, subject))
        graph.add((node, OWL.annotatedProperty, predicate))
        graph.add((node, OWL.annotatedTarget, target))
        graph.add((node, SSSOM.mapping_justification, URIRef(row.justification)))
        if row.negative:
            graph.add((node, SSSOM.predicate_modifier, SSSOM.NegatedPredicate))
        if row.confidence is not None:
            graph.add((node, SSSOM.confidence, Literal(str(row.confidence), datatype=XSD.decimal)))
        for column, text in row.labels:
            graph.add((node, SSSOM[column], Literal(text)))


def _metadata(name: str, head: list[str]) -> dict[str, Any]:
    try:
        meta = yaml.safe_load("\n".join(head)) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise InputError(name, "has a metadata block that is not YAML", mark.line + 1 if mark else None) from error
    for key in ("mapping_set_id", "license", "curie_map"):
        if key not in meta:
            raise InputError(name, f"lacks {key} in its metadata block", 1)
    return dict(meta)


def _rows(name: str, lines: list[str], offset: int, converter: Converter) -> Iterator[Mapping]:
    if not lines:
        raise InputError(name, "has no header row", offset + 1)
    columns = lines[0].split("\t")
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        raise InputError(name, f"lacks the column {', '.join(missing)}", offset + 1)
    reader = csv.reader(lines[1:], delimiter="\t", strict=True)
    try:
        for cells in reader:
            at = offset + 1 + reader.line_num
            if len(cells) != len(columns):
                raise InputError(name, f"has {len(cells)} cells where the header has {len(columns)}", at)
            yield _row(name, dict(zip(columns, cells, strict=True)), at, converter)
    except csv.Error as error:
        raise InputError(name, f"has broken quotes: {error}", offset + 1 + reader.line_num) from error


def _row(name: str, row: dict[str, str], line: int, converter: Converter) -> Mapping:
    def iri(column: str) -> str:
        value = row[column]
        expanded = value if value.startswith("http") else converter.expand(value) if value else None
        if expanded is None:
            raise InputError(name, f"{column} {value!r} is empty or has an unknown prefix", line)
        return expanded

    modifier, confidence = row.get("predicate_modifier", ""), row.get("confidence", "")
    if modifier not in ("", "Not"):
        raise InputError(name, f"predicate_modifier {modifier!r} is neither empty nor Not", line)
    try:
        number = float(confidence) if confidence else None
    except ValueError as error:
        raise InputError(name, f"confidence {confidence!r} is not a number", line) from error
    if number is not None and not 0 <= number <= 1:
        raise InputError(name, f"confidence {confidence} is not between 0 and 1", line)
    labels = tuple((column, row[column]) for column in _LITERALS if row.get(column))
    return Mapping(
        iri("subject_id"), iri("predicate_id"), iri("object_id"), iri("mapping_justification"),
        modifier == "Not", number, labels, line,
    )  # fmt: skip
