"""Answers planning questions: for a whole trip, or for one day of it."""

from collections.abc import Sequence
from typing import Any

from core.llm.providers.offline import phrases
from core.llm.providers.offline.days import DayBuilder, Purse
from core.llm.providers.offline.reading import DayFrame, Question, Row
from core.llm.providers.offline.taste import choose_hotel, day_heart, likings


def plan_trip(question: Question) -> dict[str, Any]:
    """Return the answer to `plan_trip`."""
    hotel = choose_hotel(question)
    purse = _purse(question, hotel)
    liked = likings(question)
    builder = DayBuilder(question, liked, hotel)
    days = []
    for frame in question.days:
        heart = day_heart(question, builder.free_sights, liked, frame.index)
        stops = builder.build(frame, heart, purse)
        purse.days -= 1
        days.append({"day_index": frame.index, **_day_answer(question, stops)})
    request = question.request
    title = phrases.trip_title(
        request["city"], len(days), request["interests"], request["language"]
    )
    return {"title": title, "hotel_id": hotel.id if hotel else None, "days": days}


def plan_day(question: Question) -> dict[str, Any]:
    """Return the answer to `plan_day`; what was in violation is not chosen again."""
    frame: DayFrame = question.days[0]
    hotel = choose_hotel(question)
    chosen_now = hotel if question.hotel is None else None
    purse = _purse(question, chosen_now)
    purse.days = question.days_left
    liked = likings(question)
    builder = DayBuilder(question, liked, hotel)
    heart = day_heart(question, builder.free_sights, liked, frame.index)
    stops = builder.build(frame, heart, purse)
    return {"hotel_id": hotel.id if hotel else None, **_day_answer(question, stops)}


def _purse(question: Question, hotel: Row | None) -> Purse:
    """Return what is left for the days once the hotel is paid."""
    purse = Purse(question.request["budget"], len(question.days))
    if hotel is not None:
        nights, rooms = int(question.request["nights"]), int(question.request["rooms"])
        purse.pay(hotel.cost * nights * rooms)
    return purse


def _day_answer(question: Question, stops: Sequence[tuple[Row, str | None]]) -> dict[str, Any]:
    request = question.request
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
