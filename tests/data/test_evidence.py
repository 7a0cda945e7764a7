"""Every fact of the evidence is in the graph, as it was found: nothing lost, nothing invented."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from app.records import Records
from app.search import Index
from app.store import EmbeddedStore
from app.vocab import BASE

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def index(release_store: EmbeddedStore) -> Index:
    return Index(release_store)


@pytest.fixture(scope="session")
def records(release_store: EmbeddedStore) -> Records:
    return Records(release_store)


def test_credentials_per_jurisdiction_are_complete(index: Index) -> None:
    counts = Counter(entry.jurisdiction for entry in index.entries)
    assert counts == {"FI": 46, "PT": 69, "ES": 61, "IE": 36, "US": 47, "EU": 9, "DE": 5, "FR": 1}
    assert counts.total() == 274


def test_credentials_per_kind_are_complete(index: Index) -> None:
    assert Counter(entry.kind for entry in index.entries) == {
        "unit": 65,
        "qualification": 57,
        "licence": 41,
        "industry-certificate": 33,
        "training-specialty": 27,
        "programme-module": 26,
        "micro-credential": 25,
    }


def test_every_fact_id_is_present_by_iri(release_store: EmbeddedStore) -> None:
    rows = list(csv.DictReader((HERE / "fact-ids.tsv").open(encoding="utf-8"), delimiter="\t"))
    present = {
        (row["thing"].value, row["id"].value)
        for row in release_store.select("SELECT ?thing ?id WHERE { ?thing <http://purl.org/dc/terms/identifier> ?id }")
    }
    missing = [row["fact_id"] for row in rows if (BASE + row["iri"], row["fact_id"]) not in present]
    assert len(rows) == 1406
    assert missing == []
