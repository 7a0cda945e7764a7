"""The pages on quality: countries and rules, one rule with its records, a record's readiness, and the form."""

import csv
import io
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from pages import Page
from rdflib import Graph
from validation import RECORD

from app.http.service import create_service
from app.settings import Settings
from app.web.rule import SIZE
from app.web.texts import LANGUAGES, words
from app.web.validated import SHOWN

HTML = {"accept": "text/html"}
ROOT = Path(__file__).parents[2]
API = "/api/v1/quality"
PREFIXES = "".join(line + "\n" for line in RECORD.splitlines() if line.startswith("PREFIX"))


def page_of(client: TestClient, path: str, **params: str) -> Page:
    response = client.get(path, params=params or None, headers=HTML)
    assert response.status_code == 200, response.text[:500]
    return Page(response.text)


def got(client: TestClient, path: str, **params: str) -> Any:
    response = client.get(API + path, params=params)
    assert response.status_code == 200, response.text
    return response.json()


def send(client: TestClient, file: tuple[str, bytes, str] | None = None, **fields: Any) -> Response:
    """Post the form as a browser does: every field is a part, and a file that is not chosen an empty one."""
    files = {"file": file or ("", b"", "application/octet-stream")}
    return client.post("/quality/validate", files=files, data={"text": "", **fields}, headers=HTML)


def catalogue(number: int) -> str:
    """A document with so many records."""
    record = '<https://school.example/{n}> a psr:MicroCredential ; dct:title "Step {n}"@en .\n'
    return PREFIXES + "".join(record.format(n=one) for one in range(number))


def rules_of(page: Page) -> list[str]:
    return [found[0] for link in page.links if (found := re.findall(r"shape/(qa-\d+)", link))]


def refused(response: Response, status: int) -> Page:
    assert response.status_code == status, response.text[:500]
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    return Page(response.text)


def test_countries_are_shown_with_the_readiness_and_shares_of_the_results(client: TestClient) -> None:
    told = {one["country"]: one for one in got(client, "")["countries"]}
    rows = {row[0]: row for row in page_of(client, "/quality").rows}
    for name, code in (("Portugal", "PRT"), ("Finland", "FIN"), ("United States", "USA")):
        counts = told[code]["counts"]
        every = counts["passed"] + counts["failed"] + counts["unknown"]
        shares = [f"{counts[one] / every:.0%}" for one in ("passed", "failed", "unknown")]
        assert rows[name][1:3] == [str(counts["credentials"]), f"{told[code]['readiness']:.2f}"]
        assert rows[name][4:7] == shares


def test_every_rule_is_listed_with_its_results(client: TestClient) -> None:
    rules = got(client, "/rules")["items"]
    page = page_of(client, "/quality")
    assert rules_of(page) == [one["id"] for one in rules]
    rows = {row[0][:6]: row for row in page.rows if re.match(r"qa-\d+", row[0])}
    for one in rules:
        assert rows[one["id"]][4:] == [str(one["counts"][name]) for name in ("passed", "failed", "unknown")]
        assert one["message"] in rows[one["id"]][0]


@pytest.mark.parametrize(
    "asked",
    [{"rule_set": "national", "severity": "violation"}, {"jurisdiction": "PRT"}, {"kind": "Licence"},
     {"failing": "true", "rule_set": "annex-i"}],
)  # fmt: skip
def test_filters_and_downloads_of_the_list_are_those_of_the_api(client: TestClient, asked: dict[str, str]) -> None:
    wanted = [one["id"] for one in got(client, "/rules", **asked)["items"]]
    page = page_of(client, "/quality", **asked)
    assert rules_of(page) == wanted
    assert 0 < len(wanted) < got(client, "/rules")["total"]
    link = next(link for link in page.links if "format=csv" in link)
    rows = list(csv.DictReader(io.StringIO(client.get(urljoin("/quality", link)).text)))
    assert [row["id"] for row in rows] == wanted
    assert all(row["law"] and row["message"] and row["remedy"] and row["passed"].isdigit() for row in rows)


def test_filters_that_nothing_fits_say_so_and_unknown_values_are_refused(client: TestClient) -> None:
    assert words("en")["quality"]["none"] in page_of(client, "/quality", jurisdiction="PRT", rule_set="annex-i").text
    for name in ("rule_set", "severity", "jurisdiction", "kind", "lang", "nosuch"):
        page = refused(client.get("/quality", params={name: "zz"}, headers=HTML), 422)
        assert name in page.text


