"""`passerelle serve`: the service over the current release."""

from typing import Annotated

import typer

from app.settings import Settings


def serve(
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port to listen on")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="processes that share the release and the port")] = 1,
) -> None:
    """Serve the current release, read-only; `passerelle switch` and `build` change it without losing a request."""
    from app.cli.running import run
    from app.keeping.places import find

    settings = Settings()
    find(settings.build, None)
    run(settings, host, port, workers)
