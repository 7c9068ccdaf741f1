"""When people sit down to eat: at the hours of the country, if the day leaves time for it."""

from datetime import date

import pytest

from core.planning.frame import Part
from core.planning.mealtimes import meal_window
from core.schemas.catalog import Meal
from tests.support.shipped import shipped_catalogue

_DAY = date(2027, 6, 7)


async def a_part(city_id: str, start: int = 9, end: int = 21) -> Part:
    """Return a day in a shipped city between two hours."""
    cities = {city.id: city for city in await shipped_catalogue().list_cities()}
    window = (start * 60, end * 60)
    return Part(
        index=0, day_index=0, date=_DAY, city=cities[city_id], window=window, meals=tuple(Meal)
    )


@pytest.mark.parametrize(
    ("city", "lunch", "dinner"),
    [("chengdu", 690, 1050), ("paris", 720, 1140), ("rome", 750, 1140), ("london", 720, 1080)],
)
async def test_people_sit_down_at_the_hours_of_their_country(
    city: str, lunch: int, dinner: int
) -> None:
    part = await a_part(city)

    assert meal_window(part, Meal.LUNCH) == (lunch, 870)
    assert meal_window(part, Meal.DINNER) == (dinner, 1260)


async def test_who_must_leave_soon_may_eat_earlier() -> None:
    part = await a_part("rome", end=14)

    assert meal_window(part, Meal.LUNCH) == (660, 870)


async def test_breakfast_is_had_at_any_hour_of_its_window() -> None:
    part = await a_part("paris")

    assert meal_window(part, Meal.BREAKFAST) == (390, 630)
