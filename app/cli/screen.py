"""Where the command prints: results on standard output, what is going on on standard error."""

from rich.console import Console

screen = Console()
messages = Console(stderr=True)
