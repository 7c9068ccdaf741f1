"""Constraints of the benchmark become conditions, by what they do and not by how they are spelt."""

from typing import Any

import pytest

from core.benchmarks.chinatravel.asking import understand
from core.benchmarks.chinatravel.compiling import compile_fragment
from core.benchmarks.chinatravel.concepts import Concepts
from core.benchmarks.chinatravel.flags import Fact
from core.benchmarks.chinatravel.fragments import FragmentError, run_fragment
from core.benchmarks.chinatravel.reading import UnknownFragmentError
from core.benchmarks.chinatravel.ways import CityWays
from core.benchmarks.chinatravel.world import World
from tests.benchmarks.chinatravel.plans import good_plan


def _names(kind: str, of: str = "activity_position(a)") -> str:
    return f"s=set()\nfor a in allactivities(plan):\n  if activity_type(a)=={kind!r}: s.add({of})\n"


_EATEN = (
    "kinds=set()\nfor one in allactivities(plan):\n"
    "  if activity_type(one) in ['breakfast','lunch','dinner']:\n"
    "    kinds.add(restaurant_type(one, target_city(plan)))\n"
)
_LOCAL = (
    "used=set()\nfor a in allactivities(plan):\n  if activity_transports(a)!=[]:\n"
    "    used.add(innercity_transport_type(activity_transports(a)))\n"
)
_RIDES = (
    "rides=set()\nfor a in allactivities(plan):\n  if activity_type(a) in ['train','airplane']:\n"
    "    rides.add(intercity_transport_type(a))\n"
)
_ENDS = (
    "result=False\nif allactivities(plan)[0]['type']{0}'train' and "
    "intercity_transport_origin(allactivities(plan)[0])==start_city(plan) and "
    "allactivities(plan)[-1]['type']{1}'airplane' and "
    "intercity_transport_origin(allactivities(plan)[-1])==target_city(plan):\n  result=True"
)


def _cost(test: str) -> str:
    return f"c=0\nfor a in allactivities(plan):\n  if {test}: c+=activity_cost(a)\n"


def _once(*tests: str) -> str:
    inner = " and ".join(tests)
    return (
        "result=False\nfor a in allactivities(plan):\n  if activity_position(a)=='Old Tower':\n"
        f"    if {inner}:\n      result=True"
    )


def _never(test: str) -> str:
    return f"result=True\nfor a in allactivities(plan):\n  if {test}: result=False"


_TOTAL = (
    "t=0\nfor a in allactivities(plan):\n  t+=activity_cost(a)\n"
    "  t+=innercity_transport_cost(activity_transports(a))\n"
)
_MEAN = (
    "c,n=0,0\nfor a in allactivities(plan):\n"
    "  if activity_type(a) in ['breakfast','lunch','dinner']:\n    c+=activity_cost(a)\n    n+=1\n"
)
_ORDER = (
    "result=False\nx=0\ny=0\ni=0\nfor a in allactivities(plan):\n"
    "  if activity_position(a)=='Old Tower':\n    x=i\n"
    "  if activity_position(a)=='Rose Garden':\n    y=i\n  i+=1\nif x<y:\n  result=True"
)
_NEAR = (
    "result=False\nwhere=''\nfor a in allactivities(plan):\n"
    "  if activity_type(a)=='accommodation': where=activity_position(a)\n"
    "result=(poi_distance(target_city(plan),'Old Tower',where)<=2.5)"
)


def _spend(on: str, maximum: int, per: str = "trip") -> dict[str, Any]:
    return {"kind": "spend", "on": on, "per": per, "maximum": maximum}


def _place(match: str, *names: str, subject: str | None = "sight") -> dict[str, Any]:
    return {"kind": "places", "subject": subject, "names": list(names), "match": match}


def _label(match: str, subject: str, *labels: str) -> dict[str, Any]:
    return {"kind": "labels", "subject": subject, "labels": list(labels), "match": match}


def _mode(match: str, *modes: str, beyond_km: float = 0) -> dict[str, Any]:
    return {"kind": "local_mode", "modes": list(modes), "match": match, "beyond_km": beyond_km}


def _link(match: str, mode: str, leg: str = "every") -> dict[str, Any]:
    return {"kind": "link_mode", "leg": leg, "modes": [mode], "match": match}


_NIGHTS = _cost("activity_type(a)=='accommodation'")


def _ride(time: str, where: str) -> str:
    return (
        "result=False\nfor a in allactivities(plan):\n"
        f"  if activity_type(a) in ['train','airplane'] and intercity_transport_{where}(plan):\n"
        f"    if {time}: result=True"
    )


def _link_time(leg: str, **bounds: str) -> dict[str, Any]:
    names = ("departs_from", "departs_by", "arrives_from", "arrives_by")
    return {"kind": "link_time", "leg": leg, **dict.fromkeys(names), **bounds}