@pytest.mark.parametrize("name", ["qa-001", "qa-006", "qa-084"])
def test_page_of_a_rule_says_what_the_rule_says(client: TestClient, name: str) -> None:
    rule, page = got(client, f"/rules/{name}"), page_of(client, f"/shape/{name}")
    for part in ("label", "message", "remedy", "rationale", "law", "iri"):
        assert " ".join(rule[part].split()) in page.text, part
    for law in rule["sources"]:
        assert law["title"] in page.text
        assert law["url"] in page.links
    assert f"weighs {rule['weight']}" in page.text
    assert {f"{name}.ttl", f"{name}.jsonld", f"{name}.nt"} <= set(page.links)
    assert page.tags.count("details") == 1
    turtle = client.get(f"/shape/{name}", headers={"accept": "text/turtle"})
    assert turtle.headers["content-type"].startswith("text/turtle")
    assert "psr:QualityShape" in page.text


def test_page_of_a_rule_says_where_and_on_what_condition_it_holds(client: TestClient) -> None:
    finnish, everywhere = page_of(client, "/shape/qa-084"), page_of(client, "/shape/qa-006")
    condition = words("en")["quality"]["conditional"]
    assert "Holds in Finland" in finnish.text
    assert condition in finnish.text
    assert "Holds in everywhere" in everywhere.text
    assert condition not in everywhere.text
    union = next(one["id"] for one in got(client, "/rules", jurisdiction="EUR")["items"])
    assert "Holds in European Union" in page_of(client, f"/shape/{union}").text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_of_rules_speak_five_languages(client: TestClient, lang: str) -> None:
    rule, page = got(client, "/rules/qa-006", lang=lang), page_of(client, "/shape/qa-006", lang=lang)
    assert rule["message"] in page.text
    assert rule["remedy"] in page.text
    assert page.attributes("html")[0]["lang"] == lang
    assert words(lang)["quality"]["remedy"] in page.text
    listed = page_of(client, "/quality", lang=lang)
    assert rule["message"] in listed.text
    assert [one["hreflang"] for one in listed.attributes("a") if one.get("hreflang")] == list(LANGUAGES)
    asked = client.get("/shape/qa-006", headers={**HTML, "accept-language": lang})
    assert rule["message"] in Page(asked.text).text
    assert {"Accept", "Accept-Language"} <= set(asked.headers["vary"].split(", "))


def test_records_that_fail_a_rule_are_linked_and_can_be_downloaded(client: TestClient) -> None:
    found = got(client, "/rules/qa-006/records")
    page = page_of(client, "/shape/qa-006")
    assert found["total"] == got(client, "/rules/qa-006")["counts"]["failed"] > 0
    assert [link for link in page.links if "/doc/" in link and any(link.endswith(one["id"]) for one in found["items"])]
    shown = [row for row in page.rows if row[0] in {one["title"] for one in found["items"]}]
    assert len(shown) == found["total"]
    query = """PREFIX psr: <https://w3id.org/passerelle/def#> PREFIX shape: <https://w3id.org/passerelle/shape/>
        SELECT ?c { ?r psr:ofRule shape:qa-006 ; psr:ruleOutcome psr:result-fail ; psr:ofCredential ?c }"""
    rows = client.get("/sparql", params={"query": query}).json()["results"]["bindings"]
    assert {row["c"]["value"] for row in rows} == {one["iri"] for one in found["items"]}
    link = next(link for link in page.links if "format=csv" in link)
    told = list(csv.DictReader(io.StringIO(client.get(urljoin("/shape/qa-006", link)).text)))
    assert [row["iri"] for row in told] == [one["iri"] for one in found["items"]]


def test_long_lists_of_records_come_a_page_at_a_time(client: TestClient) -> None:
    every = [one["iri"].split("/id/")[1] for one in got(client, "/rules/qa-006/records", outcome="pass")["items"]]
    assert len(every) > SIZE
    path, seen = "/shape/qa-006?outcome=pass", []
    while path:
        page = page_of(client, path)
        seen += [link.split("doc/")[1] for link in page.links if link.split("doc/")[-1] in every]
        nexts = [one["href"] for one in page.attributes("a") if one.get("rel") == "next"]
        path = urljoin("/shape/qa-006", nexts[0] or "") if nexts else ""
    assert seen == every
    assert client.get("/shape/qa-006?outcome=pass&page=99", headers=HTML).status_code == 404


@pytest.mark.parametrize("query", ["outcome=zz", "outcome=not-applicable", "page=0", "lang=de"])
def test_page_of_a_rule_refuses_what_it_does_not_have(client: TestClient, query: str) -> None:
    assert client.get(f"/shape/qa-006?{query}", headers=HTML).status_code == 422


