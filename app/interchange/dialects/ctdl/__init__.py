"""CTDL, the Credential Transparency Description Language of US registries, in JSON-LD.

Written: every record. Read: credentials, courses and programmes, with or without `@graph`, in http and https form, in
the Registry Assistant's form; and TransferValueProfiles, as the record of what they give credit for.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from app.interchange.dialect import JSON_LD, Document, Form, Reading, Unread
from app.interchange.dialects.ctdl import terms
from app.interchange.dialects.ctdl.losses import LOSSES
from app.interchange.dialects.ctdl.nodes import Nodes
from app.interchange.dialects.ctdl.reader import Reader
from app.interchange.dialects.ctdl.writer import document as written
from app.interchange.known import Known
from app.interchange.tree import Node
from app.model import Credential

__all__ = ["FORMS", "LOSSES", "NAME", "RANK", "TITLE", "lacks", "read", "recognises", "write"]

NAME = "ctdl"
TITLE = "CTDL"
RANK = 3
FORMS = (Form("ctdl", "CTDL, JSON-LD", JSON_LD, "ctdl.jsonld", terms.CETERMS),)
PROFILE = "ceterms:TransferValueProfile"
_SIGNS = ("purl.org/ctdl/terms/", "purl.org/ctdlasn/terms/", "credreg.net/ctdl", '"ceterms:', '"ceasn:')


def recognises(document: Document) -> bool:
    """Whether the document is JSON that names CTDL: its context, its namespace or its prefix."""
    if document.tree is None:
        return False
    text = document.text.replace("\\/", "/")
    assistant = isinstance(document.tree, dict) and {"CTID", "SubjectWebpage"} <= document.tree.keys()
    return assistant or any(sign in text for sign in _SIGNS)


def read(document: Document, known: Known) -> Reading:
    """The records of a graph, a single node, or a list of nodes."""
    nodes = Nodes(document)
    reader = Reader(nodes, known)
    found: list[Credential] = []
    profiles = [node for node in nodes.top if PROFILE in nodes.types(node) or node.has("ceterms:transferValue")]
    for node in profiles:
        found += reader.transferred(node, len(found) + 1)
    for node in nodes.top:
        if node not in profiles and _is_record(nodes, node) and node.pointer not in reader.given:
            found.append(reader.record(node, len(found) + 1))
    for record in found:
        if not record.titles:
            reader.tell(record.iri, "has no title, so that it is no record")
    _tell_others(nodes, reader)
    unread = tuple(dict.fromkeys(chain(nodes.unread, reader.unread, nodes.rest())))
    if not found and not unread:
        unread = (Unread("/", "names CTDL and holds no credential"),)
    titled = {record.iri: record for record in found if record.titles}
    return Reading(tuple(titled.values()), unread)


def lacks(record: Credential, form: Form, known: Known) -> tuple[str, ...]:
    """Nothing but a title is mandatory; what a registry wants beyond is not made up."""
    return () if any(record.titles.values()) else ("title (ceterms:name)",)


def write(records: Iterable[Credential], form: Form, known: Known, alone: bool) -> Iterator[bytes]:
    """The document in pieces, one for each record."""
    return written(records, alone)


def _is_record(nodes: Nodes, node: Node) -> bool:
    classes = nodes.types(node)
    learning = bool(terms.LEARNING & set(classes))
    sort_of = [name for name in classes if terms.is_credential(name) and name not in terms.NO_RECORD]
    return learning or bool(sort_of)


def _tell_others(nodes: Nodes, reader: Reader) -> None:
    for node in nodes.top:
        for name in nodes.types(node):
            if name in terms.NO_RECORD:
                reader.tell(node.pointer or "/", terms.NO_RECORD[name], nodes.iri(node) or name)
                node.close()
                break
