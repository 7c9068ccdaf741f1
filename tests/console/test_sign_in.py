"""Signing in, staying signed in, signing out."""

import re

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from console.desk import Desk
from console.web import COOKIE, ROUTES
from tests.console.conftest import Cookies, Open, texts_of
from tests.console.fake_api import FakeApi, refused, unreachable


@pytest.fixture
def browser(desk: Desk) -> TestClient:
    """Return what loads images and keeps cookies."""
    return TestClient(Starlette(routes=ROUTES))


def load_images(page: AppTest, browser: TestClient) -> None:
    for address in re.findall(r'<img src="([^"]+)"', texts_of(page)):
        browser.get(address)


def fill_in(page: AppTest, email: str = "wei@example.org", password: str = "x" * 12) -> AppTest:
    page.text_input(key="email").set_value(email)
    page.text_input(key="password").set_value(password)
    return page.button(key="sign_in_now").click().run()


@pytest.mark.parametrize("name", ["overview", "plan"])
def test_without_signing_in_no_page_is_shown_and_nothing_is_asked(
    open_page: Open, api: FakeApi, name: str
) -> None:
    page = open_page(name)

    assert page.text_input(key="password")
    assert not page.title
    assert api.sent == []


def test_who_signs_in_sees_the_page_they_came_for(open_page: Open, api: FakeApi) -> None:
    page = fill_in(open_page("plan"))

    assert page.title[0].value == "Plan"
    assert "wei@example.org" in texts_of(page)
    assert api.sent[0][0].body == {"email": "wei@example.org", "password": "x" * 12}


def test_a_reload_finds_the_visitor_still_signed_in(
    open_page: Open, cookies: Cookies, browser: TestClient
) -> None:
    load_images(fill_in(open_page()), browser)

    cookies[COOKIE] = browser.cookies[COOKIE]
    reloaded = open_page()

    assert reloaded.title[0].value == "Overview"


def test_the_browser_gets_neither_tokens_nor_the_password(
    open_page: Open, browser: TestClient
) -> None:
    page = fill_in(open_page())
    load_images(page, browser)

    told = texts_of(page) + repr(dict(browser.cookies))
    assert "access-1" not in told
    assert "refresh-1" not in told
    assert "x" * 12 not in texts_of(page)


def test_after_signing_out_neither_the_page_nor_a_reload_nor_the_old_cookie_lets_one_in(
    open_page: Open, cookies: Cookies, browser: TestClient
) -> None:
    page = fill_in(open_page())
    load_images(page, browser)
    cookies[COOKIE] = browser.cookies[COOKIE]

    out = page.button(key="sign_out").click().run()
    load_images(out, browser)

    assert out.text_input(key="password")
    assert COOKIE not in browser.cookies
    assert open_page().text_input(key="password")


def test_signing_out_in_one_tab_ends_the_other(
    open_page: Open, cookies: Cookies, signed_in: None
) -> None:
    one, other = open_page(), open_page()

    one.button(key="sign_out").click().run()

    assert other.run().text_input(key="password")


def test_after_a_restart_of_the_console_who_comes_back_is_told_why_they_must_sign_in(
    open_page: Open, cookies: Cookies
) -> None:
    cookies[COOKIE] = "of a console that is no more"

    page = open_page("trips", trip="trip-7")

    assert "the console was restarted" in page.info[0].value
    assert page.query_params["trip"] == "trip-7"


def test_who_has_signed_out_is_not_told_that_the_sign_in_ended(
    open_page: Open, signed_in: None
) -> None:
    page = open_page()

    page.button(key="sign_out").click().run()

    assert not page.info


@pytest.mark.parametrize(("locale", "said"), [("en-GB", "is wrong"), ("zh-CN", "不正确")])
def test_a_wrong_password_is_said_in_one_sentence(
    open_page: Open, api: FakeApi, locale: str, said: str
) -> None:
    api.answers["/api/auth/login"] = refused(2001, 401)

    page = fill_in(open_page(locale=locale))

    assert said in page.error[0].value
    assert page.text_input(key="password")


def test_an_api_that_does_not_answer_is_told_with_what_to_do(open_page: Open, api: FakeApi) -> None:
    api.answers["/api/auth/login"] = unreachable()

    page = fill_in(open_page())

    assert "No answer from the API" in page.error[0].value
    assert "make run" in page.error[0].value


def test_another_refusal_shows_code_and_trace_id(open_page: Open, api: FakeApi) -> None:
    api.answers["/api/auth/login"] = refused(5001, 503, "A service we depend on is down")

    page = fill_in(open_page())

    assert "code 5001" in page.error[0].value
    assert "4bf92f3577b34da6a3ce929d0e0e4736" in page.error[0].value


def test_empty_fields_are_not_sent(open_page: Open, api: FakeApi) -> None:
    page = fill_in(open_page(), password="")

    assert page.warning[0].value == "Enter e-mail and password."
    assert api.sent == []


def test_a_token_the_api_refuses_leads_back_to_signing_in(
    open_page: Open, api: FakeApi, operator: None
) -> None:
    page = open_page()
    api.answers["/admin/health"] = refused(2004, 401)

    page.button(key="refresh").click().run()

    assert "has ended" in page.info[0].value
    assert page.text_input(key="password")


def test_the_language_of_the_browser_is_used_until_another_is_chosen(open_page: Open) -> None:
    page = open_page(locale="zh-CN")
    assert page.button(key="sign_in_now").label == "登录"

    page.get("segmented_control")[0].set_value("en").run()

    assert page.button(key="sign_in_now").label == "Sign in"


def test_a_link_keeps_its_language(open_page: Open) -> None:
    page = open_page(locale="en-GB", lang="中文")

    assert page.button(key="sign_in_now").label == "登录"
