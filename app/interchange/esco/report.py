"""What an import found: how much there was, and what was short, repeated, unknown or dangling."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Dangling:
    """References in one column to concepts that the release does not have. They are left out of the RDF.

    :param column: column name, such as `broaderUri`
    :param references: how many references dangle
    :param concepts: how many different IRIs they name
    :param examples: the first of those IRIs, at most five
    """

    column: str
    references: int
    concepts: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What one file held; every count is a number of rows except `repeated_labels`.

    :param file: folder and name
    :param rows: records below the header
    :param kept: records that are in the release
    :param short_rows: records with fewer cells than the header; the missing cells count as empty
    :param skipped_rows: records without a usable IRI, relation type or label
    :param duplicates: records that repeat an earlier one; the first one counts
    :param unknown_concepts: labels for concepts that the base release does not have; not added
    :param repeated_labels: alternative or hidden labels equal to another label of the concept and language;
        dropped, because SKOS keeps the three disjoint (SKOS Reference, S13)
    """

    file: str
    rows: int
    kept: int
    short_rows: int
    skipped_rows: int
    duplicates: int
    unknown_concepts: int
    repeated_labels: int
    dangling: tuple[Dangling, ...]


@dataclass(frozen=True, slots=True)
class EscoReport:
    """The whole import.

    :param counts: concepts and relations as the files state them, before dangling ones are left out
    :param languages: language tag -> number of concepts with a preferred label
    :param files: one report per file, in reading order
    :param ignored: CSV files that were found and not read
    """

    counts: Mapping[str, int]
    languages: Mapping[str, int]
    files: tuple[FileReport, ...]
    ignored: tuple[str, ...]

    @property
    def dangling_references(self) -> int:
        """Count dangling references in all files."""
        return sum(column.references for file in self.files for column in file.dangling)

    @property
    def short_rows(self) -> int:
        """Count rows with fewer cells than their header, in all files."""
        return sum(file.short_rows for file in self.files)


@dataclass(slots=True)
class Tally:
    """Counts of one file while it is being read; becomes a :class:`FileReport`."""

    file: str
    rows: int = 0
    kept: int = 0
    short_rows: int = 0
    skipped_rows: int = 0
    duplicates: int = 0
    unknown_concepts: int = 0
    repeated_labels: int = 0
    _dangling: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def dangle(self, column: str, iri: str) -> None:
        """Note a reference to a concept that the release does not have."""
        self._dangling[column][iri] += 1

    def finish(self) -> FileReport:
        """Turn the counts into the report of this file."""
        dangling = tuple(
            Dangling(column, found.total(), len(found), tuple(found)[:EXAMPLES])
            for column, found in self._dangling.items()
        )
        return FileReport(
            self.file,
            self.rows,
            self.kept,
            self.short_rows,
            self.skipped_rows,
            self.duplicates,
            self.unknown_concepts,
            self.repeated_labels,
            dangling,
        )
