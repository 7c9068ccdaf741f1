"""What can go wrong between a client and the API."""

from enum import StrEnum

from core.schemas.envelope import ErrorItem, Problem


class ClientError(Exception):
    """A call did not succeed; `trace_id` finds it in the logs of the API."""

    def __init__(self, sentence: str, trace_id: str) -> None:
        super().__init__(sentence)
        self.trace_id = trace_id


class ApiError(ClientError):
    """The API said no: `msg` in the language that was asked for, `detail` in English."""

    def __init__(
        self,
        *,
        code: int,
        status: int,
        msg: str,
        detail: str = "",
        trace_id: str = "",
        errors: list[ErrorItem] | None = None,
    ) -> None:
        super().__init__(f"{code} {msg}: {detail}" if detail else f"{code} {msg}", trace_id)
        self.code = code
        self.status = status
        self.msg = msg
        self.detail = detail
        self.errors = errors or []

    @classmethod
    def from_problem(cls, problem: Problem) -> "ApiError":
        """Build the error the API describes in a failed answer or a `failed` event."""
        return cls(
            code=problem.code,
            status=problem.status,
            msg=problem.msg,
            detail=problem.detail,
            trace_id=str(problem.data.get("trace_id", "")),
            errors=problem.errors,
        )

    @property
    def signed_out(self) -> bool:
        """Say whether only signing in again helps."""
        return self.status == 401


class Reason(StrEnum):
    """Why no answer came; the value goes on after "The API at …"."""

    NOT_RUNNING = "cannot be reached; is it running?"
    TOO_SLOW = "did not answer in time"
    BROKEN_OFF = "broke the connection off"
    NOT_OURS = "gave an answer that is not this API's"
    CUT_SHORT = "ended the stream before it was finished"


class ApiUnreachableError(ClientError):
    """Nothing answered in time, or what answered is not this API."""

    def __init__(self, address: str, reason: Reason, trace_id: str) -> None:
        super().__init__(f"The API at {address} {reason}", trace_id)
        self.address = address
        self.reason = reason
