"""A release: repeatable, immutable, switched in whole, and open to a new country without a line of code."""

import shutil
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.http.service import create_service
from app.manifest import Manifest
from app.release.build import build
from app.settings import Settings

ROOT = Path(__file__).parents[2]
ZEMBLA = """
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX elm: <http://data.europa.eu/snb/model/elm/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX psr: <https://w3id.org/passerelle/def#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
PREFIX zz: <https://w3id.org/passerelle/id/zz/>

zz:law a psr:Source ; dct:title "Zemblan act on vehicle trades" ; foaf:page <https://law.example/zz/1> ;
  psr:reading psr:reading-primary-text ; dct:identifier "zz-law" .

zz:hv-card a psr:Licence, elm:LearningAchievementSpecification ; dct:identifier "zz-hv-card" ;
  dct:title "High-voltage card of Zembla"@en ; psr:jurisdiction <https://country.example/ZZ> ;
  psr:confidence psr:confidence-high ; dct:source zz:law ;
  psr:claim <https://w3id.org/passerelle/id/zz/hv-card/workload> .

<https://w3id.org/passerelle/id/zz/hv-card/workload> a psr:WorkloadClaim ; psr:value 2.0 ; psr:unit psr:unit-ects ;
  psr:basis psr:basis-stated ; psr:confidence psr:confidence-high ; dct:source zz:law .

zz:tow-course a psr:TrainingSpecialty, elm:LearningAchievementSpecification ; dct:identifier "zz-tow-course" ;
  dct:title "Towing of electric vehicles"@en ; psr:jurisdiction <https://country.example/ZZ> ;
  psr:confidence psr:confidence-low ; dct:source zz:law .
"""


@pytest.fixture(scope="module")
def with_zembla(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build of the repository's folders and one more country."""
    root, target = tmp_path_factory.mktemp("root"), tmp_path_factory.mktemp("zembla")
    for folder in ("ontology", "mappings", "shapes", "queries"):
        shutil.copytree(ROOT / folder, root / folder)
    (root / "mappings" / "zz").mkdir()
    (root / "mappings" / "zz" / "credentials.ttl").write_text(ZEMBLA, "utf-8")
    build(root, target)
    return target


def test_a_new_country_is_a_folder(with_zembla: Path) -> None:
    with TestClient(create_service(Settings(root=ROOT, build=with_zembla))) as client:
        found = client.get("/api/v1/credentials", params={"jurisdiction": "ZZ"}).json()
        assert [item["id"] for item in found["items"]] == ["zz/hv-card", "zz/tow-course"]
        assert found["items"][0]["workload"]["hours"] == {"min": 50.0, "max": 60.0}
        assert found["items"][1]["workload"] is None
        answer = client.get("/api/v1/recognition", params={"source": "zz/hv-card", "target": "fi/sfs6002-auto"})
        assert answer.status_code == 200


def test_a_new_country_changes_no_other_graph(with_zembla: Path, release: Path) -> None:
    before = {graph.iri: graph.sha256 for graph in Manifest.read(release).graphs}
    after = {graph.iri: graph.sha256 for graph in Manifest.read(with_zembla / "current").graphs}
    changed = {iri.removeprefix("https://w3id.org/passerelle/graph/") for iri in after if after[iri] != before.get(iri)}
    assert changed <= {"mappings/zz/credentials", "inferred", "about", "recognition", "quality"}


def test_the_same_folders_give_the_same_release(release: Path, tmp_path: Path) -> None:
    contents, _ = build(ROOT, tmp_path)
    assert contents == Manifest.read(release)


def test_building_again_keeps_the_release_that_is_there(with_zembla: Path) -> None:
    releases = list((with_zembla / "releases").iterdir())
    assert len(releases) == 1
    assert (with_zembla / "current").resolve() == releases[0].resolve()
    assert not list(with_zembla.glob("building-*"))


def test_the_dump_holds_every_quad_of_the_manifest(release: Path) -> None:
    contents = Manifest.read(release)
    lines = 0
    for dump in release.glob("*.nq"):
        with dump.open(encoding="utf-8") as quads:
            lines += sum(1 for _ in quads)
    assert lines == contents.quads
