"""The Plan page."""

from datetime import date, time

import pytest
from streamlit.testing.v1 import AppTest

from core.client.errors import ClientError
from core.schemas.catalog import Interest, Meal
from core.schemas.links import LinkMode
from core.schemas.lodging import HouseRule, RoomType
from core.schemas.plans import Pace, PlanMode, PlanStarted, Severity
from core.schemas.wishes import Mobility
from tests.console.conftest import Open, go_to, texts_of
from tests.console.fake_api import FakeApi, a_city, refused, unreachable
from tests.support.answers import TRACE_ID
from tests.support.plans import a_check, a_day, a_report, a_stop, an_answer, some_metrics

pytestmark = pytest.mark.usefixtures("signed_in")


WORDS = "Two days in Guangzhou with budget 6000"


def run(page: AppTest, text: str = WORDS) -> AppTest:
    """Ask for a plan in words, as fields of the form do not."""
    page.get_by_key("text").set_value(text)
    return page.button(key="run").click().run()


def test_before_the_first_run_the_page_says_what_to_do(open_page: Open, api: FakeApi) -> None:
    page = open_page("plan")

    assert "Nothing planned yet" in page.info[0].value
    assert api.planned == []


def test_one_click_sends_the_words_in_both_modes_and_no_field_that_was_left_empty(
    open_page: Open, api: FakeApi
) -> None:
    run(open_page("plan"), "  两个人去广州 3 天  ")

    assert [wanted.mode for wanted in api.planned] == list(PlanMode)
    for wanted in api.planned:
        assert wanted.model_dump(exclude={"mode"}, exclude_unset=True) == {
            "text": "两个人去广州 3 天",
            "language": "en",
            "seed": 0,
        }


def test_every_field_that_was_filled_in_is_sent_beside_the_words(
    open_page: Open, api: FakeApi
) -> None:
    api.answers["/api/cities"] = [a_city(), a_city(id="xian", name_en="Xi'an", name_local="西安")]
    page = open_page("plan")
    page.get_by_key("cities").set_value(["guangzhou", "xian"])
    page.run()  # the sights to choose from are those of the cities
    for key, value in {
        "origin": "xian", "start": date(2026, 12, 24), "days": 2,
        "people": 3, "children": 1, "pets": 2, "pace": Pace.RELAXED, "from": time(8, 30),
        "to": time(22, 0), "interests": [Interest.ART], "mobility": Mobility.LIMITED,
        "must_see": ["guangzhou-canton-tower", "Some hill"], "avoid": ["museum", "shopping"],
        "no_modes": [LinkMode.FLIGHT], "meals": [Meal.LUNCH], "room": RoomType.PRIVATE,
        "allow": [HouseRule.PETS], "keep_order": True, "one_way": True, "seed": 7, "budget": 6000,
    }.items():  # fmt: skip
        page.get_by_key(key).set_value(value)

    run(page, "no stairs, please")

    assert api.planned[0].model_dump(exclude={"mode"}, exclude_unset=True) == {
        "text": "no stairs, please",
        "origin": "xian",
        "destinations": [{"name": "guangzhou"}, {"name": "xian"}],
        "keep_order": True,
        "one_way": True,
        "start_date": date(2026, 12, 24),
        "day_count": 2,
        "travellers": 3,
        "party": {"children": 1, "pets": 2},
        "mobility": Mobility.LIMITED,
        "budget": 600_000,
        "currency": "CNY",
        "pace": Pace.RELAXED,
        "daily_window": {"start": "08:30", "end": "22:00"},
        "interests": [Interest.ART],
        "must_see": ["guangzhou-canton-tower", "Some hill"],
        "avoid": ["museum", "shopping"],
        "meals": [Meal.LUNCH],
        "no_modes": [LinkMode.FLIGHT],
        "lodging": {"room_type": RoomType.PRIVATE, "must_allow": [HouseRule.PETS]},
        "seed": 7,
        "language": "en",
    }


def test_one_city_is_enough_without_any_words(open_page: Open, api: FakeApi) -> None:
    page = open_page("plan")
    page.get_by_key("cities").set_value(["guangzhou"])

    run(page, "")

    assert api.planned[0].destination == "guangzhou"
    assert api.planned[0].text is None


def test_a_form_that_says_nowhere_where_to_is_not_sent(open_page: Open, api: FakeApi) -> None:
    page = run(open_page("plan"), "   ")

    assert "Say where to" in page.error[0].value
    assert api.planned == []


def test_an_amount_without_a_currency_is_not_sent(open_page: Open, api: FakeApi) -> None:
    page = open_page("plan")
    page.get_by_key("budget").set_value(500)

    run(page)

    assert "currency" in page.error[0].value
    assert api.planned == []


