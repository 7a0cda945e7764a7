"""Content negotiation by Accept, with q-values, wildcards and parameters (RFC 9110, section 12.5.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ROWS: Mapping[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
}
GRAPHS: Mapping[str, str] = {
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
}
HTML = "text/html"
# Names by which well-known clients ask for a form of a graph; SPARQLWrapper says xml and json of graphs too.
GRAPH_SYNONYMS: Mapping[str, str] = {
    "ttl": "turtle", "n3": "turtle", "nt": "ntriples", "json-ld": "jsonld", "json": "jsonld",
    "rdf": "rdfxml", "rdf+xml": "rdfxml", "xml": "rdfxml",
}  # fmt: skip
_ALIASES = {
    "application/json": ROWS["json"],
    "text/json": ROWS["json"],
    "application/xml": ROWS["xml"],
    "text/xml": ROWS["xml"],
    "text/plain": GRAPHS["ntriples"],
    "application/x-turtle": GRAPHS["turtle"],
    "application/xhtml+xml": HTML,
}
_CHARSETS = {"utf-8", "utf8", "us-ascii", "*"}


@dataclass(frozen=True, slots=True)
class _Range:
    """One media range of an Accept header: what it admits, how well it is liked, whether it says more than the type."""

    name: str
    quality: float
    narrow: bool


def choose(accept: str | None, offered: Sequence[str]) -> str | None:
    """The offered media type that the client likes best, the first of equals; None when it takes none of them.

    A range with a charset that is not UTF-8 admits nothing, as everything here is UTF-8; other parameters only make a
    range more specific.

    :param accept: the Accept header; anything is welcome when it is missing or empty
    :param offered: media types, the preferred one first
    """
    ranges = _ranges(accept if accept and accept.strip() else "*/*")
    best, best_quality = None, 0.0
    for media_type in offered:
        quality = max([(-1, 0.0), *_matching(media_type, ranges)])[1]
        if quality > best_quality:
            best, best_quality = media_type, quality
    return best


def form_named(name: str, offered: Mapping[str, str]) -> str | None:
    """The media type that a `format` means: a name of an offered form, a synonym of it, or media types as in Accept."""
    if "/" in name:
        return choose(name, tuple(offered.values()))
    return offered.get(GRAPH_SYNONYMS.get(name, name) if "turtle" in offered else name)


def prefers_csv(accept: str | None) -> bool:
    """Whether CSV is liked better than JSON."""
    return choose(accept, ("application/json", ROWS["csv"])) == ROWS["csv"]


def is_utf8(content_type: str) -> bool:
    """Whether the charset that a Content-Type names is one that we read; none is UTF-8."""
    _, parameters = _parsed(content_type)
    return parameters.get("charset", "utf-8") in _CHARSETS


def _parsed(value: str) -> tuple[str, dict[str, str]]:
    name, *pieces = (piece.strip() for piece in value.split(";"))
    pairs = (piece.partition("=") for piece in pieces if piece)
    return name.lower(), {key.strip().lower(): text.strip().strip('"').lower() for key, _, text in pairs}


def _ranges(accept: str) -> list[_Range]:
    found = []
    for part in accept.split(","):
        name, parameters = _parsed(part)
        try:
            quality = min(1.0, max(0.0, float(parameters.pop("q", "1"))))
        except ValueError:
            quality = 0.0
        if parameters.get("charset", "utf-8") in _CHARSETS:
            found.append(_Range(name, quality, bool(parameters)))
    return found


def _matching(media_type: str, ranges: list[_Range]) -> list[tuple[int, float]]:
    """Each range that admits the type, as (how specific it is, its quality); an alias yields to the type itself."""
    ranks = {"*/*": 0, f"{media_type.split('/')[0]}/*": 1}
    ranks |= {alias: 2 for alias, target in _ALIASES.items() if target == media_type} | {media_type: 4}
    return [(ranks[one.name] + one.narrow, one.quality) for one in ranges if one.name in ranks]


def choose_language(accept: str | None, offered: Sequence[str]) -> str:
    """The offered language that the reader likes best, the first of all when none is liked (RFC 9110, section 12.5.4).

    :param accept: the Accept-Language header; `pt-BR` is content with `pt`
    """
    liked = sorted(_ranges(accept or ""), key=lambda one: -one.quality)
    found = [one.name.split("-", 1)[0] for one in liked if one.quality > 0]
    return next((code for code in found if code in offered), offered[0])
