"""A coverage index in a folder: one array, one file, the same bytes for the same credentials, read in place."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from app.matrix.index import CoverageIndex
from app.matrix.inverted import Inverted
from app.matrix.names import Names
from app.matrix.statements import Statements
from app.matrix.taxonomy import Taxonomy

FORMAT = 1
_ABOUT = "index.json"
_STATEMENTS = ("extents", "starts", "columns", "weights", "confidence", "unmapped")
_MATRICES = ("covering", "parts", "stated", "shares")

Array = NDArray[Any]


def save(index: CoverageIndex, folder: Path) -> None:
    """Write an index into a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, values in _arrays(index):
        np.save(folder / f"{name}.npy", values)
    about = {"format": FORMAT, "credentials": len(index), "competences": len(index.taxonomy.names)}
    (folder / _ABOUT).write_text(json.dumps(about) + "\n", "utf-8")


def load(folder: Path) -> CoverageIndex:
    """Open an index; its arrays stay on disk until used, and processes that open it share them.

    :raises FileNotFoundError: when the folder holds none
    :raises ValueError: when another version of this module wrote it
    """
    about = json.loads((folder / _ABOUT).read_text("utf-8"))
    if about["format"] != FORMAT:
        raise ValueError(f"{folder} has format {about['format']}, not {FORMAT}")
    arrays = {path.stem: np.load(path, mmap_mode="r") for path in folder.glob("*.npy")}
    return _index(arrays, about["credentials"], about["competences"])


def _arrays(index: CoverageIndex) -> Iterator[tuple[str, Array]]:
    taxonomy, statements, inverted = index.taxonomy, index.statements, index.inverted
    for name, names in (("competences", taxonomy.names), ("credentials", statements.names)):
        yield from ((f"{name}-text", names.text), (f"{name}-ends", names.ends))
    yield from (("weight", taxonomy.weight), ("height", taxonomy.height))
    for name in _STATEMENTS:
        yield name, getattr(statements, name)
    matrices = (taxonomy.covering, taxonomy.parts, inverted.stated, inverted.shares)
    for name, matrix in zip(_MATRICES, matrices, strict=True):
        yield f"{name}-starts", matrix.indptr
        yield f"{name}-places", matrix.indices
        yield f"{name}-values", matrix.data


def _index(arrays: Mapping[str, Array], n: int, c: int) -> CoverageIndex:
    def names(name: str) -> Names:
        return Names(arrays[f"{name}-text"], arrays[f"{name}-ends"])

    def matrix(name: str) -> tuple[Array, Array, Array]:
        return arrays[f"{name}-values"], arrays[f"{name}-places"], arrays[f"{name}-starts"]

    covering, parts = (csr_array(matrix(name), shape=(c, c)) for name in _MATRICES[:2])
    taxonomy = Taxonomy(names("competences"), arrays["weight"], covering, parts, arrays["height"])
    statements = Statements(names("credentials"), c, *(arrays[name] for name in _STATEMENTS))
    stated = csc_array(matrix("stated"), shape=statements.matrix.shape)
    return CoverageIndex(taxonomy, statements, Inverted(stated, csc_array(matrix("shares"), shape=(n, c))))
