"""docs/mappings.md: its example is run, its table of slots is that of the program."""

from pathlib import Path

from mapping_sets import read, slot_table

from app.interchange.mappings.merge import Merged, merge
from app.interchange.mappings.tsv import as_tsv

PAGE = Path(__file__).parents[2] / "docs" / "mappings.md"


def block(name: str) -> str:
    """The fenced block after a mark of the page."""
    return PAGE.read_text("utf-8").split(f"<!-- {name} -->\n```\n")[1].split("```")[0]


def table(heading: str) -> list[str]:
    """The rows of the first table with this heading."""
    lines = PAGE.read_text("utf-8").splitlines()
    start = lines.index(heading) + 2
    end = next(at for at in range(start, len(lines) + 1) if at == len(lines) or not lines[at].startswith("|"))
    return lines[start:end]


def merged() -> Merged:
    sets = [read(block(name)) for name in ("one", "two")]
    assert [one.problems for one in sets] == [(), ()]
    return merge([one.mappings for one in sets], "https://a.example/merged")


def decisions() -> list[str]:
    return [f"| {one.first.subject.rsplit('/', 1)[-1]} | {one.kind} | {one.why} |" for one in merged().decisions]


def test_the_example_gives_what_the_page_says() -> None:
    assert as_tsv(merged().mappings).decode() == block("merged")
    assert table("| rows on | decision | why |") == decisions()


def test_the_table_of_slots_is_that_of_the_program() -> None:
    assert table("| slot | of | kind | RDF |") == slot_table()
