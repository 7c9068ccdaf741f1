"""Which cities in which order: by hand, and against trying everything."""

from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.routing.problem import (
    Ban,
    Counting,
    Group,
    Problem,
    Reason,
    Ride,
    Route,
    Stop,
    Weights,
)
from core.planning.routing.search import Search
from core.planning.routing.solve import find_routes
from core.schemas.conditions import Leg
from core.schemas.links import LinkMode
from tests.support.routes import Everything, a_ride, both_ways


def must(*stops: Stop | str) -> tuple[Group, ...]:
    """Return a group for each city."""
    return tuple(Group((Stop(city=stop) if isinstance(stop, str) else stop,)) for stop in stops)


def order(route: Route) -> str:
    """Return the cities in order."""
    return "".join(halt.city for halt in route.halts)


def days(route: Route) -> list[tuple[int, int]]:
    """Return the first and last day of each city."""
    return [(halt.first_day, halt.last_day) for halt in route.halts]


def test_a_journey_goes_where_there_are_rides_and_comes_home() -> None:
    found = find_routes(
        Problem(days=5, origin="O", groups=must("A", "B"), rides=both_ways("OB", "BA", "AO"))
    )

    best = found.routes[0]
    assert found.complete
    assert [(hop.origin, hop.target, hop.day) for hop in best.hops] in (
        [("O", "A", 0), ("A", "B", 2), ("B", "O", 4)],
        [("O", "B", 0), ("B", "A", 2), ("A", "O", 4)],
    )
    assert best.cost == 300


def test_a_flight_the_other_way_is_no_flight() -> None:
    rides = (a_ride("A", "B"), a_ride("C", "B"), a_ride("B", "C"))

    found = find_routes(Problem(days=6, groups=must("A", "B", "C"), rides=rides))

    assert order(found.routes[0]) == "ABC"


def test_days_of_travel_count_for_both_cities() -> None:
    stops = (Stop(city="A", least=3, most=3), Stop(city="B", least=4, most=4))
    problem = Problem(
        days=6, groups=must(*stops), rides=(a_ride("A", "B"),), counting=Counting.DAYS
    )

    assert days(find_routes(problem).routes[0]) == [(0, 2), (2, 5)]


def test_one_is_there_throughout_a_wedding_and_on_some_day_to_meet_a_friend() -> None:
    wedding = Stop(city="B", throughout=((3, 4),))
    friend = Stop(city="C", sometime=((0, 1),))
    problem = Problem(days=7, groups=must("A", wedding, friend), rides=both_ways("AB", "BC", "AC"))

    for route in find_routes(problem, 10).routes:
        spans = {halt.city: (halt.first_day, halt.last_day) for halt in route.halts}
        assert spans["B"][0] <= 3
        assert spans["B"][1] >= 4
        assert spans["C"][0] <= 1


def test_ones_own_car_is_not_left_behind() -> None:
    rides = (
        a_ride("O", "A", LinkMode.DRIVE, cost=1), a_ride("A", "O", LinkMode.FLIGHT, cost=1),
        a_ride("O", "A", LinkMode.TRAIN, cost=900),
    )  # fmt: skip
    problem = Problem(days=3, origin="O", groups=must("A"), rides=rides)

    modes = [hop.ride.mode for hop in find_routes(problem).routes[0].hops if hop.ride]

    assert modes == [LinkMode.TRAIN, LinkMode.FLIGHT]


def test_a_ferry_takes_the_car_along() -> None:
    rides = (
        a_ride("O", "A", LinkMode.DRIVE), a_ride("A", "B", LinkMode.FERRY),
        a_ride("B", "O", LinkMode.DRIVE), a_ride("B", "O", LinkMode.TRAIN),
    )  # fmt: skip
    problem = Problem(days=5, origin="O", groups=must("A", "B"), rides=rides)

    found = find_routes(problem).routes

    modes = {tuple(hop.ride.mode for hop in route.hops if hop.ride) for route in found}
    assert modes == {(LinkMode.DRIVE, LinkMode.FERRY, LinkMode.DRIVE)}


