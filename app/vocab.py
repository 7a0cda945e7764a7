"""The names that code needs: our namespaces, the EU's, and the prefixes every file and answer uses."""

from curies import Converter

BASE = "https://w3id.org/passerelle/"
DEF = BASE + "def#"
ID = BASE + "id/"
COMPETENCE = BASE + "id/competence/"
GRAPH = BASE + "graph/"

ESCO_ATTRIBUTION = "This service uses the ESCO classification of the European Commission."

EQF = "http://data.europa.eu/snb/eqf/"
ESCO_SKILL = "http://data.europa.eu/esco/skill/"

PREFIXES: dict[str, str] = {
    "adms": "http://www.w3.org/ns/adms#",
    "comp": COMPETENCE,
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "elm": "http://data.europa.eu/snb/model/elm/",
    "eqf": EQF,
    "esco": "http://data.europa.eu/esco/model#",
    "escoskill": ESCO_SKILL,
    "foaf": "http://xmlns.com/foaf/0.1/",
    "iscedf": "http://data.europa.eu/snb/isced-f/",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "psr": DEF,
    "qdr": "http://data.europa.eu/snb/qdr/",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "semapv": "https://w3id.org/semapv/vocab/",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "sssom": "https://w3id.org/sssom/",
    "vann": "http://purl.org/vocab/vann/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "void": "http://rdfs.org/ns/void#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
} | {cc: f"{ID}{cc}/" for cc in ("de", "es", "eu", "fi", "fr", "ie", "pt", "us")}

CURIES = Converter.from_prefix_map(PREFIXES)