def test_rule_that_no_record_meets_says_so(client: TestClient) -> None:
    page = page_of(client, "/shape/qa-001")
    assert words("en")["quality"]["no_results"] in page.text
    assert "table" not in page.tags


def test_other_forms_and_other_shapes_are_as_they_were(client: TestClient) -> None:
    by_accept = Graph().parse(data=client.get("/shape/qa-006", headers={"accept": "text/turtle"}).text, format="turtle")
    by_suffix = Graph().parse(data=client.get("/shape/qa-006.ttl").text, format="turtle")
    assert len(by_accept) == len(by_suffix) > 10
    assert "sh:NodeShape" in page_of(client, "/shape/in-001").text


def test_page_of_a_credential_tells_its_readiness_and_what_it_fails_by_which_law(client: TestClient) -> None:
    told = got(client, "/credentials/es/ce-vhe-medio")
    page = page_of(client, "/doc/es/ce-vhe-medio")
    assert f"{told['readiness']:.2f}" in page.text
    for step in told["complete"]:
        assert f"{step['label']} (up to {step['gain']:.2f}" in page.text
    failed = [one for one in told["results"] if one["outcome"] == "fail"]
    assert failed
    for one in failed:
        assert one["label"] in page.text
        assert one["remedy"] in page.text
        assert one["law"] in page.text
    link = next(link for link in page.links if "api/v1/quality/" in link)
    assert client.get(urljoin("/doc/es/ce-vhe-medio", link)).json()["readiness"] == told["readiness"]
    spanish = got(client, "/credentials/es/ce-vhe-medio", lang="es")["results"]
    remedy = next(one["remedy"] for one in spanish if one["outcome"] == "fail")
    assert remedy in page_of(client, "/doc/es/ce-vhe-medio", lang="es").text


def test_page_of_what_is_no_credential_says_nothing_of_quality(client: TestClient) -> None:
    for path in ("/doc/eu/mc-rec-2022", "/doc/policy/employment", "/doc/competence/high-voltage-isolation"):
        assert "Readiness" not in page_of(client, path).text


def test_text_that_is_sent_is_judged_as_the_api_judges_it(client: TestClient) -> None:
    response = send(client, text=RECORD, rules=["annex-i", "national"], lang="pt")
    assert response.status_code == 200, response.text[:500]
    told = client.post(f"{API}/validate?lang=pt&rules=annex-i,national", content=RECORD,
                       headers={"Content-Type": "text/turtle"}).json()  # fmt: skip
    page = Page(response.text)
    (record,) = told["records"]
    assert rules_of(page) == [one["rule"] for one in record["findings"]]
    for one in record["findings"]:
        assert one["remedy"] in page.text
        assert one["message"] in page.text
        assert one["law"] in page.text
    assert "somebody looked" in page.text
    assert page.attributes("html")[0]["lang"] == "pt"
    assert words("pt")["rule_sets"]["european"] not in page.text
    assert all("lang=pt" in link for link in page.links if "shape/qa" in link)
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", ["record.ttl", "record.TTL", "record", "record.txt"])
def test_file_that_is_sent_is_read_by_its_ending_or_its_content(client: TestClient, name: str) -> None:
    response = send(client, (name, RECORD.encode(), "application/vnd.ms-excel"))
    assert response.status_code == 200, response.text[:500]
    assert "High voltage, first step" in Page(response.text).text


