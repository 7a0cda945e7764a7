"""The greatest of many scores, without sorting them."""

import numpy as np
from numpy.typing import NDArray

from app.matrix.taxonomy import Floats

DECIMALS = 12
_STRIPES = 64


def greatest(scores: Floats, limit: int) -> NDArray[np.intp]:
    """The rows of the greatest scores above 0, best first, ties in the order of rows.

    Scores count to 12 decimals, so that the order of a sum does not decide a tie. The k-th greatest among the
    maxima of disjoint stripes is a lower bound of the k-th greatest score, and leaves few rows to look at.
    """
    if limit < 1:
        return np.zeros(0, np.intp)
    rows = np.flatnonzero(scores >= max(_bound(scores, limit) - 10.0**-DECIMALS, 10.0**-DECIMALS))
    rounded = np.round(scores[rows], DECIMALS)
    if len(rows) > limit:
        last = np.partition(rounded, len(rows) - limit)[len(rows) - limit]
        above = np.flatnonzero(rounded > last)
        kept = np.concatenate([above, np.flatnonzero(rounded == last)[: limit - len(above)]])
        rows, rounded = rows[kept], rounded[kept]
    return rows[np.lexsort((rows, -rounded))]


def _bound(scores: Floats, limit: int) -> float:
    width = len(scores) // _STRIPES
    if width < limit:
        return 0.0
    maxima = scores[: width * _STRIPES].reshape(_STRIPES, width).max(axis=0)
    return float(np.partition(maxima, width - limit)[width - limit])
