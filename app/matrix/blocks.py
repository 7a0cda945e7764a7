"""The all-pairs job: the best targets of very many sources, block by block, on threads or on many machines.

A block needs only the folder of a saved index and row numbers, so it can run anywhere that sees the folder. Any
executor will do: threads of this process are the default, `dask.distributed.Client(...).get_executor()` is a cluster.
"""

import os
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.matrix.files import load
from app.matrix.index import CoverageIndex, Rows
from app.matrix.taxonomy import Floats, Ints

NOBODY = -1
_open = lru_cache(maxsize=2)(load)


class Block(NamedTuple):
    """The best targets of [s] sources, at most [limit] each, best first.

    :param sources: [s] rows
    :param targets: [s, limit] rows, NOBODY where there are no more with anything in common
    :param estimates: [s, limit] coverage, 0 where there is no target
    """

    sources: Ints
    targets: Ints
    estimates: Floats


def best_pairs(
    folder: Path,
    sources: Rows,
    limit: int,
    *,
    allowed: NDArray[np.bool_] | None = None,
    executor: Executor | None = None,
    size: int = 500,
) -> Iterator[Block]:
    """The best targets of each source, itself left out, in blocks of `size` sources in their order.

    :param folder: of a saved index, seen from wherever the executor runs
    :param allowed: [n] which rows may be targets
    :param executor: whoever runs the blocks; threads of this process, one per core, unless given
    """
    rows = np.asarray(sources, np.int32)
    parts = [rows[start : start + size] for start in range(0, len(rows), size)]
    work = partial(cover_block, folder, limit=limit, allowed=allowed)
    if executor is not None:
        yield from executor.map(work, parts)
        return
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        yield from threads.map(work, parts)


def cover_block(folder: Path, sources: Ints, limit: int, allowed: NDArray[np.bool_] | None = None) -> Block:
    """One block, by itself; the index stays open for the next one in this process."""
    index = _open(folder)
    targets = np.full((len(sources), limit), NOBODY, np.int32)
    estimates = np.zeros((len(sources), limit))
    for place, source in enumerate(sources.tolist()):
        found = _others(index, source, limit, allowed)
        targets[place, : len(found)] = [row for row, _ in found]
        estimates[place, : len(found)] = [estimate for _, estimate in found]
    return Block(sources, targets, estimates)


def _others(
    index: CoverageIndex, source: int, limit: int, allowed: NDArray[np.bool_] | None
) -> list[tuple[int, float]]:
    best = index.best_targets(source, limit + 1, allowed)
    return [(one.row, one.estimate) for one in best if one.row != source][:limit]
