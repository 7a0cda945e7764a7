"""What can be wrong with an ESCO download; each is an :class:`~app.problems.InputError`.

InputError
├── EscoFolderError     a folder lacks files that a release must have
├── EscoTableError      a file is not the CSV that it should be: file, line
└── EscoTermsError      concepts were asked for that the release does not have
"""

from collections.abc import Sequence
from pathlib import Path

from app.problems import InputError


class EscoFolderError(InputError):
    """A folder is not a usable part of an ESCO CSV release; `missing` holds the file names it should have."""

    def __init__(self, path: Path, missing: Sequence[str]) -> None:
        self.path, self.missing = path, tuple(missing)
        super().__init__(str(path), f"is not an ESCO CSV release: it has no {' and no '.join(self.missing)}")


class EscoTableError(InputError):
    """A file of the release cannot be read as CSV; `line` is where the broken record starts."""


class EscoTermsError(InputError):
    """Concepts were asked for that the release does not have; `missing` holds their IRIs."""

    def __init__(self, version: str, missing: Sequence[str]) -> None:
        self.version, self.missing = version, tuple(missing)
        super().__init__(f"ESCO {version}", f"does not have {', '.join(self.missing)}")
