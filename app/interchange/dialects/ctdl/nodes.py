"""The nodes of a CTDL document by their names, and the many ways in which CTDL writes texts and references."""

from collections.abc import Iterator
from typing import Any

from app.interchange.dialect import Document, Unread
from app.interchange.dialects.ctdl.terms import is_context, short
from app.interchange.tree import Node

REASONS = {
    "@context": "is a context that is not known here, and nothing is fetched; terms that only it defines are lost",
    "ceterms:accreditedIn": "says where, not what",
    "ceterms:estimatedCost": "is a price",
    "ceterms:image": "is a picture",
    "ceterms:targetLearningOpportunity": "leads to a learning opportunity, which is not part of the credential itself",
}
HIDDEN = frozenset(
    {"ceterms:email", "ceterms:familyName", "ceterms:givenName", "ceterms:targetContactPoint", "ceterms:telephone"}
)
SILENT = ("@context", "@id", "@type", "ceterms:ctid", "ceterms:inLanguage", "ceterms:codedNotation", "ceterms:keyword")


class Nodes:
    """The objects of a document; a reference by `@id` leads to the object it names."""

    def __init__(self, document: Document) -> None:
        tree = document.tree if isinstance(document.tree, dict) else {"@graph": document.tree}
        self._root, self.unread = Node(tree, "", short), list[Unread]()
        self._prefixes = dict(self._contexts(tree.get("@context")))
        self.top = self._root.nodes("@graph") or [self._root]
        self._by_id: dict[str, Node] = {}
        for node in self.top:
            self._enter(node)

    def _contexts(self, given: Any) -> Iterator[tuple[str, str]]:
        for one in given if isinstance(given, list) else [given]:
            if isinstance(one, str) and not is_context(one):
                self.unread.append(Unread("/@context", REASONS["@context"], one[:200]))
            elif isinstance(one, dict):
                yield from ((name, iri) for name, iri in one.items() if isinstance(iri, str) and "@" not in name)

    def _enter(self, node: Node) -> None:
        node.skip(*SILENT)
        iri = self.iri(node)
        if iri:
            self._by_id.setdefault(iri, node)

    def expand(self, name: str) -> str:
        """An IRI, with a prefix of the document's own context written out."""
        prefix, _, local = name.partition(":")
        return self._prefixes[prefix] + local if local and prefix in self._prefixes else name

    def iri(self, node: Node) -> str:
        """The name of a node; empty where it has none."""
        return self.expand(node.text("@id", "ceterms:id") or "")

    def types(self, node: Node) -> list[str]:
        """Its classes, as `ceterms:MicroCredential`."""
        return [short(self.expand(name)) for name in node.texts("@type")]

    def links(self, node: Node, *names: str) -> list[str]:
        """The IRIs that members lead to, whether by text or by object."""
        found = []
        for name in names:
            found += [self.expand(text) for text in node.texts(name)]
            found += [iri for one in node.nodes(name) if (iri := self.iri(one))]
        return list(dict.fromkeys(found))

    def reached(self, node: Node, *names: str) -> list[Node]:
        """The objects that members lead to: those in place, and those of the document that they name."""
        found: list[Node] = []
        for name in names:
            for one in node.nodes(name):
                one.skip(*SILENT)
                iri = self.iri(one)
                bare = not self.types(one) and iri in self._by_id
                found.append(self._by_id[iri] if bare else one)
            found += [self._by_id[iri] for text in node.texts(name) if (iri := self.expand(text)) in self._by_id]
        return found

    def outside(self, node: Node, *names: str) -> list[str]:
        """The names that members lead to and that the document says nothing of."""
        return [iri for name in names for text in node.texts(name) if (iri := self.expand(text)) not in self._by_id]

    def rest(self) -> Iterator[Unread]:
        """What nobody read."""
        self._root.skip(*SILENT)
        yield from self._root.unread(REASONS, HIDDEN)


def texts(node: Node, *names: str) -> dict[str, list[str]]:
    """The texts of a member by language, English first; `und` where no language is told."""
    found: dict[str, list[str]] = {}
    for value in node.values(*names):
        pairs: list[tuple[str, Any]] = [("und", value)]
        if isinstance(value, dict):
            told = {"@value", "@language"} & value.keys()
            pairs = [(str(value.get("@language") or "und"), value.get("@value"))] if told else list(value.items())
        for language, inner in pairs:
            for one in inner if isinstance(inner, list) else [inner]:
                if isinstance(one, str | int | float) and not isinstance(one, bool) and str(one).strip():
                    found.setdefault(language.split("-")[0].lower(), []).append(str(one))
    return dict(sorted(found.items(), key=lambda item: (item[0] != "en", item[0])))


def names(node: Node, *members: str) -> dict[str, str]:
    """One text in each language."""
    return {language: found[0] for language, found in texts(node, *members).items()}


def best(node: Node, *members: str) -> list[str]:
    """The texts in English, else without a language, else in the first of the alphabet."""
    found = texts(node, *members)
    return found.get("en") or found.get("und") or next(iter(found.values()), [])


def first(node: Node, *members: str) -> str | None:
    """The first of them."""
    return next(iter(best(node, *members)), None)
