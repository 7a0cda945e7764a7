"""A service in one process, or in several that share one release, one socket and their metrics."""

import os
import tempfile
from typing import Any

from app.settings import Settings

SERVICE = "app.http.service:application"


def run(settings: Settings, host: str, port: int, workers: int) -> None:
    """Serve until told to end; running requests get `shutdown_seconds` to end first.

    Several processes are started and, when one dies, replaced by one more that only watches over them. They read their
    settings from the same variables as this process.
    """
    import uvicorn

    from app.http.service import create_service
    from app.logs import log, set_up
    from app.metrics import SHARED

    set_up(settings.log_level, settings.log_format)
    log().info("serving", address=f"http://{host}:{port}", processes=workers)
    options: dict[str, Any] = {
        "host": host,
        "port": port,
        "log_config": None,
        "access_log": False,
        "proxy_headers": False,
        "server_header": False,
        "timeout_graceful_shutdown": settings.shutdown_seconds,
        "timeout_worker_healthcheck": 30,
    }
    if workers == 1:
        uvicorn.run(create_service(settings), **options)
        return
    with tempfile.TemporaryDirectory(prefix="passerelle-metrics-") as folder:
        os.environ[SHARED] = folder
        uvicorn.run(SERVICE, factory=True, workers=workers, **options)
