"""`/api/v1/exchange`: documents of others read into records, and what our records lack in the formats of others."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from app.http.schemas import CredentialOut, credential_out
from app.http.state import ServiceDep
from app.interchange.columns import columns_of
from app.interchange.dialect import JSON, JSON_LD, NQUADS, NTRIPLES, TURTLE, Reading
from app.interchange.exchange import dialects, form_named, split
from app.spreadsheet import CSV

router = APIRouter(prefix="/exchange", tags=["exchange"])
READ = ("application/jose+json", "application/jwt", JSON, JSON_LD, NQUADS, NTRIPLES, TURTLE, CSV)


class LossOut(BaseModel):
    """What becomes of a member of a record."""

    member: str
    fate: str
    where: str


class FormatOut(BaseModel):
    """A format that records are written in."""

    name: str
    title: str
    media_type: str
    profile: str | None
    suffix: str
    dialect: str
    losses: list[LossOut]


class LackingRecord(BaseModel):
    """A record that a format cannot hold, and the mandatory fields that it lacks."""

    id: str
    iri: str
    title: str
    fields: list[str]


class LackingOut(BaseModel):
    """How many records a format holds, and which it cannot."""

    format: str
    profile: str | None
    written: int
    lacking: list[LackingRecord]
    total: int


class UnreadOut(BaseModel):
    """Something that was not read: where, why, and how it begins (null where it may be personal)."""

    place: str
    reason: str
    value: str | None


class SignatureOut(BaseModel):
    """A signature that is there; it is never verified here."""

    kind: str
    verified: bool


class ReadingOut(BaseModel):
    """What was read. Each record can be sent as `source` of a recognition as it stands."""

    dialect: str | None
    signature: SignatureOut | None
    awarded_on: date | None
    valid_until: date | None
    records: list[CredentialOut]
    unread: list[UnreadOut]


@router.get("/formats", summary="Formats that records are written in")
def list_formats() -> list[FormatOut]:
    """Each format with its profile, and what becomes of each member of a record in it."""
    return [
        FormatOut(
            name=form.name, title=form.title, media_type=form.media_type, profile=form.profile, suffix=form.suffix,
            dialect=dialect.NAME,
            losses=[LossOut(member=name, fate=loss.fate, where=loss.where) for name, loss in dialect.LOSSES.items()],
        )
        for dialect in dialects() for form in dialect.FORMS
    ]  # fmt: skip


@router.get("/lacking", summary="Records that a format cannot hold")
def list_lacking(
    service: ServiceDep,
    format: Annotated[str, Query(description="name of a format, e.g. elm", max_length=40)] = "elm",
    jurisdiction: Annotated[str | None, Query(description="two-letter code, e.g. FI", max_length=8)] = None,
) -> LackingOut:
    """The records that lack what a format makes mandatory, with the fields; nothing is invented to fill them."""
    dialect, form = form_named(format)
    place = jurisdiction.upper() if jurisdiction else None
    records = [service.records.get(iri) for iri in service.index.iris]
    whole, lacking = split(
        (record for record in records if place in (None, record.jurisdiction)), dialect, form, service.known
    )
    rows = [LackingRecord(id=one.id, iri=one.iri, title=one.title, fields=list(one.fields)) for one in lacking]
    return LackingOut(
        format=form.name, profile=form.profile, written=len(whole), lacking=rows, total=len(whole) + len(rows)
    )


@router.post(
    "/read",
    summary="Read a credential or a catalogue",
    openapi_extra={"requestBody": {"required": True, "content": {media_type: {} for media_type in READ}}},
)
async def read(
    service: ServiceDep,
    request: Request,
    column: Annotated[
        list[str], Query(description="of a table: its column and ours, e.g. Nome=title_pt", max_length=100)
    ] = [],  # noqa: B006
) -> ReadingOut:
    """The records of a document, in whichever dialect it is written, with a list of what could not be read.

    A signed credential is read, its signature reported and not verified. Nothing is fetched and nothing is kept.
    """
    columns = columns_of(column, "column")
    kind = request.headers.get("content-type")
    return reading_out(await service.readers.read(await request.body(), kind, columns=columns))


def reading_out(reading: Reading) -> ReadingOut:
    """The JSON form of a reading."""
    signature = reading.signature
    return ReadingOut(
        dialect=reading.dialect or None,
        signature=SignatureOut(kind=signature.kind, verified=signature.verified) if signature else None,
        awarded_on=reading.awarded_on,
        valid_until=reading.valid_until,
        records=[credential_out(record) for record in reading.records],
        unread=[UnreadOut(place=one.place, reason=one.reason, value=one.value) for one in reading.unread],
    )
