"""Rows that describe concepts, their names, schemes and collections, put into a draft release."""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.interchange.esco.release import ESCO, Concept, Draft, Kind, Labels, Scheme
from app.interchange.esco.report import Tally
from app.interchange.esco.tables import EscoFile, Row, is_iri, read_rows, split_iris, split_labels, tidy

#: File stem -> local name of the concept scheme that the collection is in ESCO (checked on v1.1.1:
#: every member of a collection file also names that scheme in its own row).
COLLECTIONS = {
    "digcompskillscollection": "digcomp",
    "digitalskillscollection": "6c930acd-c104-4ece-acf7-f44fd7333036",
    "greenskillscollection": "green",
    "languageskillscollection": "skill-language-groups",
    "researchoccupationscollection": "8ae4b9f3-507e-4057-a145-2f96f0132613",
    "researchskillscollection": "research",
    "transversalskillscollection": "skill-transversal-groups",
}

_SKILL_TYPES = {"skill/competence": "skill", "skill": "skill", "knowledge": "knowledge"}
_SLUG = re.compile(r"[a-z][a-z-]*")


def read_concepts(draft: Draft, kind: Kind, file: EscoFile, tally: Tally) -> None:
    """Add the concepts of a file of the base release, with their names in its language."""
    names = draft.labels.setdefault(draft.language, {})
    for iri, row in _described(file, tally):
        if iri in draft.concepts:
            tally.duplicates += 1
            continue
        draft.concepts[iri] = concept = _concept(kind, row)
        if concept.isco_group and concept.isco_group not in draft.concepts:
            tally.dangle("iscoGroup", concept.isco_group)
            draft.concepts[iri] = replace(concept, isco_group="")
        draft.counts[kind.name.lower()] += 1
        tally.kept += 1
        if labels := _labels(row, tally):
            names[iri] = labels


def read_labels(draft: Draft, language: str, file: EscoFile, tally: Tally) -> None:
    """Add names in one more language, for concepts of the base release that have none in it yet."""
    names = draft.labels.setdefault(language, {})
    for iri, row in _described(file, tally):
        if iri not in draft.concepts:
            tally.unknown_concepts += 1
        elif iri in names:
            tally.duplicates += 1
        elif labels := _labels(row, tally):
            names[iri] = labels
            tally.kept += 1
        else:
            tally.skipped_rows += 1


def read_schemes(draft: Draft, file: EscoFile, tally: Tally) -> None:
    """Add the concept schemes; top concepts without a row of their own, such as skill types, dangle."""
    for row in read_rows(file, tally, ["conceptSchemeUri", "preferredLabel"]):
        iri = row["conceptSchemeUri"].strip()
        if not is_iri(iri):
            tally.skipped_rows += 1
        elif iri in draft.schemes:
            tally.duplicates += 1
        else:
            draft.schemes[iri] = _scheme(draft, row, tally)
            draft.counts["scheme"] += 1
            tally.kept += 1


def read_collection(draft: Draft, file: EscoFile, tally: Tally) -> None:
    """Put the members of a thematic collection into its concept scheme."""
    scheme = f"{ESCO}concept-scheme/{COLLECTIONS[file.stem]}"
    for iri, _ in _described(file, tally):
        concept = draft.concepts.get(iri)
        if concept is None:
            tally.dangle("conceptUri", iri)
            continue
        draft.counts["collection_member"] += 1
        tally.kept += 1
        if scheme not in concept.schemes:
            draft.concepts[iri] = replace(concept, schemes=(*concept.schemes, scheme))


def _described(file: EscoFile, tally: Tally) -> Iterator[tuple[str, Row]]:
    for row in read_rows(file, tally, ["conceptUri", "preferredLabel"]):
        iri = row["conceptUri"].strip()
        if is_iri(iri):
            yield iri, row
        else:
            tally.skipped_rows += 1


def _concept(kind: Kind, row: Row) -> Concept:
    def cell(column: str) -> str:
        return row.get(column, "").strip()

    level, isco = cell("reuseLevel"), cell("iscoGroup").removeprefix("C")
    return Concept(
        kind=kind,
        schemes=split_iris(cell("inScheme")) or kind.schemes,
        code=cell("code"),
        status=cell("status"),
        modified=cell("modifiedDate"),
        description=cell("description"),
        definition=cell("definition"),
        scope_note=cell("scopeNote"),
        skill_types=tuple(_SKILL_TYPES[word] for word in cell("skillType").split() if word in _SKILL_TYPES),
        reuse_level=level if _SLUG.fullmatch(level) else "",
        isco_group=f"{ESCO}isco/C{isco}" if isco.isdigit() else "",
        regulation=split_iris(cell("regulatedProfessionNote")),
        nace_codes=split_iris(cell("naceCode")),
    )


def _labels(row: Row, tally: Tally) -> Labels | None:
    preferred = tidy(row["preferredLabel"])
    if not preferred:
        return None
    seen = {preferred}

    def fresh(column: str) -> Iterator[str]:
        for label in split_labels(row.get(column, "")):
            if label in seen:
                tally.repeated_labels += 1
            else:
                seen.add(label)
                yield label

    return Labels(preferred, tuple(fresh("altLabels")), tuple(fresh("hiddenLabels")))


def _scheme(draft: Draft, row: Row, tally: Tally) -> Scheme:
    top = []
    for concept in split_iris(row.get("hasTopConcept", "")):
        if concept in draft.concepts:
            top.append(concept)
        else:
            tally.dangle("hasTopConcept", concept)
    title, description, status = (row.get(column, "").strip() for column in ("title", "description", "status"))
    return Scheme(tidy(row["preferredLabel"]), title, description, status, tuple(top))
