"""How long a full ESCO release takes, and how much memory: CSV -> N-Quads -> on-disk store.

    .venv/bin/python benchmarks/esco_import.py [FOLDER ...]

Each step runs in a process of its own, on two cores where the system lets us choose. The target is 60 s for
both steps together and 2 GB of resident memory in either.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from app.interchange.esco import read_release, write_nquads
from app.vocab import BASE

ESCO = Path(__file__).resolve().parents[2] / "shared" / "esco"
FOLDERS = [ESCO / "v1.1.1", ESCO / "v1.0-es"]
CORES, SECONDS, MEGABYTES = 2, 60, 2000


def convert(quads: Path, folders: list[Path]) -> int:
    return sum(write_nquads(read_release(folders), quads, BASE).values())


def load(quads: Path, store: Path) -> int:
    opened = Store(str(store))
    opened.bulk_load(path=str(quads), format=RdfFormat.N_QUADS)
    opened.flush()
    return len(opened)


def run_step(step: str, quads: Path, *paths: Path) -> None:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])
    start = time.perf_counter()
    count = convert(quads, list(paths)) if step == "convert" else load(quads, *paths)
    seconds = time.perf_counter() - start
    unit = 1024 if sys.platform != "darwin" else 1024**2
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    print(json.dumps({"quads": count, "seconds": seconds, "megabytes": memory}))


def measure(step: str, *paths: Path) -> dict[str, float]:
    command = [sys.executable, __file__, f"--{step}", *map(str, paths)]
    result: dict[str, float] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return result


def main(folders: list[Path]) -> int:
    with tempfile.TemporaryDirectory() as directory:
        quads, store = Path(directory, "esco.nq"), Path(directory, "store")
        steps = {
            "CSV -> N-Quads": measure("convert", quads, *folders),
            "bulk load": measure("load", quads, store),
        }
        names = ", ".join(folder.name for folder in folders)
        print(f"{quads.stat().st_size / 1e6:.0f} MB of N-Quads from {names}")
    seconds = sum(step["seconds"] for step in steps.values())
    memory = max(step["megabytes"] for step in steps.values())
    print(f"{'step':16}{'quads':>10}{'seconds':>10}{'peak MB':>10}")
    for name, step in steps.items():
        print(f"{name:16}{step['quads']:>10,.0f}{step['seconds']:>10.1f}{step['megabytes']:>10.0f}")
    print(f"{'together':16}{'':10}{seconds:>10.1f}{memory:>10.0f}")
    print(f"{'target':16}{'':10}{SECONDS:>10}{MEGABYTES:>10}")
    return 0 if seconds <= SECONDS and memory <= MEGABYTES else 1


if __name__ == "__main__":
    if sys.argv[1:] and sys.argv[1].startswith("--"):
        run_step(sys.argv[1].removeprefix("--"), *map(Path, sys.argv[2:]))
    else:
        sys.exit(main([Path(name) for name in sys.argv[1:]] or FOLDERS))
