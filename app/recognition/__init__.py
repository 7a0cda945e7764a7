"""What is this credential worth as that one? Two records, compared by criterion, with reasons and evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from app.coverage import Coverage, Hierarchy
from app.equivalence import Finding, compare_levels, compare_outcomes, compare_workloads
from app.model import Credential
from app.problems import ParameterError
from app.records import Records
from app.store import Store

PURPOSES = ("study", "employment", "regulated-work")


@dataclass(frozen=True, slots=True)
class Comparison:
    """The findings on a source credential for a target, for one purpose."""

    source: Credential
    target: Credential
    purpose: str
    findings: tuple[Finding, ...]
    coverage: Coverage | None


class Recognition:
    """Comparisons over one release."""

    def __init__(self, store: Store, records: Records) -> None:
        """Read the competence tree and the texts of the standard reasons."""
        self._records = records
        general: dict[str, list[str]] = {}
        for row in store.select(_query("hierarchy.rq")):
            known = general.setdefault(row["competence"].value, [])
            known += [row["general"].value] if "general" in row else []
        self.hierarchy = Hierarchy(general)
        self.reasons: dict[str, dict[str, str]] = {}
        for row in store.select(_query("reasons.rq")):
            texts = self.reasons.setdefault(row["code"].value, {})
            texts[row["text"].language or "en"] = row["text"].value

    def compare(self, source: str, target: str, purpose: str) -> Comparison:
        """Compare two credentials of the graph.

        :param source: IRI of the credential that its holder has
        :param target: IRI of the credential it is held against
        :raises NotFoundError: when one of them is not in the graph
        :raises ParameterError: when the purpose is not one of PURPOSES
        """
        if purpose not in PURPOSES:
            raise ParameterError("purpose", purpose, f"is not one of {', '.join(PURPOSES)}")
        have, want = self._records.get(source), self._records.get(target)
        outcomes, found = compare_outcomes(have, want, self.hierarchy)
        findings = (compare_levels(have, want), compare_workloads(have, want), outcomes)
        return Comparison(have, want, purpose, findings, found)

    def text(self, reason: str, language: str = "en") -> str:
        """The text of a standard reason, in English where the language has none."""
        texts: Mapping[str, str] = self.reasons.get(reason, {})
        return texts.get(language) or texts.get("en") or reason


def _query(name: str) -> str:
    return files(__name__).joinpath(name).read_text("utf-8")
