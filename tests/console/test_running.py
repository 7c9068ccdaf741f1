"""Two plans, one after the other."""

from collections.abc import Generator

import pytest

from console.running import run_all
from core.client.events import PlanEvent
from core.client.http import Language
from core.schemas.plans import PlanAnswer, PlanMode, PlanRequest, PlanStarted
from tests.console.fake_api import FakeApi, an_api, refused
from tests.support.answers import TRACE_ID

REQUESTS = {mode: PlanRequest(mode=mode) for mode in PlanMode}
START = PlanStarted(trace_id=TRACE_ID, mode=PlanMode.FAST)


def test_one_ends_before_the_next_begins_so_that_neither_slows_the_other() -> None:
    told = [mode for mode, _ in run_all(an_api(), REQUESTS, language="en")]

    assert told == sorted(told, key=list(REQUESTS).index)
    assert set(told) == set(PlanMode)


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
    given_up: list[PlanMode] = []

    class EndlessApi(FakeApi):
        def stream_plan(
            self, wanted: PlanRequest, *, language: Language = "en"
        ) -> Generator[PlanEvent]:
            try:
                while True:
                    yield START
            finally:
                given_up.append(wanted.mode)

    events = run_all(EndlessApi(), REQUESTS, language="en")
    next(events)

    events.close()

    assert given_up == [PlanMode.FAST]
