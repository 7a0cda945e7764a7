"""How long a catalogue of 20,000 credentials takes against all rules, and what importing 100 MB of N-Quads holds.

    .venv/bin/python benchmarks/quality_at_size.py [--records 20000] [--workers 2] [--runs 1] [--keep FOLDER]

The catalogue is made of the records of the release (PASSERELLE_BUILD): each synthetic record is one of them, drawn by
seed, under a name of its own, with its claims, outcomes and mappings; a tenth of the claims and outcomes is left out,
so that rules fail and stay unknown as they do on real records. The same seed gives the same bytes. Both parts run as a
user runs them, in processes of their own; memory is the sum of resident memory over all of them, read from /proc twice
a second, and counts what they share more than once.
"""

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.interchange.documents import NQUADS
from app.quality.catalogue import _index
from app.settings import Settings

SEED, DROPPED = 2026, 0.1
ID = "https://w3id.org/passerelle/id/"
PSR = "https://w3id.org/passerelle/def#"
MIB = 2**20
KINDS = {
    f"<{PSR}{kind}>"
    for kind in ("IndustryCertificate", "Licence", "MicroCredential", "ProgrammeModule", "Qualification",
                 "TrainingSpecialty", "Unit")
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Template:
    """A record of the release: its IRI, its own lines, and the lines of each of its parts (claims, outcomes)."""

    iri: str
    own: tuple[str, ...]
    parts: tuple[tuple[str, tuple[str, ...]], ...]


def templates(dump: Path) -> list[Template]:
    """The records of a release, from its dump; mappings belong to the outcome that they annotate."""
    lines: dict[str, list[str]] = defaultdict(list)
    refers: dict[str, set[str]] = defaultdict(set)
    records: set[str] = set()
    with dump.open(encoding="utf-8") as quads:
        for line in quads:
            subject, predicate, rest = line.split(" ", 2)
            triple = f"{subject} {predicate} {rest.rsplit(' <', 1)[0]} .\n"
            lines[subject].append(triple)
            value = rest.split(" ", 1)[0]
            if value in KINDS and predicate.endswith("#type>") and subject.startswith(f"<{ID}"):
                records.add(subject)
            if predicate.endswith("owl#annotatedSource>"):
                refers[value].add(subject)
    return [_template(record, lines, refers) for record in sorted(records)]


def _template(record: str, lines: dict[str, list[str]], refers: dict[str, set[str]]) -> Template:
    names = sorted(name for name in _parts(record, lines) if name in lines)
    parts = []
    for name in names:
        told = [*lines[name], *(line for axiom in sorted(refers.get(name, ())) for line in lines[axiom])]
        parts.append((name, tuple(told)))
    return Template(record.strip("<>"), tuple(lines[record]), tuple(parts))


def _parts(record: str, lines: dict[str, list[str]]) -> set[str]:
    values = {line.split(" ", 2)[2].split(" ", 1)[0] for line in lines[record]}
    return {value for value in values if value.startswith(record[:-1] + "/")}


def catalogue(found: list[Template], records: int) -> Iterator[str]:
    """The lines of a catalogue, a record after the other."""
    draw = random.Random(SEED)
    for number in range(records):
        template = draw.choice(found)
        name = f"urn:synthetic:{number}"
        gone = {part for part, _ in template.parts if draw.random() < DROPPED}
        own = [line for line in template.own if not any(f" {part} " in line for part in gone)]
        kept = [line for part, lines in template.parts if part not in gone for line in lines]
        axioms = {line.split(" ", 1)[0] for line in kept if "owl#annotatedSource>" in line.split(" ", 2)[1]}
        for line in [*own, *kept]:
            subject = line.split(" ", 1)[0]
            if subject in axioms:
                line = line.replace(subject, f"<{name}/mapping/{subject.strip('<>').rsplit('/', 1)[-1]}>", 1)
            yield line.replace(f"<{template.iri}/", f"<{name}/").replace(f"<{template.iri}>", f"<{name}>")


def write(path: Path, lines: Iterator[str], at_least: int | None = None) -> None:
    """Write the lines as N-Quads, up to a size where one is given."""
    with path.open("w", encoding="utf-8") as out:
        for line in lines:
            out.write(f"{line[:-2]}<urn:synthetic> .\n")
            if at_least is not None and out.tell() > at_least:
                return


def watched(command: list[str]) -> tuple[float, float, int]:
    """Seconds, peak of resident memory in MiB over the process and all below it, and the exit status."""
    start, peak = time.perf_counter(), 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            peak = max(peak, sum(_resident(one) for one in _family(process.pid)))
            time.sleep(0.5)
    return time.perf_counter() - start, peak / MIB, process.returncode


def _family(root: int) -> list[int]:
    parents: dict[int, list[int]] = defaultdict(list)
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        parents[int(status[1])].append(int(folder.name))
    found = [root]
    for one in found:
        found += parents[one]
    return found


def _resident(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * 4096
    except OSError:
        return 0


def import_only(path: Path, release: Path) -> None:
    """What a child process does for the second measurement."""
    with tempfile.TemporaryDirectory() as folder:
        _index(path, NQUADS, Path(folder) / "index", release)


def main() -> None:
    """Measure both and print them."""
    reader = argparse.ArgumentParser()
    reader.add_argument("--records", type=int, default=20_000)
    reader.add_argument("--workers", type=int, default=2)
    reader.add_argument("--runs", type=int, default=1)
    reader.add_argument("--keep", type=Path)
    reader.add_argument("--import-only", type=Path)
    given = reader.parse_args()
    release = Settings().current.resolve()
    if given.import_only:
        import_only(given.import_only, release)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.keep or Path(scratch)
        folder.mkdir(exist_ok=True)
        found = templates(release / "release.nq")
        whole, part = folder / "catalogue.nq", folder / "part.nq"
        write(whole, catalogue(found, given.records))
        write(part, catalogue(found, 10**9), 100 * 10**6)
        for path in (part, whole):
            _report("import", path, [[sys.executable, __file__, "--import-only", str(path)]] * given.runs)
        command = [str(Path(sys.executable).parent / "passerelle"), "validate", str(whole)]
        out = folder / "out.jsonl"
        command += ["--out", str(out), "--workers", str(given.workers)]
        _report(f"validate, {given.records:,} records, {given.workers} workers", whole, [command] * given.runs)
        with out.open(encoding="utf-8") as lines:
            print(f"  {sum(1 for _ in lines):,} records in the output, {out.stat().st_size / MIB:,.0f} MiB")


def _report(name: str, path: Path, commands: list[list[str]]) -> None:
    runs = [watched(command) for command in commands]
    assert all(status in (0, 1) for _, _, status in runs), runs
    seconds, peak = (statistics.median(run[at] for run in runs) for at in (0, 1))
    told = f"median of {len(runs)}: {seconds:,.1f} s, peak {max(run[1] for run in runs):,.0f} MiB (median {peak:,.0f})"
    print(f"{name} ({path.stat().st_size / 10**6:,.0f} MB): {told}", flush=True)


if __name__ == "__main__":
    main()
