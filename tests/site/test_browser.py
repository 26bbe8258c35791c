"""The pages in a real browser: Swagger UI works, nothing is loaded from elsewhere, nothing overflows."""

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from api.app import create_app
from api.config import Settings
from api.db import reader
from tests.conftest import ENTRIES, Databases, live

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)  # busy machines are slow; what is there is found at once

ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
EVENT = "/events/2018-04-24-praesentation-landesvertretung-berlin"

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def address(databases: Databases) -> Iterator[str]:
    """Where the service runs, on a database of its own."""
    url = databases.filled("sqlite", ENTRIES)
    engine = reader(url)
    with live(lambda address: create_app(Settings(database_url=url, public_url=address), engine)) as address:
        yield address
    engine.dispose()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is missing, and CI must test the pages in a browser")
        pytest.skip("needs Chromium on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS.split())
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser, address: str, tmp_path: Path) -> Iterator[Open]:
    """Opens pages; afterwards none may have reported an error, asked another origin or overflowed sideways."""
    contexts, troubles = [], []

    def visiting(path: str, width: int = 1200, **options: str) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda each: troubles.append(each.text) if each.type == "error" else None)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("request", lambda request: None if request.url.startswith((f"{address}/", "data:")) else troubles.append(request.url))
        page.goto(address + path, wait_until="networkidle")
        return page

    yield visiting
    for context in contexts:
        page = context.pages[0]
        page.screenshot(path=tmp_path / f"{len(list(tmp_path.iterdir()))}.png", full_page=True)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            troubles.append(f"{page.url} overflows")
        context.close()
    assert troubles == []


def test_swagger_ui_tries_an_operation_out(visit: Open) -> None:
    page = visit("/docs")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.title() == "API documentation – StrategieWerkstatt"
    operation = page.locator("#operations-events-listEvents")
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Execute").click()
    body = operation.locator(".live-responses-table .response-col_description .highlight-code").first
    expect(body).to_contain_text("2016-03-07-workshop-industriebranchen")
    expect(operation.locator(".live-responses-table .response-col_status").last).to_contain_text("200")


def test_swagger_ui_opens_the_operation_a_link_names(visit: Open) -> None:
    page = visit("/docs#/events/getEvent")
    operation = page.locator("#operations-events-getEvent")
    expect(operation.get_by_role("button", name="Execute")).to_be_visible()
    expect(page.locator("#operations-events-listEvents").get_by_role("button", name="Execute")).to_have_count(0)


def test_swagger_ui_filters_operations(visit: Open) -> None:
    page = visit("/docs")
    expect(page.locator(".opblock-tag-section")).not_to_have_count(1)
    page.get_by_placeholder("Filter").fill("sources")
    expect(page.locator(".opblock-tag-section")).to_have_count(2)  # sources, and how to cite one
    expect(page.locator("#operations-sources-listSources")).to_be_visible()


CONTRAST = """element => {
  const channels = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => channels(colour).slice(0, 3).map(each => each / 255)
    .map(each => each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
    .reduce((sum, each, index) => sum + each * [0.2126, 0.7152, 0.0722][index], 0);
  const under = each => {
    const [red, green, blue, share = 1] = channels(getComputedStyle(each).backgroundColor);
    const below = share < 1 ? under(each.parentElement) : [0, 0, 0];
    return [red, green, blue].map((own, index) => own * share + below[index] * (1 - share));
  };
  const [dark, bright] = [light(getComputedStyle(element).color), light(`rgb(${under(element)})`)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}"""  # of text with what is behind it, after WCAG 2.2


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_swagger_ui_can_be_read_and_used_without_a_mouse(visit: Open, scheme: str) -> None:
    page = visit("/docs#/events/listEvents", 360, color_scheme=scheme)
    levels = page.get_by_role("heading").evaluate_all("headings => headings.map(each => Number(each.tagName[1]))")
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert levels[0] == 1
    expect(page.locator("button a")).to_have_count(0)
    expect(page.get_by_role("search").get_by_placeholder("Filter")).to_be_visible()
    expect(page.get_by_role("region", name="Server").get_by_role("combobox", name="Server")).to_be_visible()
    operation = page.locator("#operations-events-listEvents")
    operation.get_by_role("button", name="Execute").click()
    expect(operation.get_by_role("listbox", name="status", exact=True)).to_be_visible()
    expect(operation.get_by_role("textbox", name="q", exact=True)).to_be_visible()
    expect(operation.locator(".live-responses-table .highlight-code pre")).to_have_attribute("tabindex", "0")
    for part in (".execute", ".try-out__btn", ".parameter__in", ".download-contents", ".live-responses-table .microlight span"):
        for each in operation.locator(part).all()[:50]:
            assert each.evaluate(CONTRAST) >= 4.5
    column = operation.locator('tr[data-param-name="q"] .parameters-col_description').bounding_box()
    assert column
    assert column["width"] > 250  # not beside the name


