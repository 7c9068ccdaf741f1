"""A model with a notebook: nothing is asked twice, whatever happens between the questions."""

import json

import pytest

from core.kernel.errors import ModelError
from core.llm.resuming import ResumingModel
from core.llm.types import Delta
from tests.support.models import ScriptedModel, a_call, a_client, a_model_error, an_answer
from tests.support.runs import CrashError, RunFake

FIRST, SECOND = a_call(seed=1), a_call(seed=2)


async def test_an_answer_is_kept_before_it_is_given() -> None:
    run = RunFake(crash_before=1)
    model = ResumingModel(a_client(ScriptedModel("one")), run)

    with pytest.raises(CrashError):
        await model.complete(FIRST)


async def test_who_begins_again_gets_the_kept_answers_and_asks_only_what_is_new() -> None:
    kept: dict[str, dict[str, object]] = {}
    first = ResumingModel(a_client(ScriptedModel("one")), RunFake(kept=kept))
    before = await first.complete(FIRST)
    provider = ScriptedModel("two")
    again = ResumingModel(a_client(provider), RunFake(kept=kept))

    answers = [await again.complete(FIRST), await again.complete(SECOND)]

    assert [answer.text for answer in answers] == ["one", "two"]
    assert answers[0] == before
    assert provider.calls == [SECOND]


async def test_a_question_that_reads_differently_by_now_is_asked_anew() -> None:
    kept: dict[str, dict[str, object]] = {}
    await ResumingModel(a_client(ScriptedModel("one")), RunFake(kept=kept)).complete(FIRST)
    again = ResumingModel(a_client(ScriptedModel("other")), RunFake(kept=kept))

    answer = await again.complete(a_call(seed=1, prompt_version="builtin-2"))

    assert answer.text == "other"


async def test_the_same_question_asked_twice_is_two_questions() -> None:
    model = ResumingModel(a_client(ScriptedModel("one", "two")), RunFake())

    answers = [await model.complete(FIRST), await model.complete(FIRST)]

    assert [answer.text for answer in answers] == ["one", "two"]


async def test_a_failure_of_the_model_is_not_kept() -> None:
    kept: dict[str, dict[str, object]] = {}
    refused = a_model_error("provider_rejected")
    failing = ResumingModel(a_client(ScriptedModel(refused)), RunFake(kept=kept))
    with pytest.raises(ModelError):
        await failing.complete(FIRST)

    answer = await ResumingModel(a_client(ScriptedModel("one")), RunFake(kept=kept)).complete(FIRST)

    assert answer.text == "one"


async def test_costs_are_counted_where_they_arise_and_not_again_when_recalled() -> None:
    kept: dict[str, dict[str, object]] = {}
    first, again = RunFake(kept=kept), RunFake(kept=kept)
    client = a_client(ScriptedModel(a_model_error("timeout"), "one"))

    await ResumingModel(client, first).complete(FIRST)
    await ResumingModel(client, again).complete(FIRST)

    assert (first.model_calls, first.tokens) == (2, 42)
    assert (again.model_calls, again.tokens) == (0, 0)
    assert first.events == ["model.asked", "model.answered"]
    assert again.events == ["model.recalled"]


@pytest.mark.parametrize("text", ["half \ud83d", "nul \0", "whole 广州 🙂"])
async def test_whatever_a_model_says_can_be_kept(text: str) -> None:
    run = RunFake()

    await ResumingModel(a_client(ScriptedModel(an_answer(text))), run).complete(FIRST)

    assert "\\u0000" not in json.dumps(run.kept)
    json.dumps(run.kept, ensure_ascii=False).encode()  # raises for half a character


async def test_a_streamed_answer_is_kept_before_its_end_and_then_told_in_one_piece() -> None:
    kept: dict[str, dict[str, object]] = {}
    first = ResumingModel(a_client(ScriptedModel("one")), RunFake(kept=kept))
    before = [each async for each in first.stream(FIRST)]
    provider = ScriptedModel("two")
    again = ResumingModel(a_client(provider), RunFake(kept=kept))

    after = [each async for each in again.stream(FIRST)]
    result = (await again.complete(SECOND)).text

    assert after == [Delta("one"), before[-1]]
    assert (result, provider.calls) == ("two", [SECOND])


async def test_a_stream_whose_answer_cannot_be_kept_does_not_end_well() -> None:
    model = ResumingModel(a_client(ScriptedModel("one")), RunFake(crash_before=1))

    with pytest.raises(CrashError):
        _ = [each async for each in model.stream(FIRST)]


async def test_a_question_for_another_shape_is_another_question() -> None:
    kept: dict[str, dict[str, object]] = {}
    await ResumingModel(a_client(ScriptedModel("one")), RunFake(kept=kept)).complete(FIRST)
    provider = ScriptedModel("words", "held")
    for changes in ({"response": "text"}, {"schema": {"type": "object"}}):
        again = ResumingModel(a_client(provider), RunFake(kept=kept))
        await again.complete(a_call(seed=1, **changes))

    assert len(provider.calls) == 2


async def test_what_an_earlier_release_kept_is_an_answer_still() -> None:
    kept: dict[str, dict[str, object]] = {}
    await ResumingModel(a_client(ScriptedModel("one")), RunFake(kept=kept)).complete(FIRST)
    for answer in kept.values():
        for name in ("provider", "model", "fallback"):
            del answer[name]

    result = await ResumingModel(a_client(ScriptedModel()), RunFake(kept=kept)).complete(FIRST)

    assert (result.text, result.provider, result.fallback) == ("one", "", False)


def test_it_names_the_model_behind() -> None:
    model = ResumingModel(a_client(ScriptedModel()), RunFake())

    assert (model.provider_name, model.model) == ("scripted", "scripted-1")
