"""`passerelle serve`: the service over the current release."""

from typing import Annotated

import typer

from app.cli.screen import messages
from app.settings import Settings


def serve(
    host: Annotated[str, typer.Option(help="address to listen on")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port to listen on")] = 8000,
) -> None:
    """Serve the current release, read-only."""
    import uvicorn

    from app.http.service import create_service

    settings = Settings()
    messages.print(f"Passerelle on http://{host}:{port}", highlight=False)
    # Whose X-Forwarded-For is believed is a setting of ours; uvicorn by itself would believe every local caller.
    uvicorn.run(
        create_service(settings),
        host=host,
        port=port,
        log_level="warning",
        server_header=False,
        proxy_headers=False,
    )
