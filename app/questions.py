"""Answers to the stored questions, as rows and as CSV."""

import csv
import io
from collections.abc import Mapping

from app.catalogue import Question
from app.store import Row, Store


def columns(question: Question, rows: list[Row]) -> list[str]:
    """The columns of an answer, in the order of the SELECT."""
    head = question.text.upper().find("SELECT")
    clause = question.text[head : question.text.find("{", head)]
    names = {name for row in rows for name in row}
    return sorted(names, key=lambda name: clause.find(f"?{name}") if f"?{name}" in clause else len(clause))


def answer(store: Store, question: Question, values: Mapping[str, str]) -> list[Row]:
    """The rows of the answer; parameters that are not given take their examples."""
    return store.select(question.sparql(values))


def answer_csv(store: Store, question: Question, values: Mapping[str, str]) -> str:
    """The answer as CSV with a header row (RFC 4180)."""
    rows = answer(store, question, values)
    names = columns(question, rows)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([[row[name].value if name in row else "" for name in names] for row in rows])
    return out.getvalue()
