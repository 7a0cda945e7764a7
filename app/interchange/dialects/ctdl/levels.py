"""The levels of a CTDL record; an AlignmentMap of the same document leads from a framework's level to the EQF."""

import re
from collections.abc import Callable

from app.interchange.claims import eqf_of, evidence, level_of
from app.interchange.dialects.ctdl.nodes import Nodes, first
from app.interchange.known import Known
from app.interchange.tree import Node
from app.model import EqfLevel, Level
from app.vocab import EQF

Tell = Callable[..., None]
_EQF = re.compile(r"(?:https?://.*/)?eqf[:/#_-]?(?:level)?[:/#_-]?([1-8])", re.IGNORECASE)
_MAPPED = ("skos:exactMatch", "skos:closeMatch", "align:exactMatch", "align:closeMatch")
_EQUALS = ("ceterms:exactAlignment", "ceterms:majorAlignment")


class Levels:
    """Levels of the records of one document."""

    def __init__(self, nodes: Nodes, known: Known, tell: Tell) -> None:
        self._nodes, self._known, self._tell = nodes, known, tell
        self._eqf: dict[str, int] = {}
        for node in nodes.top:
            if "ceterms:AlignmentMap" in nodes.types(node):
                self._map(node)

    def _map(self, node: Node) -> None:
        for row in node.nodes("ceterms:hasPart"):
            row.skip("@type")
            source, target = row.text("ceterms:sourceNode") or "", row.text("ceterms:targetNode") or ""
            how = row.text("ceterms:alignmentType") or ""
            found = _EQF.fullmatch(target)
            if found and how in (*_MAPPED, *_EQUALS):
                self._eqf[self._nodes.expand(source)] = int(found[1])
            else:
                self._tell(row.pointer, f"says {how or 'nothing'}, which is not that a level is an EQF level", source)

    def of(self, node: Node, iri: str) -> tuple[tuple[Level, ...], EqfLevel | None]:
        """The levels of a framework, and the EQF level that is named or that an AlignmentMap leads to."""
        found: list[Level] = []
        eqf: EqfLevel | None = None
        for one in self._nodes.reached(node, "ceterms:audienceLevelType", "ceterms:atLevel"):
            target = self._nodes.expand(one.text("ceterms:targetNode") or self._nodes.iri(one))
            told, name = first(one, "ceterms:targetNodeDescription") or "", first(one, "ceterms:targetNodeName")
            framework, code = first(one, "ceterms:frameworkName"), one.text("ceterms:codedNotation")
            one.skip("@type", "ceterms:framework")
            own = level_of(told)
            stated = eqf_of(told, None, iri) or self._stated(target, iri)
            if stated:
                eqf = eqf or stated
            elif own and own[0] in self._known.levels:
                found.append(self._level(own[0], own[1], iri))
            elif target in self._known.levels:
                found.append(self._level(target, "stated", iri))
            elif own or (framework and "audience" not in framework.lower() and name):
                level = own[0] if own else target or name or ""
                found.append(Level(level, framework or "", code or "", name or level, None, evidence(iri)))
            else:
                self._tell(one.pointer, "is an audience level, which is no level of a qualifications framework", name)
        for level in self._nodes.outside(node, "ceterms:audienceLevelType", "ceterms:atLevel"):
            eqf = eqf or self._stated(level, iri)
            if level in self._known.levels:
                found.append(self._level(level, "stated", iri))
            elif not self._stated(level, iri):
                self._tell(f"{node.pointer}/ceterms:audienceLevelType", "is a level that is not known here", level)
        return tuple(found), eqf

    def _stated(self, target: str, iri: str) -> EqfLevel | None:
        if target in self._eqf:
            return EqfLevel(self._eqf[target], False, "by the AlignmentMap of the document", evidence(iri, "derived"))
        found = _EQF.fullmatch(target)
        if not found and not target.startswith(EQF):
            return None
        return EqfLevel(int(found[1]), False, None, evidence(iri)) if found else None

    def _level(self, level: str, basis: str, iri: str) -> Level:
        known = self._known.levels[level]
        return Level(level, known.framework, known.code, known.label, known.eqf, evidence(iri, basis))
