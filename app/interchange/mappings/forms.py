"""The forms in which mapping sets are written, by the ending of a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.interchange.mappings import rdf, trees, tsv
from app.interchange.mappings.model import MappingSet
from app.problems import ParameterError


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its media type, and what writes it."""

    media_type: str
    write: Callable[[MappingSet], bytes]


FORMS: Mapping[str, Form] = {
    "tsv": Form(tsv.MEDIA_TYPE, tsv.as_tsv),
    "json": Form(trees.MEDIA_TYPE, trees.as_json),
    "ttl": Form(rdf.TURTLE, rdf.as_turtle),
    "nt": Form(rdf.NTRIPLES, rdf.as_ntriples),
}


def form_of(name: str) -> Form:
    """The form of this name.

    :raises ParameterError: naming those that there are
    """
    if name not in FORMS:
        raise ParameterError("format", name[:40], f"is none of {', '.join(FORMS)}")
    return FORMS[name]
