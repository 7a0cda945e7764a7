"""A catalogue of any length held against the rules, in processes side by side; it can be stopped and taken up again.

Beside the output stand, until all is done, an index of the catalogue (`OUT.index`) and a note of how far the work has
come (`OUT.state`), which holds only for the same file, rules and choice of rule sets.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pebble

from app.parsing import write_kept
from app.problems import InputError
from app.quality.batch import Batches, Line, records_of
from app.quality.context import context_of
from app.quality.facts import looked_at
from app.quality.fields import fields_of
from app.quality.rules import read_rules, rule_files
from app.store import EmbeddedStore, create_index

BATCH = 100
MOST_MISTAKES = 100
Progress = Callable[[int, int], None]
_WORKER: dict[str, Batches] = {}


@dataclass(frozen=True, slots=True)
class Came:
    """How far the work has come: bytes of the output that are whole, records done, and their results."""

    key: str
    written: int = 0
    records: int = 0
    passed: int = 0
    failed: int = 0
    unknown: int = 0

    def after(self, lines: Sequence[Line], size: int) -> "Came":
        """How far it has come after some more lines."""
        return Came(
            self.key,
            self.written + size,
            self.records + len(lines),
            self.passed + sum(line.passed for line in lines),
            self.failed + sum(line.failed for line in lines),
            self.unknown + sum(line.unknown for line in lines),
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a catalogue; `mistakes` are what could not be read, each with its line."""

    came: Came
    taken_up: int
    mistakes: tuple[str, ...]


def validate_catalogue(
    catalogue: Path, media_type: str, release: Path, out: Path, rule_sets: Sequence[str], workers: int,
    progress: Progress = lambda done, all_of_them: None,
) -> Outcome:  # fmt: skip
    """Hold every record of a catalogue against the rules; one line of JSON for each goes to `out`.

    :param media_type: text/turtle, application/n-triples or application/n-quads
    :param progress: told how many records are done, and of how many
    :raises InputError: when no record could be read
    :raises KeyboardInterrupt: when stopped; called again with the same arguments it goes on where it was
    """
    key = _key(catalogue, release, rule_sets)
    state, folder = out.with_name(out.name + ".state"), out.with_name(out.name + ".index")
    came = _came(state, key)
    if came is None or not (folder / "ready").is_file():
        came = Came(key)
        mistakes = _index(catalogue, media_type, folder, release)
    else:
        mistakes = json.loads((folder / "ready").read_text("utf-8"))
    rules = [rule for rule in read_rules(release) if rule.rule_set in rule_sets]
    records = records_of(EmbeddedStore(folder / "index"), rules)
    if not records:
        raise InputError(str(catalogue), f"holds no record that a rule is about{_first(mistakes)}")
    taken_up = came.records
    with out.open("ab") as file:
        file.truncate(came.written)
        for lines in _checked(records[came.records :], folder / "index", release, rule_sets, workers):
            body = "".join(line.text for line in lines).encode()
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
            came = came.after(lines, len(body))
            _replace(state, json.dumps(asdict(came)))
            progress(came.records, len(records))
    shutil.rmtree(folder)
    state.unlink(missing_ok=True)
    return Outcome(came, taken_up, tuple(mistakes))


def _checked(
    records: Sequence[str], index: Path, release: Path, rule_sets: Sequence[str], workers: int
) -> Iterator[list[Line]]:
    """The lines of each batch in the order of the records; no more batches wait than processes can take up soon."""
    batches = [records[start : start + BATCH] for start in range(0, len(records), BATCH)]
    pool = pebble.ProcessPool(
        max_workers=workers,
        context=get_context("spawn"),
        initializer=_prepare,
        initargs=(index, release, tuple(rule_sets)),
    )
    try:
        waiting: list[Any] = []
        for batch in batches:
            waiting.append(pool.schedule(_check, args=(batch,)))
            if len(waiting) > 2 * workers:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()
    finally:
        pool.stop()  # type: ignore[no-untyped-call]
        pool.join()


def _prepare(index: Path, release: Path, rule_sets: tuple[str, ...]) -> None:
    store, rules = EmbeddedStore(release / "index"), read_rules(release)
    chosen = [rule for rule in rules if rule.rule_set in rule_sets]
    _WORKER["batches"] = Batches(EmbeddedStore(index), context_of(store, rules), fields_of(store), chosen)


def _check(records: Sequence[str]) -> list[Line]:
    return list(_WORKER["batches"].check(records))


def _index(catalogue: Path, media_type: str, folder: Path, release: Path) -> list[str]:
    """Put what rules look at into an index on disk.

    :returns: what could not be read
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    only = frozenset(str(one) for one in looked_at(read_rules(release)))
    parts, mistakes = write_kept(str(catalogue), media_type, folder, only.__contains__, MOST_MISTAKES)
    create_index(folder / "index", parts)
    for part in parts:
        part.unlink()
    _replace(folder / "ready", json.dumps(mistakes))
    return mistakes


def _key(catalogue: Path, release: Path, rule_sets: Sequence[str]) -> str:
    """What the work depends on: the file, the rules and shared shapes, and the choice."""
    digest = hashlib.sha256(json.dumps(list(rule_sets)).encode())
    for path in [catalogue, release / "manifest.json", *rule_files(release)]:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _came(state: Path, key: str) -> Came | None:
    try:
        found = Came(**json.loads(state.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if found.key == key else None


def _replace(path: Path, text: str) -> None:
    temporary = path.with_name(path.name + ".part")
    temporary.write_text(text, "utf-8")
    temporary.replace(path)


def _first(mistakes: Sequence[str]) -> str:
    return f"; the first mistake: {mistakes[0][:200]}" if mistakes else ""
