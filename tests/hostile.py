"""What a worker process must survive; it is called there by name, so it stands in a module of its own."""

from pathlib import Path

from app.interchange.known import Known
from app.interchange.mappings.worker import _close_doors as _close_mapping_doors
from app.interchange.worker import _close_doors


def close_doors(known: Known, memory: int) -> None:
    """What a reading process does first; this module is imported by then, and no other can be."""
    _close_doors(known, memory)


def for_ever(*_: object) -> None:
    while True:
        pass


def without_end(*_: object) -> None:
    held = []
    while True:
        held.append(bytearray(2**24))


def open_a_file(*_: object) -> None:
    Path("/etc/hostname").read_bytes()


def close_mapping_doors(memory: int) -> None:
    """What a process that reads mapping sets does first."""
    _close_mapping_doors(memory)
