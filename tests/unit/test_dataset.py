"""Files become a throw-away dataset: which graph each is, what cannot be read, what the default graph is."""

from pathlib import Path

import pytest

from app.dataset import Load, load, read_load
from app.problems import InputError
from app.store import EmbeddedStore

TURTLE = "<#a> <urn:p> _:b . _:b <urn:p> 1 ."
FILES = {
    "a.ttl": TURTLE,
    "a.nt": "<urn:a> <urn:p> <urn:b> .\n",
    "a.nq": "<urn:a> <urn:p> <urn:b> <urn:g> .\n<urn:a> <urn:p> <urn:c> .\n",
    "a.trig": "<urn:g> { <urn:a> <urn:p> 1 , 2 }",
    "a.rdf": '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:u="urn:">'
    '<rdf:Description rdf:about="urn:a"><u:p rdf:resource="urn:b"/></rdf:Description></rdf:RDF>',
    "a.jsonld": '{"@id": "urn:a", "urn:p": {"@id": "urn:b"}}',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["a.ttl", "a.nt", "a.rdf", "a.jsonld"])
def test_file_becomes_the_graph_of_its_iri(folder: Path, name: str) -> None:
    found = load(folder / "index", [Load(folder / name, "urn:g")])
    assert [(one.iri, one.triples) for one in found.manifest.graphs] == [("urn:g", 2 if name == "a.ttl" else 1)]
    assert found.union
    assert found.default_triples == found.manifest.quads


@pytest.mark.parametrize(("name", "default", "named"), [("a.nq", 1, 1), ("a.trig", 0, 2)])
def test_file_of_quads_names_its_graphs(folder: Path, name: str, default: int, named: int) -> None:
    found = load(folder / "index", [Load(folder / name)])
    assert [(one.iri, one.triples) for one in found.manifest.graphs] == [("urn:g", named)]
    assert found.union is (default == 0)
    assert found.manifest.quads == default + named


def test_file_without_an_iri_is_the_default_graph_and_then_there_is_no_union(folder: Path) -> None:
    loads = [Load(folder / "a.ttl"), Load(folder / "a.nt", "urn:g")]
    found = load(folder / "index", loads)
    assert (found.union, found.default_triples, found.manifest.quads) == (False, 2, 3)
    assert load(folder / "other", loads, union=True).union


def test_blank_nodes_of_two_files_are_different_things(folder: Path) -> None:
    load(folder / "index", [Load(folder / "a.ttl", "urn:g"), Load(folder / "a.ttl", "urn:h")])
    nodes = EmbeddedStore(folder / "index").select("SELECT DISTINCT ?o { ?s <urn:p> ?o FILTER isBlank(?o) }")
    assert len(nodes.rows) == 2


def test_iri_of_the_graph_is_its_base(folder: Path) -> None:
    load(folder / "index", [Load(folder / "a.ttl", "http://a.example/g")])
    found = EmbeddedStore(folder / "index").select("SELECT ?s { ?s ?p ?o FILTER isIRI(?s) }")
    assert [row["s"].value for row in found] == ["http://a.example/g#a"]


def test_same_files_are_the_same_release_and_others_are_not(folder: Path) -> None:
    first = load(folder / "1", [Load(folder / "a.nt", "urn:g")]).manifest.release
    assert load(folder / "2", [Load(folder / "a.nt", "urn:g")]).manifest.release == first
    assert load(folder / "3", [Load(folder / "a.nt", "urn:h")]).manifest.release != first


@pytest.mark.parametrize(
    ("text", "graph", "name"),
    [
        ("a.ttl", None, "a.ttl"),
        ("urn:g=a.ttl", "urn:g", "a.ttl"),
        ("http://e/?x=1&y=2=a.ttl", "http://e/?x=1&y=2", "a.ttl"),
    ],
)
def test_what_is_loaded_is_read_from_one_word(
    folder: Path, monkeypatch: pytest.MonkeyPatch, text: str, graph: str | None, name: str
) -> None:
    monkeypatch.chdir(folder)
    assert read_load(text) == Load(Path(name), graph)


@pytest.mark.parametrize("text", ["nosuch.ttl", "urn:g=nosuch.ttl", "g=a.ttl", "", "="])
def test_word_that_names_no_file_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.chdir(folder)
    with pytest.raises(InputError):
        read_load(text)


@pytest.mark.parametrize(
    ("name", "text", "graph"),
    [
        ("bad.ttl", "<urn:a> <urn:p>\n oops .", None),
        ("bad.txt", "<urn:a> <urn:p> 1 .", None),
        ("bad", "<urn:a> <urn:p> 1 .", None),
        ("good.nq", "<urn:a> <urn:p> <urn:b> .", "urn:g"),
        ("good.ttl", "<urn:a> <urn:p> 1 .", "not an iri"),
    ],
)
def test_file_that_cannot_be_read_is_named(tmp_path: Path, name: str, text: str, graph: str | None) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(InputError, match=name):
        load(tmp_path / "index", [Load(tmp_path / name, graph)])
