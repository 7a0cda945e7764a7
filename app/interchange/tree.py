"""A JSON document as nodes that remember what was asked of them, so that what nobody read can be listed."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from app.interchange.dialect import Unread

Names = Callable[[str], str]
LONGEST = 120


class Node:
    """An object of a JSON document.

    :param pointer: where it stands in the document, as a JSON pointer
    :param name: turns a member's name into the one that readers ask by
    """

    def __init__(self, tree: Mapping[str, Any], pointer: str, name: Names = str) -> None:
        self.pointer, self._name = pointer, name
        self._members: dict[str, tuple[str, list[Any]]] = {}
        self._nodes: dict[tuple[str, int], Node] = {}
        self._read: set[str] = set()
        self._told = False
        for key, value in tree.items():
            values = value if isinstance(value, list) else [value]
            self._members.setdefault(name(key), (key, []))[1].extend(one for one in values if one is not None)

    def values(self, *names: str) -> list[Any]:
        """The values of the first of the members that has any."""
        found: list[Any] = []
        for name in names:
            self._read.add(name)
            found = found or self._members.get(name, ("", []))[1]
        return found

    def skip(self, *names: str) -> None:
        """Count members as read, because they say nothing that a record could hold."""
        self._read.update(names)

    def texts(self, *names: str) -> list[str]:
        """The values that are texts or numbers, as texts."""
        plain = (value for value in self.values(*names) if isinstance(value, str | int | float))
        return [str(value) for value in plain if not isinstance(value, bool) and str(value).strip()]

    def text(self, *names: str) -> str | None:
        """The first of them."""
        return next(iter(self.texts(*names)), None)

    def number(self, *names: str) -> float | None:
        """The first value that is a number, or a text that is one; finite, from 0 to 100,000."""
        for text in self.texts(*names):
            try:
                number = float(text.replace(",", "."))
            except ValueError:
                continue
            if 0 <= number <= 100_000:
                return number
        return None

    def nodes(self, *names: str) -> list["Node"]:
        """The values that are objects."""
        found = []
        for name in names:
            key, values = self._members.get(name, (name, []))
            self._read.add(name)
            for at, value in enumerate(values):
                if isinstance(value, dict):
                    place = f"{self.pointer}/{key}" + (f"/{at}" if len(values) > 1 else "")
                    found.append(self._nodes.setdefault((name, at), Node(value, place, self._name)))
        return found

    def node(self, *names: str) -> "Node | None":
        """The first of them."""
        return next(iter(self.nodes(*names)), None)

    def close(self) -> None:
        """Count everything in it as told of."""
        self._told = True

    def has(self, name: str) -> bool:
        """Whether it has the member; looking does not count as reading."""
        return name in self._members

    def seen(self, name: str) -> list[Any]:
        """The values of the member; looking does not count as reading."""
        return self._members.get(name, ("", []))[1]

    def unread(self, reasons: Mapping[str, str], hidden: frozenset[str], personal: bool = False) -> Iterator[Unread]:
        """What nobody asked for, here and in the nodes that were looked at, with its place.

        :param reasons: why a member has no place in a record, by name
        :param hidden: members whose values, and what is in them, may be personal and are never shown
        :param personal: whether this node is in one of them
        """
        if self._told:
            return
        for name, (key, values) in self._members.items():
            if name not in self._read:
                reason = reasons.get(name) or "has no place in a record"
                shown = None if personal or name in hidden or not values else _shown(values[0])
                yield Unread(f"{self.pointer}/{key}"[:400], reason, shown)
        for (name, _), node in self._nodes.items():
            yield from node.unread(reasons, hidden, personal or name in hidden)


def _shown(value: Any) -> str | None:
    """The beginning of a plain value; an object or list is named by its place only."""
    return str(value)[:LONGEST] if isinstance(value, str | int | float) else None
