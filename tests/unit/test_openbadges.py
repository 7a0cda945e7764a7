"""Open Badges 3.0 in and out: achievements, credentials of one person, signatures and endorsements."""

import base64
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from exchange import BADGES, KNOWN, as_badges_keep, differences, records, reread, written
from hypothesis import HealthCheck, assume, given, settings

from app.interchange.dialects import openbadges
from app.interchange.exchange import form_named
from app.model import Credential
from app.vocab import COMPETENCE, ESCO_SKILL

CONTEXT = ["https://www.w3.org/ns/credentials/v2", openbadges.OB3]
ACHIEVEMENT = {
    "id": "https://example.org/ev", "type": ["Achievement"], "achievementType": "MicroCredential",
    "name": "EV isolation", "description": "Isolate vehicles", "criteria": {"narrative": "Pass the test."},
    "humanCode": "EV-1",
    "alignment": [{"type": ["Alignment"], "targetUrl": f"{ESCO_SKILL}c", "targetName": "isolate a circuit",
                   "targetFramework": "ESCO"},
                  {"type": ["Alignment"], "targetUrl": "http://data.europa.eu/snb/eqf/4",
                   "targetName": "EQF level 4"}],
}  # fmt: skip
SECRET = "Ana Andromeda"
CREDENTIAL = {
    "@context": CONTEXT, "id": "urn:c", "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "https://example.org/college", "type": ["Profile"], "name": "Example College",
               "email": "ana@example.org", "address": {"type": ["Address"], "addressCountryCode": "US",
                                                       "streetAddress": SECRET}},
    "validFrom": "2024-05-06T00:00:00Z", "validUntil": "2029-05-06T00:00:00Z",
    "credentialSubject": {"id": f"mailto:{SECRET}", "type": ["AchievementSubject"], "achievement": ACHIEVEMENT,
                          "identifier": [{"type": "IdentityObject", "identityHash": SECRET}],
                          "result": [{"value": SECRET}]},
    "evidence": [{"name": SECRET}],
}  # fmt: skip


def body(**members: object) -> bytes:
    return json.dumps(CREDENTIAL | members).encode()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records())
def test_a_record_comes_back_as_the_loss_table_says(record: Credential) -> None:
    dialect, form = form_named("ob3")
    assume(not dialect.lacks(record, form, KNOWN))
    reading = reread(written([record], "ob3", alone=True))
    assert reading.dialect == "openbadges"
    assert differences(reading, record, as_badges_keep) == {}
    assert reading.unread == ()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records())
def test_only_members_of_the_standard_and_of_our_extension_are_written(record: Credential) -> None:
    if not BADGES.is_dir():
        pytest.skip("the Open Badges contexts are not beside the project")
    terms = json.loads((BADGES / "context-3.0.3.json").read_text("utf-8"))["@context"]
    tree = json.loads(written([record], "ob3", alone=True))
    own = {"@context", "name", "description"} | terms["Achievement"]["@context"].keys()
    assert {name for name in tree if not name.startswith(("psr:", "dct:", "skos:"))} <= own
    for alignment in tree.get("alignment", []):
        assert alignment.keys() <= terms["Alignment"]["@context"].keys()
        assert {"type", "targetName", "targetUrl"} <= alignment.keys()


def test_alignments_lead_to_esco_by_way_of_our_competences() -> None:
    way = f"{COMPETENCE}hv-isolation"
    known = replace(
        KNOWN, skills={way: [("closeMatch", f"{ESCO_SKILL}x")]}, labels={f"{ESCO_SKILL}x": "isolate circuits"}
    )
    (record,) = reread(json.dumps(ACHIEVEMENT).encode()).records
    mapped = replace(record.outcomes[0].competences[0], iri=way, label="isolating")
    record = replace(record, outcomes=(replace(record.outcomes[0], competences=(mapped,)),))
    shown = json.loads(written([record], "ob3", known, alone=True))["alignment"]
    assert {"type": ["Alignment"], "targetUrl": f"{ESCO_SKILL}x", "targetName": "isolate circuits",
            "targetFramework": "ESCO", "targetDescription": f"closeMatch of {way}"} in shown  # fmt: skip
    assert way in {one["targetUrl"] for one in shown}


