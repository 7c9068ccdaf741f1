"""Why a deep plan was finished otherwise is said in the language of its request."""

import pytest

from core.kernel.errors import ModelError
from core.planning.fallback import Cause, Fallback, model_failed

NUMBERS = {"day": 2, "checks": "budget", "detail": "the server is gone", "error_type": "network"}


@pytest.mark.parametrize("cause", Cause)
def test_every_cause_has_words_in_both_languages(cause: Cause) -> None:
    why = Fallback(cause, NUMBERS)

    assert str(why) == why.said("en")
    assert why.said("en").isascii()
    assert any("\u4e00" <= char <= "\u9fff" for char in why.said("zh"))


def test_the_words_name_the_day_and_its_checks() -> None:
    why = Fallback(Cause.DAY_FAILED, {"day": 2, "checks": "budget, no_overlap"})

    assert (why.code, why.said("en")) == ("day_failed", "day 2 failed budget, no_overlap")
    assert why.said("zh") == "第 2 天未通过检查：budget, no_overlap"


def test_a_model_that_failed_is_told_with_the_way_it_did() -> None:
    why = model_failed(ModelError("the server is gone", error_type="network"))

    assert (why.code, why.said("en")) == ("model_failed", "the server is gone")
    assert "network" in why.said("zh")
