"""Lists as CSV and XLSX: one row for each item, lists in a cell with an entry on each line, `format=` or Accept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Annotated, Any

from fastapi import Query, Request, Response

from app.http.negotiation import choose
from app.http.state import Service
from app.problems import ParameterError
from app.spreadsheet import CSV, XLSX, Row, Value, csv_lines, xlsx_of

KINDS = {"json": "application/json", "csv": CSV, "xlsx": XLSX}
SheetFormat = Annotated[str | None, Query(description="json, csv or xlsx", max_length=10)]


def wanted_sheet(request: Request, format: str | None) -> str | None:
    """The media type of a sheet; None where JSON is wanted.

    :raises ParameterError: when the format is none of json, csv and xlsx
    """
    if format is not None and format not in KINDS:
        raise ParameterError("format", format[:40], f"is none of {', '.join(KINDS)}")
    kind = KINDS[format] if format else choose(request.headers.get("accept"), tuple(KINDS.values()))
    return None if kind == KINDS["json"] else kind


def sheet(service: Service, kind: str, name: str, items: Iterable[Any]) -> Response:
    """Items as a file of rows, named for the release.

    :param items: frozen dataclasses or mappings; all have the same members
    """
    rows = [flat(item) for item in items]
    columns = list(dict.fromkeys(column for row in rows for column in row))
    ending = next(ending for ending, media_type in KINDS.items() if media_type == kind)
    release = service.manifest.release
    told = {
        "Vary": "Accept",
        "Content-Disposition": f'attachment; filename="{name}-{release}.{ending}"',
        "Passerelle-Release": release,
    }
    if kind == CSV:
        return Response(b"".join(csv_lines(columns, rows)), media_type=CSV, headers=told)
    about = [("list", name), ("release", release), ("licence", "CC BY 4.0")]
    return Response(xlsx_of(columns, rows, name, about), media_type=XLSX, headers=told)


def flat(item: Any) -> Row:
    """An item as one row: of a mapping a column for each key, as `names_en`; of a list the entries as lines."""
    found: dict[str, Value] = {}
    for name, value in _members(item):
        if isinstance(value, Mapping):
            found |= {f"{name}_{key}": _plain(inner) for key, inner in value.items()}
        else:
            found[name] = _plain(value)
    return found


def _members(item: Any) -> list[tuple[str, Any]]:
    if isinstance(item, Mapping):
        return list(item.items())
    return [(field.name, getattr(item, field.name)) for field in fields(item)]


def _plain(value: Any) -> Value:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, Sequence):
        return "\n".join(_line(one) for one in value) or None
    return _line(value)


def _line(value: Any) -> str:
    """An entry of a list in words: of a source its title and address, of a level its code, name and EQF level."""
    if is_dataclass(value):
        shown = [str(getattr(value, name)) for name in ("code", "label", "title", "url") if getattr(value, name, None)]
        eqf = getattr(value, "eqf", None)
        return " ".join([*shown, *([f"(EQF {eqf})"] if eqf else [])])
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {inner}" for name, inner in value.items())
    return " ".join(str(one) for one in value) if isinstance(value, tuple | list) else str(value)
