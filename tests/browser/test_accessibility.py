"""No page breaks a rule of WCAG 2.2 level A or AA that axe-core can check."""

from typing import TYPE_CHECKING

import pytest
from validation import RECORD

if TYPE_CHECKING:
    from playwright.sync_api import Browser

axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

RULES = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PAGES = (
    "/", "/?lang=ga", "/compare", "/compare?judge=1", "/compare?source=fi/106884&awarded=x&judge=1&held=high&wanted=e",
    "/compare?source=fi/106884&target=es/ce-vhe-medio&judge=1&lang=fi",
    "/compare?source=us/ase-l3&target=fi/106884&judge=1",
    "/compare?source=fi/1", "/credentials", "/queries", "/queries/cq-01", "/queries/cq-13?hours=x", "/queries/cq-29",
    "/queries/cq-41", "/queries/cq-50", "/matrix", "/policy-lab",
    "/policy-lab?coverage-full=0.7&country=FI&country=IE&run=1&lang=fi", "/policy-lab?coverage-full=7&on=x&run=1",
    "/sparql?example=cq-29", "/doc/fi/106884",
    "/doc/competence/high-voltage-isolation", "/catalog", "/shape/in-001",
    "/quality", "/quality?failing=true&lang=pt", "/shape/qa-006", "/shape/qa-001?lang=ga", "/quality/validate",
    "/doc/es/ce-vhe-medio",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_page_breaks_no_rule(browser: "Browser", address: str, path: str) -> None:
    context = browser.new_context(base_url=address, bypass_csp=True)
    page = context.new_page()
    page.goto(path)
    found = axe.Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    context.close()
    broken = {one["id"]: [node["html"][:160] for node in one["nodes"]][:3] for one in found.response["violations"]}
    assert broken == {}


def test_result_of_a_check_breaks_no_rule(browser: "Browser", address: str) -> None:
    context = browser.new_context(base_url=address, bypass_csp=True)
    page = context.new_page()
    page.goto("/quality/validate")
    page.get_by_label("Or paste the document").fill(RECORD)
    page.get_by_role("button", name="Check").click()
    page.get_by_role("heading", level=1, name="Result of the check").wait_for()
    found = axe.Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    context.close()
    assert {one["id"]: one["nodes"][0]["html"][:160] for one in found.response["violations"]} == {}
