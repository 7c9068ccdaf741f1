"""From fields and words to a brief with nothing left open; what was assumed is said."""

from datetime import date
from typing import Any

import pytest

from core.kernel.errors import InvalidRequestError
from core.planning.domain import Brief, CityWish
from core.planning.understanding.form import TextForm
from core.planning.understanding.resolve import resolve
from core.planning.understanding.scene import Scene
from core.schemas.catalog import Interest, PlaceStatus
from core.schemas.plans import Assumption, PlanRequest
from core.schemas.wishes import DailyWindow, DestinationWish, Pace
from tests.support.builders import WEDNESDAY, a_city, a_place
from tests.support.catalog_files import TOKYO
from tests.support.resolved import (
    CITY_PLACES,
    RATE_DATE,
    TODAY,
    assumed,
    brief_of,
    double,
    ids,
    messages,
    understood,
)

_EVERYTHING: dict[str, Any] = {
    "start_date": WEDNESDAY, "day_count": 2, "travellers": 2, "budget": 600_000, "pace": "normal",
    "daily_window": {"start": "09:00", "end": "21:30"}, "language": "en",
}  # fmt: skip


def test_a_request_that_says_everything_leaves_nothing_to_assume() -> None:
    result = understood(_EVERYTHING)

    assert result.assumptions == ()
    assert result.brief == Brief(
        cities=(a_city(),), money="CNY", start_date=WEDNESDAY, day_count=2, travellers=2,
        budget=600_000,
        currency="CNY", budget_local=600_000, rate_date=RATE_DATE, pace=Pace.NORMAL,
        interests=(), must_see=(), unknown_must_see=(), avoid=frozenset(),
        window=(9 * 60, 21 * 60 + 30), language="en", seed=0,
        wishes=(CityWish(DestinationWish(name="guangzhou"), (a_city(),)),),
    )  # fmt: skip


def test_a_request_that_says_nothing_gets_three_days_from_tomorrow_and_is_told_so() -> None:
    result = understood()

    assert result.assumptions == (
        Assumption(field="budget", value=None, message="No budget given: none kept"),
        Assumption(field="start_date", value="2026-11-19", message="No date given: tomorrow"),
        Assumption(field="day_count", value=3, message="No length given: three days"),
        Assumption(field="travellers", value=1, message="No party given: one traveller"),
        Assumption(field="pace", value="normal", message="No pace given: normal"),
        Assumption(
            field="daily_window", value=DailyWindow(start="09:00", end="21:30"),
            message="No hours given: 09:00 to 21:30",
        ),
    )  # fmt: skip
    brief = result.brief
    assert (brief.start_date, brief.day_count, brief.travellers) == (date(2026, 11, 19), 3, 1)
    assert (brief.budget, brief.budget_local, brief.rate_date) == (None, None, None)


def test_what_was_assumed_is_said_in_the_language_of_the_request() -> None:
    messages = [assumption.message for assumption in understood({"language": "zh"}).assumptions]

    assert messages[0] == "未给出预算：不限预算"
    assert all(any("\u4e00" <= char <= "\u9fff" for char in message) for message in messages)


def test_words_fill_in_what_no_field_says() -> None:
    brief = brief_of({}, {
        "start_date": "2026-12-24", "day_count": 4, "travellers": 3, "pace": "packed",
        "interests": ["food"], "must_see": ["陈家祠"], "avoid": ["Canton Tower"],
        "daily_window": {"start": "10:00", "end": "20:00"}, "language": "zh",
    })  # fmt: skip

    assert (brief.start_date, brief.day_count, brief.travellers) == (date(2026, 12, 24), 4, 3)
    assert (brief.pace, brief.interests, brief.language) == (Pace.PACKED, (Interest.FOOD,), "zh")
    assert (brief.must_see_ids, brief.avoid) == (("hall",), frozenset({"tower"}))
    assert brief.window == (600, 1200)


