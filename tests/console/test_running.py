"""Two plans at the same time."""

from collections.abc import Iterator
from threading import Event

import pytest

from console.running import run_all
from core.client.events import PlanEvent
from core.client.http import Language
from core.schemas.plans import PlanAnswer, PlanMode, PlanRequest, PlanStarted
from tests.chat_demo.plans import an_answer
from tests.console.fake_api import FakeApi, an_api, refused
from tests.support.answers import TRACE_ID

REQUESTS = {mode: PlanRequest(mode=mode) for mode in PlanMode}
START = PlanStarted(trace_id=TRACE_ID, mode=PlanMode.FAST)


class MeetingApi(FakeApi):
    """Begins to answer when it was asked for both plans."""

    def __init__(self) -> None:
        super().__init__()
        self.both = {mode: Event() for mode in PlanMode}

    def stream_plan(self, wanted: PlanRequest, *, language: Language = "en") -> Iterator[PlanEvent]:
        self.both[wanted.mode].set()
        assert all(event.wait(timeout=20) for event in self.both.values())
        yield an_answer()


def test_both_run_at_the_same_time() -> None:
    ended = dict(run_all(MeetingApi(), REQUESTS, language="en"))

    assert set(ended) == set(PlanMode)
    assert all(isinstance(outcome, PlanAnswer) for outcome in ended.values())


def test_events_come_in_the_order_of_their_mode_and_the_outcome_last() -> None:
    told = list(run_all(an_api(), REQUESTS, language="en"))

    for mode in PlanMode:
        names = [type(event).__name__ for which, event in told if which is mode]
        assert names == ["PlanStarted", "PlanDayCard", "PlanDayCard", "PlanAnswer"]


def test_a_failure_of_one_is_its_outcome_and_does_not_stop_the_other() -> None:
    api = an_api()
    error = refused(3002, 502)
    api.plans[PlanMode.FAST] = [START, error]

    ended = dict(run_all(api, REQUESTS, language="en"))

    assert ended[PlanMode.FAST] is error
    assert isinstance(ended[PlanMode.DEEP], PlanAnswer)


def test_a_bug_is_raised_where_the_plans_are_waited_for() -> None:
    api = an_api()
    api.plans[PlanMode.FAST] = [ZeroDivisionError("a bug")]

    with pytest.raises(ZeroDivisionError, match="a bug"):
        list(run_all(api, REQUESTS, language="en"))


def test_who_stops_listening_gives_the_plans_up() -> None:
    closed = {mode: Event() for mode in PlanMode}

    class EndlessApi(FakeApi):
        def stream_plan(
            self, wanted: PlanRequest, *, language: Language = "en"
        ) -> Iterator[PlanEvent]:
            try:
                while True:
                    yield START
            finally:
                closed[wanted.mode].set()

    events = run_all(EndlessApi(), REQUESTS, language="en")
    next(events)

    events.close()

    assert all(event.wait(timeout=20) for event in closed.values())
