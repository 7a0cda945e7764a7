"""Anyone's records against the rules: what each rule says, in every form a record may come in."""

import json
from pathlib import Path

import pytest
from validation import RECORD, outcomes, validated

from app.problems import DocumentError, DocumentSizeError, DocumentTypeError, ParameterError
from app.quality.validate import RULE_SETS, Validator, chosen
from app.quality.worker import prepared

ELM_SAMPLES = Path(__file__).parents[2] / ".." / "shared" / "elm" / "samples"
HV = "https://school.example/hv"


@pytest.fixture(scope="module")
def validator(release: Path) -> Validator:
    return prepared(release)


def test_a_record_of_a_stranger_is_judged_rule_by_rule(validator: Validator) -> None:
    found = validated(validator, RECORD)
    told = outcomes(found)
    assert (told["qa-002"], told["qa-007"], told["qa-006"], told["qa-026"]) == ("pass", "pass", "fail", "unknown")
    (record,) = found.records
    assert (record.iri, record.title, found.dialect, found.conforms) == (
        HV,
        "High voltage, first step",
        "passerelle",
        False,
    )
    quality = next(finding for finding in record.findings if finding.rule == "qa-012")
    assert (quality.outcome, quality.values) == ("fail", ("somebody looked",))
    assert record.readiness.completions[0].gain > 0
    assert {finding.rule for finding in record.findings} < {f"qa-{number:03}" for number in range(1, 155)}


def test_national_rules_are_asked_of_their_country_only(validator: Validator) -> None:
    portuguese, spanish = RECORD, RECORD.replace("country/PRT", "country/ESP")
    national = ("national",)
    ours, theirs = (outcomes(validated(validator, text, rule_sets=national)).keys() for text in (portuguese, spanish))
    assert "qa-100" in ours and "qa-100" not in theirs


def test_the_same_record_fares_alike_in_every_syntax(validator: Validator) -> None:
    from rdflib import Graph

    graph = Graph().parse(data=RECORD, format="turtle")
    quads = "".join(f"{line[:-1]}<urn:g> .\n" for line in graph.serialize(format="nt").splitlines() if line)
    forms = {
        "text/turtle": RECORD,
        "application/n-triples": graph.serialize(format="nt"),
        "application/n-quads": quads,
        "application/ld+json": graph.serialize(format="json-ld"),
    }
    told = [outcomes(validated(validator, text, media_type)) for media_type, text in forms.items()]
    assert all(one == told[0] for one in told)
    compact = {"@context": {"psr": "https://w3id.org/passerelle/def#"}, "@id": HV, "@type": "psr:Unit"}
    assert outcomes(validated(validator, json.dumps(compact), None))["qa-002"] == "fail"


def test_a_record_of_the_graph_that_is_sent_changed_is_judged_as_sent(validator: Validator) -> None:
    """A workload that the sender took away is missing, though the graph knows one."""
    text = RECORD.replace(HV, "https://w3id.org/passerelle/id/pt/ufcd-10859")
    assert outcomes(validated(validator, text))["qa-007"] == "pass"
    gone = "\n".join(line for line in text.splitlines() if "WorkloadClaim" not in line)
    gone = gone.replace("<https://w3id.org/passerelle/id/pt/ufcd-10859/workload> , ", "")
    assert outcomes(validated(validator, gone))["qa-007"] == "fail"


def test_shapes_in_a_document_are_reported_and_not_used(validator: Validator) -> None:
    shape = """PREFIX sh: <http://www.w3.org/ns/shacl#>
    <https://w3id.org/passerelle/shape/qa-006> a sh:NodeShape ; sh:deactivated true ; sh:targetNode <urn:x> .
    <urn:mine> a sh:NodeShape ; sh:targetClass psr:MicroCredential ; sh:sparql [ sh:select "SELECT $this {}" ] ."""
    found = validated(validator, RECORD + shape)
    assert outcomes(found) == outcomes(validated(validator, RECORD))
    places = [one.place for one in found.unread if "never used" in one.reason]
    assert places == ["https://w3id.org/passerelle/shape/qa-006", "urn:mine"]


