"""From an Achievement to a record; of a credential the achievement is read, and of its holder nothing."""

import re
from datetime import date, datetime

from app.interchange import concepts
from app.interchange.claims import evidence
from app.interchange.dialect import Unread
from app.interchange.dialects.openbadges.extension import completed
from app.interchange.dialects.openbadges.writer import COMPETENCES, FIELDS, OUTCOMES, TYPES
from app.interchange.known import Known
from app.interchange.tree import Node
from app.model import Body, Credential, EqfLevel, Level, Mapped, Outcome, Source, Validity, Workload
from app.vocab import COMPETENCE, EQF, ESCO_SKILL, ID

SENT = "urn:passerelle:sent"
KINDS = {name: kind for kind, name in TYPES.items() if kind != "unit"} | {"Competency": "unit", "Assessment": "unit"}
QUALIFICATIONS = ("Certificate", "Degree", "Diploma", "Doctorate", "Development")
_OF = re.compile(r"(exactMatch|closeMatch|broadMatch|narrowMatch) of (\S+)")
_ALPHA3 = {two: concepts.COUNTRY + three for three, two in concepts.JURISDICTIONS.items()}


class Reader:
    """Reads achievements of one document; what it cannot use goes to `unread`."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.unread: list[Unread] = []

    def tell(self, place: str, reason: str, value: str | None = None) -> None:
        """List something as not read."""
        self.unread.append(Unread(place[:400], reason, value[:200] if value else value))

    def record(self, node: Node, number: int, issuer: Node | None = None) -> Credential:
        """The record of an Achievement.

        :param issuer: who issued the credential, where the document is one; it awards unless a creator is named
        """
        node.skip("type", "@type", "@context")
        iri = node.text("id", "@id") or ""
        iri = iri if ":" in iri else f"{SENT}:{number}"
        own = iri.startswith(ID)
        path = iri.removeprefix(ID) if own else iri
        bodies = tuple(self._body(one) for one in (node.nodes("creator") or ([issuer] if issuer else [])))
        country = next((body.country for body in bodies if body.country), "") or ""
        name, told = node.text("name"), node.text("description")
        titles = {(node.text("inLanguage") or "und").split("-")[0].lower(): name} if name else {}
        fields, levels, eqf, outcomes = self._aligned(node, iri)
        record = Credential(
            iri=iri, id=path, fact_id=path, country=country, kind=self._kind(node), titles=titles, confidence="low",
            jurisdiction=path.split("/")[0].upper() if own else concepts.JURISDICTIONS.get(country[-3:], ""),
            code=node.text("humanCode"), fields=fields, awarding_bodies=bodies, levels=levels, eqf=eqf,
            workloads=self._credits(node, iri), outcomes=outcomes,
            entry_requirements=() if own else self._criteria(node), sources=() if own else self._sources(node),
            notes=(told,) if told and not own else (),
        )  # fmt: skip
        self.endorsements(node)
        if own:
            node.skip("criteria", "description")
            return completed(node, record, self.known)
        return record

    def _kind(self, node: Node) -> str:
        name = node.text("achievementType")
        if name is None:
            return "unit"
        if name in KINDS:
            return KINDS[name]
        if not name.endswith(QUALIFICATIONS):
            self.tell(f"{node.pointer}/achievementType", "is not a kind that is told apart here; read as a unit", name)
            return "unit"
        return "qualification"

    def _body(self, node: Node) -> Body:
        """An organisation: its name and country; how to reach it is not read."""
        address = node.node("address")
        code = (address.text("addressCountryCode") or "").upper() if address else ""
        name, iri = node.text("name"), node.text("id", "@id")
        node.skip("type", "url")
        if address:
            address.skip("type")
        return Body(iri or f"{SENT}:body:{name or ''}", {"und": name} if name else {}, _ALPHA3.get(code))

    def _credits(self, node: Node, iri: str) -> tuple[Workload, ...]:
        """Credits whose system Open Badges does not say: a size without hours."""
        value = node.number("creditsAvailable")
        return (Workload(value, None, "", None, (), evidence(iri)),) if value else ()

    def _criteria(self, node: Node) -> tuple[str, ...]:
        return tuple(text for one in node.nodes("criteria") for text in one.texts("narrative"))

    def _sources(self, node: Node) -> tuple[Source, ...]:
        found = [url for one in node.nodes("criteria") for url in one.texts("id")]
        return tuple(Source(url, url, url, "unverified") for url in [*found, *node.texts("criteria")])

    def _aligned(
        self, node: Node, iri: str
    ) -> tuple[tuple[str, ...], tuple[Level, ...], EqfLevel | None, tuple[Outcome, ...]]:
        fields: list[str] = []
        levels: list[Level] = []
        eqf: EqfLevel | None = None
        outcomes: dict[str, Outcome] = {}
        ours: dict[str, list[Mapped]] = {}
        for one in node.nodes("alignment", "alignments"):
            one.skip("type")
            url, name, framework = one.text("targetUrl") or "", one.text("targetName"), one.text("targetFramework")
            told, code = one.text("targetDescription"), one.text("targetCode")
            one.skip("targetType")
            found = _OF.fullmatch(told or "")
            if url.startswith(concepts.ISCED) or framework == FIELDS:
                fields.append(url.removeprefix(concepts.ISCED))
            elif url.startswith(EQF) and url.removeprefix(EQF) in set("12345678"):
                eqf = EqfLevel(int(url[-1]), False, None, evidence(iri))
            elif url in self.known.levels:
                level = self.known.levels[url]
                levels.append(Level(url, level.framework, level.code, level.label, level.eqf, evidence(iri)))
            elif found and (url.startswith((ESCO_SKILL, COMPETENCE)) or framework == COMPETENCES):
                ours.setdefault(found[2], []).append(Mapped(url, name or url, found[1], 0.5, ""))
            else:
                known = url.startswith((ESCO_SKILL, COMPETENCE))
                mapped = (Mapped(url, name or url, "closeMatch", 0.5, ""),) if known else ()
                text = name if framework == OUTCOMES or known else told or name
                key = url or f"{iri}:outcome-{len(outcomes) + 1}"
                outcomes.setdefault(key, Outcome(key, text or code or url, mapped))
        joined = [Outcome(one.iri, one.text, (*one.competences, *ours.get(one.iri, ()))) for one in outcomes.values()]
        return tuple(fields), tuple(levels), eqf, tuple(joined)

    def endorsements(self, node: Node) -> None:
        """List the endorsements of a node: who made them, where that is told."""
        for one in node.nodes("endorsement"):
            issuer = one.node("issuer")
            who = issuer.text("name") if issuer else one.text("issuer")
            self.tell(one.pointer, "is an endorsement, which is not verified and not taken as quality assurance", who)
            one.close()
        for at, _ in enumerate(node.texts("endorsementJwt")):
            self.tell(f"{node.pointer}/endorsementJwt/{at}", "is a signed endorsement, which is not verified")


def lapsing(iri: str) -> Validity:
    """Of a credential with a last day it is known that it lapses, and not after how many months."""
    return Validity(True, None, None, evidence(iri))


def day(node: Node, *names: str) -> date | None:
    """The day of the first of the members that says one."""
    for name in names:
        for text in node.texts(name):
            try:
                return datetime.fromisoformat(text).date()
            except ValueError:
                continue
    return None
