"""Small problems of all kinds, drawn by hypothesis, and plans to begin from."""

from dataclasses import replace

from hypothesis import strategies as st

from core.planning.optimizer.problem import (
    Cover,
    Day,
    Item,
    Lock,
    Problem,
    Slot,
    Stop,
    Weights,
)

LUNCH = Slot("lunch", 690, 840, 20_000)
DINNER = Slot("dinner", 1020, 1230, 20_000)

"""A busy machine is no fault of a problem."""

WEIGHTS = Weights(travel=15, waiting=5, imbalance=1, keep=500, keep_day=300, money=(50,))


@st.composite
def problems(draw: st.DrawFn, most_items: int = 9, locks: bool = True) -> Problem:
    """Draw one to three days and some items with everything that can be asked of them."""
    nodes = draw(st.integers(2, 6))
    count = draw(st.integers(1, 3))
    points = [(draw(st.integers(0, 40)), draw(st.integers(0, 40))) for _ in range(nodes)]
    tilt = draw(st.integers(0, 5))
    travel = [
        [abs(a[0] - b[0]) + abs(a[1] - b[1]) + (tilt if a < b else 0) for b in points]
        for a in points
    ]
    days = tuple(draw(_days(nodes)) for _ in range(count))
    items = tuple(
        draw(_items(nodes, count, locks)) for _ in range(draw(st.integers(1, most_items)))
    )
    numbers = st.integers(0, len(items) - 1)
    pairs = draw(st.lists(st.tuples(numbers, numbers), max_size=2))
    covers = draw(st.lists(st.lists(numbers, min_size=1, max_size=3, unique=True), max_size=2))
    cap = draw(st.none() | st.integers(0, 900))
    return Problem(
        days=days,
        items=items,
        travel=travel,
        fares=draw(st.none() | st.just(travel)),
        caps=(cap,),
        precedence=tuple((a, b) for a, b in pairs if a < b),
        covers=tuple(Cover(tuple(there), 3000) for there in covers),
        weights=draw(
            st.just(WEIGHTS)
            | st.just(replace(WEIGHTS, travel=0, waiting=0))
            | st.just(replace(WEIGHTS, excess=25, late=3))
        ),
    )


@st.composite
def starts(draw: st.DrawFn, problem: Problem) -> tuple[tuple[Stop, ...], ...]:
    """Draw a plan of the problem's items, possible or not, with repetitions."""
    stop = st.integers(0, len(problem.items) - 1).flatmap(
        lambda item: st.sampled_from(problem.items[item].roles).map(lambda role: Stop(item, role))
    )
    return tuple(tuple(draw(st.lists(stop, max_size=6))) for _ in problem.days)


@st.composite
def _days(draw: st.DrawFn, nodes: int) -> Day:
    node = st.none() | st.integers(0, nodes - 1)
    start = draw(st.sampled_from([480, 540, 720]))
    return Day(
        start=start,
        end=start + draw(st.integers(0, 780)),
        start_node=draw(node),
        end_node=draw(node),
        cap=draw(st.integers(0, 4)),
        slots=draw(st.sampled_from([(), (LUNCH,), (LUNCH, DINNER)])),
        first_sight=draw(st.sampled_from([0, 0, 50_000])),
    )


@st.composite
def _items(draw: st.DrawFn, nodes: int, days: int, locks: bool) -> Item:
    stay = draw(st.integers(2, 18)) * 10
    meal = draw(st.booleans())
    feeds = not meal and stay >= 120 and draw(st.booleans())
    return Item(
        node=draw(st.integers(0, nodes - 1)),
        windows=tuple(tuple(draw(_windows())) for _ in range(days)),
        stay=60 if meal else stay,
        stay_min=draw(st.none() | st.just(min(30, stay))),
        stay_max=draw(st.none() | st.just(240)),
        score=draw(st.integers(0, 100)) * 100,
        bonus=draw(st.sampled_from([(), (1000, 0, 500)[:days]])),
        roles=draw(st.sampled_from([("lunch",), ("lunch", "dinner"), (None, "dinner")]))
        if meal
        else ((None, "lunch") if feeds else (None,)),
        feeds=700 if feeds else None,
        uses=draw(st.sampled_from([(), (0,), (150,), (400,)])),
        must=draw(st.integers(0, 6)) == 0,
        lock=draw(_locks(days)) if locks and draw(st.integers(0, 5)) == 0 else None,
        latest_begin=draw(st.none() | st.integers(600, 1200)),
        earliest_end=draw(st.none() | st.none() | st.integers(700, 1300)),
        group=draw(st.none() | st.none() | st.integers(7, 8)),
    )


@st.composite
def _windows(draw: st.DrawFn) -> list[tuple[int, int]]:
    kinds = [[], [(0, 1440)], [(540, 720), (780, 1080)], [(600, 660), (900, 1260)], [(1080, 1500)]]
    return draw(st.sampled_from(kinds))


@st.composite
def _locks(draw: st.DrawFn, days: int) -> Lock:
    return Lock(
        day=draw(st.integers(0, days - 1)),
        begin=draw(st.none() | st.integers(50, 120).map(lambda ten: ten * 10)),
        rank=draw(st.none() | st.integers(0, 2)),
    )
