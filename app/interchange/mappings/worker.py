"""Mapping sets that others made are read here: in processes that open nothing, hold little memory and can be killed."""

from collections.abc import Sequence
from multiprocessing import get_context

import pebble

from app.interchange.mappings.merge import Merged, merge
from app.interchange.mappings.model import MappingReading
from app.interchange.mappings.reader import Limits, read_mappings
from app.interchange.worker import answer_of, shut_doors
from app.settings import Settings

Sent = tuple[bytes, str, bytes | None]
"""A document that was sent: its bytes, its name, and its metadata where these are apart."""
WARMING = (
    (b"#curie_map:\n#  a: urn:a#\nsubject_id\tconfidence\na:1\t0.5\n", b"license: urn:a\nmapping_date: 2026-01-01\n"),
    (b'{"mappings": [{"subject_id": "a"}]}', None),
)


class MappingReaders:
    """A pool of processes that read mapping sets; they start with the first one."""

    def __init__(self, settings: Settings) -> None:
        self._seconds = settings.mapping_seconds
        self._limits = Limits(settings.mapping_kib * 1024, settings.document_levels, settings.mapping_problems)
        self._pool = pebble.ProcessPool(
            max_workers=settings.document_workers,
            context=get_context("spawn"),
            initializer=_close_doors,
            initargs=(settings.document_memory_mib * 2**20,),
        )

    async def read(self, body: bytes, name: str, metadata: bytes | None = None) -> MappingReading:
        """The mapping set of a document, and what of it was not read.

        :param metadata: the metadata of a table that stand in a file of their own
        :raises DocumentError: when it cannot be opened, or broke the limits on memory
        :raises QueryTimeoutError: when it was not read by the deadline
        """
        future = self._pool.schedule(_read, args=(body, name, metadata, self._limits), timeout=self._seconds)
        reading: MappingReading = await answer_of(future, self._seconds, name)
        return reading

    async def merge(self, documents: Sequence[Sent], title: str = "") -> tuple[list[MappingReading], Merged]:
        """The mapping sets of several documents as one, with what was read of each.

        :raises DocumentError: when one cannot be opened, or they broke the limits on memory
        :raises QueryTimeoutError: when it was not done by the deadline
        """
        name = documents[0][1] if documents else "documents"
        future = self._pool.schedule(_merge, args=(documents, title, self._limits), timeout=self._seconds)
        merged: tuple[list[MappingReading], Merged] = await answer_of(future, self._seconds, name)
        return merged

    def close(self) -> None:
        """End the processes."""
        self._pool.stop()  # type: ignore[no-untyped-call]
        self._pool.join()


def _close_doors(memory: int) -> None:
    for body, metadata in WARMING:
        read_mappings(body, metadata=metadata)
    shut_doors(memory)


def _read(body: bytes, name: str, metadata: bytes | None, limits: Limits) -> MappingReading:
    return read_mappings(body, name, metadata, limits)


def _merge(documents: Sequence[Sent], title: str, limits: Limits) -> tuple[list[MappingReading], Merged]:
    readings = [read_mappings(*document, limits) for document in documents]
    return readings, merge([reading.mappings for reading in readings], title=title)
