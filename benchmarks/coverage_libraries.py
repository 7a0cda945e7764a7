"""Why SciPy: each product of the coverage index in SciPy and in python-graphblas (SuiteSparse), on the same data.

    .venv/bin/pip install -e .[benchmarks]
    .venv/bin/python benchmarks/coverage_libraries.py [100000 1000000] [--sources 100]

Medians over random sources, in one process; results are checked against each other. coverage_scale.py makes the index.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np
from coverage_scale import build, folder
from graphblas import Matrix, Vector, binary, monoid, semiring, ss
from scipy.sparse import csr_array

from app.matrix import CoverageIndex, load
from app.matrix.reach import Shape, degrees

Run = Callable[[int], np.ndarray]


def timed(run: Run, count: int) -> tuple[list[float], list[np.ndarray]]:
    run(0)
    spent, results = [], []
    for number in range(count):
        start = time.perf_counter()
        result = run(number)
        spent.append(1000 * (time.perf_counter() - start))
        results.append(np.array([result.sum(), result.max(), result[:: max(1, len(result) // 100)].sum()]))
        del result  # kept results would cost fresh memory each time
    return spent, results


def one_reach(index: CoverageIndex, shapes: list[Shape]) -> dict[str, Run]:
    """What a source covers by competences other than itself, without parts: the max-times product, one row."""
    covering = index.taxonomy.covering
    size = covering.shape[0]
    matrix = Matrix.from_csr(covering.indptr, covering.indices, covering.data, ncols=size)

    def numpy_rows(number: int) -> np.ndarray:
        found = np.zeros(size)
        for competence, extent in zip(shapes[number].competence, shapes[number].extent, strict=True):
            cells = slice(covering.indptr[competence], covering.indptr[competence + 1])
            others = covering.indices[cells]
            found[others] = np.maximum(found[others], extent * covering.data[cells])
        return found

    def graphblas(number: int) -> np.ndarray:
        row = Vector.from_coo(shapes[number].competence, shapes[number].extent, size=size, dup_op=binary.max)
        return row.vxm(matrix, semiring.max_times).new().to_dense(0.0)

    return {"NumPy": numpy_rows, "GraphBLAS max_times": graphblas}


def one_estimate(index: CoverageIndex, reach: list[np.ndarray]) -> dict[str, Run]:
    """Estimates for all targets of one source, given its degrees."""
    rows, columns = index.statements.matrix, index.inverted.stated
    by_row = Matrix.from_csr(rows.indptr, rows.indices, rows.data, ncols=rows.shape[1])
    by_column = Matrix.from_csr(columns.indptr, columns.indices, columns.data, ncols=columns.shape[0])

    def picked(number: int) -> np.ndarray:
        chosen = np.flatnonzero(reach[number])
        found: np.ndarray = columns[:, chosen] @ reach[number][chosen]
        return found

    def dense(number: int) -> np.ndarray:
        return by_row.mxv(Vector.from_dense(reach[number]), semiring.plus_times).new().to_dense(0.0)

    def sparse(number: int) -> np.ndarray:
        chosen = np.flatnonzero(reach[number])
        vector = Vector.from_coo(chosen, reach[number][chosen], size=len(reach[number]))
        return vector.vxm(by_column, semiring.plus_times).new().to_dense(0.0)

    return {
        "SciPy, picked columns": picked,
        "SciPy, all rows": lambda number: rows @ reach[number],
        "GraphBLAS, sparse vector": sparse,
        "GraphBLAS, dense vector": dense,
    }


def block_estimate(index: CoverageIndex, reach: list[np.ndarray]) -> dict[str, Run]:
    """Estimates of all sources at once, as a sparse matrix product; compare with one source times their number."""
    columns = index.inverted.stated
    turned = csr_array((columns.data, columns.indices, columns.indptr), shape=columns.shape[::-1])
    block = csr_array(np.array(reach))
    left = Matrix.from_csr(block.indptr, block.indices, block.data, ncols=block.shape[1])
    right = Matrix.from_csr(turned.indptr, turned.indices, turned.data, ncols=turned.shape[1])

    def graphblas(_: int) -> np.ndarray:
        product = left.mxm(right, semiring.plus_times).new()
        return product.reduce_rowwise(monoid.plus).new().to_dense(0.0)

    return {"SciPy": lambda _: (block @ turned).sum(axis=1), "GraphBLAS": graphblas}


def show(title: str, ways: dict[str, Run], count: int) -> None:
    first: list[np.ndarray] = []
    base = 0.0
    for name, run in ways.items():
        for threads in (1, 2) if name.startswith("GraphBLAS") else (1,):
            ss.config["nthreads"] = threads
            spent, results = timed(run, count)
            first = first or results
            for one, other in zip(first, results, strict=True):
                np.testing.assert_allclose(one, other, atol=1e-9)
            median = statistics.median(spent)
            base = base or median
            label = f"{name}, {threads} threads" if threads > 1 else name
            print(f"| {title} | {label} | {median:.2f} ms | {np.percentile(spent, 95):.2f} ms | {median / base:.1f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--sources", type=int, default=100)
    chosen = parser.parse_args()
    for size in chosen.sizes:
        if not (folder(size) / "index.json").exists():
            build(size)
        index = load(folder(size))
        rows = np.random.default_rng(4).choice(size, chosen.sources, replace=False).tolist()
        shapes = [Shape(*index.statements.shown(row)) for row in rows]
        reach = [degrees(shape, index.taxonomy, index.statements.extents) for shape in shapes]
        print(f"\n{size:,} credentials, {chosen.sources} random sources\n")
        print("| product | library | median | p95 | times the first |\n| --- | --- | --: | --: | --: |")
        show("max-times, one source", one_reach(index, shapes), len(rows))
        show("estimates, one source", one_estimate(index, reach), len(rows))
        show(f"estimates, {min(50, len(rows))} sources", block_estimate(index, reach[:50]), 5)


if __name__ == "__main__":
    main()
