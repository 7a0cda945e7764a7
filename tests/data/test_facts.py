"""The graph against the fact files it was compiled from, field by field. Skipped where these are not at hand."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.model import Credential
from app.records import Records
from app.store import EmbeddedStore
from app.vocab import ID

FACTS = Path(__file__).parents[3] / "shared" / "facts"
pytestmark = pytest.mark.skipif(not FACTS.is_dir(), reason=f"the fact files are not at {FACTS}")
SIZES = ("workload", "credit_points", "hours_total", "duration", "contact_hours_estimate")


def facts() -> Iterator[tuple[str, dict[str, Any]]]:
    """Each credential of the fact files with the place of its file; supplements apart."""
    for path in sorted(FACTS.rglob("*.yaml")):
        content = yaml.safe_load(path.read_text("utf-8"))
        for fact in content.get("credentials", []):
            if not fact.get("supplement"):
                yield content["jurisdiction"].lower(), fact


@pytest.fixture(scope="session")
def pairs(release_store: EmbeddedStore) -> list[tuple[dict[str, Any], Credential]]:
    records = Records(release_store)
    found = []
    for _, fact in facts():
        place, _, slug = fact["id"].partition("-")
        found.append((fact, records.get(f"{ID}{place}/{slug}")))
    return found


def differing(pairs: list[tuple[dict[str, Any], Credential]], fact_value: Any, record_value: Any) -> list[Any]:
    return [
        (fact["id"], fact_value(fact), record_value(record))
        for fact, record in pairs
        if fact_value(fact) != record_value(record)
    ]


def test_all_credentials_are_compared(pairs: list[tuple[dict[str, Any], Credential]]) -> None:
    assert len(pairs) == 274


def test_titles_are_kept_in_every_language(pairs: list[tuple[dict[str, Any], Credential]]) -> None:
    def folded(titles: dict[str, str]) -> dict[str, str]:
        return {language: " ".join(str(title).split()) for language, title in titles.items()}

    assert not differing(pairs, lambda f: folded(f["title"]), lambda r: dict(r.titles))


def test_outcomes_are_kept_in_number_order_and_wording(pairs: list[tuple[dict[str, Any], Credential]]) -> None:
    assert not differing(
        pairs,
        lambda f: [" ".join(text.split()) for text in f.get("learning_outcomes") or []],
        lambda r: [outcome.text for outcome in r.outcomes if not outcome.tested],
    )


def test_workload_is_neither_rounded_nor_filled(pairs: list[tuple[dict[str, Any], Credential]]) -> None:
    def stated(fact: dict[str, Any]) -> Any:
        workload = fact.get("workload") or {}
        return workload.get("value")

    lead = [(fact, record) for fact, record in pairs if fact.get("workload")]
    assert not differing(lead, stated, lambda r: r.workload.value if r.workload else None)
    silent = [record.id for fact, record in pairs if not any(fact.get(name) for name in SIZES) and record.workloads]
    assert silent == []


def test_eqf_levels_keep_value_and_basis(pairs: list[tuple[dict[str, Any], Credential]]) -> None:
    stated = [(fact, record) for fact, record in pairs if fact.get("eqf_level")]
    assert not differing(stated, lambda f: f["eqf_level"]["value"], lambda r: r.eqf and r.eqf.value)
    assert not differing(
        stated,
        lambda f: "derived" if f["eqf_level"]["basis"].startswith("scheme") else f["eqf_level"]["basis"],
        lambda r: r.eqf and r.eqf.evidence.basis,
    )


def test_national_levels_are_kept(pairs: list[tuple[dict[str, Any], Credential]]) -> None:
    levelled = [(fact, record) for fact, record in pairs if fact.get("level") is not None]
    assert not [fact["id"] for fact, record in levelled if str(fact["level"]) not in {x.code for x in record.levels}]


def test_null_validity_does_not_expire_and_absent_validity_is_unknown(
    pairs: list[tuple[dict[str, Any], Credential]],
) -> None:
    def expected(fact: dict[str, Any]) -> tuple[bool | None, int | None]:
        if "validity_months" not in fact:
            return None, None
        return fact["validity_months"] is not None, fact["validity_months"]

    assert not differing(
        pairs, expected, lambda r: (r.validity.expires, r.validity.months) if r.validity else (None, None)
    )


def test_legal_effect_is_kept(pairs: list[tuple[dict[str, Any], Credential]]) -> None:
    assert not differing(
        pairs, lambda f: (f.get("regulated") or {}).get("is"), lambda r: r.legal.regulated if r.legal else None
    )


def test_assessment_methods_are_kept(pairs: list[tuple[dict[str, Any], Credential]]) -> None:
    assert not differing(
        pairs,
        lambda f: sorted(f.get("assessment") or []),
        lambda r: sorted(method for assessment in r.assessments for method in assessment.methods),
    )


def test_awarding_bodies_and_status_are_kept(pairs: list[tuple[dict[str, Any], Credential]]) -> None:
    assert not [f["id"] for f, r in pairs if bool(f.get("awarding_body")) and not r.awarding_bodies]
    assert not differing(pairs, lambda f: f.get("status"), lambda r: r.status)
    assert not differing(pairs, lambda f: f["confidence"], lambda r: r.confidence)


def test_every_source_of_a_fact_is_cited(pairs: list[tuple[dict[str, Any], Credential]]) -> None:
    short = [f["id"] for f, r in pairs if len(r.sources) < len(set(f["sources"]))]
    assert short == []


def test_fact_ids_are_those_of_the_fact_files() -> None:
    listed = {
        line.split("\t")[0] for line in (Path(__file__).parent / "fact-ids.tsv").read_text("utf-8").splitlines()[1:]
    }
    sections = (
        "sources", "bodies", "frameworks", "credentials", "quality_rules", "recognition_rules", "quality_frameworks",
        "electrical_safety_standards",
    )  # fmt: skip
    found = {
        entry["id"]
        for path in FACTS.rglob("*.yaml")
        for section in sections
        for entry in yaml.safe_load(path.read_text("utf-8")).get(section, [])
    }
    assert found == listed
