"""Which places a model may choose from."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from core.catalog.domain import Place
from core.planning.candidates import (
    HOTELS_PER_CATEGORY,
    MEALS_PER_DAY,
    SIGHTS_PER_DAY,
    Candidates,
    interest_match,
    near_day,
    score,
)
from core.planning.candidates import choose_candidates as choose_for_frame
from core.planning.domain import Brief, frame_of_one_city
from core.schemas.catalog import Interest, Meal, PlaceKind, Suitability
from core.schemas.wishes import Mobility
from tests.support.builders import WEDNESDAY, a_brief, a_hotel, a_place, a_restaurant, north_of

_SIGHTS = [a_place(f"museum-{n:02}", popularity=n) for n in range(1, 61)]
_TABLES = [a_restaurant(f"noodles-{n:02}", popularity=n) for n in range(1, 41)]
_HOTELS = [
    a_hotel(f"{category}-{n}", category=category, popularity=20 * n, typical_cost=price * n)
    for category, price in (("luxury", 90_000), ("midrange", 40_000), ("budget", 9_000))
    for n in range(1, 6)
]
_ALL = [*_SIGHTS, *_TABLES, *_HOTELS]


def ids(places: tuple[Place, ...]) -> list[str]:
    """Return the ids, in order."""
    return [place.id for place in places]


def choose_candidates(brief: Brief, places: Sequence[Place]) -> Candidates:
    """Return the candidates of a trip that stays in one city."""
    return choose_for_frame(brief, frame_of_one_city(brief), places)


def better(brief: Brief, place: Place, other: Place) -> bool:
    """Say whether a place suits the brief better; both have the same luck."""
    same_luck = replace(other, id=place.id)
    parts = frame_of_one_city(brief).parts
    return score(brief, parts, place) > score(brief, parts, same_luck)


def test_a_day_gets_so_many_sights_and_tables() -> None:
    found = choose_candidates(a_brief(day_count=3), _ALL)

    assert len(found.sights) == 3 * SIGHTS_PER_DAY
    assert len(found.restaurants) == 3 * MEALS_PER_DAY


def test_every_kind_stands_in_its_own_list_and_stations_in_none() -> None:
    station = a_place("station", kind=PlaceKind.STATION, popularity=100)

    found = choose_candidates(a_brief(), [*_ALL, station])

    assert {place.kind for place in found.sights} == {PlaceKind.ATTRACTION}
    assert {place.kind for place in found.restaurants} == {PlaceKind.RESTAURANT}
    assert {place.kind for place in found.hotels} == {PlaceKind.HOTEL}


def test_a_day_without_a_night_needs_no_hotel() -> None:
    assert choose_candidates(a_brief(day_count=1), _ALL).hotels == ()


def test_what_must_be_seen_is_always_there_and_first_however_little_known() -> None:
    must = (_SIGHTS[0], _TABLES[0], _HOTELS[4])

    found = choose_candidates(a_brief(must_see=must), _ALL)

    assert (found.sights[0], found.restaurants[0], found.hotels[0]) == must


def test_more_must_sees_than_candidates_are_all_there() -> None:
    found = choose_candidates(a_brief(day_count=1, must_see=tuple(_SIGHTS[:15])), _ALL)

    assert set(ids(found.sights)) == set(ids(tuple(_SIGHTS[:15])))


def test_what_is_to_be_avoided_is_never_there() -> None:
    avoid = frozenset(place.id for place in (*_SIGHTS[20:], *_TABLES[20:], *_HOTELS[1:]))

    found = choose_candidates(a_brief(avoid=avoid), _ALL)

    assert not avoid & found.by_id().keys()
    assert ids(found.hotels) == ["luxury-1"]


def test_a_wheelchair_is_sent_nowhere_it_cannot_go_unless_the_place_must_be_seen() -> None:
    stairs = [a_place(f"stairs-{n}", popularity=100, wheelchair=Suitability.NO) for n in (1, 2)]
    brief = a_brief(mobility=Mobility.WHEELCHAIR, must_see=(stairs[1],))

    seated = ids(choose_candidates(brief, [*stairs, *_ALL]).sights)
    walking = ids(choose_candidates(a_brief(), [*stairs, *_ALL]).sights)
    assert [place.id for place in stairs if place.id in seated] == ["stairs-2"]
    assert {"stairs-1", "stairs-2"} <= set(walking)


def test_hotels_are_the_best_of_every_category_and_the_cheapest_of_all() -> None:
    # The better known a hotel is here, the more it costs.
    found = ids(choose_candidates(a_brief(), _HOTELS).hotels)

    assert found[0] == "budget-1"
    assert sorted(found[1:]) == [
        f"{category}-{n}" for category in ("budget", "luxury", "midrange") for n in (3, 4, 5)
    ]
    assert len(found) == 3 * HOTELS_PER_CATEGORY + 1


def test_the_cheapest_hotel_is_that_for_the_whole_party() -> None:
    crowded = a_hotel("crowded", typical_cost=9_000, max_guests=1)
    roomy = a_hotel("roomy", typical_cost=20_000, max_guests=6, popularity=1)
    others = [a_hotel(f"hotel-{n}", typical_cost=50_000, max_guests=6) for n in range(3)]

    found = choose_candidates(a_brief(travellers=6), [crowded, roomy, *others]).hotels

    assert found[0] == roomy


def test_few_hotels_are_all_there_once() -> None:
    found = ids(choose_candidates(a_brief(must_see=(_HOTELS[1],)), _HOTELS[:3]).hotels)

    assert found[0] == "luxury-2"
    assert sorted(found) == ["luxury-1", "luxury-2", "luxury-3"]


def test_the_same_seed_chooses_the_same_and_another_one_others() -> None:
    first, again, other = (
        choose_candidates(a_brief(day_count=1, seed=seed), _ALL) for seed in (1, 1, 2)
    )

    assert first == again
    assert ids(first.sights) != ids(other.sights)


def test_the_order_of_the_catalogue_makes_no_difference() -> None:
    assert choose_candidates(a_brief(), _ALL) == choose_candidates(a_brief(), _ALL[::-1])


def test_better_known_liked_open_and_famous_places_suit_better() -> None:
    plain = a_place(tags=(Interest.ART,), popularity=50)
    wishes = a_brief(interests=(Interest.HISTORY,))

    assert better(wishes, replace(plain, popularity=51), plain)
    assert better(wishes, replace(plain, tags=(Interest.HISTORY,)), plain)
    assert better(wishes, plain, replace(plain, opening_hours="Th 09:00-17:00"))
    assert better(wishes, replace(plain, must_see=True), plain)


def test_only_the_days_of_the_trip_count_for_being_open() -> None:
    wednesdays = a_place(opening_hours="We 09:00-17:00")
    always = replace(wednesdays, opening_hours="24/7")

    assert not better(a_brief(day_count=1), always, wednesdays)
    assert better(a_brief(day_count=1, start_date=WEDNESDAY + timedelta(1)), always, wednesdays)


@pytest.mark.parametrize(
    ("wished", "offered", "share"),
    [((), (), 0.5), ((), (Interest.ART,), 0.5), ((Interest.ART,), (Interest.ART,), 1.0),
     ((Interest.ART,), (Interest.FOOD,), 0.0),
     ((Interest.ART, Interest.FOOD), (Interest.ART,), 0.5),
     ((Interest.ART, Interest.FOOD, Interest.MUSIC), (Interest.ART, Interest.FOOD), 1.0)],
)  # fmt: skip
def test_two_matched_interests_are_as_good_as_all(
    wished: tuple[Interest, ...], offered: tuple[Interest, ...], share: float
) -> None:
    assert interest_match(wished, a_place(tags=offered)) == share


def test_what_is_used_is_gone_but_the_hotels_stay() -> None:
    found = choose_candidates(a_brief(), _ALL)
    used = {found.sights[0].id, found.restaurants[0].id, found.hotels[0].id}

    left = found.without(used)

    assert (left.sights, left.restaurants) == (found.sights[1:], found.restaurants[1:])
    assert left.hotels == found.hotels


def test_for_one_day_its_anchors_come_first_then_some_of_the_best_and_some_near_by() -> None:
    anchor = a_place("anchor")
    far = [north_of(anchor, 1_000 * n, f"far-{n}") for n in range(1, 20)]
    found = replace(choose_candidates(a_brief(), []), sights=(*far[::-1], anchor))

    near = near_day(found, [anchor], 7, 7)

    assert ids(near.sights) == ["anchor", "far-19", "far-18", "far-17", "far-1", "far-2", "far-3"]


def test_all_anchors_of_a_day_are_kept_however_many() -> None:
    anchors = _SIGHTS[:9]
    found = choose_candidates(a_brief(day_count=1, must_see=tuple(anchors)), _SIGHTS)

    assert set(ids(near_day(found, anchors, 4, 4).sights)) == {place.id for place in anchors}


def test_each_meal_finds_tables_among_the_candidates_that_serve_it_in_time() -> None:
    slow = [
        a_restaurant(f"dim-sum-{n}", meals=(Meal.BREAKFAST,), visit_minutes=80, popularity=90)
        for n in range(3)
    ]
    quick = a_restaurant("porridge", meals=(Meal.BREAKFAST,), visit_minutes=30, popularity=1)
    meals = (Meal.BREAKFAST, Meal.LUNCH, Meal.DINNER)

    found = choose_candidates(a_brief(meals_wanted=meals), [*_ALL, *slow, quick])

    assert "porridge" in ids(found.restaurants)
    assert len(found.restaurants) == 2 * MEALS_PER_DAY
