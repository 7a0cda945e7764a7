"""Answers to the stored questions, as rows and as CSV."""

import csv
import io
from collections.abc import Mapping

from app.catalogue import Question
from app.store import Store, Table


def answer(store: Store, question: Question, values: Mapping[str, str]) -> Table:
    """The answer; parameters that are not given take their examples."""
    return store.select(question.sparql(values))


def answer_csv(store: Store, question: Question, values: Mapping[str, str]) -> str:
    """The answer as CSV with a header row (RFC 4180)."""
    table = answer(store, question, values)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(table.columns)
    writer.writerows([[row[name].value if name in row else "" for name in table.columns] for row in table])
    return out.getvalue()
