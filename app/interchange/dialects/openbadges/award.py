"""An Open Badges credential as an award: that it names its holder, day and result, never whom.

What is looked at here is still told as not read, since no record keeps it. A name stands in an IdentityObject of that
type, plain or hashed; the subject's `id` (a DID, a mailbox) identifies as well.
"""

from datetime import date

from app.interchange.dialect import Award, mark_of
from app.interchange.tree import Node
from app.model import Credential


def award(top: Node, subject: Node, record: Credential, issued: date | None, lapses: date | None) -> Award:
    """The award of one achievement to the subject of a credential."""
    objects = [one for one in subject.seen("identifier") if isinstance(one, dict)]
    named = any(one.get("identityType") == "name" for one in objects)
    issuer = next((one for one in top.seen("issuer") if isinstance(one, dict)), {})
    known = bool(issuer.get("otherIdentifier")) or str(issuer.get("id", "")).startswith(("did:", "https:", "http:"))
    grades = [one["value"] for one in subject.seen("result") if isinstance(one, dict) and one.get("value") is not None]
    return Award(
        record.iri, named, identified=bool(objects or subject.seen("id")), numbered=bool(top.seen("id")),
        known_bodies=tuple(body.iri for body in record.awarding_bodies if known), issued=issued, valid_until=lapses,
        grade=next((mark_of(str(grade)) for grade in grades if isinstance(grade, str | int | float)), None),
    )  # fmt: skip
