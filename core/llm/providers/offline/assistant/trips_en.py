"""Facts of trips in English: short, exact, and only what stands in them."""

from collections.abc import Callable
from typing import Any

from core.kernel.times import date_text
from core.llm.providers.offline.assistant.english import (
    budget,
    capital,
    day_lines,
    days,
    distance,
    from_to,
    in_brackets,
    joined,
    journey_words,
    minutes,
    named,
    on_day,
    people,
    problems,
    stop_line,
    way_sentences,
)
from core.schemas import facts as f
from core.schemas.chat import Stage

_MOST_LINES = 30
_MODES = {"walk": "on foot", "transit": "by public transport", "taxi": "by taxi"}
_PARTS = {
    "attraction": "sights", "meal": "meals", "hotel": "lodging", "transport": "journeys",
    "custom": "things of your own", "way": "getting around",
}  # fmt: skip


def _schedule(fact: f.ScheduleFacts) -> list[str]:
    day, trip = fact.day, fact.trip
    when = on_day(day.date, trip.today)
    where = f"day {day.number} of “{trip.title}”, in {day.city}"
    if not day.stops:
        told = [f"{capital(when)}, {where}, nothing is planned yet."]
        if trip.stage is not Stage.AFTER:
            told.append("Tell me what you would like to do there, and I will find a time for it.")
        return told
    count = len(day.stops)
    verb = "were" if day.date < trip.today else "are"
    stops = "one stop" if count == 1 else f"{count} stops"
    told = [
        f"{capital(when)}, {where}, there {'is' if count == 1 and verb == 'are' else verb} {stops}:"
    ]
    told += [f"\n- {stop_line(stop)}" for stop in day.stops[:_MOST_LINES]]
    if count > _MOST_LINES:
        told.append(f"\n- and {count - _MOST_LINES} more")
    if day.cost:
        told.append(f"All of it comes to about {day.cost}.")
    return told


def _next_stop(fact: f.NextStopFacts) -> list[str]:
    stop, trip = fact.next, fact.trip
    if stop is None or fact.date is None:
        if trip.stage is Stage.AFTER:
            return [
                f"“{trip.title}” ended on {date_text(trip.end_date, 'en')}: nothing comes after it."
            ]
        told = [f"Nothing with a time comes next in “{trip.title}”."]
        return told + ([f"By the plan you are at {named(fact.at)} now."] if fact.at else [])
    what = journey_words(stop) if stop.journey else named(stop)
    told = [f"Next is {what}, {on_day(fact.date, trip.today)} at {stop.start}."]
    told += way_sentences(stop, fact.leave_by)
    if fact.minutes_left is not None:
        told.append(f"That is in {minutes(fact.minutes_left)}.")
    return told


def _directions(fact: f.DirectionsFacts) -> list[str]:
    stop = fact.target
    when = f"{on_day(fact.date, fact.trip.today)}" + (f" at {stop.start}" if stop.start else "")
    if stop.journey is not None:
        return [f"{capital(journey_words(stop))}: {when}.", *way_sentences(stop, fact.leave_by)]
    start = f" from {fact.origin}" if fact.origin else ""
    if stop.way is None:
        unknown = f"{named(stop)} is planned {when}; I do not know the way there{start}."
        return [unknown] + ([f"Show a driver: {stop.local_name}."] if stop.local_name else [])
    way = stop.way
    cost = f", about {way.cost} for all of you" if way.cost else ""
    told = [
        f"To {named(stop)}{start} it takes about {minutes(way.minutes)} {_MODES[way.mode]}"
        f" ({distance(way.distance_m)}{cost}).",
    ]
    if fact.leave_by:
        told.append(f"Leave by {fact.leave_by} to be there {when}.")
    return told


