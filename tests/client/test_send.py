"""One call, one answer."""

import re
from datetime import date
from typing import Any

import httpx
import pytest

from core.client import calls
from core.client.errors import ApiError, ApiUnreachableError
from core.kernel.context import bound_context
from core.schemas.plans import PlanMode, PlanRequest
from core.schemas.tasks import TaskAccepted, TaskStatus
from tests.client.conftest import ADDRESS, Connect
from tests.support.answers import TRACE_ID, a_pair, a_user, failed, ok


async def test_an_answer_comes_as_the_shape_the_call_promises(connect: Connect) -> None:
    user = a_user()

    client = connect(lambda request: ok(user.model_dump(mode="json")), tokens=a_pair())

    assert await client.send(calls.me()) == user


async def test_a_call_goes_out_signed_traced_and_in_the_language_asked_for(
    connect: Connect,
) -> None:
    seen: list[httpx.Request] = []

    def api(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return ok({"items": [], "next_cursor": None, "has_more": False})

    with bound_context(TRACE_ID):
        await connect(api, tokens=a_pair(7)).send(calls.plan_runs(limit=5, cursor="abc"), "zh")

    headers = seen[0].headers
    assert str(seen[0].url) == f"{ADDRESS}/api/ai/plans?limit=5&cursor=abc"
    assert headers["Authorization"] == "Bearer access-7"
    assert headers["Accept-Language"] == "zh"
    assert re.fullmatch(rf"00-{TRACE_ID}-[0-9a-f]{{16}}-01", headers["traceparent"])


async def test_signing_in_sends_no_token_of_before(connect: Connect) -> None:
    seen: list[httpx.Request] = []

    def api(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return ok(a_pair(2).model_dump(mode="json"))

    await connect(api, tokens=a_pair(1)).send(calls.login("wei@example.org", "a long password"))

    assert "Authorization" not in seen[0].headers


async def test_a_password_is_not_in_the_text_of_a_call() -> None:
    assert "a long password" not in repr(calls.login("wei@example.org", "a long password"))


async def test_only_what_was_set_of_a_request_is_sent_under_its_name_on_the_wire(
    connect: Connect,
) -> None:
    seen: list[bytes] = []

    def api(request: httpx.Request) -> httpx.Response:
        seen.append(request.content)
        return ok(
            {
                "task_id": "t1", "status": "queued", "trace_id": TRACE_ID, "plan": None,
                "trip_id": None, "replayed": False, "links": {},
            },
            202,
        )  # fmt: skip

    wanted = PlanRequest(mode=PlanMode.DEEP, start_date=date(2026, 12, 1), run_async=True)
    answer = await connect(api).send(calls.plan(wanted))

    assert seen == [b'{"start_date":"2026-12-01","mode":"deep","async":true}']
    assert isinstance(answer, TaskAccepted)
    assert answer.status is TaskStatus.QUEUED


async def test_an_id_cannot_lead_to_another_route(connect: Connect) -> None:
    seen: list[str] = []

    def api(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.raw_path.decode())
        return failed(1003, 404)

    with pytest.raises(ApiError):
        await connect(api).send(calls.trip("../auth/me?x="))

    assert seen == ["/api/trips/..%2Fauth%2Fme%3Fx%3D"]


async def test_a_failure_carries_code_message_trace_and_the_fields_at_fault(
    connect: Connect,
) -> None:
    item = {"loc": ["body", "day_count"], "type": "greater_than_equal", "msg": "at least 1"}
    answer = failed(1001, 422, msg="请求参数有误", detail="day_count: at least 1", errors=[item])

    with pytest.raises(ApiError) as caught:
        await connect(lambda request: answer).send(calls.plan(PlanRequest()))

    error = caught.value
    assert (error.code, error.status, error.msg) == (1001, 422, "请求参数有误")
    assert (error.detail, error.trace_id) == ("day_count: at least 1", TRACE_ID)
    assert error.errors[0].loc == ["body", "day_count"]
    assert not error.signed_out


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (httpx.ConnectError("refused"), "cannot be reached; is it running?"),
        (httpx.ReadTimeout("too long"), "did not answer in time"),
        (httpx.RemoteProtocolError("gone"), "broke the connection off"),
    ],
)
async def test_an_api_that_does_not_answer_is_named_with_its_address(
    connect: Connect, failure: httpx.HTTPError, reason: str
) -> None:
    def api(request: httpx.Request) -> httpx.Response:
        raise failure

    with pytest.raises(ApiUnreachableError) as caught:
        await connect(api).send(calls.cities())

    assert str(caught.value) == f"The API at {ADDRESS} {reason}"
    assert re.fullmatch("[0-9a-f]{32}", caught.value.trace_id)


@pytest.mark.parametrize(
    ("status", "content"),
    [
        (200, {"text": "<html>Welcome to nginx</html>"}),
        (502, {"text": "Bad gateway"}),
        (200, {"json": {"code": 0, "msg": "ok", "data": {"unlike": "a city"}}}),
        (307, {"headers": {"Location": "http://elsewhere.test/"}}),
    ],
    ids=["a page", "a proxy", "another shape", "a redirect"],
)
async def test_an_answer_that_is_not_of_this_api_is_told_apart(
    connect: Connect, status: int, content: dict[str, Any]
) -> None:
    def api(request: httpx.Request) -> httpx.Response:
        return httpx.Response(status, **content)

    with pytest.raises(ApiUnreachableError, match="gave an answer that is not this API's"):
        await connect(api).send(calls.cities())
