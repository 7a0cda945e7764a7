"""How long a build takes, how large it is, and how soon a server answers. Targets: build 45 s, ready 3 s.

    .venv/bin/python benchmarks/build_and_serve.py [--rounds 3]

Each round builds into an empty folder in a process of its own and starts a server on the result. Medians are quoted.
"""

import argparse
import os
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMAND = Path(sys.executable).with_name("passerelle")


def build(folder: Path) -> float:
    started = time.perf_counter()
    subprocess.run([COMMAND, "build"], cwd=ROOT, env=environment(folder), check=True, capture_output=True)
    return time.perf_counter() - started


def ready(folder: Path) -> float:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    started = time.perf_counter()
    server = subprocess.Popen([COMMAND, "serve", "--port", str(port)], cwd=ROOT, env=environment(folder))
    try:
        while time.perf_counter() - started < 60:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/api/v1/credentials/fi/106884", timeout=1):
                    return time.perf_counter() - started
            except OSError:
                time.sleep(0.02)
        raise SystemExit("the server did not answer within 60 s")
    finally:
        server.terminate()
        server.wait()


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "PASSERELLE_BUILD": str(folder)}


def size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    rounds = parser.parse_args().rounds
    builds, starts, sizes = [], [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as scratch:
            builds.append(build(Path(scratch)))
            starts.append(ready(Path(scratch)))
            sizes.append(size(Path(scratch)))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"| figure | median of {rounds} | range | target |")
    print("| --- | --: | --: | --: |")
    print(f"| build without ESCO | {statistics.median(builds):.1f} s | {min(builds):.1f}-{max(builds):.1f} s | 45 s |")
    print(f"| server ready | {statistics.median(starts):.2f} s | {min(starts):.2f}-{max(starts):.2f} s | 3 s |")
    print(f"| release on disk | {statistics.median(sizes):.0f} MB | | |")
    print(f"| largest process | {memory:.0f} MB | | |")


if __name__ == "__main__":
    main()
