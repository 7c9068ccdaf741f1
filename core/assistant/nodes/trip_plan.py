"""A trip is planned from what somebody says: at once, or deep as a task."""

from collections.abc import Collection, Mapping
from typing import Literal

from core.assistant.consent import in_own_words
from core.assistant.planned import plan_facts
from core.assistant.replanning import planned_again
from core.assistant.route import PlanSaid
from core.assistant.state import Turning, TurnState
from core.assistant.suggesting import next_steps
from core.assistant.trips import cities_of, view_of_trip
from core.catalog.domain import City, city_name
from core.catalog.names import fold
from core.kernel.errors import (
    AppError,
    InvalidRequestError,
    QueueUnavailableError,
    TooManyTasksError,
)
from core.llm.providers.offline.assistant.wholes import Whole, wholes_said
from core.schemas.chat import NodeTrace
from core.schemas.facts import PlanRefusedFacts, PlanStartedFacts, as_json
from core.schemas.plans import TEXT_MAX_CHARS, PlanMode, PlanRequest

_NODE = "trip_plan"
_OF_TURN = "chat-"
"""What the id of a plan begins with that a turn makes: the same turn makes no second one."""
_NAMED = 40
_LEAST_NAME = 2


async def trip_plan(state: TurnState, turning: Turning) -> TurnState:
    """Plan a trip, or start a task that does; the conversation is about the new one then.

    Raises:
        ModelError: The model gave no usable answer.
        PlanInvalidError: Deep gave up and may not fall back.
    """
    asked = state["asked"]
    said = state["route"].plan or PlanSaid(words=asked.query)
    cities = (await cities_of(turning)).values()
    said = in_own_words(said, asked.query, state["history"], cities)
    request = await _request(state, turning, said)
    try:
        if request.mode is PlanMode.DEEP:
            return await _started(state, turning, request, said)
        return await _made(state, turning, request)
    except (InvalidRequestError, TooManyTasksError, QueueUnavailableError) as error:
        return _refused(error, await cities_of(turning), state["asked"].language)


async def _request(state: TurnState, turning: Turning, said: PlanSaid) -> PlanRequest:
    """Return what is to be planned: the words, or the conversation's trip otherwise."""
    asked = state["asked"]
    wholes = wholes_said(said.words)
    if wholes and not _names_city(said.words, await cities_of(turning)):
        again = await _of_this_trip(state, turning, said, wholes)
        if again is not None:
            return again
    return PlanRequest(
        text=said.words[:TEXT_MAX_CHARS],
        mode=_mode(state, said),
        save=said.save,
        language=asked.language,
        request_id=f"{_OF_TURN}{asked.request_id}",
        use_memory=asked.use_memory,
    )


async def _of_this_trip(
    state: TurnState, turning: Turning, said: PlanSaid, wholes: Collection[Whole]
) -> PlanRequest | None:
    """Return the wish for the conversation's trip again, with what is new."""
    asked = state["asked"]
    trip_id = state.get("trip_id") or asked.trip_id
    view = await view_of_trip(turning, asked, trip_id) if trip_id else None
    if view is None:
        return None
    request = planned_again(view.trip, wholes, asked.language, _mode(state, said))
    of_turn = {"request_id": f"{_OF_TURN}{asked.request_id}", "use_memory": asked.use_memory}
    return request.model_copy(update=of_turn)


def _mode(state: TurnState, said: PlanSaid) -> PlanMode:
    return state["asked"].mode or said.mode or PlanMode.FAST


async def _made(state: TurnState, turning: Turning, request: PlanRequest) -> TurnState:
    """Plan at once, and keep it as a trip."""
    asked = state["asked"]
    answer = await turning.plans.plan(asked.user_id, request)
    cities = await cities_of(turning)
    facts = plan_facts(answer, cities, asked.now)
    extra = {"mode": request.mode.value, "trip_id": answer.trip_id, "replayed": answer.replayed}
    found: TurnState = {
        "facts": as_json(facts) if facts else {},
        "stage": facts.trip.stage if facts else None,
        "traces": [NodeTrace(node=_NODE, status="ok", extra=extra)],
    }
    if answer.trip_id is not None:
        found["trip_id"] = answer.trip_id
        view = await view_of_trip(turning, asked, answer.trip_id, cities)
        found["suggestions"] = next_steps(view) if view else []
    return found


async def _started(
    state: TurnState, turning: Turning, request: PlanRequest, said: PlanSaid
) -> TurnState:
    """Start a task that plans deep and keeps the trip."""
    submission = await turning.plans.submit(state["asked"].user_id, request)
    task_id = submission.task.task_id
    extra = {"mode": request.mode.value, "task_id": task_id, "replayed": submission.replayed}
    return {
        "task_id": task_id,
        "facts": as_json(PlanStartedFacts(task_id=task_id, words=said.words)),
        "traces": [NodeTrace(node=_NODE, status="ok", extra=extra)],
    }


def _refused(error: AppError, cities: Mapping[str, City], language: str) -> TurnState:
    known = sorted(city_name(city, language) for city in cities.values())[:_NAMED]
    match error:
        case TooManyTasksError():
            facts = PlanRefusedFacts(code=error.code, reason="too_many")
        case QueueUnavailableError():
            facts = PlanRefusedFacts(code=error.code, reason="busy")
        case _ if _lacks_city(error):
            is_unknown = error.errors[0]["type"] == "unknown_city"
            reason: Literal["no_city", "unknown_city"] = "unknown_city" if is_unknown else "no_city"
            facts = PlanRefusedFacts(code=error.code, reason=reason, cities=known)
        case _:
            facts = PlanRefusedFacts(
                code=error.code, reason="contradiction", message=error.detail[:500]
            )
    extra = {"refused": facts.reason, "code": error.code}
    return {"facts": as_json(facts), "traces": [NodeTrace(node=_NODE, status="ok", extra=extra)]}


def _lacks_city(error: AppError) -> bool:
    return any(row["loc"][-1] in ("destination", "destinations") for row in error.errors)


def _names_city(words: str, cities: Mapping[str, City]) -> bool:
    folded = fold(words)
    return any(
        len(name) >= _LEAST_NAME and name in folded
        for city in cities.values()
        for name in map(fold, (city.name_en, city.name_local, *city.aliases))
    )
