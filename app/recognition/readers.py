"""What verdicts rest on besides the records, read from a store: law, policies, competences, reasons."""

from datetime import date
from importlib.resources import files

from app.hierarchy import Hierarchy, content_by_use
from app.law import DecisionRule, Instrument, Law
from app.policy import HIGHEST, Parameter, Policy
from app.records.claims import body, sources
from app.records.nodes import Nodes
from app.store import Store

AUTOMATIC = "automatic"


def read_law(store: Store) -> Law:
    """The instruments and decision rules of the graph."""
    nodes = Nodes(store.construct(_query("law.rq")))
    instruments = [
        Instrument(
            iri=iri,
            title=nodes.one(iri, "dct:title") or iri,
            interchangeable=nodes.flag(iri, "psr:interchangeable") or False,
            automatic=nodes.local(iri, "psr:recognitionMode", "recognition-") == AUTOMATIC,
            in_scope=frozenset(nodes.all(iri, "psr:inScope")),
            covers=frozenset(nodes.all(iri, "psr:covers")),
            in_force=(nodes.one(iri, "psr:inForceFrom"), nodes.one(iri, "psr:inForceUntil")),
            legal_basis=nodes.one(iri, "psr:legalBasis"),
            time_limit=nodes.one(iri, "psr:timeLimit"),
            notes=tuple(nodes.all(iri, "skos:note")),
            sources=sources(nodes, iri),
        )
        for iri in nodes.subjects("psr:recognitionMode")
    ]
    rules = [
        DecisionRule(
            iri=iri,
            decides_on=frozenset(nodes.all(iri, "psr:decidesOn")),
            bodies=tuple(body(nodes, who) for who in nodes.all(iri, "psr:body")),
            procedure=tuple(nodes.all(iri, "psr:procedure") + nodes.all(iri, "dct:description")),
            time_limits=tuple(nodes.all(iri, "psr:timeLimit")),
            legal_basis=nodes.one(iri, "psr:legalBasis"),
            sources=sources(nodes, iri),
        )
        for iri in nodes.subjects("psr:decidesOn")
    ]
    return Law(tuple(instruments), tuple(rules))


def read_policies(store: Store) -> dict[str, Policy]:
    """The policies of the graph, by purpose."""
    nodes = Nodes(store.construct(_query("policies.rq")))
    found = {}
    for iri in nodes.subjects("psr:parameter"):
        parameters = {
            nodes.one(node, "skos:notation") or "": _parameter(nodes, node) for node in nodes.all(iri, "psr:parameter")
        }
        name = nodes.one(iri, "skos:notation") or ""
        found[name] = Policy(
            id=name,
            iri=iri,
            title=nodes.one(iri, "skos:prefLabel") or name,
            parameters=parameters,
            essential=frozenset(nodes.all(iri, "psr:essential")),
            may_decide=frozenset(nodes.locals(iri, "psr:mayDecide", "criterion-")),
            sources=sources(nodes, iri),
        )
    return found


def _parameter(nodes: Nodes, node: str) -> Parameter:
    most = nodes.number(node, "schema:maxValue")
    return Parameter(
        value=nodes.number(node, "psr:value") or 0.0,
        rule=nodes.one(node, "skos:definition") or "",
        sources=sources(nodes, node),
        unit=nodes.one(node, "schema:unitText") or "",
        lowest=nodes.number(node, "schema:minValue") or 0.0,
        highest=HIGHEST if most is None else most,
    )


def read_hierarchy(store: Store) -> Hierarchy:
    """The competences: what is more general than each, what each implies, where parts are steps, which are generic."""
    broader: dict[str, str | None] = {}
    spanning: dict[str, list[str]] = {}
    implied: dict[str, list[str]] = {}
    steps, generic = set(), set()
    for row in store.select(_query("hierarchy.rq")):
        competence = row["competence"].value
        broader.setdefault(competence, None)
        if "broader" in row:
            broader[competence] = row["broader"].value
        for name, known in (("spanning", spanning), ("implied", implied)):
            if name in row:
                known.setdefault(competence, []).append(row[name].value)
        steps |= {competence} if "steps" in row else set()
        generic |= {competence} if "generic" in row else set()
    return Hierarchy(broader, spanning, implied, steps, generic, _used(store))


def _used(store: Store) -> dict[str, float]:
    """Information content by use of the competences that ESCO knows; none where the release has only an extract."""
    return {
        row["competence"].value: content_by_use(int(row["occupations"].value), int(row["all"].value))
        for row in store.select(_query("use.rq"))
    }


def read_reasons(store: Store) -> dict[str, dict[str, str]]:
    """The texts of the standard reasons, by reason and language."""
    found: dict[str, dict[str, str]] = {}
    for row in store.select(_query("reasons.rq")):
        found.setdefault(row["code"].value, {})[row["text"].language or "en"] = row["text"].value
    return found


def read_day(store: Store) -> date:
    """The day of the data: verdicts of a release go by it, not by the clock."""
    return next((date.fromisoformat(row["day"].value) for row in store.select(_query("day.rq"))), date.min)


def read_credentials(store: Store) -> list[str]:
    """The IRIs of all credentials."""
    return [row["credential"].value for row in store.select(_query("credentials.rq"))]


def read_labels(store: Store) -> dict[str, dict[str, str]]:
    """The names of the competences, by IRI and language."""
    found: dict[str, dict[str, str]] = {}
    for row in store.select(_query("labels.rq")):
        found.setdefault(row["competence"].value, {})[row["label"].language or "en"] = row["label"].value
    return found


def _query(name: str) -> str:
    return files(__package__ or "app.recognition").joinpath(name).read_text("utf-8")
