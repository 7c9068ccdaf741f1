"""Answers planning questions: for a whole trip, or for one day of it."""

from collections.abc import Mapping
from typing import Any

from core.llm.providers.offline import phrases
from core.llm.providers.offline.days import BuiltDay, DayBuilder, Purse
from core.llm.providers.offline.reading import Question, Row
from core.llm.providers.offline.taste import choose_hotel, day_hearts, likings

_VARIANTS = 6
"""Ways to build one day that are weighed against each other where only one day is asked for."""


def plan_trip(question: Question) -> dict[str, Any]:
    """Return the answer to `plan_trip`: each day built once, around what is liked most."""
    hotel = choose_hotel(question)
    purse = _purse(question, hotel)
    liked = likings(question)
    builder = DayBuilder(question, liked, hotel)
    days = []
    for frame in question.days:
        builder.spread(purse.days)
        hearts = day_hearts(question, builder.free_sights, liked, frame.index, hotel)
        built = builder.build(frame, hearts[0] if hearts else None, purse)
        purse.days -= 1
        days.append({"day_index": frame.index, **_day_answer(question, built)})
    request = question.request
    title = phrases.trip_title(
        request["city"], len(days), request["interests"], request["language"]
    )
    return {"title": title, "hotel_id": hotel.id if hotel else None, "days": days}


def plan_day(question: Question) -> dict[str, Any]:
    """Return the answer to `plan_day`: the best of several days built around different sights.

    What was in violation is not chosen again.
    """
    frame = question.days[0]
    hotel = choose_hotel(question)
    liked = likings(question)
    free = {row.id: row for row in question.sights}
    hearts: list[Row | None] = [*day_hearts(question, free, liked, frame.index, hotel)[:_VARIANTS]]
    built = [_one_day(question, liked, hotel, heart) for heart in hearts or [None]]
    best = max(built, key=lambda day: day.worth(liked))
    return {"hotel_id": hotel.id if hotel else None, **_day_answer(question, best)}


def _one_day(
    question: Question, liked: Mapping[str, float], hotel: Row | None, heart: Row | None
) -> BuiltDay:
    purse = _purse(question, hotel if question.hotel is None else None)
    purse.days = question.days_left
    return DayBuilder(question, liked, hotel).build(question.days[0], heart, purse)


def _purse(question: Question, hotel: Row | None) -> Purse:
    """Return what is left for the days once the hotel is paid."""
    purse = Purse(question.request["budget"], len(question.days))
    if hotel is not None:
        nights, rooms = int(question.request["nights"]), int(question.request["rooms"])
        purse.pay(hotel.cost * nights * rooms)
    return purse


def _day_answer(question: Question, built: BuiltDay) -> dict[str, Any]:
    request = question.request
    stops = [(visit.row, meal) for visit, meal in built.visits]
    language, must = request["language"], frozenset(request["must_see"])
    return {
        "title": phrases.day_title([row for row, meal in stops if meal is None], language),
        "stops": [
            {
                "id": row.id,
                "meal": meal,
                "reason": phrases.reason(row, meal, request["interests"], row.id in must, language),
            }
            for row, meal in stops
        ],
    }
