"""The size of a credential in ELM: hours as a duration, points with their credit system; our own claims in notes."""

from typing import TYPE_CHECKING

from app.interchange import claims, concepts
from app.interchange.claims import evidence
from app.interchange.dialects.elm.notes import ReadNotes
from app.model import Hours, Workload
from app.vocab import DEF

if TYPE_CHECKING:
    from app.interchange.dialects.elm.reader import Reader

MOST = 100_000


def sizes(reader: "Reader", node: str, iri: str, notes: ReadNotes) -> tuple[Workload, ...]:
    """The workloads of a specification: those of our notes, else hours and then credits as anyone gives them."""
    hours, credits = _hours(reader, node, iri), _credits(reader, node, iri)
    own = tuple(claim for line in notes.all("psr:WorkloadClaim") if (claim := claims.workload_of(line, iri)))
    return own or (*hours, *credits)


def _hours(reader: "Reader", node: str, iri: str) -> list[Workload]:
    found = []
    for text in reader.graph.all(node, "elm:volumeOfLearning"):
        value = concepts.hours_of(text)
        if value is None or not 0 < value <= MOST:
            reason = "is not a number of hours; a duration in days, months or years does not say the hours of work"
            reader.tell(f"{node} elm:volumeOfLearning", reason, text)
        else:
            found.append(Workload(value, None, "hours", Hours(value, value), (), evidence(iri)))
    return found


def _credits(reader: "Reader", node: str, iri: str) -> list[Workload]:
    found = []
    for credit in reader.graph.all(node, "elm:creditPoint"):
        framework = reader.graph.one(credit, "elm:framework") or ""
        label = reader.concept(framework) if framework else ""
        text = reader.graph.one(credit, "elm:point") or ""
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            value = 0.0
        if not 0 < value <= MOST:
            reader.tell(f"{credit} elm:point", "is not a number of credits", text)
            continue
        unit = concepts.UNITS.get(framework) or framework.removeprefix(DEF + "unit-") if framework else ""
        if unit == framework:
            unit = label
        one = reader.known.units.get(unit)
        hours = Hours(value * one.min, value * one.max) if one else None
        found.append(Workload(value, None, unit, hours, (), evidence(iri)))
    return found
