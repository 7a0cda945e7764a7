"""The house rules that a reader relies on: dependencies point inwards, modules stay short, SPARQL stays in files."""

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "app").rglob("*.py"))


def test_dependencies_point_inwards() -> None:
    tool = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([tool], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout
    assert "6 kept, 0 broken" in result.stdout


def test_no_module_is_longer_than_300_lines() -> None:
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > 300} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    long = [
        f"{path.name}:{node.lineno} {node.name}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 40
    ]
    assert long == []


def test_no_sparql_stands_in_python() -> None:
    pattern = re.compile(r"\b(SELECT|CONSTRUCT|ASK|DESCRIBE)\b[^\"']*\{|PREFIX \w+: *<")
    found = [path.name for path in MODULES if pattern.search(path.read_text("utf-8"))]
    assert found == []


def test_no_settings_are_read_at_import() -> None:
    code = "import app.cli, app.http.service, app.sandbox, app.settings as s; print(isinstance(s.Settings, type))"
    environment = {"PASSERELLE_QUERY_WORKERS": "not a number", "PATH": str(Path(shutil.which("python3") or "").parent)}
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert result.stdout.strip() == "True", result.stderr
