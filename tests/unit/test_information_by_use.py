"""With all of ESCO in a release, what many occupations need says less about any one of them."""

from pathlib import Path

import pytest

from app.hierarchy import content_by_use
from app.recognition.readers import read_hierarchy
from app.store import EmbeddedStore, create_index
from app.vocab import BASE, DEF, PREFIXES

COMPETENCE = BASE + "id/competence/"
SKILL = PREFIXES["escoskill"]
OCCUPATION = "http://data.europa.eu/esco/occupation/"


def store(folder: Path, needs: dict[str, list[str]]) -> EmbeddedStore:
    """Two competences under a third, each close to a skill, and occupations with the skills that they need."""
    kind, skos, esco = PREFIXES["rdf"] + "type", PREFIXES["skos"], PREFIXES["esco"]
    triples = [(COMPETENCE + name, kind, DEF + "Competence") for name in ("electrics", "isolation", "tidiness")]
    for name in ("isolation", "tidiness"):
        triples.append((COMPETENCE + name, skos + "broader", COMPETENCE + "electrics"))
        triples.append((COMPETENCE + name, skos + "closeMatch", SKILL + name))
    for occupation, skills in needs.items():
        triples.append((OCCUPATION + occupation, kind, esco + "Occupation"))
        triples += [(OCCUPATION + occupation, esco + "relatedEssentialSkill", SKILL + skill) for skill in skills]
    file = folder / "facts.nq"
    file.write_text("".join(f"<{s}> <{p}> <{o}> <{BASE}graph/x> .\n" for s, p, o in triples), "utf-8")
    create_index(folder / "index", [file])
    return EmbeddedStore(folder / "index")


def test_what_many_occupations_need_weighs_less(tmp_path: Path) -> None:
    needs = {"electrician": ["isolation", "tidiness"], "cook": ["tidiness"], "clerk": ["tidiness"], "poet": []}
    hierarchy = read_hierarchy(store(tmp_path, needs))
    assert hierarchy.weight(COMPETENCE + "isolation") == pytest.approx((1 + content_by_use(1, 4)) / 2)
    assert hierarchy.weight(COMPETENCE + "tidiness") < hierarchy.weight(COMPETENCE + "isolation")


def test_a_use_of_the_narrower_counts_for_the_broader_once(tmp_path: Path) -> None:
    needs = {"electrician": ["isolation", "tidiness"], "cook": ["tidiness"], "poet": [], "clerk": []}
    hierarchy = read_hierarchy(store(tmp_path, needs))
    (tmp_path / "bare").mkdir()
    placed = read_hierarchy(store(tmp_path / "bare", {})).weight(COMPETENCE + "electrics")
    assert hierarchy.weight(COMPETENCE + "electrics") == pytest.approx((placed + content_by_use(2, 4)) / 2)


def test_without_occupations_only_the_place_in_the_hierarchy_counts(tmp_path: Path) -> None:
    hierarchy = read_hierarchy(store(tmp_path, {}))
    assert hierarchy.weight(COMPETENCE + "isolation") == hierarchy.weight(COMPETENCE + "tidiness") == 1


@pytest.mark.parametrize(("occupations", "of"), [(0, 0), (0, 10), (10, 10), (3, 10)])
def test_information_by_use_lies_between_nothing_and_all(occupations: int, of: int) -> None:
    assert 0 <= content_by_use(occupations, of) <= 1
