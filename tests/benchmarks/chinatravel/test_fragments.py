"""Constraints run in a small language of their own, and nothing gets out of it."""

import builtins
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.benchmarks.chinatravel.concepts import Concepts
from core.benchmarks.chinatravel.fragments import MAX_CHARS, FragmentError, run_fragment
from core.benchmarks.chinatravel.ways import CityWays
from core.benchmarks.chinatravel.world import World
from tests.benchmarks.chinatravel.plans import good_plan

_DOCUMENTED = 35


def _run(code: str, world: World, ways: CityWays) -> Any:
    return run_fragment(code, good_plan(ways), Concepts(world).table)


def test_there_are_the_documented_functions_and_no_other(world: World) -> None:
    assert len(Concepts(world).table) == _DOCUMENTED


EXPRESSIONS = [
    ("day_count(plan)", 2),
    ("people_count(plan)", 2),
    ("start_city(plan)", "上海"),
    ("target_city(plan)", "北京"),
    ("allactivities_count(plan)", 7),
    ("activity_position(allactivities(plan)[1])", "Old Tower"),
    ("activity_position(allactivities(plan)[0])", ""),
    ("activity_cost(allactivities(plan)[1])", 61),
    ("activity_price(allactivities(plan)[1])", 30.5),
    ("activity_type(dayactivities(plan, 2)[0])", "breakfast"),
    ("activity_tickets(allactivities(plan)[1])", 2),
    ("activity_time(allactivities(plan)[1])", 60),
    ("activity_start_time(allactivities(plan)[1])", "10:30"),
    ("activity_end_time(allactivities(plan)[1])", "11:30"),
    ("poi_recommend_time('北京', 'Old Tower')", 60),
    ("metro_tickets(activity_transports(allactivities(plan)[-1]))", 2),
    ("taxi_cars(activity_transports(allactivities(plan)[1]))", 1),
    ("room_count(allactivities(plan)[3])", 1),
    ("room_type(allactivities(plan)[3])", 2),
    ("restaurant_type(allactivities(plan)[2], '北京')", "noodles"),
    ("restaurant_type(allactivities(plan)[4], '北京')", "empty"),
    ("attraction_type(allactivities(plan)[1], '北京')", "tower"),
    ("accommodation_type(allactivities(plan)[3], '北京')", "pool"),
    ("innercity_transport_type(activity_transports(allactivities(plan)[-1]))", "metro"),
    ("innercity_transport_type([])", "empty"),
    ("innercity_transport_cost(activity_transports(allactivities(plan)[-1]))", 6),
    ("innercity_transport_price(activity_transports(allactivities(plan)[-1]))", 3),
    ("innercity_transport_cost(activity_transports(allactivities(plan)[-1]), 'walk')", 0),
    ("innercity_transport_start_time(activity_transports(allactivities(plan)[2]))", "11:40"),
    ("innercity_transport_end_time(activity_transports(allactivities(plan)[2]))", "11:42"),
    ("innercity_transport_time(activity_transports(allactivities(plan)[2]))", 2),
    ("intercity_transport_type(allactivities(plan)[0])", "train"),
    ("intercity_transport_origin(allactivities(plan)[0])", "上海"),
    ("intercity_transport_destination(allactivities(plan)[0])", "北京"),
    ("{1, 2} & {2, 3} | {4}", {2, 4}),
    ("not {1} - {1}", True),
    ("1 < 2 <= 2 and (0 or 'x')", "x"),
    ("-(1 + 2 * 3 / 4 - 5)", 2.5),
]


@pytest.mark.parametrize(("expression", "value"), EXPRESSIONS)
def test_what_expressions_are_worth(
    expression: str, value: object, world: World, ways: CityWays
) -> None:
    assert _run(f"result={expression}", world, ways) == value


def test_a_distance_is_that_of_a_walk(world: World, ways: CityWays) -> None:
    km = _run("result=poi_distance('北京', 'Old Tower', 'Rose Garden')", world, ways)

    assert km == pytest.approx(1.1104, abs=1e-3)


def test_loops_flags_sums_and_breaks_work(world: World, ways: CityWays) -> None:
    code = """
total, seen, names = 0, set(), []
for activity in allactivities(plan):
  if activity_type(activity) == 'train':
    continue
  total += activity_cost(activity)
  seen.add(activity_type(activity))
  names.append(activity_position(activity))
  if activity_type(activity) == 'accommodation':
    break
result = total
"""
    assert _run(code, world, ways) == 61 + 50 + 300


