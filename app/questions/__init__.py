"""Answers to the stored questions, as rows and as CSV."""

from collections.abc import Mapping

from app.catalogue import Question
from app.questions.files import csv_of
from app.store import Store, Table


def answer(store: Store, question: Question, values: Mapping[str, str]) -> Table:
    """The answer; parameters that are not given take their examples."""
    return store.select(question.sparql(values))


def answer_csv(store: Store, question: Question, values: Mapping[str, str]) -> str:
    """The answer as CSV with a header row (RFC 4180)."""
    return csv_of(answer(store, question, values))
