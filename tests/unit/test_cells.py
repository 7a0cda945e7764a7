"""Answers as people read them: what is a number, what a name, when there is a chart, how much is shown."""

from collections.abc import Iterable
from typing import cast

import pytest

from app.linked import Descriptions
from app.store import Row, Table, Term
from app.vocab import ID, PREFIXES
from app.web.cells import SHOWN, Shown, heading

XSD = PREFIXES["xsd"]


class Named:
    """Descriptions that know one thing by name."""

    def labels(self, iris: Iterable[str]) -> dict[str, dict[str, str]]:
        assert not isinstance(iris, str)
        return {iri: {"en": "Isolation", "fi": "Erotus"} for iri in iris if iri.endswith("isolation")}


def text(value: str) -> Term:
    return Term("literal", value, None, XSD + "string")


def number(value: str, kind: str = "integer") -> Term:
    return Term("literal", value, None, XSD + kind)


def shown(*rows: Row) -> Shown:
    columns = tuple(dict.fromkeys(name for row in rows for name in row))
    return Shown(Table(columns, rows), cast(Descriptions, Named()))


@pytest.mark.parametrize(("name", "words"), [("hoursTo", "hours to"), ("FIN", "Finland"), ("title", "title")])
def test_heading_is_in_words(name: str, words: str) -> None:
    assert heading(name) == words


def test_thing_is_shown_by_name_and_leads_to_its_page() -> None:
    cell = shown({"x": Term("iri", ID + "competence/isolation")}).rows[0][0]
    assert (cell.shown.text, cell.shown.href) == ("Isolation", "doc/competence/isolation")


def test_name_that_stands_beside_it_is_not_said_twice() -> None:
    row = shown({"x": Term("iri", ID + "competence/isolation"), "label": text("Isolation")}).rows[0]
    assert row[0].shown.text == "competence/isolation"


def test_unbound_is_empty_and_zero_is_zero() -> None:
    rows = shown({"x": text("a"), "n": number("0")}, {"x": text("b")}).rows
    assert [row[1].shown.text for row in rows] == ["0", ""]


def test_long_fractions_are_rounded_for_reading() -> None:
    assert shown({"n": number("0.36249", "decimal")}).rows[0][0].shown.text == "0.362"


def test_chart_wants_one_row_a_country() -> None:
    once = [{"country": text(code), "n": number(str(count))} for count, code in enumerate(("FIN", "PRT", "ESP"))]
    chart = shown(*once).chart(None)
    assert chart
    assert [(bar.label, bar.text, bar.share) for bar in chart.bars] == [
        ("Finland", "0", 0.0), ("Portugal", "1", 0.5), ("Spain", "2", 1.0),
    ]  # fmt: skip
    assert shown(*once, once[0]).chart(None) is None


def test_chart_of_numbers_below_zero_is_not_drawn() -> None:
    assert shown({"country": text("FIN"), "n": number("-1")}).chart(None) is None


def test_chart_of_a_column_that_is_none_falls_back_to_the_first() -> None:
    rows = shown({"country": text("FIN"), "m": number("3"), "n": number("4")})
    assert rows.chartable == ["m", "n"]
    for asked, name in (("n", "n"), ("nosuch", "m"), ("country", "m")):
        found = rows.chart(asked)
        assert found
        assert found.column == name


def test_only_so_many_rows_are_shown_and_all_are_counted() -> None:
    found = shown(*({"n": number(str(value))} for value in range(SHOWN + 1)))
    assert (len(found.rows), found.total) == (SHOWN, SHOWN + 1)
