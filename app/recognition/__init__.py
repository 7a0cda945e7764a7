"""What is this credential worth as that one? Records, policy and law of one release, and verdicts over them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache

from app.equivalence import Holding, Outcome, Party, Verdict, cover, judge
from app.model import Credential
from app.policy import Policy
from app.problems import ParameterError
from app.recognition.readers import read_day, read_hierarchy, read_labels, read_law, read_policies, read_reasons
from app.recognition.stacks import Held, first_to_lapse
from app.records import Records
from app.store import Store
from app.vocab import ID

ORDER = (Outcome.FULL, Outcome.CONDITIONAL, Outcome.PARTIAL, Outcome.INSUFFICIENT, Outcome.NONE)


class Recognition:
    """Verdicts over one release."""

    def __init__(self, store: Store, records: Records, keep: int = 4096) -> None:
        """Read the competences, the law, the policies and the texts of the standard reasons.

        :param keep: how many credentials to keep prepared for comparisons
        """
        self.records = records
        self.hierarchy = read_hierarchy(store)
        self.law = read_law(store)
        self.policies = read_policies(store)
        self.reasons = read_reasons(store)
        self.labels = read_labels(store)
        self.day = read_day(store)
        self.holder_of = lru_cache(keep)(lambda iri: self.holder(records.get(iri)))
        self.wanted_of = lru_cache(keep)(lambda iri: self.wanted(records.get(iri)))

    def policy(self, purpose: str, overrides: Mapping[str, float] | None = None) -> Policy:
        """The policy of a purpose, with numbers varied where asked.

        :raises ParameterError: when there is no such purpose or parameter, or a number is out of range
        """
        if purpose not in self.policies:
            raise ParameterError("purpose", purpose, f"is not one of {', '.join(sorted(self.policies))}")
        return self.policies[purpose].vary(overrides or {})

    def judge(self, source: Credential, target: Credential, policy: Policy, holding: Holding | None = None) -> Verdict:
        """Hold a record against another under a policy; a whole shows what its parts show, and includes them."""
        return self.judge_parties(self.holder(source), self.wanted(target), [policy], holding)[0]

    def judge_held(self, held: Sequence[Held], target: Credential, policy: Policy, on: date) -> Verdict:
        """Hold what a person has against a target: the best verdict on all of it together, or on any part alone.

        A holder may present one document only, so that more of them never makes the answer worse. Of the same
        credential held twice, the newest award counts.

        :param on: the day of judgement
        """
        wanted = self.wanted(target)
        alone = list({one.record.iri: one for one in sorted(held, key=lambda one: one.awarded or date.min)}.values())
        options = [first_to_lapse(alone, on), *alone] if len(alone) > 1 else alone
        verdicts = [
            self.judge_parties(self.holder(one.record), wanted, [policy], Holding(on, one.awarded))[0]
            for one in options
        ]
        return min(verdicts, key=lambda verdict: ORDER.index(verdict.outcome))

    def judge_parties(
        self, source: Party, target: Party, policies: Sequence[Policy], holding: Holding | None = None
    ) -> list[Verdict]:
        """The verdicts of one pair under several policies; the outcomes are compared once."""
        found = cover(source, target, self.hierarchy)
        day = holding or Holding(date.today())
        return [judge(source, target, found, policy, self.law, day) for policy in policies]

    def holder(self, record: Credential) -> Party:
        """A record as the source of a comparison: with the outcomes of all that it includes."""
        return Party.of(self._whole(record), self.hierarchy)

    def wanted(self, record: Credential) -> Party:
        """A record as the target of a comparison."""
        return Party.of(record, self.hierarchy)

    def _whole(self, record: Credential) -> Credential:
        """The record with the outcomes of the parts that every holder has, and all that it includes step by step.

        What was sent with a request is no part of the graph: a stack that includes it has its outcomes already.
        """
        parts = [] if record.has_options else [self.records.get(iri) for iri in record.parts]
        included = dict.fromkeys(part.iri for part in parts)
        ring = [*record.includes]
        while ring:
            included |= dict.fromkeys(ring)
            ours = [self.records.get(iri) for iri in ring if iri.startswith(ID)]
            ring = [iri for one in ours for iri in one.includes if iri not in included]
        others = [self.records.get(iri) for iri in included if iri.startswith(ID)]
        outcomes = {outcome.iri: outcome for one in (record, *others) for outcome in one.outcomes}
        return replace(record, outcomes=tuple(outcomes.values()), includes=tuple(included))

    def compare(self, source: str, target: str, purpose: str, holding: Holding | None = None) -> Verdict:
        """Hold one credential of the graph against another.

        :raises NotFoundError: when one of them is not in the graph
        :raises ParameterError: when there is no such purpose
        """
        policy = self.policy(purpose)
        return self.judge_parties(self.holder_of(source), self.wanted_of(target), [policy], holding)[0]

    def successors(self, verdict: Verdict) -> list[Verdict]:
        """The same case against what replaced the target, where it was replaced."""
        replacing = [self.records.get(iri) for iri in verdict.target.replaced_by]
        return [self.judge(verdict.source, target, verdict.policy, verdict.holding) for target in replacing]

    def label(self, competence: str, language: str = "en") -> str:
        """The name of a competence, in English where the language has none; its IRI where it is not ours."""
        names = self.labels.get(competence, {})
        return names.get(language) or names.get("en") or competence

    def text(self, reason: str, language: str = "en") -> str:
        """The text of a standard reason, in English where the language has none."""
        texts: Mapping[str, str] = self.reasons.get(reason, {})
        return texts.get(language) or texts.get("en") or reason
