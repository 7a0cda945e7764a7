"""RDF that somebody sent, as triples. Parsed by the embedded engine, which fetches nothing and knows no entities.

The engine's parsers read Turtle of any depth; of JSON-LD they take memory by the square of the depth, so the caller
bounds it first. A parser can neither be stopped nor bounded from inside: it runs in a process that can be killed.
"""

import pyoxigraph as ox

from app.problems import QueryError
from app.store import Term, Triple, term_of

FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/n-quads": ox.RdfFormat.N_QUADS,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}


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
