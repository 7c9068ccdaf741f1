"""From fields and words to a brief with nothing left open; what was assumed is said."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from core.catalog.domain import Place, city_name, place_name
from core.catalog.lookup import find_group, find_place
from core.kernel.errors import InvalidRequestError
from core.kernel.times import clock_minutes, clock_of_day
from core.planning.domain import Brief, Meeting
from core.planning.terms import bound_to, landmarks_of
from core.planning.travel import ESTIMATE, Ways
from core.planning.understanding.amounts import Amounts, Convert
from core.planning.understanding.assumptions import assumed, refusal
from core.planning.understanding.form import SaidLodging, TextForm
from core.planning.understanding.homes import Home
from core.planning.understanding.nearest import is_misspelt, nearest_names
from core.planning.understanding.obstacles import obstacle
from core.planning.understanding.promises import conditions_of
from core.planning.understanding.scene import Scene
from core.schemas.catalog import Meal, PlaceStatus
from core.schemas.conditions import Condition, VisitTimeCondition
from core.schemas.fields import MAX_DAYS, MAX_TRAVELLERS
from core.schemas.paths import value_at
from core.schemas.plans import Assumption, Evidence, Obstacle, PlanRequest
from core.schemas.wishes import Anchor, DailyWindow, LodgingWish, Mobility, Pace, Party

_DEFAULT_DAYS = 3
_DAYS_PER_CITY = 2
_WAY_MIN = 60
"""So long before an early visit, and after a late one, one may be under way."""
_DATED = re.compile(
    r"月\s*[\d一二三四五六七八九十]|\d[-/.]\d|[A-Za-z]\.? \d|\d(?:st|nd|rd|th)?,? (?:of )?[A-Za-z]"
)
"""What a date has that is the same day whoever says it, as "tomorrow" is not."""


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
    home: Home | None = None,
) -> Understood:
    """Return the brief of a request for the cities of a scene; fields win over words.

    `home` says by which words the city was found, where none is named.

    Raises:
        InvalidRequestError: A place is both to be seen and to be avoided, the window of the day is
            empty, or the budget's currency has no rate.
    """
    resolver = _Resolver(request, form, scene, today, convert)
    if home is not None:
        resolver.assume_home(home)
    return resolver.resolve(refused, ways)


def language_of(request: PlanRequest, form: TextForm) -> str:
    """Return the language of a request: as given, as it was written in, or as its names are."""
    names = [request.destination or "", *(wish.name for wish in request.destinations or ())]
    return request.language or form.language or _language_of("".join(names))


class _Resolver:
    def __init__(
        self, request: PlanRequest, form: TextForm, scene: Scene, today: date, convert: Convert
    ) -> None:
        self._request = request
        self._form = form
        self._scene = scene
        self._today = today
        self._assumptions: list[Assumption] = []
        self._obstacles = list(scene.obstacles)
        self.language = language_of(request, form)
        self._amounts = Amounts(request, form, scene, convert, self._assume)

    def assume_home(self, home: Home) -> None:
        """Tell which city was taken for what is to be seen."""
        name = city_name(home.city, self.language)
        detail = f"{name}（“{home.words}”）" if self.language == "zh" else f"{name} ({home.words})"
        self._assume("home", home.city.id, field="destination", detail=detail)

    def resolve(self, refused: dict[str, str], ways: Ways) -> Understood:
        for name, why in refused.items():
            detail = f"{name}: {refusal(why, self.language)}"
            self._assume("unread", why, field=name, detail=detail)
        for words in self._form.unkept or ():
            self._assume("unkept", words, detail=words)
        amounts = self._amounts
        budget, currency = amounts.budget(self._said_days() or _DEFAULT_DAYS)
        must, unknown = self._must_see()
        party: Party = self._given("party") or Party()
        asked = self._asked()
        conditions = self._conditions(asked)
        start_date, day_count = self._start_date(), self._day_count()
        rates = amounts.rates()
        budget_local, rate_date = amounts.converted((budget, currency), rates)
        travellers = self._within("travellers", self._travellers(party), MAX_TRAVELLERS)
        brief = Brief(
            cities=self._scene.cities,
            money=amounts.money,
            origin=self._scene.origin,
            wishes=self._scene.wishes,
            keep_order=bool(self._given("keep_order")),
            one_way=bool(self._given("one_way")),
            start_date=start_date,
            day_count=day_count,
            travellers=travellers,
            children=min(travellers, max(party.children, len(party.child_ages))),
            child_ages=tuple(party.child_ages),
            seniors=party.seniors,
            pets=party.pets,
            budget=budget,
            currency=currency,
            budget_local=budget_local,
            rate_date=rate_date,
            rates=rates,
            pace=self._pick("pace", Pace.NORMAL),
            interests=tuple(dict.fromkeys(self._given("interests") or ())),
            must_see=tuple(dict.fromkeys(must)),
            unknown_must_see=tuple(unknown),
            avoid=self._avoid({place.id for place in must}),
            window=self._window(conditions),
            lodging=self._lodging(),
            cuisines=tuple(dict.fromkeys(self._given("cuisines") or ())),
            meals_wanted=self._meals(),
            no_modes=frozenset(self._given("no_modes") or ()),
            begins=self._meeting("start_anchor"),
            ends=self._meeting("end_anchor"),
            mobility=self._given("mobility") or Mobility.NORMAL,
            conditions=conditions,
            asked=tuple(asked),
            landmarks=landmarks_of(conditions, self._scene.places),
            language=self.language,
            seed=self._request.seed,
            ways=ways,
        )
        self._contradictions()
        self._spelling()
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

    def _travellers(self, party: Party) -> int:
        """Return how many they are; children nobody counted in have a grown-up with them."""
        said: int | None = self._given("travellers")
        if said is not None:
            return said
        least = max(party.children, len(party.child_ages)) + max(1, party.seniors)
        key = "travellers" if least == 1 else "company"
        self._assume(key, least, field="travellers", detail=str(least))
        return least

    def _assume(self, key: str, value: Any, *, field: str | None = None, detail: str = "") -> None:
        self._assumptions.append(assumed(key, self.language, value, field=field, detail=detail))

    def _start_date(self) -> date:
        start: date | None = self._given("start_date")
        end: date | None = self._given("end_date")
        said = (self._form.evidence or {}).get("start_date", "")
        if start and self._request.start_date is None and said and not _DATED.search(said):
            detail = f"{said} = {start.isoformat()}"
            self._assume("said_date", start, field="start_date", detail=detail)
        if start is None and end is not None and (days := self._said_days()):
            return end - timedelta(days=min(days, MAX_DAYS) - 1)
        return start or self._pick("start_date", self._today + timedelta(days=1))

    def _said_days(self) -> int | None:
        """Return the length that follows from what was said, without any default."""
        days: int | None = self._given("day_count")
        if days is not None:
            return days
        start, end = self._given("start_date"), self._given("end_date")
        if start is not None and end is not None and start <= end:
            return int((end - start).days) + 1
        nights = [wish.wish.nights for wish in self._scene.wishes]
        if nights and None not in nights:
            return sum(nights) + 1  # type: ignore[arg-type]  # no None is left
        stays = [wish.wish.days for wish in self._scene.wishes]
        if stays and None not in stays:
            return sum(stays)  # type: ignore[arg-type]  # no None is left
        ends = [wish.wish.to_day for wish in self._scene.wishes]
        return max(ends) if ends and None not in ends else None  # type: ignore[type-var]

    def _day_count(self) -> int:
        said = self._said_days()
        if said is not None:
            return self._within("day_count", said, MAX_DAYS)
        count = sum(wish.count for wish in self._scene.wishes)
        if count <= 1:
            self._assume("day_count", _DEFAULT_DAYS)
            return _DEFAULT_DAYS
        days = min(MAX_DAYS, count * _DAYS_PER_CITY + 1)
        self._assume("several", days, field="day_count", detail=str(days))
        return days

    def _within(self, name: str, said: int, most: int) -> int:
        """Return what was said, or the most that is planned, and then tell so."""
        if said > most:
            self._obstacles.append(
                obstacle(f"most_{name}", self.language, fields=[name], said=said, most=most)
            )
        return min(said, most)

    def _window(self, conditions: Sequence[Condition]) -> tuple[int, int]:
        """Return the hours of a day: where none are given, the usual ones and those of visits."""
        given: DailyWindow | None = self._given("daily_window")
        usual = DailyWindow()
        hours = given or _hours_for(conditions, usual)
        if given is None and hours != usual:
            detail = f"{hours.start}–{hours.end}"
            self._assume("hours", hours, field="daily_window", detail=detail)
        elif given is None:
            self._assume("daily_window", usual)
        return clock_minutes(hours.start), clock_minutes(hours.end)

    def _must_see(self) -> tuple[list[Place], list[str]]:
        known, unknown = [], []
        for word in self._given("must_see") or ():
            place = find_place(word, self._scene.places)
            if place is None or place.kind not in _PLANNABLE or word in self._scene.elsewhere:
                unknown.append(word)
                self._obstacles.append(self._missing(word))
            else:
                known.append(place)
        return known, unknown

    def _missing(self, word: str) -> Obstacle:
        """Say why something that must be seen is not: it is elsewhere, closed, or not known."""
        if away := self._scene.elsewhere.get(word):
            return obstacle(
                "must_see_elsewhere",
                self.language,
                fields=["must_see"],
                name=word,
                city=city_name(away, self.language),
            )
        closed = find_place(word, [replace(p, status=PlaceStatus.OPEN) for p in self._scene.closed])
        if closed is not None:
            name = place_name(closed, self.language)
            return obstacle("closed_for_good", self.language, fields=["must_see"], name=name)
        near = nearest_names(word, self._scene.places, self.language)
        return obstacle(
            "unknown_must_see",
            self.language,
            fields=["must_see"],
            name=word,
            nearest=("、" if self.language == "zh" else ", ").join(near),
        )

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
                self._both_ways(word)
            else:
                avoided.add(place.id)
        return frozenset(avoided)

    def _both_ways(self, word: str) -> None:
        """Refuse fields that want a place and do not; of words, what is to be seen counts."""
        if self._request.must_see is not None and self._request.avoid is not None:
            raise InvalidRequestError.of("avoid", f"{word!r} is to be seen and to be avoided")
        self._obstacles.append(
            obstacle("both_ways", self.language, fields=["must_see", "avoid"], name=word)
        )

    def _lodging(self) -> LodgingWish:
        wish = self._request.lodging or _lodging_wish(self._form.lodging, self._amounts.in_money)
        if wish.rooms == 0:
            self._obstacles.append(obstacle("no_rooms", self.language, fields=["lodging.rooms"]))
        return wish

    def _meals(self) -> tuple[Meal, ...]:
        wanted = self._request.meals or self._form.meals
        return (Meal.LUNCH, Meal.DINNER) if wanted is None else tuple(dict.fromkeys(wanted))

    def _meeting(self, name: str) -> Meeting | None:
        anchor: Anchor | None = self._given(name)
        if anchor is None:
            return None
        place = find_place(anchor.place, self._scene.places) if anchor.place else None
        if anchor.place and place is None:
            self._assume("anchor", anchor.place, field=name, detail=anchor.place)
        return Meeting(place, clock_minutes(anchor.time) if anchor.time else None)

    def _asked(self) -> Sequence[Condition]:
        if self._request.conditions is not None:
            return self._request.conditions
        return conditions_of(self._form.conditions or (), self._amounts.in_money)

    def _conditions(self, asked: Sequence[Condition]) -> tuple[Condition, ...]:
        bound = bound_to(asked, self._scene.places)
        self._obstacles += [
            obstacle("unknown_word", self.language, fields=["conditions"], word=unknown.word)
            for unknown in bound.unknown
        ]
        return bound.conditions

    def _evidence(self) -> tuple[Evidence, ...]:
        said = self._form.model_dump(mode="json")
        return tuple(
            Evidence(field=name, value=value_at(said, name.split(".")), words=words)
            for name, words in (self._form.evidence or {}).items()
        )

    def _spelling(self) -> None:
        """Tell which city was taken for a name that is not quite its own."""
        told: set[str] = set()
        for field, words in (self._form.evidence or {}).items():
            if field.split(".")[0] not in ("origin", "destination", "destinations"):
                continue
            left = (self._scene.origin,) if field == "origin" and self._scene.origin else ()
            for city in left or self._scene.cities:
                like = (word for word in (words, *words.split()) if is_misspelt(word, city))
                word = next(like, None)
                if word and city.id not in told:
                    told.add(city.id)
                    detail = f"{word} = {city_name(city, self.language)}"
                    name = "origin" if left else "destination"
                    self._assume("spelling", city.id, field=name, detail=detail)

    def _contradictions(self) -> None:
        for item in self._form.contradictions or ():
            words = "; ".join(item.words or item.fields)
            code = "no_such_thing" if len(item.words) == 1 else "contradiction"
            self._obstacles.append(obstacle(code, self.language, fields=item.fields, words=words))


_PLANNABLE = frozenset({"attraction", "restaurant", "hotel"})


def _hours_for(conditions: Sequence[Condition], usual: DailyWindow) -> DailyWindow:
    """Return hours in which visits can be as early, and as late, as they must be."""
    visits = [one for one in conditions if isinstance(one, VisitTimeCondition)]
    first = [clock_minutes(one.arrive_by) - _WAY_MIN for one in visits if one.arrive_by]
    last = [
        clock_minutes(late) + _WAY_MIN
        for one in visits
        for late in (one.arrive_from, one.leave_from)
        if late
    ]
    start, end = clock_minutes(usual.start), clock_minutes(usual.end)
    return DailyWindow(
        start=clock_of_day(min([start, *first])), end=clock_of_day(max([end, *last]))
    )


def _lodging_wish(
    said: SaidLodging | None, minor: Callable[[float, str | None], int]
) -> LodgingWish:
    if said is None:
        return LodgingWish()
    price = None if said.max_per_night is None else minor(said.max_per_night, said.currency)
    plain = said.model_dump(exclude={"max_per_night", "currency"})
    return LodgingWish(**plain, max_per_night=price)


def _language_of(text: str) -> str:
    return "zh" if any("\u4e00" <= char <= "\u9fff" for char in text) else "en"
