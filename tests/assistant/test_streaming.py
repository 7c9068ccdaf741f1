"""What is streamed is what is answered and kept, whatever a model says and whoever leaves when."""

import json
from collections.abc import AsyncGenerator, Sequence
from itertools import accumulate, chain, pairwise

from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from core.assistant.frames import FinalFrame, Frame
from core.kernel.ids import new_id
from core.llm.types import ChatCall, Delta, ProviderAnswer
from core.schemas.chat import PartialFrame, StartFrame
from tests.support.assistants import Assistants, all_of, begun
from tests.support.models import ScriptedModel, an_answer

CANARY = "zqcanary"
_TRICKS = (
    CANARY, "z q can", "![m](https://evil.example/i.png?q=1)", "<img src=x>", "[a](b", "**bold**",
    "https://evil.example", "`", "\\", '"', "你好，", "\u200b", "\U0001f469\u200d\U0001f467",
)  # fmt: skip
_WORDS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
    | st.sampled_from(_TRICKS),
    max_size=12,
).map("".join)
_CUTS = st.lists(st.integers(1, 25), min_size=1, max_size=20)


class SpeakingModel:
    """Says one answer in pieces of these lengths, over and over."""

    name = "speaking"
    model = "speaking-1"

    def __init__(self, answer: str, lengths: Sequence[int]) -> None:
        self._answer = answer
        self._lengths = lengths
        self.calls = 0

    async def stream(self, call: ChatCall) -> AsyncGenerator[Delta | ProviderAnswer, None]:
        """Say the answer."""
        self.calls += 1
        again = [*self._lengths] * (len(self._answer) // sum(self._lengths) + 1)
        for begin, end in pairwise(chain([0], accumulate(again))):
            if piece := self._answer[begin:end]:
                yield Delta(piece)
        yield an_answer(self._answer)

    async def complete(self, call: ChatCall) -> ProviderAnswer:
        raise AssertionError("it is only heard while it speaks")

    async def aclose(self) -> None:
        """Nothing is held."""


def deltas(frames: Sequence[Frame]) -> str:
    return "".join(frame.delta for frame in frames if isinstance(frame, PartialFrame))


@trying(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=_WORDS, lengths=_CUTS, heard=st.integers(0, 6), after_seq=st.integers(-1, 30))
async def test_what_is_heard_in_pieces_is_the_answer_that_is_kept_once(
    assistants: Assistants,
    person: str,
    words: str,
    lengths: list[int],
    heard: int,
    after_seq: int,
) -> None:
    route = {"intent": "chitchat", "answer": f"Well. {words}"}
    model = SpeakingModel(json.dumps(route, ensure_ascii=len(words) % 2 == 0), lengths)
    live = await begun(assistants.make(model), person, request_id=new_id())

    leaving = live.frames()
    for _ in range(heard):
        await anext(leaving, None)
    await leaving.aclose()
    frames = await all_of(live.frames())
    elsewhere = assistants.make(ScriptedModel())
    again = await all_of(elsewhere.attach(person, live.request_id, after_seq))

    assert [frame.seq for frame in frames] == [*range(len(frames))]
    assert isinstance(frames[0], StartFrame)
    assert [isinstance(frame, FinalFrame) for frame in frames].count(True) == 1
    last = frames[-1]
    assert isinstance(last, FinalFrame)
    assert deltas(frames) == last.reply.answer
    assert CANARY not in last.reply.answer
    assert again == frames[after_seq + 1 :]
    assert await assistants.said(live.session_id) == [
        (1, "user", "你好"), (2, "assistant", last.reply.answer),
    ]  # fmt: skip
    assert model.calls == 1
