"""Credentials as a table: round trips, other people's headers, and texts that a spreadsheet would run."""

import csv
import io
from dataclasses import replace

import openpyxl
import pytest
from exchange import KNOWN, as_tables_keep, differences, records, reread, written
from hypothesis import HealthCheck, given, settings

from app.interchange.columns import columns_of
from app.interchange.dialects import table
from app.interchange.documents import open_document
from app.interchange.exchange import read_document
from app.model import Credential
from app.problems import ParameterError
from app.spreadsheet import inert, original


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records())
def test_a_record_comes_back_as_the_loss_table_says(record: Credential) -> None:
    reading = reread(written([record], "csv"), "text/csv")
    assert differences(reading, record, as_tables_keep) == {}
    assert reading.unread == ()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(records())
def test_the_workbook_has_the_rows_of_the_csv_and_tells_its_columns(record: Credential) -> None:
    book = openpyxl.load_workbook(io.BytesIO(written([record], "xlsx")))
    header, row = list(book["credentials"].iter_rows(values_only=True))
    assert list(header) == list(table.COLUMNS)
    cells = next(csv.DictReader(io.StringIO(written([record], "csv").decode())))
    shown = {name: value for name, value in zip(header, row, strict=True) if isinstance(value, str)}
    assert shown == {name: original(cells[name]) for name in shown}
    assert dict(book["about"].iter_rows(values_only=True)) == table.COLUMNS


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "'=1", "''=1", "'quoted'", "plain", "\tx"])
def test_a_text_is_never_a_formula_and_comes_back(text: str) -> None:
    assert not inert(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert original(inert(text)) == text


def test_formulas_are_texts_in_both_files() -> None:
    (record,) = reread(b"title,code\nA,x\n", "text/csv").records
    record = replace(record, titles={"en": '=HYPERLINK("http://evil.example","x")'}, notes=("@SUM(1)",))
    assert b"\"'=HYPERLINK" in written([record], "csv")
    book = openpyxl.load_workbook(io.BytesIO(written([record], "xlsx")))
    assert {cell.data_type for row in book["credentials"] for cell in row if cell.value is not None} == {"s"}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_spreadsheet_with_headers_of_its_own_is_read_by_a_mapping(delimiter: str) -> None:
    text = "\n".join(delimiter.join(cells) for cells in (
        ("Denominación", "Nivel", "Duración", "Título_EN", "Precio"),
        ("Vehículos eléctricos", "5", "60 hours", "", "9"),
    ))  # fmt: skip
    columns = columns_of(["Denominación=title_es", "Nivel=eqf", "Duración=workload", "Nada=law"], "column")
    document = replace(open_document(text.encode(), "text/csv"), columns=columns)
    reading = read_document(document, KNOWN)
    (record,) = reading.records
    assert record.titles == {"es": "Vehículos eléctricos"}
    assert record.eqf is not None and (record.eqf.value, record.eqf.evidence.basis) == (5, "stated")
    assert record.workloads[0].hours is not None and record.workloads[0].hours.max == 60
    assert {one.place for one in reading.unread if "not a column" in one.reason} == {
        "row 1, column Título_EN", "row 1, column Precio",
    }  # fmt: skip
    assert [one.value for one in reading.unread if "mapping" in one.reason] == ["Nada"]


def test_cells_that_are_not_understood_are_named_with_row_and_column() -> None:
    text = "title,eqf,expires,workload,kind,validity_months\nA,9,maybe,a lot,thing,-1\n,,,,,\n,4,,,,\nB,4,yes,,,\n"
    reading = reread(text.encode(), "text/csv")
    assert [record.title for record in reading.records] == ["A", "B"]
    first = {"eqf", "expires", "workload", "kind", "validity_months"}
    assert {one.place for one in reading.unread} == {f"row 2, column {name}" for name in first} | {"row 4"}


def test_a_table_is_told_by_its_header_where_no_media_type_is_said() -> None:
    assert reread(b"\xef\xbb\xbfTitle;EQF\nA;4\n").records[0].eqf is not None
    assert reread(b"<urn:a> <urn:title> 1, 2 .").dialect == ""


def test_a_mapping_to_a_column_that_is_not_ours_is_refused() -> None:
    with pytest.raises(ParameterError, match="ours are id, iri"):
        columns_of(["Nome=titel"], "column")


def test_every_column_is_in_the_loss_table() -> None:
    told = " ".join(loss.where for loss in table.LOSSES.values())
    computed = {"hours_min", "hours_max"}
    assert {name for name in table.COLUMNS if name not in told} == computed
