"""The words of the pages, one file a language; each file has the same entries."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

LANGUAGES: Mapping[str, str] = {
    "en": "English", "fi": "suomi", "pt": "português", "es": "español", "ga": "Gaeilge",
}  # fmt: skip


@lru_cache
def words(lang: str) -> Mapping[str, Mapping[str, str]]:
    """The words of a language, by section and name."""
    found: Mapping[str, Mapping[str, str]] = tomllib.loads(files(__name__).joinpath(f"{lang}.toml").read_text("utf-8"))
    return found
