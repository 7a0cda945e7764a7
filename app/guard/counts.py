"""How much a query holds of what makes the engine slow or deep, counted while its tokens pass.

The engine plans joins in cubic time and walks nested things on its stack: 900 chained patterns take it half a minute,
8,000 operators end its process. The data of a VALUES block are none of these and may be as long as the text.
"""

import re
from dataclasses import dataclass, field

from app.guard.tokens import OPERANDS, place
from app.problems import QueryError
from app.settings import Settings

_ENCLOSED = {"(": 1, "[": 1, ")": -1, "]": -1}
_SIGNS = re.compile(r"[!+\-^]+")
_MANY = {
    "patterns": "triple patterns",
    "steps": "path steps",
    "groups": "groups in braces",
    "brackets": "opening brackets",
    "terms": "terms in a row (members of lists, arguments, selected variables)",
    "operators": "operators",
    "words": "words and terms outside of data",
}


@dataclass(slots=True)
class Counts:
    """The counts of one query against the limits of the settings."""

    text: str
    settings: Settings
    _stack: list[str] = field(default_factory=list)
    _counted: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_MANY, 0))
    _signs: int = 0
    _after_operand: bool = False
    _data: int | None = None
    _data_next: bool = False

    @property
    def depth(self) -> int:
        """How many brackets are open."""
        return len(self._stack)

    @property
    def in_data(self) -> bool:
        """Whether this is within the braces of a VALUES block, where nothing but its brackets matters."""
        return self._data is not None

    def see(self, kind: str, sign: str, at: int) -> None:
        """Take the next token that is not skipped.

        :raises QueryError: when a limit is passed; says which, and where
        """
        operand = kind in OPERANDS or (kind == "word" and sign.upper() in ("TRUE", "FALSE"))
        if operand or kind == "word":
            self._add("words", at)
        if kind == "open":
            self._open(sign, at)
        elif kind == "close":
            self._close()
        elif kind in ("step", "operator", "less"):
            self._sign(kind, at)
        elif kind == "stop":
            inside = sign == "," and self._stack and self._stack[-1] == "("
            self._add("terms" if inside else "patterns", at)
        elif operand:
            if self._after_operand and (not self._stack or self._stack[-1] == "("):
                self._add("terms", at)
            if kind == "iri":
                self._look_inside(sign, at)
        elif kind == "word":
            self._data_next |= sign.upper() == "VALUES"
        if kind not in ("step", "operator", "less"):
            self._signs = 0
        self._after_operand = (operand and not sign.endswith("^^")) or kind in ("close", "tag")

    def _open(self, sign: str, at: int) -> None:
        self._stack.append(sign)
        self._deep(len(self._stack), at)
        if sign == "{" and self._data_next and self._data is None:
            self._data, self._data_next = len(self._stack), False
        self._add("groups" if sign == "{" else "brackets", at)

    def _close(self) -> None:
        if self._stack:
            self._stack.pop()
        if self._data is not None and len(self._stack) < self._data:
            self._data = None

    def _sign(self, kind: str, at: int) -> None:
        self._signs += 1
        self._deep(self._signs, at)
        self._add("steps" if kind == "step" else "operators", at)

    def _look_inside(self, iri: str, at: int) -> None:
        """Behind an operand, `<` may be a comparison to the engine: what stands up to the next `>` is then code."""
        if len(iri) > self.settings.query_iri_length:
            raise QueryError(
                f"An IRI is longer than {self.settings.query_iri_length} characters at {place(self.text, at)}."
            )
        inner = len(self._stack)
        for letter in iri:
            inner += _ENCLOSED.get(letter, 0)
            self._deep(inner, at)
        for signs in _SIGNS.findall(iri):
            self._deep(len(signs), at)

    def _deep(self, depth: int, at: int) -> None:
        if depth > self.settings.query_depth:
            raise QueryError(
                f"The query nests deeper than {self.settings.query_depth} levels at {place(self.text, at)}."
            )

    def _add(self, kind: str, at: int) -> None:
        if self._data is not None:
            return
        self._counted[kind] += 1
        most: int = getattr(self.settings, f"query_{kind}")
        if self._counted[kind] > most:
            raise QueryError(f"The query has more than {most} {_MANY[kind]} at {place(self.text, at)}.")
