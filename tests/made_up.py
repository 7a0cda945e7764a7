"""A small made-up root: our ontology without competences and policies, and a made-up country; built in seconds."""

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
PREFIXES = """PREFIX dct: <http://purl.org/dc/terms/>
PREFIX elm: <http://data.europa.eu/snb/model/elm/>
PREFIX psr: <https://w3id.org/passerelle/def#>
PREFIX zz: <https://w3id.org/passerelle/id/zz/>
"""
CREDENTIALS = """
zz:battery-safety
    a elm:LearningAchievementSpecification , psr:MicroCredential ;
    elm:learningOutcome <https://w3id.org/passerelle/id/zz/battery-safety/outcome-1> ;
    dct:identifier "zz-battery-safety" ;
    dct:source zz:law ;
    dct:title "Battery safety"@en ;
    psr:confidence psr:confidence-high ;
    psr:jurisdiction <http://publications.europa.eu/resource/authority/country/LUX> .

zz:welding
    a elm:LearningAchievementSpecification , psr:Licence ;
    dct:identifier "zz-welding" ;
    dct:source zz:law ;
    dct:title "Welding"@en ;
    psr:confidence psr:confidence-low ;
    psr:jurisdiction <http://publications.europa.eu/resource/authority/country/LUX> .

<https://w3id.org/passerelle/id/zz/battery-safety/outcome-1>
    a elm:LearningOutcome ;
    dct:language <http://publications.europa.eu/resource/authority/language/ENG> ;
    dct:source zz:law ;
    dct:title "store a damaged battery safely"@en .
"""
SOURCES = """
zz:law
    a psr:Source ;
    dct:identifier "zz-law" ;
    dct:publisher "Ministry of Examples" ;
    dct:title "A made-up law" ;
    psr:reading psr:reading-primary-text .
"""
MAPPINGS = """#curie_map:
#  eqf: http://data.europa.eu/snb/eqf/
#  skos: http://www.w3.org/2004/02/skos/core#
#  semapv: https://w3id.org/semapv/vocab/
#  sssom: https://w3id.org/sssom/
#  zz: https://w3id.org/passerelle/id/zz/
#license: https://creativecommons.org/licenses/by/4.0/
#mapping_set_id: https://w3id.org/passerelle/graph/mappings/zz/outcomes
subject_id\tpredicate_id\tobject_id\tmapping_justification\tconfidence\tcomment
zz:battery-safety/outcome-1\tskos:closeMatch\tsssom:NoTermFound\tsemapv:ManualMappingCuration\t0.9\tnothing fits
"""
OUTCOMES = "mappings/zz/outcomes.sssom.tsv"


def write_root(root: Path) -> None:
    """The made-up root."""
    for folder in ("ontology", "shapes", "queries"):
        shutil.copytree(ROOT / folder, root / folder)
    (root / "ontology" / "competences.ttl").unlink()
    shutil.rmtree(root / "ontology" / "policies")
    country = root / "mappings" / "zz"
    country.mkdir(parents=True)
    (country / "credentials.ttl").write_text(PREFIXES + CREDENTIALS, "utf-8")
    (country / "sources.ttl").write_text(PREFIXES + SOURCES, "utf-8")
    (root / OUTCOMES).write_text(MAPPINGS, "utf-8")


def write_other_root(root: Path) -> None:
    """The made-up root with one more credential, so that it gives another release."""
    write_root(root)
    path = root / "mappings" / "zz" / "credentials.ttl"
    path.write_text(path.read_text("utf-8") + CREDENTIALS.split("\n\n")[1].replace("welding", "towing"), "utf-8")
