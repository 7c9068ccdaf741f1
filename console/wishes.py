"""What the visitor asked for on the Plan page, and the request it becomes."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Any

from core.client.http import Language
from core.kernel.money import to_minor
from core.schemas.catalog import Interest, Meal
from core.schemas.links import LinkMode
from core.schemas.lodging import HouseRule, RoomType
from core.schemas.plans import PlanMode, PlanRequest
from core.schemas.wishes import DailyWindow, Mobility, Pace


@dataclass(frozen=True)
class Wishes:
    """The fields of the form, each missing where it was left empty; money in major units."""

    language: Language
    text: str = ""
    origin: str | None = None
    city_ids: tuple[str, ...] = ()
    keep_order: bool = False
    one_way: bool = False
    start: date | None = None
    days: int | None = None
    travellers: int | None = None
    children: int = 0
    pets: int = 0
    mobility: Mobility | None = None
    budget: Decimal | None = None
    currency: str | None = None
    pace: Pace | None = None
    day_from: time | None = None
    day_to: time | None = None
    interests: tuple[Interest, ...] = ()
    must_see: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    meals: tuple[Meal, ...] = ()
    no_modes: tuple[LinkMode, ...] = ()
    room_type: RoomType | None = None
    must_allow: tuple[HouseRule, ...] = ()
    seed: int = 0

    @property
    def says_where(self) -> bool:
        """Say whether there is anything a destination could be read from."""
        return bool(self.city_ids or self.text.strip())

    @property
    def lacks_currency(self) -> bool:
        """Say whether there is an amount and nothing that says of what."""
        return bool(self.budget) and self.currency is None

    @property
    def window(self) -> tuple[str, str] | None:
        """Return when days begin and end, what is missing as it usually is; or None."""
        if self.day_from is None and self.day_to is None:
            return None
        usual = DailyWindow()
        start = f"{self.day_from:%H:%M}" if self.day_from else usual.start
        return start, f"{self.day_to:%H:%M}" if self.day_to else usual.end

    @property
    def window_in_order(self) -> bool:
        """Say whether the day ends after it begins."""
        return self.window is None or self.window[0] < self.window[1]

    def request(self, mode: PlanMode) -> PlanRequest:
        """Return the request for a plan in `mode`; what was left empty is not in it."""
        return PlanRequest.model_validate(
            {"mode": mode, "language": self.language, "seed": self.seed} | _given(self._wished())
        )

    def _wished(self) -> dict[str, Any]:
        return {
            "text": self.text.strip(),
            "origin": self.origin,
            **_destinations(self.city_ids),
            "keep_order": self.keep_order,
            "one_way": self.one_way,
            "start_date": self.start,
            "day_count": self.days,
            "travellers": self.travellers,
            "party": _given({"children": self.children, "pets": self.pets}),
            "mobility": self.mobility,
            **_money(self.budget, self.currency),
            "pace": self.pace,
            "daily_window": dict(zip(("start", "end"), self.window or (), strict=False)),
            "interests": list(self.interests),
            "must_see": list(self.must_see),
            "avoid": list(self.avoid),
            "meals": list(self.meals),
            "no_modes": list(self.no_modes),
            "lodging": _given({"room_type": self.room_type, "must_allow": list(self.must_allow)}),
        }


def _destinations(city_ids: tuple[str, ...]) -> dict[str, Any]:
    if len(city_ids) == 1:
        return {"destination": city_ids[0]}
    return {"destinations": [{"name": city_id} for city_id in city_ids]}


def _money(budget: Decimal | None, currency: str | None) -> dict[str, Any]:
    """Return the budget in minor units; without an amount a currency says nothing."""
    if not budget or currency is None:
        return {}
    return {"budget": to_minor(budget, currency), "currency": currency}


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}
