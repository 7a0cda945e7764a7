"""The stored questions in SHACL's terms, so that the library itself can be asked."""

import re
from collections.abc import Iterable

from app.catalogue import Question
from app.questions.citation import version
from app.store import Term, Triple
from app.vocab import BASE, DEF, PREFIXES

QUERY = BASE + "query/"
_PREFIX = re.compile(r"^PREFIX (\w+): <([^>]+)>", re.MULTILINE)
_DATATYPES = {"string": "xsd:string", "integer": "xsd:integer", "language": "xsd:language"}


def library(questions: Iterable[Question]) -> list[Triple]:
    """All questions."""
    return [triple for question in questions for triple in executable(question)]


def executable(question: Question) -> list[Triple]:
    """One question; each `$name` of its text is the variable of one of its parameters.

    A parameter that is not given takes its default, which is an example that has an answer.
    """
    about = QUERY + question.id
    form = next((word for word in ("select", "construct", "ask") if word.upper() in question.text), "select")
    told: list[tuple[str, str, Term]] = [
        (about, "rdf:type", _iri("sh:SPARQLExecutable")),
        (about, "rdf:type", _iri(f"sh:SPARQL{form.capitalize()}Executable")),
        (about, "rdfs:label", Term("literal", question.title, "en")),
        (about, "rdfs:comment", Term("literal", question.description, "en")),
        (about, "dct:identifier", Term("literal", question.id)),
        (about, "dct:subject", Term("iri", f"{DEF}topic-{question.topic}")),
        (about, "dct:audience", Term("iri", f"{DEF}audience-{question.audience}")),
        (about, "dct:license", Term("iri", "https://creativecommons.org/licenses/by/4.0/")),
        (about, "owl:versionInfo", Term("literal", version(question))),
        (about, "schema:target", Term("iri", BASE + "sparql")),
        (about, f"sh:{form}", Term("literal", question.text)),
    ]
    for order, name in enumerate(question.parameters):
        told += [(about, "sh:parameter", Term("iri", f"{about}#{name}")), *_parameter(question, name, order)]
    return _triples(told)


def _parameter(question: Question, name: str, order: int) -> list[tuple[str, str, Term]]:
    """A parameter, its own path: the local name is the variable that it fills (SHACL, section 6.2.1)."""
    parameter, node = question.parameters[name], f"{QUERY}{question.id}#{name}"
    is_iri = parameter.type == "iri"
    default = Term("iri", parameter.example) if is_iri else Term("literal", parameter.example)
    if parameter.type == "integer":
        default = Term("literal", parameter.example, None, PREFIXES["xsd"] + "integer")
    kind = ("sh:nodeKind", _iri("sh:IRI")) if is_iri else ("sh:datatype", _iri(_DATATYPES[parameter.type]))
    return [
        (node, "rdf:type", _iri("sh:Parameter")),
        (node, "sh:path", Term("iri", node)),
        (node, "sh:name", Term("literal", name)),
        (node, "sh:description", Term("literal", parameter.description, "en")),
        (node, "sh:order", Term("literal", str(order), None, PREFIXES["xsd"] + "integer")),
        (node, "sh:optional", Term("literal", "true", None, PREFIXES["xsd"] + "boolean")),
        (node, "sh:defaultValue", default),
        (node, *kind),
    ]


def prefixes(question: Question) -> list[Triple]:
    """The prefixes of a question as its text declares them.

    They stand in its document only, not in the graph: SPARQL cannot compare an xsd:anyURI, which SHACL asks for, with a
    text, and a text that says its prefixes itself can be asked as it is.
    """
    about = QUERY + question.id
    told: list[tuple[str, str, Term]] = [(about, "sh:prefixes", Term("iri", about))]
    for prefix, namespace in _PREFIX.findall(question.text):
        node = f"{about}#prefix-{prefix}"
        told += [
            (about, "sh:declare", Term("iri", node)),
            (node, "sh:prefix", Term("literal", prefix)),
            (node, "sh:namespace", Term("literal", namespace, None, PREFIXES["xsd"] + "anyURI")),
        ]
    return _triples(told)


def _triples(told: Iterable[tuple[str, str, Term]]) -> list[Triple]:
    return [(Term("iri", subject), _iri(name), value) for subject, name, value in told]


def _iri(name: str) -> Term:
    prefix, _, local = name.partition(":")
    return Term("iri", PREFIXES[prefix] + local)
