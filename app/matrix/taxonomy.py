"""A competence hierarchy as sparse matrices: who is like whom, and how parts make up a whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from app.hierarchy import Hierarchy
from app.matrix.names import Names

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Cell = tuple[int, int, float]


@dataclass(frozen=True)
class Taxonomy:
    """The hierarchy of C competences, numbered in the order of their names.

    :param weight: [C] what each weighs in a target
    :param covering: [C, C] at (a, b): the degree to which a by itself covers another competence b
    :param parts: [C, C] at (a, b), for each part b of a: its share of the information content of a's parts
    :param height: [C] the longest way down to a competence that has no parts, in steps
    """

    names: Names
    weight: Floats
    covering: csr_array
    parts: csr_array
    height: Ints

    @classmethod
    def of(cls, hierarchy: Hierarchy, more: Iterable[str] = ()) -> "Taxonomy":
        """Number the competences of a hierarchy, and those outside it that some credential states."""
        names = sorted(_reachable(hierarchy, more))
        numbers = {name: number for number, name in enumerate(names)}
        covering: list[Cell] = []
        parts: list[Cell] = []
        for name, number in numbers.items():
            covering += ((numbers[a], number, degree) for a, (degree, _) in hierarchy.covering(name).items())
            below = hierarchy.parts(name)
            whole = sum(hierarchy.content(part) for part in below)
            parts += ((number, numbers[part], hierarchy.content(part) / whole) for part in below if whole)
        height = np.zeros(len(names), np.int32)
        for name in names:
            _measure(name, hierarchy, numbers, height)
        weight = np.array([hierarchy.weight(name) for name in names], np.float64)
        return cls(Names.of(names), weight, _matrix(covering, len(names)), _matrix(parts, len(names)), height)

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
    def covered(self) -> csr_array:
        """`covering` by the covered competence: [C, C] at (b, a)."""
        return csr_array(self.covering.T.tocsr())


def _reachable(hierarchy: Hierarchy, more: Iterable[str]) -> set[str]:
    found = {*hierarchy.competences, *more}
    fresh = found
    while fresh:
        fresh = {other for one in fresh for other in (*hierarchy.covering(one), *hierarchy.parts(one))} - found
        found = found | fresh
    return found


def _measure(name: str, hierarchy: Hierarchy, numbers: Mapping[str, int], height: Ints) -> int:
    number = numbers[name]
    if not height[number]:
        height[number] = max((1 + _measure(c, hierarchy, numbers, height) for c in hierarchy.parts(name)), default=0)
    return int(height[number])


def _matrix(cells: list[Cell], size: int) -> csr_array:
    rows, columns, values = zip(*cells, strict=True) if cells else ((), (), ())
    places = (np.array(rows, np.int32), np.array(columns, np.int32))
    matrix = csr_array((np.array(values, np.float64), places), shape=(size, size))
    matrix.sort_indices()
    return matrix
