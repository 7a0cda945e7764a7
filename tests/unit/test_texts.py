"""The words of the pages: the same entries in every language, each translated, none that a page asks for missing."""

import re
from itertools import chain
from pathlib import Path

import pytest

from app.equivalence import Outcome
from app.records import KINDS
from app.web.texts import LANGUAGES, words

TEMPLATES = Path(__file__).parents[2] / "app" / "web" / "templates"


def entries(lang: str) -> dict[tuple[str, str], str]:
    return {(section, name): text for section, found in words(lang).items() for name, text in found.items()}


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
def test_language_has_the_same_entries_with_the_same_places_to_fill(lang: str) -> None:
    english, other = entries("en"), entries(lang)
    assert english.keys() == other.keys()
    places = re.compile(r"\{\w+\}")
    wrong = [key for key, text in english.items() if sorted(places.findall(text)) != sorted(places.findall(other[key]))]
    assert wrong == []


@pytest.mark.parametrize("lang", [lang for lang in LANGUAGES if lang != "en"])
def test_entries_are_translated(lang: str) -> None:
    english, other = entries("en"), entries(lang)
    same = [key for key, text in other.items() if text == english[key] and " " in text]
    assert same == []
    assert all(text.strip() for text in other.values())


def test_every_word_that_a_page_asks_for_is_there() -> None:
    known = entries("en")
    asked = set(chain.from_iterable(re.findall(r"\bui\.(\w+)\.(\w+)", one.read_text("utf-8"))
                                    for one in TEMPLATES.glob("*.html")))  # fmt: skip
    assert len(asked) > 100
    missing = {(section, name) for section, name in asked if (section, name) not in known and name != "get"}
    assert missing == set()


def test_every_kind_purpose_and_status_has_a_word() -> None:
    english = words("en")
    assert set(KINDS.values()) <= english["kinds"].keys()
    assert {"study", "employment", "regulated-work"} <= english["form"].keys()
    assert {"covered", "partly-covered", "not-covered", "unknown"} <= english["statement"].keys()
    assert len(Outcome) == 5
