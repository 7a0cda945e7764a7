"""`passerelle publish`: the current release into a remote store."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.screen import messages, screen
from app.settings import Settings

if TYPE_CHECKING:
    from app.remote.graphs import GraphStore
    from app.remote.publishing import Published
    from app.remote.workers import Workers

# Where stores keep their two doors: what a graph store address ends with, and what its query address ends with.
DOORS = (
    ("/sparql-graph-crud-auth", "/sparql"),
    ("/sparql-graph-crud", "/sparql"),
    ("/rdf-graphs/service", ""),
    ("/store", "/query"),
    ("/data", "/sparql"),
)


def publish(
    to: Annotated[str, typer.Option(help="graph store address, e.g. http://localhost:7878/store")],
    query: Annotated[str, typer.Option(help="query address; PASSERELLE_STORE_URL or the usual one when empty")] = "",
    auth: Annotated[str, typer.Option(help="basic or digest (Virtuoso); a token is sent as bearer")] = "basic",
) -> None:
    """Load the current release into a SPARQL store, continuing where an earlier run stopped.

    The credentials come from PASSERELLE_STORE_USER and PASSERELLE_STORE_PASSWORD, or PASSERELLE_STORE_TOKEN.
    """
    from app.problems import ParameterError
    from app.remote.endpoint import endpoint
    from app.remote.graphs import GraphStore
    from app.remote.workers import Workers

    if auth not in ("basic", "digest"):
        raise ParameterError("auth", auth, "is not one of basic, digest")
    settings = Settings(store_workers=1)
    graphs = GraphStore(endpoint(settings, to), "digest" if auth == "digest" else "basic", settings.publish_seconds)
    workers = Workers(endpoint(settings, query or settings.store_url or query_address(to)), settings)
    try:
        done = _publish(settings, graphs, workers)
    finally:
        workers.close()
        graphs.close()
    for graph in done.in_pieces:
        messages.print(f"  note: {graph} went in pieces", style="yellow", markup=False, highlight=False)
    screen.print(
        f"release {done.release}: {len(done.loaded)} graphs loaded, {len(done.found)} there already, "
        f"{len(done.removed)} removed",
        highlight=False,
    )


def _publish(settings: Settings, graphs: "GraphStore", workers: "Workers") -> "Published":
    from rich.progress import Progress

    from app.remote.publishing import publish as publish_release

    with Progress(console=messages, transient=True) as bar:
        task = bar.add_task("looking what is there", total=None)

        def progress(graph: str, sent: int, all_: int) -> None:
            bar.update(task, description=graph.rsplit("/graph/", 1)[-1], completed=sent, total=all_)

        return publish_release(settings.current.resolve(), graphs, workers, progress)


def query_address(graph_store: str) -> str:
    """The query address that usually belongs to a graph store address.

    :raises ParameterError: when the address is not of a kind we know
    """
    from app.problems import ParameterError

    for ending, other in DOORS:
        if graph_store.endswith(ending):
            return graph_store.removesuffix(ending) + other
    raise ParameterError("query", "", "is not given, and cannot be told from the graph store address")
