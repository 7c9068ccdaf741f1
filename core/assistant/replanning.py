"""A plan as a whole is changed: planned again, from the trip there is and what is new."""

from collections.abc import Collection

from core.assistant.spending import spent_in
from core.llm.providers.offline.assistant.wholes import Whole
from core.schemas.fields import MAX_DAYS
from core.schemas.plans import PlanMode, PlanRequest
from core.schemas.trips import TripOut
from core.schemas.wishes import DestinationWish, Pace

_CHEAPER_PERCENT = 80
_ANOTHER_SEED = 1
"""Another plan of the same wishes."""


def planned_again(
    trip: TripOut, said: Collection[Whole], language: str, mode: PlanMode
) -> PlanRequest:
    """Return the wish for a trip like one there is, but as it is said to be otherwise.

    Cities, dates, travellers and wishes stay as they are. Cheaper is a fifth less than it costs.
    """
    wishes = trip.wishes
    fields: dict[str, object] = {
        "destinations": [DestinationWish(name=city_id) for city_id in trip.city_ids],
        "origin": trip.origin_city_id,
        "start_date": trip.start_date,
        "day_count": _days(trip, said),
        "travellers": trip.travellers,
        "seed": _ANOTHER_SEED if Whole.ANOTHER in said else 0,
        **_money(trip, said),
    }
    if wishes is not None:
        fields |= {
            "pace": wishes.pace,
            "party": wishes.party,
            "interests": wishes.interests or None,
            "must_see": wishes.must_see[:30] or None,
            "cuisines": wishes.cuisines or None,
            "no_modes": wishes.no_modes or None,
            "lodging": wishes.lodging,
            "daily_window": wishes.daily_window,
            "mobility": wishes.mobility,
        }
    if Whole.SLOWER in said:
        fields["pace"] = Pace.RELAXED
    elif Whole.FULLER in said:
        fields["pace"] = Pace.PACKED
    return PlanRequest.model_validate(
        {name: value for name, value in fields.items() if value is not None}
        | {"language": language, "mode": mode, "save": True}
    )


def _days(trip: TripOut, said: Collection[Whole]) -> int:
    count = len(trip.day_cards)
    if Whole.LONGER in said:
        return min(count + 1, MAX_DAYS)
    return max(count - 1, 1) if Whole.SHORTER in said else count


def _money(trip: TripOut, said: Collection[Whole]) -> dict[str, object]:
    if Whole.CHEAPER not in said:
        return {"budget": trip.budget, "currency": trip.currency if trip.budget else None}
    spent = spent_in(trip, trip.day_cards)
    least = min(filter(None, (spent.total, trip.budget)), default=0)
    if not least:
        return {}
    return {"budget": max(least * _CHEAPER_PERCENT // 100, 1), "currency": spent.currency}