def test_a_ban_of_the_way_home_leaves_the_way_there() -> None:
    rides = (*both_ways("OA", mode=LinkMode.FLIGHT), *both_ways("OA", mode=LinkMode.TRAIN))
    dear = tuple(
        ride._replace(cost=9_000) if ride.mode is LinkMode.TRAIN else ride for ride in rides
    )
    ban = Ban(frozenset({LinkMode.FLIGHT}), Leg.RETURN)
    problem = Problem(days=3, origin="O", groups=must("A"), rides=dear, bans=(ban,))

    modes = [hop.ride.mode for hop in find_routes(problem).routes[0].hops if hop.ride]

    assert modes == [LinkMode.FLIGHT, LinkMode.TRAIN]


def test_of_a_region_the_cities_are_chosen_that_are_easy_to_reach() -> None:
    region = Group(tuple(Stop(city=city) for city in "ABCD"), 2)
    rides = both_ways("OA", "OC", "AC", "AB", "BC")
    problem = Problem(days=5, origin="O", groups=(region,), rides=rides)

    assert {order(route) for route in find_routes(problem).routes} == {"AC", "CA"}


def test_the_origin_is_none_of_the_cities_of_its_own_region() -> None:
    region = Group(tuple(Stop(city=city) for city in "OAB"), 2)
    problem = Problem(days=5, origin="O", groups=(region,), rides=both_ways("OA", "OB", "AB"))

    assert {order(route) for route in find_routes(problem).routes} == {"AB", "BA"}


def test_whoever_starts_where_the_first_stay_is_needs_no_ride_there() -> None:
    problem = Problem(days=4, origin="O", groups=must("O", "A"), rides=both_ways("OA"))

    best = find_routes(problem).routes[0]

    assert [(hop.origin, hop.target) for hop in best.hops] == [("O", "A"), ("A", "O")]


def test_a_kept_order_is_kept_though_another_is_cheaper() -> None:
    rides = (*both_ways("AB", "BC"), a_ride("A", "C", cost=90_000), a_ride("C", "B"))
    wished = Problem(days=7, groups=must("A", "C", "B"), rides=rides, keep_order=True)

    assert {order(route) for route in find_routes(wished).routes} == {"ACB"}


def test_a_night_train_arrives_on_the_next_day() -> None:
    night = a_ride("A", "B", departs=1_320, arrives=1_440 + 420, minutes=540)
    problem = Problem(days=4, groups=must("A", "B"), rides=(night,))

    found = find_routes(problem).routes

    assert all(route.halts[1].first_day == route.hops[0].day + 1 for route in found)
    assert all(route.halts[-1].last_day == 3 for route in found)


def test_who_arrives_in_the_small_hours_sleeps_there_that_night() -> None:
    late = a_ride("A", "B", departs=1_320, arrives=1_440 + 18, minutes=138)
    problem = Problem(days=3, groups=must("A", "B"), rides=(late,))

    assert all(
        route.halts[1].first_day == route.hops[0].day for route in find_routes(problem).routes
    )


def test_a_stay_nobody_has_a_room_for_is_not_made() -> None:
    few = Stop(city="A", lodging=(0, None, 500, 700))
    problem = Problem(days=4, groups=must(few, "B"), rides=both_ways("AB"))

    assert {halt.nights for route in find_routes(problem, 10).routes for halt in route.halts
            if halt.city == "A"} == {2}  # fmt: skip


def test_a_day_trip_comes_back_after_it_has_arrived() -> None:
    rides = (
        a_ride("O", "A", departs=540, arrives=600), a_ride("A", "O", departs=590, arrives=650),
        a_ride("A", "O", LinkMode.BUS, departs=1_100, arrives=1_200),
    )  # fmt: skip

    found = find_routes(Problem(days=1, origin="O", groups=must("A"), rides=rides))

    assert [[hop.ride.mode for hop in route.hops if hop.ride] for route in found.routes] == [
        [LinkMode.TRAIN, LinkMode.BUS]
    ]


