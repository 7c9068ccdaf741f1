"""The console's pages without a server: Streamlit's own test runner, and a browser's cookies."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime import context
from streamlit.testing.v1 import AppTest, app_test
from streamlit.util import calc_hash

from console.desk import Desk
from console.web import COOKIE
from core.schemas.accounts import Role
from tests.console.fake_api import FakeApi, an_api

APP = Path(__file__).parents[2] / "console" / "app.py"
_PATIENCE_S = 60

Cookies = dict[str, str]
Open = Callable[..., AppTest]


@pytest.fixture(scope="session", autouse=True)
def _scripts_of_streamlits_runner() -> Iterator[None]:
    """Remove its folder in time; at the end of the interpreter it would complain."""
    yield
    app_test.TMP_DIR.cleanup()


@pytest.fixture(scope="session", autouse=True)
def _components_are_looked_for_once() -> Iterator[None]:
    """Keep Streamlit's runner from reading of every installed package for each page it opens."""
    with pytest.MonkeyPatch.context() as patched:
        name = "scan_component_manifests"
        patched.setattr(manifest_scanner, name, lru_cache(getattr(manifest_scanner, name)))
        yield


@pytest.fixture
def api() -> FakeApi:
    """Return the API of an ordinary visitor."""
    return an_api()


@pytest.fixture
def desk(api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Yield the desk that pages and routes use in this test."""
    desk = Desk(lambda: api)
    monkeypatch.setattr("console.session.get_desk", lambda: desk)
    monkeypatch.setattr("console.web.get_desk", lambda: desk)
    st.cache_data.clear()
    yield desk
    st.cache_data.clear()


@pytest.fixture
def cookies(monkeypatch: pytest.MonkeyPatch) -> Cookies:
    """Return the cookies of the browser; Streamlit's runner has no way to give any."""
    jar: Cookies = {}
    browser = SimpleNamespace(headers=[], cookies=jar, remote_ip="127.0.0.1")
    monkeypatch.setattr(context, "_get_client_context", lambda: browser)
    return jar


@pytest.fixture
def open_page(desk: Desk, cookies: Cookies) -> Open:
    """Return what opens a page of the console in a browser tab."""

    def open_page(name: str = "overview", *, locale: str = "en-GB", **query: str) -> AppTest:
        page = AppTest.from_file(str(APP), default_timeout=_PATIENCE_S)
        page.context = {"locale": locale, "timezone": "Asia/Shanghai"}
        page.query_params.update(query)
        return go_to(page, name)

    return open_page


@pytest.fixture
def signed_in(desk: Desk, cookies: Cookies) -> None:
    """Let the browser come with the cookie of somebody who is signed in."""
    cookies[COOKIE] = desk.sign_in("wei@example.org", "a long password", language="en").id


@pytest.fixture
def researcher(api: FakeApi, request: pytest.FixtureRequest) -> None:
    """Let the browser come with the cookie of a researcher."""
    api.answers |= an_api(Role.RESEARCHER).answers
    request.getfixturevalue("signed_in")


@pytest.fixture
def operator(api: FakeApi, request: pytest.FixtureRequest) -> None:
    """Let the browser come with the cookie of an operator."""
    api.answers |= an_api(Role.OPERATOR).answers
    request.getfixturevalue("signed_in")


def go_to(page: AppTest, name: str) -> AppTest:
    """Open a page in a tab; Streamlit's runner itself can only go to pages in files."""
    page._page_hash = calc_hash(name)
    return page.run()


def texts_of(page: AppTest) -> str:
    """Return everything a visitor can read on a page, one element a line."""
    kinds = ("title", "subheader", "markdown", "caption", "text", "info", "success", "warning",
             "error", "html", "badge", "metric", "button")  # fmt: skip
    found = []
    for kind in kinds:
        for element in page.get(kind):
            label = getattr(element, "label", "") or ""
            found.append(f"{label} {getattr(element, 'value', '')}".strip())
    return "\n".join(found)
