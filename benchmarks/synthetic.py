"""Catalogues that look like real ones, of any size: credentials drawn from the occupations of ESCO, by seed.

    .venv/bin/python benchmarks/synthetic.py 1000000 build/synthetic-1m.npz [--seed 2026]

A credential belongs to one occupation (those with many skills more often) and has 4-14 outcomes. An outcome has no
mapping (4 %), one, or two, to the occupation's essential skills (80 %) or optional ones; every tenth names the broader
group instead. Predicates and confidences come as often as in the 1,161 mappings of mappings/*/outcomes.sssom.tsv
(counted on 25 November 2026, rejected pairs left out). The same seed and size give the same arrays.
"""

import argparse
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.coverage import Profile
from app.hierarchy import Hierarchy
from app.interchange.esco import Kind, read_release

ESCO = Path(__file__).resolve().parents[2] / "shared" / "esco" / "v1.1.1"
SEED = 2026
COUNTRIES = ("es", "fi", "ie", "pt", "us")
PREDICATES = {"broadMatch": 843, "closeMatch": 148, "narrowMatch": 125, "exactMatch": 45}
CONFIDENCES = {0.55: 6, 0.62: 33, 0.65: 45, 0.7: 57, 0.75: 216, 0.8: 66, 0.85: 166, 0.88: 159, 0.9: 139, 0.92: 274}
UNMAPPED, TWO, OPTIONAL, BROADER = 0.04, 0.25, 0.2, 0.1
LEAST_SKILLS = 8

Numbers = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Esco:
    """The skills of ESCO with their groups (`general`: skill -> broader), and each occupation's skills by number."""

    general: dict[str, list[str]]
    names: tuple[str, ...]
    essential: tuple[Numbers, ...]
    optional: tuple[Numbers, ...]

    @property
    def hierarchy(self) -> Hierarchy:
        """The first broader group of a skill as its broader competence; others span it."""
        first = {name: groups[0] if groups else None for name, groups in self.general.items()}
        return Hierarchy(first, {name: groups[1:] for name, groups in self.general.items() if groups[1:]})


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Credentials as arrays: outcomes per credential, mappings per outcome, and the mappings in that order."""

    competences: Sequence[str]
    outcomes: NDArray[np.uint8]
    mappings: NDArray[np.uint8]
    competence: NDArray[np.uint16]
    predicate: NDArray[np.uint8]
    confidence: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.outcomes)

    def records(self) -> Iterator[tuple[str, Profile]]:
        """Identifier and profile of each credential, as a release would give them."""
        names, predicates = self.competences, list(PREDICATES)
        cells = zip(self.competence.tolist(), self.predicate.tolist(), self.confidence.tolist(), strict=True)
        triples = ((names[skill], predicates[predicate], sure / 100) for skill, predicate, sure in cells)
        counts = iter(self.mappings.tolist())
        for number, outcomes in enumerate(self.outcomes.tolist()):
            stated = [list(itertools.islice(triples, next(counts))) for _ in range(outcomes)]
            yield identifier(number), Profile.of(stated)

    def save(self, path: Path) -> None:
        """Write one compressed file."""
        arrays = {name: getattr(self, name) for name in self.__slots__}
        path.parent.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(path, **{**arrays, "competences": np.array(self.competences)})

    @classmethod
    def load(cls, path: Path) -> "Catalogue":
        """Read what `save` wrote."""
        with np.load(path) as stored:
            arrays = {name: stored[name] for name in cls.__slots__}
        return cls(**{**arrays, "competences": arrays["competences"].tolist()})


def identifier(number: int) -> str:
    return f"https://w3id.org/passerelle/id/{COUNTRIES[number % len(COUNTRIES)]}/synthetic-{number:07}"


@cache
def read_esco(folder: Path = ESCO) -> Esco:
    release = read_release([folder])
    kinds = {iri: concept.kind for iri, concept in release.concepts.items()}
    names = tuple(sorted(iri for iri, kind in kinds.items() if kind in (Kind.SKILL, Kind.SKILL_GROUP)))
    numbers = {name: number for number, name in enumerate(names)}
    needs: dict[str, dict[str, list[int]]] = {}
    for source, strength, target in release.relations:
        if kinds[source] is Kind.OCCUPATION:
            needs.setdefault(source, {"essential": [], "optional": []})[strength].append(numbers[target])
    kept = [needs[iri] for iri in sorted(needs) if len(needs[iri]["essential"]) >= LEAST_SKILLS]
    general = {name: list(release.broader.get(name, ())) for name in names}
    essential, optional = (
        [np.array(sorted(one[kind]), np.int32) for one in kept] for kind in ("essential", "optional")
    )
    return Esco(general, names, tuple(essential), tuple(optional))


def generate(size: int, seed: int = SEED) -> Catalogue:
    esco, random = read_esco(), np.random.default_rng(seed)
    wealth = np.array([len(one) for one in esco.essential], float)
    occupation = random.choice(len(wealth), size, p=wealth / wealth.sum())
    outcomes = random.integers(4, 15, size, dtype=np.uint8)
    kinds = [UNMAPPED, 1 - UNMAPPED - TWO, TWO]
    mappings = random.choice(3, int(outcomes.sum(dtype=np.int64)), p=kinds).astype(np.uint8)
    per_outcome = np.repeat(occupation, outcomes)
    competence = _skills(np.repeat(per_outcome, mappings), esco, random)
    predicate = _draw(list(range(len(PREDICATES))), list(PREDICATES.values()), len(competence), random)
    percent = [round(100 * value) for value in CONFIDENCES]
    confidence = _draw(percent, list(CONFIDENCES.values()), len(competence), random)
    return Catalogue(esco.names, outcomes, mappings, competence.astype(np.uint16), predicate, confidence)


def _skills(occupation: NDArray[np.int64], esco: Esco, random: np.random.Generator) -> Numbers:
    essential = _pick(esco.essential, occupation, random)
    optional = _pick(esco.optional, occupation, random)
    skill = np.where((random.random(len(occupation)) < OPTIONAL) & (optional >= 0), optional, essential)
    numbers = {name: number for number, name in enumerate(esco.names)}
    broader = [np.array([numbers[parent] for parent in esco.general[name]], np.int32) for name in esco.names]
    group = _pick(broader, skill, random)
    return np.where((random.random(len(occupation)) < BROADER) & (group >= 0), group, skill)


def _pick(lists: Sequence[Numbers], which: NDArray[np.integer], random: np.random.Generator) -> Numbers:
    """One member of each chosen list, or -1 where that is empty."""
    counts = np.array([len(one) for one in lists])
    starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
    members = np.concatenate([*lists, np.array([-1], np.int32)])
    chosen = starts[which] + (random.random(len(which)) * counts[which]).astype(np.int64)
    return np.where(counts[which] > 0, members[np.minimum(chosen, len(members) - 1)], -1)


def _draw(values: list[int], counts: list[int], size: int, random: np.random.Generator) -> NDArray[np.uint8]:
    shares = np.array(counts, float)
    return random.choice(np.array(values, np.uint8), size, p=shares / shares.sum())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", type=int)
    parser.add_argument("path", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    chosen = parser.parse_args()
    started = time.perf_counter()
    catalogue = generate(chosen.size, chosen.seed)
    catalogue.save(chosen.path)
    seconds, megabytes = time.perf_counter() - started, chosen.path.stat().st_size / 1e6
    print(
        f"{len(catalogue):,} credentials, {len(catalogue.competence):,} mappings: {megabytes:.0f} MB, {seconds:.0f} s"
    )


if __name__ == "__main__":
    main()
