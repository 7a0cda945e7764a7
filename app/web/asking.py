"""The page to ask on: a box for a query, stored questions to begin with, results as a table and as files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request

from app.http.description import limits
from app.http.endpoint import Endpoint, Throwaway, address
from app.http.mounting import place
from app.http.protocol import DEFAULT, NAMED, Operation
from app.vocab import CURIES, PREFIXES
from app.web.pages import page

FIRST = (Path(__file__).parent / "first.rq").read_text("utf-8")
_WORDS = {"json": "JSON", "xml": "XML", "csv": "CSV", "tsv": "TSV", "turtle": "Turtle", "ntriples": "N-Triples",
          "jsonld": "JSON-LD", "rdfxml": "RDF/XML"}  # fmt: skip
_LONGEST = 200_000


@dataclass(frozen=True, slots=True)
class Cell:
    """One value of a row: what is shown, where it leads, and the language or short datatype of a literal."""

    text: str
    href: str = ""
    lang: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A result as the page shows it: rows, a truth value, or the text of a graph; the files have all of it."""

    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    total: int = 0
    truth: bool | None = None
    text: str = ""
    cut: bool = False


def blank(request: Request, endpoint: Endpoint, example: str | None = None) -> bytes:
    """The page before anything was asked.

    :param example: id of a stored question that stands in the box
    :raises NotFoundError: when there is no such question
    """
    if example is None:
        return _page(request, endpoint, FIRST)
    question = endpoint.catalogue[example]
    return _page(request, endpoint, f"# {question.title}\n{question.sparql({})}", question=question)


def refusal(request: Request, endpoint: Endpoint, query: str, reason: str, status: int) -> bytes:
    """The page that says why there is no result; the query stays in the box."""
    return _page(request, endpoint, query, reason=reason, status=status)


def result(
    request: Request, endpoint: Endpoint, operation: Operation, formats: Mapping[str, str], body: bytes
) -> bytes:
    """The page with a result.

    :param formats: names and media types of the files
    :param body: rows as JSON, a graph as Turtle
    """
    shown = _shown(body, endpoint.settings.page_rows, "../" if request.url.path.endswith("/") else "")
    asked = [("query", operation.query), *((DEFAULT, iri) for iri in operation.default)]
    asked += [(NAMED, iri) for iri in operation.named]
    files = [(_WORDS[name], name, urlencode([*asked, ("format", name)])) for name in formats]
    return _page(request, endpoint, operation.query, shown=shown, files=files, operation=operation)


def _page(request: Request, endpoint: Endpoint, query: str, **values: Any) -> bytes:
    alone = isinstance(endpoint, Throwaway)
    questions = list(endpoint.catalogue.questions.values())
    return page(
        request,
        endpoint,
        "sparql.html",
        query=query,
        alone=alone,
        endpoint=address(request),
        graphs=endpoint.manifest.graphs,
        triples=endpoint.default_triples,
        union=endpoint.union,
        functions=[CURIES.compress(iri, passthrough=True) for iri in endpoint.functions],
        questions=questions,
        limits=list(limits(endpoint)),
        **values,
    )


def _shown(body: bytes, most: int, up: str) -> Shown:
    if not body.startswith(b'{"head"'):
        text = body.decode("utf-8")
        return Shown(text=text[:_LONGEST], cut=len(text) > _LONGEST)
    found = json.loads(body)
    if "boolean" in found:
        return Shown(truth=found["boolean"])
    columns, bindings = tuple(found["head"]["vars"]), found["results"]["bindings"]
    rows = tuple(tuple(_cell(row.get(name), up) for name in columns) for row in bindings[:most])
    return Shown(columns, rows, len(bindings), cut=len(bindings) > most)


def _cell(term: Mapping[str, str] | None, up: str) -> Cell:
    if term is None:
        return Cell("")
    value = term["value"]
    if term["type"] == "uri":
        own = place(value)
        linked = value if value.startswith(("http://", "https://")) else ""
        return Cell(CURIES.compress(value, passthrough=True) or value, up + own if own is not None else linked)
    if term["type"] == "bnode":
        return Cell(f"_:{value}")
    datatype = term.get("datatype", "")
    short = "" if datatype.startswith(PREFIXES["xsd"]) else CURIES.compress(datatype, passthrough=True) or datatype
    return Cell(value, lang=term.get("xml:lang", ""), datatype=short)
