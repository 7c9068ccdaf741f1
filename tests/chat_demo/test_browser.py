"""The chat in a real browser: what only a browser can tell."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from chat_demo import words
from chat_demo.web import create_site
from core.schemas.chat import Intent
from tests.chat_demo.conftest import PASSWORD
from tests.chat_demo.fake_api import Event, FakeApi, served, usual_plan, wire
from tests.chat_demo.fake_talk import Turn
from tests.support.plans import (
    a_check,
    a_day,
    a_journey,
    a_report,
    a_step,
    a_stop,
    a_trip,
    an_answer,
)
from tests.support.processes import eventually
from tests.support.settings import make_settings
from tests.support.talk import a_proposal, a_reply, some_frames

pytestmark = pytest.mark.browser

_CHROMIUM = shutil.which("chromium")
_PATIENCE_MS = 60_000
_NEVER_S = 3600.0
_ATTACK = (
    "<img src=x onerror=\"window.attacked='img'\"><script>window.attacked='script'</script>"
    "<svg onload=\"window.attacked='svg'\"></svg>"
    "![x](http://attack.test/x.png) [y](javascript:window.attacked='link')"
    "<iframe src=http://attack.test/></iframe><style>@import 'http://attack.test/x.css'</style>"
)


@pytest.fixture
def api() -> FakeApi:
    return FakeApi(accounts={"wei@example.org": PASSWORD})


@pytest.fixture
def site(api: FakeApi) -> Iterator[str]:
    with ExitStack() as servers:
        settings = make_settings(api_url=servers.enter_context(served(api.app)))
        yield servers.enter_context(served(lambda: create_site(settings)))


@pytest.fixture
def asked_for() -> list[str]:
    """Return the address of every request of the browser."""
    return []


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if _CHROMIUM is None:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=_CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )


@pytest.fixture
def page(browser: Browser, asked_for: list[str]) -> Iterator[Page]:
    with browser.new_context(locale="en-US") as context:
        page = context.new_page()
        page.set_default_timeout(_PATIENCE_MS)
        page.on("request", lambda request: asked_for.append(request.url))
        yield page


def sign_in(page: Page, site: str, *, way: str = "Fast") -> None:
    page.goto(site)
    page.locator("#tw-email input").fill("wei@example.org")
    page.locator("#tw-password input").fill(PASSWORD)
    page.locator("#tw-sign-in").click()
    expect(page.locator("#tw-box textarea")).to_be_visible(timeout=_PATIENCE_MS)
    page.locator("#tw-mode label", has_text=way).click()


def test_talk_streams_waits_for_a_yes_and_runs_nothing_that_a_model_says(
    page: Page, site: str, api: FakeApi, asked_for: list[str]
) -> None:
    def turn(body: dict[str, object]) -> Turn:
        if body["query"] == "Yes":
            return [*some_frames("Done."), a_reply("Done.")]
        reply = a_reply(_ATTACK, intent=Intent.TRIP_EDIT, proposal=a_proposal())
        return [*some_frames(_ATTACK), reply]

    api.talk.script = turn
    sign_in(page, site, way="Talk")
    page.locator("#tw-box textarea").fill("Move the museum")
    page.locator("#tw-send").click()
    expect(page.locator(".tw-proposal")).to_be_visible(timeout=_PATIENCE_MS)
    expect(page.locator(".tw-answer")).to_contain_text("onerror")

    page.locator("#tw-yes").click()
    expect(page.locator(".tw-answer")).to_have_count(2, timeout=_PATIENCE_MS)
    expect(page.locator("#tw-yes")).to_be_hidden()

    assert [body["query"] for body in api.talk.asked] == ["Move the museum", "Yes"]
    assert page.evaluate("window.attacked") is None
    assert page.locator("#tw-talk :is(iframe, script, a, img)").count() == 0
    assert not [url for url in asked_for if "attack.test" in url]


def test_a_plan_in_words_survives_a_reload_and_nothing_leaves_the_machine(
    page: Page, site: str, asked_for: list[str]
) -> None:
    sign_in(page, site)

    page.locator("#tw-examples button").first.click()
    page.locator("#tw-send").click()
    expect(page.locator(".tw-day")).to_have_count(2, timeout=_PATIENCE_MS)
    page.locator("#tw-save").click()
    expect(page.locator(".tw-note.tw-good")).to_contain_text("trip-1", timeout=_PATIENCE_MS)
    page.reload()
    expect(page.locator(".tw-day")).to_have_count(2, timeout=_PATIENCE_MS)

    assert page.locator(".tw-map img").evaluate("map => map.naturalWidth") > 0
    hosts = {urlsplit(url).hostname for url in asked_for if not url.startswith("data:")}
    assert hosts == {"127.0.0.1"}


def test_no_text_of_visitor_catalogue_or_model_runs_or_loads_anything(
    page: Page, site: str, api: FakeApi, asked_for: list[str]
) -> None:
    stop = a_stop(name=_ATTACK, reason=_ATTACK, opening_hours=_ATTACK)
    answer = an_answer(
        a_day(0, stop, title=_ATTACK),
        trip=a_trip(title=_ATTACK, city=_ATTACK),
        report=a_report(a_check(passed=False, message=_ATTACK), a_check(message=_ATTACK)),
        tool_traces=[a_step(_ATTACK)],
    )
    api.script = lambda _: [(0, "final", wire(answer))]
    sign_in(page, site)

    page.locator("#tw-box textarea").fill(_ATTACK)
    page.locator("#tw-send").click()
    expect(page.locator(".tw-day")).to_contain_text("onerror", timeout=_PATIENCE_MS)

    assert page.evaluate("window.attacked") is None
    assert page.locator("#tw-talk :is(iframe, script, a, svg *[onload])").count() == 0
    assert not [url for url in asked_for if "attack.test" in url]


def test_stopping_ends_the_plan_here_and_at_the_api(page: Page, site: str, api: FakeApi) -> None:
    def endless(body: dict[str, object]) -> list[Event]:
        return [*usual_plan(body)[:3], (_NEVER_S, "final", {})]

    api.script = endless
    sign_in(page, site)
    page.locator("#tw-box textarea").fill("2 days in Guangzhou")
    page.locator("#tw-box textarea").press("Enter")
    expect(page.locator(".tw-day")).to_have_count(1, timeout=_PATIENCE_MS)

    page.locator("#tw-stop").click()

    expect(page.locator(".tw-note.tw-warn")).to_contain_text("Stopped", timeout=_PATIENCE_MS)
    expect(page.locator("#tw-send")).to_be_visible()
    expect(page.locator(".tw-day")).to_have_count(1)
    assert eventually(lambda: api.broken_off == 1)
    lost = page.locator("#tw-talk > [data-testid=status-tracker]:not(.hide)")
    expect(lost).to_have_count(0)  # stopping is no loss of the connection


def test_a_reload_while_a_plan_is_made_shows_its_days_and_lets_it_be_stopped(
    page: Page, site: str, api: FakeApi
) -> None:
    api.script = lambda body: [*usual_plan(body)[:3], (_NEVER_S, "final", {})]
    sign_in(page, site)
    page.locator("#tw-box textarea").fill("2 days in Guangzhou")
    page.locator("#tw-send").click()
    expect(page.locator(".tw-day")).to_have_count(1, timeout=_PATIENCE_MS)

    page.reload()

    expect(page.locator(".tw-day")).to_have_count(1, timeout=_PATIENCE_MS)
    expect(page.locator(".tw-progress .tw-spinner")).to_be_visible()
    page.locator("#tw-stop").click()
    expect(page.locator(".tw-note.tw-warn")).to_contain_text("Stopped", timeout=_PATIENCE_MS)
    expect(page.locator(".tw-day")).to_have_count(1)
    assert len(api.asked) == 1


def test_the_page_speaks_the_language_of_the_words(page: Page, site: str) -> None:
    sign_in(page, site)
    expect(page.locator("#tw-send")).to_have_text("Send")

    page.locator("#tw-box textarea").fill("广州两天")
    page.locator("#tw-send").click()

    expect(page.locator("#tw-save")).to_have_text("保存并下载", timeout=_PATIENCE_MS)
    expect(page.locator("#tw-sign-out")).to_have_text("退出")
    expect(page.locator("#tw-box textarea")).to_have_attribute("placeholder", words.ASK_HINT.zh)


def test_a_saved_trip_is_downloaded_from_the_chat_itself(
    page: Page, site: str, api: FakeApi
) -> None:
    api.trips["trip-1"] = "wei@example.org"
    sign_in(page, site)
    page.locator("#tw-box textarea").fill("2 days in Guangzhou")
    page.locator("#tw-send").click()
    page.locator("#tw-save").click()

    with page.expect_download() as found:
        page.locator(".tw-downloads a", has_text="Calendar").click()

    assert found.value.suggested_filename == "Paris-巴黎.ics"
    assert found.value.url.startswith(site)


@pytest.mark.parametrize("width", [400, 1280])
def test_nothing_is_wider_than_the_window(page: Page, site: str, api: FakeApi, width: int) -> None:
    names = ("Chen Clan Ancestral Hall and its very long courtyard " * 3, "陈" * 60)
    days = [
        a_day(index, a_journey(), *(a_stop(n + 1, name=name) for n, name in enumerate(names)))
        for index in range(3)
    ]
    api.script = lambda _: [(0, "final", wire(an_answer(*days)))]
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, site)

    page.locator("#tw-box textarea").fill("2 days in Guangzhou " + "x" * 300)
    page.locator("#tw-send").click()
    expect(page.locator(".tw-day")).to_have_count(3, timeout=_PATIENCE_MS)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".tw-map img").count() == 4
