"""Why a deep plan was finished by other means: a code that stays, and words in both languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from core.kernel.errors import ModelError


class Cause(StrEnum):
    """What came between a deep plan and its end."""

    DAY_FAILED = "day_failed"
    TRIP_FAILED = "trip_failed"
    NO_TIME = "no_time"
    NO_TOKENS = "no_tokens"
    MODEL_FAILED = "model_failed"


_SAID: Mapping[Cause, tuple[str, str]] = {
    Cause.DAY_FAILED: ("day {day} failed {checks}", "第 {day} 天未通过检查：{checks}"),
    Cause.TRIP_FAILED: ("the whole trip failed {checks}", "整个行程未通过检查：{checks}"),
    Cause.NO_TIME: ("no time left for the model", "留给模型的时间已用完"),
    Cause.NO_TOKENS: ("no tokens left for the model", "留给模型的令牌数已用完"),
    Cause.MODEL_FAILED: ("{detail}", "模型没有给出可用的回答（{error_type}）"),
}


@dataclass(frozen=True, slots=True)
class Fallback:
    """A cause, and what it was in this case; as text it is English."""

    code: Cause
    numbers: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.said("en")

    def said(self, language: str) -> str:
        """Say it in the language of a request."""
        return _SAID[self.code][language == "zh"].format_map(self.numbers)


def model_failed(error: ModelError) -> Fallback:
    """Return that the model gave no usable answer."""
    numbers = {"detail": error.detail, "error_type": error.error_type}
    return Fallback(Cause.MODEL_FAILED, numbers)
