"""Every error is a problem document (RFC 9457) that names what is wrong and tells nothing of the inside."""

import pytest
from fastapi.testclient import TestClient
from problems import assert_problem

from app.http.service import create_service
from app.settings import Settings

FOREVER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.mark.parametrize("path", ["/nosuch", "/api/v1/nosuch", "/api/v2/credentials", "/api/v1/credentials/fi/a/b"])
def test_address_that_does_not_exist_is_not_found(client: TestClient, path: str) -> None:
    assert_problem(client.get(path), 404)


@pytest.mark.parametrize("path", ["/api/v1/credentials/..%2f..%2fetc/passwd", "/swagger/..%2f..%2fapp%2fcli.py"])
def test_address_that_climbs_out_of_the_service_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_thing_that_does_not_exist_is_not_found_naming_parameter_value_and_near_matches(client: TestClient) -> None:
    body = assert_problem(client.get("/api/v1/credentials/ie/5n1607-enginering-drawing"), 404, parameter="slug")
    assert "ie/5n1607-engineering-drawing" in body["near"]
    assert "ie/5n1607-enginering-drawing" in body["value"]


def test_beginning_of_an_id_is_near_to_the_ids_that_begin_so(client: TestClient) -> None:
    body = assert_problem(client.get("/api/v1/credentials/ie/5n1607"), 404)
    assert "ie/5n1607-engineering-drawing" in body["near"]


def test_thing_that_nothing_resembles_is_not_found_without_near_matches(client: TestClient) -> None:
    assert_problem(client.get("/api/v1/credentials/zz/qqqqqqqqqqqqqqqq"), 404, near=[])


@pytest.mark.parametrize("path", ["/", "/api/v1/credentials", "/api/v1/credentials/fi/106884", "/api/v1/queries"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_method_that_writes_is_refused_and_told_what_is_allowed(client: TestClient, path: str, method: str) -> None:
    response = client.request(method, path)
    assert_problem(response, 405)
    assert "GET" in response.headers["allow"]


def test_unusable_parameter_is_named_with_its_value(client: TestClient) -> None:
    body = assert_problem(client.get("/api/v1/credentials?eqf=12"), 422, parameter="eqf", value="12")
    assert body["title"] == "Unusable parameter"
    assert "eqf" in body["detail"]


def test_value_comes_back_as_text_not_as_markup(client: TestClient) -> None:
    response = client.get("/api/v1/credentials", params={"kind": "<script>alert(1)</script>"})
    assert_problem(response, 422, parameter="kind", value="<script>alert(1)</script>")


def test_unusable_query_is_refused(client: TestClient) -> None:
    assert assert_problem(client.get("/sparql", params={"query": "SELECT"}), 400)["title"] == "Unusable query"


def test_query_that_takes_too_long_is_stopped_and_says_when_to_come_back(client: TestClient) -> None:
    body = assert_problem(client.get("/sparql", params={"query": FOREVER}), 503)
    assert "2 seconds" in body["detail"]


def test_long_values_are_not_echoed_in_full(client: TestClient) -> None:
    response = client.get("/api/v1/credentials", params={"kind": "k" * 30_000})
    assert len(assert_problem(response, 422, parameter="kind")["detail"]) < 1000


def test_long_value_of_an_unknown_parameter_is_not_echoed_in_full(client: TestClient) -> None:
    assert len(client.get("/api/v1/credentials", params={"nosuch": "k" * 30_000}).text) < 2000


def test_failure_of_ours_tells_nothing_of_the_inside() -> None:
    service = create_service(Settings())

    @service.get("/broken")
    def broken() -> None:
        raise RuntimeError("secret: /srv/passerelle/app/broken.py")

    response = TestClient(service, raise_server_exceptions=False).get("/broken")
    assert_problem(response, 500)
    assert "secret" not in response.text


@pytest.mark.parametrize("path", ["/api/v1/recognition", "/api/v1/policy-lab"])
def test_a_body_beyond_the_limit_is_refused_unread(client: TestClient, path: str) -> None:
    body = b'{"source": "' + b"x" * 2_000_000 + b'"}'
    response = client.post(path, content=body, headers={"Content-Type": "application/json"})
    assert_problem(response, 413)
