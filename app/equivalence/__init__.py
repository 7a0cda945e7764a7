"""Findings on two credentials: one for each criterion, with a reason, the numbers compared and the evidence.

Pure: knows neither RDF nor HTTP. Unknown is never no: a criterion without evidence on either side is `unknown`. An
analyst's estimate may inform a finding but never alone proves a substantial difference.
"""

from app.equivalence.findings import Finding, Result
from app.equivalence.level import compare_levels
from app.equivalence.outcomes import compare_outcomes
from app.equivalence.workload import compare_workloads

__all__ = ["Finding", "Result", "compare_levels", "compare_outcomes", "compare_workloads"]