@pytest.mark.parametrize(
    ("field", "said", "in_words"),
    [("start_date", WEDNESDAY, "2026-12-24"), ("day_count", 2, 4), ("travellers", 2, 3),
     ("pace", Pace.RELAXED, "packed"), ("language", "en", "zh")],
)  # fmt: skip
def test_a_field_wins_over_words(field: str, said: Any, in_words: Any) -> None:
    assert getattr(brief_of({field: said}, {field: in_words}), field) == said


def test_so_do_lists_even_empty_ones() -> None:
    fields = {"interests": [], "must_see": ["tower"], "avoid": []}
    words = {"interests": ["food"], "must_see": ["hall"], "avoid": ["mall"]}

    brief = brief_of(fields, words)

    assert (brief.interests, brief.must_see_ids, brief.avoid) == ((), ("tower",), frozenset())


def test_what_the_words_said_and_could_not_be_used_is_told() -> None:
    result = understood({}, {}, refused={"day_count": "Input should be less than 15"})

    assert result.assumptions[0] == Assumption(
        field="day_count", value="Input should be less than 15",
        message="Could not be used as written: day_count: Input should be less than 15",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "words", "language"),
    [({}, {}, "en"), ({"destination": "广州"}, {}, "zh"), ({"destination": "Guangzhou"}, {}, "en"),
     ({"destination": "Guangzhou"}, {"language": "zh"}, "zh"),
     ({"destination": "广州"}, {"language": "en"}, "en"),
     ({"destination": "广州", "language": "en"}, {"language": "zh"}, "en")],
)  # fmt: skip
def test_the_language_is_said_else_that_of_the_words_else_that_of_the_citys_name(
    fields: dict[str, Any], words: dict[str, Any], language: str
) -> None:
    assert brief_of(fields, words).language == language


@pytest.mark.parametrize(
    ("fields", "words", "budget", "currency", "local"),
    [
        ({"budget": 100}, {}, 100, "CNY", 100),
        ({"budget": 100, "currency": "EUR"}, {}, 100, "EUR", 200),
        ({"budget": 100}, {"budget": 7, "currency": "USD"}, 100, "CNY", 100),
        ({}, {"budget": 7}, 700, "CNY", 700),
        ({}, {"budget": 7, "currency": "USD"}, 700, "USD", 1_400),
        ({"currency": "EUR"}, {"budget": 7, "currency": "USD"}, 700, "EUR", 1_400),
        ({}, {"budget": 7, "currency": "JPY"}, 7, "JPY", 14),
        ({}, {"budget": 0.001}, 1, "CNY", 1),
        ({}, {"budget": 19.995}, 2_000, "CNY", 2_000),
        ({"currency": "EUR"}, {}, None, "EUR", None),
    ],
)  # fmt: skip
def test_a_budget_is_kept_as_given_and_exchanged_into_the_citys_currency(
    fields: dict[str, Any], words: dict[str, Any], budget: int | None, currency: str,
    local: int | None,
) -> None:  # fmt: skip
    brief = brief_of(fields, words)

    assert (brief.budget, brief.currency, brief.budget_local) == (budget, currency, local)
    assert brief.rate_date == (RATE_DATE if budget else None)


def test_must_sees_are_found_by_id_or_name_once_each_and_in_order() -> None:
    brief = brief_of({"must_see": ["广州塔", "taotaoju", "Canton Tower", "Garden Inn"]})

    assert ids(brief.must_see) == ["tower", "taotaoju", "garden"]
    assert brief.unknown_must_see == ()


def test_a_must_see_nobody_knows_or_nobody_visits_is_kept_as_unknown() -> None:
    brief = brief_of({"must_see": ["Atlantis", "South Station", "tower"]})

    assert (ids(brief.must_see), brief.unknown_must_see) == (
        ["tower"], ("Atlantis", "South Station")
    )  # fmt: skip


