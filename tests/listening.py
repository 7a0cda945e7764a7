"""A loopback server that counts who calls, for tests that nobody does."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Listener:
    """Its address and what was said to it."""

    address: str
    calls: list[bytes] = field(default_factory=list)


@contextmanager
def listening() -> Iterator[Listener]:
    with socket.create_server(("127.0.0.1", 0)) as door:
        found = Listener(f"http://127.0.0.1:{door.getsockname()[1]}/")

        def listen() -> None:
            while True:
                try:
                    caller, _ = door.accept()
                except OSError:
                    return
                found.calls.append(caller.recv(100))
                caller.close()

        threading.Thread(target=listen, daemon=True).start()
        yield found
