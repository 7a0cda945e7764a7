"""A recognition policy: what matters for one purpose. Read from `ontology/policies`, one file a purpose."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.model import Source
from app.problems import ParameterError

HIGHEST = 10.0
"""The highest number of a parameter whose range the graph does not give."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A tolerance or threshold: its number, the rule it stands for, the sources of the rule, unit and range.

    `unit` says what is counted, in words; the number can be varied from `lowest` to `highest`.
    """

    value: float
    rule: str
    sources: tuple[Source, ...] = ()
    unit: str = ""
    lowest: float = 0.0
    highest: float = HIGHEST


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy of one purpose. `overrides` names what a request varied."""

    id: str
    iri: str
    title: str
    parameters: Mapping[str, Parameter]
    essential: frozenset[str]
    may_decide: frozenset[str]
    sources: tuple[Source, ...] = ()
    overrides: Mapping[str, float] = field(default_factory=dict)

    def __getitem__(self, name: str) -> float:
        """The number of a parameter."""
        return self.parameters[name].value

    def vary(self, overrides: Mapping[str, float]) -> "Policy":
        """The policy with some numbers changed; it then says so.

        :raises ParameterError: for a parameter that the policy lacks, or a number that it cannot have
        """
        changed = dict(self.parameters)
        for name, value in overrides.items():
            if name not in changed:
                known = ", ".join(sorted(changed))
                raise ParameterError(name, str(value), f"is not a parameter of the policy {self.id}; it has {known}")
            low, high = changed[name].lowest, changed[name].highest
            if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
                raise ParameterError(name, str(value), f"is not a number from {low:g} to {high:g}")
            changed[name] = replace(changed[name], value=float(value))
        return replace(self, parameters=changed, overrides={**self.overrides, **overrides})