PATHS = (
    "/",
    "/events",
    EVENT,
    "/sources/s01?lang=en",
    "/search",
    "/search?q=Industrie",
    "/releases/2?release=2",
    "/problems",
    "/docs",
)
NARROW = [(path, 320, "light") for path in PATHS]  # as at 400 % zoom on a screen of 1280 pixels
WIDE = [(path, 1200, "dark") for path in ("/", EVENT, "/search?q=Industrie&lang=en", "/docs")]


@pytest.mark.parametrize(("path", "width", "scheme"), NARROW + WIDE)
def test_pages_show_without_error_other_origins_or_overflow(visit: Open, path: str, width: int, scheme: str) -> None:
    page = visit(path, width, color_scheme=scheme, locale="de-DE")  # German words are longer
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_a_reader_gets_from_the_timeline_to_a_source_and_changes_the_language(visit: Open) -> None:
    page = visit("/", locale="de-DE")
    page.get_by_role("link", name="Die Industrie im Zeitalter der Digitalisierung").click()
    page.locator(".cited a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Fassung vor der Veranstaltung")
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Events", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Events")


def test_a_reader_searches_with_the_keyboard_and_turns_the_page(visit: Open) -> None:
    page = visit(f"{EVENT}?lang=en", 360)
    page.get_by_role("searchbox", name="Search for").press_sequentially("industry")
    page.keyboard.press("Enter")
    expect(page.get_by_role("searchbox", name="Search for")).to_have_value("industry")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    first = page.locator(".records a").first.inner_text()
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".records a").first).not_to_have_text(first)
    page.get_by_role("link", name="Previous").click()
    expect(page.locator(".records a").first).to_have_text(first)


def test_vocabularies_fit_on_a_phone(visit: Open) -> None:
    page = visit("/vocabularies", 360, locale="de-DE")
    tables = page.locator(".scroll").evaluate_all("regions => regions.map(each => each.scrollWidth <= each.clientWidth)")
    assert len(tables) > 10
    assert all(tables)


def test_on_paper_stands_nothing_to_click_through_the_site_with(visit: Open) -> None:
    page = visit(EVENT)
    page.emulate_media(media="print")
    for part in (page.get_by_role("navigation"), page.get_by_role("search"), page.locator(".languages"), page.locator(".skip")):
        expect(part).to_be_hidden()
    expect(page.get_by_role("heading", name="Cite and reuse")).to_be_visible()


def test_where_one_is_shows_in_forced_colours(visit: Open) -> None:
    page = visit("/events", forced_colors="active")
    for here in page.locator(".top [aria-current]").all():
        expect(here).to_have_css("text-decoration-line", "underline")


@pytest.mark.parametrize("width", [360, 1200])
def test_the_keyboard_goes_through_the_head_as_it_is_read(visit: Open, width: int) -> None:
    page = visit(EVENT, width)
    page.keyboard.press("Tab")  # the link that skips it
    rows = []
    for _ in page.locator(".top :is(a, button, input:not([type=hidden]))").all():
        page.keyboard.press("Tab")
        box = page.locator(".top :focus").bounding_box()
        assert box
        rows.append((round((box["y"] + box["height"] / 2) / 15), box["x"]))
    assert rows == sorted(rows)


def test_the_keyboard_finds_the_content_first(visit: Open) -> None:
    page = visit(EVENT)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    expect(page.locator(".skip")).to_be_in_viewport()
