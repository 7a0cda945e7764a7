"""Every setting explains itself, can be set, and stands in the README as it is."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.cli.describing import as_markdown
from app.settings import Settings

ROOT = Path(__file__).parents[2]
BEGIN, END = "<!-- settings: passerelle settings -->\n", "<!-- end -->"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_is(name: str) -> None:
    described = Settings.model_fields[name].description
    assert described
    assert len(described) > 15
    assert "|" not in described
    assert not Settings.model_fields[name].is_required()


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_one_row_of_the_table(name: str) -> None:
    rows = [line for line in as_markdown().splitlines() if line.startswith(f"| `PASSERELLE_{name.upper()}` |")]
    assert len(rows) == 1
    default = Settings.model_fields[name].default
    assert default in ("", None) or f"| `{default}` |" in rows[0]


@pytest.mark.parametrize(
    "name", [name for name, field in Settings.model_fields.items() if field.annotation in (int, float)]
)
def test_limit_can_be_set_and_makes_no_sense_below_zero(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    variable = f"PASSERELLE_{name.upper()}"
    most = next((one.le for one in Settings.model_fields[name].metadata if hasattr(one, "le")), 2048)
    monkeypatch.setenv(variable, str(most))
    assert getattr(Settings(), name) == most
    monkeypatch.setenv(variable, "-1")
    with pytest.raises(ValidationError, match=name):
        Settings()


def test_settings_of_the_readme_are_those_of_the_program() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert text.count(BEGIN) == 1, "the README has no block of settings: paste what `passerelle settings` prints"
    assert text.split(BEGIN)[1].split(END)[0] == as_markdown()


def test_every_setting_is_used() -> None:
    source = "".join(path.read_text("utf-8") for path in (ROOT / "app").rglob("*.py") if path.name != "settings.py")
    counted = {f"query_{kind}" for kind in re.findall(r'"(\w+)": "', (ROOT / "app/guard/counts.py").read_text("utf-8"))}
    unused = [name for name in Settings.model_fields if f".{name}" not in source and name not in counted]
    assert unused == []
