"""The threat model is true to the code: its knobs have the defaults it names, its tests are there."""

import re
from pathlib import Path

import pytest

from app.settings import Settings

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "THREAT_MODEL.md").read_text("utf-8")
KNOBS = re.findall(r"^\| `(\w+)` \| (\S+) \|", TEXT, re.MULTILINE)
KNOWN = [(name, said) for name, said in KNOBS if name in Settings.model_fields]


@pytest.mark.parametrize(("name", "said"), KNOWN)
def test_knob_has_the_default_that_is_named(name: str, said: str) -> None:
    default = Settings.model_fields[name].default
    assert said == ("none" if default == "" else str(default))


def test_knobs_of_this_page_are_settings() -> None:
    assert {"body_kib", "query_seconds", "switch_seconds", "shutdown_seconds", "restore_mib"} <= dict(KNOWN).keys()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(tests/[\w/.]+)`", TEXT))))
def test_proof_that_is_named_is_there(name: str) -> None:
    assert (ROOT / name).exists()
