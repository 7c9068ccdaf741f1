"""In which currency a trip is counted, and by whose rates."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from core.catalog.domain import City
from core.catalog.exchange import Converted
from core.planning.domain import CityWish
from core.planning.understanding.form import TextForm
from core.planning.understanding.resolve import Understood, resolve
from core.planning.understanding.scene import Scene
from core.schemas.plans import PlanRequest
from core.schemas.wishes import DestinationWish
from tests.support.builders import a_city
from tests.support.catalog_files import TOKYO

_TODAY, _RATE_DATE = date(2026, 11, 18), date(2026, 11, 17)


def double(amount: int, from_currency: str, to_currency: str) -> Converted:
    """Exchange one for two, whatever the currencies."""
    return Converted(amount * (1 if from_currency == to_currency else 2), _RATE_DATE)


def understood(cities: Sequence[City], origin: City | None, **fields: Any) -> Understood:
    """Return what is understood of a trip to some cities."""
    wishes = tuple(CityWish(DestinationWish(name=city.id), (city,)) for city in cities)
    return resolve(
        PlanRequest.model_validate(fields), TextForm(), {}, scene=Scene(wishes, origin, ()),
        today=_TODAY, convert=double,
    )  # fmt: skip


def several(origin: City | None, **fields: Any) -> Understood:
    """Return what is understood of a trip to Guangzhou and Tokyo."""
    return understood((a_city(), TOKYO), origin, **fields)


@pytest.mark.parametrize(
    ("fields", "origin", "money"),
    [
        ({}, None, "CNY"),
        ({}, a_city(id="paris", currency="EUR"), "EUR"),
        ({"budget": 100, "currency": "JPY"}, a_city(id="paris", currency="EUR"), "JPY"),
        ({"budget": 100, "currency": "USD"}, None, "USD"),
        ({"budget": 100}, a_city(id="paris", currency="EUR"), "EUR"),
    ],
)
def test_a_trip_through_several_currencies_is_counted_in_the_budgets_the_origins_or_the_first(
    fields: dict[str, Any], origin: City | None, money: str
) -> None:
    brief = several(origin, **fields).brief

    cities = [a_city(), TOKYO, *([origin] if origin else [])]
    assert brief.money == money
    assert set(brief.rates) == {city.currency for city in cities} - {money}
    assert brief.rate_date == _RATE_DATE


def test_between_currencies_it_is_said_whose_rates_of_which_day_are_used() -> None:
    (english,) = [one for one in several(None, language="en").assumptions
                  if one.field == "currency"]  # fmt: skip
    (chinese,) = [one for one in several(None, language="zh").assumptions
                  if one.field == "currency"]  # fmt: skip

    assert (english.value, english.message) == (
        "CNY",
        "Costs are in CNY (1 JPY = 0.02 CNY; 17 November 2026), by reference rates of the European "
        "Central Bank",
    )
    assert chinese.message.startswith("费用以 CNY (1 JPY = 0.02 CNY; 2026年11月17日) 计")


@pytest.mark.parametrize(
    ("fields", "told"),
    [({"budget": 100}, []), ({}, []), ({"currency": "EUR"}, []),
     ({"budget": 100, "currency": "EUR"}, ["CNY"])],
)  # fmt: skip
def test_of_rates_is_told_only_where_one_is_used(fields: dict[str, Any], told: list[str]) -> None:
    result = understood((a_city(),), None, **fields)

    assert [one.value for one in result.assumptions if one.field == "currency"] == told
