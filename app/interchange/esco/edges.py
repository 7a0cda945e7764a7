"""Rows that relate concepts, put into a draft release: both hierarchies, essential and optional skills."""

from collections.abc import Iterator
from dataclasses import replace

from app.interchange.esco.release import Draft, Relation, Strength
from app.interchange.esco.report import Tally
from app.interchange.esco.tables import EscoFile, Row, is_iri, read_rows

HIERARCHIES = {
    "broaderrelationsskillpillar": "broader_skill",
    "broaderrelationsoccpillar": "broader_occupation",
}
#: File stem -> what is counted, column of the source, column of the target.
RELATIONS = {
    "occupationskillrelations": ("occupation_skill", "occupationUri", "skillUri"),
    "skillskillrelations": ("skill_skill", "originalSkillUri", "relatedSkillUri"),
}
GROUP_CODES = "skillshierarchy"
_LEVELS = range(4)


def read_broader(draft: Draft, file: EscoFile, tally: Tally) -> None:
    """Add broader concepts; a statement with an unknown end is counted as dangling and left out."""
    for narrower, broader, _ in _pairs(file, tally, "conceptUri", "broaderUri"):
        draft.counts[HIERARCHIES[file.stem]] += 1
        if _known(draft, tally, conceptUri=narrower, broaderUri=broader):
            found = draft.broader.setdefault(narrower, [])
            if broader in found:
                tally.duplicates += 1
            else:
                found.append(broader)
                tally.kept += 1


def read_relations(draft: Draft, file: EscoFile, tally: Tally) -> None:
    """Add essential and optional skills of occupations or of other skills; dangling as for hierarchies."""
    what, source_column, target_column = RELATIONS[file.stem]
    for source, target, row in _pairs(file, tally, source_column, target_column):
        strength = _strength(row.get("relationType", ""))
        if strength is None:
            tally.skipped_rows += 1
            continue
        draft.counts[f"{what}_{strength}"] += 1
        if _known(draft, tally, **{source_column: source, target_column: target}):
            relation = Relation(source, strength, target)
            if relation in draft.relations:
                tally.duplicates += 1
            else:
                draft.relations[relation] = None
                tally.kept += 1


def read_group_codes(draft: Draft, file: EscoFile, tally: Tally) -> None:
    """Give skill groups the codes of the printed hierarchy (such as `S3.4`) where their own row has none.

    The hierarchy itself is not taken from here: it repeats the broader relations (checked on v1.1.1).
    """
    for row in read_rows(file, tally, [f"Level {level} URI" for level in _LEVELS]):
        known = True
        for level in _LEVELS:
            iri, code = row[f"Level {level} URI"].strip(), row.get(f"Level {level} code", "").strip()
            if not iri:
                continue
            concept = draft.concepts.get(iri)
            if concept is None:
                tally.dangle(f"Level {level} URI", iri)
                known = False
            elif code and not concept.code:
                draft.concepts[iri] = replace(concept, code=code)
        tally.kept += known


def _pairs(file: EscoFile, tally: Tally, first: str, second: str) -> Iterator[tuple[str, str, Row]]:
    for row in read_rows(file, tally, [first, second]):
        one, two = row[first].strip(), row[second].strip()
        if is_iri(one) and is_iri(two):
            yield one, two, row
        else:
            tally.skipped_rows += 1


def _known(draft: Draft, tally: Tally, **ends: str) -> bool:
    unknown = [(column, iri) for column, iri in ends.items() if iri not in draft.concepts]
    for column, iri in unknown:
        tally.dangle(column, iri)
    return not unknown


def _strength(cell: str) -> Strength | None:
    text = cell.strip().lower()
    if "essential" in text:
        return "essential"
    return "optional" if "optional" in text else None