def test_what_costs_too_much_gives_way_to_what_is_slow() -> None:
    rides = (
        *both_ways("OA", mode=LinkMode.FLIGHT, cost=5_000),
        *both_ways("OA", mode=LinkMode.BUS, cost=100, departs=300, arrives=1_420),
    )  # fmt: skip
    problem = Problem(days=3, origin="O", groups=must("A"), rides=rides)
    poor = Problem(days=3, origin="O", groups=must("A"), rides=rides, budget=400)

    assert find_routes(problem).routes[0].cost == 10_000
    assert {route.cost for route in find_routes(poor).routes} == {200}


def test_money_for_rides_alone_leaves_rooms_as_they_are() -> None:
    rides = (
        *both_ways("OA", mode=LinkMode.FLIGHT, cost=5_000, departs=480, arrives=540),
        *both_ways("OA", mode=LinkMode.BUS, cost=100, departs=300, arrives=1_420),
    )  # fmt: skip
    room = Stop(city="A", lodging=(0, 9_000, 18_000))
    poor = Problem(days=3, origin="O", groups=must(room), rides=rides, ride_budget=400)

    found = find_routes(poor)

    assert {(route.ride_cost, route.cost) for route in found.routes} == {(200, 18_200)}
    assert found.complete


def test_rides_that_cost_too_much_are_named_apart_from_the_budget() -> None:
    rides = both_ways("OA")
    problem = Problem(days=3, origin="O", groups=must("A"), rides=rides, ride_budget=199)

    found = find_routes(problem)

    assert (found.dear_rides, found.over_budget, found.complete) == (True, False, False)
    assert found.routes[0].ride_cost == 200


def test_a_budget_nothing_meets_gives_the_cheapest_and_says_so() -> None:
    problem = Problem(days=3, origin="O", groups=must("A"), rides=both_ways("OA"), budget=199)

    found = find_routes(problem)

    assert found.over_budget
    assert not found.complete
    assert found.routes[0].cost == 200


def test_an_island_is_left_out_and_named() -> None:
    problem = Problem(days=5, origin="O", groups=must("A", "I"), rides=both_ways("OA"))

    found = find_routes(problem)

    assert order(found.routes[0]) == "A"
    assert [(left.city, left.reason) for left in found.left_out] == [("I", Reason.UNREACHABLE)]


def test_a_city_only_banned_flights_reach_is_left_out_for_that() -> None:
    rides = (*both_ways("OA"), *both_ways("OI", mode=LinkMode.FLIGHT))
    ban = Ban(frozenset({LinkMode.FLIGHT}))

    found = find_routes(
        Problem(days=5, origin="O", groups=must("A", "I"), rides=rides, bans=(ban,))
    )

    assert [(left.city, left.reason) for left in found.left_out] == [("I", Reason.BANNED)]


def test_two_weddings_on_the_same_days_cannot_both_be_had() -> None:
    stops = (Stop(city="A", throughout=((1, 3),)), Stop(city="B", throughout=((1, 3),)))

    found = find_routes(
        Problem(days=5, groups=must(*stops, "C"), rides=both_ways("AB", "BC", "AC"))
    )

    assert [left.reason for left in found.left_out] == [Reason.DOES_NOT_FIT]
    assert len(found.routes[0].halts) == 2


def test_of_too_many_cities_for_the_days_those_named_first_are_kept() -> None:
    rides = both_ways("AB", "BC", "CD", "DE", "EF", "FA")

    found = find_routes(Problem(days=2, groups=must(*"ABCDEF"), rides=rides))

    kept = sorted(order(found.routes[0]))
    assert kept == sorted("ABCDEF"[: len(kept)])
    assert {left.city for left in found.left_out} == set("ABCDEF") - set(kept)
    assert {left.reason for left in found.left_out} == {Reason.DOES_NOT_FIT}


