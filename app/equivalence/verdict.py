"""A verdict: a pure function of two records, a policy and the law."""

from dataclasses import dataclass

from app.coverage import Coverage, Match
from app.equivalence.decision import ESSENTIAL_MISSING, Decision, Outcome, Situation, decide
from app.equivalence.findings import Finding, Result, estimated
from app.equivalence.legal import compare_legal_effect
from app.equivalence.level import compare_levels
from app.equivalence.missing import missing_facts
from app.equivalence.outcomes import compare_outcomes
from app.equivalence.party import Party
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

    `gaps` are the target's competences that the source does not cover; `rules` say who decides on the target.
    """

    source: Credential
    target: Credential
    policy: Policy
    holding: Holding
    decision: Decision
    situation: Situation
    findings: tuple[Finding, ...]
    coverage: Coverage | None
    gaps: tuple[Match, ...]
    instrument: Instrument | None
    rules: tuple[DecisionRule, ...]

    @property
    def outcome(self) -> Outcome:
        """The outcome."""
        return self.decision.outcome

    def finding(self, criterion: str) -> Finding:
        """The finding on one criterion."""
        return next(finding for finding in self.findings if finding.criterion == criterion)

    def missing(self) -> list[tuple[str, ...]]:
        """Every minimal set of facts that could change the outcome."""
        return missing_facts(self.situation, {one.criterion: one for one in self.findings}, self.policy)

    def conditions(self) -> tuple[Condition, ...]:
        """What has to be added, for a partial or conditional outcome."""
        if self.outcome not in (Outcome.CONDITIONAL, Outcome.PARTIAL):
            return ()
        found: list[Condition] = []
        if self.decision.decisive == "validity":
            validity = self.source.validity
            found.append(Condition("renew-document", self.source.iri, validity.renewal if validity else None))
        if self.decision.decisive == "legal-effect":
            found += [Condition("authority", rule.iri, "; ".join(rule.procedure) or None) for rule in self.rules]
            if self.instrument is not None:
                found.append(Condition("authority", self.instrument.iri, self.instrument.title))
            if not found:
                legal = self.target.legal
                found.append(Condition("authority", self.target.iri, legal.law if legal else None))
        essential = self.decision.rule == ESSENTIAL_MISSING
        if self.decision.decisive == "validity":
            return tuple(found)
        wanted = [gap for gap in self.gaps if not essential or gap.target in self.policy.essential]
        return (*found, *(Condition("competence", gap.target) for gap in wanted))


def judge(source: Party, target: Party, found: Coverage | None, policy: Policy, law: Law, holding: Holding) -> Verdict:
    """Hold the source against the target.

    :param found: the coverage of the target by the source, from :func:`app.equivalence.outcomes.cover`
    """
    have, want = source.record, target.record
    legal, instrument = compare_legal_effect(have, want, policy.id, law, holding.judged)
    findings = (
        compare_levels(have, want, policy),
        compare_workloads(have, want, policy),
        compare_quality(have, want),
        compare_profiles(source, target, found, policy),
        compare_outcomes(source, target, found, policy),
        compare_validity(have, want, holding),
        legal,
    )
    gaps = _gaps(found, policy)
    situation = _situation(source, target, findings, found, gaps, policy, instrument, law)
    decision = decide(situation, policy)
    rules = tuple(law.decision_rules(want)) if legal.result is not Result.NOT_APPLICABLE else ()
    return Verdict(have, want, policy, holding, decision, situation, findings, found, gaps, instrument, rules)


def _gaps(found: Coverage | None, policy: Policy) -> tuple[Match, ...]:
    return tuple(match for match in found.matches if match.degree < policy["essential-degree"]) if found else ()


def _situation(
    source: Party,
    target: Party,
    findings: tuple[Finding, ...],
    found: Coverage | None,
    gaps: tuple[Match, ...],
    policy: Policy,
    instrument: Instrument | None,
    law: Law,
) -> Situation:
    have, want = source.record, target.record
    workload = next(finding for finding in findings if finding.criterion == "workload")
    share = workload.compared.get("share_min")
    interval = (found.lower, found.estimate, found.upper) if found and found.estimate is not None else None
    return Situation(
        results={finding.criterion: finding.result for finding in findings},
        coverage=interval,
        unmapped=bool(source.profile.unmapped or target.profile.unmapped),
        workload_share=share if isinstance(share, float) else None,
        essential_missing=any(match.target in policy.essential for match in gaps),
        automatic=instrument is not None and instrument.automatic,
        included=have.iri == want.iri or want.iri in have.includes,
        counts_towards=have.iri in want.parts or want.iri in have.stacks_into,
        level_estimated=estimated(findings[0].source, findings[0].target),
        ordinary_route=instrument is None and (want.ordinary_route or _separate_rights(have, want, law, found, policy)),
    )


def _separate_rights(source: Credential, target: Credential, law: Law, found: Coverage | None, policy: Policy) -> bool:
    """Whether both are rights of one scheme that do not stand for one another, and most of the target is missing."""
    one_scheme = any(not one.interchangeable and {source.iri, target.iri} <= one.covers for one in law.instruments)
    covered = found.estimate if found and found.estimate is not None else 0.0
    return one_scheme and covered < policy["coverage-full-lower-level"]
