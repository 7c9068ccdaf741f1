"""From fields and words to a brief with nothing left open; what was assumed is said."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from core.catalog.domain import Place
from core.catalog.exchange import Converted
from core.catalog.lookup import find_group, find_place
from core.kernel.errors import InvalidRequestError
from core.kernel.money import to_major, to_minor
from core.planning.clock import clock_minutes
from core.planning.domain import Brief, Meeting
from core.planning.terms import bound_to, landmarks_of
from core.planning.travel import ESTIMATE, Ways
from core.planning.understanding.form import SaidLodging, TextForm
from core.planning.understanding.obstacles import obstacle
from core.planning.understanding.promises import conditions_of
from core.planning.understanding.scene import Scene
from core.schemas.catalog import Meal
from core.schemas.conditions import Condition
from core.schemas.plans import (
    Assumption,
    DailyWindow,
    Evidence,
    Obstacle,
    Pace,
    PlanRequest,
)
from core.schemas.trips import MAX_DAYS
from core.schemas.wishes import Anchor, LodgingWish, Mobility, Party

Convert = Callable[[int, str, str], Converted]
"""Minor units of one currency in another."""

_DEFAULT_DAYS = 3
_DAYS_PER_CITY = 2
_RATE_OF = 10**6
"""So many major units are converted to learn a rate."""
_ASSUMED = {
    "start_date": ("No date given: tomorrow", "未给出日期：默认从明天开始"),
    "day_count": ("No length given: three days", "未给出天数：默认三天"),
    "several": ("No length given: {} days", "未给出天数：默认{}天"),
    "travellers": ("No party given: one traveller", "未给出人数：默认一人"),
    "pace": ("No pace given: normal", "未给出节奏：默认适中"),
    "daily_window": ("No hours given: 09:00 to 21:30", "未给出每日时段：默认 09:00–21:30"),
    "budget": ("No budget given: none kept", "未给出预算：不限预算"),
    "rates": (
        "Costs are in {}, by reference rates of the European Central Bank",
        "费用以 {} 计，按欧洲中央银行参考汇率",
    ),
    "avoid": ("Not known here, so nothing to avoid: {}", "目录中没有，无需避开：{}"),
    "unread": ("Could not be used as written: {}", "无法采用所写内容：{}"),
    "anchor": ("Not known here; only its time counts: {}", "目录中没有，仅采用其时间：{}"),
}


@dataclass(frozen=True, slots=True)
class Understood:
    """A brief, what was assumed on the way to it, where it was read, and what cannot be had."""

    brief: Brief
    assumptions: tuple[Assumption, ...]
    evidence: tuple[Evidence, ...] = ()
    obstacles: tuple[Obstacle, ...] = ()


def resolve(
    request: PlanRequest,
    form: TextForm,
    refused: dict[str, str],
    *,
    scene: Scene,
    today: date,
    convert: Convert,
    ways: Ways = ESTIMATE,
) -> Understood:
    """Return the brief of a request for the cities of a scene; fields win over words.

    Raises:
        InvalidRequestError: A place is both to be seen and to be avoided, the window of the day is
            empty, or the budget's currency has no rate.
    """
    return _Resolver(request, form, scene, today).resolve(refused, convert, ways)


def language_of(request: PlanRequest, form: TextForm) -> str:
    """Return the language of a request: as given, as it was written in, or as its names are."""
    names = [request.destination or "", *(wish.name for wish in request.destinations or ())]
    return request.language or form.language or _language_of("".join(names))


class _Resolver:
    def __init__(self, request: PlanRequest, form: TextForm, scene: Scene, today: date) -> None:
        self._request = request
        self._form = form
        self._scene = scene
        self._today = today
        self._assumptions: list[Assumption] = []
        self._obstacles = list(scene.obstacles)
        self.language = language_of(request, form)
        self._money = _money_of(scene, request.currency or form.currency)

    def resolve(self, refused: dict[str, str], convert: Convert, ways: Ways) -> Understood:
        for name, why in refused.items():
            self._assume("unread", why, field=name, detail=f"{name}: {why}")
        budget, currency = self._budget()
        converted = convert(budget, currency, self._money) if budget is not None else None
        must, unknown = self._must_see()
        party: Party = self._given("party") or Party()
        conditions = self._conditions()
        start_date, day_count = self._start_date(), self._day_count()
        rates = self._rates(convert)
        rate_date = self._rate_date(rates, (budget, currency), convert)
        travellers = self._pick("travellers", 1)
        brief = Brief(
            cities=self._scene.cities,
            money=self._money,
            origin=self._scene.origin,
            wishes=self._scene.wishes,
            keep_order=bool(self._given("keep_order")),
            one_way=bool(self._given("one_way")),
            start_date=start_date,
            day_count=day_count,
            travellers=travellers,
            children=min(travellers, max(party.children, len(party.child_ages))),
            pets=party.pets,
            budget=budget,
            currency=currency,
            budget_local=converted.amount_minor if converted else None,
            rate_date=rate_date,
            rates=rates,
            pace=self._pick("pace", Pace.NORMAL),
            interests=tuple(dict.fromkeys(self._given("interests") or ())),
            must_see=tuple(dict.fromkeys(must)),
            unknown_must_see=tuple(unknown),
            avoid=self._avoid({place.id for place in must}),
            window=self._window(),
            lodging=self._lodging(),
            cuisines=tuple(dict.fromkeys(self._given("cuisines") or ())),
            meals_wanted=self._meals(),
            no_modes=frozenset(self._given("no_modes") or ()),
            begins=self._meeting("start_anchor"),
            ends=self._meeting("end_anchor"),
            mobility=self._given("mobility") or Mobility.NORMAL,
            conditions=conditions,
            landmarks=landmarks_of(conditions, self._scene.places),
            language=self.language,
            seed=self._request.seed,
            ways=ways,
        )
        self._contradictions()
        return Understood(brief, tuple(self._assumptions), self._evidence(), tuple(self._obstacles))

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

    def _start_date(self) -> date:
        start: date | None = self._given("start_date")
        end: date | None = self._given("end_date")
        if start is None and end is not None and (days := self._said_days()):
            return end - timedelta(days=days - 1)
        return start or self._pick("start_date", self._today + timedelta(days=1))

    def _said_days(self) -> int | None:
        """Return the length that follows from what was said, without any default."""
        days: int | None = self._given("day_count")
        if days is not None:
            return days
        start, end = self._given("start_date"), self._given("end_date")
        if start is not None and end is not None and 0 <= (end - start).days < MAX_DAYS:
            return int((end - start).days) + 1
        nights = [wish.wish.nights for wish in self._scene.wishes]
        if nights and None not in nights:
            return min(MAX_DAYS, sum(nights) + 1)  # type: ignore[arg-type]  # no None is left
        stays = [wish.wish.days for wish in self._scene.wishes]
        if stays and None not in stays:
            return min(MAX_DAYS, sum(stays))  # type: ignore[arg-type]  # no None is left
        return None

    def _day_count(self) -> int:
        said = self._said_days()
        if said is not None:
            return said
        count = sum(wish.count for wish in self._scene.wishes)
        if count <= 1:
            self._assume("day_count", _DEFAULT_DAYS)
            return _DEFAULT_DAYS
        days = min(MAX_DAYS, count * _DAYS_PER_CITY + 1)
        self._assume("several", days, field="day_count", detail=str(days))
        return days

    def _budget(self) -> tuple[int | None, str]:
        if self._request.budget is not None:
            return self._request.budget, self._request.currency or self._money
        currency = self._request.currency or self._form.currency or self._money
        amount = self._form.budget
        if amount is None and self._form.daily_budget is not None:
            amount = self._form.daily_budget * (self._said_days() or _DEFAULT_DAYS)
        if amount is None:
            self._assume("budget", None)
            return None, currency
        return max(1, to_minor(Decimal(str(amount)), currency)), currency

    def _rates(self, convert: Convert) -> dict[str, Decimal]:
        """Return the rate of every other currency of the trip."""
        cities = [*self._scene.cities, *filter(None, [self._scene.origin])]
        others = sorted({city.currency for city in cities} - {self._money})
        return {currency: _rate(convert, currency, self._money) for currency in others}

    def _rate_date(
        self, rates: Mapping[str, Decimal], budget: tuple[int | None, str], convert: Convert
    ) -> date | None:
        """Return the day of the rates where any is used, and tell of those between currencies."""
        amount, own = budget
        used = dict(rates)
        if amount is not None and own != self._money:
            used[own] = _rate(convert, own, self._money)
        if used:
            day = convert(1, next(iter(used)), self._money).rate_date
            told = [f"1 {currency} = {rate:.6g} {self._money}" for currency, rate in used.items()]
            detail = f"{self._money} ({', '.join(told)}; {day.isoformat()})"
            self._assume("rates", self._money, field="currency", detail=detail)
        return None if amount is None and not rates else convert(1, own, self._money).rate_date

    def _window(self) -> tuple[int, int]:
        given: DailyWindow = self._pick("daily_window", DailyWindow())
        return clock_minutes(given.start), clock_minutes(given.end)

    def _must_see(self) -> tuple[list[Place], list[str]]:
        known, unknown = [], []
        for word in self._given("must_see") or ():
            place = find_place(word, self._scene.places)
            if place is None or place.kind not in _PLANNABLE:
                unknown.append(word)
            else:
                known.append(place)
        return known, unknown

    def _avoid(self, must: set[str]) -> frozenset[str]:
        avoided: set[str] = set()
        places = self._scene.places
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

    def _lodging(self) -> LodgingWish:
        wish = self._request.lodging or _lodging_wish(self._form.lodging, self._minor)
        if wish.rooms == 0:
            self._obstacles.append(obstacle("no_rooms", self.language, fields=["lodging.rooms"]))
        return wish

    def _meals(self) -> tuple[Meal, ...]:
        wanted = self._given("meals")
        return tuple(dict.fromkeys(wanted)) if wanted else (Meal.LUNCH, Meal.DINNER)

    def _meeting(self, name: str) -> Meeting | None:
        anchor: Anchor | None = self._given(name)
        if anchor is None:
            return None
        place = find_place(anchor.place, self._scene.places) if anchor.place else None
        if anchor.place and place is None:
            self._assume("anchor", anchor.place, field=name, detail=anchor.place)
        return Meeting(place, clock_minutes(anchor.time) if anchor.time else None)

    def _conditions(self) -> tuple[Condition, ...]:
        asked: Sequence[Condition] = conditions_of(self._form.conditions or (), self._minor)
        if self._request.conditions is not None:
            asked = self._request.conditions
        bound = bound_to(asked, self._scene.places)
        self._obstacles += [
            obstacle("unknown_word", self.language, fields=["conditions"], word=unknown.word)
            for unknown in bound.unknown
        ]
        return bound.conditions

    def _minor(self, amount: float, currency: str | None) -> int:
        return to_minor(Decimal(str(amount)), currency or self._money)

    def _evidence(self) -> tuple[Evidence, ...]:
        said = self._form.model_dump(mode="json")
        return tuple(
            Evidence(field=name, value=said.get(name.split(".")[0]), words=words)
            for name, words in (self._form.evidence or {}).items()
        )

    def _contradictions(self) -> None:
        for item in self._form.contradictions or ():
            words = "; ".join(item.words or item.fields)
            self._obstacles.append(
                obstacle("contradiction", self.language, fields=item.fields, words=words)
            )


_PLANNABLE = frozenset({"attraction", "restaurant", "hotel"})


def _money_of(scene: Scene, said: str | None) -> str:
    """Return the currency of the trip: its cities' own where they share one.

    Else it is that of the budget, then the origin's, then the first city's.
    """
    currencies = dict.fromkeys(city.currency for city in scene.cities)
    first = next(iter(currencies))
    if len(currencies) == 1:
        return first
    return said or (scene.origin.currency if scene.origin else first)


def _rate(convert: Convert, currency: str, money: str) -> Decimal:
    amount = to_minor(Decimal(_RATE_OF), currency)
    return to_major(convert(amount, currency, money).amount_minor, money) / _RATE_OF


def _lodging_wish(
    said: SaidLodging | None, minor: Callable[[float, str | None], int]
) -> LodgingWish:
    if said is None:
        return LodgingWish()
    price = None if said.max_per_night is None else minor(said.max_per_night, None)
    return LodgingWish(**said.model_dump(exclude={"max_per_night"}), max_per_night=price)


def _language_of(text: str) -> str:
    return "zh" if any("\u4e00" <= char <= "\u9fff" for char in text) else "en"