@pytest.mark.parametrize(
    ("avoid", "found"),
    [(["Canton Tower"], {"tower"}), (["museum"], {"hall"}), (["购物"], {"mall"}),
     (["shopping", "陈家祠"], {"mall", "hall"}), (["Tao Tao Ju"], {"taotaoju"}), ([], set())],
)  # fmt: skip
def test_what_to_avoid_is_a_place_an_interest_or_a_category(
    avoid: list[str], found: set[str]
) -> None:
    assert brief_of({"avoid": avoid}).avoid == found


def test_something_to_avoid_that_nobody_knows_is_told_and_no_error() -> None:
    result = understood(_EVERYTHING | {"avoid": ["Atlantis"]})

    assert result.assumptions == (
        Assumption(
            field="avoid", value="Atlantis",
            message="Not known here, so nothing to avoid: Atlantis",
        ),
    )  # fmt: skip


def test_a_must_see_of_a_group_to_be_avoided_stays() -> None:
    brief = brief_of({"must_see": ["hall"], "avoid": ["museum", "shopping"]})

    assert (brief.must_see_ids, brief.avoid) == (("hall",), frozenset({"mall"}))


def test_fields_that_want_one_place_seen_and_avoided_are_refused_by_its_name() -> None:
    with pytest.raises(InvalidRequestError) as caught:
        brief_of({"must_see": ["hall"], "avoid": ["陈家祠"]})

    assert caught.value.errors[0]["loc"] == ["body", "avoid"]
    assert "is to be seen and to be avoided" in caught.value.detail


@pytest.mark.parametrize(
    ("fields", "words"),
    [({"must_see": ["hall"]}, {"avoid": ["hall"]}),
     ({}, {"must_see": ["hall"], "avoid": ["陈家祠"]})],
)  # fmt: skip
def test_words_that_want_it_both_ways_are_told_so_and_it_is_seen(
    fields: dict[str, Any], words: dict[str, Any]
) -> None:
    result = understood(fields, words)

    assert (ids(result.brief.must_see), result.brief.avoid) == (["hall"], frozenset())
    assert [(one.code, one.fields) for one in result.obstacles] == [
        ("both_ways", ["must_see", "avoid"])
    ]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "en",
            "Canton Towr Museum is not known in these cities; the nearest names are Canton Tower",
        ),
        ("zh", "这些城市中没有“Canton Towr Museum”；名称最接近的有：广州塔"),
    ],
)
def test_a_must_see_nobody_knows_is_told_with_the_nearest_names(language: str, told: str) -> None:
    result = understood({"language": language, "must_see": ["Canton Towr Museum"]})

    assert [one.code for one in result.obstacles] == ["unknown_must_see"]
    assert result.obstacles[0].message.startswith(told)


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "ω is not known in these cities, nor is anything of a like name"),
        ("zh", "这些城市中没有“ω”，也没有名称相近的地点"),
    ],
)
def test_where_nothing_has_a_like_name_that_is_said_too(language: str, told: str) -> None:
    result = understood({"language": language, "must_see": ["ω"]})

    assert [(one.code, one.message) for one in result.obstacles] == [("unknown_must_see", told)]
    assert result.obstacles[0].numbers["nearest"] == ""


def test_a_must_see_that_closed_for_good_is_told_as_closed() -> None:
    gone = a_place("zoo", name_en="Old Zoo", name_local="老动物园", status=PlaceStatus.CLOSED)
    scene = Scene(
        (CityWish(DestinationWish(name="guangzhou"), (a_city(),)),),
        None,
        CITY_PLACES,
        closed=(gone,),
    )

    result = resolve(
        PlanRequest(must_see=["老动物园"], language="zh"), TextForm(), {},
        scene=scene, today=TODAY, convert=double,
    )  # fmt: skip

    assert [(one.code, one.message) for one in result.obstacles] == [
        ("closed_for_good", "“老动物园”已永久关闭，已略去")
    ]
    assert result.brief.unknown_must_see == ("老动物园",)


