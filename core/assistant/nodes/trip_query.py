"""What is asked about a trip."""

from datetime import date
from typing import Any

from core.assistant.choosing import Question
from core.assistant.facts import (
    View,
    cost_facts,
    directions_facts,
    hours_facts,
    next_stop_facts,
    schedule_facts,
    stay_facts,
    summary_facts,
    trip_fact,
)
from core.assistant.finding import day_meant, places_meant, stop_choices, stops_meant
from core.assistant.likeness import nearest_names
from core.assistant.referring import Standing
from core.assistant.route import Ask, Route
from core.assistant.state import Turning, TurnState
from core.assistant.suggesting import next_steps
from core.assistant.trips import Missing, trip_of_turn
from core.planning.editing.trying import problem_text
from core.schemas.chat import NodeTrace
from core.schemas.envelope import WireModel
from core.schemas.facts import (
    OutsideFacts,
    UnknownFacts,
    as_json,
)
from core.schemas.trips import DayCardOut, SubTripKind

_KNOWN = 6


async def trip_query(state: TurnState, turning: Turning) -> TurnState:
    """Find the trip, the day and the stop that are asked about, and what there is to say."""
    route = state["route"]
    view = await trip_of_turn(state, turning, route.day)
    if isinstance(view, Missing):
        return missing_trip(view, "trip_query")
    found = await _answer(view, route, state, turning)
    extra: dict[str, Any] = {"trip_id": view.trip.id, "ask": str(route.ask or Ask.SCHEDULE)}
    if (asked_day := day_meant(view, route.day)) is not None:
        extra["queried_day"] = asked_day.isoformat()
    return told(view, found, "trip_query", extra)


def missing_trip(missing: Missing, node: str) -> TurnState:
    """Return what becomes of a turn whose trip is not there, or not clear."""
    if missing.question is not None:
        trace = NodeTrace(node=node, status="ok", extra={"asked_back": "trip"})
        facts = as_json(missing.question.facts())
        return {"facts": facts, "question": missing.question, "traces": [trace]}
    trace = NodeTrace(node=node, status="ok", extra={"trip_id": None})
    facts = as_json(missing.facts) if missing.facts else {}
    return {"facts": facts, "stage": None, "traces": [trace]}


def told(view: View, found: WireModel | Question, node: str, extra: dict[str, Any]) -> TurnState:
    """Return facts, or a question back, with where one stands in the trip."""
    is_question = isinstance(found, Question)
    trace = NodeTrace(node=node, status="ok", extra=extra)
    if isinstance(found, Question):
        trace.extra["asked_back"] = found.field
    state: TurnState = {
        "trip_id": view.trip.id,
        "stage": view.moment.stage,
        "facts": as_json(found.facts() if isinstance(found, Question) else found),
        "suggestions": [] if is_question else next_steps(view),
        "traces": [trace],
    }
    if isinstance(found, Question):
        state["question"] = found
    return state


async def _answer(
    view: View, route: Route, state: TurnState, turning: Turning
) -> WireModel | Question:
    if route.ask is Ask.SUMMARY:
        return await _summary(view, state, turning)
    wanted = day_meant(view, route.day)
    if route.subject is not None and route.ask is not Ask.STAY:
        on = wanted if route.day is not None else None
        found = stops_meant(view, route.subject, on)
        if len(found) > 1:
            choices = stop_choices(view, found)
            return Question(route=route, field="subject", said=route.subject, choices=choices)
        if found:
            return _of_stop(view, found[0], route)
        return _of_place(view, route.subject, wanted, route)
    if route.ask is Ask.NEXT_STOP:
        return next_stop_facts(view)
    if route.ask is Ask.COST and route.day is None:
        return cost_facts(view)
    day = view.day_on(wanted) if wanted else None
    if day is None:
        return OutsideFacts(trip=trip_fact(view), date=wanted)
    return _of_day(view, day, route)


async def _summary(view: View, state: TurnState, turning: Turning) -> WireModel:
    asked = state["asked"]
    check = await turning.editing.check(asked.user_id, view.trip.id, asked.language)
    failed = [row for row in check.report.checks if not row.passed]
    return summary_facts(view, [problem_text(row, asked.language) for row in failed])


def _of_day(view: View, day: DayCardOut, route: Route) -> WireModel:
    match route.ask:
        case Ask.COST:
            return cost_facts(view, day)
        case Ask.STAY:
            return stay_facts(view, day)
        case Ask.DIRECTIONS:
            return _directions(view, day, route)
        case _:
            return schedule_facts(view, day)


def _directions(view: View, day: DayCardOut, route: Route) -> WireModel:
    """Return how one gets to the next stop; on another day to the first."""
    coming = next_stop_facts(view)
    if route.day is None or day.date == view.moment.today:
        if coming.next is None or coming.date is None:
            return coming
        target = _standing(view, coming.date, coming.next.name, coming.next.start)
        if target is not None:
            return directions_facts(view, target.day, target.stop)
    first = next((stop for stop in day.sub_trips if stop.kind is not SubTripKind.HOTEL), None)
    return directions_facts(view, day, first) if first else schedule_facts(view, day)


def _standing(view: View, on: date, name: str, start: str | None) -> Standing | None:
    day = view.day_on(on)
    if day is None:
        return None
    return next(
        (
            Standing(day, stop)
            for stop in day.sub_trips
            if view.name_of(stop) == name and stop.start_time == start
        ),
        None,
    )


def _of_stop(view: View, found: Standing, route: Route) -> WireModel:
    day, stop = found.day, found.stop
    match route.ask:
        case Ask.DIRECTIONS:
            return directions_facts(view, day, stop)
        case Ask.COST:
            return cost_facts(view, day, stop)
        case Ask.HOURS if (place := view.place_of(stop)) is not None:
            city = view.cities[place.city_id]
            return hours_facts(place, city, day.date, view.language, stop.start_time)
        case _:
            return directions_facts(view, day, stop)


def _of_place(view: View, said: str, wanted: date | None, route: Route) -> WireModel:
    """Return what is known of something that is no stop of the trip."""
    places = places_meant(said, list(view.places.values()))
    if places and route.ask is Ask.HOURS:
        place = places[0]
        city = view.cities[place.city_id]
        return hours_facts(place, city, wanted or view.moment.today, view.language)
    stops = [view.name_of(stop) for day in view.trip.day_cards for stop in day.sub_trips]
    known = nearest_names(said, stops, _KNOWN)
    return UnknownFacts(what="stop", said=said, where=view.trip.title, known=known)
