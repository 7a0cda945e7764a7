"""`/api/v1/queries`: the stored questions, answered as JSON, CSV or XLSX, with how to cite the answer."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import JSONResponse

from app.catalogue import Question
from app.http.asking import QuestionStoreDep
from app.http.negotiation import choose
from app.http.state import ServiceDep, known_parameters_only, once_each
from app.questions import answer
from app.questions.citation import Citation, cite
from app.questions.files import csv_of, value_of, xlsx_of

router = APIRouter(tags=["questions"])
FILES = {
    "json": "application/json",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
OURS = ("format",)


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
    format: Annotated[str | None, Query(description="json, csv or xlsx", pattern="^(json|csv|xlsx)$")] = None,
    accept: Annotated[str | None, Header()] = None,
) -> Response:
    """The answer to a question; its parameters are query parameters, and take their examples when not given."""
    once_each(request)
    question = service.catalogue[id]
    values = {name: value for name, value in request.query_params.items() if name not in OURS}
    media_type = FILES[format] if format else choose(accept, tuple(FILES.values())) or FILES["json"]
    table = answer(store, question, values)
    told = cite(question, values, service.manifest.release, date.today())
    headers = _headers(question, told, media_type)
    if media_type == FILES["csv"]:
        return Response(csv_of(table), media_type=media_type, headers=headers)
    if media_type == FILES["xlsx"]:
        return Response(xlsx_of(table, told), media_type=media_type, headers=headers)
    body = {
        **_described(question),
        "columns": table.columns,
        "rows": [{name: value_of(term) for name, term in row.items()} for row in table],
        "query": question.sparql(values),
        "release": service.manifest.release,
        "citation": _cited(told),
    }
    return JSONResponse(body, headers=headers)


def _headers(question: Question, told: Citation, media_type: str) -> dict[str, str]:
    """The citation where a file has no room for it (`cite-as` is RFC 8574), and a name for the file."""
    ending = next(name for name, kind in FILES.items() if kind == media_type)
    headers = {
        "Vary": "Accept",
        "Link": f'<{told.query}>; rel="cite-as"',
        "Passerelle-Release": told.release,
        "Passerelle-Query": f"{question.id}; version={told.version}; retrieved={told.retrieved}",
    }
    if ending != "json":
        headers["Content-Disposition"] = f'attachment; filename="{question.id}-{told.release}.{ending}"'
    return headers


def _cited(told: Citation) -> dict[str, Any]:
    return {
        "text": told.text,
        "query": told.query,
        "version": told.version,
        "parameters": dict(told.parameters),
        "release": told.release,
        "retrieved": told.retrieved,
    }


def _described(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "title": question.title,
        "description": question.description,
        "audience": question.audience,
        "topic": question.topic,
        "parameters": {
            name: {"type": one.type, "example": one.example, "description": one.description}
            for name, one in question.parameters.items()
        },
    }
