"""The names of ELM 3.1 and of the W3C credentials model in JSON, and the IRIs they stand for.

Our own table, so that no context is fetched. Names, IRIs and kinds are those of the European Learning Model
(European Union, CC BY 4.0); what JSON calls otherwise than RDF stands in RENAMED.
"""

from typing import Any

CONTEXT = "http://data.europa.eu/snb/model/context/edc-ap"
CONTEXTS = frozenset(
    {
        CONTEXT,
        "https://data.europa.eu/snb/model/context/edc-ap",
        "https://www.w3.org/2018/credentials/v1",
        "https://www.w3.org/ns/credentials/v2",
    }
)
NAMESPACES = {
    "adms": "http://www.w3.org/ns/adms#",
    "clv": "http://data.europa.eu/m8g/",
    "cred": "https://www.w3.org/2018/credentials#",
    "dc": "http://purl.org/dc/terms/",
    "elm": "http://data.europa.eu/snb/model/elm/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "locn": "http://www.w3.org/ns/locn#",
    "org": "http://www.w3.org/ns/org#",
    "person": "http://www.w3.org/ns/person#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rov": "http://www.w3.org/ns/regorg#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_CLASSES = {
    "elm": """Accreditation Agent Amount Address AwardingOpportunity AwardingProcess Claim ContactPoint CreditPoint
        DisplayParameter DisplayDetail EuropeanDigitalCredential EuropeanDigitalPresentation Evidence GradingScheme
        Grant Group Identifier IndividualDisplay LearningAchievement LearningAchievementSpecification LearningActivity
        LearningActivitySpecification LearningAssessment LearningAssessmentSpecification LearningEntitlement
        LearningEntitlementSpecification LearningOpportunity LearningOutcome LegalIdentifier Mailbox MediaObject Note
        Organisation Person Phone PriceDetail Qualification ResultCategory ResultDistribution ShaclValidator2017
        ShortenedGrading Specification VerificationCheck WebResource""",
    "skos": "Concept ConceptScheme",
    "locn": "Geometry",
    "dc": "Location PeriodOfTime",
    "cred": "VerifiableCredential VerifiablePresentation",
}
_LINKS = {
    "elm": """accreditation accreditingAgent admissionProcedure additionalNote address assessedBy attachment
        attachmentType awardingBody awardingOpportunity awardedBy awards bannerImage citizenshipCountry contactForm
        contactPoint contentEncoding contentType countryCode creditPoint creditReceived credentialProfiles decision
        descriptionHtml directedBy displayParameter displayDetail educationLevel educationSubject emailAddress
        embeddedEvidence entitlesTo entitledBy entitlementStatus entryRequirement evidenceTarget priceDetail amount
        framework fullAddress gender generalisationOf grade gradeStatus gradingScheme grant groupMemberOf hasClaim
        hasCredential hasPart image idVerification influencedBy influences individualDisplay isPartOf landingPage
        learningAchievementSpecification learningActivitySpecification learningOpportunity learningOutcome
        learningOutcomeSummary learningSetting learningSchedule limitCredentialType limitEQFLevel limitField
        limitJurisdiction limitNationalOccupation limitOccupation limitOrganisation limitQualification location logo
        mode educationalSystemNote nationalID noteFormat organisation placeOfBirth primaryLanguage phone provenBy
        proves providedBy qualificationCode relatedESCOSkill relatedSkill report resultDestribution resultCategory
        reusabilityLevel scheduleInformation shortenedGrading spatialCode specialisationOf specifiedBy
        supplementaryDocument targetGroup taxIdentifier unit used vatIdentifier verificationCheck verificationStatus""",
    "adms": "identifier",
    "cred": "credentialSchema credentialStatus credentialSubject evidence issuer refreshService termsOfUse",
    "dc": "creator language publisher spatial subject temporal",
    "foaf": "homepage member",
    "org": "hasSubOrganization memberOf subOrganizationOf",
    "rov": "registration",
    "skos": "inScheme",
}
_TEXTS = {
    "adms": "schemeAgency",
    "dc": "description title",
    "elm": "category geographicName noteLiteral",
    "foaf": "familyName fullName givenName",
    "person": "birthName patronymicName",
    "rov": "legalName",
    "skos": "altLabel definition prefLabel",
}
_VALUES = {
    "xsd:dateTime": {
        "elm": "applicationDeadline awardingDate dateOfBirth endDate expiryDate reviewDate startDate",
        "dc": "valid",
        "cred": "expirationDate issuanceDate issued validFrom validUntil",
    },
    "xsd:string": {
        "elm": """areaDialingCode contactHour content countryDialing dialNumber evidenceStatement label point
            phoneNumber schemeName schemeVersion score status summaryDisplay""",
        "clv": "latitude longitude",
    },
    "xsd:integer": {"elm": "contentSize percentageEqual percentageHigher percentageLower"},
    "xsd:positiveInteger": {"elm": "count levelOfCompletion page"},
    "xsd:duration": {"elm": "duration maximumDuration volumeOfLearning workload"},
    "xsd:boolean": {"elm": "isPartialQualification"},
    "xsd:anyURI": {"elm": "schemeId"},
    "xsd:decimal": {"elm": "value"},
}
RENAMED: dict[str, tuple[str, str]] = {
    "contentURL": ("elm:contentUrl", "xsd:anyURI"),
    "dateCreated": ("dc:created", "xsd:dateTime"),
    "dateIssued": ("dc:issued", "xsd:dateTime"),
    "dateModified": ("dc:modified", "xsd:dateTime"),
    "dcType": ("dc:type", "@id"),
    "eIDASIdentifier": ("elm:eidasLegalIdentifier", "@id"),
    "elmSubject": ("elm:subject", "@id"),
    "eqfLevel": ("elm:EQFLevel", "@id"),
    "maximumScore": ("elm:maxScore", "xsd:string"),
    "minimumScore": ("elm:minScore", "xsd:string"),
    "nqfLevel": ("elm:NQFLevel", "@id"),
    "thematicArea": ("elm:ISCEDFCode", "@id"),
}


def _named(groups: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, f"{prefix}:{name}") for prefix, names in groups.items() for name in names.split()]


def context() -> dict[str, Any]:
    """The table as a JSON-LD context."""
    found: dict[str, Any] = {**NAMESPACES, "id": "@id", "type": "@type", "notation": "skos:notation"}
    found |= dict(_named(_CLASSES))
    found |= {name: {"@id": iri, "@type": "@id"} for name, iri in _named(_LINKS)}
    found |= {name: {"@id": iri, "@container": "@language"} for name, iri in _named(_TEXTS)}
    found |= {name: {"@id": iri, "@type": kind} for kind, groups in _VALUES.items() for name, iri in _named(groups)}
    found |= {name: {"@id": iri, "@type": kind} for name, (iri, kind) in RENAMED.items()}
    return found


TEXTS = frozenset(name for name, _ in _named(_TEXTS))


def expand(name: str) -> str:
    """The IRI of a prefixed name, such as `elm:learningOutcome`."""
    prefix, _, local = name.partition(":")
    return NAMESPACES[prefix] + local


def shorten(iri: str) -> str:
    """The prefixed name of an IRI, or the IRI."""
    for prefix, namespace in NAMESPACES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri
