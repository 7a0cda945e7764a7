"""CURIEs of mapping sets: expanded by the prefixes that a set declares, shortened again when it is written."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from curies import Converter, Record

from app.interchange.mappings.slots import BUILT_IN

NAME = re.compile(r"[A-Za-z_][\w.-]{0,99}")
IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}:[^\x00-\x20<>\"{}|\\^`\x7f]*")
Prefixes = tuple[tuple[str, str], ...]


class Curies:
    """The prefixes of one set, with those that SSSOM has built in."""

    def __init__(self, prefixes: Mapping[str, str], built_in: Mapping[str, str] = BUILT_IN) -> None:
        """:param built_in: prefixes that need no declaration"""
        by_namespace: dict[str, list[str]] = defaultdict(list)
        for prefix, namespace in (dict(prefixes) | dict(built_in)).items():
            by_namespace[namespace].append(prefix)
        self._built_in = built_in
        self._converter = Converter(
            [
                Record(prefix=names[0], uri_prefix=namespace, prefix_synonyms=names[1:])
                for namespace, names in sorted((key, sorted(value)) for key, value in by_namespace.items())
            ]
        )

    def expand(self, text: str) -> str | None:
        """The IRI of a CURIE or of an absolute IRI; None when it has an unknown prefix or characters of no IRI."""
        prefix, colon, _ = text.partition(":")
        known = self._converter.expand(text) if colon and NAME.fullmatch(prefix) else None
        iri = known or (text if "://" in text or text.lower().startswith(("urn:", "mailto:", "doi:")) else None)
        return iri if iri is not None and IRI.fullmatch(iri) else None

    def compress(self, iri: str) -> str:
        """The CURIE of an IRI; the IRI itself where no prefix fits, or where the CURIE would not lead back to it."""
        curie = self._converter.compress(iri)
        return curie if curie and self.expand(curie) == iri else iri

    def used(self, curies: Iterable[str]) -> dict[str, str]:
        """The prefixes of these CURIEs with their namespaces, sorted, without those that are built in."""
        found = {one.partition(":")[0] for one in curies}
        known = self._converter.bimap
        return {name: known[name] for name in sorted(found) if name in known and name not in self._built_in}


def together(sets: Iterable[Prefixes]) -> Prefixes:
    """The prefixes of several sets as one: a prefix that means two things gets a number, whatever the order."""
    namespaces: dict[str, set[str]] = defaultdict(set)
    for prefix, namespace in {pair for prefixes in sets for pair in prefixes}:
        if BUILT_IN.get(prefix, namespace) == namespace:
            namespaces[prefix].add(namespace)
    found: dict[str, str] = {}
    for prefix, several in sorted(namespaces.items()):
        for number, namespace in enumerate(sorted(several), 1):
            name = prefix if number == 1 else f"{prefix}_{number}"
            while name in found or (number > 1 and name in namespaces):
                name += "_"
            found[name] = namespace
    return tuple(found.items())
