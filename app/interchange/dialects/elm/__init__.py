"""The European Learning Model 3.1, in JSON-LD and Turtle: catalogues by its LOQ profile, credentials by its EDC one.

Written: every record that has what the profile makes mandatory; the ELM view holds ELM's own properties only, because
the official shapes are closed. Read: specifications, and European Digital Credentials with what they specify.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from app.interchange.dialect import JSON_LD, TURTLE, Document, Form, Reading
from app.interchange.dialects.elm import edc
from app.interchange.dialects.elm.award import awards
from app.interchange.dialects.elm.graph import Graph
from app.interchange.dialects.elm.localise import triples_of
from app.interchange.dialects.elm.losses import LOSSES
from app.interchange.dialects.elm.reader import Reader
from app.interchange.dialects.elm.serial import json_ld, turtle
from app.interchange.dialects.elm.terms import CONTEXTS, NAMESPACES
from app.interchange.dialects.elm.writer import eqf_is_told, listed_levels, specification
from app.interchange.known import Known
from app.model import Credential

__all__ = ["FORMS", "LOSSES", "NAME", "RANK", "TITLE", "lacks", "read", "recognises", "write"]

NAME = "elm"
TITLE = "European Learning Model 3.1"
RANK = 1
LOQ = "http://data.europa.eu/snb/model/ap/loq-constraints"
EDC = "http://data.europa.eu/snb/model/ap/edc-generic-full"
FORMS = (
    Form("elm", "ELM 3.1, LOQ profile, JSON-LD", JSON_LD, "elm.jsonld", LOQ),
    Form("elm-ttl", "ELM 3.1, LOQ profile, Turtle", TURTLE, "elm.ttl", LOQ),
    Form("elm-edc", "ELM 3.1, as in a credential (EDC profile), JSON-LD", JSON_LD, "edc.jsonld", EDC),
    Form("elm-edc-ttl", "ELM 3.1, as in a credential (EDC profile), Turtle", TURTLE, "edc.ttl", EDC),
)
REASONS = {
    "elm:DisplayParameter": "says how the credential is shown",
    "elm:IndividualDisplay": "says how the credential is shown",
    "elm:DisplayDetail": "says how the credential is shown",
    "elm:MediaObject": "is a picture or file",
    "elm:Person": "is personal data, which is never kept",
    "skos:prefLabel": "names a concept that has no place in a record",
    "cred:issuer": "issued the document; the record names the awarding body",
    "skos:inScheme": "names the scheme of a concept that has no place in a record",
}
# Classes whose values may be personal data, or are files; neither value nor node is shown in what was not read.
HIDDEN = frozenset(
    {
        "elm:Address",
        "elm:ContactPoint",
        "elm:Evidence",
        "elm:Group",
        "elm:Identifier",
        "elm:LearningActivity",
        "elm:LearningAssessment",
        "elm:LearningEntitlement",
        "elm:LegalIdentifier",
        "elm:Mailbox",
        "elm:MediaObject",
        "elm:Note",
        "elm:Person",
        "elm:Phone",
    }
)


def recognises(document: Document) -> bool:
    """Whether the document names ELM: its context, its namespace or its classes."""
    if document.tree is None:
        return NAMESPACES["elm"] in document.text
    own = [one for one in CONTEXTS if "snb/model" in one]
    return any(f'"{one}"' in document.text.replace("\\/", "/") for one in own) or NAMESPACES["elm"] in document.text


def read(document: Document, known: Known) -> Reading:
    """The records of a catalogue or credential."""
    triples, unread = triples_of(document)
    graph = Graph(triples)
    reader = Reader(graph, known)
    records, awarded = edc.records(reader)
    day, lapses = edc.days(graph)
    told = tuple(awards(graph, records, awarded))
    rest = graph.unread(REASONS, HIDDEN)
    return Reading(
        tuple(records), tuple(chain(unread, reader.unread, rest)), awarded_on=day, valid_until=lapses, awards=told
    )


def lacks(record: Credential, form: Form, known: Known) -> tuple[str, ...]:
    """What the profile makes mandatory and the record does not say."""
    missing = [] if any(record.titles.values()) else ["title"]
    if form.profile == EDC:
        return tuple(missing)
    if not record.fields:
        missing.append("field (elm:ISCEDFCode)")
    if not any(outcome.text for outcome in record.outcomes):
        missing.append("learning outcomes (elm:learningOutcome)")
    if record.levels:
        if not listed_levels(record, known):
            missing.append("stated level of the EU's list of national levels (elm:NQFLevel)")
        if not eqf_is_told(record):
            missing.append("stated or derived EQF level (elm:EQFLevel)")
    else:
        missing.append("language of instruction (dc:language)")
    return tuple(missing)


def write(records: Iterable[Credential], form: Form, known: Known, alone: bool) -> Iterator[bytes]:
    """The document in pieces, one or more for each record."""
    trees = (specification(record, known) for record in records)
    return json_ld(trees, alone) if form.media_type == JSON_LD else turtle(trees)
