"""How a plan is made, while one waits and afterwards."""

from chat_demo import making, words
from tests.chat_demo.reading import HOSTILE, read
from tests.support.plans import a_step


def waiting(*steps: str, done: int = 0, elapsed_s: int = 0) -> str:
    made = [a_step(name, detail={"days": 7}) for name in steps]
    return making.progress(made, "Planning day by day…", done, elapsed_s, "en")


def test_a_bar_shows_how_many_of_the_days_are_ready() -> None:
    page = waiting("planner_candidates", done=3)

    assert read(page).text.startswith("Planning day by day… · 3 of 7 days ready")
    assert "width: 43%" in page


def test_as_long_as_nobody_knows_how_many_days_there_will_be_there_is_no_bar() -> None:
    page = waiting("planner_understand", done=1)

    assert "1 day ready" in read(page).text
    assert "width" not in page


def test_only_the_latest_steps_are_in_sight_while_more_come() -> None:
    text = read(waiting("one", "two", "three", "four", "five")).text

    assert "one" not in text
    assert "two" in text


def test_who_waits_for_long_is_told_for_how_long_and_what_can_be_done() -> None:
    assert " s" not in read(waiting(elapsed_s=1)).text
    assert "12 s" in read(waiting(elapsed_s=12)).text
    assert words.PATIENCE.en not in read(waiting(elapsed_s=12)).text
    assert words.PATIENCE.en in read(waiting(elapsed_s=40)).text


def test_steps_show_their_names_and_milliseconds() -> None:
    steps = [
        a_step("planner_understand", latency_ms=8.44),
        a_step("planner_deep_day", latency_ms=1234.5, detail={"day_index": 1}),
        a_step("plan_validate", status="failed", detail={"day_index": 1}),
        a_step("brand_new_step", latency_ms=20),
    ]

    text = read(making.steps_taken(steps, "en")).text

    assert "How it was made: 4 steps" in text
    assert "✓ Read the request 8.4 ms" in text
    assert "✓ Plan a day, day 2 1,234 ms" in text
    assert "✗ Check the plan, day 2 not passed" in text
    assert "✓ brand_new_step 20 ms" in text


def test_no_text_of_the_api_can_become_markup() -> None:
    steps = [a_step(HOSTILE, detail={"day_index": HOSTILE, "days": HOSTILE})]

    assert "<script>alert(1)</script>" in read(making.steps_taken(steps, "en")).text
    assert "<script>" in read(making.progress(steps, HOSTILE, 1, 0, "en")).text
