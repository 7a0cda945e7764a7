"""From CTDL nodes to a record: a registry's own, and those that we wrote."""

import re
from dataclasses import replace

from app.interchange import concepts
from app.interchange.claims import evidence
from app.interchange.dialect import Unread
from app.interchange.dialects.ctdl import terms
from app.interchange.dialects.ctdl.levels import Levels
from app.interchange.dialects.ctdl.nodes import Nodes, best, first, names
from app.interchange.dialects.ctdl.profiles import Profiles
from app.interchange.known import Known
from app.interchange.tree import Node
from app.model import Body, Credential, LegalEffect, Quality, Source, Validity
from app.vocab import BASE, ID

SENT = "urn:passerelle:sent"
COUNTRY = concepts.COUNTRY
_MONTHS = re.compile(r"P(?:([0-9]{1,3})Y)?(?:([0-9]{1,4})M)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ALPHA3 = {two: f"{COUNTRY}{three}" for three, two in concepts.JURISDICTIONS.items()}


class Reader:
    """Reads the nodes of one document; what it cannot use goes to `unread`."""

    def __init__(self, nodes: Nodes, known: Known) -> None:
        self.nodes, self.known = nodes, known
        self.unread: list[Unread] = []
        self.given: set[str] = set()
        self.levels = Levels(nodes, known, self.tell)
        self.profiles = Profiles(nodes, known, self.tell)

    def tell(self, place: str, reason: str, value: str | None = None) -> None:
        """List something as not read."""
        self.unread.append(Unread(place[:400], reason, value[:200] if value else value))

    def record(self, node: Node, number: int) -> Credential:
        """The record of a credential or learning opportunity.

        :param number: which of the document it is, for its name where it has none
        """
        nodes = self.nodes
        iri = nodes.iri(node)
        iri = iri if ":" in iri and not iri.startswith("_:") else f"{SENT}:{number}"
        own = iri.startswith(ID)
        path = iri.removeprefix(ID) if own else iri
        bodies = self._bodies(node, "ceterms:ownedBy", "ceterms:offeredBy")
        country = self._country(node, "ceterms:jurisdiction") or next((one.country or "" for one in bodies), "")
        place = path.split("/")[0].upper() if own else concepts.JURISDICTIONS.get(country.rsplit("/", 1)[-1], "")
        profiles = self.profiles.of(node, iri)
        told = tuple(best(node, "ceterms:description"))
        code, fact = self._codes(node)
        levels, eqf = self.levels.of(node, iri)
        return Credential(
            iri=iri, id=path, fact_id=fact or path, country=country, jurisdiction=place, kind=self._kind(node),
            titles=names(node, "ceterms:name"), confidence="low", code=code, status=self._status(node),
            fields=self._fields(node), awarding_bodies=bodies, levels=levels, eqf=eqf, workloads=profiles.workloads,
            assessments=profiles.assessments, quality=self._quality(node, iri, bodies),
            validity=self._validity(node, iri), legal=self._legal(node, iri),
            stacks_into=tuple(sorted(nodes.links(node, "ceterms:isAdvancedStandingFor"))),
            part_of=tuple(sorted(nodes.links(node, "ceterms:isPartOf"))),
            parts=tuple(sorted(nodes.links(node, "ceterms:hasPart"))), has_options=profiles.has_options,
            includes=tuple(sorted(nodes.links(node, "ceterms:narrowAlignment"))),
            ordinary_route=profiles.ordinary_route,
            replaced_by=tuple(sorted(nodes.links(node, "ceterms:supersededBy"))),
            entry_requirements=profiles.entry_requirements, outcomes=profiles.outcomes,
            sources=tuple(Source(url, url, url, "unverified") for url in node.texts("ceterms:subjectWebpage")),
            notes=() if own else told, scope=next(iter(told), None) if own else None,
            in_force=(self._day(node, "ceterms:dateEffective"), self._day(node, "ceterms:expirationDate")),
        )  # fmt: skip

    def transferred(self, profile: Node, number: int) -> list[Credential]:
        """What a TransferValueProfile gives credit for: each as a record of the size that it is worth.

        Where the document only names what credit is given for, the profile itself is the record.
        """
        nodes = self.nodes
        title, told = names(profile, "ceterms:name"), best(profile, "ceterms:description")
        value = self.profiles.values(profile, "ceterms:transferValue", nodes.iri(profile) or f"{SENT}:{number}")
        goals = tuple(sorted(nodes.links(profile, "ceterms:transferValueFor")))
        period = (self._day(profile, "ceterms:startDate"), self._day(profile, "ceterms:endDate"))
        given = nodes.reached(profile, "ceterms:transferValueFrom") or [profile]
        found = []
        self.given |= {node.pointer for node in given}
        for at, node in enumerate(given):
            record = self.record(node, number + at)
            own = record.workloads if node is not profile else ()
            found.append(
                replace(
                    record, titles=record.titles or title, workloads=own or value, notes=(*record.notes, *told),
                    stacks_into=tuple(sorted({*record.stacks_into, *(g for g in goals if not g.startswith("_:"))})),
                    in_force=record.in_force if any(record.in_force) else period,
                )
            )  # fmt: skip
        for iri in nodes.outside(profile, "ceterms:transferValueFrom"):
            self.tell(f"{profile.pointer}/ceterms:transferValueFrom", "names what the document says nothing of", iri)
        return found

    def _kind(self, node: Node) -> str:
        classes = self.nodes.types(node)
        ours = {name: kind for kind, name in concepts.KINDS.items()}
        for subject in node.nodes("ceterms:subject"):
            local = (subject.text("ceterms:targetNode") or "").rsplit("#", 1)[-1]
            if local in ours and subject.text("ceterms:framework"):
                subject.skip("ceterms:frameworkName", "ceterms:targetNodeName", "@type")
                return ours[local]
        for name in classes:
            if name in terms.KINDS:
                return terms.KINDS[name]
            if terms.is_credential(name):
                return "unit" if name.endswith("Badge") else "qualification"
        self.tell(f"{node.pointer}/@type", "is no credential of itself; read as a unit", ", ".join(classes))
        return "unit"

    def _codes(self, node: Node) -> tuple[str | None, str | None]:
        code, fact = node.text("ceterms:credentialId", "ceterms:codedNotation"), None
        for one in node.nodes("ceterms:identifier"):
            one.skip("@type", "ceterms:identifierTypeName")
            value = one.text("ceterms:identifierValueCode")
            if one.text("ceterms:identifierType") == BASE:
                fact = value
            elif code and value and code != value:
                self.tell(f"{one.pointer}", "is a second code; a record keeps one", value)
            else:
                code = code or value
        return code, fact

    def _status(self, node: Node) -> str | None:
        standing = {name: status for status, name in terms.STATUSES.items()}
        for one in node.nodes("ceterms:credentialStatusType"):
            one.skip("@type", "ceterms:framework", "ceterms:frameworkName", "ceterms:targetNodeDescription")
            name, target = first(one, "ceterms:targetNodeName"), one.text("ceterms:targetNode") or ""
            return standing.get(name or "") or name or standing.get(target.rsplit(":", 1)[-1])
        text = node.text("ceterms:credentialStatusType")
        return standing.get(text.rsplit(":", 1)[-1], text) if text else None

    def _fields(self, node: Node) -> tuple[str, ...]:
        found = []
        for one in node.nodes("ceterms:instructionalProgramType"):
            one.skip("@type", "ceterms:framework", "ceterms:frameworkName", "ceterms:codedNotation")
            target, name = one.text("ceterms:targetNode") or "", first(one, "ceterms:targetNodeName")
            if target.startswith(concepts.ISCED):
                found.append(target.removeprefix(concepts.ISCED))
            else:
                self.tell(one.pointer, "is not a field of ISCED-F", name or target)
        return tuple(found)

    def _bodies(self, node: Node, *members: str) -> tuple[Body, ...]:
        found = [self._body(one) for one in self.nodes.reached(node, *members)]
        found += [Body(iri, {}, None) for iri in self.nodes.outside(node, *members)]
        return tuple({body.iri: body for body in found}.values())

    def _body(self, node: Node) -> Body:
        titles = names(node, "ceterms:name")
        country = None
        for place in node.nodes("ceterms:address"):
            country = country or self._place(place)
        iri = self.nodes.iri(node)
        node.skip("ceterms:description", "ceterms:subjectWebpage", "ceterms:agentType", "ceterms:agentSectorType")
        return Body(iri if iri else f"{SENT}:body:{next(iter(titles.values()), '')}", titles, country)

    def _place(self, place: Node) -> str | None:
        place.skip("@type")
        iri = place.text("ceterms:geoURI") or ""
        told = (first(place, "ceterms:addressCountry") or "").strip().upper()
        told = {"UNITED STATES": "US", "UNITED STATES OF AMERICA": "US", "USA": "US"}.get(told, told)
        return iri if iri.startswith(COUNTRY) else _ALPHA3.get(told)

    def _country(self, node: Node, member: str) -> str | None:
        for profile in self.nodes.reached(node, member):
            for place in profile.nodes("ceterms:mainJurisdiction"):
                country = self._place(place)
                if country:
                    return country
        return None

    def _quality(self, node: Node, iri: str, bodies: tuple[Body, ...]) -> Quality | None:
        for process in node.nodes("ceterms:reviewProcess"):
            process.skip("@type")
            kinds = process.nodes("ceterms:externalInputType")
            kind = first(kinds[0], "ceterms:targetNodeName") if kinds else None
            for one in kinds:
                one.skip("@type", "ceterms:framework", "ceterms:frameworkName", "ceterms:targetNode")
            agent = next(iter(self._bodies(process, "ceterms:processingAgent")), None)
            known = kind if kind in ("external", "industry", "internal", "employer") else None
            return Quality(first(process, "ceterms:description"), agent, known, evidence(iri))
        for how in ("accredited", "approved", "recognized", "regulated"):
            for body in self._bodies(node, f"ceterms:{how}By"):
                outside = body.iri not in {one.iri for one in bodies}
                return Quality(f"{how} by another body", body, "external", evidence(iri)) if outside else None
        return None

    def _validity(self, node: Node, iri: str) -> Validity | None:
        frequency = node.text("ceterms:renewalFrequency")
        found = _MONTHS.fullmatch(frequency or "")
        months = int(found[1] or 0) * 12 + int(found[2] or 0) if found else 0
        if frequency and not months:
            self.tell(f"{node.pointer}/ceterms:renewalFrequency", "is not a number of years or months", frequency)
        profiles = self.nodes.reached(node, "ceterms:renewal")
        if not profiles and not months:
            return None
        told = [text for one in profiles for text in best(one, "ceterms:condition")]
        renewal = [text for one in profiles for text in best(one, "ceterms:description")]
        renewal += [text for text in told if text not in (terms.EXPIRES, terms.LASTS)]
        for one in profiles:
            one.skip("@type", "ceterms:name")
        # A credential that has to be renewed lapses when it is not; our own records say what is known of it.
        expires: bool | None = True if terms.EXPIRES in told or not iri.startswith(ID) else None
        expires = False if terms.LASTS in told else expires
        return Validity(expires, months or None, " ".join(renewal) or None, evidence(iri))

    def _legal(self, node: Node, iri: str) -> LegalEffect | None:
        for profile in node.nodes("ceterms:regulatedIn"):
            profile.skip("@type", "ceterms:mainJurisdiction")
            return LegalEffect(True, first(profile, "ceterms:description"), evidence(iri))
        return None

    def _day(self, node: Node, member: str) -> str | None:
        text = node.text(member)
        if text and not _DAY.fullmatch(text):
            self.tell(f"{node.pointer}/{member}", "is not a day as in 2026-11-30", text)
        return text if text and _DAY.fullmatch(text) else None
