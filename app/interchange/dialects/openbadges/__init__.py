"""Open Badges 3.0: achievements out and in, and credentials in, signed or not.

Of a credential the achievement, the issuer and its days are read; of the person who holds it nothing is.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Any

from app.interchange.dialect import JSON_LD, Award, Document, Form, Reading, Unread
from app.interchange.dialects.openbadges.award import award
from app.interchange.dialects.openbadges.losses import LOSSES
from app.interchange.dialects.openbadges.reader import Reader, day, lapsing
from app.interchange.dialects.openbadges.writer import OB3, OURS, criteria
from app.interchange.dialects.openbadges.writer import document as written
from app.interchange.known import Known
from app.interchange.tree import Node
from app.model import Credential

__all__ = ["FORMS", "LOSSES", "NAME", "RANK", "TITLE", "lacks", "read", "recognises", "write"]

NAME = "openbadges"
TITLE = "Open Badges 3.0"
RANK = 2
FORMS = (Form("ob3", "Open Badges 3.0 achievement, JSON-LD", JSON_LD, "ob3.jsonld", OB3),)
CREDENTIALS = frozenset({"AchievementCredential", "OpenBadgeCredential"})
_CONTEXTS = (
    "https://www.w3.org/ns/credentials/",
    "https://www.w3.org/2018/credentials/",
    "https://purl.imsglobal.org/spec/ob/",
)
PERSONAL = (
    "email", "phone", "official", "address", "otherIdentifier", "identifier", "credentialSubject", "result",
    "evidence", "sub", "licenseNumber", "holder", "source",
)  # fmt: skip
REASONS = dict.fromkeys(PERSONAL, "may be personal data, which is never kept") | {
    "image": "is a picture",
    "issuer": "issued the document; the record names the creator of the achievement",
    "proof": "is a signature, which is never verified here",
    "creditsEarned": "is of the holder, not of the achievement",
    "resultDescription": "says how results are graded",
    "refreshService": "is an address, and nothing is fetched",
    "credentialStatus": "is an address where a revocation would stand, and nothing is fetched",
}
SILENT = (
    "@context",
    "id",
    "type",
    "name",
    "description",
    "credentialSchema",
    "iss",
    "jti",
    "nbf",
    "iat",
    "exp",
    "image",
)


def recognises(document: Document) -> bool:
    """Whether the document is JSON of an achievement or of a credential with one."""
    return document.tree is not None and any(_found(document.tree))


def read(document: Document, known: Known) -> Reading:
    """The records of the achievements, and the days of the credential where it is one."""
    reader = Reader(known)
    found: list[Credential] = []
    awards: list[Award] = []
    awarded = lapses = None
    tops = [Node(tree, pointer) for tree, pointer in _tops(document.tree)]
    for top in tops:
        reader.unread += _contexts(top)
        top.skip(*SILENT)
        if not CREDENTIALS & set(top.texts("type", "@type")):
            if top.has("name"):
                found.append(reader.record(top, len(found) + 1))
            continue
        start = day(top, "awardedDate", "validFrom", "issuanceDate")
        end = day(top, "validUntil", "expirationDate")
        awarded, lapses = awarded or start, lapses or end
        top.skip("awardedDate", "validFrom", "issuanceDate", "validUntil", "expirationDate")
        reader.endorsements(top)
        for subject in top.nodes("credentialSubject"):
            subject.skip("id", "type")
            for achievement in subject.nodes("achievement"):
                record = reader.record(achievement, len(found) + 1, top.node("issuer"))
                found.append(replace(record, validity=lapsing(record.iri)) if end and not record.validity else record)
                awards.append(award(top, subject, record, start, end))
    for record in found:
        if not record.titles:
            reader.tell(record.iri, "has no name, so that it is no record")
    rest = chain.from_iterable(top.unread(REASONS, HIDDEN) for top in tops)
    unread = tuple(dict.fromkeys(chain(reader.unread, rest)))
    kept = tuple(one for one in found if one.titles)
    held = tuple(one for one in awards if one.of in {record.iri for record in kept})
    return Reading(kept, unread, awarded_on=awarded, valid_until=lapses, awards=held)


HIDDEN = frozenset(
    {*PERSONAL, "activityEndDate", "activityStartDate", "creditsEarned", "proof", "role", "term", "narrative"}
)


def lacks(record: Credential, form: Form, known: Known) -> tuple[str, ...]:
    """A name, and criteria: at least one outcome, requirement or assessment."""
    missing = [] if any(record.titles.values()) else ["title (name)"]
    if not criteria(record):
        missing.append("outcomes, entry requirements or assessment (criteria)")
    return tuple(missing)


def write(records: Iterable[Credential], form: Form, known: Known, alone: bool) -> Iterator[bytes]:
    """The document in pieces, one for each record."""
    return written(records, known, alone)


def _tops(tree: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """The objects at the top: the document, those of its list or graph."""
    inner = tree.get("@graph") if isinstance(tree, dict) and "@graph" in tree else tree
    place = "/@graph" if inner is not tree else ""
    if isinstance(inner, dict):
        yield inner, place
    for at, one in enumerate(inner if isinstance(inner, list) else ()):
        if isinstance(one, dict):
            yield one, f"{place}/{at}"


def _found(tree: Any) -> Iterator[bool]:
    for one, _ in _tops(tree):
        given = one.get("type", one.get("@type"))
        names = {name for name in (given if isinstance(given, list) else [given]) if isinstance(name, str)}
        yield "Achievement" in names or bool(CREDENTIALS & names)


def _contexts(top: Node) -> Iterator[Unread]:
    for one in top.values("@context"):
        if isinstance(one, str) and not one.startswith(_CONTEXTS):
            reason = "is a context that is not known here, and nothing is fetched; terms that only it defines are lost"
            yield Unread(f"{top.pointer}/@context", reason, one[:200])
        elif isinstance(one, dict) and one != OURS:
            yield Unread(f"{top.pointer}/@context", "is a context of the document's own, whose terms are not read")
