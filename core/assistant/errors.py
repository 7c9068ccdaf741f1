"""How a turn failed, as its row keeps it, and back again."""

from collections.abc import Mapping
from typing import Any

from core.kernel.errors import (
    AppError,
    ModelError,
    TurnCancelledError,
    TurnCutOffError,
    error_classes,
)

CANCELLED, CUT_OFF = "cancelled", "cut_off"


def kept_error(error: AppError, said: str) -> dict[str, Any]:
    """Return a failure as JSON, with what had been said until then."""
    match error:
        case TurnCancelledError():
            kind = CANCELLED
        case TurnCutOffError():
            kind = CUT_OFF
        case _:
            kind = error.slug
    return {
        "kind": kind,
        "detail": error.detail,
        "data": error.data,
        "retry_after_s": error.retry_after_s,
        "said": said,
    }


def read_error(kept: Mapping[str, Any]) -> AppError:
    """Return a failure that was kept; of a kind that is not known any more, an unexpected one."""
    kind, detail = kept.get("kind"), kept.get("detail", "")
    if kind == CANCELLED:
        return TurnCancelledError(detail)
    if kind == CUT_OFF:
        return TurnCutOffError(detail)
    data, retry_after_s = dict(kept.get("data") or {}), kept.get("retry_after_s")
    if kind == ModelError.slug:
        error_type = str(data.get("error_type", "provider_unavailable"))
        return ModelError(detail, error_type=error_type, retry_after_s=retry_after_s)
    by_slug = {each.slug: each for each in error_classes()}
    known = by_slug.get(str(kind), AppError)
    error = known.__new__(known)
    AppError.__init__(error, detail, data=data, retry_after_s=retry_after_s)
    return error
