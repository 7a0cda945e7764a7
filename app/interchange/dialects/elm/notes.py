"""What ELM has no property for, kept in notes whose subject is the term that their text is a value of.

By that term they are read again. ELM shapes are closed, so nothing of ours may stand on an ELM node; an `elm:Note`
about a concept may. Codes, IRIs and numbers carry the language tag `zxx` (no linguistic content, BCP 47).
"""

from collections.abc import Iterable
from typing import Any

from app.interchange.dialects.elm.graph import Graph
from app.vocab import CURIES

OURS = tuple(CURIES.expand(f"{name}:", strict=True) for name in ("psr", "dct"))
CODE, UNKNOWN = "zxx", "und"
Tree = dict[str, Any]
Literals = Iterable[tuple[str, str]]


def part(owner: str, name: str) -> str:
    """An IRI for what is a part of the description of a node; an IRI has one `#` at most."""
    return f"{owner}{'-' if '#' in owner else '#elm-'}{name}"


class Notes:
    """Notes to hang on one node, numbered in the order they are made."""

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self.trees: list[Tree] = []

    def add(self, about: str | None, literals: Literals) -> None:
        """A note on a term of ours, or on nothing in particular; none when there is nothing to say."""
        by_language: dict[str, list[str]] = {}
        for text, language in literals:
            if text:
                by_language.setdefault(language, []).append(text)
        if not by_language:
            return
        tree: Tree = {"id": part(self._owner, f"note-{len(self.trees) + 1}"), "type": "Note"}
        tree["noteLiteral"] = {tag: texts if len(texts) > 1 else texts[0] for tag, texts in by_language.items()}
        if about:
            tree["subject"] = {
                "id": CURIES.expand(about, strict=True),
                "type": "Concept",
                "prefLabel": {"en": _label(about)},
            }
        self.trees.append(tree)

    def code(self, about: str, *values: object) -> None:
        """A note for each value that has a meaning without words."""
        for value in values:
            if value is not None:
                self.add(about, [(str(value).lower() if isinstance(value, bool) else str(value), CODE)])


class ReadNotes:
    """The notes of a node: those on terms of ours by term, the others as texts."""

    def __init__(self, graph: Graph, owner: str) -> None:
        self.free: list[str] = []
        self._about: dict[str, list[dict[str, list[str]]]] = {}
        for note in graph.all(owner, "elm:additionalNote"):
            texts = graph.texts(note, "elm:noteLiteral")
            subject = graph.one(note, "dc:subject") or ""
            about = CURIES.compress(subject) if subject.startswith(OURS) else None
            if about:
                graph.skip(subject, "skos:prefLabel")
                self._about.setdefault(about, []).append(texts)
            else:
                self.free.extend(text for found in texts.values() for text in found)

    def groups(self, about: str) -> list[dict[str, list[str]]]:
        """The literals by language of each note on the term."""
        return self._about.get(about, [])

    def all(self, about: str) -> list[str]:
        """Every literal of the notes on the term, in the order of the notes."""
        return [text for note in self.groups(about) for texts in note.values() for text in texts]

    def one(self, about: str) -> str | None:
        """The first literal."""
        return next(iter(self.all(about)), None)

    def flag(self, about: str) -> bool | None:
        """The literal as a truth value."""
        value = self.one(about)
        return None if value not in ("true", "false") else value == "true"


def _label(name: str) -> str:
    """A term in plain words: psr:validityMonths as `validity months`."""
    local = name.partition(":")[2]
    return "".join(f" {char.lower()}" if char.isupper() else char for char in local).strip()
