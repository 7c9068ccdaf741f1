"""Answers planning questions: for a whole trip, or for one day of it."""

from collections.abc import Mapping
from typing import Any

from core.llm.providers.offline import phrases
from core.llm.providers.offline.days import BuiltDay, DayBuilder, Purse, home_before
from core.llm.providers.offline.reading import Question, Row
from core.llm.providers.offline.taste import Hotels, choose_hotels, day_hearts, likings

_VARIANTS = 6
"""Ways to build one day that are weighed against each other where only one day is asked for."""


def plan_trip(question: Question) -> dict[str, Any]:
    """Return the answer to `plan_trip`: each day built once, around what is liked most."""
    hotels = choose_hotels(question)
    purse = _purse(question, hotels)
    liked = likings(question)
    builder = DayBuilder(question, liked, hotels)
    days = []
    for frame in question.days:
        builder.spread(purse.days)
        home = home_before(frame, hotels)
        hearts = day_hearts(question, builder.free_sights, liked, frame, home)
        built = builder.build(frame, hearts[0] if hearts else None, purse)
        purse.days -= 1
        days.append({"day_index": frame.index, **_day_answer(question, built)})
    request = question.request
    length = request.get("days") or len({frame.date for frame in question.days})
    title = phrases.trip_title(request["cities"], length, request["interests"], request["language"])
    chosen = {str(stay): row.id for stay, row in hotels.items()}
    return {"title": title, "hotels": chosen, "days": days}


def plan_day(question: Question) -> dict[str, Any]:
    """Return the answer to `plan_day`: the best of several days built around different sights.

    What was in violation is not chosen again.
    """
    frame = question.days[0]
    hotels = choose_hotels(question)
    liked = likings(question)
    free = {row.id: row for row in question.sights}
    home = home_before(frame, hotels)
    hearts: list[Row | None] = [*day_hearts(question, free, liked, frame, home)[:_VARIANTS]]
    built = [_one_day(question, liked, hotels, heart) for heart in hearts or [None]]
    best = max(built, key=lambda day: day.worth(liked))
    own = hotels.get(frame.stay) if frame.stay is not None else None
    return {"hotel_id": own.id if own else None, **_day_answer(question, best)}


def _one_day(
    question: Question, liked: Mapping[str, float], hotels: Hotels, heart: Row | None
) -> BuiltDay:
    purse = _purse(question, hotels)
    purse.days = question.days_left
    return DayBuilder(question, liked, hotels).build(question.days[0], heart, purse)


def _purse(question: Question, hotels: Hotels) -> Purse:
    """Return what is left for the days once the hotels chosen now are paid."""
    purse = Purse(question.request["budget"], len(question.days))
    for stay in question.stays:
        if stay.index in hotels and stay.index not in question.chosen:
            purse.pay(hotels[stay.index].cost * stay.nights)
    return purse


def _day_answer(question: Question, built: BuiltDay) -> dict[str, Any]:
    request = question.request
    stops = [(visit.row, meal) for visit, meal in built.visits]
    language = request["language"]
    return {
        "title": phrases.day_title([row for row, meal in stops if meal is None], language),
        "stops": [
            # Why is left to the planner, which knows more of places than a prompt says.
            {"id": row.id, "meal": meal, "reason": ""}
            for row, meal in stops
        ],
    }
