"""`docs/rules.md`: the quality rules as a page, from the release."""

from collections.abc import Iterable, Iterator

from app.quality.readiness import WEIGHTS
from app.quality.results import Results, RuleEntry
from app.vocab import ID

TITLES = {
    "annex-i": "Annex I: what a micro-credential has to say of itself",
    "annex-ii": "Annex II: principles, as far as data can show them",
    "european": "European law and policy",
    "national": "National law and policy",
    "profile": "Our own profile",
}
EVERYWHERE = "everywhere"
_HEAD = "| rule | what it asks | severity | holds in | of | law | pass | fail | unknown |"
_INTRO = """\
# Quality rules

Written by `passerelle rules --markdown`; do not edit. Each rule is one file, `shapes/qa-NNN-….ttl`, with its messages
and remedies in five languages and examples that must pass and fail. What the columns say:

* **holds in**: where a rule applies; **of**: the kinds of record it is about. A rule may also need something else to
  be so before it applies; its file tells.
* **pass**, **fail**, **unknown**: the records of this release. A rule is *unknown* where what decides is not recorded,
  which is not the same as a rule that is broken. Records to which a rule does not apply are not counted here.
* A rule weighs {weights} in the readiness of a record: the weights of the rules that pass over the weights of the rules
  that apply. What is unknown counts as not yet passed.

{rules} rules, {records} records: {passed} results pass, {failed} fail, {unknown} are unknown, {other} do not apply.
"""


def as_markdown(results: Results) -> str:
    """The page."""
    counts = results.places[""].counts
    weights = ", ".join(f"{weight} as {severity}" for severity, weight in WEIGHTS.items())
    intro = _INTRO.format(
        weights=weights, rules=len(results.rules), records=counts.credentials, passed=counts.passed,
        failed=counts.failed, unknown=counts.unknown, other=counts.not_applicable,
    )  # fmt: skip
    return intro + "".join(_section(name, title, results.rules.values()) for name, title in TITLES.items())


def _section(name: str, title: str, rules: Iterable[RuleEntry]) -> str:
    rows = [_row(rule) for rule in rules if rule.rule_set == name]
    return "\n".join(["", f"## {title}", "", _HEAD, "| --- " * 5 + "| --- " + "| ---: " * 3 + "|", *rows, ""])


def _row(rule: RuleEntry) -> str:
    counts = rule.counts
    cells = (
        rule.id, rule.label, rule.severity, _places(rule), ", ".join(_kinds(rule)), _law(rule), str(counts.passed),
        str(counts.failed), str(counts.unknown),
    )  # fmt: skip
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _places(rule: RuleEntry) -> str:
    codes = [place.rsplit("/", 1)[-1] for place in rule.jurisdictions]
    if "EUR" in codes:
        return "European Union"
    return ", ".join(codes) or EVERYWHERE


def _kinds(rule: RuleEntry) -> Iterator[str]:
    if len(rule.kinds) == 7 and "Award" not in rule.kinds:
        yield "every record"
        return
    yield from rule.kinds


def _law(rule: RuleEntry) -> str:
    cited = [
        f"[{law.iri.removeprefix(ID)}]({law.url})" if law.url else law.iri.removeprefix(ID) for law in rule.sources
    ]
    return f"{rule.basis}: {', '.join(cited)}"
