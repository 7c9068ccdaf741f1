"""One turn at work: from a request through the events of its stream to an end, good or bad."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from time import monotonic

import structlog

from chat_demo.backend import Backend
from chat_demo.conversation import Failure, Turn, TurnState, after, failed, wanted_of
from chat_demo.pacing import paced
from core.client.errors import ClientError
from core.kernel.errors import AppError

log = structlog.get_logger(__name__)

_DRAW_EVERY_S = 0.12
_TELL_EVERY_S = 5.0


async def turn_at_work(backend: Backend, turn: Turn) -> AsyncGenerator[Turn, None]:
    """Yield the turn after each bunch of events, until it has ended."""
    language, begun = turn.language, monotonic()
    try:
        events = backend.plan(wanted_of(turn), language)
        async with aclosing(paced(events, _DRAW_EVERY_S, _TELL_EVERY_S)) as bunches:
            async for bunch in bunches:
                turn = replace(turn, elapsed_s=int(monotonic() - begun))
                for event in bunch:
                    turn = after(turn, event)
                if turn.state is TurnState.DONE and not turn.saving:
                    turn = await _with_names(backend, turn)
                yield turn
    except ClientError as error:
        failure = await backend.failure_of(error, language)
        if failure.signed_out:
            backend.sign_out()
        yield failed(turn, failure)
    except Exception:
        log.exception("chat_turn_failed")
        yield failed(turn, Failure(code=AppError.code))


async def _with_names(backend: Backend, turn: Turn) -> Turn:
    if turn.answer is None or turn.answer.plan is None:
        return turn
    trip = turn.answer.plan.trip
    return replace(turn, names=await backend.names_of(trip.city_ids or [trip.city_id]))
