"""Concepts of EU vocabularies, and what our short names are called there."""

import re
from typing import Any

from app.interchange.known import Known
from app.vocab import BASE, EQF

SNB = "http://data.europa.eu/snb/"
SCHEME = "25831c2"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
COUNTRY = AUTHORITY + "country/"
ISCED = SNB + "isced-f/"
ASSESSMENT = SNB + "assessment/"
CREDIT = SNB + "education-credit/"
SKILLS = "http://data.europa.eu/esco/concept-scheme/skills"
FACTS = BASE
SHORT_PROGRAMME, MODULE = SNB + "learning-opportunity/74a4a268e8", SNB + "learning-opportunity/0f7dac46ca"

ASSESSMENTS = {
    "practical": ASSESSMENT + "6a4db9f11d",
    "written": ASSESSMENT + "6e6cb2cc78",
    "oral": ASSESSMENT + "d30284d7df",
    "portfolio": ASSESSMENT + "4f03b91c0e",
}
METHODS = {iri: method for method, iri in ASSESSMENTS.items()}
ECTS = CREDIT + "6fcec5c5af"
UNITS = {ECTS: "ects", CREDIT + "60b314e826": "ecvet"}
KINDS = {
    "qualification": "Qualification",
    "unit": "Unit",
    "micro-credential": "MicroCredential",
    "licence": "Licence",
    "industry-certificate": "IndustryCertificate",
    "training-specialty": "TrainingSpecialty",
    "programme-module": "ProgrammeModule",
}
# The Commission types its own Annex I micro-credential as a short learning programme; ELM has no class for these.
FOREIGN_KINDS = {SHORT_PROGRAMME: "micro-credential", MODULE: "programme-module"}
# ISO 3166-1: the codes of EU authority countries (alpha-3) in two letters, for members of the EU and EEA and partners.
_CODES = """AUT:AT BEL:BE BGR:BG CHE:CH CYP:CY CZE:CZ DEU:DE DNK:DK ESP:ES EST:EE EUR:EU FIN:FI FRA:FR GBR:GB GRC:GR
HRV:HR HUN:HU IRL:IE ISL:IS ITA:IT LIE:LI LTU:LT LUX:LU LVA:LV MLT:MT NLD:NL NOR:NO POL:PL PRT:PT ROU:RO SVK:SK SVN:SI
SWE:SE USA:US"""
JURISDICTIONS = dict(pair.split(":") for pair in _CODES.split())
_DURATION = re.compile(r"PT(?:([0-9]{1,6})H)?(?:([0-9]{1,7})M)?(?:([0-9]{1,8}(?:\.[0-9]{1,6})?)S)?")


def concept(iri: str, scheme: str | None, known: Known, label: str | None = None) -> dict[str, Any]:
    """A concept as the official shapes want it: typed, with its scheme typed, and its English name where known."""
    tree: dict[str, Any] = {"id": iri, "type": "Concept"}
    if scheme:
        tree["inScheme"] = {"id": scheme, "type": "ConceptScheme"}
    name = label or known.labels.get(iri)
    if name:
        tree["prefLabel"] = {"en": name}
    return tree


def eqf_concept(value: int, known: Known) -> dict[str, Any]:
    """An EQF level."""
    return concept(f"{EQF}{value}", EQF + SCHEME, known)


def country(iri: str, known: Known) -> dict[str, Any]:
    """A country of the EU's list."""
    return concept(iri, COUNTRY.rstrip("/"), known)


def duration(hours: float) -> str:
    """Hours as an xsd:duration in hours, minutes and seconds: 7.5 as PT7H30M; never in days, whose hours differ."""
    seconds = round(hours * 3600)
    whole, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = f"{whole}H" * bool(whole) + f"{minutes}M" * bool(minutes) + f"{seconds}S" * bool(seconds)
    return f"PT{parts or '0H'}"


def hours_of(text: str) -> float | None:
    """Hours of an xsd:duration; None where it counts days, months or years (P60M is 60 months, not minutes)."""
    found = _DURATION.fullmatch(text)
    if not found or not any(found.groups()):
        return None
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    return hours + minutes / 60 + seconds / 3600
