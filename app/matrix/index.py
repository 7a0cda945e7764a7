"""Coverage between all credentials of a release: which does this one cover best, and which cover it best?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from app.coverage import Profile
from app.hierarchy import Hierarchy
from app.matrix.inverted import Inverted
from app.matrix.ranking import greatest
from app.matrix.reach import Shape, degrees, sureness
from app.matrix.statements import Intervals, Statements, gather
from app.matrix.taxonomy import Floats, Taxonomy

_FEW = 0.3  # share of cells up to which it is faster to pick the columns that matter

Rows = Sequence[int] | NDArray[np.integer]


class Scored(NamedTuple):
    """A credential of the index, with the estimate of coverage, above 0 to 1."""

    row: int
    id: str
    estimate: float


@dataclass(frozen=True)
class CoverageIndex:
    """The profiles of n credentials, in the order of their identifiers: row numbers are that order."""

    taxonomy: Taxonomy
    statements: Statements
    inverted: Inverted

    @classmethod
    def build(cls, records: Iterable[tuple[str, Profile]], hierarchy: Hierarchy) -> "CoverageIndex":
        """Index credentials, given as pairs of identifier and profile, once each and in any order.

        :raises ValueError: when an identifier occurs twice
        """
        statements, taxonomy = gather(records, hierarchy)
        return cls(taxonomy, statements, Inverted.of(statements, taxonomy))

    def __len__(self) -> int:
        return len(self.statements.names)

    def id(self, row: int) -> str:
        """The identifier of a row."""
        return self.statements.names[row]

    def row(self, identifier: str) -> int | None:
        """The row of an identifier; None when it is not indexed."""
        return self.statements.names.number(identifier)

    def profile(self, row: int) -> Profile:
        """The profile that a row was indexed with."""
        return self.statements.profile(row, self.taxonomy)

    def cover(self, source_rows: Rows, target_rows: Rows) -> Floats:
        """Estimates of coverage [sources, targets]; NaN where a target states nothing that is mapped."""
        targets = self.statements.matrix[np.asarray(target_rows, np.intp)]
        weighs = targets @ np.ones(targets.shape[1]) > 0
        found = np.empty((len(source_rows), len(target_rows)))
        for place, row in enumerate(source_rows):
            found[place] = targets @ self._degrees(self._shape(row))
        found[:, ~weighs] = np.nan
        return found

    def estimates(self, source: Profile | int) -> Floats:
        """How much of every target a profile, or the credential of a row, covers: [n]; 0 where nothing is mapped."""
        degree = self._degrees(self._shape(source))
        columns = np.flatnonzero(degree)
        statements: csr_array | csc_array = self.statements.matrix
        if self.inverted.cells(columns) < _FEW * statements.nnz:
            statements, degree = self.inverted.stated[:, columns], degree[columns]
        found: Floats = statements @ degree
        return found

    def best_targets(self, source: Profile | int, limit: int, allowed: NDArray[np.bool_] | None = None) -> list[Scored]:
        """The targets of which a source covers most, best first, ties by identifier; none with nothing in common.

        :param source: a profile, or the row of an indexed credential, which then finds itself too
        :param allowed: [n] which rows may be found
        """
        return self._best(self.estimates(source), limit, allowed)

    def best_sources(self, target: Profile | int, limit: int, allowed: NDArray[np.bool_] | None = None) -> list[Scored]:
        """The sources that cover most of a target, best first, ties by identifier; none with nothing in common.

        :param target: a profile, or the row of an indexed credential, which then finds itself too
        :param allowed: [n] which rows may be found
        """
        shape = self._shape(target, keep=True)
        return self._best(self.inverted.estimates(shape, self.taxonomy, self.statements.extents), limit, allowed)

    def intervals(self, source: Profile | int, target_rows: Rows) -> Intervals:
        """Coverage of some targets with its lower and upper end.

        Where two mappings cover a competence equally well the surer one counts for the lower end.
        """
        unmapped = source.unmapped if isinstance(source, Profile) else int(self.statements.unmapped[source])
        degree, sure = sureness(self._shape(source), self.taxonomy, self.statements.extents)
        return self.statements.intervals(np.asarray(target_rows, np.intp), degree, sure, unmapped)

    def _best(self, scores: Floats, limit: int, allowed: NDArray[np.bool_] | None) -> list[Scored]:
        if allowed is not None:
            scores[~allowed] = 0.0
        return [Scored(int(row), self.id(int(row)), float(scores[row])) for row in greatest(scores, limit)]

    def _degrees(self, shape: Shape) -> Floats:
        return degrees(shape, self.taxonomy, self.statements.extents)

    def _shape(self, profile: Profile | int, keep: bool = False) -> Shape:
        if not isinstance(profile, Profile):
            return Shape(*self.statements.shown(profile))
        numbers = self.taxonomy.numbers
        shown = [one for one in profile.shown.values() if keep or one.competence in numbers]
        return Shape(
            np.array([numbers.get(one.competence, -1) for one in shown], np.int32),
            np.array([one.extent for one in shown]),
            np.array([one.confidence for one in shown]),
        )
