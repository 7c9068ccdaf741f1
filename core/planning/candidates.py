"""Which places of the catalogue a model may choose from."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from operator import itemgetter
from random import Random

from core.catalog.domain import Place
from core.kernel.geo import distance_m
from core.planning.conditions.demands import Wanted
from core.planning.domain import MEAL_WINDOWS, Brief
from core.planning.frame import Frame, Part, Stay
from core.planning.labels import labels_of, serves, subject_of
from core.planning.lodgings import fitting_hotels
from core.planning.openings import days_open, openings
from core.schemas.catalog import CATEGORIES, Interest, Meal, PlaceKind, Suitability
from core.schemas.conditions import SpendOn, Subject
from core.schemas.wishes import Mobility

SIGHTS_PER_DAY = 12
MEALS_PER_DAY = 6
_CHEAP_PER_DAY = 3
"""Where there is a budget, so many of the cheapest tables are candidates for each day."""
HOTELS_PER_CATEGORY = 3
_ICONS_PER_DAY = 3
_PER_WISH = 4
_WAY_MIN = 20
"""A table is somewhere else than where a day begins and ends."""
_SPENT_AT = {PlaceKind.ATTRACTION: SpendOn.SIGHTS, PlaceKind.RESTAURANT: SpendOn.MEALS}
_WEIGHTS = {"interest": 0.45, "popularity": 0.25, "time": 0.1, "icon": 0.1, "seed": 0.1}


@dataclass(frozen=True, slots=True)
class Candidates:
    """What may be chosen, best first."""

    sights: tuple[Place, ...]
    restaurants: tuple[Place, ...]
    hotels: tuple[Place, ...]

    def by_id(self) -> dict[str, Place]:
        """Return every candidate by its id."""
        return {place.id: place for place in (*self.sights, *self.restaurants, *self.hotels)}

    def without(self, used: Collection[str]) -> "Candidates":
        """Return the candidates that are not `used`; hotels stay."""
        return Candidates(
            tuple(place for place in self.sights if place.id not in used),
            tuple(place for place in self.restaurants if place.id not in used),
            self.hotels,
        )

    def of_city(self, city_id: str) -> "Candidates":
        """Return the candidates of one city."""
        return Candidates(
            *(
                tuple(place for place in places if place.city_id == city_id)
                for places in (self.sights, self.restaurants, self.hotels)
            )
        )


def choose_candidates(brief: Brief, frame: Frame, places: Iterable[Place]) -> Candidates:
    """Return the candidates for the whole trip: must-sees always, what is to be avoided never."""
    allowed = [place for place in places if is_allowed(brief, place)]
    found = [
        _choose_in_city(
            brief,
            [part for part in frame.parts if part.city == city],
            [place for place in allowed if place.city_id == city.id],
            [stay for stay in frame.stays if stay.city == city],
        )
        for city in frame.cities
    ]
    return Candidates(
        tuple(place for chosen in found for place in chosen.sights),
        tuple(place for chosen in found for place in chosen.restaurants),
        tuple(place for chosen in found for place in chosen.hotels),
    )


def _choose_in_city(
    brief: Brief, parts: Sequence[Part], places: Sequence[Place], stays: Sequence[Stay]
) -> Candidates:
    must_ids, dates = frozenset(brief.must_see_ids), [part.date for part in parts]
    ranked = [
        (-_score(brief, len(dates), open_days, place), place.id, place)
        for place in places
        if (open_days := days_open(brief, place, dates))
        or place.kind is PlaceKind.HOTEL
        or place.id in must_ids
    ]
    scored = [place for _, _, place in sorted(ranked, key=itemgetter(0, 1))]
    must = [place for place in scored if place.id in must_ids]
    must += wanted_places(brief, [place for place in scored if place.id not in must_ids])
    first = [*must, *tables_for_meals(brief, parts, scored)]
    restaurants = _take(first, scored, PlaceKind.RESTAURANT, MEALS_PER_DAY * len(parts))
    if must_save(brief):
        cheap = cheap_tables(brief, scored, _CHEAP_PER_DAY * len(parts))
        restaurants = tuple(dict.fromkeys((*restaurants, *cheap)))
    sights = [*must, *famous_sights(parts, scored)]
    return Candidates(
        sights=_take(sights, scored, PlaceKind.ATTRACTION, SIGHTS_PER_DAY * len(parts)),
        restaurants=restaurants,
        hotels=_hotels(
            brief, must, [hotel for stay in stays for hotel in fitting_hotels(brief, stay, scored)]
        ),
    )


def famous_sights(parts: Sequence[Part], places: Iterable[Place]) -> list[Place]:
    """Return what a city is known for, whatever is wished: a few sights for each part."""
    icons = [place for place in places if place.must_see and place.kind is PlaceKind.ATTRACTION]
    icons.sort(key=lambda place: (-place.popularity, place.id))
    return icons[: _ICONS_PER_DAY * len(parts)]


def must_save(brief: Brief) -> bool:
    """Say whether there is only so much money for all, or for meals."""
    meals = brief.demands.most(SpendOn.MEALS, brief.travellers, brief.nights)
    return brief.purse is not None or meals is not None


def tables_for_meals(brief: Brief, parts: Sequence[Part], places: Iterable[Place]) -> list[Place]:
    """Return of each meal the first tables that serve it, twice as many as are needed."""
    tables = [place for place in places if place.kind is PlaceKind.RESTAURANT]
    found: list[Place] = []
    for meal in dict.fromkeys(meal for part in parts for meal in part.meals):
        asking = [part for part in parts if meal in part.meals]
        serving = (
            table for table in tables if any(_serves_in(brief, table, meal, p) for p in asking)
        )
        found += islice(serving, 2 * len(asking))
    wanted = {table.id for table in found}
    return [table for table in tables if table.id in wanted]


def _serves_in(brief: Brief, table: Place, meal: Meal, part: Part) -> bool:
    """Say whether there is time for the meal while the table is open, and for ways to and from."""
    first, last = MEAL_WINDOWS[meal]
    first = max(first, part.window[0] + _WAY_MIN)
    last = min(last, part.window[1] - _WAY_MIN)
    return meal in table.meals and any(
        min(last, closes) - max(first, opens) >= table.visit_minutes
        for opens, closes in openings(brief, table, part.date)
    )


def cheap_tables(brief: Brief, places: Iterable[Place], count: int) -> list[Place]:
    """Return the cheapest tables, and the cheapest two of every cuisine that is wished."""
    tables = sorted(
        (place for place in places if place.kind is PlaceKind.RESTAURANT),
        key=lambda place: (place.typical_cost, place.id),
    )
    found = tables[:count]
    for cuisine in brief.cuisines:
        found += islice((place for place in tables if serves(place, cuisine)), 2)
    return list(dict.fromkeys(found))


def wishes_for_places(brief: Brief) -> list[Callable[[Place], bool]]:
    """Return tests, each of which at least one place of the plan must pass."""
    tests: list[Callable[[Place], bool]] = [
        partial(serves, cuisine=cuisine) for cuisine in brief.cuisines
    ]
    tests += [
        partial(is_named, wanted=wanted)
        for wanted in brief.demands.places
        if wanted.subject is not Subject.HOTEL
    ]
    tests += [
        partial(is_labelled, wanted=wanted)
        for wanted in brief.demands.labels
        if wanted.subject is not Subject.HOTEL
    ]
    return tests


def is_named(place: Place, wanted: Wanted) -> bool:
    """Say whether a place is one of those wanted by name."""
    return place.id in wanted.names


def is_labelled(place: Place, wanted: Wanted) -> bool:
    """Say whether a place has one of the labels wanted of its kind."""
    return subject_of(place) is wanted.subject and bool(wanted.names & labels_of(place))


def wanted_places(brief: Brief, places: Iterable[Place]) -> list[Place]:
    """Return the first few places that meet each wish, each once."""
    pool = list(places)
    found = [
        place
        for meets in wishes_for_places(brief)
        for place in islice((place for place in pool if meets(place)), _PER_WISH)
    ]
    return list(dict.fromkeys(found))


def is_allowed(brief: Brief, place: Place) -> bool:
    """Say whether nothing that was said of the trip rules a place out."""
    return (
        place.id not in brief.avoid
        and place.is_open
        and _is_in_reach(brief, place)
        and _is_affordable(brief, place)
        and _is_of_the_wanted(brief, place)
    )


def _is_of_the_wanted(brief: Brief, place: Place) -> bool:
    """Say whether no condition rules a place out or wants others alone; hotels are no matter."""
    asked, subject = brief.demands, subject_of(place)
    if not asked.is_choosy or subject in (None, Subject.HOTEL):
        return True
    return asked.allows_place(subject, place.id, labels_of(place))


def _is_in_reach(brief: Brief, place: Place) -> bool:
    """Say whether the party may get in, as far as anybody knows; what must be seen always may."""
    barred = brief.mobility is Mobility.WHEELCHAIR and place.wheelchair is Suitability.NO
    return not barred or place.id in brief.must_see_ids


def _is_affordable(brief: Brief, place: Place) -> bool:
    """Say whether a place costs no more than all of its kind may, and a meal than each may."""
    on = _SPENT_AT.get(place.kind)
    if on is None or not brief.demands.spend:
        return True
    most = brief.demands.most(on, brief.travellers, brief.nights)
    if most is not None and brief.visit_cost(place) > most:
        return False
    meal = brief.demands.most_per_meal() if place.kind is PlaceKind.RESTAURANT else None
    return meal is None or brief.in_money(place.typical_cost, place.currency) <= meal


@lru_cache(maxsize=1 << 13)  # every place of a city is scored for every stop
def _chance(seed: int, place_id: str) -> float:
    return Random(f"{seed}:{place_id}").random()  # noqa: S311 - variety, not secrecy


def score(brief: Brief, parts: Sequence[Part], place: Place) -> float:
    """Return how well a place suits the brief and the parts in its city, from 0 to about 1."""
    dates = [part.date for part in parts]
    return _score(brief, len(dates), days_open(brief, place, dates), place)


def _score(brief: Brief, days: int, open_days: int, place: Place) -> float:
    return (
        _WEIGHTS["interest"] * interest_match(brief.interests, place)
        + _WEIGHTS["popularity"] * place.popularity / 100
        + _WEIGHTS["time"] * open_days / days
        + _WEIGHTS["icon"] * place.must_see
        + _WEIGHTS["seed"] * _chance(brief.seed, place.id)
    )


def interest_match(interests: Sequence[Interest], place: Place) -> float:
    """Return from 0 to 1 how much of what is wished the place offers; 0.5 where nothing is."""
    if not interests:
        return 0.5
    shared = sum(interest in place.tags for interest in dict.fromkeys(interests))
    return min(1.0, shared / min(2, len(interests)))


def near_day(
    candidates: Candidates, anchors: Sequence[Place], sights: int, meals: int
) -> Candidates:
    """Return the candidates for one day: some of the best, and some near its `anchors`."""
    return Candidates(
        _blend(candidates.sights, anchors, sights),
        _blend(candidates.restaurants, anchors, meals),
        candidates.hotels,
    )


def _blend(places: Sequence[Place], anchors: Sequence[Place], count: int) -> tuple[Place, ...]:
    wanted = {place.id for place in anchors}
    kept = [place for place in places if place.id in wanted]
    rest = [place for place in places if place.id not in wanted]
    best = rest[: count // 2]
    others = sorted(rest[count // 2 :], key=lambda place: _nearest_m(place, anchors))
    return tuple([*kept, *best, *others][: max(count, len(kept))])


def _nearest_m(place: Place, anchors: Sequence[Place]) -> float:
    return min(
        (distance_m(place.lat, place.lon, other.lat, other.lon) for other in anchors), default=0.0
    )


def _take(
    must: Sequence[Place], scored: Sequence[Place], kind: PlaceKind, count: int
) -> tuple[Place, ...]:
    first = [place for place in must if place.kind is kind]
    ids = {place.id for place in first}
    rest = [place for place in scored if place.kind is kind and place.id not in ids]
    return tuple([*first, *rest][: max(count, len(first))])


def _hotels(brief: Brief, must: Sequence[Place], scored: Sequence[Place]) -> tuple[Place, ...]:
    """Return the best hotels of every category, and the cheapest of all for so many guests."""
    wanted = [place for place in must if place.kind is PlaceKind.HOTEL]
    hotels = [place for place in scored if place.kind is PlaceKind.HOTEL]
    chosen = wanted + sorted(hotels, key=lambda place: (brief.night_cost(place), place.id))[:1]
    for category in CATEGORIES[PlaceKind.HOTEL]:
        chosen += [place for place in hotels if place.category == category][:HOTELS_PER_CATEGORY]
    return tuple(dict.fromkeys(chosen))
