"""A verdict: a pure function of two records, a policy and the law."""

from dataclasses import dataclass

from app.coverage import Coverage, Hierarchy, Match
from app.equivalence.decision import Decision, Outcome, Situation, decide
from app.equivalence.findings import Finding, Result
from app.equivalence.legal import compare_legal_effect
from app.equivalence.level import compare_levels
from app.equivalence.missing import missing_facts
from app.equivalence.outcomes import compare_outcomes, profile
from app.equivalence.profile import compare_profiles
from app.equivalence.quality import compare_quality
from app.equivalence.validity import Holding, compare_validity
from app.equivalence.workload import compare_workloads
from app.law import DecisionRule, Instrument, Law
from app.model import Credential
from app.policy import Policy


@dataclass(frozen=True, slots=True)
class Condition:
    """What has to be added: `kind` is renew-document, competence or authority; `about` names it."""

    kind: str
    about: str
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is advised on a source credential held against a target, and why.

    `gaps` are the target's competences that the source does not cover; `missing` the minimal sets of facts that could
    change the outcome; `rules` say who decides on the target.
    """

    source: Credential
    target: Credential
    policy: Policy
    holding: Holding
    decision: Decision
    findings: tuple[Finding, ...]
    coverage: Coverage | None
    conditions: tuple[Condition, ...]
    gaps: tuple[Match, ...]
    missing: tuple[tuple[str, ...], ...]
    instrument: Instrument | None
    rules: tuple[DecisionRule, ...]

    @property
    def outcome(self) -> Outcome:
        """The outcome."""
        return self.decision.outcome

    def finding(self, criterion: str) -> Finding:
        """The finding on one criterion."""
        return next(finding for finding in self.findings if finding.criterion == criterion)


def judge(
    source: Credential, target: Credential, policy: Policy, law: Law, hierarchy: Hierarchy, holding: Holding
) -> Verdict:
    """Hold the source against the target."""
    outcomes, found = compare_outcomes(source, target, hierarchy, policy)
    legal, instrument = compare_legal_effect(source, target, policy.id, law, holding.judged)
    findings = (
        compare_levels(source, target, policy),
        compare_workloads(source, target, policy),
        compare_quality(source, target),
        compare_profiles(source, target, hierarchy, policy),
        outcomes,
        compare_validity(source, target, holding),
        legal,
    )
    gaps = _gaps(found, policy)
    situation = _situation(source, target, findings, found, gaps, policy, instrument)
    decision = decide(situation, policy)
    rules = tuple(law.decision_rules(target)) if legal.result is not Result.NOT_APPLICABLE else ()
    return Verdict(
        source, target, policy, holding, decision, findings, found,
        _conditions(decision, source, gaps, policy, instrument, rules), gaps,
        tuple(missing_facts(situation, {finding.criterion: finding for finding in findings}, policy)),
        instrument, rules,
    )  # fmt: skip


def _gaps(found: Coverage | None, policy: Policy) -> tuple[Match, ...]:
    return tuple(match for match in found.matches if match.degree < policy["essential-degree"]) if found else ()


def _situation(
    source: Credential,
    target: Credential,
    findings: tuple[Finding, ...],
    found: Coverage | None,
    gaps: tuple[Match, ...],
    policy: Policy,
    instrument: Instrument | None,
) -> Situation:
    workload = next(finding for finding in findings if finding.criterion == "workload")
    share = workload.compared.get("share_min")
    interval = (found.lower, found.estimate, found.upper) if found and found.estimate is not None else None
    return Situation(
        results={finding.criterion: finding.result for finding in findings},
        coverage=interval,
        unmapped=bool(profile(source).unmapped or profile(target).unmapped),
        workload_share=share if isinstance(share, float) else None,
        essential_missing=any(match.target in policy.essential for match in gaps),
        automatic=instrument is not None and instrument.automatic,
        same=source.iri == target.iri,
    )


def _conditions(
    decision: Decision,
    source: Credential,
    gaps: tuple[Match, ...],
    policy: Policy,
    instrument: Instrument | None,
    rules: tuple[DecisionRule, ...],
) -> tuple[Condition, ...]:
    if decision.outcome not in (Outcome.CONDITIONAL, Outcome.PARTIAL):
        return ()
    found: list[Condition] = []
    if decision.decisive == "validity":
        found.append(Condition("renew-document", source.iri, source.validity.renewal if source.validity else None))
    if decision.decisive == "legal-effect":
        found += [Condition("authority", rule.iri, "; ".join(rule.procedure) or None) for rule in rules]
        if instrument is not None:
            found.append(Condition("authority", instrument.iri, instrument.title))
    wanted = [gap for gap in gaps if decision.rule != 8 or gap.target in policy.essential]
    return (*found, *(Condition("competence", gap.target) for gap in wanted))
