"""`passerelle serve --load`: files served for as long as the process runs."""

from pathlib import Path
from tempfile import TemporaryDirectory

from app.cli.screen import messages
from app.settings import Settings


def serve_files(texts: list[str], host: str, port: int, union: bool | None) -> None:
    """Load files into a temporary index and serve it; the index goes when the process ends.

    :param texts: `GRAPH_IRI=FILE`, or `FILE` for the default graph and for quads
    :param union: whether the default graph is the union of all; None when nothing was loaded into it
    :raises InputError: for a file that cannot be read
    """
    import uvicorn

    from app.dataset import load, read_load
    from app.http.throwaway import create_throwaway

    loads = [read_load(text) for text in texts]
    with TemporaryDirectory(prefix="passerelle-") as folder:
        index = Path(folder) / "index"
        dataset = load(index, loads, union)
        contents = dataset.manifest
        messages.print(f"{contents.quads:,} triples in {len(contents.graphs)} named graphs", highlight=False)
        messages.print(f"A throw-away dataset on http://{host}:{port}/sparql", highlight=False)
        service = create_throwaway(Settings(), index, dataset)
        uvicorn.run(service, host=host, port=port, log_level="warning", server_header=False, proxy_headers=False)
