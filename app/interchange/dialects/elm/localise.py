"""JSON-LD with contexts from our own table only: what a document names elsewhere is a finding, and is not fetched."""

import json
from collections.abc import Iterator
from typing import Any

from app.interchange.dialect import JSON_LD, Document, Unread
from app.interchange.dialects.elm.terms import CONTEXTS, TEXTS, context
from app.parsing import FORMATS, parse_untrusted
from app.store import Triple


def triples_of(document: Document) -> tuple[list[Triple], list[Unread]]:
    """The triples of a document and what of it could not be read: contexts, terms, everything behind a mistake."""
    unread: list[Unread] = []
    text, media_type = document.text, document.media_type
    if document.tree is not None:
        tree, names = _local(document.tree, unread)
        unread.extend(_unknown_terms(document.tree, names))
        text, media_type = json.dumps(tree, ensure_ascii=False), JSON_LD
    found, mistake = parse_untrusted(text, media_type if media_type in FORMATS else JSON_LD)
    if mistake:
        unread.append(Unread(document.name, f"what follows was not read: {mistake}"))
    return found, unread


def _local(tree: Any, unread: list[Unread]) -> tuple[Any, set[str] | None]:
    """The tree with every context in place, and the terms that it defines; None when it defines all by `@vocab`."""
    names: set[str] = set()
    everything = False

    def contexts(given: Any, place: str) -> Iterator[Any]:
        nonlocal everything
        for one in given if isinstance(given, list) else [given]:
            if isinstance(one, str) and one in CONTEXTS:
                names.update(context())
                yield context()
            elif isinstance(one, str):
                reason = (
                    "is a context that is not known here, and nothing is fetched; terms that only it defines are lost"
                )
                unread.append(Unread(place, reason, one[:200]))
            elif isinstance(one, dict):
                if "@import" in one:
                    unread.append(Unread(f"{place}/@import", "is not fetched", str(one["@import"])[:200]))
                everything = everything or bool(one.get("@vocab"))
                names.update(one)
                yield walk({name: value for name, value in one.items() if name != "@import"}, place)
            elif one is None:
                yield None

    def walk(value: Any, place: str) -> Any:
        if isinstance(value, list):
            return [walk(one, f"{place}/{at}") for at, one in enumerate(value)]
        if not isinstance(value, dict):
            return value
        return {
            name: list(contexts(inner, f"{place}/@context")) if name == "@context" else walk(inner, f"{place}/{name}")
            for name, inner in value.items()
        }

    local = walk(tree, "")
    return local, None if everything else names


def _unknown_terms(tree: Any, names: set[str] | None) -> Iterator[Unread]:
    if names is None:
        return
    seen: set[str] = set()

    def walk(value: Any, place: str) -> Iterator[Unread]:
        if isinstance(value, list):
            for at, one in enumerate(value):
                yield from walk(one, f"{place}/{at}")
        if not isinstance(value, dict):
            return
        for name, inner in value.items():
            if name.startswith("@context") or name in TEXTS:
                continue
            if name not in names and not name.startswith("@") and ":" not in name and name not in seen:
                seen.add(name)
                yield Unread(f"{place}/{name}", "is a term that no known context of the document defines", name[:80])
            elif name in names or name.startswith("@") or ":" in name:
                yield from walk(inner, f"{place}/{name}")

    yield from walk(tree, "")
