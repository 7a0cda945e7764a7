"""`passerelle serve`: the service over the current release."""

from typing import Annotated

import typer

from app.cli.screen import messages
from app.settings import Settings


def serve(
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port to listen on")] = 8000,
    store: Annotated[str, typer.Option(help="query address of a remote SPARQL store that holds the release")] = "",
) -> None:
    """Serve the current release, read-only, from its own index or from a remote store."""
    import uvicorn

    from app.http.service import create_service

    settings = Settings()
    if store:
        settings = settings.model_copy(update={"store_url": store})
    messages.print(f"Passerelle on http://{host}:{port}", highlight=False)
    uvicorn.run(create_service(settings), host=host, port=port, log_level="warning", server_header=False)