def test_an_example_writes_the_words_and_sends_nothing(open_page: Open, api: FakeApi) -> None:
    page = open_page("plan")

    page.button(key="example_journey").click().run()

    assert "with a dog" in page.get_by_key("text").value
    assert api.planned == []


def test_the_form_keeps_its_values_over_a_run_and_a_look_at_another_page(
    open_page: Open,
) -> None:
    page = open_page("plan")
    page.get_by_key("days").set_value(4)
    run(page)

    go_to(page, "overview")
    go_to(page, "plan")

    assert page.get_by_key("text").value == WORDS
    assert page.get_by_key("days").value == 4


def test_a_link_with_fields_fills_the_form(open_page: Open, api: FakeApi) -> None:
    page = open_page("plan", days="5", budget="900", seed="3", cities="Guangzhou 广州")

    run(page)

    wanted = api.planned[0]
    assert (wanted.day_count, wanted.budget, wanted.seed) == (5, 90_000, 3)


def test_a_day_that_ends_before_it_begins_is_not_sent(open_page: Open, api: FakeApi) -> None:
    page = open_page("plan")
    page.get_by_key("from").set_value(time(20, 0))
    page.get_by_key("to").set_value(time(9, 0))

    run(page)

    assert "must end after" in page.error[0].value
    assert api.planned == []


def test_both_plans_are_shown_with_their_numbers_and_days(open_page: Open) -> None:
    page = run(open_page("plan"))

    assert [head.value for head in page.subheader] == ["Fast", "Deep"]
    figures = [(metric.label, metric.value) for metric in page.metric]
    assert figures[:6] == [
        ("Hard failing", "0 / 1"),
        ("Advice", "0"),
        ("Latency", "412 ms"),
        ("Model calls", "2"),
        ("Tokens", "1,234"),
        ("Retries", "0"),
    ]
    assert all(metric.help for metric in page.metric)
    assert "**≈ CNY 4,820** for everything, of a budget of CNY 6,000" in texts_of(page)
    days = [html.value for html in page.get("html") if "tw-day" in html.value]
    assert sum(day.count("Chen Clan Ancestral Hall") for day in days) == 4
    assert len(page.get("plotly_chart")) == 2


def test_what_is_an_estimate_says_so(open_page: Open) -> None:
    page = run(open_page("plan"))

    day = next(html.value for html in page.get("html") if "Day 1" in html.value)
    assert "≈ CNY 20 (estimate)" in day
    assert "typical for such places" in day
    assert "position checked" in day
    assert "estimate" in next(each.help for each in page.markdown if "for everything" in each.value)


def test_what_must_hold_and_does_not_is_told_with_place_message_and_what_mends_it(
    open_page: Open, api: FakeApi
) -> None:
    failed = a_check("open_at_time", passed=False, day_index=1, order_index=2, message="Shut [x]",
                     hint="Come earlier")  # fmt: skip
    api.plans[PlanMode.DEEP] = [
        an_answer(report=a_report(a_check("budget"), failed, a_check("no_repeat")))
    ]

    page = run(open_page("plan"))

    nearest, told = page.error[0].value, page.error[1].value
    assert "nearest plan" in nearest
    assert "1 of 3 checks that must hold do not." in told
    assert r"**Opening hours** · day 2, stop 3 · Shut \[x\]" in told
    assert "To mend it: Come earlier" in told
    assert ":red-badge[checks failed]" in texts_of(page)


def test_advice_stands_apart_from_what_must_hold(open_page: Open, api: FakeApi) -> None:
    advice = a_check(
        "booking_needed", passed=False, severity=Severity.SOFT, message="Book the hall"
    )
    api.plans[PlanMode.DEEP] = [an_answer(report=a_report(a_check("budget"), advice))]

    page = run(open_page("plan"))

    assert "Book the hall" in page.info[0].value
    assert [each.value for each in page.success] == ["All 1 checks that must hold do."] * 2
    assert not page.error
    assert ":green-badge[passed]" in texts_of(page)


def test_the_report_is_by_rule_and_can_be_narrowed_to_what_fails_and_to_one_kind(
    open_page: Open, api: FakeApi
) -> None:
    checks = [a_check("budget", passed=False), a_check("no_repeat", passed=False), a_check("x")]
    api.plans[PlanMode.FAST] = [an_answer(report=a_report(*checks))]
    page = run(open_page("plan"))

    assert page.dataframe[0].value["held"].tolist() == ["0 / 1", "0 / 1", "1 / 1"]
    page.get_by_key("report_which_fast").set_value("not_held").run()
    assert len(page.dataframe[0].value) == 2
    page.get_by_key("report_codes_fast").set_value(["budget"]).run()
    assert page.dataframe[0].value["code"].tolist() == ["Budget"]
    page.get_by_key("report_codes_fast").set_value(["x"]).run()

    assert "clear the filter" in texts_of(page)


