"""Many names in one block of bytes: a million identifiers take their own length, and can be read from disk in place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Names:
    """Names in ascending order, found by number or by bisection.

    `text` is [bytes] of UTF-8, `ends` is [n + 1]: name i is `text[ends[i]:ends[i + 1]]`.
    """

    text: NDArray[np.uint8]
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, names: Sequence[str]) -> "Names":
        """Pack names, which must be in ascending order and differ from each other.

        :raises ValueError: when they are not
        """
        for before, after in pairwise(names):
            if before >= after:
                raise ValueError(f"{after!r} follows {before!r}: names must differ and ascend")
        encoded = [name.encode() for name in names]
        ends = np.zeros(len(names) + 1, np.int64)
        np.cumsum([len(name) for name in encoded], out=ends[1:])
        return cls(np.frombuffer(b"".join(encoded), np.uint8), ends)

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, number: int) -> str:
        return self.text[self.ends[number] : self.ends[number + 1]].tobytes().decode()

    def __iter__(self) -> Iterator[str]:
        return (self[number] for number in range(len(self)))

    def number(self, name: str) -> int | None:
        """The number of a name, or None when it is not here."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self[middle] < name:
                low = middle + 1
            else:
                high = middle
        return low if low < len(self) and self[low] == name else None