def test_what_can_be_read_of_a_broken_document_is_judged(validator: Validator) -> None:
    found = validated(validator, RECORD + "\n<urn:a> <urn:b> nonsense .")
    assert outcomes(found)["qa-002"] == "pass"
    assert any("not read" in one.reason and "line 10" in one.reason for one in found.unread)


def test_an_unknown_term_is_named_with_its_place(validator: Validator) -> None:
    document = {"@context": {"psr": "https://w3id.org/passerelle/def#", "kind": "@type"}, "@id": HV,
                "kind": "psr:MicroCredential", "worklaod": 2}  # fmt: skip
    found = validated(validator, json.dumps(document), "application/ld+json")
    assert [(one.place, one.value) for one in found.unread] == [("/worklaod", "worklaod")]
    assert outcomes(found)["qa-007"] == "fail"


def test_mixed_languages_of_one_title_are_told(validator: Validator) -> None:
    text = RECORD.replace('step"@en', 'step"@en , "Another"@en , "Primeiro passo"@pt')
    told = outcomes(validated(validator, text))
    assert told["qa-002"] == "fail"


def test_a_document_without_records_says_so(validator: Validator) -> None:
    found = validated(validator, "<urn:a> <urn:b> <urn:c> .")
    assert (found.records, found.conforms) == ((), False)
    assert found.unread and all(one.reason for one in found.unread)


@pytest.mark.parametrize(
    ("body", "media_type", "problem", "reason"),
    [
        (b'<?xml version="1.0"?><rdf:RDF/>', "application/rdf+xml", DocumentTypeError, "XML"),
        (b"PK\x03\x04" + b"\0" * 50, "application/json", DocumentTypeError, "archive"),
        (b'{"a": ' * 2000 + b"1" + b"}" * 2000, "application/ld+json", DocumentSizeError, "32 levels"),
        (b" " * (2**20 + 1), "text/turtle", DocumentSizeError, "1,024 KiB"),
        (RECORD.encode("utf-16"), "text/turtle", DocumentError, "UTF-8"),
        (b'{"@context": {"a": "urn:a"}, "a": [1, 2', "application/ld+json", DocumentError, "breaks off"),
    ],
)
def test_what_cannot_be_opened_is_refused_with_the_reason(
    validator: Validator, body: bytes, media_type: str, problem: type[DocumentError], reason: str
) -> None:
    with pytest.raises(problem, match=reason):
        validator.validate(body, media_type, "document", RULE_SETS, 2**20, 32)


def test_a_choice_of_rules_is_kept_and_an_unknown_one_refused(validator: Validator) -> None:
    assert chosen([]) == RULE_SETS
    assert chosen(["country", "annex-i"]) == ("annex-i", "national")
    with pytest.raises(ParameterError, match="annexe"):
        chosen(["annexe"])
    told = outcomes(validated(validator, RECORD, rule_sets=("annex-i",)))
    assert set(told) <= {f"qa-{number:03}" for number in range(1, 19)} and told


@pytest.mark.parametrize("path", sorted(ELM_SAMPLES.glob("*")), ids=lambda path: path.name)
def test_samples_of_the_commission_are_judged_and_signatures_never_verified(validator: Validator, path: Path) -> None:
    if path.suffix not in (".json", ".jsonld", ".ttl"):
        pytest.skip("is no document")
    found = validator.validate(path.read_bytes(), None, path.name, RULE_SETS, 2**22, 64)
    assert found.records or found.unread
    if "-signed." in path.name:
        assert found.signature is not None and found.signature.verified is False


