"""`passerelle settings`: every setting with its variable, default and meaning, as the README shows them."""

import sys

from app.settings import Settings


def as_markdown() -> str:
    """The table of settings."""
    lines = ["| variable | default | meaning |", "| --- | --- | --- |"]
    prefix = Settings.model_config.get("env_prefix", "")
    for name, field in Settings.model_fields.items():
        default = "" if field.default in ("", None) else f"`{field.default}`"
        lines.append(f"| `{(prefix + name).upper()}` | {default} | {field.description} |")
    return "\n".join(lines) + "\n"


def settings() -> None:
    """Print the settings as a Markdown table, as the README shows them."""
    sys.stdout.write(as_markdown())
