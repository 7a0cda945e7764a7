"""A verdict in plain words, in the language of the reader."""

from collections.abc import Iterator

from app.equivalence import Finding, Verdict
from app.recognition import Recognition


def statement(recognition: Recognition, verdict: Verdict, lang: str) -> Iterator[str]:
    """The verdict, a line at a time."""

    def text(code: str) -> str:
        return recognition.text(code, lang)

    yield f"{verdict.source.title} ({verdict.source.id})"
    yield f"  → {verdict.target.title} ({verdict.target.id}), {verdict.policy.title}"
    yield ""
    yield f"{text(f'outcome-{verdict.outcome}')}. {text(f'outcome-{verdict.outcome}-text')}"
    yield ""
    for finding in verdict.findings:
        yield _finding(recognition, finding, lang)
    if verdict.coverage and verdict.coverage.estimate is not None:
        found = verdict.coverage
        yield f"  {found.estimate:.0%} ({found.lower:.0%} to {found.upper:.0%})"
    for condition in verdict.conditions():
        about = recognition.label(condition.about, lang) if condition.about in recognition.labels else condition.text
        yield f"  + {text(f'condition-{condition.kind}')} {about or condition.about}"
    for facts in verdict.missing():
        yield "  ? " + "; ".join(text(f"fact-{fact}") for fact in facts)
    for other in recognition.successors(verdict):
        yield f"  {other.target.title} ({other.target.id}): {text(f'outcome-{other.outcome}')}"
    yield ""
    yield text("advice")


def _finding(recognition: Recognition, finding: Finding, lang: str) -> str:
    name = recognition.text(f"criterion-{finding.criterion}", lang)
    result = recognition.text(f"result-{finding.result}", lang)
    return f"  {name}: {result}. {recognition.text(finding.reason, lang)}"
