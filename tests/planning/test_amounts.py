"""In which currency amounts in words are, and what they come to in the trip's."""

from datetime import date
from typing import Any

import pytest

from core.catalog.exchange import Converted
from core.planning.domain import CityWish
from core.planning.understanding.form import TextForm
from core.planning.understanding.resolve import Understood, resolve
from core.planning.understanding.scene import Scene
from core.schemas.plans import PlanRequest
from core.schemas.wishes import DestinationWish
from tests.support.builders import a_city

HOME = a_city(id="shanghai", name_en="Shanghai", currency="CNY")
AWAY = a_city(id="tokyo", name_en="Tokyo", currency="JPY")


def twenty_yen_a_yuan(amount: int, from_currency: str, to_currency: str) -> Converted:
    """Exchange minor units: a yuan of 100 fen is 20 yen, which have no parts."""
    rates = {("CNY", "JPY"): 0.2, ("JPY", "CNY"): 5, ("EUR", "JPY"): 1.6, ("EUR", "CNY"): 8}
    rate = 1 if from_currency == to_currency else rates[from_currency, to_currency]
    return Converted(round(amount * rate), date(2026, 10, 30))


def understood(words: dict[str, Any], *, from_home: bool = True, **fields: Any) -> Understood:
    """Return what is understood of words about a trip to Japan."""
    wish = CityWish(DestinationWish(name="tokyo"), (AWAY,))
    return resolve(
        PlanRequest.model_validate(fields),
        TextForm.model_validate(words),
        {},
        scene=Scene((wish,), HOME if from_home else None, ()),
        today=date(2026, 11, 21),
        convert=twenty_yen_a_yuan,
    )


def about_money(result: Understood) -> list[str]:
    """Return what is said of currencies, but for rates."""
    told = [item.message for item in result.assumptions if item.field == "currency"]
    return [message for message in told if "European Central Bank" not in message]


@pytest.mark.parametrize(
    ("words", "from_home", "budget", "currency", "in_yen"),
    [
        ({"budget": 9000}, True, 900_000, "CNY", 180_000),
        ({"budget": 9000}, False, 9_000, "JPY", 9_000),
        ({"budget": 9000, "currency": "JPY"}, True, 9_000, "JPY", 9_000),
        ({"daily_budget": 100, "day_count": 3}, True, 30_000, "CNY", 6_000),
    ],
)
def test_a_budget_without_a_currency_is_in_the_money_of_where_one_starts(
    words: dict[str, Any], from_home: bool, budget: int, currency: str, in_yen: int
) -> None:
    brief = understood(words, from_home=from_home).brief

    assert (brief.budget, brief.currency, brief.budget_local) == (budget, currency, in_yen)


def test_that_it_was_taken_so_is_told_and_only_where_it_matters() -> None:
    told = "No currency given: taken is CNY, the money of where the trip starts"

    assert about_money(understood({"budget": 9000, "language": "en"})) == [told]
    assert about_money(understood({"budget": 9000, "currency": "CNY"})) == []
    assert about_money(understood({"language": "en"})) == []
    assert about_money(understood({"budget": 9000}, from_home=False)) == []


def test_a_field_is_in_the_money_of_the_trip_as_ever() -> None:
    brief = understood({}, budget=9000).brief

    assert (brief.currency, brief.budget_local) == ("JPY", 9_000)


def test_what_a_night_may_cost_is_exchanged_as_a_budget_is() -> None:
    words = {"lodging": {"max_per_night": 500}}

    assert understood(words).brief.lodging.max_per_night == 10_000
    assert understood(words, from_home=False).brief.lodging.max_per_night == 500


def test_what_a_night_may_cost_is_in_the_currency_that_was_said_for_it() -> None:
    words = {"budget": 9000, "currency": "CNY", "lodging": {"max_per_night": 50, "currency": "EUR"}}

    assert understood(words).brief.lodging.max_per_night == 8_000


def test_so_is_what_a_condition_allows_to_be_spent() -> None:
    spend = {"kind": "spend", "on": "meals", "maximum": 50, "currency": "EUR"}

    (condition,) = understood({"conditions": [spend]}).brief.conditions
    assert condition.model_dump()["maximum"] == 8_000
