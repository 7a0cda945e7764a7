"""What of a user's query a remote store may be given: SPARQL 1.1 over the graphs of the release, and no more.

The guard has seen the text already. Here its tokens are read again for what only a foreign engine would do with it:
pragmas (Virtuoso's `define get:soft` fetches what a query names), functions of an engine that reach files or the
network, prefixes that only the engine knows, graphs of others in the same store, and our own functions, which no other
engine has.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from urllib.parse import urljoin

from app.problems import QueryError
from app.vocab import DEF

FUNCTIONS = (DEF + "coverage", DEF + "outcome")
ENGINE = ("bif:", "sql:", "java:", "http://www.openlinksw.com/")
_FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_TOKEN = re.compile(
    r"""(?P<skip>\#[^\n\r]*
        |\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*'''
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'|[?$]\w+|@[A-Za-z-]+|_:[\w.-]+|\s+)
    |<(?P<iri>[^<>"{}|^`\\\x00-\x20]*)>
    |(?P<name>[\w.-]*:(?:[\w.:%~-]|\\.)*)
    |(?P<word>[A-Za-z_]\w*)|(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def calls_functions(text: str) -> bool:
    """Whether a query calls a function that only the release's own index offers."""
    return any(iri in FUNCTIONS and after == "(" for iri, after in _iris(text))


def asks_for_rows(text: str) -> bool:
    """Whether a query is a SELECT or ASK, whose answer is rows, and not a CONSTRUCT or DESCRIBE."""
    words = (token.text.upper() for token in _tokens(text) if token.kind == "word")
    return next((word for word in words if word in _FORMS), "") in ("SELECT", "ASK")


def check_portable(text: str, graphs: Collection[str]) -> tuple[list[str], list[str]]:
    """Refuse what is no plain SPARQL 1.1 over the graphs of the release.

    :returns: the graphs of FROM and of FROM NAMED; they go as parameters of the request too, because a server whose
        default graph is the union of all may not heed them in the text
    :raises QueryError: naming what is refused
    """
    before = True
    tokens = list(_tokens(text))
    for token in tokens:
        word = token.text.upper() if token.kind == "word" else ""
        if before and word and word not in ("PREFIX", "BASE", *_FORMS):
            raise QueryError(f"{token.text[:40]} is not a word that a query begins with.")
        before = before and word not in _FORMS
        if token.text == "`":
            raise QueryError("A backquote is not SPARQL 1.1.")
    for iri, _ in _iris(text):
        if iri.lower().startswith(ENGINE):
            raise QueryError(f"{iri[:80]} belongs to an engine and is not offered here.")
    dataset: dict[str, list[str]] = {"FROM": [], "NAMED": []}
    for graph, _, clause in _named(text):
        if clause and graph not in graphs:
            raise QueryError(f"FROM <{graph[:200]}>: the release has no such graph.")
        if clause:
            dataset[clause].append(graph)
    return dataset["FROM"], dataset["NAMED"]


def _tokens(text: str) -> Iterator[_Token]:
    for found in _TOKEN.finditer(text):
        if found.lastgroup and found.lastgroup != "skip":
            yield _Token(found.lastgroup, found[found.lastgroup])


def _iris(text: str) -> Iterator[tuple[str, str]]:
    """Every IRI of the text in full, with the token that follows it; its declarations are left out."""
    yield from ((iri, after) for iri, after, _ in _named(text))


def _named(text: str) -> Iterator[tuple[str, str, str]]:
    """Every IRI in full, the token after it, and FROM or NAMED where it names a graph of the dataset."""
    tokens = [*_tokens(text), _Token("other", "")]
    prefixes: dict[str, str] = {}
    base, at, clause = "", 0, ""
    while at < len(tokens) - 1:
        token, after = tokens[at], tokens[at + 1]
        word = token.text.upper() if token.kind == "word" else ""
        if word == "BASE" and after.kind == "iri":
            base, at = _resolve(base, after.text), at + 2
            if not base.lower().startswith(("http://", "https://")):
                raise QueryError(f"BASE <{base[:80]}> is not a web address.")
            continue
        if word == "PREFIX" and after.kind == "name" and tokens[min(at + 2, len(tokens) - 1)].kind == "iri":
            prefixes[after.text.removesuffix(":")] = _resolve(base, tokens[at + 2].text)
            at += 3
            continue
        if token.kind == "iri":
            yield _resolve(base, token.text), after.text, clause
        elif token.kind == "name":
            yield _expand(token.text, prefixes), after.text, clause
        # FROM and FROM NAMED name a graph with the token that follows.
        clause = "FROM" if word == "FROM" else "NAMED" if word == "NAMED" and clause == "FROM" else ""
        at += 1


def _resolve(base: str, iri: str) -> str:
    """The IRI in full; urljoin forgets a `#` at its end, where names of a vocabulary are put together."""
    joined = urljoin(base, iri)
    return joined + "#" if iri.endswith("#") and not joined.endswith("#") else joined


def _expand(name: str, prefixes: dict[str, str]) -> str:
    prefix, _, local = name.partition(":")
    if prefix not in prefixes:
        raise QueryError(f"The prefix {prefix[:40]}: is not declared.")
    return prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)