def test_a_credential_gives_its_achievement_issuer_and_days_and_nothing_of_its_person() -> None:
    reading = reread(body())
    (record,) = reading.records
    assert (record.title, record.kind, record.code) == ("EV isolation", "micro-credential", "EV-1")
    assert [(one.iri, one.country and one.country[-3:]) for one in record.awarding_bodies] == [
        ("https://example.org/college", "USA")
    ]
    assert record.jurisdiction == "US"
    assert record.eqf is not None and record.eqf.value == 4
    assert [one.iri for one in record.outcomes[0].competences] == [f"{ESCO_SKILL}c"]
    assert (str(reading.awarded_on), str(reading.valid_until)) == ("2024-05-06", "2029-05-06")
    assert record.validity is not None and record.validity.expires is True
    assert "Andromeda" not in str(reading) and "ana@" not in str(reading)


def test_a_signed_credential_is_read_and_never_called_verified() -> None:
    def part(tree: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(tree).encode()).decode().rstrip("=")

    token = f"{part({'alg': 'RS256', 'typ': 'JWT'})}.{part(CREDENTIAL | {'iss': 'x', 'nbf': 1})}.c2lnbmF0dXJl"
    for document in (token.encode(), body(proof=[{"type": "DataIntegrityProof", "proofValue": "z1"}])):
        reading = reread(document)
        assert [record.title for record in reading.records] == ["EV isolation"]
        assert reading.signature is not None and reading.signature.verified is False
        assert "z1" not in str(reading)


def test_an_endorsement_is_named_and_is_not_quality_assurance() -> None:
    endorsement = {"type": ["EndorsementCredential"], "issuer": {"id": "urn:b", "name": "Board"}}
    reading = reread(body(endorsement=[endorsement], endorsementJwt=["a.b.c"]))
    assert reading.records[0].quality is None
    assert [one.value for one in reading.unread if "endorsement" in one.place] == ["Board", None]


def test_an_achievement_without_criteria_is_not_made_up() -> None:
    (record,) = reread(body()).records
    dialect, form = form_named("ob3")
    bare = replace(record, outcomes=(), entry_requirements=(), assessments=())
    assert dialect.lacks(bare, form, KNOWN) == ("outcomes, entry requirements or assessment (criteria)",)


@pytest.mark.parametrize(
    "members",
    [
        {"achievementType": 5, "criteria": "https://example.org/criteria"},
        {"alignment": [None, "x", {"targetUrl": "http://data.europa.eu/snb/eqf/99"}, {}]},
        {"creator": "https://example.org/x", "creditsAvailable": "many"},
        {"creator": {"address": "here"}, "inLanguage": 7, "name": ["a", "b"]},
        {"psr:eqfClaim": "9 (stated)", "psr:AssessmentClaim": ["x"], "dct:title": ["no language"]},
        {"endorsement": [{"issuer": {"name": {"deep": 1}}}], "tag": [1]},
    ],
)
def test_odd_values_are_findings_and_never_errors(members: dict[str, object]) -> None:
    subject = {"achievement": ACHIEVEMENT | members}
    assert reread(body(credentialSubject=subject, validFrom="yesterday")).records[0].iri == "https://example.org/ev"


def test_the_terms_of_our_extension_are_defined_in_our_ontology() -> None:
    root = Path(__file__).parents[2]
    text = (root / "app" / "interchange" / "dialects" / "openbadges" / "writer.py").read_text("utf-8")
    ontology = (root / "ontology" / "passerelle.ttl").read_text("utf-8")
    terms = set(re.findall(r'"(psr:\w+)"', text))
    assert len(terms) > 20
    assert {term for term in terms if f"\n{term}\n" not in ontology} == set()
