"""What a worker process must survive; it is called there by name, so it stands in a module of its own."""

from pathlib import Path


def for_ever(*_: object) -> None:
    while True:
        pass


def without_end(*_: object) -> None:
    held = []
    while True:
        held.append(bytearray(2**24))


def open_a_file(*_: object) -> None:
    Path("/etc/hostname").read_bytes()
