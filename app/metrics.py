"""What a service counts of itself, in the format of Prometheus.

Every label has few values: routes are templates, methods and endings come from fixed lists, never from a request.
With several processes, as `passerelle serve --workers N` starts them, each writes its numbers to files in a folder that
PROMETHEUS_MULTIPROC_DIR names, and whichever process is asked answers for all.
"""

import os
import re
from pathlib import Path

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.process_collector import ProcessCollector

MEDIA_TYPE = CONTENT_TYPE_LATEST
SHARED = "PROMETHEUS_MULTIPROC_DIR"
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_PID = re.compile(r"_(\d+)\.db$")


class Metrics:
    """The numbers of one service; a registry of its own, so that two services in one process do not mix."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        if SHARED not in os.environ:
            ProcessCollector(registry=self._registry)
        self.seconds = Histogram(
            "passerelle_request_seconds", "Time from request to the last byte of the answer",
            ("method", "route", "status"), buckets=_SECONDS, registry=self._registry,
        )  # fmt: skip
        self.bytes = self._counter("passerelle_response_bytes", "Bytes of answers", "route")
        self.in_flight = self._gauge("passerelle_requests_in_flight", "Requests that are being answered")
        self.verdicts = self._counter("passerelle_verdicts", "Recognition verdicts", "purpose", "outcome")
        self.queries = self._counter("passerelle_queries", "Queries, by kind and how they ended", "kind", "ending")
        self.query_seconds = Histogram(
            "passerelle_query_seconds", "Time of a query, waiting included", ("kind",), buckets=_SECONDS,
            registry=self._registry,
        )  # fmt: skip
        self.query_bytes = self._counter("passerelle_query_result_bytes", "Bytes of results of queries", "kind")
        self.query_kills = self._counter(
            "passerelle_query_kills", "Query processes that a query brought to an end", "kind", "reason"
        )
        self.query_waiting = self._gauge("passerelle_queries_waiting", "Queries that wait for a process", "kind")
        self.query_running = self._gauge("passerelle_queries_running", "Queries that run", "kind")
        self.switches = self._counter("passerelle_release_switches", "Releases taken up while serving", "outcome")
        self._release = self._gauge(
            "passerelle_release_info", "Processes that serve this release", "release", "version"
        )

    def serves(self, release: str, version: str) -> None:
        """Count one more process that serves a release: it has just opened it."""
        self._release.labels(release, version).inc()

    def serves_no_more(self, release: str, version: str) -> None:
        """Count one process less that serves a release."""
        self._release.labels(release, version).dec()

    def text(self) -> bytes:
        """All numbers, those of the other processes of the same service included."""
        folder = os.environ.get(SHARED)
        if folder is None:
            return generate_latest(self._registry)
        _forget_the_dead(Path(folder))
        registry = CollectorRegistry()
        MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]
        return generate_latest(registry)

    def _counter(self, name: str, help: str, *labels: str) -> Counter:
        return Counter(name, help, labels, registry=self._registry)

    def _gauge(self, name: str, help: str, *labels: str) -> Gauge:
        return Gauge(name, help, labels, registry=self._registry, multiprocess_mode="livesum")


def _forget_the_dead(folder: Path) -> None:
    """Drop what ended processes said of the moment; what they counted stays."""
    ended = {int(found[1]) for path in folder.glob("gauge_*.db") if (found := _PID.search(path.name))}
    for process in ended:
        if not Path(f"/proc/{process}").exists():
            mark_process_dead(process, str(folder))  # type: ignore[no-untyped-call]
