"""A mapping set of anyone: TSV or CSV with its metadata above it or in a file beside it, or JSON.

Every row that is whole is read; every other is told with its place and what is wrong with it. Nothing is fetched.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from app.interchange.documents import text_of, tree_of
from app.interchange.mappings.metadata import Member, Metadata, metadata_of, yaml_members
from app.interchange.mappings.model import MappingReading, MappingSet, Problem
from app.interchange.mappings.rows import Cells, Rows
from app.interchange.mappings.slots import DECISIVE, LITERAL, OF_ROW, REQUIRED
from app.interchange.mappings.tables import Table
from app.problems import DocumentError, DocumentSizeError, DocumentTypeError

_RDF = re.compile(r"\s*(@prefix|@base|PREFIX |BASE |<\?xml|<[a-z]+:)")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is read: longest document in bytes, deepest nesting, most problems that are told."""

    size: int = 2**24
    levels: int = 32
    problems: int = 1000


def read_mappings(
    body: bytes,
    name: str = "document",
    metadata: bytes | None = None,
    limits: Limits = Limits(),
    known: Mapping[str, str] | None = None,
) -> MappingReading:
    """The mapping set of a document.

    :param metadata: the metadata of a table that stand in a file of their own
    :param known: prefixes that need no declaration, besides those of SSSOM
    :raises DocumentError: when it cannot be opened at all: not UTF-8, too long, too deep, or no table and no JSON
    """
    for part in (body, metadata or b""):
        if len(part) > limits.size:
            raise DocumentSizeError(name, f"is longer than {limits.size // 1024:,} KiB")
    text = text_of(body, name)
    if _RDF.match(text):
        raise DocumentTypeError(name, "is RDF or XML; mapping sets are read as SSSOM TSV, CSV or JSON")
    if text.lstrip().startswith(("{", "[")):
        return _read_json(text, name, metadata, limits, dict(known or {}))
    return _read_table(text, name, metadata, limits, dict(known or {}))


def _read_table(text: str, name: str, metadata: bytes | None, limits: Limits, known: dict[str, str]) -> MappingReading:
    head, rest = _parted(text)
    members, problems = yaml_members("\n".join(line[1:] for line in head), limits.levels) if head else ([], [])
    if metadata is not None:
        beside, more = yaml_members(text_of(metadata, f"{name} (metadata)"), limits.levels, "metadata line")
        if head:
            problems.append(Problem("line 1", "has metadata of its own; those of the other file are added", line=1))
        inside = {member.name for member in members}
        members, problems = [*members, *(one for one in beside if one.name not in inside)], [*problems, *more]
    if not rest.strip():
        raise DocumentError(name, "has no header row", f"line {len(head) + 1}")
    about = metadata_of(members, known)
    table = Table(rest, len(head) + 1, limits.problems)
    cells = list(table.cells())
    literal = {LITERAL} & {value for values in about.slots.values() for value in values}
    needed = REQUIRED if not literal and not {"subject_type", "object_type"} & {*table.columns} else REQUIRED[1::2]
    missing = [column for column in needed if column not in table.columns]
    if missing:
        line = table.first
        problems.append(Problem(f"line {line}", f"lacks the column {', '.join(missing)}", line=line, row=True))
        table.lost, cells = table.lost + len(cells), []
    return _reading(name, text, about, cells, [*problems, *about.problems, *table.problems], table.lost, limits)


def _parted(text: str) -> tuple[list[str], str]:
    """The lines of the metadata block above a table, and the rest."""
    head: list[str] = []
    at = 0
    while text.startswith("#", at):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        head.append(text[at:end].rstrip("\r"))
        at = end + 1
    return head, text[at:]


def _read_json(text: str, name: str, metadata: bytes | None, limits: Limits, known: dict[str, str]) -> MappingReading:
    tree = tree_of(text, name, limits.levels)
    if not isinstance(tree, dict):
        raise DocumentError(name, "is a list; a mapping set is an object with a list of mappings", "/")
    problems = [Problem("metadata", "JSON has its metadata in itself; the other file is not read")] if metadata else []
    about = metadata_of([Member(key, value, f"/{key[:80]}") for key, value in tree.items()], known)
    rows = tree.get("mappings")
    if rows is None:
        problems.append(Problem("/mappings", "has no mappings"))
    elif not isinstance(rows, list):
        problems.append(Problem("/mappings", "mappings is no list", row=True))
        rows = []
    told: list[Problem] = []
    cells = list(_json_cells(rows or [], told))
    lost = len(rows) - len(cells) if rows else sum(problem.row for problem in problems)
    return _reading(name, text, about, cells, [*problems, *about.problems, *told], lost, limits)


def _json_cells(rows: list[Any], problems: list[Problem]) -> Iterable[Cells]:
    unknown: dict[str, list[str]] = {}
    for at, row in enumerate(rows):
        place = f"/mappings/{at}"
        if not isinstance(row, dict):
            problems.append(Problem(place, "is no object", str(row)[:80], row=True))
            continue
        values: dict[str, list[str]] = {}
        cells, lost = Cells(values, place, between="/"), False
        for key, value in row.items():
            given = [one for one in (value if isinstance(value, list) else [value]) if one is not None]
            if key not in OF_ROW:
                unknown.setdefault(key[:80], []).append(place)
            elif any(isinstance(one, bool | dict | list) for one in given):
                lost = lost or key in DECISIVE
                problems.append(cells.problem(f"{key} is no plain value", key, row=key in DECISIVE))
            else:
                values[key] = [str(one) for one in given if str(one).strip()]
        if not lost:
            yield cells
    for key, places in unknown.items():
        if key != "@type":
            reason = f"{key} is no slot of a row; its {len(places):,} values are not read"
            problems.append(Problem(f"{places[0]}/{key}", reason))


def _reading(
    name: str, text: str, about: Metadata, cells: list[Cells], problems: list[Problem], lost: int, limits: Limits
) -> MappingReading:
    rows = Rows(about, cells)
    good = tuple(rows.read())
    problems += rows.problems
    iri, title, licence = (
        about.slots.get(slot, ("",))[0] for slot in ("mapping_set_id", "mapping_set_title", "license")
    )
    if not iri:
        iri = f"urn:uuid:{uuid5(NAMESPACE_URL, text)}"
        problems.append(
            Problem("metadata", "lacks mapping_set_id in its metadata block; it is named after its content", iri)
        )
    if not licence:
        problems.append(Problem("metadata", "lacks license in its metadata block; none is assumed"))
    problems += _records(good)
    if len(problems) > limits.problems:
        more = len(problems) - limits.problems
        problems = [*problems[: limits.problems], Problem("document", f"{more:,} more problems are not told")]
    found = MappingSet(iri, title, licence, good, about.of_set(rows.propagated), tuple(about.prefixes.items()))
    return MappingReading(name, found, tuple(problems), lost + rows.lost)


def _records(rows: Iterable[Any]) -> list[Problem]:
    ids = [row.text("record_id") for row in rows]
    if any(ids) and (len(set(ids)) < len(ids) or "" in ids):
        return [Problem("metadata", "record_id is not given to each row, or given to several")]
    return []
