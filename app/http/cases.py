"""A case: what a holder has, what it is held against, for which purpose; and the name by which it is judged again."""

import base64
import binascii
import zlib
from collections.abc import Iterator
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError, field_validator

from app.http.credentials import find
from app.http.sent import CredentialIn
from app.http.state import Service
from app.model import Credential
from app.policy import Policy
from app.problems import NotFoundError, OtherReleaseError, ParameterError
from app.recognition.stacks import Held

MOST_HELD, LONGEST_CASE = 20, 2**20


class HeldIn(BaseModel):
    """A credential of the graph that the holder has; of an unfinished programme, only the units completed."""

    model_config = ConfigDict(extra="forbid")

    iri: str
    awarded_on: date | None = None
    completed: list[str] | None = Field(default=None, min_length=1, max_length=200)


class PolicyIn(BaseModel):
    """The policy, which is that of the purpose, with numbers varied."""

    model_config = ConfigDict(extra="forbid")

    id: str | None = None
    overrides: dict[str, float] = Field(default={}, max_length=20)


def _form(given: object) -> str:
    """How a holder's credential is given; pydantic then tells what is wrong with that form, not with all of them."""
    if isinstance(given, list):
        return "a list"
    if isinstance(given, dict):
        return "a holding" if "iri" in given and "titles" not in given else "a record"
    if isinstance(given, HeldIn):
        return "a holding"
    return "a record" if isinstance(given, CredentialIn) else "an IRI"


_Forms = Annotated[str, Tag("an IRI")] | Annotated[HeldIn, Tag("a holding")] | Annotated[CredentialIn, Tag("a record")]
Given = Annotated[_Forms, Discriminator(_form)]
Source = Annotated[_Forms | Annotated[list[Given], Tag("a list")], Discriminator(_form)]


class Case(BaseModel):
    """What a verdict is asked on. `source` is an IRI or id, a holding, a whole record, or a list of these."""

    model_config = ConfigDict(extra="forbid")

    source: Source
    target: str
    purpose: str = "employment"
    policy: PolicyIn = PolicyIn()
    lang: str = "en"
    on: date | None = Field(default=None, description="day of judgement; today when not given")

    @field_validator("source")
    @classmethod
    def _plainest(cls, given: Source) -> Source:
        """The same holding written in the same way: a list of one is that one, an IRI with nothing said is the IRI."""
        plain = [_plain(one) for one in (given if isinstance(given, list) else [given])]
        return plain[0] if len(plain) == 1 else plain

    def held(self, service: Service) -> list[Held]:
        """What the holder has.

        :raises NotFoundError: with near matches
        :raises ParameterError: for more than MOST_HELD credentials, or a unit of another programme
        """
        given = self.source if isinstance(self.source, list) else [self.source]
        if not 1 <= len(given) <= MOST_HELD:
            raise ParameterError("source", str(len(given)), f"a stack holds 1 to {MOST_HELD} credentials")
        return [held for number, one in enumerate(given, 1) for held in _held(service, one, number)]

    def wanted(self, service: Service) -> Credential:
        """The target.

        :raises NotFoundError: with near matches
        """
        return find(service, self.target, "target")

    def under(self, service: Service) -> Policy:
        """The policy.

        :raises ParameterError: when there is no such purpose, or the policy is that of another one
        """
        purpose = self.purpose if "purpose" in self.model_fields_set else self.policy.id or self.purpose
        if self.policy.id not in (None, purpose):
            raise ParameterError("policy", str(self.policy.id), f"is not the policy of {purpose}")
        return service.recognition.policy(purpose, self.policy.overrides)

    def name(self, release: str) -> str:
        """The case in one word, from which :func:`named` reads it again: base64 of the packed JSON."""
        text = release + "\n" + self.model_dump_json(exclude_defaults=True)
        return base64.urlsafe_b64encode(zlib.compress(text.encode(), 9)).rstrip(b"=").decode()


def named(name: str, release: str) -> Case:
    """The case of a name.

    :param release: the release that is served
    :raises NotFoundError: when it is no name of a case
    :raises OtherReleaseError: when it was judged on another release
    """
    try:
        packed = base64.b64decode(name + "=" * (-len(name) % 4), b"-_", validate=True)
        reader = zlib.decompressobj()
        text = reader.decompress(packed, LONGEST_CASE)
        if not reader.eof:
            raise NotFoundError("verdict", name[:200])
        told, case = text.decode().split("\n", 1)
        found = Case.model_validate_json(case)
    except (binascii.Error, zlib.error, ValidationError, ValueError) as error:
        raise NotFoundError("verdict", name[:200]) from error
    if told != release:
        raise OtherReleaseError(told[:100], release)
    return found


def _plain(given: Given) -> Given:
    bare = isinstance(given, HeldIn) and given.awarded_on is None and given.completed is None
    return given.iri if isinstance(given, HeldIn) and bare else given


def _held(service: Service, given: Given, number: int) -> Iterator[Held]:
    if isinstance(given, CredentialIn):
        yield Held(given.record(number), given.awarded_on)
        return
    if isinstance(given, str):
        yield Held(find(service, given, "source"))
        return
    record = find(service, given.iri, "source")
    if given.completed is None:
        yield Held(record, given.awarded_on)
        return
    for one in given.completed:
        unit = find(service, one, "completed")
        if unit.iri not in (*record.parts, *record.includes):
            raise ParameterError("completed", one, f"is not a documented part of {record.id}")
        yield Held(unit, given.awarded_on)
