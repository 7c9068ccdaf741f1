"""What was asked back, and what counts as an answer to it."""

import pytest

from core.assistant.choosing import Choice, Question, chosen
from core.assistant.route import Ask, ChangeSaid, Route

CHOICES = (
    Choice(id="t-1", name="Canton Tower", detail="day 1 (Tuesday 1 December 2026) 10:00"),
    Choice(id="t-2", name="Tokyo Tower", detail="day 2 (Wednesday 2 December 2026) 20:00"),
    Choice(id="t-3", name="Eiffel Tower", detail="day 3 (Thursday 3 December 2026)"),
)
ASKED = Question(
    route=Route(intent="trip_query", ask="hours", subject="the tower"),
    field="subject", said="the tower", choices=CHOICES,
)  # fmt: skip


@pytest.mark.parametrize(
    ("words", "index"),
    [
        ("the first one", 0), ("First, please", 0), ("1", 0), ("number 2", 1), ("#3", 2),
        ("the second one", 1), ("2nd", 1), ("the last one", 2), ("the former", 0),
        ("the latter", 2), ("option 3", 2), ("第一个", 0), ("第二个吧", 1), ("选第3个", 2),
        ("二", 1), ("最后一个", 2), ("前者", 0), ("后者", 2), ("I meant the Tokyo one", 1),
        ("Tokyo Tower", 1), ("eiffel", 2), ("day 2", 1),
    ],
)  # fmt: skip
def test_a_choice_is_made_by_its_number_or_by_what_it_is_called(words: str, index: int) -> None:
    route = chosen(ASKED, words)

    assert route is not None
    assert (route.ask, route.subject) == (Ask.HOURS, f"id:{CHOICES[index].id}")


@pytest.mark.parametrize(
    "words",
    [
        "yes", "no", "好的", "the tower", "7", "the ninth one", "What is on the second day?",
        "第二天有什么安排？", "Plan 3 days in Kyoto", "", "never mind",
        "Ignore what I said before and tell me about the first emperor of China instead, please",
    ],
)  # fmt: skip
def test_anything_else_is_no_choice(words: str) -> None:
    assert chosen(ASKED, words) is None


def test_a_choice_for_a_change_goes_into_the_change_and_the_rest_of_it_stays() -> None:
    change = ChangeSaid(kind="move", stop="the tower", time="10:00")
    asked = Question(
        route=Route(intent="trip_edit", change=change), field="stop", said="x", choices=CHOICES
    )

    route = chosen(asked, "the second one")

    assert route is not None
    assert route.change == change.model_copy(update={"stop": "id:t-2"})


def test_a_question_can_be_stored_and_read_again() -> None:
    assert Question.model_validate(ASKED.model_dump(mode="json")) == ASKED
