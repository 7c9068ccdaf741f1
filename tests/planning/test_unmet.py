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
            "The budget is not kept. No plan was found that keeps this wish; "
            "this one comes nearest",
        ),
        ("zh", "The budget is not kept。没有找到能满足此项要求的方案，所给方案最为接近"),
    ],
)
def test_a_failed_wish_is_an_obstacle_with_the_words_and_numbers_of_its_check(
    language: str, message: str
) -> None:
    (told,) = unmet(
        a_report(a_check("budget", passed=False, numbers={"cost_minor": 700})), (), language
    )

    assert (told.code, told.fields, told.message) == ("not_met", ["budget"], message)
    assert told.numbers["check"] == "budget"
    assert told.numbers["cost_minor"] == 700


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
    told = obstacle("no_ride", "en", fields=[field], origin="A", target="B")

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
