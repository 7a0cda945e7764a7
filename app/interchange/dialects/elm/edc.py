"""European Digital Credentials: what one person was awarded, as records of what it is that was awarded.

Of the person nothing is read. A claim leads to its specification; where it has none, its title is all that is known.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from app.interchange.claims import evidence
from app.interchange.dialects.elm.graph import Graph
from app.interchange.dialects.elm.reader import Reader
from app.model import Credential, Validity

SPECIFICATIONS = ("elm:Qualification", "elm:LearningAchievementSpecification")
CREDENTIAL, PERSON, ACHIEVEMENT = "elm:EuropeanDigitalCredential", "elm:Person", "elm:LearningAchievement"
DEPTH = 32


def records(reader: Reader) -> tuple[list[Credential], dict[str, str]]:
    """The records of a document: of the achievements of its credentials, and of its other specifications.

    Beside them, for each achievement the IRI of its record.
    """
    graph = reader.graph
    found: list[Credential] = []
    awarded: dict[str, str] = {}
    iris: dict[str, str] = {}
    reached: set[str] = set()
    for claim in _claims(graph):
        awarding = [body for act in graph.all(claim, "elm:awardedBy") for body in graph.all(act, "elm:awardingBody")]
        specification = graph.one(claim, "elm:specifiedBy")
        awarded[claim] = specification or claim
        if specification is None:
            reader.tell(claim, "is an achievement without a specification, so that only its title is known")
        elif specification in reached:
            continue
        reached.add(specification or claim)
        record = reader.specification(specification or claim, len(found) + 1, awarding)
        found.append(_completed(reader, claim, record))
        iris[specification or claim] = record.iri
    for number, node in enumerate(graph.of_type(*SPECIFICATIONS), len(found) + 1):
        if node not in reached:
            found.append(reader.specification(node, number))
    untitled = [record for record in found if not record.titles]
    for record in untitled:
        reader.tell(record.iri, "has no title, so that it is no record")
    lapses = _day(graph, *graph.of_type(CREDENTIAL), names=("cred:validUntil", "cred:expirationDate"))
    kept = [_lapsing(record) if lapses and reached else record for record in found if record not in untitled]
    return kept, {claim: iris[node] for claim, node in awarded.items()}


def days(graph: Graph) -> tuple[date | None, date | None]:
    """The day of the award and the day on which the credential lapses, of a document with a credential."""
    credentials = graph.of_type(CREDENTIAL)
    awards = [act for claim in _claims(graph) for act in graph.all(claim, "elm:awardedBy")]
    awarded = _day(graph, *awards, names=("elm:awardingDate",)) or _day(
        graph, *credentials, names=("cred:issued", "cred:issuanceDate")
    )
    return awarded, _day(graph, *credentials, names=("cred:validUntil", "cred:expirationDate"))


def _claims(graph: Graph) -> Iterator[str]:
    """Achievements of the subjects, and those they consist of that have a specification of their own."""
    subjects = [
        one for credential in graph.of_type(CREDENTIAL) for one in graph.all(credential, "cred:credentialSubject")
    ]
    todo = [(claim, 0) for subject in subjects for claim in graph.all(subject, "elm:hasClaim")]
    seen: set[str] = set()
    while todo:
        claim, depth = todo.pop(0)
        if claim in seen or ACHIEVEMENT not in graph.types(claim):
            continue
        seen.add(claim)
        yield claim
        if depth < DEPTH:
            todo.extend((part, depth + 1) for part in graph.all(claim, "elm:hasPart"))


def _completed(reader: Reader, claim: str, record: Credential) -> Credential:
    """The record, with the title and the assessments that the claim gives where its specification does not."""
    graph = reader.graph
    titles = graph.names(claim, "dc:title")
    assessments = record.assessments or tuple(
        reader.assessment(specification)
        for proof in graph.all(claim, "elm:provenBy")
        for specification in graph.all(proof, "elm:specifiedBy")
    )
    return replace(record, titles=record.titles or titles, assessments=assessments)


def _lapsing(record: Credential) -> Credential:
    """A record of a credential with a last day: that it lapses is known, after how many months it is not."""
    if record.validity is not None:
        return record
    return replace(record, validity=Validity(True, None, None, evidence(record.iri)))


def _day(graph: Graph, *nodes: str, names: tuple[str, ...]) -> date | None:
    for node in nodes:
        found = [text for name in names for text in graph.all(node, name)]
        for text in found:
            try:
                return datetime.fromisoformat(text).date()
            except ValueError:
                continue
    return None
