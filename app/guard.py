"""A look at a query's tokens before any engine sees it: what it asks for, and how deep it goes.

One pass, linear in the length of the text. Strings, IRIs and comments are skipped as tokens, so that a keyword inside
them does not count. What is refused here is what the engine cannot be trusted with: federation, updates, and nesting
that would exhaust the stack of its parser.
"""

import re
from dataclasses import dataclass

from app.problems import QueryError

MAX_DEPTH = 64
_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n\r]*|<[^<>"{}|^`\\\x00-\x20]*>
        |\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'
        |[?$]\w+|@[A-Za-z-]+|_:[\w.-]+)
    |(?P<name>[\w.-]*:(?:[\w.:%~-]|\\.)*)
    |(?P<word>[A-Za-z_]\w*)|(?P<open>[{(\[])|(?P<close>[})\]])|(?P<not>!+)|(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a query asks for: its form, and whether it names its own dataset (FROM, FROM NAMED)."""

    form: str
    names_dataset: bool


def check_query(text: str, longest: int) -> Asked:
    """What a query asks for, if it may be run: SELECT, ASK, CONSTRUCT or DESCRIBE.

    :param longest: the longest text that is taken, in bytes
    :raises QueryError: saying what is refused, and where it stands
    """
    if len(text.encode("utf-8", "replace")) > longest:
        raise QueryError(f"The query is longer than {longest // 1024} KiB.")
    form, depth, names_dataset = "", 0, False
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind == "open":
            depth += 1
            if depth > MAX_DEPTH:
                raise QueryError(f"The query nests deeper than {MAX_DEPTH} levels at {_place(text, token.start())}.")
        elif kind == "close":
            depth -= 1
        elif kind == "not" and len(token[0]) > MAX_DEPTH:
            raise QueryError(f"The query has more than {MAX_DEPTH} signs of negation at {_place(text, token.start())}.")
        elif kind in ("word", "name"):
            # The engine needs no space around its keywords: trueSERVICE, SERVICESILENT and FROMp:x are read as such.
            word = token[0].partition(":")[0].upper()
            if "SERVICE" in word:
                raise QueryError(f"SERVICE is not offered here; see {_place(text, token.start())}.")
            if kind == "name" and form == "DESCRIBE":
                continue
            names_dataset |= bool(form) and depth == 0 and word.startswith("FROM")
            if kind == "name":
                continue
            if not form and word in _FORMS:
                form = word
            if not form and word in _UPDATES:
                raise QueryError(f"This service is read-only: {word} at {_place(text, token.start())} is refused.")
    if not form:
        raise QueryError("The text is not a query: it has no SELECT, ASK, CONSTRUCT or DESCRIBE.")
    return Asked(form, names_dataset)


def _place(text: str, at: int) -> str:
    line = text.count("\n", 0, at) + 1
    return f"line {line}, column {at - text.rfind(chr(10), 0, at)}"
