"""Is this credential worth that one? Findings on seven criteria, and an outcome by one table.

Pure: knows neither RDF nor HTTP. Unknown is never no: a criterion without evidence on either side is `unknown`. An
analyst's estimate may inform a finding but never alone proves a substantial difference.
"""

from app.equivalence.decision import Decision, Outcome, Situation, decide
from app.equivalence.findings import Finding, Result
from app.equivalence.outcomes import cover
from app.equivalence.party import Party
from app.equivalence.validity import Holding
from app.equivalence.verdict import Condition, Verdict, judge

__all__ = [
    "Condition",
    "Decision",
    "Finding",
    "Holding",
    "Outcome",
    "Party",
    "Result",
    "Situation",
    "Verdict",
    "cover",
    "decide",
    "judge",
]
