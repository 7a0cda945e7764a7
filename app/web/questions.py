"""`/queries`: the researcher's library. Each question a page: parameters, answer, chart, text, downloads, citation."""

from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from app.catalogue import Question
from app.http.asking import QuestionStoreDep
from app.http.state import KNOWN_ONLY, ServiceDep, once_each
from app.problems import ParameterError
from app.questions import answer
from app.questions.citation import cite
from app.vocab import BASE, DEF
from app.web.cells import SHOWN, Shown, heading
from app.web.choices import choices
from app.web.failures import PageRoute
from app.web.pages import answer as answered
from app.web.pages import page

router = APIRouter(include_in_schema=False, route_class=PageRoute)
OURS = ("lang", "chart")


@router.get("/queries", dependencies=[KNOWN_ONLY])
def list_questions(
    request: Request,
    service: ServiceDep,
    audience: Annotated[str, Query(max_length=60)] = "",
    topic: Annotated[str, Query(max_length=60)] = "",
    lang: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """The questions by topic, all of them or those of one audience or topic."""
    stored = list(service.catalogue.questions.values())
    names = service.linked.labels(
        f"{DEF}{kind}-{value}" for one in stored for kind, value in (("topic", one.topic), ("audience", one.audience))
    )
    _known("audience", audience, {one.audience for one in stored})
    _known("topic", topic, {one.topic for one in stored})
    wanted = [one for one in stored if audience in ("", one.audience) and topic in ("", one.topic)]
    groups: dict[str, list[Question]] = {}
    for one in wanted:
        groups.setdefault(one.topic, []).append(one)
    body = page(
        request, service, "queries.html", door="queries", total=len(stored), found=len(wanted), audience=audience,
        topic=topic, groups=sorted(groups.items(), key=lambda pair: -len(pair[1])),
        audiences=sorted({one.audience for one in stored}), topics=sorted({one.topic for one in stored}),
        name=lambda kind, value: names.get(f"{DEF}{kind}-{value}", {}).get("en", value),
    )  # fmt: skip
    return answered(request, body)


@router.get("/queries/{id}")
def show_question(request: Request, service: ServiceDep, store: QuestionStoreDep, id: str) -> Response:
    """A question with its answer for the parameters of the address."""
    once_each(request)
    question = service.catalogue[id]
    params = dict(request.query_params.items())
    values = {name: value for name, value in params.items() if name not in OURS or name in question.parameters}
    problem, shown = None, None
    try:
        shown = Shown(answer(store, question, values), service.linked)
    except ParameterError as error:
        if error.parameter not in question.parameters:
            raise
        problem = error
    told = cite(question, values, service.manifest.release, date.today())
    asked = {name: values.get(name, one.example) for name, one in question.parameters.items()}
    body = page(
        request, service, "query.html", door="queries", question=question, asked=asked, shown=shown, problem=problem,
        chart=shown.chart(params.get("chart")) if shown else None, most=SHOWN, cited=told, query=urlencode(values),
        names=service.linked.labels(value for value in asked.values() if "://" in value),
        subject=service.linked.labels([f"{DEF}topic-{question.topic}", f"{DEF}audience-{question.audience}"]),
        topic=f"{DEF}topic-{question.topic}", audience=f"{DEF}audience-{question.audience}",
        iri=f"{BASE}query/{question.id}", heading=heading,
        choices={name: choices(service, one) for name, one in question.parameters.items()},
    )  # fmt: skip
    return answered(request, body, status=422 if problem else 200)


def _known(name: str, value: str, known: set[str]) -> None:
    if value and value not in known:
        raise ParameterError(name, value, f"is not one of {', '.join(sorted(known))}")
