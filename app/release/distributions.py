"""The files of a release that anyone may take: each graph in two forms, the whole as one dump, with checksums."""

import gzip
import shutil
from collections.abc import Iterable
from pathlib import Path

from rdflib import DCTERMS, RDF, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT

from app.manifest import digest_of
from app.release.offers import CC_BY
from app.syntax import turtle_of
from app.vocab import GRAPH, PREFIXES

SUMS = "SHA256SUMS"
_SPDX = Namespace(PREFIXES["spdx"])
_IANA = Namespace("https://www.iana.org/assignments/media-types/")
_FILE_TYPE = Namespace("http://publications.europa.eu/resource/authority/file-type/")
_KINDS = {
    "nt": ("application/n-triples", "RDF_N_TRIPLES", "N-Triples"),
    "ttl": ("text/turtle", "RDF_TURTLE", "Turtle"),
    "nq.gz": ("application/n-quads", "RDF_N_QUADS", "N-Quads, packed"),
}


def download(folder: Path, iri: str, ending: str) -> Path:
    """The file of a graph in a release: `downloads/graph/mappings/fi/credentials.nt`."""
    return folder / "downloads" / "graph" / f"{iri.removeprefix(GRAPH)}.{ending}"


def write_graph(folder: Path, iri: str, lines: Iterable[str]) -> list[str]:
    """Write a graph, given as sorted N-Triples lines, in both forms.

    :returns: the names of the files
    """
    plain, turtle = download(folder, iri, "nt"), download(folder, iri, "ttl")
    plain.parent.mkdir(parents=True, exist_ok=True)
    with plain.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(f"{line}\n" for line in lines)
    turtle_of(plain, turtle)
    return [path.relative_to(folder).as_posix() for path in (plain, turtle)]


def write_dump(folder: Path) -> list[str]:
    """Pack the dumps of the release into one file, and write the checksums of everything that can be taken.

    The file holds no time and no name: the same release gives the same bytes.
    """
    taken = folder / "downloads"
    with (
        (taken / "release.nq.gz").open("wb") as raw,
        gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0, compresslevel=6) as packed,
    ):
        for dump in sorted(folder.glob("*.nq")):
            with dump.open("rb") as plain:
                shutil.copyfileobj(plain, packed, 2**20)
    names = sorted(path.relative_to(taken).as_posix() for path in taken.rglob("*") if path.is_file())
    sums = "".join(f"{digest_of(taken / name)}  {name}\n" for name in names)
    (taken / SUMS).write_text(sums, "utf-8")
    return ["downloads/release.nq.gz", f"downloads/{SUMS}"]


def add_distribution(about: Graph, dataset: URIRef, address: str, path: Path) -> None:
    """A file of a dataset as a DCAT distribution with its size and checksum.

    :param address: where it is taken from
    """
    ending = path.name.split(".", 1)[1]
    media_type, file_type, name = _KINDS[ending]
    one = URIRef(f"{dataset}#{ending}")
    checksum = URIRef(f"{dataset}#{ending}-sha256")
    about.add((dataset, DCAT.distribution, one))
    about.add((one, RDF.type, DCAT.Distribution))
    about.add((one, DCTERMS.title, Literal(name, lang="en")))
    about.add((one, DCAT.accessURL, URIRef(address)))
    about.add((one, DCAT.downloadURL, URIRef(address)))
    about.add((one, DCAT.mediaType, _IANA[media_type]))
    about.add((_IANA[media_type], RDF.type, DCTERMS.MediaType))
    about.add((one, DCTERMS.format, _FILE_TYPE[file_type]))
    about.add((_FILE_TYPE[file_type], RDF.type, DCTERMS.MediaTypeOrExtent))
    if ending.endswith("gz"):
        about.add((one, DCAT.compressFormat, _IANA["application/gzip"]))
        about.add((_IANA["application/gzip"], RDF.type, DCTERMS.MediaType))
    about.add((one, DCTERMS.license, CC_BY))
    about.add((one, DCAT.byteSize, Literal(str(path.stat().st_size), datatype=XSD.nonNegativeInteger)))
    about.add((one, _SPDX.checksum, checksum))
    about.add((checksum, RDF.type, _SPDX.Checksum))
    about.add((checksum, _SPDX.algorithm, _SPDX.checksumAlgorithm_sha256))
    about.add((_SPDX.checksumAlgorithm_sha256, RDF.type, _SPDX.ChecksumAlgorithm))
    about.add((checksum, _SPDX.checksumValue, Literal(digest_of(path), datatype=XSD.hexBinary)))
