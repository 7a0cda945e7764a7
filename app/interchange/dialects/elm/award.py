"""European Digital Credentials as awards: that a document names its holder, day and grade, never whom.

What is looked at here is still told as not read, since no record keeps it.
"""

from collections.abc import Iterable, Iterator, Mapping

from app.interchange.dialect import Award, mark_of
from app.interchange.dialects.elm.edc import ACHIEVEMENT, CREDENTIAL, days
from app.interchange.dialects.elm.graph import Graph
from app.model import Credential

NAMES = ("foaf:fullName", "foaf:givenName", "foaf:familyName", "foaf:name")
IDENTIFIERS = ("elm:nationalID", "adms:identifier")
BODY_IDENTIFIERS = (
    "adms:identifier",
    "elm:registration",
    "elm:vatIdentifier",
    "elm:taxIdentifier",
    "elm:eIDASIdentifier",
)
# The one member of the EU's list of which a source at hand gives the label (the Commission's sample for Annex I).
UNSUPERVISED = "http://data.europa.eu/snb/supervision-verification/c598449d64"


def awards(graph: Graph, records: Iterable[Credential], awarded: Mapping[str, str]) -> Iterator[Award]:
    """An award for each achievement that a credential claims for its subject.

    :param awarded: the IRI of the record of each achievement, by the node of the achievement
    """
    issued, lapses = days(graph)
    known = {record.iri: record for record in records}
    for credential in graph.of_type(CREDENTIAL):
        numbered = graph.has(credential, "adms:identifier")
        for subject in graph.seen(credential, "cred:credentialSubject"):
            named, identified = graph.has(subject, *NAMES), graph.has(subject, *IDENTIFIERS)
            for claim in graph.seen(subject, "elm:hasClaim"):
                record = known.get(awarded.get(claim, ""))
                if record is None or ACHIEVEMENT not in graph.types(claim):
                    continue
                bodies = (body.iri for body in record.awarding_bodies)
                yield Award(
                    record.iri, named, identified, numbered,
                    known_bodies=tuple(body for body in bodies if graph.has(body, *BODY_IDENTIFIERS)),
                    issued=issued, valid_until=lapses, grade=_grade(graph, claim),
                    supervision=_supervision(graph, claim),
                    parts=tuple(awarded[part] for part in graph.seen(claim, "elm:hasPart") if part in awarded),
                )  # fmt: skip


def _grade(graph: Graph, claim: str) -> str | None:
    grades = [grade for proof in graph.seen(claim, "elm:provenBy") for grade in graph.seen(proof, "elm:grade")]
    return next((mark_of(text) for grade in grades for text in graph.seen(grade, "elm:noteLiteral")), None)


def _supervision(graph: Graph, claim: str) -> str | None:
    """By the IRI of the concept where its meaning is known here, else by the words of its English label."""
    for proof in graph.seen(claim, "elm:provenBy"):
        for concept in graph.seen(proof, "elm:idVerification"):
            if concept == UNSUPERVISED:
                return "none"
            words = " ".join(graph.seen(concept, "skos:prefLabel")).lower().replace("-", "").split()
            if "unsupervised" in words:
                return "none"
            if "supervised" in words and not {"no", "without"} & set(words):
                place = next((word for word in ("online", "onsite") if word in words), None)
                return f"{place}-verified" if place else None
            if "supervised" in words:
                return "supervised"
    return None
