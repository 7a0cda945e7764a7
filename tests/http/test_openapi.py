"""The OpenAPI document is kept: what is generated from it is answered as it says, and nothing fails on our side.

schemathesis makes requests, right and wrong ones, from the document; the seed is fixed, so that a failure comes back.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from real_servers import ROOT, served
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from app.http.service import create_service
from app.settings import Settings

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
    response_headers_conformance, unsupported_method,
]  # fmt: skip


@schemathesis.serializer("application/sparql-query", "application/x-ndjson")
def as_text(_: Any, value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


@pytest.fixture(scope="module")
def address(release: Path) -> Iterator[str]:
    environment = {
        "PASSERELLE_ROOT": str(ROOT), "PASSERELLE_BUILD": str(release.parents[1]), "PASSERELLE_QUERY_SECONDS": "5",
    }  # fmt: skip
    with served(environment=environment) as found:
        yield found


schema = schemathesis.openapi.from_dict(create_service(Settings()).openapi())


@schema.parametrize()
@settings(
    max_examples=10,
    derandomize=True,
    database=None,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_operation_answers_as_the_document_says(case: schemathesis.Case, address: str) -> None:
    case.call_and_validate(base_url=address, checks=CHECKS, timeout=60)


def test_document_tells_the_forms_of_a_result_and_of_a_refusal(address: str) -> None:
    found = httpx2.get(f"{address}/openapi.json").json()["paths"]["/sparql"]
    for operation in (found["get"], found["post"]):
        told = operation["responses"]
        assert {"application/sparql-results+json", "text/csv", "text/turtle"} <= told["200"]["content"].keys()
        assert "application/problem+json" in told["4XX"]["content"]
        assert "application/problem+json" in told["5XX"]["content"]
    assert {"application/sparql-query", "application/x-www-form-urlencoded"} == found["post"]["requestBody"][
        "content"
    ].keys()
