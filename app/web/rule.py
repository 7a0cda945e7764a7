"""The page of a quality rule: what it asks, why and by which law, how to mend it, and the records it concerns."""

import re
from collections.abc import Collection, Mapping

from fastapi import Request

from app.http.mounting import place
from app.http.quality_schemas import RuleOut, rule_out
from app.http.state import Service
from app.problems import NotFoundError
from app.quality.results import OUTCOMES
from app.records.nodes import expand
from app.vocab import ID
from app.web.language import language, others
from app.web.pages import page

SIZE = 50
APPLIES_WHEN = expand("psr:appliesWhen")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def rule_page(
    request: Request, service: Service, name: str, text: str, properties: Collection[str], outcome: str, number: int
) -> bytes:
    """The page, in the language of its reader.

    :param text: the rule as Turtle
    :param properties: what the Turtle says of the rule, as IRIs
    :param outcome: of which records are listed: fail, unknown or pass
    :param number: page of the list
    :raises NotFoundError: when the list has no such page
    :raises ParameterError: for another outcome or a language that is not offered
    """
    tongue, rule = language(request), rule_out(service.quality.rule(name), language(request))
    found = service.quality.concerned(name, outcome)
    last = max(1, -(-len(found) // SIZE))
    if number > last:
        raise NotFoundError("page", str(number))
    shown = [(one, service.records.get(one.credential)) for one in found[(number - 1) * SIZE : number * SIZE]]
    return page(
        request, service, "rule.html", tongue, door="quality", languages=others(request), rule=rule, text=text,
        conditional=APPLIES_WHEN in properties, outcome=outcome, outcomes=OUTCOMES, concerned=shown, total=len(found),
        number=number, last=last, checks=_checked(service, rule), holds_in=holds_in, kind_of=kind_of,
    )  # fmt: skip


def holds_in(rule: RuleOut) -> list[str]:
    """Three-letter codes of where a rule holds; the Union stands for its members, and nothing for everywhere."""
    codes = [one.rsplit("/", 1)[-1] for one in rule.jurisdictions]
    return ["EUR"] if "EUR" in codes else codes


def kind_of(name: str) -> str:
    """A class of credentials as the words of the pages name it: MicroCredential is `micro-credential`."""
    return _CAMEL.sub("-", name).lower()


def _checked(service: Service, rule: RuleOut) -> list[Mapping[str, str]]:
    """The national and European rules that this one checks: name, what they ask, article, and where that is told."""
    found: list[Mapping[str, str]] = []
    for iri in rule.checks:
        text, article = service.quality.asked_by(iri)
        found.append({"name": iri.removeprefix(ID), "text": text, "article": article, "href": place(iri) or iri})
    return found
