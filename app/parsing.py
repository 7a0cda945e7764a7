"""RDF that somebody sent, as triples. Parsed by the embedded engine, which fetches nothing and knows no entities.

The engine's parsers read Turtle of any depth; of JSON-LD they take memory by the square of the depth, so the caller
bounds it first. A parser can neither be stopped nor bounded from inside: it runs in a process that can be killed.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from app.problems import QueryError
from app.store import Term, Triple, term_of

FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}


PART = 200_000


def parse_untrusted(text: str, media_type: str) -> tuple[list[Triple], str | None]:
    """The triples up to the first mistake, and the mistake with its place, if there is one.

    :param media_type: one of FORMATS; the graphs of N-Quads are merged
    """
    found: list[Triple] = []
    try:
        for quad in ox.parse(text, format=FORMATS[media_type], base_iri="urn:document:"):
            triple: tuple[Term, Term, Term] = (term_of(quad.subject), term_of(quad.predicate), term_of(quad.object))
            found.append(triple)
    except (SyntaxError, ValueError, QueryError) as error:
        return found, str(error)
    return found, None


def stream_untrusted(path: str, media_type: str, wanted: Callable[[str], bool]) -> Iterator[str | ox.Quad]:
    """The statements of a file of any length, one after the other, and every mistake in it as text with its line.

    Blank nodes get names of their own, `urn:blank:…`, so that they can be asked for later. Files of lines are read on
    after a mistake; Turtle ends at the first.

    :param media_type: text/turtle, application/n-triples or application/n-quads
    :param wanted: tells of a property whether statements with it are kept
    """
    quads = iter(ox.parse(path=path, format=FORMATS[media_type], base_iri="urn:document:"))
    while True:
        try:
            quad = next(quads)
            if wanted(quad.predicate.value):
                yield ox.Quad(_named(quad.subject), quad.predicate, _named(quad.object), ox.DefaultGraph())
        except StopIteration:
            return
        except (SyntaxError, ValueError) as error:
            yield str(error)
            if media_type == "text/turtle":
                return


def _named(term: Any) -> Any:
    return ox.NamedNode(f"urn:blank:{term.value}") if isinstance(term, ox.BlankNode) else term


def write_kept(
    path: str, media_type: str, folder: Path, wanted: Callable[[str], bool], most: int
) -> tuple[list[Path], list[str]]:
    """Copy the statements that are wanted into N-Triples files of at most `PART` statements.

    :param most: how many mistakes to keep
    :returns: the files in order, and the mistakes
    """
    mistakes: list[str] = []

    def good() -> Iterator[ox.Triple]:
        for one in stream_untrusted(path, media_type, wanted):
            if not isinstance(one, str):
                yield one.triple
            elif len(mistakes) < most:
                mistakes.append(one)

    parts: list[Path] = []
    statements = good()
    while part := list(islice(statements, PART)):
        parts.append(folder / f"part-{len(parts):04}.nt")
        ox.serialize(part, str(parts[-1]), ox.RdfFormat.N_TRIPLES)
    return parts, mistakes
