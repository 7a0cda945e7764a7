"""What a release says of itself to catalogues: DCAT-AP 3.0.1, VoID, and the JSON-LD context."""

import gzip
import hashlib
import json
from pathlib import Path

import pyshacl
import pytest
from rdflib import DCTERMS, OWL, RDF, SH, VOID, Graph, Namespace, URIRef

from app.manifest import Manifest
from app.vocab import BASE, DEF, GRAPH, PREFIXES

ROOT = Path(__file__).parents[2]
SHAPES = ROOT.parent / "shared" / "suites" / "dcat-ap" / "releases" / "3.0.1"
SETS = {
    "guide": ("html/shacl/shapes.ttl", "html/shacl/range.ttl", "html/shacl/deprecateduris.ttl"),
    "profile": ("shacl/dcat-ap-SHACL.ttl",),
}
DCAT, SPDX = Namespace(PREFIXES["dcat"]), Namespace(PREFIXES["spdx"])
DATASET = URIRef(GRAPH + "release")


@pytest.fixture(scope="module")
def catalogue(release: Path) -> Graph:
    return Graph().parse(release / "descriptions" / "catalog.nt", format="nt")


@pytest.mark.skipif(not SHAPES.is_dir(), reason="the official DCAT-AP 3.0.1 shapes are not beside the project")
@pytest.mark.parametrize("name", SETS)
def test_catalogue_passes_the_official_shapes_of_dcat_ap(catalogue: Graph, name: str) -> None:
    shapes = Graph()
    for file in SETS[name]:
        shapes.parse(SHAPES / file, format="turtle")
    # Two property shapes are named in the official file but described nowhere; a validator refuses the whole file.
    for one in set(shapes.objects(None, SH.property)) - set(shapes.subjects()):
        shapes.remove((None, SH.property, one))
    conforms, _, text = pyshacl.validate(catalogue, shacl_graph=shapes, inference="none", advanced=False)
    assert conforms, text[:2000]


def test_release_has_a_version_iri_of_its_own(catalogue: Graph, release: Path) -> None:
    contents = Manifest.read(release)
    version = URIRef(f"{BASE}release/{contents.release}")
    assert (DATASET, DCAT.hasVersion, version) in catalogue
    assert (version, DCTERMS.isVersionOf, DATASET) in catalogue
    assert catalogue.value(version, VOID.triples).toPython() == contents.quads  # type: ignore[union-attr]


def test_every_graph_is_offered_in_two_forms_with_size_and_checksum(catalogue: Graph, release: Path) -> None:
    for entry in Manifest.read(release).graphs:
        offered = list(catalogue.objects(URIRef(entry.iri), DCAT.distribution))
        assert len(offered) == 2, entry.iri
        for one in offered:
            address = str(catalogue.value(one, DCAT.downloadURL))
            path = release / "downloads" / address.removeprefix(BASE)
            assert int(str(catalogue.value(one, DCAT.byteSize))) == path.stat().st_size
            checksum = catalogue.value(one, SPDX.checksum)
            digest = catalogue.value(checksum, SPDX.checksumValue)
            assert digest.toPython().hex() == hashlib.sha256(path.read_bytes()).hexdigest()  # type: ignore[union-attr]


def test_sparql_service_says_which_protocol_it_speaks_and_what_it_serves(catalogue: Graph) -> None:
    (service,) = catalogue.subjects(RDF.type, DCAT.DataService)
    assert catalogue.value(service, DCTERMS.conformsTo) == URIRef("https://www.w3.org/TR/sparql11-protocol/")
    assert catalogue.value(service, DCAT.endpointURL) == URIRef(BASE + "sparql")
    assert catalogue.value(service, DCAT.servesDataset) == DATASET


def test_void_description_adds_up(release: Path) -> None:
    graph = Graph().parse(release / "descriptions" / "void.nt", format="nt")
    parts = sum(int(str(graph.value(part, VOID.triples))) for part in graph.objects(DATASET, VOID.subset))
    assert parts == Manifest.read(release).quads
    assert (DATASET, VOID.sparqlEndpoint, URIRef(BASE + "sparql")) in graph
    assert list(graph.objects(DATASET, VOID.dataDump))


def test_examples_named_by_the_void_description_are_in_the_graph(release: Path) -> None:
    graph = Graph().parse(release / "descriptions" / "void.nt", format="nt")
    dump = (release / "release.nq").read_text("utf-8")
    examples = list(graph.objects(DATASET, VOID.exampleResource))
    assert len(examples) == 3
    assert all(f"<{example}> <" in dump for example in examples)


def test_dump_bears_no_time_so_that_it_can_be_made_again(release: Path) -> None:
    packed = (release / "downloads" / "release.nq.gz").read_bytes()
    assert packed[3:8] == b"\0\0\0\0\0"
    with gzip.open(release / "downloads" / "release.nq.gz") as plain:
        assert plain.read(1) == b"<" or plain.read(1) == b"_"


def test_every_file_of_a_release_is_hashed(release: Path) -> None:
    contents = Manifest.read(release)
    listed = {entry.path: entry.sha256 for entry in (*contents.files, *contents.derived)}
    for folder in ("downloads", "descriptions", "shapes", "queries"):
        found = [path for path in (release / folder).rglob("*") if path.is_file()]
        assert found
        for path in found:
            assert listed[path.relative_to(release).as_posix()] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_context_has_a_term_for_every_property_of_the_ontology(release: Path) -> None:
    told = json.loads((release / "descriptions" / "context.jsonld").read_text("utf-8"))["@context"]
    ontology = Graph().parse(ROOT / "ontology" / "passerelle.ttl", format="turtle")
    for kind in (OWL.ObjectProperty, OWL.DatatypeProperty):
        for one in ontology.subjects(RDF.type, kind):
            if str(one).startswith(DEF):
                name = str(one).removeprefix(DEF)
                known = {value["@id"] for value in told.values() if isinstance(value, dict)}
                assert str(one) in known or name in told, name
                if kind == OWL.ObjectProperty and told[name]["@id"] == str(one):
                    assert told[name]["@type"] == "@id"
