"""The `passerelle` command: one module a group of commands; the heavy imports wait until a command needs them."""

import sys

import typer

from app import __version__
from app.cli import (
    asking,
    building,
    converting,
    describing,
    importing,
    judging,
    keeping,
    mapping,
    publishing,
    recognising,
    serving,
)
from app.cli.screen import messages, screen
from app.problems import PasserelleError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
imports = typer.Typer(no_args_is_help=True, help="Bring in data from elsewhere.")
for command in (
    building.build,
    publishing.publish,
    serving.serve,
    asking.query,
    recognising.recognise,
    recognising.matrix,
    asking.figures,
    converting.convert,
    keeping.switch,
    keeping.verify,
    keeping.backup,
    keeping.restore,
    describing.settings,
    judging.quality,
    judging.rules,
    judging.validate,
):
    app.command()(command)
app.command("releases")(keeping.list_releases)
app.command("format")(building.format_turtle)
imports.command("esco")(importing.import_esco)
app.add_typer(imports, name="import")
app.add_typer(mapping.mappings, name="mappings")


def main() -> None:
    """Run the command; a problem of ours ends it with a message and status 1."""
    try:
        app()
    except PasserelleError as error:
        messages.print(str(error), style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)


@app.callback()
def about() -> None:
    """What is this credential worth on the other side of the border, and what is missing?"""


@app.command()
def version() -> None:
    """Print the version."""
    screen.print(__version__)
