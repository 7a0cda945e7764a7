"""Figures about the graph, counted in the graph: what the home page and the README show."""

from dataclasses import dataclass
from importlib.resources import files

from app.store import Row, Store

COUNTRIES = files(__name__).joinpath("countries.rq").read_text("utf-8")
NAMES = {
    "FIN": "Finland", "PRT": "Portugal", "ESP": "Spain", "IRL": "Ireland", "USA": "United States",
    "EUR": "European Union", "DEU": "Germany", "FRA": "France",
}  # fmt: skip
CODES = {"FIN": "FI", "PRT": "PT", "ESP": "ES", "IRL": "IE", "USA": "US", "EUR": "EU", "DEU": "DE", "FRA": "FR"}


@dataclass(frozen=True, slots=True)
class CountryFigures:
    """Counts for one jurisdiction; `code` is its two-letter code.

    `mapped` of `outcomes` have a positive mapping, `high` of `credentials` are of high confidence, and `primary` of
    the `sources` that its records cite were read in the text of the law or data itself.
    """

    country: str
    credentials: int
    high: int
    outcomes: int
    mapped: int
    sources: int
    primary: int
    code: str = ""

    @property
    def mapped_share(self) -> float:
        """Share of outcomes with a positive mapping, from 0 to 1."""
        return self.mapped / self.outcomes if self.outcomes else 0.0


def countries(store: Store) -> list[CountryFigures]:
    """The figures of every jurisdiction, the one with most credentials first."""
    found = [_figures(row) for row in store.select(COUNTRIES)]
    return sorted(found, key=lambda figures: (-figures.credentials, figures.country))


def as_markdown(figures: list[CountryFigures]) -> str:
    """The figures as a Markdown table."""
    lines = [
        "| jurisdiction | credentials | of high confidence | outcomes | mapped | sources cited | in primary text |",
        "| --- | --: | --: | --: | --: | --: | --: |",
    ]
    lines += [
        f"| {one.country} | {one.credentials} | {one.high} | {one.outcomes} | {one.mapped_share:.1%} "
        f"| {one.sources} | {one.primary} |"
        for one in figures
    ]
    return "\n".join(lines) + "\n"


def _figures(row: Row) -> CountryFigures:
    code = row["jurisdiction"].value.rsplit("/", 1)[-1]

    def count(name: str) -> int:
        return int(row[name].value) if name in row else 0

    return CountryFigures(
        NAMES.get(code, code), count("credentials"), count("high"), count("outcomes"), count("mapped"),
        count("sources"), count("primary"), CODES.get(code, code),
    )  # fmt: skip
