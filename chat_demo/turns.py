"""One turn at work: from a request through the events of its stream to an end, good or bad."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from time import monotonic

import structlog

from chat_demo.backend import Backend
from chat_demo.conversation import Failure, Turn, TurnState, after, failed, saved, wanted_of
from chat_demo.pacing import DRAW_EVERY_S, TELL_EVERY_S, paced
from chat_demo.talking import talk_at_work
from core.client.errors import ClientError
from core.kernel.errors import AppError

log = structlog.get_logger(__name__)


async def turn_at_work(
    backend: Backend, turn: Turn, session_id: str | None = None
) -> AsyncGenerator[Turn, None]:
    """Yield the turn as it grows, until its plan is made or kept or there will be none.

    Talk goes on in the conversation `session_id`.
    """
    work = _work(backend, turn, session_id)
    try:
        async with aclosing(work) as stages:
            async for turn in stages:
                yield turn
    except ClientError as error:
        failure = await backend.failure_of(error, turn.language)
        if failure.signed_out:
            backend.sign_out()
        yield failed(turn, failure)
    except Exception:
        log.exception("chat_turn_failed")
        yield failed(turn, Failure(code=AppError.code))


def _work(backend: Backend, turn: Turn, session_id: str | None) -> AsyncGenerator[Turn, None]:
    if turn.saving:
        return _kept(backend, turn)
    if turn.talk is not None:
        return talk_at_work(backend, turn, turn.talk, session_id)
    return _planned(backend, turn)


async def _planned(backend: Backend, turn: Turn) -> AsyncGenerator[Turn, None]:
    """Yield the turn after each bunch of events."""
    begun = monotonic()
    events = backend.plan(wanted_of(turn), turn.language)
    async with aclosing(paced(events, DRAW_EVERY_S, TELL_EVERY_S)) as bunches:
        async for bunch in bunches:
            turn = replace(turn, elapsed_s=int(monotonic() - begun))
            for event in bunch:
                turn = after(turn, event)
            if turn.state is TurnState.DONE:
                turn = await _with_names(backend, turn)
            yield turn


async def _kept(backend: Backend, turn: Turn) -> AsyncGenerator[Turn, None]:
    """Keep the very plan that is shown, and yield the turn when that is done."""
    if turn.answer is not None and turn.answer.plan is not None:
        yield saved(turn, await backend.keep(turn.answer.plan, turn.language))


async def _with_names(backend: Backend, turn: Turn) -> Turn:
    if turn.answer is None or turn.answer.plan is None:
        return turn
    trip = turn.answer.plan.trip
    return replace(turn, names=await backend.names_of(trip.city_ids or [trip.city_id]))
