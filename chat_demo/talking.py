"""A turn of talk at work: its answer, the task it has begun, the trip it has made or changed."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from time import monotonic

from chat_demo.backend import Backend
from chat_demo.conversation import Failure, Turn, TurnState, asked_of, failed
from chat_demo.pacing import DRAW_EVERY_S, TELL_EVERY_S, paced
from chat_demo.saved_plans import answer_of_trip
from chat_demo.swapping import Swapping
from chat_demo.talks import Talk, heard
from core.client.events import JobEnded, JobMissing
from core.kernel.errors import PlanInvalidError
from core.schemas.joblogs import JobUpdate
from core.schemas.plans import PlanAnswer
from core.schemas.tasks import TaskStatus


async def talk_at_work(
    backend: Backend, turn: Turn, talk: Talk, session_id: str | None
) -> AsyncGenerator[Turn, None]:
    """Yield a turn of talk as it grows, until it has come to its end.

    Raises:
        ClientError: There is no answer.
    """
    begun = monotonic()
    events = backend.talk(asked_of(turn, talk, session_id), turn.language)
    async with aclosing(paced(events, DRAW_EVERY_S, TELL_EVERY_S)) as bunches:
        async for bunch in bunches:
            for event in bunch:
                talk = heard(talk, event)
            turn = replace(turn, talk=talk, elapsed_s=int(monotonic() - begun))
            yield turn
    if talk.reply is not None:
        turn = replace(turn, trace_id=talk.reply.ai_meta.trace_id)
        async with aclosing(_followed(backend, turn, talk, begun)) as stages:
            async for turn in stages:
                yield turn


async def _followed(
    backend: Backend, turn: Turn, talk: Talk, begun: float
) -> AsyncGenerator[Turn, None]:
    """Yield the turn while its task is at work, and then with the trip that came of it."""
    task_id = talk.reply.task_id if talk.reply else None
    if task_id is None:
        trip_id = talk.trip_to_show
        shown = await _with_trip(backend, turn, trip_id) if trip_id else turn
        yield replace(shown, state=TurnState.DONE)
        return
    async for event in backend.follow(task_id, turn.language):
        match event:
            case JobUpdate():
                talk = replace(talk, progress=event.progress)
                yield replace(turn, talk=talk, elapsed_s=int(monotonic() - begun))
            case JobEnded(state) if state.status is TaskStatus.SUCCEEDED:
                answer = await backend.planned(task_id, turn.language)
                shown = await _with_answer(backend, turn, answer)
                yield replace(shown, state=TurnState.DONE)
            case JobEnded(state) if state.status is TaskStatus.CANCELLED:
                yield replace(turn, state=TurnState.STOPPED)
            case JobEnded() | JobMissing():
                yield failed(turn, Failure(PlanInvalidError.code, trace_id=turn.trace_id))


async def _with_trip(backend: Backend, turn: Turn, trip_id: str) -> Turn:
    """Return the turn with a trip as a plan; names and positions are from the catalogue."""
    trip = await backend.trip(trip_id, turn.language)
    cities = trip.city_ids or [trip.city_id]
    places = await backend.places_of(cities)
    answer = answer_of_trip(
        trip,
        await backend.city(trip.city_id),
        places,
        await backend.find_report(trip_id, turn.language),
        turn.trace_id,
    )
    names = await backend.names_of(cities)
    return replace(turn, answer=answer, names=names, swapping=Swapping(trip))


async def _with_answer(backend: Backend, turn: Turn, answer: PlanAnswer) -> Turn:
    if answer.plan is None:
        return turn
    frame = answer.plan.trip
    names = await backend.names_of(frame.city_ids or [frame.city_id])
    trip = await backend.trip(answer.trip_id, turn.language) if answer.trip_id else None
    swapping = Swapping(trip) if trip else None
    return replace(turn, answer=answer, names=names, swapping=swapping)
