"""Failures we expect, each with its code, HTTP status and title; `docs/errors.md` is their table.

Families: 1xxx request, 2xxx identity, 3xxx model and plans, 4xxx limits and tasks, 5xxx ours.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypedDict


class FieldError(TypedDict):
    """One thing wrong with one field: `loc` is its path, `type` a stable word."""

    loc: list[str | int]
    type: str
    msg: str


class AppError(Exception):
    """A failure with a code; `detail` says in English what happened and to which thing."""

    code: ClassVar[int] = 5000
    http_status: ClassVar[int] = 500
    slug: ClassVar[str] = "unexpected"
    title: ClassVar[str] = "Unexpected error"
    title_zh: ClassVar[str] = "服务内部错误"
    retryable: ClassVar[bool] = False

    def __init__(
        self,
        detail: str = "",
        *,
        data: Mapping[str, Any] | None = None,
        errors: Sequence[FieldError] = (),
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.data = dict(data or {})
        self.errors = list(errors)
        self.retry_after_s = retry_after_s

    @property
    def status(self) -> int:
        """Return the HTTP status of this very failure."""
        return self.http_status

    def __reduce__(self) -> tuple[Any, ...]:
        # As it is, not as it was made: its makers ask for more than what it was told.
        return _again, (type(self), self.args, self.__dict__)


def _again(kind: type[AppError], args: tuple[Any, ...], state: Mapping[str, Any]) -> AppError:
    """Return an error that was carried from one process to another."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class InvalidRequestError(AppError):
    """A field of the request has a value it may not have."""

    code, http_status, slug = 1001, 422, "validation"
    title, title_zh = "The request is not valid", "请求参数有误"

    @classmethod
    def of(cls, field: str, message: str, kind: str = "value_error") -> "InvalidRequestError":
        """Build the error for one `field` of the body."""
        return cls(
            f"{field}: {message}", errors=[{"loc": ["body", field], "type": kind, "msg": message}]
        )


class MalformedError(AppError):
    """The body is no JSON, or a cursor is not one of ours."""

    code, http_status, slug = 1002, 400, "malformed"
    title, title_zh = "The request cannot be read", "请求无法解析"


class NotFoundError(AppError):
    """There is no such thing, or it belongs to somebody else."""

    code, http_status, slug = 1003, 404, "not-found"
    title, title_zh = "Not found", "未找到"


class MethodNotAllowedError(AppError):
    """The route exists, but not with this method."""

    code, http_status, slug = 1004, 405, "method-not-allowed"
    title, title_zh = "Method not allowed", "不支持该请求方法"


class UnsupportedMediaTypeError(AppError):
    """The body is of a media type the route does not read."""

    code, http_status, slug = 1004, 415, "unsupported-media-type"
    title, title_zh = "Unsupported media type", "不支持的内容类型"


class VersionMismatchError(AppError):
    """Somebody else changed the thing since the caller read it."""

    code, http_status, slug = 1005, 412, "version-mismatch"
    title, title_zh = "Changed by somebody else meanwhile", "内容已被他人修改"


class VersionRequiredError(AppError):
    """The route wants `If-Match` with the version the caller has read."""

    code, http_status, slug = 1006, 428, "version-required"
    title, title_zh = "If-Match is required", "缺少 If-Match 版本"


class TooLargeError(AppError):
    """The body is larger than the API reads."""

    code, http_status, slug = 1007, 413, "too-large"
    title, title_zh = "The request is too large", "请求体过大"


class KeyReusedError(AppError):
    """The idempotency key stands for another payload already."""

    code, http_status, slug = 1008, 422, "key-reused"
    title, title_zh = "This key was used with another payload", "幂等键已用于其他请求"


class TurnInProgressError(AppError):
    """The question before this one is still being answered; `data` has its `request_id`."""

    code, http_status, slug = 1009, 409, "in-progress"
    title, title_zh = "The last question is still being answered", "上一个问题仍在回答中"
    retryable = True


class ConflictError(AppError):
    """The thing is not in a state that allows this."""

    code, http_status, slug = 1010, 409, "conflict"
    title, title_zh = "Conflict with the present state", "与当前状态冲突"


class NoFlightError(AppError):
    """Nobody flies between two cities; `reason` says why: `same_city`, `too_near`, `too_far`."""

    code, http_status, slug = 1011, 422, "no-flight"
    title, title_zh = "Nobody flies between these cities", "两地之间没有航班"

    def __init__(self, detail: str, *, reason: str, distance_km: int) -> None:
        self.reason = reason
        super().__init__(detail, data={"reason": reason, "distance_km": distance_km})


class UnauthenticatedError(AppError):
    """No valid token came with the request."""

    code, http_status, slug = 2001, 401, "unauthenticated"
    title, title_zh = "Sign in first", "请先登录"


class TokenExpiredError(AppError):
    """The token was valid once."""

    code, http_status, slug = 2002, 401, "token-expired"
    title, title_zh = "The token has expired", "登录已过期"


class ForbiddenError(AppError):
    """The caller's role does not allow this."""

    code, http_status, slug = 2003, 403, "forbidden"
    title, title_zh = "Not allowed", "没有权限"


class PromptsFrozenError(AppError):
    """This installation lets nobody change prompts."""

    code, http_status, slug = 2008, 403, "prompts-frozen"
    title, title_zh = "Prompts cannot be changed here", "当前环境不允许修改提示词"


