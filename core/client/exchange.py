"""From a call to an HTTP request, and from an HTTP response to the answer or an error."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from httpx_sse import SSEError
from pydantic import ValidationError

from core.client.calls import AnswerT, Call
from core.client.errors import ApiError, ApiUnreachableError, Reason
from core.kernel.ids import new_traceparent
from core.schemas.envelope import Problem

CONNECT_TIMEOUT_S = 3.0


def request_of(address: str, call: Call[AnswerT], *, language: str, trace_id: str) -> httpx.Request:
    """Return the request that asks `call` of the API at `address`."""
    headers = {
        "Accept": call.accept,
        "Accept-Language": language,
        "traceparent": new_traceparent(trace_id),
    }
    if call.version is not None:
        headers["If-Match"] = f'"v{call.version}"'
    if call.key is not None:
        headers["Idempotency-Key"] = call.key
    if call.last_event_id is not None:
        headers["Last-Event-ID"] = call.last_event_id
    timeout = httpx.Timeout(call.timeout_s, connect=CONNECT_TIMEOUT_S)
    return httpx.Request(
        call.method,
        f"{address}{call.path}",
        params=dict(call.query) or None,
        headers=headers,
        json=call.body,
        data=dict(call.upload.fields) if call.upload else None,
        files={"file": (call.upload.name, call.upload.content)} if call.upload else None,
        extensions={"timeout": timeout.as_dict()},
    )


def read_answer(call: Call[AnswerT], response: httpx.Response) -> AnswerT:
    """Return what the API answered.

    Raises:
        ApiError: It answered with a failure.
        ValidationError: What answered is not this API.
    """
    if not response.is_success:
        raise error_of(response)
    if response.status_code == httpx.codes.NO_CONTENT:
        return call.answer.model_validate({"data": None}).data
    if call.raw:
        return call.answer.model_validate({"data": response.content}).data
    return call.answer.model_validate_json(response.content).data


def error_of(response: httpx.Response) -> ApiError:
    """Return the failure a response tells of.

    Raises:
        ValidationError: It tells of none in the way this API does.
    """
    return ApiError.from_problem(Problem.model_validate_json(response.content))


@contextmanager
def unreachable_errors(address: str, trace_id: str) -> Iterator[None]:
    """Turn whatever keeps an answer from coming into an `ApiUnreachableError`."""
    try:
        yield
    except (ValidationError, SSEError) as error:  # first: an SSEError is an HTTPError as well
        raise ApiUnreachableError(address, Reason.NOT_OURS, trace_id) from error
    except httpx.ConnectError as error:
        raise ApiUnreachableError(address, Reason.NOT_RUNNING, trace_id) from error
    except httpx.TimeoutException as error:
        raise ApiUnreachableError(address, Reason.TOO_SLOW, trace_id) from error
    except httpx.HTTPError as error:
        raise ApiUnreachableError(address, Reason.BROKEN_OFF, trace_id) from error
