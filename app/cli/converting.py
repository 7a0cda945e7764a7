"""`passerelle convert`: a document of others, or records of the graph, in another format."""

import asyncio
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.screen import messages
from app.settings import Settings

if TYPE_CHECKING:
    from app.interchange.dialect import Reading
    from app.interchange.known import Known
    from app.model import Credential

ALL = "all"


def convert(
    given: Annotated[str, typer.Argument(metavar="IN", help="a file, an id of the graph such as fi/106884, or all")],
    to: Annotated[
        str, typer.Option(help="format to write: elm, elm-ttl, elm-edc, elm-edc-ttl, ctdl, ob3, csv, xlsx, or json")
    ] = "json",
    out: Annotated[Path | None, typer.Option(help="file to write; the screen when not given")] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="of a table: its column and ours, as in --column Nome=title_pt")
    ] = None,
) -> None:
    """Write records in another format; what cannot be read or written is told on standard error."""
    from app.interchange.exchange import form_named, split

    if to != "json":
        form_named(to)
    records, known = _records(given, _columns(column or []))
    if to == "json":
        write_out([_json(records)], out)
        return
    dialect, form = form_named(to)
    whole, lacking = split(records, dialect, form, known)
    for one in lacking:
        _tell(f"{one.id}: not written, lacks {', '.join(one.fields)}")
    if not whole:
        raise typer.Exit(1)
    write_out(dialect.write(whole, form, known, alone=len(records) == 1), out)


def _columns(given: Sequence[str]) -> dict[str, str]:
    from app.interchange.columns import columns_of

    return columns_of(given, "--column")


def _records(given: str, columns: dict[str, str]) -> "tuple[Sequence[Credential], Known]":
    path = Path(given)
    if path.is_file():
        return _read(path, columns)
    from app.interchange.known import known_of
    from app.records import Records
    from app.search import Index
    from app.store import EmbeddedStore
    from app.vocab import ID

    store = EmbeddedStore(Settings().current / "index")
    records = Records(store)
    iris = Index(store).iris if given == ALL else [given if "://" in given else ID + given]
    return [records.get(iri) for iri in iris], known_of(store)


def _read(path: Path, columns: dict[str, str]) -> "tuple[Sequence[Credential], Known]":
    """The records of a file, read in a process that can be stopped; a release tells of its levels and units."""
    from app.interchange.documents import SUFFIXES
    from app.interchange.known import Known, known_of
    from app.interchange.worker import Readers
    from app.store import EmbeddedStore

    settings = Settings()
    index = settings.current / "index"
    known = known_of(EmbeddedStore(index)) if index.is_dir() else Known()
    media_type = SUFFIXES.get(path.suffix.lstrip(".").lower())
    with path.open("rb") as file:
        body = file.read(settings.document_kib * 1024 + 1)
    readers = Readers(settings, known)
    try:
        reading = asyncio.run(readers.read(body, media_type, path.name, columns))
    finally:
        readers.close()
    _report(path, reading)
    if not reading.records:
        raise typer.Exit(1)
    return reading.records, known


def _report(path: Path, reading: "Reading") -> None:
    signed = f", signed ({reading.signature.kind}; not verified)" if reading.signature else ""
    _tell(f"{path.name}: {len(reading.records)} records, {reading.dialect or 'unknown dialect'}{signed}")
    for one in reading.unread:
        _tell(f"  not read: {one.place}: {one.reason}{f': {one.value}' if one.value else ''}")


def _json(records: "Sequence[Credential]") -> bytes:
    import json

    from app.http.schemas import credential_out

    return json.dumps(
        [credential_out(record).model_dump() for record in records], ensure_ascii=False, indent=1
    ).encode()


def write_out(pieces: Iterable[bytes], out: Path | None) -> None:
    """Write to a file, which is there whole or not at all, or to the screen."""
    if out is None:
        last = b""
        for last in pieces:
            sys.stdout.buffer.write(last)
        # A workbook is no text, and ends where it ends.
        sys.stdout.buffer.write(b"" if last.startswith(b"PK") or last.endswith(b"\n") else b"\n")
        return
    temporary = out.with_name(out.name + ".part")
    with temporary.open("wb") as file:
        for piece in pieces:
            file.write(piece)
    temporary.replace(out)


def _tell(line: str) -> None:
    messages.print(line, markup=False, highlight=False, soft_wrap=True)
