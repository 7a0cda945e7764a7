"""How far one source reaches: the degree to which it covers every competence, by the formula of app.coverage."""

from dataclasses import dataclass

import numpy as np

from app.coverage import PLACES
from app.matrix.taxonomy import Floats, Ints, Taxonomy


@dataclass(frozen=True, slots=True)
class Shape:
    """What a source shows: numbers of competences [m], ascending, their extents [m] and confidences [m]."""

    competence: Ints
    extent: Floats
    confidence: Floats


def degrees(shape: Shape, taxonomy: Taxonomy, extents: Floats) -> Floats:
    """[K * C] the degree to which a source covers each competence at each of K extents.

    The best of three: itself (its extent over the extent asked for, at most 1), another competence that
    covers it (max-times product with `covering`), and its parts (sums of shares, level by level upwards).
    """
    own = np.zeros(len(taxonomy.weight))
    own[shape.competence] = shape.extent
    best, other = own.copy(), np.zeros_like(own)
    for nodes, parts in taxonomy.levels:
        other[nodes] = share = parts @ best
        best[nodes] = np.maximum(best[nodes], share)
    covering = taxonomy.covering
    for competence, extent in zip(shape.competence, shape.extent, strict=True):
        cells = slice(covering.indptr[competence], covering.indptr[competence + 1])
        others = covering.indices[cells]
        other[others] = np.maximum(other[others], extent * covering.data[cells])
    return np.maximum(np.minimum(1.0, own / extents[:, None]), other).ravel()


def sureness(shape: Shape, taxonomy: Taxonomy, extents: Floats) -> tuple[Floats, Floats]:
    """[K * C] degrees as above, and [K * C] the confidence of the mapping that each rests on.

    Where two ways cover a competence equally well the surer one counts.
    """
    own, sure = np.zeros(len(taxonomy.weight)), np.zeros(len(taxonomy.weight))
    own[shape.competence], sure[shape.competence] = shape.extent, shape.confidence
    best, trust = own.copy(), sure.copy()
    other, doubted = np.zeros_like(own), np.zeros_like(own)
    for nodes, parts in taxonomy.levels:
        share = parts @ best
        mixed = np.divide(parts @ (best * trust), share, out=np.zeros_like(share), where=share > 0)
        other[nodes], doubted[nodes] = share, mixed
        best[nodes], trust[nodes] = _better(best[nodes], trust[nodes], share, mixed)
    covering = taxonomy.covering
    for competence, extent, confidence in zip(shape.competence, shape.extent, shape.confidence, strict=True):
        cells = slice(covering.indptr[competence], covering.indptr[competence + 1])
        others = covering.indices[cells]
        found = _better(other[others], doubted[others], extent * covering.data[cells], confidence)
        other[others], doubted[others] = found
    same = np.minimum(1.0, own / extents[:, None])
    degree, confidence = _better(same, sure, other, doubted)
    return degree.ravel(), confidence.ravel()


def _better(degree: Floats, sure: Floats, other: Floats, otherwise: Floats | float) -> tuple[Floats, Floats]:
    equal = np.abs(other - degree) < 10.0**-PLACES
    wins = np.where(equal, otherwise > sure, other > degree)
    return np.where(wins, other, degree), np.where(wins, otherwise, sure)
