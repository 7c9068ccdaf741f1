"""The chat as it is served, through the requests its page makes."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest
from gradio_client import Client

from chat_demo import words
from chat_demo.visitors import COOKIE
from chat_demo.web import create_site
from tests.chat_demo.conftest import PASSWORD
from tests.chat_demo.fake_api import FakeApi, served, usual_plan
from tests.chat_demo.reading import HOSTILE
from tests.chat_demo.window import Window
from tests.support.settings import make_settings


@pytest.fixture(scope="module")
def site_and_api() -> Iterator[tuple[str, FakeApi]]:
    """Serve the chat and a fake API once for this module: drawing the page takes a while."""
    api = FakeApi()
    with ExitStack() as servers:
        settings = make_settings(api_url=servers.enter_context(served(api.app)))
        yield servers.enter_context(served(lambda: create_site(settings))), api


@pytest.fixture
def site(site_and_api: tuple[str, FakeApi]) -> str:
    """Return the address of the chat."""
    return site_and_api[0]


@pytest.fixture
def api(site_and_api: tuple[str, FakeApi]) -> FakeApi:
    """Return the fake API, as if it had just started."""
    api = site_and_api[1]
    api.script = usual_plan
    api.asked.clear()
    api.accounts = {"wei@example.org": PASSWORD, "ana@example.org": PASSWORD}
    return api


def sign_in(window: Window, email: str = "wei@example.org") -> None:
    window.do("sign_in", email, PASSWORD, "en")


def test_a_visitor_signs_in_and_asks_for_a_trip_in_words(site: str, api: FakeApi) -> None:
    with Window(site) as window:
        assert window.is_visible("tw-gate")
        sign_in(window)
        assert window.is_visible("tw-room")
        window.do("ask", "5 天广州，两个人，预算 6000", "deep", True, None, "en")

        assert window.drawings >= 2
        assert "Chen Clan Ancestral Hall" in window.talk()
    assert api.asked == [
        (
            "wei@example.org",
            {"text": "5 天广州，两个人，预算 6000", "mode": "deep", "seed": 0, "save": False},
        )
    ]


def test_two_visitors_at_the_same_time_do_not_meet(site: str, api: FakeApi) -> None:
    def visit(email: str) -> str:
        with Window(site) as window:
            sign_in(window, email)
            window.do("ask", f"trip of {email}", "fast", True, None, "en")
            return window.talk()

    people = ["wei@example.org", "ana@example.org"]
    with ThreadPoolExecutor() as pool:
        talks = dict(zip(people, pool.map(visit, people), strict=True))

    assert sorted((email, body["text"]) for email, body in api.asked) == [
        ("ana@example.org", "trip of ana@example.org"),
        ("wei@example.org", "trip of wei@example.org"),
    ]
    assert "ana@" not in talks["wei@example.org"]
    assert "wei@" not in talks["ana@example.org"]


def test_another_browser_is_not_signed_in(site: str, api: FakeApi) -> None:
    with Window(site) as mine, Window(site) as other:
        sign_in(mine)
        other.do("ask", "my trip", "fast", True, None, "en")

        assert other.is_visible("tw-gate")
        assert words.SIGNED_OUT.en in other.shows("tw-gate-note")
    assert api.asked == []


def test_a_made_up_cookie_opens_nothing(site: str, api: FakeApi) -> None:
    with Window(site) as window:
        sign_in(window)
        window.http.cookies.set(COOKIE, "made-up")
        window.do("ask", "my trip", "fast", True, None, "en")

        assert words.SIGNED_OUT.en in window.shows("tw-gate-note")
    assert api.asked == []


def test_a_reload_keeps_the_visitor_signed_in_and_the_conversation(site: str, api: FakeApi) -> None:
    with Window(site) as window:
        sign_in(window)
        window.do("ask", "my trip", "fast", True, None, "en")
        cookies = window.http.cookies

    with Window(site, cookies) as reloaded:
        assert reloaded.is_visible("tw-room")
        assert "my trip" in reloaded.talk()
        assert "wei@example.org" in reloaded.shows("tw-account")


def test_signing_out_in_one_window_signs_out_the_other(site: str, api: FakeApi) -> None:
    with Window(site) as one:
        sign_in(one)
        with Window(site, one.http.cookies) as other:
            one.do("sign_out", "en")
            other.do("ask", "my trip", "fast", True, None, "en")

            assert other.is_visible("tw-gate")
    assert api.asked == []


def test_tokens_are_nowhere_in_what_the_browser_gets(site: str, api: FakeApi) -> None:
    with Window(site) as window:
        sign_in(window)
        window.do("ask", "my trip", "fast", True, None, "en")
        everything = f"{window.page} {window.sees} {window.http.get('/config').text}"
        everything += str(dict(window.http.cookies))

    for token in (*api.sessions, *api.refreshers, PASSWORD):
        assert token not in everything


def test_the_page_changes_its_language(site: str, api: FakeApi) -> None:
    with Window(site) as window:
        sign_in(window)
        window.do("speak", "zh", "fast", None)

        assert window.shows("tw-send") == words.SEND.zh
        cookies = window.http.cookies
    with Window(site, cookies) as reloaded:
        assert reloaded.shows("tw-send") == words.SEND.zh


def test_the_words_of_a_visitor_come_back_as_text(site: str, api: FakeApi) -> None:
    with Window(site) as window:
        sign_in(window)
        window.do("ask", HOSTILE, "fast", True, None, "en")

        assert "<script" not in window.talk()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in window.talk()


def test_the_page_offers_no_interface_to_programs(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "False")  # of the client; ours never sends any

    client = Client(site, verbose=False)

    assert client.view_api(return_format="dict", print_info=False) == {
        "named_endpoints": {},
        "unnamed_endpoints": {},
    }
    with pytest.raises(ValueError, match="Cannot find a function"):
        client.predict("2 days", "fast", "en", api_name="/ask")
    client.close()


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/file=/etc/passwd", "/gradio_api/upload", "/monitoring", "/gradio_api/runs",
     "/gradio_api/run/ask", "/gradio_api/openapi.json", "/docs"],
)  # fmt: skip
def test_gradios_other_doors_are_shut(site: str, path: str) -> None:
    assert httpx.get(f"{site}{path}").status_code == 404
    assert httpx.post(f"{site}{path}", files={"files": b"x"}).status_code == 404


def test_no_other_site_may_read_what_the_chat_answers(site: str) -> None:
    for origin in ("http://evil.test", "null", "http://localhost:3000"):
        response = httpx.get(f"{site}/config", headers={"Origin": origin})

        assert "access-control-allow-origin" not in response.headers


def test_the_page_names_no_other_host_to_load_from(site: str) -> None:
    page = httpx.get(site).text

    for loading in ('src="http', "src='http", '<link rel="stylesheet" href="http'):
        assert loading not in page
    assert "fonts.googleapis.com/css" not in page
