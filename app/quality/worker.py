"""Documents are validated here: in processes that are killed at their deadline, with the release's rules in them."""

from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pebble

from app.interchange.known import known_of
from app.interchange.worker import answer_of, shut_doors, warm
from app.quality.context import context_of
from app.quality.fields import fields_of
from app.quality.rules import read_rules
from app.quality.validate import RULE_SETS, Validation, Validator
from app.settings import Settings
from app.store import EmbeddedStore
from app.vocab import DEF

_WARMING = f"<urn:a> a <{DEF}MicroCredential> ; <{DEF}jurisdiction> <urn:b> ."
_WORKER: dict[str, Any] = {}


class Validators:
    """A pool of processes that validate documents; they start with the first document."""

    def __init__(self, settings: Settings, release: Path) -> None:
        """:param release: the folder of the release whose rules hold"""
        self._seconds = settings.document_seconds
        self._limits = settings.document_kib * 1024, settings.document_levels
        self._pool = pebble.ProcessPool(
            max_workers=settings.document_workers,
            context=get_context("spawn"),
            initializer=_prepare,
            initargs=(release, settings.document_memory_mib * 2**20),
        )

    async def validate(
        self, body: bytes, media_type: str | None, rule_sets: tuple[str, ...] = RULE_SETS, name: str = "document"
    ) -> Validation:
        """Hold the records of a document against the rules of some sets.

        :raises DocumentError: when it cannot be opened, or broke the limits on memory
        :raises QueryTimeoutError: when it did not end by the deadline
        """
        args = (body, media_type, name, rule_sets, *self._limits)
        future = self._pool.schedule(_validate, args=args, timeout=self._seconds)
        found: Validation = await answer_of(future, self._seconds, name)
        return found

    def close(self) -> None:
        """End the processes."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def prepared(release: Path) -> Validator:
    """The rules of a release, ready to be asked."""
    store, rules = EmbeddedStore(release / "index"), read_rules(release)
    return Validator(rules, context_of(store, rules), fields_of(store), known_of(store))


def _prepare(release: Path, memory: int) -> None:
    _WORKER["validator"] = prepared(release)
    warm()
    _validate(_WARMING.encode(), "text/turtle", "warming", RULE_SETS, 2**20, 32)
    shut_doors(memory)


def _validate(
    body: bytes, media_type: str | None, name: str, rule_sets: tuple[str, ...], size: int, levels: int
) -> Validation:
    validator: Validator = _WORKER["validator"]
    return validator.validate(body, media_type, name, rule_sets, size, levels)
