"""What holds of every plan the search returns, whatever the problem."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.planning.optimizer.days import schedule
from core.planning.optimizer.plans import judge
from core.planning.optimizer.problem import (
    Cover,
    Day,
    Item,
    Lock,
    Problem,
    ProblemError,
    Slot,
    Stop,
    Weights,
)
from core.planning.optimizer.search import solve
from tests.planning.optimizer.checking import faults
from tests.planning.optimizer.problems import DINNER, LUNCH, problems, starts

_ALL_DAY = ((0, 1440),)
_SEEDS = st.integers(0, 3)


def a_sight(node: int = 0, score: int = 5000, **fields: object) -> Item:
    """Return something open all day, for an hour, on a one-day trip unless windows say more."""
    fields = {"windows": (_ALL_DAY,), "stay": 60} | fields
    return Item(node=node, score=score, **fields)  # type: ignore[arg-type]


def a_trip(*items: Item, slots: tuple[Slot, ...] = (), days: int = 1, **fields: object) -> Problem:
    """Return a trip with every place ten minutes from every other, 9:00 to 21:00."""
    nodes = 1 + max((item.node for item in items), default=0)
    travel = fields.pop(
        "travel", [[0 if a == b else 10 for b in range(nodes)] for a in range(nodes)]
    )
    day = Day(540, 1260, cap=6, slots=slots)
    return Problem((day,) * days, items, travel, **fields)  # type: ignore[arg-type]


@given(problems(), _SEEDS, st.sampled_from([0, 1, 20, 60]))
@settings(max_examples=80)
def test_every_plan_keeps_every_rule(problem: Problem, seed: int, iterations: int) -> None:
    solution = solve(problem, iterations=iterations, seed=seed)

    assert faults(problem, solution) == []
    assert solution.iterations == iterations
    assert not solution.truncated


@given(st.data(), problems())
@settings(max_examples=80)
def test_every_plan_made_from_another_keeps_every_rule(
    data: st.DataObject, problem: Problem
) -> None:
    start = data.draw(starts(problem))

    solution = solve(problem, iterations=10, start=start)

    assert faults(problem, solution) == []
    assert solution.worth == judge(problem, solution.days, start)


@given(problems(), _SEEDS)
@settings(max_examples=30)
def test_the_same_seed_gives_the_same_plan(problem: Problem, seed: int) -> None:
    assert solve(problem, iterations=40, seed=seed) == solve(problem, iterations=40, seed=seed)


@given(problems(), _SEEDS)
@settings(max_examples=30)
def test_more_rounds_never_give_a_worse_plan_where_order_is_free(
    problem: Problem, seed: int
) -> None:
    problem = replace(problem, weights=replace(problem.weights, travel=0, waiting=0), fares=None)
    totals = [solve(problem, iterations=rounds, seed=seed).worth.total for rounds in (0, 5, 20, 60)]

    assert all(fewer <= more for fewer, more in pairwise(totals))


@given(problems(most_items=4, locks=False), _SEEDS)
@settings(max_examples=40)
def test_no_small_day_could_be_had_in_a_better_order(problem: Problem, seed: int) -> None:
    items = tuple(replace(item, stay_min=None) for item in problem.items)
    problem = replace(problem, items=items, fares=None)

    plan = solve(problem, iterations=10, seed=seed)

    for number, stops in enumerate(plan.stops()):
        for order in permutations(stops):
            planned = schedule(problem, number, order)
            if planned is not None and _in_sequence(problem, order):
                tried = [*plan.days[:number], planned, *plan.days[number + 1 :]]
                assert judge(problem, tried).total <= plan.worth.total


def _in_sequence(problem: Problem, order: Sequence[Stop]) -> bool:
    ranks = {stop.item: rank for rank, stop in enumerate(order)}
    return all(
        ranks[one] < ranks[other]
        for one, other in problem.precedence
        if one in ranks and other in ranks
    )


@given(problems(), _SEEDS)
@settings(max_examples=30)
def test_a_possible_plan_is_never_made_worse(problem: Problem, seed: int) -> None:
    given_plan = solve(problem, iterations=2, seed=seed)
    start = given_plan.stops()
    whole = [v for day in given_plan.days for v in day.visits]
    shortened = any(v.end - v.begin < problem.items[v.item].stay for v in whole)

    better = solve(problem, iterations=15, seed=seed + 1, start=start)

    if not shortened:  # a start says what is visited, not for how long
        assert better.worth.total >= judge(problem, given_plan.days, start).total


@given(problems(), st.integers(0, 20))
@settings(max_examples=30)
def test_a_search_that_is_cut_short_is_the_beginning_of_the_whole_one(
    problem: Problem, rounds: int
) -> None:
    answers = iter([False] * rounds + [True])

    cut = solve(problem, iterations=1000, seed=1, should_stop=lambda: next(answers))

    assert cut.truncated
    assert replace(cut, truncated=False) == solve(problem, iterations=rounds, seed=1)


def test_the_clock_only_truncates_and_the_plan_says_so() -> None:
    problem = a_trip(a_sight(), a_sight(1))

    cut = solve(problem, iterations=50, wall_s=0.0)

    assert (cut.truncated, cut.iterations) == (True, 0)
    assert faults(problem, cut) == []
    assert not solve(problem, iterations=50, wall_s=600.0).truncated


def test_ways_to_and_fro_are_paid_for_apart() -> None:
    line = [[abs(a - b) * 10 for b in range(4)] for a in range(4)]
    near, mid, far = (
        a_sight(node, windows=((window),))
        for node, window in (
            (1, ((1000, 1440),)),
            (2, _ALL_DAY),
            (3, ((0, 700),)),
        )
    )
    problem = a_trip(near, mid, far, travel=line, weights=Weights(travel=10, excess=7))

    plan = solve(problem, iterations=5)

    walked = sum(day.travel for day in plan.days)
    assert [visit.item for visit in plan.days[0].visits] == [2, 1, 0]
    assert plan.worth.travel == -10 * walked
    assert plan.worth.excess == 0


def test_a_morning_that_begins_late_is_paid_for() -> None:
    late = a_sight(windows=(((700, 1440),),))

    plan = solve(a_trip(late, weights=Weights(late=3)), iterations=0)

    assert plan.worth.waiting == -3 * (700 - 540)


def test_a_meal_can_be_had_during_a_long_visit() -> None:
    lunch = Slot("lunch", 690, 840, 20_000)
    long = a_sight(stay=300, feeds=4000, roles=(None, "lunch"))
    table = a_sight(score=0, roles=("lunch",), windows=(((690, 760),),))

    alone, beside = (
        solve(a_trip(*items, slots=(lunch,)), iterations=20) for items in ([long], [long, table])
    )

    assert [visit.slot for visit in alone.days[0].visits] == ["lunch"]
    assert (alone.unfilled, alone.worth.slots, alone.worth.taste) == ((), 20_000, 1000)
    assert {visit.item: visit.slot for visit in beside.days[0].visits} == {0: None, 1: "lunch"}


def test_a_long_visit_with_its_meal_counts_as_a_sight() -> None:
    lunch = Slot("lunch", 690, 840, 20_000)
    long = a_sight(stay=200, feeds=0, roles=(None, "lunch"))

    trip = a_trip(long, a_sight(1), slots=(lunch,))

    plan = solve(replace(trip, days=(replace(trip.days[0], cap=1),)), iterations=20)

    assert [visit.item for visit in plan.days[0].visits] == [0]


def test_an_icon_that_needs_a_day_of_its_own_takes_it_from_lesser_sights() -> None:
    small = [a_sight(0, 3000, windows=(_ALL_DAY,) * 3, stay=110) for _ in range(15)]
    icon = a_sight(1, 20_000, windows=(((540, 1000),),) * 3, stay=400)
    far = [[0, 120], [120, 0]]
    trip = a_trip(*small, icon, days=3, travel=far, weights=Weights(travel=10))

    plan = solve(trip, iterations=60)

    assert 15 in {visit.item for day in plan.days for visit in day.visits}


def test_a_day_that_needs_a_sight_has_a_small_one_rather_than_a_meal() -> None:
    dinner = a_sight(1, 9000, windows=(((540, 640),),), stay=90, roles=("lunch",))
    sight = a_sight(2, 100, windows=(((540, 640),),), stay=90)
    feast = Slot("lunch", 540, 640, 20_000)
    trip = a_trip(dinner, sight, slots=(feast,), travel=[[0, 5, 5], [5, 0, 5], [5, 5, 0]])
    needy = replace(trip, days=tuple(replace(day, first_sight=50_000) for day in trip.days))

    visited = [
        [visit.item for visit in solve(one, iterations=30).days[0].visits] for one in (trip, needy)
    ]

    assert visited == [[0], [1]]


def test_a_trip_without_days_or_items_has_an_empty_plan() -> None:
    assert solve(Problem((), (), ()), iterations=5).days == ()
    assert solve(a_trip(days=2), iterations=5).days[1].visits == ()


def test_a_meal_is_kept_though_its_price_would_buy_better_sights() -> None:
    meals = [a_sight(n, 100, roles=("lunch",), uses=(40,)) for n in (1, 2)]
    sights = [a_sight(n, 10_000, uses=(20,)) for n in (3, 4, 5)]
    lunch = replace(LUNCH, reward=100_000)

    solution = solve(a_trip(*meals, *sights, slots=(lunch,), caps=(60,)), iterations=50)

    assert solution.unfilled == ()
    assert solution.used == (60,)


def test_tight_money_buys_cheap_meals_for_all_rather_than_good_ones_for_some() -> None:
    windows = (_ALL_DAY,) * 3
    dear = [
        a_sight(n, 9000, windows=windows, roles=("lunch", "dinner"), uses=(90,)) for n in range(6)
    ]
    cheap = [
        a_sight(n, 100, windows=windows, roles=("lunch", "dinner"), uses=(30,)) for n in range(6)
    ]
    problem = a_trip(*dear, *cheap, slots=(LUNCH, DINNER), days=3, caps=(240,))

    solution = solve(problem, iterations=60)

    assert solution.unfilled == ()
    assert solution.used == (240,)
    assert sum(problem.items[v.item].score for d in solution.days for v in d.visits) == 9500


def test_a_must_comes_before_everything_and_is_reported_where_it_cannot_be() -> None:
    must = a_sight(1, 0, must=True, windows=(((600, 660),),))
    closed = a_sight(2, 0, must=True, windows=((),))
    better = a_sight(3, 10_000, windows=(((600, 660),),))

    solution = solve(a_trip(better, must, closed), iterations=20)

    assert [visit.item for visit in solution.days[0].visits] == [1]
    assert solution.unplaced == (2,)


def test_a_must_that_fits_no_other_way_is_visited_for_less_time() -> None:
    must = a_sight(1, must=True, stay=120, stay_min=45, windows=(((600, 660),),))

    (visit,) = solve(a_trip(must), iterations=5).days[0].visits

    assert visit.end - visit.begin == 45


def test_a_lock_holds_against_caps_money_and_opening_hours() -> None:
    locked = a_sight(1, 0, windows=((), _ALL_DAY), uses=(500,), lock=Lock(0, begin=1000))
    tempting = a_sight(2, 10_000, windows=(_ALL_DAY, _ALL_DAY), uses=(1,))
    problem = replace(a_trip(locked, tempting, days=2, caps=(100,)))

    solution = solve(problem, iterations=30)

    assert [(v.item, v.begin) for v in solution.days[0].visits] == [(0, 1000)]
    assert solution.used == (500,)


def test_ranked_locks_keep_their_order_though_another_is_shorter() -> None:
    travel = [[0, 5, 50], [5, 0, 5], [50, 5, 0]]
    items = tuple(a_sight(node, lock=Lock(0, rank=rank)) for node, rank in ((0, 0), (2, 1), (1, 2)))

    solution = solve(Problem((Day(540, 1260),), items, travel), iterations=30)

    assert [visit.item for visit in solution.days[0].visits] == [0, 1, 2]


def test_a_sunset_stretches_the_stay_but_not_beyond_its_most() -> None:
    tower = a_sight(0, stay=60, stay_max=90, earliest_end=1200)

    (visit,) = solve(a_trip(tower), iterations=5).days[0].visits

    assert (visit.begin, visit.end) == (1110, 1200)


def test_of_a_group_one_item_is_visited_and_of_a_cover_one_at_least() -> None:
    chain = [a_sight(n, 9000, group=1) for n in (1, 2)]
    plain = [a_sight(n, 5000 - n) for n in (3, 4)]
    problem = a_trip(*chain, *plain, covers=(Cover((3,), 1000),))
    narrow = replace(problem, days=(replace(problem.days[0], cap=2),))

    solution = solve(narrow, iterations=30)

    visited = {visit.item for visit in solution.days[0].visits}
    assert len(visited & {0, 1}) == 1
    assert 3 in visited
    assert solution.worth.covers == 1000


def test_a_lock_that_cannot_be_had_leaves_the_visit_of_its_group_as_it_was() -> None:
    second_day = ((), _ALL_DAY)
    short = a_sight(0, 6000, windows=second_day, group=1, stay_min=20)
    must = a_sight(0, 0, windows=second_day, must=True)
    shut = a_sight(0, windows=((), ()), group=1, lock=Lock(0))
    problem = a_trip(short, must, shut, days=2)
    narrow = replace(problem, days=(Day(480, 480), Day(480, 604)))

    solution = solve(narrow, iterations=2, start=[[], [Stop(0), Stop(1)]])

    assert [(visit.item, visit.begin, visit.end) for visit in solution.days[1].visits] == [
        (0, 480, 540),
        (1, 540, 600),
    ]


def test_a_plan_with_two_visits_in_one_hour_keeps_the_better_and_moves_the_other() -> None:
    hour = (((600, 660),), _ALL_DAY)
    items = (a_sight(0, 9000, windows=hour), a_sight(1, 100, windows=hour))
    problem = replace(a_trip(*items, days=2), weights=Weights(keep=1000, keep_day=100))

    solution = solve(problem, iterations=0, start=[[Stop(0), Stop(1)], []])

    assert [[visit.item for visit in day.visits] for day in solution.days] == [[0], [1]]


def test_what_nobody_can_reach_is_left_out() -> None:
    travel = [[0, None], [None, 0]]
    problem = Problem((Day(540, 1260, 0, 0),), (a_sight(0), a_sight(1)), travel)

    solution = solve(problem, iterations=10)

    assert [visit.item for visit in solution.days[0].visits] == [0]


def test_a_fare_is_paid_from_every_sum_it_belongs_to() -> None:
    near, dear = a_sight(1, uses=(0, 0)), a_sight(2, uses=(0, 0), score=9000)
    ways = [[0, 5, 5], [5, 0, 5], [5, 5, 0]]
    fares = [[0, 10, 90], [10, 0, 90], [90, 90, 0]]
    whole = a_trip(near, dear, travel=ways, fares=fares, fare_resources=(0, 1), caps=(None, 100))
    problem = replace(whole, days=(replace(whole.days[0], start_node=0, end_node=0),))

    solution = solve(problem, iterations=10)

    assert [visit.item for visit in solution.days[0].visits] == [0]
    assert solution.used == (20, 20)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"travel": [[0, 1]]}, "travel is not a square"),
        ({"travel": [[-1]]}, "negative way"),
        ({"days": (Day(600, 540),)}, "before its start"),
        ({"days": (Day(540, 600, 7),)}, "node 7"),
        ({"days": (Day(540, 600, slots=(LUNCH, LUNCH)),)}, "a slot twice"),
        ({"items": (a_sight(3),)}, "node 3"),
        ({"items": (a_sight(windows=()),)}, "windows for 0 of 1 days"),
        ({"items": (a_sight(bonus=(1, 2)),)}, "bonus for 2 of 1 days"),
        ({"items": (a_sight(stay_min=90),)}, "out of order"),
        ({"items": (a_sight(uses=(1,)),)}, "of 0 resources"),
        ({"items": (a_sight(lock=Lock(4)),)}, "locked on day 4"),
        ({"precedence": ((0, 9),)}, "item 9 is named"),
        ({"covers": (Cover((5,), 1),)}, "item 5 is named"),
        ({"fares": [[0]]}, "fare_resource 0"),
        ({"fares": [[0, 0]], "caps": (1,)}, "fares are not a square"),
    ],
)
def test_a_problem_that_contradicts_itself_is_refused(change: dict[str, object], said: str) -> None:
    whole = a_trip(a_sight())

    with pytest.raises(ProblemError, match=said):
        replace(whole, **change)  # type: ignore[arg-type]
