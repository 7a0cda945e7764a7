"""Mapping sets made up for tests, and the examples of the SSSOM project where they lie beside ours."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import strategies as st

from app.interchange.mappings.model import Mapping, MappingReading, MappingSet
from app.interchange.mappings.reader import read_mappings
from app.interchange.mappings.slots import OF_ROW, OF_SET, PROPAGATED
from app.vocab import PREFIXES

SUITE = Path(__file__).parents[1] / ".." / "shared" / "suites" / "sssom"
SCHEMA = SUITE / "src" / "sssom_schema" / "schema" / "sssom_schema.yaml"
JSON_SCHEMA = SUITE / "project" / "jsonschema" / "sssom_schema.schema.json"
EXAMPLES = sorted((SUITE / "examples").rglob("*.tsv")) + sorted((SUITE / "tests" / "input").rglob("*.tsv"))
needs_suite = pytest.mark.skipif(not SUITE.is_dir(), reason="the SSSOM examples are not at ../shared/suites/sssom")

HEAD = """#curie_map:
#  a: https://a.example/
#license: https://creativecommons.org/licenses/by/4.0/
#mapping_set_id: https://a.example/set
"""
COLUMNS = "subject_id\tpredicate_id\tpredicate_modifier\tobject_id\tmapping_justification\tconfidence\tcomment\n"
ROW = "a:1\tskos:exactMatch\t\ta:2\tsemapv:ManualMappingCuration\t0.9\tfits\n"
SKOS, SEMAPV = PREFIXES["skos"], PREFIXES["semapv"]


def read(text: str, metadata: str | None = None) -> MappingReading:
    return read_mappings(text.encode(), "set.sssom.tsv", None if metadata is None else metadata.encode())


def told(reading: MappingReading) -> list[tuple[str, str]]:
    """The places and reasons of what was not read."""
    return [(one.place, one.reason) for one in reading.problems]


def example(path: Path) -> MappingReading:
    """A file of the suite, with its metadata where these are beside it."""
    beside = path.with_suffix(".yml")
    return read_mappings(path.read_bytes(), path.name, beside.read_bytes() if beside.is_file() else None)


def row(
    subject: str = "1", predicate: str = "exactMatch", target: str = "2", by: str = "ManualMappingCuration",
    negative: bool = False, confidence: float | None = None, **slots: str,
) -> Mapping:  # fmt: skip
    """A row of things named by a letter or number."""
    bare = Mapping(
        f"https://a.example/{subject}", SKOS + predicate, f"https://b.example/{target}", SEMAPV + by, negative,
        confidence, (),
    )  # fmt: skip
    return bare.with_slots(**{name: (value,) for name, value in slots.items()})


def mapping_set(*rows: Mapping, name: str = "one", licence: str = "https://a.example/licence") -> MappingSet:
    prefixes = (("a", "https://a.example/"), ("b", "https://b.example/"))
    return MappingSet(f"https://a.example/{name}", "", licence, rows, (), prefixes)


def bare(one: Mapping) -> Mapping:
    """A row without what a merge adds to it."""
    return replace(one.with_slots(mapping_source=(), license=()), line=0)


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=30)
cells = texts.filter(lambda text: text.strip() != "")
rows = st.builds(
    lambda subject, predicate, target, by, negative, confidence, comment, authors: row(
        subject, predicate, target, by, negative, confidence
    ).with_slots(comment=(comment,) if comment else (), author_label=tuple(authors)),
    st.sampled_from("12"),
    st.sampled_from(["exactMatch", "closeMatch", "broadMatch", "narrowMatch"]),
    st.sampled_from("12"),
    st.sampled_from(["ManualMappingCuration", "MappingReview", "LexicalMatching", "UnspecifiedMatching"]),
    st.booleans(),
    st.none() | st.integers(0, 10).map(lambda tenth: tenth / 10),
    st.none() | cells,
    st.lists(cells, max_size=2, unique=True),
)
sets = st.builds(
    lambda name, many, licence: mapping_set(*many, name=name, licence=licence),
    st.sampled_from(["one", "two", "three"]),
    st.lists(rows, max_size=6),
    st.sampled_from(["https://a.example/licence", "https://a.example/other"]),
)


def slot_table() -> list[str]:
    """The rows of the table of slots in docs/mappings.md."""
    found = []
    for name, slot in {**OF_ROW, **OF_SET}.items():
        places = [place for place, slots in (("row", OF_ROW), ("set", OF_SET)) if name in slots]
        places = ["row, all" if name in PROPAGATED else ", ".join(places)]
        rdf = {"record_id": "IRI of the axiom", "mapping_set_id": "IRI of the set"}
        many = "several of " if slot.many else ""
        found.append(f"| {name} | {places[0]} | {many}{slot.kind} | {rdf.get(name) or _short(slot.iri)} |")
    return found


def _short(iri: str) -> str:
    prefixes = PREFIXES | {"pav": "http://purl.org/pav/"}
    prefix = next(prefix for prefix, namespace in sorted(prefixes.items()) if iri.startswith(namespace))
    return f"`{prefix}:{iri.removeprefix(prefixes[prefix])}`"
