"""What becomes of each member of a record in CTDL; docs/exchange.md is made from this, tests hold it to it."""

from collections.abc import Mapping

from app.interchange.dialect import Loss


def _kept(where: str) -> Loss:
    return Loss("kept", where)


def _lost(where: str) -> Loss:
    return Loss("lost", where)


LOSSES: Mapping[str, Loss] = {
    "iri": _kept("@id"),
    "id": _kept("follows from the IRI"),
    "fact_id": _kept("ceterms:identifier of our type"),
    "jurisdiction": _kept("follows from the IRI, else from the country"),
    "country": _kept("ceterms:jurisdiction, its ceterms:geoURI"),
    "kind": _kept("class, and ceterms:subject of our list of kinds"),
    "titles": _kept("ceterms:name"),
    "confidence": _lost("reads as low"),
    "code": _kept("ceterms:credentialId"),
    "status": _kept("ceterms:credentialStatusType"),
    "framework": _lost("that of a level is in the level"),
    "fields": _kept("ceterms:instructionalProgramType of ISCED-F"),
    "awarding_bodies": _kept("ceterms:ownedBy"),
    "levels": Loss(
        "note",
        "ceterms:audienceLevelType; basis in its ceterms:targetNodeDescription; an estimate names no "
        "ceterms:targetNode",
    ),
    "eqf": Loss(
        "note",
        "ceterms:audienceLevelType of the EQF; basis and bound in its ceterms:targetNodeDescription; an estimate or a "
        "lower bound names no ceterms:targetNode; its rationale is lost",
    ),
    "workloads": Loss(
        "note",
        "ceterms:creditValue, and the first exact hours in ceterms:estimatedDuration; all in its schema:description; "
        "sources of the unit are lost",
    ),
    "assessments": _kept("ceterms:targetAssessment with ceterms:assessmentMethodType; pass marks are lost"),
    "quality": _kept("ceterms:reviewProcess"),
    "validity": Loss(
        "note", "ceterms:renewalFrequency and ceterms:renewal; lost where it says none of months, renewal or expiry"
    ),
    "legal": _kept("ceterms:regulatedIn; that no law reserves the work is lost, and so reads as not known"),
    "stacks_into": _kept("ceterms:isAdvancedStandingFor"),
    "part_of": _kept("ceterms:isPartOf"),
    "parts": _kept("ceterms:hasPart"),
    "has_options": Loss("note", "ceterms:condition of ceterms:requires"),
    "includes": _kept("ceterms:narrowAlignment"),
    "ordinary_route": Loss("note", "ceterms:condition of ceterms:requires"),
    "replaced_by": _kept("ceterms:supersededBy"),
    "entry_requirements": _kept("ceterms:condition of ceterms:requires"),
    "outcomes": _kept(
        "ceterms:targetCompetency, mappings as alignments with their confidence as ceterms:weight; its sources are lost"
    ),
    "sources": _lost(
        "ceterms:subjectWebpage has the address of the first on the web, and reads as a source of that name"
    ),
    "notes": _lost("not written"),
    "conflicts": _lost("not written"),
    "scope": _kept("ceterms:description"),
    "in_force": _kept("ceterms:dateEffective and ceterms:expirationDate"),
    "evidence": _lost("of every claim but notes on assessments, and the basis of levels and workloads"),
}
