"""ESCO in: from the CSV files of any release, v1.0 to v1.2.x, to RDF in ESCO's own model.

    release = read_release([Path("ESCO v1.1.1"), Path("v1.0-es")])
    release.report              what was found, and what is wrong with it
    write_nquads(release, Path("esco.nq"), "https://w3id.org/passerelle/")
    extract(release, read_terms(Path("ontology/esco-terms.txt")))

ESCO is published by the European Commission; whoever shows it says so, in the words of :data:`ATTRIBUTION`.
"""

from app.interchange.esco.excerpt import extract, read_terms
from app.interchange.esco.nquads import write_nquads
from app.interchange.esco.problems import EscoFolderError, EscoTableError, EscoTermsError
from app.interchange.esco.reader import Progress, read_release
from app.interchange.esco.release import ATTRIBUTION, Concept, EscoRelease, Kind, Labels, Relation, Scheme
from app.interchange.esco.report import Dangling, EscoReport, FileReport

__all__ = [
    "ATTRIBUTION",
    "Concept",
    "Dangling",
    "EscoFolderError",
    "EscoRelease",
    "EscoReport",
    "EscoTableError",
    "EscoTermsError",
    "FileReport",
    "Kind",
    "Labels",
    "Progress",
    "Relation",
    "Scheme",
    "extract",
    "read_release",
    "read_terms",
    "write_nquads",
]
