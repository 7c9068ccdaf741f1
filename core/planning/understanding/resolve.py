"""From fields and words to a brief with nothing left open; what was assumed is said."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from core.catalog.domain import City, Place
from core.catalog.exchange import Converted
from core.catalog.lookup import find_group, find_place
from core.kernel.errors import InvalidRequestError
from core.kernel.money import to_minor
from core.planning.domain import Brief, clock_minutes
from core.planning.understanding.form import TextForm
from core.schemas.plans import Assumption, DailyWindow, Pace, PlanRequest

Convert = Callable[[int, str, str], Converted]
"""Minor units of one currency in another."""

_DEFAULT_DAYS = 3
_ASSUMED = {
    "start_date": ("No date given: tomorrow", "未给出日期：默认从明天开始"),
    "day_count": ("No length given: three days", "未给出天数：默认三天"),
    "travellers": ("No party given: one traveller", "未给出人数：默认一人"),
    "pace": ("No pace given: normal", "未给出节奏：默认适中"),
    "daily_window": ("No hours given: 09:00 to 21:30", "未给出每日时段：默认 09:00–21:30"),
    "budget": ("No budget given: none kept", "未给出预算：不限预算"),
    "avoid": ("Not known here, so nothing to avoid: {}", "目录中没有，无需避开：{}"),
    "unread": ("Could not be used as written: {}", "无法采用所写内容：{}"),
}


@dataclass(frozen=True, slots=True)
class Understood:
    """A brief, and what was assumed on the way to it."""

    brief: Brief
    assumptions: tuple[Assumption, ...]


def resolve(
    request: PlanRequest,
    form: TextForm,
    refused: dict[str, str],
    *,
    city: City,
    places: Sequence[Place],
    today: date,
    convert: Convert,
) -> Understood:
    """Return the brief of a request for `city`; fields win over words.

    Raises:
        InvalidRequestError: A place is both to be seen and to be avoided, the window of the day is
            empty, or the budget's currency has no rate.
    """
    return _Resolver(request, form, city, today).resolve(refused, places, convert)


class _Resolver:
    def __init__(self, request: PlanRequest, form: TextForm, city: City, today: date) -> None:
        self._request = request
        self._form = form
        self._city = city
        self._today = today
        self._assumptions: list[Assumption] = []
        self.language = request.language or form.language or _language_of(request.destination)

    def resolve(
        self, refused: dict[str, str], places: Sequence[Place], convert: Convert
    ) -> Understood:
        for name, why in refused.items():
            self._assume("unread", why, field=name, detail=f"{name}: {why}")
        budget, currency = self._budget()
        converted = convert(budget, currency, self._city.currency) if budget is not None else None
        must, unknown = self._must_see(places)
        brief = Brief(
            cities=(self._city,),
            start_date=self._pick("start_date", self._today + timedelta(days=1)),
            day_count=self._pick("day_count", _DEFAULT_DAYS),
            travellers=self._pick("travellers", 1),
            budget=budget,
            currency=currency,
            budget_local=converted.amount_minor if converted else None,
            rate_date=converted.rate_date if converted else None,
            pace=self._pick("pace", Pace.NORMAL),
            interests=tuple(dict.fromkeys(self._given("interests") or ())),
            must_see=tuple(dict.fromkeys(must)),
            unknown_must_see=tuple(unknown),
            avoid=self._avoid(places, {place.id for place in must}),
            window=self._window(),
            language=self.language,
            seed=self._request.seed,
        )
        return Understood(brief, tuple(self._assumptions))

    def _given(self, name: str) -> Any:
        value = getattr(self._request, name)
        return value if value is not None else getattr(self._form, name)

    def _pick(self, name: str, default: Any) -> Any:
        value = self._given(name)
        if value is not None:
            return value
        self._assume(name, default)
        return default

    def _assume(self, key: str, value: Any, *, field: str | None = None, detail: str = "") -> None:
        message = _ASSUMED[key][self.language == "zh"].format(detail)
        shown = value.isoformat() if isinstance(value, date) else value
        self._assumptions.append(Assumption(field=field or key, value=shown, message=message))

    def _budget(self) -> tuple[int | None, str]:
        if self._request.budget is not None:
            return self._request.budget, self._request.currency or self._city.currency
        currency = self._request.currency or self._form.currency or self._city.currency
        if self._form.budget is None:
            self._assume("budget", None)
            return None, currency
        return max(1, to_minor(Decimal(str(self._form.budget)), currency)), currency

    def _window(self) -> tuple[int, int]:
        given: DailyWindow = self._pick("daily_window", DailyWindow())
        return clock_minutes(given.start), clock_minutes(given.end)

    def _must_see(self, places: Sequence[Place]) -> tuple[list[Place], list[str]]:
        known, unknown = [], []
        for word in self._given("must_see") or ():
            place = find_place(word, places)
            if place is None or place.kind not in _PLANNABLE:
                unknown.append(word)
            else:
                known.append(place)
        return known, unknown

    def _avoid(self, places: Sequence[Place], must: set[str]) -> frozenset[str]:
        avoided: set[str] = set()
        for word in self._given("avoid") or ():
            group = find_group(word, places)
            if group:
                # A sight that was asked for by name stays, whatever kind of sight it is.
                avoided |= {place.id for place in group} - must
                continue
            place = find_place(word, places)
            if place is None:
                self._assume("avoid", word, detail=word)
            elif place.id in must:
                raise InvalidRequestError.of("avoid", f"{word!r} is to be seen and to be avoided")
            else:
                avoided.add(place.id)
        return frozenset(avoided)


_PLANNABLE = frozenset({"attraction", "restaurant", "hotel"})


def _language_of(destination: str | None) -> str:
    han = any("\u4e00" <= char <= "\u9fff" for char in destination or "")
    return "zh" if han else "en"