@pytest.mark.parametrize(
    ("said", "language", "currency"),
    [("budget ¥9000", "en", "JPY"), ("9000 yuan, ¥9000", "en", "CNY"), ("预算¥9000", "zh", "CNY"),
     ("budget 9000 RMB", "en", "CNY")],
)  # fmt: skip
def test_the_sign_of_yen_and_yuan_is_yen_in_japan_unless_it_is_written_in_chinese(
    said: str, language: str, currency: str
) -> None:
    words = {
        "budget": 9000,
        "currency": "CNY",
        "language": language,
        "evidence": {"currency": said},
    }

    result = understood({}, words, city=TOKYO)

    assert result.brief.currency == currency
    assert ("The sign ¥ is read as yen, the money there" in messages(result)) == (currency == "JPY")


@pytest.mark.parametrize(
    ("said", "told"),
    [("tomorrow", True), ("下周五", True), ("19 Nov", False), ("十一月十九日", False)],
)
def test_a_day_that_depends_on_where_it_is_said_is_told_with_its_date(
    said: str, told: bool
) -> None:
    words = {"start_date": "2026-11-19", "evidence": {"start_date": said}}

    result = understood({"language": "en"}, words)

    message = f"Taken as the date where the trip goes: {said} = 19 November 2026"
    assert (message in messages(result)) == told


@pytest.mark.parametrize(
    ("language", "told"),
    [("en", "Could not be used as written: day_count: Input should be less than or equal to 14"),
     ("zh", "无法采用所写内容：day_count: 应不大于 14")],
)  # fmt: skip
def test_why_words_could_not_be_used_is_told_in_the_language_of_the_request(
    language: str, told: str
) -> None:
    refused = {"day_count": "Input should be less than or equal to 14"}

    assert told in messages(understood({"language": language}, refused=refused))


@pytest.mark.parametrize(
    ("visit", "hours"),
    [
        ({"arrive_by": "08:00"}, (7 * 60, 21 * 60 + 30)),
        ({"leave_from": "22:00"}, (9 * 60, 23 * 60)),
        ({"arrive_by": "11:00", "leave_from": "15:00"}, (9 * 60, 21 * 60 + 30)),
    ],
)
def test_days_without_given_hours_are_long_enough_for_the_visits(
    visit: dict[str, str], hours: tuple[int, int]
) -> None:
    conditions = [{"kind": "visit_time", "place": "广州塔", **visit}]

    assert brief_of({"conditions": conditions}).window == hours
    given = {"daily_window": {"start": "10:00", "end": "20:00"}, "conditions": conditions}
    assert brief_of(given).window == (10 * 60, 20 * 60)


def test_longer_hours_for_an_early_visit_are_told() -> None:
    conditions = [{"kind": "visit_time", "place": "广州塔", "arrive_by": "08:00"}]

    told = messages(understood({"conditions": conditions, "language": "en"}))

    assert "No hours given: 07:00–21:30, for the visits" in told


@pytest.mark.parametrize(
    ("words", "code"), [(["5 days", "Mar 1 to 3"], "contradiction"), (["Feb 30"], "no_such_thing")]
)
def test_words_that_cannot_hold_together_or_at_all_are_obstacles(
    words: list[str], code: str
) -> None:
    said = {"contradictions": [{"fields": ["start_date"], "words": words}]}

    (told,) = understood({"language": "en"}, said).obstacles

    assert (told.code, told.fields) == (code, ["start_date"])
    assert all(word in told.message for word in words)


def test_the_same_interest_twice_counts_once() -> None:
    assert brief_of({"interests": ["food", "art", "food"]}).interests == (
        Interest.FOOD, Interest.ART
    )  # fmt: skip


def test_the_seed_goes_along() -> None:
    assert brief_of({"seed": 7}).seed == 7
    assert assumed(understood(_EVERYTHING | {"seed": 7})) == []
