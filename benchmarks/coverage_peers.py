"""One question, four engines: how much of each of 1,000 candidates does a source cover, on the ESCO skills graph?

    .venv/bin/pip install -e .[benchmarks]
    .venv/bin/python benchmarks/coverage_peers.py [--sources 20] [--rdflib 2]

* index: app.matrix, all candidates at once. * pairwise: app.coverage, one by one, with the matches of each.
* semsimian: `termset_comparison` by ancestor information content. It has no direction (the mean of the best matches
  both ways), no extents, and knows common ancestors only: how it ranks is compared, not what it says.
* Oxigraph, rdflib: benchmarks/coverage_peers.rq, the same formula with parts counted one step deep.

Sources and candidates are synthetic (benchmarks/synthetic.py, seed 2026). rdflib gets fewer sources, since it is slow.
"""

import argparse
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyoxigraph as ox
import rdflib
from scipy.stats import spearmanr
from semsimian import Semsimian
from synthetic import generate, read_esco

from app.coverage import Profile, coverage
from app.hierarchy import NEIGHBOUR, Hierarchy
from app.matrix import CoverageIndex

CANDIDATES = 1000
TERMS = "https://w3id.org/passerelle/benchmark#"
QUERY = Path(__file__).with_suffix(".rq").read_text("utf-8").replace("$factor", f"{NEIGHBOUR}e0")
Records = list[tuple[str, Profile]]
Answer = Mapping[str, float]
Ask = Callable[[str, Profile], Answer]


@dataclass(frozen=True, slots=True)
class Peer:
    """An engine with its data loaded; `ready` is how many seconds that took."""

    name: str
    ready: float
    ask: Ask


def peer(name: str, prepare: Callable[[], Ask]) -> Peer:
    start = time.perf_counter()
    ask = prepare()
    return Peer(name, time.perf_counter() - start, ask)


def index(candidates: Records, hierarchy: Hierarchy) -> Ask:
    built = CoverageIndex.build(candidates, hierarchy)
    names = [built.id(row) for row in range(len(built))]
    return lambda _, source: dict(zip(names, built.estimates(source).tolist(), strict=True))


def pairwise(candidates: Records, hierarchy: Hierarchy) -> Ask:
    return lambda _, source: {name: coverage(source, one, hierarchy).estimate or 0.0 for name, one in candidates}


def semsimian(candidates: Records, hierarchy: Hierarchy) -> Ask:
    names = read_esco().names
    closure = [(name, "broader", above) for name in names for above in (name, *hierarchy.ancestors(name))]
    engine = Semsimian(closure, ["broader"])
    terms = [(name, set(one.shown)) for name, one in candidates]
    engine.termset_comparison(terms[0][1], terms[1][1], "ancestor_information_content")  # fills its caches

    def ask(_: str, source: Profile) -> Answer:
        shown = set(source.shown)
        return {name: engine.termset_comparison(shown, one, "ancestor_information_content") for name, one in terms}

    return ask


def oxigraph(lines: list[str]) -> Ask:
    store = ox.Store()
    store.bulk_load("\n".join(lines).encode(), format=ox.RdfFormat.N_TRIPLES)
    return lambda name, _: {row[0].value: float(row[1].value) for row in store.query(asking(name))}


def rdflib_graph(lines: list[str]) -> Ask:
    graph = rdflib.Graph()
    graph.parse(data="\n".join(lines), format="nt")
    return lambda name, _: {str(row[0]): float(row[1]) for row in graph.query(asking(name))}


def asking(source: str) -> str:
    return QUERY.replace("$source", f"<{source}>")


def triples(candidates: Records, sources: Records, hierarchy: Hierarchy) -> Iterator[str]:
    """The graph and both lists of credentials as N-Triples."""
    for name, groups in read_esco().general.items():
        yield from (line(name, "general", f"<{group}>") for group in groups)
        yield from (line(name, "broader", f"<{group}>") for group in groups[:1])
        yield line(name, "content", number(hierarchy.content(name)))
        yield line(name, "weight", number(hierarchy.weight(name)))
        parts = hierarchy.parts(name)
        yield from (line(part, "partOf", f"<{name}>") for part in parts)
        if parts:
            yield line(name, "parts", number(sum(hierarchy.content(part) for part in parts)))
    for place, (name, profile) in enumerate([*candidates, *sources]):
        if place < len(candidates):
            yield line(name, "candidate", '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>')
        for count, shown in enumerate(profile.shown.values()):
            yield line(name, "states", f"<{name}/{count}>")
            yield line(f"{name}/{count}", "competence", f"<{shown.competence}>")
            yield line(f"{name}/{count}", "extent", number(shown.extent))


def line(subject: str, term: str, value: str) -> str:
    return f"<{subject}> <{TERMS}{term}> {value} ."


def number(value: float) -> str:
    return f'"{value!r}"^^<http://www.w3.org/2001/XMLSchema#double>'


def measure(one: Peer, sources: Records) -> tuple[list[float], list[Answer]]:
    seconds, answers = [], []
    for name, profile in sources:
        start = time.perf_counter()
        answers.append(one.ask(name, profile))
        seconds.append(time.perf_counter() - start)
    return seconds, answers


def compare(answers: list[Answer], wanted: list[Answer]) -> tuple[float, float]:
    """The share of equal estimates, and how alike the ranking is: the median of Spearman's rho."""
    equal, alike = [], []
    for got, right in zip(answers, wanted, strict=False):
        ours = [right[name] for name in right]
        theirs = [got.get(name, 0.0) for name in right]
        equal.append(np.mean(np.abs(np.array(ours) - theirs) < 1e-9))
        alike.append(spearmanr(ours, theirs).statistic)
    return float(np.mean(equal)), statistics.median(alike)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=20)
    parser.add_argument("--rdflib", type=int, default=2, help="sources to ask rdflib about, 0 to leave it out")
    chosen = parser.parse_args()
    hierarchy = read_esco().hierarchy
    records = list(generate(CANDIDATES + chosen.sources).records())
    candidates, sources = records[:CANDIDATES], records[CANDIDATES:]
    lines = list(triples(candidates, sources, hierarchy))
    peers = [
        (peer("index (app.matrix)", lambda: index(candidates, hierarchy)), sources),
        (peer("pairwise (app.coverage)", lambda: pairwise(candidates, hierarchy)), sources),
        (peer("semsimian", lambda: semsimian(candidates, hierarchy)), sources),
        (peer("SPARQL on Oxigraph", lambda: oxigraph(lines)), sources),
    ]
    if chosen.rdflib:
        peers.append((peer("SPARQL on rdflib", lambda: rdflib_graph(lines)), sources[: chosen.rdflib]))
    print(f"{CANDIDATES:,} candidates, {len(lines):,} triples\n")
    print("| engine | made ready | sources | median | range | times the index | equal estimates | rank correlation |")
    print("| --- | --: | --: | --: | --: | --: | --: | --: |")
    base, wanted = 0.0, []
    for one, asked in peers:
        one.ask(*asked[0])
        seconds, answers = measure(one, asked)
        median = 1000 * statistics.median(seconds)
        base, wanted = base or median, wanted or answers
        spread = f"{1000 * min(seconds):,.1f}-{1000 * max(seconds):,.1f} ms"
        equal, alike = compare(answers, wanted)
        numbers = f"{len(asked)} | {median:,.2f} ms | {spread} | {median / base:,.0f} | {equal:.1%} | {alike:.2f}"
        print(f"| {one.name} | {one.ready:.1f} s | {numbers} |", flush=True)


if __name__ == "__main__":
    main()
