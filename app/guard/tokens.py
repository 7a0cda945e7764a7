"""The tokens of a query as the embedded engine reads them, found in one pass that is linear in the length of the text.

Where the engine and this table could read a text differently, the table sees more code, never less: what it takes for
a string, an IRI or a comment is one for the engine too. No alternative looks further than its own token, or than a
bounded stretch of it, and quantifiers give nothing back, so that no text makes the search slow.
"""

import re

_IRI = r"""<(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>"""
_LOCAL = r"(?:[\w:%-]|\\.|\.++(?=[\w:%\\-]))*+"

TOKEN = re.compile(
    rf"""(?P<skip>\s++|\#[^\n\r]*+)
    |(?P<less><(?={_IRI}))
    |(?P<iri>{_IRI})
    |(?P<text>(?:\"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*+'''
        |"(?!"")(?:[^"\\\n\r]|\\.)*+"|'(?!'')(?:[^'\\\n\r]|\\.)*+')(?:\^\^)?)
    |(?P<variable>[?$]\w++)
    |(?P<tag>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
    |(?P<label>_:\w(?:[\w-]|\.++(?=[\w-]))*+)
    |(?P<number>(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)[eE][+-]?[0-9]++|[0-9]*+\.[0-9]++|[0-9]++)
    |(?P<name>(?:[^\W\d]\w*+(?:[.-]\w{{1,32}}+){{0,8}}+)?:{_LOCAL})
    |(?P<word>[^\W\d]\w*+)
    |(?P<open><<|[{{(\[])
    |(?P<close>>>|[}})\]])
    |(?P<step>\|(?!\|)|/|\^)
    |(?P<operator>\|\||&&|[<>!]=|[-+*=<>!])
    |(?P<stop>[.;,])
    |(?P<quote>["'])
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
OPERANDS = frozenset({"iri", "text", "variable", "label", "number", "name"})


def place(text: str, at: int) -> str:
    """Where a position stands, as a person counts: line and column, both from 1."""
    line = text.count("\n", 0, at) + 1
    return f"line {line}, column {at - text.rfind(chr(10), 0, at)}"
