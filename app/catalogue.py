"""The stored questions: one file, one question, with a TOML header in lines that begin with `#+`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.problems import InputError, NotFoundError, ParameterError, closest

TYPES = ("iri", "string", "integer", "language")
_SAFE_IRI = re.compile(r"[^\x00-\x20<>\"{}|^`\\]+")
_ASIDE = re.compile(r'^\s*#.*$|"[^"\n]*"', re.MULTILINE)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question: one of TYPES, with an example that gives an answer."""

    type: str
    example: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A stored question."""

    id: str
    title: str
    description: str
    audience: str
    parameters: Mapping[str, Parameter]
    text: str
    topic: str = "other"

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the answer, as the SELECT clause names them."""
        clause = _ASIDE.sub("", self.text).split("SELECT", 1)[-1].split("WHERE", 1)[0]
        plain, depth = "", 0
        for part in re.split(r"([()])", clause):
            # Inside brackets only the name at the end counts: (COUNT(?x) AS ?n).
            plain += part if depth == 0 else " ".join(re.findall(r"\bAS\s+\?\w+", part)) if depth == 1 else ""
            depth += {"(": 1, ")": -1}.get(part, 0)
        return tuple(re.findall(r"\?(\w+)", plain))

    def sparql(self, values: Mapping[str, str]) -> str:
        """The query with `values` in place of its parameters, as a leading VALUES block would bind them.

        A parameter that is not given takes its example. Each `$name` of the text stands for one RDF term.

        :raises ParameterError: for a parameter that the question does not have, or a value of the wrong type
        """
        for name in values:
            if name not in self.parameters:
                raise ParameterError(name, values[name], f"{self.id} has no such parameter")
        terms = {
            name: _as_term(name, parameter, values.get(name, parameter.example))
            for name, parameter in self.parameters.items()
        }
        # In one pass: a value that happens to hold `$name` is text, not a place to fill.
        return re.sub(r"\$(\w+)", lambda found: terms.get(found[1], found[0]), self.text)


def read_question(path: Path, shown: str | None = None) -> Question:
    """The question of one `.rq` file.

    :raises InputError: with file and line when the header is missing or wrong
    """
    name = shown or str(path)
    lines = path.read_text("utf-8").splitlines()
    head = [line[2:].strip() for line in lines if line.startswith("#+")]
    try:
        meta: dict[str, Any] = tomllib.loads("\n".join(head))
        parameters = {key: Parameter(**value) for key, value in meta.get("parameters", {}).items()}
        text = "\n".join(line for line in lines if not line.startswith("#+")).strip() + "\n"
        told = (meta["id"], meta["title"], meta["description"], meta["audience"])
        question = Question(*told, parameters, text, meta.get("topic", "other"))
    except tomllib.TOMLDecodeError as error:
        raise InputError(name, f"has a header that is not TOML: {error}", 1) from error
    except (KeyError, TypeError) as error:
        raise InputError(name, f"has a header without or with a wrong {error}", 1) from error
    for key, parameter in parameters.items():
        if parameter.type not in TYPES:
            raise InputError(name, f"parameter {key} has the type {parameter.type}, not one of {TYPES}", 1)
        if re.search(rf"\?{key}\b", text):
            raise InputError(name, f"parameter {key} is also a variable: ${key} and ?{key} are one in SPARQL", 1)
    if not path.stem.startswith(question.id):
        raise InputError(name, f"has the id {question.id}, which its file name does not begin with", 1)
    return question


class Catalogue:
    """All questions of a folder, by id."""

    def __init__(self, folder: Path) -> None:
        """Read every `.rq` file of the folder."""
        questions = (read_question(path) for path in sorted(folder.glob("*.rq")))
        self.questions: dict[str, Question] = {question.id: question for question in questions}

    def __getitem__(self, key: str) -> Question:
        """The question with this id.

        :raises NotFoundError: naming the ids that look like it
        """
        if key not in self.questions:
            raise NotFoundError("question", key, closest(key, self.questions), "id")
        return self.questions[key]


def _as_term(name: str, parameter: Parameter, value: str) -> str:
    if parameter.type == "iri":
        if not _SAFE_IRI.fullmatch(value) or ":" not in value:
            raise ParameterError(name, value, "is not an absolute IRI")
        return f"<{value}>"
    if parameter.type == "integer":
        if not re.fullmatch(r"-?[0-9]{1,12}", value):
            raise ParameterError(name, value, "is not a whole number")
        return value
    if parameter.type == "language" and not _LANGUAGE.fullmatch(value):
        raise ParameterError(name, value, "is not a language tag")
    if len(value) > 1000 or "\x00" in value:
        raise ParameterError(name, value[:40], "is longer than 1,000 characters or holds a NUL")
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'
