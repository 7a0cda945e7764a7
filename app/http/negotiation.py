"""Content negotiation by Accept, with q-values and wildcards (RFC 9110, section 12.5.1)."""

from collections.abc import Mapping, Sequence

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
_ALIASES = {
    "application/json": ROWS["json"],
    "application/xml": ROWS["xml"],
    "text/plain": GRAPHS["ntriples"],
}


def choose(accept: str | None, offered: Sequence[str]) -> str | None:
    """The offered media type that the client likes best, the first of equals; None when it takes none of them.

    :param accept: the Accept header; anything is welcome when it is missing or empty
    :param offered: media types, the preferred one first
    """
    ranges = _ranges(accept or "*/*")
    best, best_quality = None, 0.0
    for media_type in offered:
        quality = max((rank, q) for rank, q in [(-1, 0.0), *_matching(media_type, ranges)])[1]
        if quality > best_quality:
            best, best_quality = media_type, quality
    return best


def prefers_csv(accept: str | None) -> bool:
    """Whether CSV is liked better than JSON."""
    return choose(accept, ("application/json", ROWS["csv"])) == ROWS["csv"]


def _ranges(accept: str) -> list[tuple[str, float]]:
    found = []
    for part in accept.split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    quality = min(1.0, max(0.0, float(value)))
                except ValueError:
                    quality = 0.0
        found.append((media_range, quality))
    return found


def _matching(media_type: str, ranges: list[tuple[str, float]]) -> list[tuple[int, float]]:
    """Each range that admits the type, as (how specific it is, its quality); an alias counts as the type itself."""
    names = {media_type} | {alias for alias, target in _ALIASES.items() if target == media_type}
    major = media_type.split("/")[0]
    ranks = dict.fromkeys(names, 2) | {f"{major}/*": 1, "*/*": 0}
    return [(ranks[media_range], quality) for media_range, quality in ranges if media_range in ranks]


def choose_language(accept: str | None, offered: Sequence[str]) -> str:
    """The offered language that the reader likes best, the first of all when none is liked (RFC 9110, section 12.5.4).

    :param accept: the Accept-Language header; `pt-BR` is content with `pt`
    """
    liked = sorted(_ranges(accept or ""), key=lambda one: -one[1])
    found = [tag.split("-", 1)[0] for tag, quality in liked if quality > 0]
    return next((code for code in found if code in offered), offered[0])
