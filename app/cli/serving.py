"""`passerelle serve`: the service over the current release."""

import os
from typing import Annotated

import typer

from app.settings import Settings


def serve(
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port to listen on")] = 8000,
    store: Annotated[str, typer.Option(help="query address of a remote SPARQL store that holds the release")] = "",
    workers: Annotated[int, typer.Option(min=1, help="processes that share the release and the port")] = 1,
    load: Annotated[
        list[str] | None,
        typer.Option(help="serve this instead: GRAPH_IRI=FILE, or FILE for the default graph; may be repeated"),
    ] = None,
    union: Annotated[
        bool | None,
        typer.Option(help="of what is loaded, make the default graph the union; by default when it would be empty"),
    ] = None,
) -> None:
    """Serve the current release, read-only, from its own index or a remote store; or a throw-away dataset of files.

    `passerelle switch` and `build` change the release without losing a request.
    """
    if load:
        from app.cli.teaching import serve_files

        serve_files(load, host, port, union)
        return
    from app.cli.running import run
    from app.keeping.places import find

    if store:
        os.environ["PASSERELLE_STORE_URL"] = store
    settings = Settings()
    find(settings.build, None)
    run(settings, host, port, workers)
