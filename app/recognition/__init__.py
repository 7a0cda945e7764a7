"""What is this credential worth as that one? Records, policy and law of one release, and verdicts over them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from app.equivalence import Holding, Verdict, judge
from app.model import Credential, Hours, Workload
from app.policy import Policy
from app.problems import ParameterError
from app.recognition.readers import read_hierarchy, read_law, read_policies, read_reasons
from app.records import Records
from app.store import Store


class Recognition:
    """Verdicts over one release."""

    def __init__(self, store: Store, records: Records) -> None:
        """Read the competences, the law, the policies and the texts of the standard reasons."""
        self.records = records
        self.hierarchy = read_hierarchy(store)
        self.law = read_law(store)
        self.policies = read_policies(store)
        self.reasons = read_reasons(store)

    def policy(self, purpose: str, overrides: Mapping[str, float] | None = None) -> Policy:
        """The policy of a purpose, with numbers varied where asked.

        :raises ParameterError: when there is no such purpose or parameter, or a number is out of range
        """
        if purpose not in self.policies:
            raise ParameterError("purpose", purpose, f"is not one of {', '.join(sorted(self.policies))}")
        return self.policies[purpose].vary(overrides or {})

    def judge(
        self, source: Credential, target: Credential, policy: Policy, holding: Holding | None = None
    ) -> Verdict:
        """Hold a record against another under a policy."""
        return judge(source, target, policy, self.law, self.hierarchy, holding or Holding(date.today()))

    def compare(
        self, source: str, target: str, purpose: str, holding: Holding | None = None
    ) -> Verdict:
        """Hold one credential of the graph against another.

        :raises NotFoundError: when one of them is not in the graph
        :raises ParameterError: when there is no such purpose
        """
        return self.judge(self.records.get(source), self.records.get(target), self.policy(purpose), holding)

    def successors(self, verdict: Verdict) -> list[Verdict]:
        """The same case against what replaced the target, where it was replaced."""
        replacing = [self.records.get(iri) for iri in verdict.target.replaced_by]
        return [self.judge(verdict.source, target, verdict.policy, verdict.holding) for target in replacing]

    def text(self, reason: str, language: str = "en") -> str:
        """The text of a standard reason, in English where the language has none."""
        texts: Mapping[str, str] = self.reasons.get(reason, {})
        return texts.get(language) or texts.get("en") or reason


def stack(parts: Sequence[Credential]) -> Credential:
    """Several credentials of one holder as one: outcomes together, hours added, the lowest level, where all are known."""
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    levels = [part.eqf for part in parts if part.eqf is not None]
    return replace(
        first,
        iri=" ".join(part.iri for part in parts),
        id=" + ".join(part.id for part in parts),
        titles={"en": " + ".join(part.title for part in parts)},
        eqf=min(levels, key=lambda level: level.value) if len(levels) == len(parts) else None,
        workloads=_together([part.workload for part in parts]),
        outcomes=tuple(outcome for part in parts for outcome in part.outcomes),
        sources=tuple({source.iri: source for part in parts for source in part.sources}.values()),
    )


def _together(workloads: Sequence[Workload | None]) -> tuple[Workload, ...]:
    known = [workload for workload in workloads if workload is not None and workload.hours is not None]
    if len(known) < len(workloads):
        return ()
    hours = Hours(sum(w.hours.min for w in known if w.hours), sum(w.hours.max for w in known if w.hours))
    return (replace(known[0], value=hours.min, max_value=hours.max, unit="hours", hours=hours),)