def test_stays_too_short_for_the_days_are_stretched_and_said_to_be() -> None:
    stops = (Stop(city="A", least=1, most=1), Stop(city="B", least=2, most=2))

    found = find_routes(Problem(days=7, groups=must(*stops), rides=both_ways("AB")))

    assert found.stretched
    assert not found.left_out
    assert sum(halt.nights for halt in found.routes[0].halts) == 6


def test_a_lonely_island_is_stayed_on_and_the_way_is_said_to_be_unknown() -> None:
    found = find_routes(Problem(days=3, origin="O", groups=must("I"), rides=()))

    assert order(found.routes[0]) == "I"
    assert found.no_ride == (("O", "I"), ("I", "O"))
    assert all(hop.ride is None for hop in found.routes[0].hops)


def test_no_city_is_no_route() -> None:
    assert find_routes(Problem(days=3, groups=(), rides=())).routes == ()


_CITIES = "ABC"
_rides = st.lists(
    st.builds(
        lambda pair, mode, day, departs, minutes, cost: a_ride(
            pair[0], pair[1], mode, day=day, departs=departs, arrives=departs + minutes,
            minutes=minutes, cost=cost,
        ),
        st.sampled_from([(a, b) for a in "OABC" for b in "OABC" if a != b]),
        st.sampled_from([LinkMode.TRAIN, LinkMode.DRIVE, LinkMode.FERRY]),
        st.none() | st.integers(0, 4),
        st.integers(0, 1_439),
        st.integers(10, 1_500),
        st.integers(0, 2_000),
    ),
    max_size=40,
)  # fmt: skip
_stop = st.builds(
    lambda least, extra, span, lodging, worth: (least, least + extra, span, lodging, worth),
    st.integers(0, 2),
    st.integers(0, 4),
    st.none() | st.tuples(st.integers(0, 4), st.integers(0, 1)),
    st.just(()) | st.tuples(*[st.none() | st.integers(0, 3_000)] * 5),
    st.integers(0, 2_000),
)


@settings(max_examples=300)
@given(
    rides=_rides,
    stops=st.tuples(_stop, _stop, _stop),
    count=st.integers(1, 3),
    length=st.integers(1, 5),
    origin=st.sampled_from([None, "O"]),
    one_way=st.booleans(),
    keep=st.booleans(),
)
def test_nothing_is_better_than_the_first_route(
    rides: list[Ride],
    stops: tuple[tuple[int, int, tuple[int, int] | None, tuple[int | None, ...], int], ...],
    count: int,
    length: int,
    origin: str | None,
    one_way: bool,
    keep: bool,
) -> None:
    named = tuple(
        Stop(
            city=city, least=least, most=most, lodging=lodging, worth=worth,
            throughout=((span[0], span[0] + span[1]),) if span else (),
        )
        for city, (least, most, span, lodging, worth) in zip(_CITIES, stops, strict=True)
    )  # fmt: skip
    groups = (Group(named[:2], min(count, 2)), Group(named[2:]))
    problem = Problem(
        days=length, groups=groups, rides=tuple(rides), origin=origin, one_way=one_way,
        keep_order=keep, weights=Weights(),
    )  # fmt: skip

    search = Search(problem)
    found = search.routes(3)

    every = sorted(Everything(problem).scores)
    assert search.exact
    assert [route.score for route in found[:1]] == every[:1]
    assert [route.score for route in found] == sorted(route.score for route in found)


def test_equal_problems_have_equal_answers() -> None:
    rides = both_ways("OA", "OB", "OC", "AB", "BC", "AC")
    problem = Problem(days=8, origin="O", groups=must("A", "B", "C"), rides=rides)

    assert find_routes(problem) == find_routes(problem)
    assert len(find_routes(problem, 8).routes) == 8
