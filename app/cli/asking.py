"""`passerelle query` and `passerelle figures`: the stored questions and the figures of the README."""

import sys
from typing import Annotated

import typer

from app.settings import Settings


def query(
    question: Annotated[str, typer.Argument(help="id of a stored question, e.g. cq-01")],
    parameters: Annotated[list[str] | None, typer.Argument(help="name=value")] = None,
) -> None:
    """Answer a stored question as CSV."""
    from app.catalogue import Catalogue
    from app.questions import answer_csv
    from app.recognition.functions import functions
    from app.store import EmbeddedStore

    settings = Settings()
    values = dict(pair.partition("=")[::2] for pair in parameters or [])
    stored = Catalogue(settings.root / "queries")[question]
    store = EmbeddedStore(settings.current / "index")
    store.offer(functions(store))
    sys.stdout.write(answer_csv(store, stored, values))


def figures() -> None:
    """Print the figures per jurisdiction as a Markdown table, as the README shows them."""
    from app.figures import as_markdown, countries
    from app.store import EmbeddedStore

    sys.stdout.write(as_markdown(countries(EmbeddedStore(Settings().current / "index"))))