_KIND = "attraction_type(a, target_city(plan))"
COMPILED: list[tuple[str, dict[str, Any]]] = [
    (_names("attraction") + "result=({'Old Tower'}<=s)", _place("all", "Old Tower")),
    (_names("attraction") + "result=s>={'Old Tower'}", _place("all", "Old Tower")),
    (_names("attraction") + "result=({'B','A'}&s)", _place("any", "A", "B")),
    (_names("attraction") + "result=not({'Far Wall'}&s)", _place("none", "Far Wall")),
    (_names("attraction") + "result=not(s&{'Far Wall'})", _place("none", "Far Wall")),
    (_names("attraction") + "result=s<={'A'}", _place("only", "A")),
    (_names("accommodation") + "result=({'Inn'}<=s)", _place("all", "Inn", subject="hotel")),
    (_names("attraction", _KIND) + "result=({'tower'}<=s)", _label("all", "sight", "tower")),
    (_EATEN + "result=not({'duck'}&kinds)", _label("none", "restaurant", "duck")),
    (_EATEN + "result=({'duck','soup'}&kinds)", _label("any", "restaurant", "duck", "soup")),
    (_TOTAL + "result=(t<=1500)", _spend("trip", 150_000)),
    (_cost("activity_type(a)=='attraction'") + "result=c<=0", _spend("sights", 0)),
    (_cost("activity_type(a) in ['airplane','train']") + "result=c<=99.5",
     _spend("intercity", 9_950)),
    (_NIGHTS + "result=(c/people_count(plan)/(day_count(plan)-1)<=500)",
     _spend("lodging", 50_000, "person_night")),
    (_NIGHTS + "result=(c/(day_count(plan)-1)<=500)",
     _spend("lodging", 50_000, "night")),
    (_MEAN + "result=(c/n/people_count(plan)<=60)", _spend("meals", 6_000, "person_meal")),
    (_LOCAL + "result=(used<={'metro'})", _mode("only", "transit")),
    (_LOCAL + "result=({'taxi'}<=used)", _mode("all", "taxi")),
    (_LOCAL + "result=not({'taxi','walk'}&used)", _mode("none", "taxi", "walk")),
    (_RIDES + "result=({'train'}==rides)", _link("only", "train")),
    (_ENDS.format("==", "!="), {"kind": "all_of", "conditions": [
        _link("only", "train", "outward"), _link("none", "flight", "return")]}),
    (_never("activity_type(a)=='accommodation' and room_type(a)!=1"),
     {"kind": "room", "rooms": None, "beds": 1}),
    (_never("activity_type(a)=='accommodation' and room_count(a)!=2"),
     {"kind": "room", "rooms": 2, "beds": None}),
    (_never("innercity_transport_type(activity_transports(a))!='taxi' and "
            "innercity_transport_distance(activity_transports(a))>4.5"),
     _mode("only", "taxi", beyond_km=4.5)),
    (_NEAR, {"kind": "near", "place": "Old Tower", "km": 2.5}),
    (_ORDER, {"kind": "order", "first": "Old Tower", "then": "Rose Garden"}),
    (_once("activity_start_time(a)<='11:00'", "activity_end_time(a)>='11:30'"),
     {"kind": "visit_time", "place": "Old Tower", "arrive_by": "11:00", "arrive_from": None,
      "leave_from": "11:30", "leave_by": None, "minutes": None}),
    (_once("activity_time(a)>=45"),
     {"kind": "visit_time", "place": "Old Tower", "arrive_by": None, "arrive_from": None,
      "leave_from": None, "leave_by": None, "minutes": 45}),
    ("t=0\nfor a in allactivities(plan): t+=activity_cost(a)+"
     "innercity_transport_cost(activity_transports(a))\nresult=(t<1500)", _spend("trip", 149_999)),
    (_RIDES.replace("intercity_transport_type", "activity_type") + "result=(rides=={'train'})",
     _link("only", "train")),
    (_never("activity_type(a)=='accommodation' and "
            "accommodation_type(a, target_city(plan))!='pool'"), _label("only", "hotel", "pool")),
    (_never("activity_type(a)=='accommodation' and activity_position(a)!='Inn'"),
     _place("only", "Inn", subject="hotel")),
    (_never("activity_type(a)=='accommodation' and activity_price(a)>500"),
     _spend("lodging", 50_000, "room_night")),
    (_never("activity_type(a) in ['breakfast','lunch','dinner'] and activity_price(a)>=60"),
     _spend("meals", 5_999, "person_meal")),
    (_never("activity_type(a)=='accommodation' and room_count(a)!=2")
     + "\n  if activity_type(a)=='accommodation' and room_type(a)!=1: result=False",
     {"kind": "all_of", "conditions": [
         {"kind": "room", "rooms": 2, "beds": None}, {"kind": "room", "rooms": None, "beds": 1}]}),
    ("result=(activity_start_time(allactivities(plan)[-1])>='18:00')",
     _link_time("return", departs_from="18:00")),
    (_ride("activity_start_time(a)<='09:00'", "destination(a)==target_city"),
     _link_time("outward", departs_by="09:00")),
    (_ride("activity_end_time(a)<'22:00'", "origin(a)==target_city"),
     _link_time("return", arrives_by="21:59")),
    (_never("activity_type(a) in ['train','airplane'] and intercity_transport_origin(a)=="
            "target_city(plan) and activity_start_time(a)<'15:00'"),
     _link_time("return", departs_from="15:00")),
    (_once("activity_start_time(a)>='18:00'", "activity_end_time(a)<='20:00'"),
     {"kind": "visit_time", "place": "Old Tower", "arrive_by": None, "arrive_from": "18:00",
      "leave_from": None, "leave_by": "20:00", "minutes": None}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "expected"), COMPILED)
