"""What a credential requires in CTDL: competencies, assessments, conditions, and the credit that it is worth."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.interchange.claims import evidence, workload_of
from app.interchange.concepts import ECTS, UNITS, hours_of
from app.interchange.dialects.ctdl import terms
from app.interchange.dialects.ctdl.nodes import Nodes, best, first
from app.interchange.known import Known
from app.interchange.tree import Node
from app.model import Assessment, Hours, Mapped, Outcome, Workload

Tell = Callable[..., None]
SKIPPED = ("@type", "ceterms:assertedBy", "ceterms:name")
COMPETENCIES = ("ceterms:targetCompetency", "ceterms:assesses", "ceterms:teaches")
CONDITIONS = ("ceterms:requires", "ceterms:entryCondition", "ceterms:corequisite")


@dataclass(frozen=True, slots=True)
class Required:
    """What the conditions of a credential say."""

    workloads: tuple[Workload, ...]
    assessments: tuple[Assessment, ...]
    outcomes: tuple[Outcome, ...]
    entry_requirements: tuple[str, ...]
    has_options: bool
    ordinary_route: bool


class Profiles:
    """ConditionProfiles, AssessmentProfiles, ValueProfiles and DurationProfiles of one document."""

    def __init__(self, nodes: Nodes, known: Known, tell: Tell) -> None:
        self._nodes, self._known, self._tell = nodes, known, tell

    def of(self, node: Node, iri: str) -> Required:
        """Everything that conditions of the node say, and what it says itself as an assessment or a course."""
        conditions = self._nodes.reached(node, *CONDITIONS)
        outcomes: list[Outcome] = []
        assessments: list[Assessment] = []
        workloads = list(self.values(node, "ceterms:creditValue", iri))
        words: list[str] = []
        for one in [node, *conditions]:
            named = first(one, "ceterms:name") if one is not node else None
            one.skip(*SKIPPED)
            tested = next((how for how, name in terms.TESTED.items() if name == named), ())
            outcomes += self._outcomes(one, iri, len(outcomes), tested)
            for profile in self._nodes.reached(one, "ceterms:targetAssessment"):
                assessments.append(self._assessment(profile, iri))
                outcomes += self._outcomes(profile, iri, len(outcomes), ())
            if one is not node:
                workloads += self.values(one, "ceterms:creditValue", iri)
                words += best(one, "ceterms:condition", "ceterms:description")
                words += [f"experience: {text}" for text in best(one, "ceterms:experience")]
                words += [f"minimum age {text}" for text in one.texts("ceterms:minimumAge")]
                words += [f"years of experience: {text}" for text in one.texts("ceterms:yearsOfExperience")]
                words += [f"credential {text}" for text in self._nodes.links(one, "ceterms:targetCredential")]
        if "ceterms:AssessmentProfile" in self._nodes.types(node):
            assessments.append(self._assessment(node, iri))
        entry = tuple(word for word in words if word not in (terms.OPTIONS, terms.ORDINARY))
        own = workloads or self._durations(node, iri)
        node.skip("ceterms:estimatedDuration")
        return Required(
            tuple(own), tuple(assessments), tuple(outcomes), entry, terms.OPTIONS in words, terms.ORDINARY in words
        )

    def values(self, node: Node, member: str, iri: str) -> tuple[Workload, ...]:
        """Credit, in the units that we know; another unit keeps its name and has no hours."""
        return tuple(claim for one in self._nodes.reached(node, member) if (claim := self._value(one, iri)))

    def _value(self, node: Node, iri: str) -> Workload | None:
        node.skip("@type", "ceterms:creditLevelType", "ceterms:credtiLevelType", "ceterms:subject")
        told = " ".join(best(node, "schema:description", "ceterms:description"))
        unit = self._unit(node)
        value = node.number("schema:value", "schema:minValue", "ceterms:value", "ceterms:minValue")
        most = node.number("schema:maxValue", "ceterms:maxValue")
        own = workload_of(told, iri)
        if own:
            return own
        if not value:
            self._tell(node.pointer, "is a credit value without a number", told or None)
            return None
        one = self._known.units.get(unit)
        hours = Hours(value * one.min, (most or value) * one.max) if one else None
        return Workload(value, most, unit, hours, (), evidence(iri))

    def _unit(self, node: Node) -> str:
        found = [one.text("ceterms:targetNode") or "" for one in node.nodes("ceterms:creditUnitType")]
        for one in node.nodes("ceterms:creditUnitType"):
            one.skip("@type", "ceterms:framework", "ceterms:frameworkName", "ceterms:targetNodeName")
        name = next(iter([*found, *node.texts("ceterms:creditUnitType")]), "")
        if name == ECTS:
            return UNITS[ECTS]
        local = name.rsplit(":", 1)[-1].rsplit("/", 1)[-1]
        return terms.UNITS.get(local, local)

    def _durations(self, node: Node, iri: str) -> list[Workload]:
        """Hours of a DurationProfile; days and weeks do not say hours of work."""
        found = []
        for one in self._nodes.reached(node, "ceterms:estimatedDuration"):
            one.skip("@type")
            text = one.text("ceterms:exactDuration", "ceterms:minimumDuration")
            most = one.text("ceterms:maximumDuration")
            least, longest = hours_of(text or ""), hours_of(most or "")
            if least:
                hours = Hours(least, longest or least)
                found.append(Workload(least, longest, "hours", hours, (), evidence(iri)))
            else:
                told = first(one, "ceterms:description")
                self._tell(one.pointer, "does not say hours of work", text or told)
        return found

    def _outcomes(self, node: Node, owner: str, before: int, tested: tuple[str, ...]) -> list[Outcome]:
        found: list[Outcome] = []
        for one in self._nodes.reached(node, *COMPETENCIES):
            outcome = self._outcome(one, f"{owner}:outcome-{before + len(found) + 1}")
            if outcome:
                found.append(replace(outcome, tested=tested))
        for iri in self._nodes.outside(node, *COMPETENCIES):
            self._tell(f"{node.pointer}", "is a competency that the document says nothing of", iri)
        return found

    def _outcome(self, node: Node, otherwise: str) -> Outcome | None:
        """An outcome of a competency, or of an alignment object: its name, then what it describes.

        A competency of ESCO that a document targets is what the outcome is mapped to.
        """
        node.skip("@type", "ceterms:framework", "ceterms:frameworkName", "ceterms:codedNotation")
        text = first(node, "ceasn:competencyText", "ceterms:targetNodeName", "ceterms:name", "ceasn:competencyLabel")
        text = text or first(node, "ceterms:targetNodeDescription")
        node.skip("ceterms:targetNodeDescription", *terms.ALIGNMENTS.values())
        target = node.text("ceterms:targetNode")
        iri = self._nodes.iri(node) or (self._nodes.expand(target) if target else "")
        if not text:
            self._tell(node.pointer, "is a competency without words", iri or None)
            return None
        mapped = [one for skill in node.nodes("ceasn:skillEmbodied") if (one := self._mapped(skill))]
        if not mapped:
            mapped = [
                Mapped(target, target, predicate, 0.5, "")
                for predicate, member in terms.ALIGNMENTS.items()
                for target in self._nodes.links(node, member)
            ]
        return Outcome(iri if ":" in iri and not iri.startswith("_:") else otherwise, text, tuple(mapped))

    def _mapped(self, node: Node) -> Mapped | None:
        node.skip("@type", "ceterms:framework", "ceterms:frameworkName")
        target, how = node.text("ceterms:targetNode"), node.text("ceterms:alignmentType") or "closeMatch"
        weight = node.number("ceterms:weight")
        name, mapping = first(node, "ceterms:targetNodeName"), first(node, "ceterms:targetNodeDescription")
        if not target or how not in terms.ALIGNMENTS or (weight or 0) > 1:
            self._tell(node.pointer, "is no alignment that is told apart here", target)
            return None
        return Mapped(target, name or target, how, 0.5 if weight is None else weight, mapping or "")

    def _assessment(self, node: Node, iri: str) -> Assessment:
        node.skip("@type", "ceterms:ctid", "ceterms:isProctored", "ceterms:ownedBy", "ceterms:offeredBy")
        methods: list[str] = []
        words: list[str] = []
        for one in node.nodes("ceterms:assessmentMethodType"):
            one.skip("@type", "ceterms:framework", "ceterms:frameworkName", "ceterms:targetNodeDescription")
            name = first(one, "ceterms:targetNodeName") or one.text("ceterms:targetNode") or ""
            one.skip("ceterms:targetNode")
            (methods if name in (*terms.METHODS, "none") else words).append(name)
        words += [text.rsplit(":", 1)[-1] for text in node.texts("ceterms:assessmentMethodType")]
        words += best(node, "ceterms:assessmentMethodDescription")
        title = first(node, "ceterms:name")
        if not methods and not words and title and title != "assessment":
            words.append(title)
        known = replace(evidence(iri), notes=tuple(words))
        return Assessment(tuple(methods), first(node, "ceterms:scoringMethodDescription"), None, known)
