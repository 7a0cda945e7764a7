"""Linked data: every IRI of ours leads to what is said about it, in the form that is asked for, wherever we are."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast
from urllib.parse import urljoin, urlsplit

import pytest
from answering import answering
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pages import Page
from problems import assert_problem
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic

from app.http.service import create_service
from app.linked import Descriptions
from app.problems import GoneError, NotFoundError
from app.settings import Settings
from app.store import EmbeddedStore, create_index
from app.vocab import BASE, DEF

ROOT = Path(__file__).parents[2]
CREDENTIAL = BASE + "id/fi/106884"
ELSEWHERE = (BASE, BASE + "sparql", DEF)  # the first page, the SPARQL service, a namespace
FORMS = {"text/turtle": "turtle", "application/n-triples": "nt", "application/ld+json": "json-ld"}
ENDINGS = {"ttl": "text/turtle", "nt": "application/n-triples", "jsonld": "application/ld+json", "html": "text/html"}


def kind_of(iri: str) -> str:
    """What kind of IRI this is: `id/fi/*`, `id/fi/*/*`, `def#`, `graph`."""
    path = iri.removeprefix(BASE)
    if path.startswith("def#"):
        return "def#"
    parts = path.split("/")
    return "/".join(parts[:2]) + "/*" * (len(parts) - 2) if parts[0] == "id" else parts[0].split("#")[0]


@pytest.fixture(scope="module")
def samples(release_store: EmbeddedStore) -> dict[str, list[str]]:
    """Of every kind of IRI of ours in the release, the first, the last and one in between."""
    query = (
        "SELECT DISTINCT ?x { { ?x ?p ?o } UNION { ?s ?p ?x } FILTER (isIRI(?x)) "
        f'FILTER (STRSTARTS(STR(?x), "{BASE}")) }}'
    )
    found: dict[str, list[str]] = defaultdict(list)
    for row in release_store.select(query):
        found[kind_of(row["x"].value)].append(row["x"].value)
    for kind, iris in found.items():
        iris.sort()
        found[kind] = list(dict.fromkeys([iris[0], iris[len(iris) // 2], iris[-1]]))
    return found


def path_of(iri: str) -> str:
    return "/" + iri.removeprefix(BASE).split("#")[0]


def test_every_kind_of_iri_in_the_release_leads_to_statements_that_mention_it(
    client: TestClient, samples: dict[str, list[str]]
) -> None:
    assert len(samples) > 20
    assert {"def", "def#", "graph", "catalog", "id/fi/*", "id/fi/*/*", "id/competence/*", "id/verdict/*"} <= set(
        samples
    )
    silent = []
    for iri in (iri for iris in samples.values() for iri in iris):
        if iri not in ELSEWHERE and not iri.endswith((".nt", ".ttl")):
            response = client.get(path_of(iri), headers={"accept": "application/n-triples"})
            if response.status_code != 200 or f"<{iri}>" not in response.text:
                silent.append((response.status_code, iri))
    assert silent == []


def test_every_kind_of_iri_in_the_release_has_a_page(client: TestClient, samples: dict[str, list[str]]) -> None:
    for iris in samples.values():
        if iris[0] not in ELSEWHERE:
            response = client.get(path_of(iris[0]), headers={"accept": "text/html"})
            assert response.status_code == 200, iris[0]
            assert response.headers["content-type"] == "text/html; charset=utf-8"


def test_a_thing_is_redirected_to_its_description(client: TestClient) -> None:
    response = client.get("/id/fi/106884", follow_redirects=False)
    assert response.status_code == 303
    assert "accept" in response.headers["vary"].lower()
    assert urljoin("http://any.example/prefix/id/fi/106884", response.headers["location"]) == (
        "http://any.example/prefix/doc/fi/106884"
    )


def test_a_head_request_is_answered_like_a_get_without_the_body(client: TestClient) -> None:
    get, head = client.get("/doc/fi/106884.ttl"), client.head("/doc/fi/106884.ttl")
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["etag"] == get.headers["etag"]


@pytest.mark.parametrize("accept", FORMS)
def test_every_form_says_the_same(client: TestClient, accept: str) -> None:
    response = client.get("/doc/fi/106884", headers={"accept": accept})
    assert response.headers["content-type"].split(";")[0] == accept
    assert "accept" in response.headers["vary"].lower()
    graph = Graph().parse(data=response.text, format=FORMS[accept])
    plain = Graph().parse(data=client.get("/doc/fi/106884.nt").text, format="nt")
    assert len(plain) > 100
    assert isomorphic(graph, plain)


@pytest.mark.parametrize(("ending", "kind"), ENDINGS.items())
def test_ending_names_the_form_whatever_accept_says(client: TestClient, ending: str, kind: str) -> None:
    response = client.get(f"/doc/fi/106884.{ending}", headers={"accept": "image/png"})
    assert response.headers["content-type"].split(";")[0] == kind


def test_thing_whose_name_has_a_dot_is_not_mistaken_for_a_form(client: TestClient) -> None:
    for path in ("/doc/eu/fgas-2215-skills/7.03", "/doc/eu/fgas-2215-skills/7.03.nt"):
        text = client.get(path, headers={"accept": "application/n-triples"}).text
        assert f"<{BASE}id/eu/fgas-2215-skills/7.03>" in text


def test_form_that_is_not_offered_is_not_acceptable_naming_those_that_are(client: TestClient) -> None:
    body = assert_problem(client.get("/doc/fi/106884", headers={"accept": "image/png"}), 406)
    assert "text/turtle" in body["detail"]


def test_browser_gets_a_page(client: TestClient) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert client.get("/id/fi/106884", headers={"accept": accept}).text.startswith("<!doctype html>")


@pytest.mark.parametrize("path", ["/id/fi/106885", "/doc/fi/106885", "/doc/fi/106885.ttl", "/id/fi/106885/"])
def test_thing_that_nothing_is_said_of_is_not_found_naming_near_ones(client: TestClient, path: str) -> None:
    body = assert_problem(client.get(path), 404)
    assert CREDENTIAL in body["near"]


@pytest.mark.parametrize(
    "path",
    ["/id/", "/doc/", "/doc/%3E%20%7B%7D", "/doc/fi/x%22y", "/doc/fi/%5Cu0041", "/doc/" + "a" * 5000, "/doc/%00",
     "/doc/../../etc/passwd", "/doc/%2e%2e/%2e%2e/etc/passwd", "/doc/def/nosuch", "/graph/", "/graph/.ttl",
     "/def/nosuch", "/shape/nosuch", "/query/nosuch", "/release/nosuch", "/release/...", "/def.pdf", "/catalog.exe",
     "/doc/fi/106884?page=99"],
)  # fmt: skip
def test_address_of_nothing_is_a_problem_and_no_more(client: TestClient, path: str) -> None:
    assert_problem(client.get(path), 404)


# What a description holds


def test_description_holds_claims_outcomes_mappings_and_their_sources(client: TestClient) -> None:
    graph = Graph().parse(data=client.get("/doc/fi/106884.nt").text, format="nt")
    said = {str(subject).removeprefix(BASE) for subject in graph.subjects()}
    assert {"id/fi/106884", "id/fi/106884/workload", "id/fi/106884/outcome-3", "id/fi/eper-5410"} <= said
    assert any(name.startswith("id/mapping/") for name in said)


def test_json_ld_nests_claims_and_outcomes_with_their_sources(client: TestClient) -> None:
    document = client.get("/doc/fi/106884.jsonld").json()
    thing = document["@graph"][0]
    assert thing["id"] == "fi:106884"
    assert thing["title"]["fi"] == "Ajoneuvon korkeajännitejärjestelmän korjaustyö"
    claims = {claim["id"]: claim for claim in thing["claim"] if isinstance(claim, dict)}
    assert claims["fi:106884/workload"]["basis"] == "psr:basis-stated"
    nested = [one for claim in claims.values() for one in claim["source"] if isinstance(one, dict)]
    assert any(one["id"] == "fi:eper-5410" and one["title"] for one in [*nested, *thing["source"]] if "title" in one)
    assert all("title" in outcome for outcome in thing["learningOutcome"])


def test_json_ld_needs_nothing_from_elsewhere(client: TestClient) -> None:
    told = client.get("/doc/fi/106884.jsonld").json()["@context"]
    assert isinstance(told, dict)
    whole = client.get("/context.jsonld").json()["@context"]
    assert told.items() <= whole.items()
    assert all("@import" not in str(value) for value in whole.values())


def test_published_context_reads_what_another_system_writes_with_it(client: TestClient) -> None:
    response = client.get("/context.jsonld")
    assert response.headers["content-type"] == "application/ld+json"
    assert response.headers["access-control-allow-origin"] == "*"
    document = {
        **response.json(),
        "id": "fi:106884",
        "type": "psr:Unit",
        "validityMonths": 60,
        "awardingBody": "fi:oph",
    }
    graph = Graph().parse(data=json.dumps(document), format="json-ld")
    about = URIRef(CREDENTIAL)
    assert graph.value(about, URIRef(DEF + "awardingBody")) == URIRef(BASE + "id/fi/oph")
    months = graph.value(about, URIRef(DEF + "validityMonths"))
    assert isinstance(months, Literal)
    assert months.toPython() == 60


@pytest.mark.parametrize("path", ["/doc/policy/employment", "/doc/competence", "/graph/release", "/shape/in-001",
                                  "/query/cq-01", "/doc/fr/aptitude-v", "/catalog", "/def"])  # fmt: skip
def test_json_ld_reads_back_to_the_same_statements(client: TestClient, path: str) -> None:
    plain = client.get(path, headers={"accept": "application/n-triples"})
    compact = client.get(path, headers={"accept": "application/ld+json"})
    one = Graph().parse(data=plain.text, format="nt")
    assert len(one) > 5
    assert isomorphic(one, Graph().parse(data=compact.text, format="json-ld"))


def test_what_points_to_a_thing_comes_a_page_at_a_time_and_is_whole(release: Path) -> None:
    store = EmbeddedStore(release / "index")
    descriptions = Descriptions(store, 7)
    iri = BASE + "id/competence/high-voltage-isolation"
    first = descriptions.describe(iri)
    assert len(first.incoming) == 7
    pages = [descriptions.describe(iri, page).incoming for page in range(1, first.pages + 1)]
    together = [triple for page in pages for triple in page]
    assert len(together) == len(set(together)) == first.total > 14
    with pytest.raises(NotFoundError):
        descriptions.describe(iri, first.pages + 1)


def test_number_of_incoming_statements_is_a_setting(release: Path) -> None:
    settings = Settings(root=ROOT, build=release.parents[1], incoming_links=3, query_workers=1)
    with TestClient(create_service(settings)) as client:
        response = client.get("/doc/competence/high-voltage-isolation.nt")
    described = Descriptions(EmbeddedStore(release / "index"), 3).describe(
        BASE + "id/competence/high-voltage-isolation"
    )
    assert len(described.incoming) == 3
    assert len(response.text.splitlines()) == len(described.triples)
    assert '<?page=2>; rel="next"' in response.headers["link"]


# Withdrawn things


@pytest.fixture
def withdrawn(tmp_path: Path) -> Descriptions:
    """A small graph with a thing of which only the note is left that it was withdrawn, and one that is deprecated."""
    owl, dct = "http://www.w3.org/2002/07/owl#", "http://purl.org/dc/terms/"
    true = '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'
    lines = [
        f"<{BASE}id/zz/gone> <{owl}deprecated> {true}",
        f"<{BASE}id/zz/gone> <{dct}isReplacedBy> <{BASE}id/zz/new>",
        f"<{BASE}id/zz/old> <{owl}deprecated> {true}",
        f'<{BASE}id/zz/old> <{dct}title> "Old card"@en',
    ]
    dump = tmp_path / "graph.nq"
    dump.write_text("".join(f"{line} <{BASE}graph/zz> .\n" for line in lines), "utf-8")
    create_index(tmp_path / "index", [dump])
    return Descriptions(EmbeddedStore(tmp_path / "index"))


def test_withdrawn_thing_without_a_description_is_gone_naming_what_replaced_it(withdrawn: Descriptions) -> None:
    with pytest.raises(GoneError) as caught:
        withdrawn.describe(BASE + "id/zz/gone")
    assert caught.value.replaced_by == (BASE + "id/zz/new",)


def test_gone_thing_is_a_problem_that_names_its_successor(withdrawn: Descriptions, release: Path) -> None:
    with TestClient(create_service(Settings(root=ROOT, build=release.parents[1], query_workers=1))) as client:
        app = cast(FastAPI, client.app)
        changed = replace(app.state.service, linked=withdrawn)
        with answering(client, changed):
            assert_problem(client.get("/doc/zz/gone"), 410, replaced_by=[BASE + "id/zz/new"])
            assert "No longer current" in client.get("/doc/zz/old").text


def test_deprecated_thing_keeps_its_description(withdrawn: Descriptions) -> None:
    assert len(withdrawn.describe(BASE + "id/zz/old").about) == 2


def test_page_of_a_superseded_credential_says_so_and_leads_to_its_successor(client: TestClient) -> None:
    replaced = "<http://purl.org/dc/terms/isReplacedBy>"
    query = f"SELECT ?old ?new {{ ?old <{DEF}status> <{DEF}status-superseded> ; {replaced} ?new }}"
    row = client.get("/sparql", params={"query": query}).json()["results"]["bindings"][0]
    page = Page(client.get(path_of(row["old"]["value"])).text)
    assert "No longer current. Replaced by" in page.text
    assert any(link.endswith(row["new"]["value"].removeprefix(BASE + "id/")) for link in page.links)


# The vocabulary, rules and questions


def test_anchor_of_every_term_is_its_name(client: TestClient) -> None:
    page = client.get("/def", headers={"accept": "text/html"}).text
    graph = Graph().parse(data=client.get("/def.nt").text, format="nt")
    names = {str(subject).removeprefix(DEF) for subject in graph.subjects() if str(subject).startswith(DEF)}
    assert len(names) > 300
    assert {name for name in names if f'id="{name}"' not in page} == set()
    assert '<html lang="en">' in page


def test_ontology_is_served_by_its_version_iri_too(client: TestClient) -> None:
    graph = Graph().parse(data=client.get("/def.ttl").text, format="turtle")
    version = graph.value(URIRef(BASE + "def"), URIRef("http://www.w3.org/2002/07/owl#versionIRI"))
    response = client.get(path_of(str(version)), headers={"accept": "text/turtle"})
    assert response.text == client.get("/def.ttl").text


def test_term_by_a_path_leads_to_its_page(client: TestClient) -> None:
    response = client.get("/def/outcome-full")
    assert response.url.path == "/doc/def/outcome-full"
    assert "What points here" in response.text or "Everything else" in response.text


def test_rule_is_served_as_it_is_written(client: TestClient) -> None:
    served = Graph().parse(data=client.get("/shape/in-001", headers={"accept": "text/turtle"}).text, format="turtle")
    assert isomorphic(served, Graph().parse(ROOT / "shapes" / "in-001-claim-is-sourced.ttl", format="turtle"))


def test_question_is_an_executable_whose_parameters_are_those_of_its_text(client: TestClient) -> None:
    sh = "http://www.w3.org/ns/shacl#"
    graph = Graph().parse(data=client.get("/query/cq-01.ttl").text, format="turtle")
    about = URIRef(BASE + "query/cq-01")
    text = str(graph.value(about, URIRef(sh + "select")))
    names = {str(graph.value(one, URIRef(sh + "name"))) for one in graph.objects(about, URIRef(sh + "parameter"))}
    assert names == {"held", "competence", "from"}
    assert all(f"${name}" in text for name in names)
    declared = [one for node in graph.objects(about, URIRef(sh + "prefixes")) for one in
                graph.objects(node, URIRef(sh + "declare"))]  # fmt: skip
    told = {f"{graph.value(one, URIRef(sh + 'prefix'))}: <{graph.value(one, URIRef(sh + 'namespace'))}>"
            for one in declared}  # fmt: skip
    assert told == {line.removeprefix("PREFIX ") for line in text.splitlines() if line.startswith("PREFIX ")} != set()


def test_question_leads_people_to_its_page(client: TestClient) -> None:
    response = client.get("/query/cq-01", headers={"accept": "text/html"}, follow_redirects=False)
    assert response.status_code == 303
    assert response.headers["location"] == "../queries/cq-01"


# Pages


@pytest.mark.parametrize("path", ["/doc/fi/106884", "/doc/policy/employment", "/graph/mappings/fi/credentials",
                                  "/catalog", "/shape/in-001", "/doc/eu/fgas-2215-skills"])  # fmt: skip
def test_page_is_accessible_and_loads_only_our_own_style(client: TestClient, path: str) -> None:
    response = client.get(path, headers={"accept": "text/html"})
    page = Page(response.text)
    assert page.tags.count("h1") == 1
    assert page.attributes("html")[0]["lang"] == "en"
    assert all("scope" in one for one in page.attributes("th"))
    assert not {"script", "iframe", "img", "style"} & set(page.tags)
    assert all(not urlsplit(one).netloc for one in page.loaded)
    assert all(client.get(urljoin(path, one)).status_code == 200 for one in page.loaded)
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "script-src" not in policy
    assert response.headers["x-content-type-options"] == "nosniff"


def test_page_of_a_credential_shows_claims_with_basis_confidence_and_sources(client: TestClient) -> None:
    page = Page(client.get("/doc/fi/106884").text)
    row = next(row for row in page.rows if row[0] == "workload")
    assert "Finnish competence points" in row[1]
    assert "15" in row[1]
    assert row[2:4] == ["stated", "high"]
    assert any(link.endswith("doc/fi/eper-5410") for link in page.links)


def test_page_of_a_credential_shows_outcomes_with_mapped_competences(client: TestClient) -> None:
    page = Page(client.get("/doc/fi/106884").text)
    row = next(row for row in page.rows if row[0] == "use an insulation resistance meter")
    assert row[1:] == ["insulation resistance measurement", "close match", "0.95"]


def test_names_in_other_languages_are_marked_as_such(client: TestClient) -> None:
    text = client.get("/doc/fi/106884").text
    assert '<span lang="fi">Ajoneuvon korkeajännitejärjestelmän korjaustyö</span>' in text


@pytest.mark.parametrize("path", ["/doc/fi/106884", "/doc/competence/high-voltage-isolation", "/graph/inferred",
                                  "/catalog", "/shape/in-001"])  # fmt: skip
def test_every_link_of_a_page_to_ourselves_leads_somewhere(client: TestClient, path: str) -> None:
    page = Page(client.get(path, headers={"accept": "text/html"}).text)
    own = {link for link in page.links if not urlsplit(link).netloc and not link.startswith("#")}
    assert len(own) > 5
    assert not [link for link in own if link.startswith("/")]
    broken = {link: code for link in own if (code := client.head(urljoin(path, link)).status_code) not in (200, 405)}
    assert broken == {}


def test_form_for_comparing_leads_to_the_statement(client: TestClient) -> None:
    page = Page(client.get("/doc/fi/106884").text)
    assert urljoin("/doc/fi/106884", page.attributes("form")[0]["action"] or "") == "/compare"
    given = {one["name"]: one.get("value") for one in page.attributes("input")}
    assert given["source"] == "fi/106884"


def test_text_of_the_graph_cannot_become_markup(tmp_path: Path, release: Path) -> None:
    title = '"<script>alert(1)</script>"@en'
    dump = tmp_path / "graph.nq"
    lines = [
        f"<{BASE}id/zz/x> <http://purl.org/dc/terms/title> {title}",
        f"<{BASE}id/zz/x> <http://xmlns.com/foaf/0.1/page> <javascript:alert(1)>",
    ]
    dump.write_text("".join(f"{line} <{BASE}graph/zz> .\n" for line in lines), "utf-8")
    create_index(tmp_path / "index", [dump])
    with TestClient(create_service(Settings(root=ROOT, build=release.parents[1], query_workers=1))) as client:
        app = cast(FastAPI, client.app)
        changed = replace(app.state.service, linked=Descriptions(EmbeddedStore(tmp_path / "index")))
        with answering(client, changed):
            text = client.get("/doc/zz/x").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script" not in text
    assert 'href="javascript' not in text


@pytest.mark.parametrize("path", ["/id/fi/106884", "/doc/fi/106884.ttl", "/catalog.jsonld", "/graph/inferred.nt"])
def test_pages_of_other_origins_may_read_what_is_public(client: TestClient, path: str) -> None:
    response = client.get(path, headers={"origin": "https://other.example"}, follow_redirects=False)
    assert response.headers["access-control-allow-origin"] == "*"


# Caches


@pytest.mark.parametrize("path", ["/doc/fi/106884", "/doc/fi/106884.nt", "/catalog", "/def", "/context.jsonld"])
def test_client_that_has_the_answer_is_told_so(client: TestClient, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_the_same_question_gives_the_same_bytes(client: TestClient) -> None:
    for path in ("/doc/fi/106884.ttl", "/doc/fi/106884.jsonld", "/doc/fi/106884.html"):
        digests = {hashlib.sha256(client.get(path).content).hexdigest() for _ in range(3)}
        assert len(digests) == 1


# Wherever the service is mounted


@pytest.fixture(scope="module")
def mounted(release: Path) -> Iterator[TestClient]:
    """The service below `/passerelle` of another one."""
    inner = create_service(Settings(root=ROOT, build=release.parents[1], query_workers=1))
    outer = FastAPI(lifespan=lambda _: inner.router.lifespan_context(inner))
    outer.mount("/passerelle", inner)
    with TestClient(outer) as client:
        yield client


@pytest.mark.parametrize("path", ["/doc/fi/106884", "/graph/mappings/fi/credentials", "/catalog", "/shape/in-001"])
def test_pages_hold_under_a_path_prefix(mounted: TestClient, path: str) -> None:
    place = "/passerelle" + path
    page = Page(mounted.get(place, headers={"accept": "text/html"}).text)
    own = [urljoin(place, link) for link in (*page.links, *page.loaded) if not urlsplit(link).netloc]
    assert own
    assert [link for link in own if not link.startswith("/passerelle")] == []
    assert all(mounted.head(link).status_code in (200, 405) for link in own[:12])


@pytest.mark.parametrize("path", ["/id/fi/106884", "/id/fi%2F106884", "/def/Claim", "/downloads/SHA256SUMS"])
def test_redirects_hold_under_a_path_prefix(mounted: TestClient, path: str) -> None:
    response = mounted.get("/passerelle" + path)
    assert response.status_code == 200
    assert response.url.path.startswith("/passerelle/")


def test_statements_are_the_same_under_a_path_prefix(mounted: TestClient, client: TestClient) -> None:
    for path in ("/doc/fi/106884.nt", "/catalog.ttl", "/def.jsonld"):
        assert mounted.get("/passerelle" + path).content == client.get(path).content


def test_lists_link_to_their_pages_under_a_path_prefix(mounted: TestClient) -> None:
    link = mounted.get("/passerelle/api/v1/credentials").headers["link"]
    assert link.startswith("</passerelle/api/v1/credentials?page=1>")


def test_public_address_is_used_where_it_is_set_and_the_host_header_never(release: Path) -> None:
    settings = Settings(root=ROOT, build=release.parents[1], base_url="https://data.example/p/", query_workers=1)
    with TestClient(create_service(settings)) as client:
        headers = {"host": "evil.example", "x-forwarded-host": "evil.example"}
        moved = client.get("/id/fi/106884", headers=headers, follow_redirects=False)
        assert moved.headers["location"] == "https://data.example/p/doc/fi/106884"
        text = client.get("/doc/fi/106884.html", headers=headers).text
        assert 'href="https://data.example/p/static/passerelle.css"' in text
        assert f"<{CREDENTIAL}>" in client.get("/doc/fi/106884.nt").text


@pytest.mark.parametrize("path", ["/doc/fi/106884", "/catalog", "/def", "/", "/docs", "/graph/inferred"])
def test_host_header_comes_back_in_no_page_and_no_header(client: TestClient, path: str) -> None:
    response = client.get(path, headers={"host": "evil.example", "x-forwarded-host": "evil.example"})
    assert response.status_code == 200
    assert "evil.example" not in response.text
    assert "evil.example" not in str(response.headers)
