"""Names of the Credential Transparency Description Language, and what our short names are called there.

Terms are those of Credential Engine's CTDL and CTDL-ASN schemas (CC BY 4.0).
"""

import re

CONTEXT = "https://credreg.net/ctdl/schema/context/json"
CETERMS = "https://purl.org/ctdl/terms/"
NAMESPACES = {
    "asn": "http://purl.org/asn/schema/core/",
    "ceasn": "https://purl.org/ctdlasn/terms/",
    "ceterms": CETERMS,
    "qdata": "https://credreg.net/qdata/terms/",
    "schema": "https://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
_CONTEXTS = re.compile(r"https?://credreg\.net/ctdl(asn)?/schema/context/json")
_IRI = re.compile(r"https?://(.*)", re.DOTALL)
_BY_PATH = {namespace.partition("://")[2]: prefix for prefix, namespace in NAMESPACES.items()}

CLASSES = {
    "qualification": "ceterms:Certificate",
    "unit": "ceterms:Certificate",
    "micro-credential": "ceterms:MicroCredential",
    "licence": "ceterms:License",
    "industry-certificate": "ceterms:Certification",
    "training-specialty": "ceterms:CertificateOfCompletion",
    "programme-module": "ceterms:CertificateOfCompletion",
}
KINDS = {
    "ceterms:MicroCredential": "micro-credential",
    "ceterms:License": "licence",
    "ceterms:Certification": "industry-certificate",
    "ceterms:CertificateOfCompletion": "training-specialty",
    "ceterms:CertificateOfParticipation": "training-specialty",
    "ceterms:Course": "programme-module",
}
LEARNING = frozenset({"ceterms:LearningOpportunityProfile", "ceterms:LearningProgram", "ceterms:Course"})
NO_RECORD = {
    "asn:ProgressionLevel": "is a level of a framework",
    "asn:ProgressionModel": "is the levels of a framework",
    "ceasn:Competency": "is a competency that no credential of the document leads to",
    "ceasn:CompetencyFramework": "is a framework of competencies",
    "ceterms:AlignmentMap": "compares frameworks; it is used for the levels of credentials in the same document",
    "ceterms:AssessmentProfile": "is an assessment that no credential of the document leads to",
    "ceterms:CredentialOrganization": "is an organisation; the records name those that award",
    "ceterms:Organization": "is an organisation; the records name those that award",
    "ceterms:PriorLearningPolicy": "is a policy, not a credential",
    "ceterms:QACredentialOrganization": "is an organisation; the records name those that award or assure quality",
    "ceterms:QualificationsFramework": "is a qualifications framework; frameworks are not taken from documents",
    "ceterms:TransferAgreement": "is an agreement; its transfer values are read one by one",
    "skos:Concept": "is a concept",
    "skos:ConceptScheme": "is a list of concepts",
}
# What awards can be worth: credit units as our units. A contact hour is not an hour of a learner's work.
UNITS = {"ClockHour": "hours", "SemesterHour": "us-credit-hours"}
METHODS = {
    "practical": "Performance",
    "workplace-observation": "Performance",
    "written": "Exam",
    "oral": "Exam",
    "proctored-exam": "Exam",
    "portfolio": "Artifact",
}
STATUSES = {"current": "Active", "superseded": "Deprecated", "pilot": "Probationary"}
ALIGNMENTS = {
    "exactMatch": "ceasn:exactAlignment",
    "closeMatch": "ceasn:majorAlignment",
    "broadMatch": "ceasn:broadAlignment",
    "narrowMatch": "ceasn:narrowAlignment",
}
ENTRY, PARTS, ROUTE = "Entry requirements", "Parts", "Route"
OPTIONS = "A holder need not have all of the parts."
ORDINARY = "The right is reached by qualification, experience and examination, not by a course."
EXPIRES, LASTS = "It expires.", "It does not expire."
TESTED = {
    (): "Learning outcomes",
    ("theory",): "Tested in theory",
    ("practice",): "Tested in practice",
    ("theory", "practice"): "Tested in theory and practice",
}


def is_context(iri: str) -> bool:
    """Whether it is one of the addresses of the official context."""
    return _CONTEXTS.fullmatch(iri) is not None


def short(name: str) -> str:
    """A name as `ceterms:name`: from IRIs in http and https form, and from the Registry Assistant's `Name`."""
    found = _IRI.fullmatch(name)
    if found:
        for path, prefix in _BY_PATH.items():
            if found[1].startswith(path):
                return f"{prefix}:{found[1].removeprefix(path)}"
        return name
    if name == "Type":
        return "@type"
    if name == "CTID":
        return "ceterms:ctid"
    if name[:1].isupper() and name.isascii() and name.isalnum():
        return f"ceterms:{name[0].lower()}{name[1:]}"
    return name


def is_credential(name: str) -> bool:
    """Whether a class is a credential: by its ending, as CTDL names them, and the few that have their own name."""
    endings = ("Badge", "Certificate", "Certification", "Credential", "Degree", "Diploma", "License")
    own = ("CertificateOfCompletion", "CertificateOfParticipation", "GeneralEducationDevelopment")
    local = name.removeprefix("ceterms:")
    return name.startswith("ceterms:") and (local.endswith(endings) or local in own)
