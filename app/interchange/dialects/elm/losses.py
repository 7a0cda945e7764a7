"""What becomes of each member of a record in the ELM view; docs/exchange.md is made from this, tests hold it to it."""

from collections.abc import Mapping

from app.interchange.dialect import Loss

_NOTE = "elm:additionalNote on {}"


def _noted(term: str, prefix: str = "psr") -> Loss:
    return Loss("note", _NOTE.format(f"{prefix}:{term}"))


LOSSES: Mapping[str, Loss] = {
    "iri": Loss("kept", "IRI of the specification"),
    "id": Loss("kept", "follows from the IRI"),
    "fact_id": Loss("kept", "adms:identifier with our scheme"),
    "jurisdiction": Loss("kept", "follows from the IRI, else from the country"),
    "country": _noted("jurisdiction"),
    "kind": Loss("kept", "dc:type, a concept of ours"),
    "titles": Loss("kept", "dc:title"),
    "confidence": _noted("confidence"),
    "code": Loss("kept", "adms:identifier"),
    "status": _noted("status"),
    "framework": _noted("framework"),
    "fields": Loss("kept", "elm:ISCEDFCode"),
    "awarding_bodies": Loss(
        "kept", "elm:awardingOpportunity; a note on psr:awardingBody where the body has no country of the EU's list"
    ),
    "levels": Loss(
        "note",
        "elm:NQFLevel where the EU's list has the level and it is no estimate; all of them in notes on psr:levelClaim",
    ),
    "eqf": Loss(
        "note",
        "elm:EQFLevel of a qualification where it is stated or derived and exact; basis and bound in a note on "
        "psr:eqfClaim",
    ),
    "workloads": Loss(
        "note",
        "elm:volumeOfLearning and elm:creditPoint where exact and no estimate, the first of each; all of them in notes "
        "on psr:WorkloadClaim; sources of the unit are lost",
    ),
    "assessments": Loss("kept", "elm:provenBy; methods beside the EU's list, and pass marks, in its notes"),
    "quality": Loss("note", "elm:additionalNote on psr:QualityAssuranceClaim, psr:assuranceKind and psr:body"),
    "validity": Loss(
        "note", "elm:additionalNote on psr:expires, psr:validityMonths and psr:renewal; lost where it says none of them"
    ),
    "legal": Loss("note", "elm:additionalNote on psr:regulated and psr:law"),
    "stacks_into": _noted("stacksInto"),
    "part_of": _noted("isPartOf", "dct"),
    "parts": _noted("hasPart", "dct"),
    "has_options": _noted("hasOptions"),
    "includes": _noted("includes"),
    "ordinary_route": _noted("ordinaryRoute"),
    "replaced_by": _noted("isReplacedBy", "dct"),
    "entry_requirements": Loss("kept", "elm:entryRequirement, in the order of the alphabet"),
    "outcomes": Loss(
        "kept",
        "elm:learningOutcome with elm:relatedESCOSkill and elm:relatedSkill; how it is mapped and tested in its notes; "
        "its sources are lost",
    ),
    "sources": Loss(
        "kept", "elm:supplementaryDocument, where they are on the web; publisher, date and how far it was read are lost"
    ),
    "notes": Loss("kept", "elm:additionalNote"),
    "conflicts": _noted("conflict"),
    "scope": _noted("scope"),
    "in_force": Loss("note", "elm:additionalNote on psr:inForceFrom and psr:inForceUntil"),
    "evidence": Loss(
        "lost",
        "of every claim: sources, confidence and notes (those of an assessment are kept); its basis is kept of levels, "
        "the EQF level and workloads",
    ),
}
