"""Terms as people read them: names instead of IRIs, links where there is something to see."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.http.mounting import place
from app.store import Term
from app.vocab import CURIES, ID

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Value:
    """A text with its language, and where it leads: `href` counts from the root of the service unless external."""

    text: str
    lang: str = ""
    href: str = ""
    external: bool = False


class Words:
    """The names of things."""

    def __init__(self, labels: Mapping[str, Mapping[str, str]]) -> None:
        """:param labels: names by language, for each IRI"""
        self._labels = labels

    def of(self, term: Term) -> Value:
        """How a term is shown."""
        if term.kind != "iri":
            external = term.value.startswith(("https://", "http://")) and " " not in term.value
            return Value(term.value, term.language or "", term.value if external else "", external)
        lang, text = self._label(term.value)
        where = place(term.value)
        if where is not None:
            return Value(text, lang, where)
        web = term.value.startswith(("https://", "http://"))
        return Value(text, lang, term.value if web else "", web)

    def _label(self, iri: str) -> tuple[str, str]:
        labels = self._labels.get(iri)
        if not labels:
            short = CURIES.compress(iri)
            if short and "/" not in short:
                return "", _CAMEL.sub(" ", short.split(":", 1)[1]).lower()
            return "", iri.removeprefix(ID) if iri.startswith(ID) else iri
        lang = "en" if "en" in labels else min(labels)
        return lang, labels[lang]
