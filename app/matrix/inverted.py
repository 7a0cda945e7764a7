"""The index the other way round: by competence, which credentials state it, and which state parts of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, vstack

from app.matrix.reach import Shape
from app.matrix.statements import Statements
from app.matrix.taxonomy import Floats, Ints, Taxonomy

_BLOCK = 50_000


@dataclass(frozen=True)
class Inverted:
    """What n credentials state and cover, by column.

    :param stated: [n, K * C] the statements
    :param shares: [n, C] the share of a competence's parts that a credential covers
    """

    stated: csc_array
    shares: csc_array

    @classmethod
    def of(cls, statements: Statements, taxonomy: Taxonomy) -> "Inverted":
        """Turn the statements round."""
        return cls(csc_array(statements.matrix.tocsc()), _shares(statements.stated(), taxonomy))

    def cells(self, columns: NDArray[np.intp]) -> int:
        """How many cells some columns of the statements have."""
        starts = self.stated.indptr
        return int((starts[columns + 1] - starts[columns]).sum())

    def estimates(self, target: Shape, taxonomy: Taxonomy, extents: Floats) -> Floats:
        """How much of a target each credential covers: [n]. Competence number -1 is one that none has heard of."""
        total, degree = np.zeros(self.stated.shape[0]), np.zeros(self.stated.shape[0])
        weights = np.where(target.competence < 0, 1.0, taxonomy.weight[target.competence])
        whole = float(weights.sum())
        for number, extent, weight in zip(target.competence, target.extent, weights, strict=True):
            if number < 0 or not weight:
                continue
            rows, values = self._ways(int(number), float(extent), taxonomy, extents)
            np.maximum.at(degree, rows, values)
            degree *= weight / whole
            total += degree
            degree.fill(0.0)
        return total

    def _ways(self, wanted: int, extent: float, taxonomy: Taxonomy, extents: Floats) -> tuple[Ints, Floats]:
        """The ways to cover a competence at an extent: rows that do, and degrees; a row may have several."""
        covered, size = taxonomy.covered, self.shares.shape[1]
        cells = slice(covered.indptr[wanted], covered.indptr[wanted + 1])
        others = np.append(covered.indices[cells], wanted)
        degrees = extents[:, None] * np.append(covered.data[cells], 1.0)
        degrees[:, -1] = np.minimum(1.0, extents / extent)
        columns = (np.arange(len(extents))[:, None] * size + others).ravel()
        starts, ends = self.stated.indptr[columns], self.stated.indptr[columns + 1]
        part = slice(self.shares.indptr[wanted], self.shares.indptr[wanted + 1])
        rows = [self.stated.indices[start:end] for start, end in zip(starts, ends, strict=True)]
        values = np.repeat(degrees.ravel(), ends - starts)
        return np.concatenate([*rows, self.shares.indices[part]]), np.concatenate([values, self.shares.data[part]])


def _shares(stated: csr_array, taxonomy: Taxonomy) -> csc_array:
    """[n, C] shares of parts, bottom-up: what a level has through its parts counts for the level above."""
    levels = [_only(taxonomy.parts, nodes).T.tocsc() for nodes, _ in taxonomy.levels]
    blocks = []
    for start in range(0, stated.shape[0], _BLOCK):
        best = stated[start : start + _BLOCK]
        shares = csr_array(best.shape)
        for parts in levels:
            level = best @ parts
            shares, best = shares + level, best.maximum(level)
        blocks.append(shares)
    found = vstack(blocks, format="csc") if blocks else csc_array(stated.shape)
    found.sort_indices()
    return found


def _only(matrix: csr_array, rows: Ints) -> csr_array:
    """The matrix with all other rows emptied."""
    chosen = np.zeros(matrix.shape[0])
    chosen[rows] = 1.0
    kept = csr_array(matrix.multiply(chosen[:, None]))
    kept.eliminate_zeros()
    return kept
