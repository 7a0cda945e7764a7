"""What rudof, a SHACL engine in Rust, says of the examples of a rule, by the same steps as `app.quality.check`."""

from types import ModuleType

from examples import Examples
from rdflib import URIRef

from app.quality.check import by_gates, by_kind_and_place
from app.quality.engine import gates, shapes_for


def outcomes(pyrudof: ModuleType, examples: Examples) -> dict[URIRef, str]:
    """The outcome of each example, as far as the second engine finds shapes broken."""
    rule, graph = examples.rule, examples.graph
    early = {node: by_kind_and_place(graph, node, rule) for node in examples.expected}
    nodes = [node for node, outcome in early.items() if outcome is None]
    shapes = shapes_for([(rule, {**gates(rule), rule.iri: None}, nodes)])
    engine = pyrudof.Rudof(pyrudof.RudofConfig())
    engine.read_data(graph.serialize(format="turtle"))
    engine.read_shacl(shapes.serialize(format="turtle"))
    report = engine.validate_shacl(pyrudof.ShaclValidationMode.Native)
    broken = {(URIRef(found.source_shape), URIRef(found.focus_node)): [] for found in report.violations}
    return {
        node: outcome or by_gates(rule, node, broken) or ("fail" if (rule.iri, node) in broken else "pass")
        for node, outcome in early.items()
    }
