"""How an answer is cited: which question in which version, on which release, asked when, with which values."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.catalogue import Question
from app.vocab import BASE


@dataclass(frozen=True, slots=True)
class Citation:
    """The citation of an answer; `version` changes with the text of the query."""

    query: str
    title: str
    version: str
    parameters: Mapping[str, str]
    release: str
    retrieved: str

    @property
    def text(self) -> str:
        """The citation in one line."""
        values = "; ".join(f"{name}={value}" for name, value in self.parameters.items())
        told = f" ({values})" if values else ""
        return (
            f"Passerelle editors ({self.retrieved[:4]}). {self.title}{told} Answer to stored question "
            f"{self.query.rsplit('/', 1)[-1]}, query version {self.version}, Passerelle release {self.release}, "
            f"retrieved {self.retrieved}. {self.query}. CC BY 4.0."
        )

    def fields(self) -> list[tuple[str, str]]:
        """Everything by name."""
        values = [(f"parameter {name}", value) for name, value in self.parameters.items()]
        return [
            ("cite as", self.text), ("query", self.query), ("title", self.title), ("query version", self.version),
            *values, ("release", self.release), ("retrieved", self.retrieved),
        ]  # fmt: skip


def cite(question: Question, values: Mapping[str, str], release: str, day: date) -> Citation:
    """The citation of the answer to a question, with every value that it was asked with, given or taken by default."""
    asked = {name: values.get(name, parameter.example) for name, parameter in question.parameters.items()}
    return Citation(f"{BASE}query/{question.id}", question.title, version(question), asked, release, day.isoformat())


def version(question: Question) -> str:
    """The version of a question: the first twelve digits of the SHA-256 of its query text."""
    return hashlib.sha256(question.text.encode()).hexdigest()[:12]
