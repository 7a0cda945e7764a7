"""`/api/v1/queries`: the stored questions, answered as JSON or CSV."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import JSONResponse

from app.catalogue import Question
from app.http.asking import QuestionStoreDep
from app.http.negotiation import prefers_csv
from app.http.state import ServiceDep, known_parameters_only, once_each
from app.questions import answer, answer_csv
from app.store import Term

router = APIRouter(tags=["questions"])


@router.get("/queries", summary="List the stored questions")
def list_questions(request: Request, service: ServiceDep) -> dict[str, Any]:
    """The questions with their parameters."""
    known_parameters_only(request)
    found = [_described(question) for question in service.catalogue.questions.values()]
    return {"items": found, "total": len(found)}


@router.get("/queries/{id}", summary="Answer a stored question")
def answer_question(
    request: Request,
    service: ServiceDep,
    store: QuestionStoreDep,
    id: str,
    format: Annotated[str | None, Query(description="json or csv", pattern="^(json|csv)$")] = None,
    accept: Annotated[str | None, Header()] = None,
) -> Response:
    """The answer to a question; its parameters are query parameters, and take their examples when not given."""
    once_each(request)
    question = service.catalogue[id]
    values = {name: value for name, value in request.query_params.items() if name != "format"}
    headers = {"Vary": "Accept"}
    if format == "csv" or (format is None and prefers_csv(accept)):
        return Response(answer_csv(store, question, values), media_type="text/csv", headers=headers)
    table = answer(store, question, values)
    body = {
        **_described(question),
        "columns": table.columns,
        "rows": [{name: _value(term) for name, term in row.items()} for row in table],
        "query": question.sparql(values),
        "release": service.manifest.release,
    }
    return JSONResponse(body, headers=headers)


def _described(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "title": question.title,
        "description": question.description,
        "audience": question.audience,
        "parameters": {
            name: {"type": one.type, "example": one.example, "description": one.description}
            for name, one in question.parameters.items()
        },
    }


def _value(term: Term) -> str | float | int | bool:
    """A JSON value: numbers and truth values as such, everything else as text."""
    kind = (term.datatype or "").rsplit("#", 1)[-1]
    if kind in ("integer", "int", "long"):
        return int(term.value)
    if kind in ("decimal", "double", "float"):
        return float(term.value)
    return term.value == "true" if kind == "boolean" else term.value
