"""The main journeys of people, in a browser: an officer finds both sides and reads the verdict; a researcher asks."""

import csv
import re
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
from playwright.sync_api import Browser, Page, expect
from validation import RECORD


def test_officer_finds_both_sides_and_reads_the_statement(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Compare credentials").click()
    page.get_by_label("Find a credential that the applicant holds").fill("korjaustyö korkeajännite")
    page.keyboard.press("Enter")
    page.get_by_role("button", name=re.compile("^Add: Vehicle high-voltage")).click()
    page.get_by_label("Awarded on").fill("2024-05-01")
    page.get_by_label("Find the credential asked for here").fill("especialización híbridos")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Awarded on")).to_have_value("2024-05-01")
    page.get_by_role("button", name=re.compile("^Choose: Specialisation course")).first.click()
    page.get_by_label("Study").check()
    page.get_by_role("button", name="Compare", exact=True).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Statement of comparison")
    expect(page.get_by_text("awarded on 1 May 2024").or_(page.get_by_text("awarded on May 1, 2024"))).to_be_visible()
    findings = page.get_by_role("table").first.get_by_role("row")
    expect(findings).to_have_count(8)
    expect(page.get_by_text("admission to or exemption from a programme")).to_be_visible()

    page.get_by_role("link", name="fi", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vertailulausunto")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vertailulausunto")


def test_officer_is_told_what_is_still_to_choose_and_changes_the_case(page: Page) -> None:
    page.goto("/compare?source=fi/106884")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the credential that it is held against.")
    page.goto("/compare?source=fi/106884&target=es/ce-vhe-medio&judge=1")
    page.get_by_role("link", name="Change the case").click()
    page.get_by_role("button", name=re.compile("^Remove:")).click()
    expect(page.get_by_text("Nothing is chosen yet.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Change: Specialisation"))).to_be_visible()


def test_statement_prints_without_what_is_only_for_screens(page: Page, tmp_path: Path) -> None:
    page.goto("/compare?source=fi/106884&target=es/ce-vhe-medio&judge=1")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_role("link", name="Change the case")).to_be_hidden()
    expect(page.get_by_role("heading", name="Sources")).to_be_visible()
    printed = page.pdf(path=tmp_path / "statement.pdf", format="A4")
    assert printed.startswith(b"%PDF")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def test_researcher_opens_a_question_changes_a_parameter_and_downloads(page: Page, tmp_path: Path) -> None:
    page.goto("/")
    page.get_by_role("link", name="Stored questions").click()
    page.get_by_label("Topic").select_option(label="levels and workload")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="Which credentials take no more than a given number of hours?").click()
    before = page.get_by_role("table").get_by_role("row").count()
    page.get_by_label("hours", exact=True).fill("5")
    page.get_by_role("button", name="Answer").click()
    expect(page.get_by_text("(hours=5)")).to_be_visible()
    after = page.get_by_role("table").get_by_role("row").count()
    assert 1 < after < before
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV").click()
    path = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(path)
    assert path.name.startswith("cq-13-")
    assert len(list(csv.reader(path.open(encoding="utf-8")))) == after


def test_researcher_takes_a_question_to_the_sparql_box(page: Page) -> None:
    page.goto("/queries/cq-29")
    page.get_by_role("button", name="Open in the SPARQL box").click()
    box = page.get_by_label("Query")
    expect(box).to_have_value(re.compile("SELECT"))
    expect(page.get_by_role("region", name="Result").get_by_role("row")).to_have_count(9)
    box.fill("SELECT (1 + 1 AS ?two) WHERE {}")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("region", name="Result").get_by_role("row")).to_have_count(2)


def test_officer_finds_a_rule_its_law_and_the_records_that_fail_it(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Quality").click()
    page.get_by_label("Made for").select_option(label="Portugal")
    page.get_by_label("only rules that some record fails").check()
    page.get_by_role("button", name="Show").click()
    expect(page).to_have_url(re.compile("jurisdiction=PRT.*failing=true"))
    rules = page.get_by_role("region", name="Rules").get_by_role("link")
    assert 0 < rules.count() < 100
    rules.first.click()
    expect(page.get_by_role("heading", name="Records that fail")).to_be_visible()
    page.get_by_text("The rule as SHACL in Turtle").click()
    expect(page.get_by_text("psr:QualityShape")).to_be_visible()
    page.get_by_role("region", name="Records that fail").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Quality")).to_be_visible()
    expect(page.get_by_role("region", name="Rules that the record fails")).to_be_visible()


def test_registrar_checks_a_file_of_her_own_without_scripts(browser: Browser, address: str, tmp_path: Path) -> None:
    path = tmp_path / "record.ttl"
    path.write_text(RECORD, "utf-8")
    context = browser.new_context(base_url=address, java_script_enabled=False, locale="en-IE")
    page = context.new_page()
    page.goto("/quality")
    page.get_by_role("link", name="Check a record of your own").click()
    page.get_by_label("File", exact=True).set_input_files(path)
    page.get_by_label("National law").uncheck()
    page.get_by_label("Language of the answer").select_option("es")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Resultado de la comprobación")
    expect(page.get_by_role("heading", name="High voltage, first step")).to_be_visible()
    expect(page.get_by_text("Derecho nacional")).to_have_count(0)
    expect(page.get_by_role("cell", name="No se enumeran los resultados de aprendizaje.")).to_be_visible()
    page.get_by_role("link", name="Comprobar otro registro").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Comprobar un registro")
    context.close()


@pytest.mark.parametrize("width", [320, 768])
@pytest.mark.parametrize(
    "path",
    ["/", "/compare?source=fi/106884&wanted=high", "/compare?source=fi/106884&target=es/ce-vhe-medio&judge=1",
     "/credentials", "/queries", "/queries/cq-50", "/queries/cq-29", "/matrix", "/sparql?example=cq-29",
     "/doc/fi/106884", "/quality", "/shape/qa-006", "/quality/validate"],
)  # fmt: skip
def test_page_fits_narrow_screens_without_scrolling_sideways(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_pages_work_with_scripts_turned_off(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False, locale="en-IE")
    page = context.new_page()
    page.goto("/compare?source=fi/106884&target=es/ce-vhe-medio")
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Statement of comparison")
    context.close()


def test_researcher_varies_a_tolerance_and_reads_a_pair_that_moves(page: Page) -> None:
    page.goto("/matrix")
    page.get_by_role("link", name="Change the rules in the policy lab").click()
    page.get_by_label("coverage-full", exact=True).fill("0.7")
    for country in ("Portugal", "Spain", "United States"):
        page.get_by_label(country, exact=True).uncheck()
    page.get_by_role("button", name="Compare outcomes").click()
    assert page.url.endswith("#result")
    assert page.get_by_role("heading", name="Who gains, who loses").is_visible()
    with page.expect_download() as started:
        page.get_by_role("link", name="Pairs as CSV").click()
    assert started.value.suggested_filename.startswith("policy-lab-pairs-employment-")
    page.get_by_role("link", name="statement under the tolerances above").first.click()
    assert "coverage-full = 0.7" in page.locator("main").inner_text()
