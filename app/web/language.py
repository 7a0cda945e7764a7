"""In which language a page speaks: the one that its address names, else the one that the browser asks for."""

from collections.abc import Mapping
from datetime import date
from urllib.parse import urlencode

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from fastapi import Request

from app.http.negotiation import choose_language
from app.problems import ParameterError
from app.web.texts import LANGUAGES

VARY = {"Vary": "Accept-Language"}


def language(request: Request) -> str:
    """The language of the page.

    :raises ParameterError: when the address names one that is not offered
    """
    named = chosen(request)
    if named and named not in LANGUAGES:
        raise ParameterError("lang", named, f"is not one of {', '.join(LANGUAGES)}")
    return named or choose_language(request.headers.get("accept-language"), tuple(LANGUAGES))


def chosen(request: Request) -> str:
    """The language that the address names, empty when it names none."""
    return request.query_params.get("lang", "")


def others(request: Request) -> list[Mapping[str, str]]:
    """The same page in every language, as code, name and address."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return [
        {"code": code, "name": name, "href": "?" + urlencode([*kept, ("lang", code)])}
        for code, name in LANGUAGES.items()
    ]


class Spoken:
    """Numbers, days and countries as a language writes them."""

    def __init__(self, lang: str) -> None:
        self._locale = Locale(lang)

    def country(self, code: str) -> str:
        """The name of a country by its two-letter code; EU law counts as one."""
        return str(self._locale.territories.get(code, code))

    def number(self, value: float) -> str:
        """A number with at most three decimals."""
        return format_decimal(value, locale=self._locale)

    def fixed(self, value: float) -> str:
        """A number with exactly two decimals, for columns of scores."""
        return format_decimal(value, format="0.00", locale=self._locale)

    def share(self, value: float) -> str:
        """A share from 0 to 1 as whole per cent."""
        return format_percent(value, locale=self._locale)

    def day(self, value: str | date) -> str:
        """A day in full."""
        return format_date(date.fromisoformat(value) if isinstance(value, str) else value, "long", self._locale)
