"""What holds on every page: it can be read by everyone, loads nothing from elsewhere, and repeats no markup."""

import re
from itertools import pairwise
from urllib.parse import urljoin, urlsplit

import pytest
from fastapi.testclient import TestClient
from pages import Page

HTML = {"accept": "text/html"}
STATEMENT = "/compare?source=fi/106884&awarded=2024-05-01&target=es/ce-vhe-medio&judge=1&on=2026-11-25"
PAGES = (
    "/", "/?lang=ga", "/compare", "/compare?source=fi/106884&held=high&wanted=voltage", "/compare?judge=1", STATEMENT,
    STATEMENT + "&lang=pt", "/compare?source=fi/1", "/credentials", "/credentials?words=zzzz", "/queries",
    "/queries/cq-01", "/queries/cq-13?hours=x", "/queries/cq-29", "/queries/cq-41", "/matrix", "/sparql",
    "/policy-lab", "/policy-lab?coverage-full=0.7&country=FI&country=IE&run=1&lang=fi",
    "/policy-lab?coverage-full=7&on=x&run=1",
    "/doc/fi/106884", "/catalog", "/quality", "/quality?jurisdiction=PRT&failing=true&lang=pt", "/shape/qa-006",
    "/shape/qa-001?lang=ga", "/quality/validate", "/quality/validate?lang=fi",
)  # fmt: skip
HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' onfocus='alert(1)", "javascript:alert(1)",
    "{{ 7654321 * 1234567 }}{% raw %}", "</textarea><script>alert(1)</script>", "\u202e\x00\ud7ff", "%3Cscript%3E",
)  # fmt: skip
FIELDS = {
    "/compare": ("source", "awarded", "target", "purpose", "on", "held", "wanted", "add", "drop", "choose", "change",
                 "judge", "lang"),
    "/credentials": ("country", "kind", "words", "page", "lang"),
    "/queries": ("audience", "topic", "lang"),
    "/queries/cq-12": ("text", "chart", "lang"),
    "/queries/cq-13": ("hours", "nosuch"),
    "/queries/cq-50": ("credential", "country"),
    "/matrix": ("purpose", "lang"),
    "/policy-lab": ("purpose", "coverage-full", "country", "on", "release", "run", "of", "lang"),
    "/quality": ("rule_set", "severity", "jurisdiction", "kind", "failing", "lang"),
    "/quality/validate": ("lang", "nosuch"),
}  # fmt: skip


@pytest.fixture(params=PAGES)
def shown(client: TestClient, request: pytest.FixtureRequest) -> tuple[str, Page, str, dict[str, str]]:
    response = client.get(request.param, headers=HTML)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return response.url.path, Page(response.text), response.text, dict(response.headers)


Shown = tuple[str, Page, str, dict[str, str]]


def test_page_says_its_language_and_title(shown: Shown) -> None:
    _, page, text, _ = shown
    assert page.attributes("html")[0]["lang"] in ("en", "fi", "pt", "es", "ga")
    title = re.search(r"<title>([^<]+)</title>", text)
    assert title
    assert title[1].strip(" ·") not in ("", "Passerelle")


def test_headings_begin_with_one_and_leave_out_no_level(shown: Shown) -> None:
    _, page, _, _ = shown
    levels = [int(tag[1]) for tag in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_field_has_a_label(shown: Shown) -> None:
    _, page, _, _ = shown
    labelled = {one.get("for") for one in page.attributes("label")}
    fields = [one for tag in ("input", "select", "textarea") for one in page.attributes(tag)]
    assert [one for one in fields if one.get("type") != "hidden" and one.get("id") not in labelled] == []
    ids = [one["id"] for tag in set(page.tags) for one in page.attributes(tag) if "id" in one]
    assert len(ids) == len(set(ids))
    described = {name for one in fields for name in (one.get("aria-describedby") or "").split()}
    assert described <= set(ids)


def test_table_headers_say_what_they_are_headers_of(shown: Shown) -> None:
    _, page, _, _ = shown
    assert all("scope" in one for one in page.attributes("th"))


def test_page_has_one_main_part_and_a_way_to_skip_to_it(shown: Shown) -> None:
    _, page, _, _ = shown
    assert page.tags.count("main") == 1
    assert page.attributes("main")[0]["id"] == "content"
    assert page.attributes("a")[0]["href"] == "#content"


def test_page_runs_no_script_and_loads_only_our_style(shown: Shown, client: TestClient) -> None:
    path, page, text, headers = shown
    assert not {"script", "style", "iframe", "img", "object", "embed"} & set(page.tags)
    assert not re.search(r"<[^>]*\s(style|on\w+)=", text)
    sheets = [one["href"] or "" for one in page.attributes("link") if one.get("rel") == "stylesheet"]
    assert [urljoin(path, one) for one in sheets] == ["/static/passerelle.css"]
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"


def test_every_link_to_ourselves_leads_somewhere_and_is_relative(shown: Shown, client: TestClient) -> None:
    path, page, _, _ = shown
    own = {link for link in page.links if not urlsplit(link).netloc and not link.startswith("#")}
    assert [link for link in own if link.startswith("/")] == []
    looked_at = sorted(own)[:: max(1, len(own) // 25)]
    broken = {link: code for link in looked_at
              if (code := client.get(urljoin(path, link), headers=HTML).status_code) not in (200, 422)}  # fmt: skip
    assert broken == {}


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize(("path", "field"), [(path, field) for path, fields in FIELDS.items() for field in fields])
def test_hostile_text_in_a_field_never_becomes_markup(client: TestClient, path: str, field: str, hostile: str) -> None:
    response = client.get(path, params={field: hostile}, headers=HTML)
    assert response.status_code in (200, 404, 422), response.text[:300]
    assert response.headers["content-type"].startswith("text/html")
    page = Page(response.text)
    assert not {"script", "img"} & set(page.tags)
    assert not [name for tag in set(page.tags) for one in page.attributes(tag) for name in one if name.startswith("on")]
    assert not [link for link in page.links if link.strip().lower().startswith("javascript:")]
    assert str(7654321 * 1234567) not in response.text


@pytest.mark.parametrize("name", ["<script>", "..%2f..%2fmanifest.json", "%00", "a" * 5000, "eNo"])
@pytest.mark.parametrize("path", ["/compare/", "/queries/", "/credentials/fi/"])
def test_hostile_name_is_not_found_and_never_becomes_markup(client: TestClient, path: str, name: str) -> None:
    response = client.get(path + name, headers=HTML)
    assert response.status_code == 404
    if response.headers["content-type"].startswith("text/html"):
        assert "script" not in Page(response.text).tags
