"""A competence hierarchy as sparse matrices: who is like whom, and how parts make up a whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from app.coverage import Hierarchy
from app.matrix.names import Names

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]


@dataclass(frozen=True)
class Taxonomy:
    """The hierarchy of C competences, numbered in the order of their names.

    :param content: [C] information content of each competence, from 0 to 1
    :param similar: [C, C] at (a, b), for each a more general than b: 2 IC(a) / (IC(a) + IC(b))
    :param parts: [C, C] at (a, b), for each b directly below a: its share of the information content of a's parts
    :param height: [C] the longest way down to a competence that has no parts, in steps
    """

    names: Names
    content: Floats
    similar: csr_array
    parts: csr_array
    height: Ints

    @classmethod
    def of(cls, hierarchy: Hierarchy, more: Iterable[str] = ()) -> "Taxonomy":
        """Number the competences of a hierarchy, and those outside it that some credential states."""
        known = set(hierarchy._general)
        names = sorted(known.union(more))
        numbers = {name: number for number, name in enumerate(names)}
        content = np.array([hierarchy.content(name) for name in names])
        similar: list[tuple[int, int, float]] = []
        parts: list[tuple[int, int, float]] = []
        for name, number in numbers.items():
            above = [numbers[ancestor] for ancestor in hierarchy.ancestors(name)]
            similar += ((a, number, 2 * content[a] / (content[a] + content[number])) for a in above)
            below = [numbers[child] for child in hierarchy.children(name)]
            whole = sum(content[b] for b in below)
            parts += ((number, b, content[b] / whole) for b in below if whole)
        height = np.zeros(len(names), np.int32)
        for name in names:
            _measure(name, hierarchy, numbers, height)
        return cls(Names.of(names), content, _matrix(similar, len(names)), _matrix(parts, len(names)), height)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each competence."""
        return {name: number for number, name in enumerate(self.names)}

    @cached_property
    def levels(self) -> tuple[tuple[Ints, csr_array], ...]:
        """The competences that have parts, lowest first: their numbers, and their rows of `parts`."""
        numbers = [np.flatnonzero(self.height == height) for height in range(1, self.height.max(initial=0) + 1)]
        return tuple((found.astype(np.int32), self.parts[found]) for found in numbers)

    @cached_property
    def general(self) -> csr_array:
        """`similar` by the narrower competence: [C, C] at (b, a)."""
        return csr_array(self.similar.T.tocsr())


def _measure(name: str, hierarchy: Hierarchy, numbers: Mapping[str, int], height: Ints) -> int:
    number = numbers[name]
    if not height[number]:
        height[number] = max((1 + _measure(c, hierarchy, numbers, height) for c in hierarchy.children(name)), default=0)
    return int(height[number])


def _matrix(cells: list[tuple[int, int, float]], size: int) -> csr_array:
    rows, columns, values = zip(*cells, strict=True) if cells else ((), (), ())
    places = (np.array(rows, np.int32), np.array(columns, np.int32))
    matrix = csr_array((np.array(values, np.float64), places), shape=(size, size))
    matrix.sort_indices()
    return matrix
