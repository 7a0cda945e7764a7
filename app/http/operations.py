"""Each stored question as an operation of its own in the description of the API, with typed parameters and columns.

They are answered by the one operation that answers all of them; what is described is read from the release.
"""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI

from app.catalogue import Catalogue, Parameter, Question
from app.http.questions import FILES

Json = dict[str, Any]
_IRI = {"type": "string", "format": "iri", "maxLength": 1000}
_SCHEMAS: Mapping[str, Json] = {
    "iri": _IRI,
    "integer": {"type": "integer", "minimum": -999_999_999_999, "maximum": 999_999_999_999},
    "language": {"type": "string", "pattern": "^[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*$"},
    "string": {"type": "string", "maxLength": 1000},
}
_SCALAR = {"type": ["string", "number", "boolean"]}
_PROBLEM = {
    "type": "object",
    "properties": {"type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
                   "detail": {"type": "string"}, "parameter": {"type": "string"}},
    "required": ["type", "title", "status", "detail"],
}  # fmt: skip


def describe_questions(service: FastAPI) -> None:
    """Let the description of the API list the questions of the release that is served."""
    plain = service.openapi

    def described() -> Json:
        schema = plain()
        opened = getattr(service.state, "service", None)
        return {**schema, "paths": {**schema["paths"], **operations(opened.catalogue)}} if opened else schema

    service.openapi = described  # type: ignore[method-assign]


def operations(catalogue: Catalogue) -> dict[str, Json]:
    """The operations by path."""
    return {f"/api/v1/queries/{one.id}": {"get": _operation(one)} for one in catalogue.questions.values()}


def _operation(question: Question) -> Json:
    parameters = [_parameter(name, one) for name, one in question.parameters.items()]
    form = {"name": "format", "in": "query", "schema": {"type": "string", "enum": list(FILES)}}
    return {
        "tags": [f"questions: {question.audience}"],
        "summary": f"{question.id} {question.title}",
        "description": question.description,
        "operationId": question.id.replace("-", "_"),
        "parameters": [*parameters, form],
        "responses": {
            "200": {"description": "the answer", "content": _contents(question)},
            "422": {"description": "a parameter has an unusable value",
                    "content": {"application/problem+json": {"schema": _PROBLEM}}},
            "503": {"description": "the query was stopped at a limit",
                    "content": {"application/problem+json": {"schema": _PROBLEM}}},
        },
    }  # fmt: skip


def _parameter(name: str, one: Parameter) -> Json:
    example: str | int = int(one.example) if one.type == "integer" else one.example
    return {
        "name": name, "in": "query", "required": False, "description": one.description,
        "schema": {**_SCHEMAS[one.type], "default": example}, "example": example,
    }  # fmt: skip


def _contents(question: Question) -> Json:
    row = {"type": "object", "properties": dict.fromkeys(question.columns, _SCALAR), "additionalProperties": False}
    text = {"type": "string"}
    body = {
        "type": "object",
        "properties": {
            "id": {"const": question.id}, "title": text, "query": text, "release": text,
            "columns": {"type": "array", "items": text, "example": list(question.columns)},
            "rows": {"type": "array", "items": row},
            "citation": {"type": "object", "properties": {"text": text, "version": text, "retrieved": text}},
        },
        "required": ["id", "columns", "rows", "query", "release", "citation"],
    }  # fmt: skip
    return {
        FILES["json"]: {"schema": body},
        FILES["csv"]: {"schema": text},
        FILES["xlsx"]: {"schema": {"type": "string", "format": "binary"}},
    }
