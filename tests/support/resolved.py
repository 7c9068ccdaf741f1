"""A request resolved against a small city, as tests of understanding want it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from core.catalog.domain import City, Place
from core.catalog.exchange import Converted
from core.planning.domain import Brief, CityWish
from core.planning.understanding.form import TextForm
from core.planning.understanding.resolve import Understood, resolve
from core.planning.understanding.scene import Scene
from core.schemas.catalog import Interest, PlaceKind
from core.schemas.plans import PlanRequest
from core.schemas.wishes import DestinationWish
from tests.support.builders import a_city, a_hotel, a_place, a_restaurant

TODAY = date(2026, 11, 18)
RATE_DATE = date(2026, 11, 17)
CITY_PLACES = (
    a_place("tower", name_en="Canton Tower", name_local="广州塔", category="landmark", tags=()),
    a_place("hall", name_en="Chen Clan Hall", name_local="陈家祠", category="museum", tags=()),
    a_place("mall", name_en="Grand Mall", name_local="大商场", category="market",
            tags=(Interest.SHOPPING,)),
    a_restaurant("taotaoju", name_en="Tao Tao Ju", name_local="陶陶居"),
    a_hotel("garden", name_en="Garden Inn", name_local="花园客栈"),
    a_place("south", name_en="South Station", name_local="南站", kind=PlaceKind.STATION),
)  # fmt: skip


def double(amount: int, from_currency: str, to_currency: str) -> Converted:
    """Exchange one for two, whatever the currencies."""
    return Converted(amount * (1 if from_currency == to_currency else 2), RATE_DATE)


def understood(
    fields: Mapping[str, Any] | None = None,
    words: Mapping[str, Any] | None = None,
    *,
    refused: dict[str, str] | None = None,
    city: City | None = None,
    places: Sequence[Place] = CITY_PLACES,
) -> Understood:
    """Return what is understood of fields and words."""
    wish = DestinationWish(name="guangzhou")
    return resolve(
        PlanRequest.model_validate(fields or {}),
        TextForm.model_validate(words or {}),
        refused or {},
        scene=Scene((CityWish(wish, (city or a_city(),)),), None, tuple(places)),
        today=TODAY,
        convert=double,
    )


def brief_of(
    fields: Mapping[str, Any] | None = None, words: Mapping[str, Any] | None = None
) -> Brief:
    """Return the brief of fields and words."""
    return understood(fields, words).brief


def assumed(result: Understood) -> list[str]:
    """Return the fields something was assumed of."""
    return [assumption.field for assumption in result.assumptions]


def messages(result: Understood) -> list[str]:
    """Return what is said of what was assumed."""
    return [assumption.message for assumption in result.assumptions]


def ids(places: Sequence[Place]) -> list[str]:
    """Return the ids, in order."""
    return [place.id for place in places]