REFUSED = [
    "import os",
    "result=__import__('os')",
    "result=open('x')",
    "result=plan.__class__",
    "result=().__class__.__mro__",
    "result=(lambda: 1)()",
    "result=[x for x in allactivities(plan)]",
    "result=f'{plan}'",
    "def f(): pass",
    "while True: pass",
    "exec('1')",
    "result=set([1])",
    "plan=1",
    "allactivities=1",
    "result=plan['itinerary'].clear()",
    "result={}.update({})",
    "result='a'*1000000000",
    "result=9**9**9",
    "result=activity_cost(*allactivities(plan))",
    "result=nothing",
    "x=1",
    "break",
    "result=1/0",
    "result=allactivities(plan)[99]",
    "result='a'<1",
    "result=innercity_transport_start_time([])",
    "result=taxi_cars(activity_transports(allactivities(plan)[2]))",
    "result=(",
    "l=[]\nl.append(l)\nresult=l",
    "for i in 'abc': result=i",
    "a, b = 1, 2, 3\nresult=a",
    "x=[1]\nfor a in x: x.append(a)\nresult=x",
    "result=" + "not " * 100 + "1",
    "result=" + "(" * 3000,
    "#" * (MAX_CHARS + 1),
]


@pytest.mark.parametrize("code", REFUSED)
def test_what_is_not_of_the_language_or_fails_is_an_error_of_its_own(
    code: str, world: World, ways: CityWays
) -> None:
    with pytest.raises(FragmentError):
        _run(code, world, ways)


def test_no_line_changes_the_plan(world: World, ways: CityWays) -> None:
    plan = good_plan(ways)
    code = """
for activity in allactivities(plan):
  legs = activity_transports(activity)
  legs.append(1)
days = plan['itinerary']
days.append(1)
result = True
"""
    run_fragment(code, plan, Concepts(world).table)

    assert plan == good_plan(ways)


_NAMES = st.sampled_from(
    ["plan", "set", "x", "result", "activity", "allactivities", "activity_cost", "poi_distance"]
    + [name for name in dir(builtins) if not name.startswith("_")]
)
_ATOMS = st.one_of(
    _NAMES,
    st.integers(-9, 10**6).map(str),
    st.sampled_from(["'a'", "[]", "set()", "{1}", "plan['itinerary']", "allactivities(plan)"]),
)
_OPERATORS = st.sampled_from(["+", "-", "*", "/", "&", "|", "<", "in", "**", "%"])
_EXPRESSIONS = st.recursive(
    _ATOMS,
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, _OPERATORS, inner),
        st.builds("{}({})".format, _NAMES, inner),
        st.builds("{}[{}]".format, inner, inner),
        st.builds("{}.{}({})".format, inner, st.sampled_from(["add", "append", "pop"]), inner),
        st.builds("not {}".format, inner),
        st.builds("[{}, {}]".format, inner, inner),
    ),
    max_leaves=8,
)
_LINES = st.one_of(
    st.builds("{} = {}".format, st.sampled_from(["x", "result", "plan"]), _EXPRESSIONS),
    st.builds("x += {}".format, _EXPRESSIONS),
    st.builds("for x in {}:\n  result = {}".format, _EXPRESSIONS, _EXPRESSIONS),
    st.builds("for a in allactivities(plan):\n  for b in allactivities(plan):\n    x = {}".format,
              _EXPRESSIONS),
    st.builds("if {}:\n  x = {}".format, _EXPRESSIONS, _EXPRESSIONS),
    _EXPRESSIONS,
    st.text(max_size=30),
)  # fmt: skip


@settings(max_examples=400, deadline=5_000)
@given(st.lists(_LINES, max_size=6))
def test_whatever_is_written_ends_in_a_value_or_in_the_one_error(lines: list[str]) -> None:
    plan = {"itinerary": [{"day": 1, "activities": [{"type": "x", "cost": 1}] * 5}]}
    before = repr(plan)

    try:
        found = run_fragment("\n".join(lines), plan, Concepts(World({})).table)
    except FragmentError:
        found = None

    assert repr(plan) == before
    assert not callable(found)
