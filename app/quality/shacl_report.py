"""A validation as a SHACL report: what fails as `sh:result`, what nobody can tell as `psr:RuleResult`."""

from collections.abc import Mapping

from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, XSD
from rdflib.term import Node

from app.interchange.turtle import new_graph
from app.quality.results import RuleEntry
from app.quality.rules import PSR, SEVERITIES
from app.quality.validate import Checked, Finding, Validation

TURTLE, JSON_LD = "text/turtle", "application/ld+json"
_SEVERITIES = {name: iri for iri, name in SEVERITIES.items()}


def shacl_report(found: Validation, rules: Mapping[str, RuleEntry], lang: str, media_type: str) -> bytes:
    """The report in a language.

    :param media_type: text/turtle or application/ld+json
    """
    graph, report = new_graph(), BNode("report")
    graph.add((report, RDF.type, SH.ValidationReport))
    graph.add((report, SH.conforms, Literal(found.conforms)))
    for number, record in enumerate(found.records):
        _readiness(graph, record)
        for finding in record.findings:
            if finding.outcome != "pass":
                node = BNode(f"r{number}-{finding.rule}")
                _finding(graph, report, node, record, finding, rules[finding.rule], lang)
    for number, one in enumerate(found.unread):
        node = BNode(f"unread{number}")
        graph.add((report, PSR.unread, node))
        graph.add((node, RDFS.label, Literal(one.place)))
        graph.add((node, RDFS.comment, Literal(one.reason, lang="en")))
    form = "longturtle" if media_type == TURTLE else "json-ld"
    return graph.serialize(format=form, encoding="utf-8")


def _readiness(graph: Graph, record: Checked) -> None:
    if record.readiness.score is not None:
        value = Literal(f"{record.readiness.score:.4f}", datatype=XSD.decimal)
        graph.add((URIRef(record.iri), PSR.readiness, value))


def _finding(
    graph: Graph, report: BNode, node: BNode, record: Checked, finding: Finding, rule: RuleEntry, lang: str
) -> None:
    if finding.outcome == "fail":
        graph.add((report, SH.result, node))
        _say(graph, node, RDF.type, SH.ValidationResult)
        _say(graph, node, SH.focusNode, URIRef(record.iri))
        _say(graph, node, SH.sourceShape, URIRef(rule.iri))
        _say(graph, node, SH.sourceConstraintComponent, SH.NodeConstraintComponent)
        _say(graph, node, SH.resultSeverity, _SEVERITIES[rule.severity])
        _say(graph, node, SH.resultMessage, _told(rule.messages, lang))
        for value in finding.values:
            _say(graph, node, PSR.valueFound, Literal(value))
    else:
        _say(graph, node, RDF.type, PSR.RuleResult)
        _say(graph, node, PSR.ofCredential, URIRef(record.iri))
        _say(graph, node, PSR.ofRule, URIRef(rule.iri))
        _say(graph, node, PSR.ruleOutcome, PSR[f"result-{finding.outcome}"])
    for path in finding.paths:
        _say(graph, node, PSR.lookedAt, Literal(path))
    for law in rule.sources:
        _say(graph, node, DCTERMS.source, URIRef(law.iri))
    _say(graph, node, PSR.legalBasis, Literal(rule.basis, lang="en"))
    _say(graph, node, PSR.remedy, _told(rule.remedies, lang))


def _say(graph: Graph, node: BNode, predicate: URIRef, value: Node) -> None:
    graph.add((node, predicate, value))


def _told(texts: Mapping[str, str], lang: str) -> Literal:
    language = lang if lang in texts else "en"
    return Literal(texts.get(language, ""), lang=language)
