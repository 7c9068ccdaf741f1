"""What is asked and answered in one window: values, and what each event does to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from chat_demo.swapping import Swapping
from chat_demo.talks import KeptTurn, Talk, suggested
from chat_demo.words import language_of
from core.client.events import PlanEvent
from core.client.http import Language
from core.kernel.ids import new_id
from core.schemas.chat import ChatRequest
from core.schemas.plans import (
    PlanAnswer,
    PlanDayCard,
    PlanMode,
    PlanRequest,
    PlanStarted,
    ToolTrace,
)
from core.schemas.trips import TripOut

MAX_TURNS = 8
"""Older ones leave the page; saved trips stay."""


class TurnState(StrEnum):
    """Where a turn stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Ask:
    """What the visitor wants: the words, the way, and which version of the plan.

    Without a mode it is talk; with one the words are planned as they stand.
    """

    text: str
    mode: PlanMode | None
    seed: int = 0
    use_memory: bool = True


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no plan; `code` is None where the API itself could not be reached."""

    code: int | None
    msg: str = ""
    detail: str = ""
    trace_id: str = ""
    signed_out: bool = False
    cities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One request and what has become of it so far.

    `key` tells it from others while it is at work. `saving` is true while the plan that is shown is
    being kept. `names` are the names of places and cities in both languages, by id; `feed` is the
    address of the saved trip's calendar, once it was asked for; `swapping` is the saved trip and
    what is being changed of it. `talk` is what has become of a question that was no plan.
    """

    ask: Ask
    language: Language
    state: TurnState = TurnState.RUNNING
    steps: tuple[ToolTrace, ...] = ()
    days: tuple[PlanDayCard, ...] = ()
    answer: PlanAnswer | None = None
    failure: Failure | None = None
    trace_id: str = ""
    saving: bool = False
    feed: str = ""
    swapping: Swapping | None = None
    elapsed_s: int = 0
    key: str = ""
    talk: Talk | None = None
    names: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns of one window, oldest first; only the last one can be running.

    `session_id` is the conversation at the API that talk goes on in.
    """

    turns: tuple[Turn, ...] = ()
    session_id: str | None = None

    @property
    def last(self) -> Turn | None:
        """Return the newest turn."""
        return self.turns[-1] if self.turns else None

    @property
    def busy(self) -> bool:
        """Say whether a plan is being made or saved."""
        return self.last is not None and (self.last.state is TurnState.RUNNING or self.last.saving)

    @property
    def can_retry(self) -> bool:
        """Say whether the last turn came to nothing."""
        ended_badly = (TurnState.FAILED, TurnState.STOPPED)
        return self.last is not None and self.last.state in ended_badly

    @property
    def can_save(self) -> bool:
        """Say whether the last plan could be kept and is not yet."""
        answer = self.last.answer if self.last else None
        can = answer is not None and answer.plan is not None and answer.trip_id is None
        return can and not self.busy

    @property
    def saved_trip(self) -> str | None:
        """Return the id of the trip the last plan was saved as."""
        answer = self.last.answer if self.last else None
        return answer.trip_id if answer and not self.busy else None

    @property
    def swapping(self) -> Swapping | None:
        """Return what may be changed of the trip the last plan was saved as."""
        return self.last.swapping if self.last and not self.busy else None

    @property
    def can_vary(self) -> bool:
        """Say whether there is a plan to make another version of."""
        last = self.last
        planned = last is not None and last.answer is not None and last.talk is None
        return planned and not self.busy

    def next_steps(self, language: Language) -> list[str]:
        """Return what might be asked next, in words that can be asked."""
        reply = self.last.talk.reply if self.last and self.last.talk else None
        return suggested(reply, language) if reply and not self.busy else []

    @property
    def can_answer(self) -> bool:
        """Say whether a change waits for a yes or a no."""
        talk = self.last.talk if self.last else None
        return talk is not None and talk.waits_for_a_word and not self.busy

    @property
    def can_judge(self) -> bool:
        """Say whether the last answer can be judged."""
        talk = self.last.talk if self.last else None
        return talk is not None and talk.answer_id is not None and not self.busy

    def asking(self, ask: Ask, default: Language) -> "Conversation":
        """Begin a turn; its language is that of the words."""
        turn = Turn(ask=ask, language=language_of(ask.text, default), talk=_begun(ask))
        return replace(self, turns=(*self.turns, turn)[-MAX_TURNS:])

    def asking_again(self) -> "Conversation":
        """Begin the last turn anew, in its place."""
        last = self._the_last()
        talk = _begun(last.ask)
        if talk and last.talk and last.failure and last.failure.code is None:
            # The API may be answering it still: the same request is heard, not asked anew.
            talk = replace(talk, request_id=last.talk.request_id)
        return self.with_last(Turn(ask=last.ask, language=last.language, talk=talk))

    def varying(self) -> "Conversation":
        """Begin a turn that asks for another version of the last plan."""
        ask = self._the_last().ask
        return self.asking(replace(ask, seed=ask.seed + 1), self._the_last().language)

    def saving(self) -> "Conversation":
        """Begin to keep the last plan as a trip."""
        return self.with_last(replace(self._the_last(), saving=True, failure=None))

    def with_last(self, turn: Turn) -> "Conversation":
        """Put `turn` where the last one is."""
        session_id = (turn.talk.session_id if turn.talk else None) or self.session_id
        return Conversation((*self.turns[:-1], turn), session_id)

    def stopped(self) -> "Conversation":
        """End what is under way; a plan that was only being saved stays as it was."""
        if not self.busy:
            return self
        last = self._the_last()
        if last.saving:
            return self.with_last(replace(last, saving=False))
        return self.with_last(replace(last, state=TurnState.STOPPED))

    def _the_last(self) -> Turn:
        return self.turns[-1]


def wanted_of(turn: Turn) -> PlanRequest:
    """Return the request of a turn; its plan is only kept once the visitor wants that."""
    ask = turn.ask
    return PlanRequest(text=ask.text, mode=ask.mode or PlanMode.FAST, seed=ask.seed, save=False)


def asked_of(turn: Turn, talk: Talk, session_id: str | None) -> ChatRequest:
    """Return the question of a turn of talk."""
    return ChatRequest(
        query=turn.ask.text,
        session_id=session_id,
        request_id=talk.request_id,
        language=turn.language,
        use_memory=turn.ask.use_memory,
        return_tool_traces=True,
    )


def resumed(turns: Sequence[KeptTurn], session_id: str, default: Language) -> Conversation:
    """Return a conversation that was kept, as it was left."""
    found = tuple(
        Turn(
            ask=Ask(kept.question, None),
            language=language_of(kept.question, default),
            state=TurnState.DONE,
            talk=kept.talk,
            trace_id=kept.talk.reply.ai_meta.trace_id if kept.talk.reply else "",
        )
        for kept in turns
    )
    return Conversation(found[-MAX_TURNS:], session_id)


def after(turn: Turn, event: PlanEvent) -> Turn:
    """Return the turn after an event of its stream."""
    match event:
        case PlanStarted():
            return replace(turn, trace_id=event.trace_id)
        case PlanAnswer():
            return _answered(turn, event)
        case ToolTrace():
            return replace(turn, steps=(*turn.steps, event))
        case PlanDayCard():
            return replace(turn, days=_with_day(turn.days, event))


def saved(turn: Turn, trip: TripOut) -> Turn:
    """Return the turn whose plan was kept as a trip."""
    kept = turn.answer.model_copy(update={"trip_id": trip.id}) if turn.answer else None
    return replace(turn, saving=False, answer=kept, swapping=Swapping(trip))


def failed(turn: Turn, failure: Failure) -> Turn:
    """Return the turn after its stream broke off; a plan that only was not saved stays."""
    if turn.saving:
        return replace(turn, saving=False, failure=failure)
    return replace(turn, state=TurnState.FAILED, failure=failure)


def _begun(ask: Ask) -> Talk | None:
    return Talk(new_id()) if ask.mode is None else None


def _answered(turn: Turn, answer: PlanAnswer) -> Turn:
    days = tuple(answer.plan.day_cards) if answer.plan else turn.days
    return replace(
        turn,
        state=TurnState.DONE,
        answer=answer,
        days=days,
        steps=tuple(answer.tool_traces) or turn.steps,
        language=_language_of_plan(answer) or turn.language,
        trace_id=answer.trace_id,
    )


def _with_day(days: tuple[PlanDayCard, ...], day: PlanDayCard) -> tuple[PlanDayCard, ...]:
    others = (other for other in days if other.day_index != day.day_index)
    return tuple(sorted([*others, day], key=lambda card: card.day_index))


def _language_of_plan(answer: PlanAnswer) -> Language | None:
    match answer.plan.trip.language if answer.plan else None:
        case "zh":
            return "zh"
        case "en":
            return "en"
        case _:
            return None
