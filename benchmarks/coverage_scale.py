"""How soon the coverage index is built at national scale, how soon it answers, and in how much memory.

    .venv/bin/python benchmarks/coverage_scale.py [100000 1000000] [--rounds 3] [--sources 300] [--pairs 20000]

Each step runs in a process of its own on two cores. Catalogues and indexes are kept in build/scale. Targets: top 10
within 20 ms at p99 among 100,000 and 150 ms among 1,000,000; 1,000,000 indexed within 15 min and 8 GB.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
from synthetic import SEED, Catalogue, generate, read_esco

from app.coverage import coverage
from app.matrix import CoverageIndex, best_pairs, load, save

SCALE = Path(__file__).resolve().parents[1] / "build" / "scale"
CORES, LIMIT, WARM = 2, 10, 20
WORKERS = {1: "1 thread", 2: "2 threads", 0: "2 Dask processes"}
# Dask has workers hand freed memory back at once (MALLOC_TRIM_THRESHOLD_ 65536); each source then costs 770 page
# faults and 2.5 times the time. These thresholds keep what one source used for the next.
KEEP_MEMORY = {"MALLOC_TRIM_THRESHOLD_": 2**28, "MALLOC_MMAP_THRESHOLD_": 2**25}
WITHIN = {100_000: 20, 1_000_000: 150}
Figures = dict[str, float]


def catalogue(size: int) -> Path:
    path = SCALE / f"catalogue-{size}-{SEED}.npz"
    if not path.exists():
        generate(size).save(path)
    return path


def folder(size: int) -> Path:
    return SCALE / f"index-{size}"


def build(size: int) -> Figures:
    records, hierarchy = Catalogue.load(catalogue(size)).records(), read_esco().hierarchy
    start = time.perf_counter()
    index = CoverageIndex.build(records, hierarchy)
    built = time.perf_counter()
    save(index, folder(size))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    disk = sum(path.stat().st_size for path in folder(size).iterdir()) / 1e6
    return {"build": built - start, "save": time.perf_counter() - built, "memory": memory, "disk": disk}


def serve(size: int, count: int, seed: int) -> Figures:
    index = load(folder(size))
    rows = np.random.default_rng(seed).choice(size, WARM + count, replace=False).tolist()
    return {
        **timed("targets", index.best_targets, [index.profile(row) for row in rows]),
        **resident(),
        **timed("sources", index.best_sources, [index.profile(row) for row in rows]),
    }


def timed(name: str, ask: Callable[..., object], profiles: list[object]) -> Figures:
    spent = []
    for profile in profiles:
        start = time.perf_counter()
        ask(profile, LIMIT)
        spent.append(1000 * (time.perf_counter() - start))
    p50, p99 = np.percentile(spent[WARM:], [50, 99])
    return {f"{name} p50": float(p50), f"{name} p99": float(p99), f"{name} first": spent[0]}


def resident() -> Figures:
    status = Path("/proc/self/status").read_text().splitlines()
    pages = {line.split(":")[0]: int(line.split()[1]) / 1024 for line in status if line.startswith("Rss")}
    return {"own": pages["RssAnon"], "shared": pages["RssFile"]}


def check(size: int, count: int = 2000) -> Figures:
    index, hierarchy = load(folder(size)), read_esco().hierarchy
    random, worst = np.random.default_rng(1), 0.0
    for source in random.choice(size, count // 20, replace=False).tolist():
        best = [one.row for one in index.best_targets(source, 10)]
        targets = [*best, *random.choice(size, 20 - len(best)).tolist()]
        found = index.cover([source], targets)[0]
        for target, estimate in zip(targets, found, strict=True):
            wanted = coverage(index.profile(source), index.profile(target), hierarchy).estimate
            worst = max(worst, abs(float(estimate) - (wanted if wanted is not None else float("nan"))))
    return {"worst": worst}


def pairs(size: int, sources: int, workers: int) -> Figures:
    rows = np.random.default_rng(2).choice(size, sources, replace=False)
    list(best_pairs(folder(size), rows[:10], LIMIT))
    if not workers:
        import dask
        from dask.distributed import Client, LocalCluster

        dask.config.set({"distributed.nanny.pre-spawn-environ": KEEP_MEMORY})
        options = {"n_workers": CORES, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
        with LocalCluster(**options) as cluster, Client(cluster) as client:
            list(best_pairs(folder(size), rows[:20], LIMIT, executor=client.get_executor(), size=5))
            return stopwatch(size, rows, client.get_executor())
    with ThreadPoolExecutor(workers) as threads:
        return stopwatch(size, rows, threads)


def stopwatch(size: int, rows: np.ndarray, executor: object) -> Figures:
    start = time.perf_counter()
    kept = sum(int((block.targets >= 0).sum()) for block in best_pairs(folder(size), rows, LIMIT, executor=executor))
    return {"seconds": time.perf_counter() - start, "kept": kept}


def run(step: str, *arguments: object) -> Figures:
    command = [sys.executable, __file__, "--step", step, *map(str, arguments)]
    found: Figures = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    return found


def report(size: int, rounds: int, count: int, sources: int) -> None:
    catalogue(size)
    built, checked = run("build", size), run("check", size)
    served = [run("serve", size, count, seed) for seed in range(rounds)]
    spread = {name: sorted(one[name] for one in served) for name in served[0]}
    middle = {name: statistics.median(values) for name, values in spread.items()}
    ranges = {name: f"{values[0]:.1f}-{values[-1]:.1f}" for name, values in spread.items()}
    limits = ("15 min", "8 GB") if size == 1_000_000 else ("", "")
    print(f"\n{size:,} credentials, {count} random sources, median of {rounds} runs\n")
    print("| figure | measured | range | target |\n| --- | --: | --: | --: |")
    print(f"| index built | {built['build']:.0f} s | | {limits[0]} |")
    print(f"| index written | {built['save']:.1f} s, {built['disk']:.0f} MB | | |")
    print(f"| peak memory of the build | {built['memory']:.0f} MB | | {limits[1]} |")
    for name, target in (("targets p50", ""), ("targets p99", f"{WITHIN.get(size, '')} ms")):
        print(f"| top 10 {name} | {middle[name]:.1f} ms | {ranges[name]} | {target} |")
    for name in ("sources p50", "sources p99"):
        print(f"| top 10 {name} | {middle[name]:.1f} ms | {ranges[name]} | |")
    print(f"| first question after opening | {middle['targets first']:.0f} ms | {ranges['targets first']} | |")
    print(f"| memory while serving: own | {middle['own']:.0f} MB | | |")
    print(f"| memory while serving: pages of the files | {middle['shared']:.0f} MB | | |")
    print(f"| largest difference from app.coverage, 2,000 pairs | {checked['worst']:.0e} | | 1e-9 |")
    for workers, label in WORKERS.items() if sources else ():
        rates = [sources / run("pairs", size, sources, workers)["seconds"] for _ in range(rounds)]
        rate = statistics.median(rates)
        print(f"| all pairs, {label}: sources a second | {rate:,.0f} | {min(rates):,.0f}-{max(rates):,.0f} | |")
        print(f"| all pairs, {label}: pairs a second | {rate * size / 1e6:,.0f} million | | |")


def main() -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    if sys.argv[1:2] == ["--step"]:
        step, *numbers = sys.argv[2:]
        steps = {"build": build, "serve": serve, "check": check, "pairs": pairs}
        print(json.dumps(steps[step](*map(int, numbers))))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sources", type=int, default=300, help="random sources to time, per run")
    parser.add_argument("--pairs", type=int, default=20_000, help="sources of the all-pairs job at 100,000")
    chosen = parser.parse_args()
    for size in chosen.sizes:
        sources = max(100, chosen.pairs * 100_000 // max(size, 100_000)) if chosen.pairs else 0
        report(size, chosen.rounds, chosen.sources, min(sources, size))


if __name__ == "__main__":
    main()