class RefreshReusedError(AppError):
    """A refresh token came a second time: its whole family is revoked."""

    code, http_status, slug = 2004, 401, "refresh-reused"
    title, title_zh = "This refresh token was used before", "刷新令牌已被使用"


class TicketInvalidError(AppError):
    """A ticket was never issued, is used up or too old, or is for another path."""

    code, http_status, slug = 2007, 401, "ticket-invalid"
    title, title_zh = "The ticket is not valid", "连接票据无效"


class ModelError(AppError):
    """The model did not give a usable answer; `error_type` says how it failed."""

    code, http_status, slug = 3001, 502, "ai-call-failed"
    title, title_zh = "AI call failed", "AI 调用失败"

    STATUS: ClassVar[Mapping[str, int]] = {
        "timeout": 504,
        "provider_unavailable": 503,
        "rate_limited": 503,
        "circuit_open": 503,
        "invalid_output": 502,
        "provider_rejected": 502,
    }
    RETRYABLE: ClassVar[frozenset[str]] = frozenset(
        {"timeout", "provider_unavailable", "rate_limited", "circuit_open"}
    )

    def __init__(
        self,
        detail: str,
        *,
        error_type: str,
        retry_after_s: float | None = None,
        hopeless: bool = False,
    ) -> None:
        self.error_type = error_type
        self.hopeless = hopeless
        """The provider refuses whatever it is asked: its key, its address or its model is wrong."""
        data = {"error_type": error_type, "retryable": error_type in self.RETRYABLE}
        super().__init__(detail, data=data, retry_after_s=retry_after_s)

    @property
    def status(self) -> int:
        """Return the HTTP status that belongs to `error_type`."""
        return self.STATUS.get(self.error_type, self.http_status)


class TurnCancelledError(AppError):
    """Whoever asked does not want the answer any more."""

    code, http_status, slug = 3001, 409, "turn-cancelled"
    title, title_zh = "The answer was cancelled", "回答已取消"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail, data={"error_type": "cancelled", "retryable": False})


class TurnCutOffError(AppError):
    """The process that answered went away; the same request may be sent again."""

    code, http_status, slug = 3001, 503, "turn-cut-off"
    title, title_zh = "The answer was cut off", "回答被中断"
    retryable = True

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail, data={"error_type": "restart", "retryable": True})


class PlanInvalidError(AppError):
    """Every try of the plan failed its checks, and a fallback is not allowed."""

    code, http_status, slug = 3002, 502, "plan-invalid"
    title, title_zh = "No plan passed its checks", "没有通过校验的行程方案"


class TodosInvalidError(AppError):
    """No answer of the model was a tree of to-dos that keeps its rules."""

    code, http_status, slug = 3003, 502, "todos-invalid"
    title, title_zh = "No usable to-dos were made", "未能生成可用的待办事项"


class TooManyTasksError(AppError):
    """Its user has as many unfinished tasks, or questions, as one may have."""

    code, http_status, slug = 4002, 429, "too-many-tasks"
    title, title_zh = "Too many unfinished tasks", "未完成的任务过多"
    retryable = True


class TaskEndedError(AppError):
    """The task has come to an end already; there is nothing left to cancel."""

    code, http_status, slug = 4003, 409, "task-ended"
    title, title_zh = "The task has ended already", "任务已结束"


class TooManyStreamsError(AppError):
    """The caller holds as many streams open as anybody may."""

    code, http_status, slug = 4001, 429, "too-many-streams"
    title, title_zh = "Too many streams are open", "打开的实时连接过多"
    retryable = True


class StreamsFullError(AppError):
    """The process holds as many streams open as it can serve."""

    code, http_status, slug = 4001, 503, "streams-full"
    title, title_zh = "No further stream can be opened now", "暂时无法打开更多实时连接"
    retryable = True


class DeadlineError(AppError):
    """The task did not end in time; it is not tried again."""

    code, http_status, slug = 4004, 504, "deadline"
    title, title_zh = "Not finished in time", "任务超时"


class QueueUnavailableError(AppError):
    """Tasks cannot be taken at the moment."""

    code, http_status, slug = 4005, 503, "queue-unavailable"
    title, title_zh = "Tasks cannot be accepted now", "暂时无法受理任务"
    retryable = True


class BusyError(AppError):
    """So many wait for what takes time to compute that one more would wait in vain."""

    code, http_status, slug = 4006, 503, "busy"
    title, title_zh = "Too much is being computed already", "计算繁忙，请稍后再试"
    retryable = True


class ComputationLostError(AppError):
    """Two processes were lost over it, one after the other: to what it does, or to our machine."""

    code, http_status, slug = 5002, 500, "computation-lost"
    title, title_zh = "It could not be computed", "计算过程异常终止"
    retryable = True


class ComputationEndlessError(AppError):
    """One piece of arithmetic went on for so long that it was ended, with its process."""

    code, http_status, slug = 5003, 500, "computation-endless"
    title, title_zh = "The computation did not come to an end", "计算迟迟没有结束，已被终止"


class DependencyDownError(AppError):
    """PostgreSQL or Redis does not answer."""

    code, http_status, slug = 5001, 503, "dependency-down"
    title, title_zh = "A service we depend on is down", "依赖的服务不可用"
    retryable = True


def error_classes() -> list[type[AppError]]:
    """Return every kind of failure, by code and status."""
    found: list[type[AppError]] = [AppError]
    for parent in found:
        found.extend(child for child in parent.__subclasses__() if child not in found)
    return sorted(found, key=lambda kind: (kind.code, kind.http_status))
