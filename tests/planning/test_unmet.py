"""What a plan does not keep of the wishes is named beside the plan."""

import pytest

from core.planning.rules.book import full_report
from core.planning.understanding.obstacles import obstacle
from core.planning.unmet import _FIELDS, unmet
from core.schemas.plans import PlanWishes, Severity
from tests.support.builders import a_plan
from tests.support.plans import a_check, a_report


@pytest.mark.parametrize(
    ("language", "message"),
    [
        (
            "en",
            "Sushi is missing. No plan was found that keeps this wish; this one comes nearest",
        ),
        ("zh", "Sushi is missing。没有找到能满足此项要求的方案，所给方案最为接近"),
    ],
)
def test_a_failed_wish_is_an_obstacle_with_the_words_and_numbers_of_its_check(
    language: str, message: str
) -> None:
    failed = a_check(
        "cuisines_present", passed=False, message="Sushi is missing", numbers={"cuisine": "sushi"}
    )

    (told,) = unmet(a_report(failed), (), language)

    assert (told.code, told.fields, told.message) == ("not_met", ["cuisines"], message)
    assert told.numbers["check"] == "cuisines_present"
    assert told.numbers["cuisine"] == "sushi"


TOO_DEAR = a_check(
    "budget", passed=False, message="Too dear",
    numbers={"cost_minor": 70_000, "budget_minor": 50_000, "currency": "CNY"},
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "message"),
    [
        (
            "en",
            "No plan was found for CNY 500: this is the cheapest found that keeps everything else. "
            "It takes CNY 700, which is CNY 200 more",
        ),
        (
            "zh",
            "没有找到不超过CNY 500的方案：所给方案是满足其他要求的方案中找到的最便宜者，"
            "需CNY 700，多出CNY 200",
        ),
    ],
)
def test_a_budget_nothing_meets_is_told_with_what_it_would_take(
    language: str, message: str
) -> None:
    (told,) = unmet(a_report(TOO_DEAR), (), language)

    assert (told.code, told.fields, told.message) == ("cheapest_plan", ["budget"], message)
    minor = [told.numbers[f"{name}_minor"] for name in ("asked", "least", "difference")]
    assert minor == [50_000, 70_000, 20_000]


def test_a_plan_that_fails_in_other_ways_too_is_not_called_the_cheapest() -> None:
    other = a_check("cuisines_present", passed=False, message="Sushi is missing")

    told = unmet(a_report(TOO_DEAR, other), (), "en")

    assert [one.code for one in told] == ["not_met", "not_met"]


def test_of_several_failed_wishes_each_is_named() -> None:
    report = a_report(
        a_check("must_see_present", passed=False, message="A is missing"),
        a_check("must_see_present", passed=False, message="B is missing"),
        a_check("cuisines_present", passed=True),
    )

    assert [told.message[:1] for told in unmet(report, (), "en")] == ["A", "B"]


@pytest.mark.parametrize(
    ("check", "field"), [("destinations_visited", "destinations"), ("ends_at_origin", "origin")]
)
def test_what_the_search_for_a_route_has_explained_is_not_told_twice(
    check: str, field: str
) -> None:
    report = a_report(a_check(check, passed=False))
    told = obstacle("no_ride", "en", fields=[field], origin="A", target="B", date="2027-04-05")

    assert unmet(report, [told], "en") == []
    assert [item.fields for item in unmet(report, [], "en")] == [[field]]


def test_a_must_see_that_is_told_of_by_name_is_not_told_twice() -> None:
    names = ("Narnia", "Louvre")
    checks = [a_check("must_see_present", passed=False, numbers={"name": name}) for name in names]
    told = obstacle("closed_for_good", "en", fields=["must_see"], name="Narnia")

    (left,) = unmet(a_report(*checks), [told], "en")

    assert left.numbers["name"] == "Louvre"


def test_what_was_not_wished_for_and_fails_is_left_to_the_report() -> None:
    report = a_report(
        a_check("no_overlap", passed=False),
        a_check("no_idle", passed=False, severity=Severity.SOFT),
    )

    assert unmet(report, (), "en") == []


def test_every_check_of_a_wish_is_a_check_of_the_books_and_every_field_one_of_the_request() -> None:
    codes = {row.code for row in full_report(a_plan()).checks}

    assert _FIELDS.keys() <= codes
    assert set(_FIELDS.values()) <= PlanWishes.model_fields.keys()
