"""What a person sees: a real browser on the console and the chat of the running product."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.support.product import Home

_CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
_PATIENCE_MS = 60_000
_HEADLESS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(_CHROMIUM is None, reason="no Chromium here: install Debian's `chromium`"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        expect.set_options(timeout=_PATIENCE_MS)
        yield playwright.chromium.launch(executable_path=_CHROMIUM, args=_HEADLESS)


@pytest.fixture
def page(home: Home, browser: Browser) -> Iterator[Page]:
    """Yield a page; at the end it must not have asked any other host for anything."""
    home.up()
    asked: set[str | None] = set()
    with browser.new_context(viewport={"width": 1400, "height": 1000}, locale="en-GB") as context:
        page = context.new_page()
        page.set_default_timeout(_PATIENCE_MS)
        page.on("request", lambda request: asked.add(urlsplit(request.url).hostname))
        yield page
    assert asked <= {"127.0.0.1", None}


def sign_in(page: Page, password: str) -> None:
    page.get_by_label(re.compile("E-?mail")).fill("admin@tripwright.local")
    page.get_by_label("Password").locator("visible=true").first.fill(password)
    page.get_by_role("button", name="Sign in").click()


def wait_until_drawn(page: Page) -> None:
    """Wait: Streamlit shows a page before it has finished drawing it, and draws over it then."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")


def open_console(page: Page, home: Home) -> None:
    page.goto(f"http://127.0.0.1:{home.environment['CONSOLE_PORT']}")
    wait_until_drawn(page)
    with page.expect_response(re.compile("/session-cookie")):
        sign_in(page, home.password)
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()


def plan_in_words(page: Page, words: str) -> None:
    page.get_by_role("link", name="Plan").click()
    page.get_by_label("What is wished for").fill(words)
    page.get_by_role("button", name="Run fast and deep").click()


def test_the_console_signs_in_survives_a_reload_and_runs_a_plan_both_ways(
    page: Page, home: Home
) -> None:
    open_console(page, home)

    page.reload()

    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    plan_in_words(page, "Two of us from Shanghai to Hangzhou and Suzhou for 4 days by train")
    for mode in ("Fast", "Deep"):
        expect(page.get_by_role("heading", name=mode, exact=True).first).to_be_visible()
    expect(page.get_by_text("passed", exact=True)).to_have_count(2)
    expect(page.locator("mark", has_text="Hangzhou")).to_be_visible()
    expect(page.get_by_text("Hangzhou East", exact=False).first).to_be_visible()
    expect(page.get_by_text(re.compile(r"^Day 4")).first).to_be_visible()


def test_a_plan_that_was_kept_is_opened_printed_and_downloaded_as_a_calendar_that_opens(
    page: Page, home: Home, tmp_path: Path
) -> None:
    open_console(page, home)
    plan_in_words(page, "Two days in Guangzhou")
    page.get_by_role("button", name="Save as trip").first.click()

    with page.expect_popup() as opened:
        page.get_by_role("link", name="Open the trip").click()
    trip = opened.value
    trip.set_default_timeout(_PATIENCE_MS)
    trip.get_by_role("tab", name="Files").wait_for()
    wait_until_drawn(trip)
    trip.get_by_role("tab", name="Files").click()
    with trip.expect_download() as started:
        trip.get_by_role("button", name="Calendar (.ics)").click()
    started.value.save_as(tmp_path / "trip.ics")
    trip.get_by_role("button", name="Make the PDF").click()
    with trip.expect_download() as printed:
        trip.get_by_role("button", name="Download the PDF").click()
    printed.value.save_as(tmp_path / "trip.pdf")

    calendar = Calendar.from_ical((tmp_path / "trip.ics").read_bytes())
    assert len(calendar.walk("VEVENT")) > 3
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["Asia/Shanghai"]
    assert (tmp_path / "trip.pdf").read_bytes().startswith(b"%PDF")


def say(page: Page, words: str, answers: int) -> Locator:
    """Say something in the chat, and return the answer once it is whole."""
    page.locator("#tw-box textarea").fill(words)
    page.locator("#tw-send").click()
    expect(page.locator(".tw-answer")).to_have_count(answers)
    expect(page.locator("#tw-send")).to_be_enabled()
    return page.locator(".tw-answer").last


def test_in_the_chat_a_trip_is_planned_asked_about_in_a_new_conversation_and_changed_by_talking(
    page: Page, home: Home
) -> None:
    page.goto(f"http://127.0.0.1:{home.environment['CHAT_PORT']}")
    page.locator("#tw-email input").fill("wei@example.org")
    page.locator("#tw-password input").fill("the long password of a visitor")
    page.locator("#tw-register").click()

    planned = say(page, "从今天开始去广州玩5天，两个人，预算6000，喜欢美食和历史", 1)
    expect(planned).to_contain_text("第5天")
    page.locator("#tw-new").click()
    expect(page.locator(".tw-answer")).to_have_count(0)
    expect(say(page, "我明天的行程是什么？", 1)).to_contain_text("第2天")
    say(page, "把第一个景点移到最后一天", 2)
    page.locator("#tw-yes").click()

    expect(page.locator(".tw-answer")).to_have_count(3)
    expect(page.locator(".tw-answer").last).to_contain_text("撤销")
