"""One release for the whole session, built from the folders as they are."""

from pathlib import Path

import pytest

from app.release.build import build
from app.store import EmbeddedStore

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("build")
    build(ROOT, target)
    return (target / "current").resolve()


@pytest.fixture(scope="session")
def release_store(release: Path) -> EmbeddedStore:
    return EmbeddedStore(release / "index")