def test_each_kind_of_constraint_is_a_condition(code: str, expected: dict[str, Any]) -> None:
    found = compile_fragment(code)

    assert not isinstance(found, Fact)
    assert found.model_dump(mode="json") == expected


@pytest.mark.parametrize("code", [code for code, _ in COMPILED])
def test_what_is_compiled_also_runs(code: str, world: World, ways: CityWays) -> None:
    plan = good_plan(ways)
    if "'Inn'" in code or "poi_distance" in code:
        plan["itinerary"][0]["activities"][-1]["position"] = "Town Inn"

    run_fragment(code, plan, Concepts(world).table)


FACTS = [
    ("result=(day_count(plan)==3)", Fact("days", 3)),
    ("result=(people_count(plan)==2)", Fact("people", 2)),
    (
        _never("innercity_transport_type(activity_transports(a))=='taxi' and "
               "taxi_cars(activity_transports(a))!=1"),
        Fact("cars", 1),
    ),
    (
        "result=True\nfor a in allactivities(plan):\n"
        "  if activity_type(a) in ['attraction'] and activity_tickets(a)!=2: result=False\n"
        "  if innercity_transport_type(activity_transports(a))=='metro' and "
        "metro_tickets(activity_transports(a))!=2: result=False",
        Fact("tickets", 2),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("code", "fact"), FACTS)
def test_plain_fields_are_facts(code: str, fact: Fact) -> None:
    assert compile_fragment(code) == fact


def _choice(*parts: str, how: str = "or") -> str:
    start = "True" if how == "and" else "False"
    body = "".join(f"{part}\nresult_list.append(result)\n" for part in parts)
    return f"result_list=[]\n{body}result={start}\nfor r in result_list:\n  result=result {how} r"


FREE, CHEAP = COMPILED[11][0], COMPILED[10][0]


@pytest.mark.parametrize(("how", "kind"), [("or", "any_of"), ("and", "all_of")])
def test_lists_of_results_are_choices(how: str, kind: str) -> None:
    found = compile_fragment(_choice(FREE, CHEAP, how=how))

    assert not isinstance(found, Fact)
    assert found.model_dump(mode="json") == {
        "kind": kind,
        "conditions": [COMPILED[11][1], COMPILED[10][1]],
    }


def test_what_is_not_understood_is_no_choice_while_another_one_is() -> None:
    blank = _EATEN + "result=({' '}&kinds)"

    found = compile_fragment(_choice(blank, FREE))

    assert not isinstance(found, Fact)
    assert found.kind == "spend"


UNKNOWN = [
    "result=allactivities_count(plan)>3",
    _TOTAL + "result=(t>=1500)",
    _names("attraction") + "result=len(s)>2",
    _names("attraction", "activity_time(a)") + "result=({'A'}<=s)",
    _never("activity_type(a)=='lunch' and activity_cost(a)>30"),
    _never("activity_type(a)=='accommodation' and room_type(a)!=1")
    + "\n  if activity_type(a)=='attraction' and activity_tickets(a)!=2: result=False",
    "result=(activity_cost(allactivities(plan)[0])<=100)",
    _ride("activity_start_time(a)<='soon'", "destination(a)==target_city"),
    _TOTAL + "result=(t<='much')",
    _once("activity_cost(a)<=3"),
    _cost("activity_type(a)=='lunch'") + "result=c<=3",
    _choice(_EATEN + "result=({' '}&kinds)", how="or"),
    _LOCAL + "result=({'bike'}<=used)",
    "x=1",
    "while x: pass",
    "for day in dayactivities(plan, 1):\n  result=True",
]


@pytest.mark.parametrize("code", UNKNOWN)
def test_anything_else_is_an_error_of_its_own_and_never_dropped(code: str) -> None:
    with pytest.raises((UnknownFragmentError, FragmentError)):
        compile_fragment(code)

    assert len(understand([code], people=2).unknown) == 1


def test_a_query_is_understood_as_fields_and_conditions() -> None:
    found = understand([FACTS[0][0], FACTS[3][0], FREE, FACTS[2][0]], people=2)

    assert (found.days, found.people, found.unknown) == (3, None, ())
    assert [condition.kind for condition in found.conditions] == ["spend"]


def test_tickets_for_others_than_the_party_are_not_understood() -> None:
    assert understand([FACTS[3][0]], people=3).unknown == ("tickets 2 for 3 people",)