def test_a_plan_that_fell_back_says_so_with_the_reason(open_page: Open, api: FakeApi) -> None:
    metrics = some_metrics(fallback_to_fast=True, fallback_reason="day 2 failed budget")
    api.plans[PlanMode.DEEP] = [an_answer(metrics=metrics)]

    page = run(open_page("plan"))

    assert ":orange-badge[fell back to fast]" in texts_of(page)
    assert "day 2 failed budget" in page.warning[0].value


def test_the_differences_are_in_numbers(open_page: Open, api: FakeApi) -> None:
    for mode, detour in ((PlanMode.FAST, 1.5), (PlanMode.DEEP, 1.25)):
        api.plans[mode] = [an_answer(metrics=some_metrics(mode=mode, quality={"detour": detour}))]

    page = run(open_page("plan"))

    table = page.dataframe[2].value.set_index("measure")
    assert table.loc["Detour", ["fast", "deep", "difference"]].tolist() == [1.5, 1.25, -0.25]
    assert "1 is best" in table.loc["Detour", "meaning"]


@pytest.mark.parametrize(
    ("failure", "said"),
    [(refused(3002, 502, "No plan passed its checks"), "code 3002"), (unreachable(), "API")],
)
def test_a_mode_that_fails_leaves_the_other_standing(
    open_page: Open, api: FakeApi, failure: ClientError, said: str
) -> None:
    api.plans[PlanMode.DEEP] = [PlanStarted(trace_id=TRACE_ID, mode=PlanMode.DEEP), failure]

    page = run(open_page("plan"))

    assert said in page.error[0].value
    assert TRACE_ID in page.error[0].value
    assert ":red-badge[error]" in texts_of(page)
    assert "A comparison needs both plans" in texts_of(page)
    days = next(html.value for html in page.get("html") if "tw-pair" in html.value)
    assert days.count("<b>Day 1</b>") == 1


def test_where_both_fail_the_page_shows_both_errors_and_nothing_else(
    open_page: Open, api: FakeApi
) -> None:
    api.plans = {mode: [refused(3001, 504)] for mode in PlanMode}

    page = run(open_page("plan"))

    assert len(page.error) == 2
    assert not page.get("plotly_chart")


def test_a_token_refused_in_the_middle_leads_to_signing_in(open_page: Open, api: FakeApi) -> None:
    api.plans[PlanMode.DEEP] = [refused(2001, 401)]

    page = run(open_page("plan"))

    assert page.text_input(key="password")


def test_the_last_result_survives_a_rerun_and_a_look_at_another_page(
    open_page: Open, api: FakeApi
) -> None:
    page = run(open_page("plan"))

    page.get_by_key("days").set_value(4).run()
    go_to(page, "overview")
    assert page.title[0].value == "Overview"
    go_to(page, "plan")

    assert [head.value for head in page.subheader] == ["Fast", "Deep"]
    assert len(api.planned) == 2


def test_a_plan_without_places_and_days_is_told_and_not_drawn(
    open_page: Open, api: FakeApi
) -> None:
    nowhere = a_stop(0, lat=None, lon=None, place_id=None, opening_hours=None)
    api.plans[PlanMode.FAST] = [an_answer(a_day(0, nowhere))]

    page = run(open_page("plan"))

    assert "This plan has no stop with a position there." in texts_of(page)
    assert "not in the catalogue" in texts_of(page)


def test_an_empty_catalogue_says_what_to_do(open_page: Open, api: FakeApi) -> None:
    api.answers["/api/cities"] = []

    page = open_page("plan")

    assert "tripwright migrate" in page.info[0].value


def test_a_catalogue_that_cannot_be_read_is_an_error_and_no_traceback(
    open_page: Open, api: FakeApi
) -> None:
    api.answers["/api/cities"] = unreachable()

    page = open_page("plan")

    assert "No answer from the API" in page.error[0].value
    assert not page.exception


def test_the_page_speaks_chinese_and_so_does_the_plan(open_page: Open, api: FakeApi) -> None:
    page = run(open_page("plan", locale="zh-CN"))

    assert page.title[0].value == "规划"
    assert api.planned[0].language == "zh"
    assert "第 1 天" in texts_of(page)
