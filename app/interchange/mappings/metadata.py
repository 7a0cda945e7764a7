"""The metadata of a mapping set: a YAML block, of which only plain values are taken, or the members of a JSON one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from app.interchange.mappings.model import Problem, Slots, Values
from app.interchange.mappings.prefixes import IRI, NAME, Curies
from app.interchange.mappings.slots import BUILT_IN, OF_SET, Slot
from app.interchange.mappings.values import value_of

APART = ("curie_map", "mappings", "extension_definitions")
_MARKS = ("@context", "@type", "@id")


@dataclass(frozen=True, slots=True)
class Member:
    """One member of the metadata: a text, a list or an object, and where it stands."""

    name: str
    value: Any
    place: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the metadata says: values of slots, prefixes, and whether the set is of version 1.0."""

    slots: dict[str, Values]
    curies: Curies
    prefixes: dict[str, str]
    loose: bool
    problems: tuple[Problem, ...]

    def of_set(self, without: Iterable[str]) -> Slots:
        """The slots of the set in the order of the schema, without some."""
        left_out = {"mapping_set_id", "mapping_set_title", "license", *without}
        return tuple((name, self.slots[name]) for name in OF_SET if name in self.slots and name not in left_out)


def yaml_members(text: str, levels: int, at: str = "line") -> tuple[list[Member], list[Problem]]:
    """The members of a YAML block. References from one part to another, and tags, are never followed.

    :param levels: deepest nesting
    :param at: what a line is called, e.g. "metadata line" when it is of another file
    """
    try:
        _check(text, levels)
        root = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else None
        told = getattr(error, "problem", None) or "it cannot be taken apart"
        reason = f"has a metadata block that is not YAML: {told}"
        return [], [Problem(f"{at} {line}" if line else "metadata", reason, line=line)]
    if root is None:
        return [], []
    if not isinstance(root, yaml.MappingNode):
        return [], [Problem(f"{at} 1", "has a metadata block that is not YAML with names and values", line=1)]
    members, problems, seen = [], [], set()
    for key, value in root.value:
        line = key.start_mark.line + 1
        if key.value in seen or not isinstance(key.value, str):
            problems.append(Problem(f"{at} {line}", f"says {key.value!s:.80} a second time", line=line))
            continue
        seen.add(key.value)
        members.append(Member(key.value, _plain(value), f"{at} {line}", line))
    return members, problems


def metadata_of(members: Iterable[Member], known: dict[str, str]) -> Metadata:
    """What the members say; what cannot be used is a problem, and everything else is read.

    :param known: prefixes that hold unless the set says otherwise
    """
    found = {member.name: member for member in members}
    problems: list[Problem] = []
    prefixes = dict(_prefixes(found, problems))
    curies = Curies(known | prefixes)
    version = found.get("sssom_version")
    loose = version is None or version.value == "1.0"
    slots: dict[str, Values] = {}
    for member in found.values():
        slot = OF_SET.get(member.name)
        if slot is not None:
            values = tuple(_values(slot, member, curies, loose, problems))
            if values:
                slots[slot.name] = values
        elif member.name not in (*APART, *_MARKS):
            shown = str(member.value)[:80] if isinstance(member.value, str | int | float) else None
            problems.append(Problem(member.place, f"{member.name[:80]} is no slot of a set", shown, member.line))
    definitions = found.get("extension_definitions")
    if definitions is not None:
        reason = "extension_definitions define slots that SSSOM does not have; these are not read"
        problems.append(Problem(definitions.place, reason, line=definitions.line))
    return Metadata(slots, curies, prefixes, loose, tuple(problems))


def _check(text: str, levels: int) -> None:
    """Refuse what can be made to grow without end, before anything is built of it."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CBaseLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refused("anchors and aliases are not allowed", event)
        if isinstance(event, yaml.NodeEvent) and getattr(event, "tag", None):
            raise _refused("tags are not allowed", event)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > levels:
            raise _refused(f"it is nested deeper than {levels} levels", event)


def _refused(problem: str, event: yaml.Event) -> yaml.YAMLError:
    mark: Any = event.start_mark
    return yaml.MarkedYAMLError(problem=problem, problem_mark=mark)


def _plain(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one) for one in node.value]
    return node.value


def _prefixes(found: dict[str, Member], problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """The prefixes of `curie_map`; of a JSON-LD context as well, of which nothing is fetched."""
    context = found.get("@context")
    for one in (context.value if isinstance(context.value, list) else [context.value]) if context else []:
        if isinstance(one, dict):
            pairs = ((name, value) for name, value in one.items() if isinstance(value, str) and name[:1] != "@")
            yield from ((name, value) for name, value in pairs if NAME.fullmatch(name) and IRI.fullmatch(value))
        else:
            problems.append(Problem("/@context", "is a context elsewhere, which is never fetched", str(one)[:80]))
    member = found.get("curie_map")
    if member is None:
        return
    if not isinstance(member.value, dict):
        problems.append(Problem(member.place, "curie_map is no table of prefixes", line=member.line))
        return
    for name, value in member.value.items():
        namespace = value.get("prefix_url") if isinstance(value, dict) else value
        if not NAME.fullmatch(name) or not isinstance(namespace, str) or not IRI.fullmatch(namespace):
            reason = f"curie_map: {name[:80]!r} is no prefix, or its namespace is no absolute IRI"
            problems.append(Problem(member.place, reason, str(namespace)[:80], member.line))
        elif BUILT_IN.get(name, namespace) != namespace:
            reason = f"curie_map: {name} is a prefix of SSSOM itself, and is {BUILT_IN[name]}"
            problems.append(Problem(member.place, reason, namespace[:80], member.line))
        else:
            yield name, namespace


def _values(slot: Slot, member: Member, curies: Curies, loose: bool, problems: list[Problem]) -> Iterator[str]:
    given = member.value if isinstance(member.value, list) else [member.value]
    if len(given) > 1 and not slot.many:
        problems.append(
            Problem(member.place, f"{slot.name} has several values where it can have one", line=member.line)
        )
        return
    for text in given:
        if isinstance(text, bool | dict | list):
            problems.append(Problem(member.place, f"{slot.name} is no plain value", line=member.line))
        elif text is not None and str(text).strip():
            try:
                yield value_of(slot, str(text), curies, loose)
            except ValueError as error:
                problems.append(Problem(member.place, str(error), str(text)[:80], member.line))
