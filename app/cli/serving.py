"""`passerelle serve`: the service over the current release."""

from typing import Annotated

import typer

from app.cli.screen import messages
from app.settings import Settings


def serve(
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port to listen on")] = 8000,
    load: Annotated[
        list[str] | None,
        typer.Option(help="serve this instead: GRAPH_IRI=FILE, or FILE for the default graph; may be repeated"),
    ] = None,
    union: Annotated[
        bool | None,
        typer.Option(help="of what is loaded, make the default graph the union; by default when it would be empty"),
    ] = None,
) -> None:
    """Serve the current release, read-only; or, with --load, a throw-away dataset of files."""
    if load:
        from app.cli.teaching import serve_files

        serve_files(load, host, port, union)
        return
    import uvicorn

    from app.http.service import create_service

    settings = Settings()
    messages.print(f"Passerelle on http://{host}:{port}", highlight=False)
    uvicorn.run(create_service(settings), host=host, port=port, log_level="warning", server_header=False)
