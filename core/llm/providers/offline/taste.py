"""What the offline model likes: interest, popularity, must-sees, and a seeded whim."""

from collections.abc import Mapping, Sequence
from random import Random

from core.kernel.geo import distance_m
from core.llm.providers.offline.reading import DayFrame, Question, Row, Spot
from core.llm.providers.offline.walk import way_min

_MUST = 4.0
_FAME, _FAMOUS = 0.03, 75
"""What a sight a city is known for is liked more for each point of popularity beyond this one."""
_DRAFTED = 0.35
_THEMED = 0.15
_FAR_KM = 40.0
_FAR_PER_MIN, _WORTH_IT = 0.008, 0.4
"""What a minute of the way takes from a day, and how much of that for what a city is known for."""
_LODGING_SHARE = 0.45
"""Of the budget goes at most so much to hotels, where there are any at that price."""


def likings(question: Question) -> dict[str, float]:
    """Return how much each sight is liked, about 0 to 1; a must-see far above."""
    wanted = frozenset(question.request["interests"])
    must = frozenset(question.request["must_see"])
    return {row.id: _liking(question, row, wanted, must) for row in question.sights}


def _liking(question: Question, row: Row, wanted: frozenset[str], must: frozenset[str]) -> float:
    match = min(1.0, len(wanted & row.tags) / min(2, len(wanted))) if wanted else 0.5
    whim = Random(f"{question.seed}:{row.id}").random()  # noqa: S311 - variety, not secrecy
    value = 0.45 * match + 0.5 * row.popularity / 100 + 0.1 * whim
    if row.icon:
        value += _FAME * max(0, row.popularity - _FAMOUS)
    if row.id in question.draft_ids:
        value += _DRAFTED
    if row.id in question.theme_ids:
        value += _THEMED
    return value + (_MUST if row.id in must else 0.0)


Hotels = Mapping[int, Row]
"""The hotel of each stay that has one."""


def choose_hotels(question: Question) -> Hotels:
    """Return the hotels chosen already, and one for each other stay."""
    nights = sum(stay.nights for stay in question.stays if stay.index not in question.chosen)
    budget = question.request["budget"]
    share = budget * _LODGING_SHARE / nights if budget is not None and nights else None
    found = dict(question.chosen)
    for stay in question.stays:
        hotels = [row for row in question.hotels if row.city == stay.city]
        if stay.index not in found and hotels:
            found[stay.index] = _choose_hotel(question, hotels, share)
    return found


def _choose_hotel(question: Question, hotels: Sequence[Row], share: float | None) -> Row:
    """Return a hotel near what is liked that leaves enough of the budget for the days."""
    wanted = [row for row in hotels if row.id in question.request["must_see"]]
    if wanted:
        return wanted[0]
    fitting = [row for row in hotels if share is None or row.cost <= share]
    if not fitting:
        return min(hotels, key=lambda row: (row.cost, row.id))
    liked = likings(question)
    sights = [row for row in question.sights if row.city == hotels[0].city]
    hearts = sorted(sights, key=lambda row: -liked[row.id])[:12]
    usual = sorted(row.cost for row in hotels)[len(hotels) // 2]
    fair = share if share is not None else 1.5 * usual
    return max(fitting, key=lambda row: (_charm(question, row, hearts, fair), row.id))


def _charm(question: Question, hotel: Row, hearts: Sequence[Row], fair: float) -> float:
    """Return the appeal of a hotel: central first, then known, then a middling price."""
    centre = _median_km(hotel, hearts)
    price = hotel.cost / fair
    whim = Random(f"{question.seed}:{hotel.id}").random()  # noqa: S311 - variety, not secrecy
    return hotel.popularity / 100 - 0.08 * centre - 0.4 * abs(price - 0.7) + 0.1 * whim


def _median_km(hotel: Row, hearts: Sequence[Row]) -> float:
    if not hearts:
        return 0.0
    found = sorted(distance_m(hotel.lat, hotel.lon, row.lat, row.lon) for row in hearts)
    return min(found[len(found) // 2] / 1000, _FAR_KM)


def day_hearts(
    question: Question,
    free: Mapping[str, Row],
    liked: Mapping[str, float],
    frame: DayFrame,
    home: Row | Spot | None,
) -> list[Row]:
    """Return the open sights a day may be built around, the best first.

    What is liked and not far out comes first, and before it a must-see that has no later day.
    """
    open_now = [row for row in free.values() if row.spans.get(frame.index)]
    later = [other.index for other in question.days if other.index > frame.index]
    travel = question.travel[frame.city]

    def worth(row: Row) -> tuple[float, str]:
        last_chance = liked[row.id] >= _MUST and not any(row.spans.get(index) for index in later)
        far = way_min(travel, home, row) * _FAR_PER_MIN * (_WORTH_IT if row.icon else 1.0)
        return liked[row.id] - far + (1.0 if last_chance else 0.0), row.id

    return sorted(open_now, key=worth, reverse=True)
