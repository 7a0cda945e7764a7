"""JSON-LD in the house context: compact, nested under the thing it is about, readable without fetching anything."""

import json
from collections.abc import Mapping
from typing import Any

from pyld import jsonld

from app.problems import PasserelleError

Json = dict[str, Any]


def compact(ntriples: bytes, about: str, context: Mapping[str, Any]) -> bytes:
    """Triples as JSON-LD.

    What belongs to the thing is nested where it is first named; other nodes follow beside it. The document carries
    those terms of the context that it uses, so that no reader has to fetch one.

    :param about: IRI of the thing that comes first
    :param context: terms of the house context, without remote references
    """
    nodes = jsonld.from_rdf(ntriples.decode(), {"format": "application/n-quads", "useNativeTypes": False})
    body = jsonld.compact(_nested(nodes, about), dict(context), {"documentLoader": _refuse, "graph": False})
    body.pop("@context", None)
    document = {"@context": _used(context, body), **body}
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _nested(nodes: list[Json], about: str) -> list[Json]:
    """The nodes as trees: each stands where it is first referred to, starting from the thing."""
    waiting = {node["@id"]: node for node in nodes}
    trees = []
    for name in [about, *sorted(waiting)]:
        if name in waiting:
            trees.append(_tree(waiting.pop(name), waiting))
    return trees


def _tree(root: Json, waiting: dict[str, Json]) -> Json:
    queue = [root]
    for node in queue:
        for name, values in node.items():
            if name in ("@id", "@type"):
                continue
            for place, value in enumerate(values):
                found = waiting.pop(value.get("@id"), None) if "@id" in value else None
                if found is not None:
                    values[place] = found
                    queue.append(found)
    return root


def _used(context: Mapping[str, Any], body: Any) -> Json:
    """The terms that a compacted document uses, and the prefixes that these or its IRIs need."""
    words = set(_words(body))
    terms = {name: told for name, told in context.items() if name in words}
    iris = {told if isinstance(told, str) else told["@id"] for told in terms.values()}
    types = {told["@type"] for told in terms.values() if isinstance(told, dict) and "@type" in told}
    heads = {word.split(":", 1)[0] for word in words | iris | types if ":" in word}
    return {name: told for name, told in context.items() if name in terms or name in heads}


def _words(body: Any) -> list[str]:
    """Every key, and every value that may be an IRI."""
    if isinstance(body, dict):
        return [word for key, value in body.items() for word in (key, *_words(value))]
    if isinstance(body, list):
        return [word for value in body for word in _words(value)]
    return [body] if isinstance(body, str) and " " not in body else []


def _refuse(url: str, _: Any = None) -> Any:
    raise PasserelleError(f"JSON-LD asked for {url}: nothing is fetched")