def _cost(fact: f.CostFacts) -> list[str]:
    each = f" ({fact.per_person} each)" if fact.per_person else ""
    match fact.scope:
        case "stop":
            told = [f"{fact.name} comes to about {fact.amount}{each}."]
        case "day":
            day = on_day(fact.date, fact.trip.today) if fact.date else "that day"
            told = [f"{capital(day)} comes to about {fact.amount}{each}."]
        case _:
            told = [f"“{fact.trip.title}” comes to about {fact.amount}{each}."]
    if len(fact.parts) > 1:
        shares = [f"{part.amount} for {_PARTS[part.kind]}" for part in fact.parts]
        told.append(f"That is {joined(shares)}.")
    return [*told, *budget(fact.budget, fact.left, fact.over), "All of these are estimates."]


def _stay(fact: f.StayFacts) -> list[str]:
    when = on_day(fact.date, fact.trip.today)
    if fact.hotel is None:
        return [
            f"No lodging in {fact.city} is planned for the night {when}.",
            "Ask me for hotels there, and I will look.",
        ]
    told = [f"The night {when} is at {fact.hotel}{in_brackets(fact.local_name)} in {fact.city}."]
    if fact.first_night and fact.check_out:
        hour = f" at {fact.check_in}" if fact.check_in else ""
        nights = "one night" if fact.nights == 1 else f"{fact.nights} nights"
        told.append(
            f"Check-in is on {date_text(fact.first_night, 'en')}{hour}, check-out on"
            f" {date_text(fact.check_out, 'en')}: {nights}."
        )
    if fact.cost_per_night:
        told.append(f"A night comes to about {fact.cost_per_night}.")
    return told


def _summary(fact: f.SummaryFacts) -> list[str]:
    trip = fact.trip
    told = [
        f"“{trip.title}”: {days(trip.day_count)} in {joined(trip.cities)},"
        f" {from_to(trip.start_date, trip.end_date)}, for {people(trip.travellers)}.",
        *day_lines(fact.days),
        f"It comes to about {fact.amount}.",
        *budget(fact.budget, fact.left, fact.over),
    ]
    return told + problems(fact.problems, "To be looked at")


def _no_trip(fact: f.NoTripFacts) -> list[str]:
    if not fact.known:
        return [
            "You have no trip here yet.",
            "Tell me where you would like to go, and for how long, and I will plan one.",
        ]
    known = joined([f"“{title}”" for title in fact.known])
    said = (
        f"No trip of yours is called {fact.said!r}." if fact.said else "I could not open that trip."
    )
    return [said, f"There is {known}: which one do you mean?"]


def _outside(fact: f.OutsideFacts) -> list[str]:
    trip = fact.trip
    which = f"{capital(on_day(fact.date, trip.today))} is" if fact.date else "That day is"
    told = [
        f"{which} not part of “{trip.title}”, which goes from {date_text(trip.start_date, 'en')}"
        f" to {date_text(trip.end_date, 'en')} ({days(trip.day_count)})."
    ]
    match trip.stage:
        case Stage.AFTER:
            told.append("The trip is over; ask me for any of its days, or for a summary.")
        case Stage.BEFORE:
            told.append("It has not begun yet; ask me for its first day, for example.")
        case _:
            told.append("Ask me for one of its days, for example today.")
    return told


def _unknown(fact: f.UnknownFacts) -> list[str]:
    where = f" in “{fact.where}”" if fact.where and fact.what == "stop" else ""
    where = f" in {fact.where}" if fact.where and fact.what == "place" else where
    told = [f"I find nothing called {fact.said!r}{where}."]
    if fact.known:
        told.append(f"There is {joined(fact.known[:5])}: do you mean one of them?")
    return told


TRIPS_EN: dict[type[Any], Callable[[Any], list[str]]] = {
    f.ScheduleFacts: _schedule,
    f.NextStopFacts: _next_stop,
    f.DirectionsFacts: _directions,
    f.CostFacts: _cost,
    f.StayFacts: _stay,
    f.SummaryFacts: _summary,
    f.NoTripFacts: _no_trip,
    f.OutsideFacts: _outside,
    f.UnknownFacts: _unknown,
}
