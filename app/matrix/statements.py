"""What each of many credentials states, as one sparse matrix of credentials by competences."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from app.coverage import Profile, Shown
from app.hierarchy import Hierarchy
from app.matrix.names import Names
from app.matrix.taxonomy import Floats, Ints, Taxonomy


class Intervals(NamedTuple):
    """Coverage of [t] targets by one source, as in app.coverage; the estimate is NaN where that has None."""

    lower: Floats
    estimate: Floats
    upper: Floats


@dataclass(frozen=True)
class Statements:
    """The profiles of n credentials over C competences, in the order of their identifiers.

    A cell says that a credential states a competence to one of K extents: its column is k * C + c. With the
    weights as values the matrix times [K * C] degrees, at which a source covers each competence at each extent,
    gives [n] estimates of coverage.

    :param size: C
    :param extents: [K] the extents that occur, ascending
    :param starts: [n + 1] where the cells of each credential start
    :param columns: [cells] column, ascending within a credential
    :param weights: [cells] share of what the credential's competences weigh; 0 where they weigh nothing
    :param confidence: [cells] of the mapping
    :param unmapped: [n] number of outcomes that no competence fits
    """

    names: Names
    size: int
    extents: Floats
    starts: Ints
    columns: Ints
    weights: Floats
    confidence: Floats
    unmapped: Ints

    @cached_property
    def matrix(self) -> csr_array:
        """[n, K * C] weights."""
        shape = (len(self.names), len(self.extents) * self.size)
        return csr_array((self.weights, self.columns, self.starts), shape=shape)

    def shown(self, row: int) -> tuple[Ints, Floats, Floats]:
        """The competences of a credential, ascending within an extent: numbers, extents and confidences."""
        cells = slice(self.starts[row], self.starts[row + 1])
        extent, competence = np.divmod(self.columns[cells], self.size)
        return competence, self.extents[extent], self.confidence[cells]

    def profile(self, row: int, taxonomy: Taxonomy) -> Profile:
        """The profile that a credential was indexed with."""
        cells = zip(*self.shown(row), strict=True)
        shown = (Shown(taxonomy.names[int(c)], float(extent), float(sure)) for c, extent, sure in cells)
        return Profile({one.competence: one for one in shown}, int(self.unmapped[row]))

    def stated(self) -> csr_array:
        """[n, C] the extent to which each credential states each competence."""
        extent, competence = np.divmod(self.columns, self.size)
        matrix = csr_array((self.extents[extent], competence, self.starts), shape=(len(self.names), self.size))
        matrix.sort_indices()
        return matrix

    def intervals(self, rows: NDArray[np.intp], degree: Floats, sure: Floats, unmapped: int) -> Intervals:
        """Coverage of some credentials by a source.

        :param degree: [K * C] to which the source covers each competence at each extent
        :param sure: [K * C] the confidence of the mapping that each degree rests on
        :param unmapped: number of outcomes of the source that no competence fits
        """
        found = self.matrix[rows]
        counts = np.diff(found.indptr)
        cells = np.concatenate([np.arange(self.starts[row], self.starts[row + 1]) for row in rows] or [rows])
        got = degree[found.indices]
        doubt = np.maximum(unmapped / (unmapped + 1), 1 - self.confidence[cells])
        row = np.repeat(np.arange(len(rows)), counts)
        estimate, low, high = (
            np.bincount(row, found.data * value, minlength=len(rows))
            for value in (got, got * sure[found.indices], got + (1 - got) * doubt)
        )
        unknown = np.divide(self.unmapped[rows], counts, out=np.zeros(len(rows)), where=counts > 0)
        lower, upper = low / (1 + unknown), (high + unknown) / (1 + unknown)
        known = np.bincount(row, found.data, minlength=len(rows)) > 0
        return Intervals(
            np.where(known, np.minimum(lower, estimate), 0.0),
            np.where(known, estimate, np.nan),
            np.where(known, np.maximum(upper, estimate), 1.0),
        )


def gather(records: Iterable[tuple[str, Profile]], hierarchy: Hierarchy) -> tuple[Statements, Taxonomy]:
    """Collect the statements of credentials, given once each in any order.

    :raises ValueError: when an identifier occurs twice
    """
    numbers: dict[str, int] = {}
    names: list[str] = []
    counts, unmapped, competences = array("i"), array("i"), array("i")
    extents, confidences = array("d"), array("d")
    for name, profile in records:
        names.append(name)
        counts.append(len(profile.shown))
        unmapped.append(profile.unmapped)
        for shown in profile.shown.values():
            competences.append(numbers.setdefault(shown.competence, len(numbers)))
            extents.append(shown.extent)
            confidences.append(shown.confidence)
    taxonomy = Taxonomy.of(hierarchy, numbers)
    renumbered = np.array([taxonomy.numbers[name] for name in numbers], np.int32)
    competence = renumbered[np.asarray(competences)] if numbers else np.zeros(0, np.int32)
    order = sorted(range(len(names)), key=names.__getitem__)
    rows = np.empty(len(names), np.int64)
    rows[order] = np.arange(len(names))
    cells = _Cells(np.repeat(rows, counts), competence, np.asarray(extents), np.asarray(confidences))
    packed = Names.of([names[row] for row in order])
    return _sort(packed, cells, np.asarray(unmapped, np.int32)[order], taxonomy), taxonomy


@dataclass(frozen=True, slots=True)
class _Cells:
    row: NDArray[np.int64]
    competence: Ints
    extent: Floats
    confidence: Floats


def _sort(names: Names, cells: _Cells, unmapped: Ints, taxonomy: Taxonomy) -> Statements:
    size = len(taxonomy.names)
    extents, extent = np.unique(cells.extent, return_inverse=True)
    column = extent * size + cells.competence
    order = np.argsort(cells.row * (len(extents) * size) + column)
    starts = np.zeros(len(names) + 1, np.int32)
    np.cumsum(np.bincount(cells.row, minlength=len(names)), out=starts[1:])
    content = taxonomy.weight[cells.competence]
    whole = np.bincount(cells.row, content, minlength=len(names))[cells.row]
    weights = np.divide(content, whole, out=np.zeros_like(content), where=whole > 0)
    columns = column.astype(np.int32)[order]
    return Statements(names, size, extents, starts, columns, weights[order], cells.confidence[order], unmapped)
