"""How failures are told."""

import pytest
from streamlit.testing.v1 import AppTest

from console import failures
from console.failures import as_text
from core.client.errors import ApiError
from core.schemas.envelope import ErrorItem


@pytest.mark.parametrize(
    "text", ["![x](http://evil.example/?q=1)", "<b>bold</b>", "**x**", ":red[x]", "$x^2$", "# x"]
)
def test_markdown_from_outside_is_shown_and_not_obeyed(text: str) -> None:
    shown = as_text(text)

    assert shown.replace("\\", "") == text
    for sign in "![](<*:$#":
        assert shown.count(sign) == shown.count(f"\\{sign}")


def test_a_refusal_names_the_fields_at_fault() -> None:
    item = ErrorItem(loc=["body", "daily_window", "end"], type="value_error", msg="after start")
    error = ApiError(code=1001, status=422, msg="请求参数有误", errors=[item], trace_id="abc")

    told = failures.describe(error)

    assert "请求参数有误 (code 1001)" in told
    assert r"- daily\_window\.end: after start" in told
    assert "`abc`" in told


def test_a_bug_of_a_page_is_told_without_its_insides() -> None:
    script = """
from console import failures
handled = failures.show_crash(ZeroDivisionError("the secret inside"))
assert handled
"""

    page = AppTest.from_string(script).run()

    assert not page.exception
    assert "Something went wrong in the console" in page.error[0].value
    assert "secret" not in page.error[0].value
