"""What the graph knows and a foreign document does not say: which level an IRI is, how many hours a unit stands for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

from app.model import Hours
from app.store import Store

QUERY = files(__name__.rpartition(".")[0]).joinpath("known.rq").read_text("utf-8")
EU_LEVELS = "http://data.europa.eu/snb/qdr/"


@dataclass(frozen=True, slots=True)
class KnownLevel:
    """A level of a framework. `listed` is the level of the EU's own list that it is, or is a part of."""

    framework: str
    code: str
    label: str
    eqf: int | None
    listed: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Levels by IRI, hours of one unit by its short name, names of EU concepts by IRI; each may be empty.

    `skills`: by IRI of a sector competence, the ESCO skills that it is mapped to, with the predicate.
    """

    levels: Mapping[str, KnownLevel] = field(default_factory=dict)
    units: Mapping[str, Hours] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    skills: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)


def known_of(store: Store) -> Known:
    """What a release knows."""
    levels: dict[str, KnownLevel] = {}
    units: dict[str, Hours] = {}
    labels: dict[str, str] = {}
    skills: dict[str, list[tuple[str, str]]] = {}
    for row in store.select(QUERY):
        value = {name: term.value for name, term in row.items()}
        iri = value["iri"]
        if value["kind"] == "level":
            listed = iri if iri.startswith(EU_LEVELS) else value.get("listed")
            eqf = int(value["eqf"].rsplit("/", 1)[-1]) if "eqf" in value else None
            levels.setdefault(iri, KnownLevel(value["framework"], value["code"], value["label"], eqf, listed))
        elif value["kind"] == "unit":
            units[value["code"]] = Hours(float(value["min"]), float(value["max"]))
        elif value["kind"] == "skill":
            skills.setdefault(iri, []).append((value["code"].rpartition("#")[2], value["listed"]))
            if "label" in value:
                labels[value["listed"]] = value["label"]
        else:
            labels[iri] = value["label"]
    return Known(levels, units, labels, skills)
