"""Mapping sets, their rows and what a merge decides, as JSON."""

from pydantic import BaseModel, ConfigDict, Field

from app.interchange.mappings.merge import Decision, Merged
from app.interchange.mappings.model import Mapping, MappingReading, MappingSet
from app.interchange.mappings.trees import as_tree


class MappingSetOut(BaseModel):
    """A mapping set: how many rows it has, how many of them assert, deny, or say that nothing fits."""

    name: str
    iri: str
    title: str
    licence: str
    rows: int
    positive: int
    negative: int
    no_match: int


class MappingOut(BaseModel):
    """A row. `iri` is its node, by which it can be cited; `confidence` is null where none is stated."""

    iri: str | None
    mapping_set: str
    subject: str | None
    subject_label: str | None
    predicate: str
    negative: bool
    object: str | None
    object_label: str | None
    no_match: bool
    justification: str
    confidence: float | None
    author: str | None
    comment: str | None


class MappingPage(BaseModel):
    """A page of rows."""

    items: list[MappingOut]
    total: int
    page: int
    page_size: int


class MappingDocument(BaseModel):
    """A mapping set that is sent: the text of a TSV, CSV or JSON file."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(default="document", min_length=1, max_length=200, description="what it is called in messages")
    text: str = Field(min_length=1)
    metadata: str | None = Field(default=None, description="the YAML of a table whose metadata are in another file")


class MergeRequest(BaseModel):
    """Mapping sets to merge."""

    model_config = ConfigDict(extra="forbid")

    documents: list[MappingDocument] = Field(min_length=1, max_length=20)
    title: str = Field(default="", max_length=500)


class MappingUnread(BaseModel):
    """Something that was not read: where, why, and how it begins; `row` when a whole row was not read."""

    place: str
    reason: str
    value: str | None
    row: bool


class MappingReadOut(BaseModel):
    """What was read of a document."""

    name: str
    iri: str
    rows: int
    lost: int
    unread: list[MappingUnread]


class DecisionOut(BaseModel):
    """Two rows that do not stand side by side: the first is kept; both are when they are exclusive."""

    kind: str
    conflict: bool
    why: str
    first: MappingOut
    second: MappingOut


class MergedOut(BaseModel):
    """The merged set as SSSOM/JSON, what was read, every decision, and what the merged set cannot say."""

    documents: list[MappingReadOut]
    decisions: list[DecisionOut]
    left_out: list[str]
    mapping_set: dict[str, object]


def set_out(name: str, one: MappingSet) -> MappingSetOut:
    """The JSON form of a set."""
    negative, nothing = sum(row.negative for row in one.rows), sum(row.no_match for row in one.rows)
    positive = sum(row.positive for row in one.rows)
    return MappingSetOut(
        name=name, iri=one.iri, title=one.title, licence=one.licence, rows=len(one.rows), positive=positive,
        negative=negative, no_match=nothing,
    )  # fmt: skip


def row_out(row: Mapping, iri: str) -> MappingOut:
    """The JSON form of a row.

    :param iri: the set it stands in, where it does not say from which it comes
    """
    return MappingOut(
        iri=row.text("record_id") or None, mapping_set=row.text("mapping_source") or iri, subject=row.subject or None,
        subject_label=row.text("subject_label") or None, predicate=row.predicate, negative=row.negative,
        object=row.object or None, object_label=row.text("object_label") or None, no_match=row.no_match,
        justification=row.justification, confidence=row.confidence,
        author="; ".join((*row.values("author_id"), *row.values("author_label"))) or None,
        comment=row.text("comment") or None,
    )  # fmt: skip


def merged_out(readings: list[MappingReading], merged: Merged) -> MergedOut:
    """The JSON form of a merge."""
    return MergedOut(
        documents=[_read_out(reading) for reading in readings],
        decisions=[_decision_out(one, merged.mappings.iri) for one in merged.decisions],
        left_out=list(merged.left_out),
        mapping_set=as_tree(merged.mappings),
    )


def _read_out(reading: MappingReading) -> MappingReadOut:
    unread = [
        MappingUnread(place=one.place, reason=one.reason, value=one.value, row=one.row) for one in reading.problems
    ]
    mappings = reading.mappings
    return MappingReadOut(
        name=reading.name, iri=mappings.iri, rows=len(mappings.rows), lost=reading.lost, unread=unread
    )


def _decision_out(one: Decision, iri: str) -> DecisionOut:
    return DecisionOut(
        kind=one.kind,
        conflict=one.conflict,
        why=one.why,
        first=row_out(one.first, iri),
        second=row_out(one.second, iri),
    )