def test_a_number_that_is_none_hides_no_other_fault(validator: Validator) -> None:
    """Of two Portuguese sizes in ECTS, one is `NaN`; that the other does not fit the hours is told all the same."""
    odd = '"NaN"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    hours = f"<{HV}> psr:claim <urn:h> , <urn:n> . <urn:h> psr:unit psr:unit-hours ; psr:value 500 ."
    text = RECORD + hours + "<urn:h> a psr:WorkloadClaim ."
    expected = outcomes(validated(validator, text))
    assert expected["qa-100"] == "fail"
    more = f"<urn:n> a psr:WorkloadClaim ; psr:unit psr:unit-ects ; psr:value {odd} ."
    assert outcomes(validated(validator, text + more))["qa-100"] == "fail"


def credential(person: dict[str, object], **members: object) -> str:
    """A European Digital Credential for a person."""
    claim = {"id": "urn:c", "type": "LearningAchievement", "title": {"en": "Wiring"}}
    subject = {"id": "urn:p", "type": "Person", "hasClaim": claim, **person}
    return json.dumps({
        "@context": "http://data.europa.eu/snb/model/context/edc-ap", "id": "urn:x",
        "type": ["VerifiableCredential", "EuropeanDigitalCredential"], "credentialSubject": subject, **members,
    })  # fmt: skip


@pytest.mark.parametrize(
    ("person", "named"),
    [({"fullName": {"en": "Ana Andromeda"}}, "pass"), ({"nationalID": {"id": "urn:n", "notation": "LA-1"}}, "pass"),
     ({}, "fail")],
)  # fmt: skip
def test_a_credential_of_a_person_is_asked_whether_it_names_its_holder(
    validator: Validator, person: dict[str, object], named: str
) -> None:
    found = validated(validator, credential(person, issued="2025-01-02T00:00:00Z"), None)
    record, award = found.records
    told = {finding.rule: finding.outcome for finding in award.findings}
    assert (award.title, told["qa-001"], told["qa-005"]) == ("Award: Wiring", named, "pass")
    assert "qa-001" not in {finding.rule for finding in record.findings}
    assert "Andromeda" not in str(found) and "LA-1" not in str(found)


def test_a_credential_without_its_day_lacks_the_date_of_issue(validator: Validator) -> None:
    award = validated(validator, credential({"fullName": {"en": "Ana"}}), None).records[1]
    assert {finding.rule: finding.outcome for finding in award.findings}["qa-005"] == "fail"


def test_supervision_and_mark_of_a_credential_are_seen(validator: Validator) -> None:
    proof = {
        "id": "urn:t", "type": "LearningAssessment",
        "grade": {"id": "urn:g", "type": "Note", "noteLiteral": {"en": "8"}},
        "idVerification": {"id": "urn:v", "type": "Concept", "prefLabel": {"en": "Supervised on-site with ID check"}},
    }  # fmt: skip
    claim = {"id": "urn:c", "type": "LearningAchievement", "title": {"en": "Wiring"}, "provenBy": proof}
    award = validated(validator, credential({"hasClaim": claim}), None).records[1]
    told = {finding.rule: finding for finding in award.findings}
    assert (told["qa-014"].outcome, told["qa-015"].outcome) == ("pass", "pass")


def test_an_open_badge_is_asked_as_an_award_too(validator: Validator) -> None:
    badge = {
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": "urn:b", "type": ["VerifiableCredential", "OpenBadgeCredential"], "validFrom": "2024-05-06T00:00:00Z",
        "issuer": {"id": "https://issuer.example", "type": "Profile", "name": "Issuer"},
        "credentialSubject": {
            "type": "AchievementSubject", "result": [{"type": "Result", "value": "of Ana Andromeda"}],
            "achievement": {"id": "urn:a", "type": "Achievement", "name": "Wiring", "criteria": {"narrative": "x"}},
        },
    }  # fmt: skip
    found = validated(validator, json.dumps(badge), None)
    told = {finding.rule: finding.outcome for finding in found.records[1].findings}
    assert (told["qa-001"], told["qa-005"], told["qa-015"]) == ("fail", "pass", "pass")
    assert "Andromeda" not in str(found)