def test_badge_that_is_sent_as_json_is_recognised(client: TestClient) -> None:
    badge = {"@context": ["https://www.w3.org/ns/credentials/v2",
                          "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
             "id": "https://school.example/badge", "type": ["Achievement"], "name": "Isolating a battery",
             "description": "d", "criteria": {"narrative": "n"}}  # fmt: skip
    response = send(client, text=json.dumps(badge))
    assert response.status_code == 200, response.text[:500]
    assert "Isolating a battery" in Page(response.text).text


def test_form_without_a_document_is_shown_again_with_what_is_missing(client: TestClient) -> None:
    page = refused(send(client, text=" \n", lang="fi", rules="annex-i"), 422)
    assert words("fi")["validate"]["missing"] in page.text
    checked = [one["value"] for one in page.attributes("input") if "checked" in one]
    assert checked == ["annex-i"]


LONG = b"<urn:a> <urn:b> <urn:c> .\n" * 45_000
ALL_AND_MORE = [f"annex-{number}" for number in range(200)]


@pytest.mark.parametrize(
    ("file", "fields", "status", "cause"),
    [
        (("a.json", b'{"a": ', ""), {}, 400, "breaks off"),
        (("a.json", b"[" * 2000, ""), {}, 413, "nested deeper than 32 levels"),
        (("a.json", b"PK\x03\x04....", ""), {}, 415, "packed archive"),
        (("a.rdf", b"<rdf:RDF/>", ""), {}, 415, "is XML"),
        (("a.ttl", "é".encode("latin-1"), ""), {}, 400, "not UTF-8"),
        (("a.ttl", LONG, ""), {}, 413, "longer than"),
        (None, {"text": LONG.decode()}, 413, "longer than"),
        (None, {"text": "a\x00b"}, 400, "NUL"),
        (("a.ttl", b"x", ""), {"text": "y"}, 422, "send one of them"),
        (None, {"text": RECORD, "rules": "mine"}, 422, "rules"),
        (None, {"text": RECORD, "lang": "de"}, 422, "lang"),
        (None, {"text": RECORD, "type": "rdfxml"}, 422, "type"),
        (None, {"text": [RECORD, RECORD]}, 422, "more than once"),
        (None, {"text": RECORD, "shapes": "mine"}, 422, "shapes"),
        (None, {"text": RECORD, "rules": ALL_AND_MORE}, 400, "Too many fields"),
    ],
)
def test_document_that_cannot_be_used_is_refused_on_a_page_with_the_cause(
    client: TestClient, file: tuple[str, bytes, str] | None, fields: dict[str, Any], status: int, cause: str
) -> None:
    assert cause in refused(send(client, file, **fields), status).text


@pytest.mark.parametrize(
    "content_type",
    ["application/x-www-form-urlencoded", "text/turtle", "", "multipart/form-data; boundary=x; charset=punycode"],
)
def test_only_the_coding_of_the_form_is_taken_apart(client: TestClient, content_type: str) -> None:
    headers = {**HTML, "content-type": content_type}
    assert "multipart/form-data" in refused(client.post("/quality/validate", content=b"a=b", headers=headers), 415).text


def test_form_that_is_broken_off_is_refused(client: TestClient) -> None:
    for content_type in ("multipart/form-data", "multipart/form-data; boundary=x"):
        headers = {**HTML, "content-type": content_type}
        response = client.post("/quality/validate", content=b"--y\r\n\xff", headers=headers)
        assert refused(response, 400).text


def test_machines_are_told_of_refusals_in_json(client: TestClient) -> None:
    files = {"file": ("a.json", b"{", "")}
    response = client.post("/quality/validate", files=files, headers={"accept": "application/json"})
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7 * 191 }}"])
def test_nothing_that_is_sent_becomes_markup(client: TestClient, hostile: str) -> None:
    written = hostile.replace('"', '\\"')
    text = RECORD.replace("High voltage", written).replace("somebody looked", written)
    answers = [
        send(client, text=text), send(client, text="<urn:a> " + hostile), send(client, (hostile, b"{", "")),
        send(client, text=RECORD, lang=hostile), send(client, text=RECORD, rules=hostile),
    ]  # fmt: skip
    assert answers[0].status_code == 200
    for one in answers:
        page = Page(one.text)
        assert not {"script", "img"} & set(page.tags)
        assert "1337" not in one.text
        assert "script-src" not in one.headers["content-security-policy"]


def test_catalogue_of_many_records_is_shown_in_part_and_says_so(client: TestClient) -> None:
    page = Page(send(client, text=catalogue(SHOWN + 5), rules="annex-i").text)
    assert f"first {SHOWN} of {SHOWN + 5} records" in page.text
    assert page.tags.count("h2") == SHOWN


def test_document_that_takes_too_long_is_stopped_and_told_on_a_page(release: Path) -> None:
    settings = Settings(root=ROOT, build=release.parents[1], query_workers=1, document_seconds=0.2)
    with TestClient(create_service(settings)) as hurried:
        response = send(hurried, text=catalogue(8000))
    assert "deadline" in refused(response, 503).text
    assert int(response.headers["retry-after"]) > 0


def test_pages_lead_to_each_other_under_a_path_prefix(release: Path) -> None:
    settings = Settings(root=ROOT, build=release.parents[1], query_workers=1)
    with TestClient(create_service(settings), base_url="http://testserver", root_path="/p") as mounted:
        for path in ("/p/quality", "/p/shape/qa-006", "/p/quality/validate"):
            page = page_of(mounted, path)
            own = {urljoin(path, link) for link in page.links if not urlsplit(link).netloc}
            assert own and all(link.startswith("/p/") for link in own), path
        actions = [urljoin("/p/quality/validate", one["action"] or "") for one in page.attributes("form")]
        assert actions == ["/p/quality/validate"]
