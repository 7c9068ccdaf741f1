"""When a provider is let alone, and for how long: the arithmetic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.llm.breaker import (
    LIMITS,
    Breaker,
    Failure,
    State,
    after_failure,
    after_probe,
    cooldown_left_s,
    probing,
    state_of,
    without_probe,
)

_NOW = 1_800_000_000.0
_BUSY = Failure("provider_unavailable")


def failing(
    times: int, *, asked_each: int = 1, alone: bool = False, each_s: float = 1.0
) -> Breaker:
    """Return a breaker after so many failures, one after the other."""
    breaker = Breaker()
    for number in range(times):
        moment = _NOW + number * each_s
        breaker = after_failure(breaker, _BUSY, moment, asked=asked_each, alone=alone)
    return breaker


def test_more_than_three_failures_in_a_minute_open_it_for_five_seconds() -> None:
    three, four = failing(3, asked_each=100), failing(4, asked_each=100)

    assert state_of(three, _NOW + 2) is State.CLOSED
    assert state_of(four, _NOW + 3) is State.OPEN
    assert cooldown_left_s(four, _NOW + 3) == LIMITS.cooldown_s
    assert state_of(four, _NOW + 3 + LIMITS.cooldown_s) is State.HALF_OPEN


def test_failures_of_different_minutes_do_not_add_up() -> None:
    assert state_of(failing(10, asked_each=100, each_s=31), _NOW + 280) is State.CLOSED


def test_from_five_calls_on_more_than_half_of_them_failing_opens_it() -> None:
    two_of_four = after_failure(failing(1, asked_each=2), _BUSY, _NOW, asked=2, alone=False)
    three_of_five = after_failure(two_of_four, _BUSY, _NOW, asked=1, alone=False)
    three_of_six = after_failure(two_of_four, _BUSY, _NOW, asked=2, alone=False)

    states = [state_of(each, _NOW) for each in (two_of_four, three_of_five, three_of_six)]
    assert states == [State.CLOSED, State.OPEN, State.CLOSED]


def test_one_that_names_a_moment_or_refuses_the_key_is_let_alone_at_once() -> None:
    named = after_failure(Breaker(), Failure("rate_limited", 20.0), _NOW, asked=1, alone=False)
    refused = after_failure(
        Breaker(), Failure("provider_rejected", hopeless=True), _NOW, asked=1, alone=False
    )

    assert cooldown_left_s(named, _NOW) == 20.0
    assert cooldown_left_s(refused, _NOW) == LIMITS.cooldown_s


def test_nobody_is_let_alone_longer_than_five_minutes_whatever_he_asks_for() -> None:
    named = after_failure(Breaker(), Failure("rate_limited", 1e9), _NOW, asked=1, alone=False)

    assert cooldown_left_s(named, _NOW) == LIMITS.longest_cooldown_s


def test_where_there_is_nobody_else_it_opens_only_when_nothing_gets_through() -> None:
    told = Failure("rate_limited", 20.0, hopeless=True)
    once = after_failure(Breaker(), told, _NOW, asked=1, alone=True)

    assert state_of(once, _NOW) is State.CLOSED
    assert state_of(failing(4, alone=True), _NOW + 3) is State.CLOSED
    assert state_of(failing(5, alone=True), _NOW + 4) is State.OPEN
    assert state_of(failing(20, alone=True, asked_each=2), _NOW + 19) is State.CLOSED


def test_after_the_cooldown_one_may_probe_and_nobody_else_until_he_is_heard_of() -> None:
    opened = failing(4)
    later = _NOW + 3 + LIMITS.cooldown_s

    claimed = probing(opened, later)

    assert probing(opened, later - 0.1) is None
    assert claimed is not None
    assert probing(claimed, later) is None
    assert probing(claimed, later + LIMITS.probe_s) is not None


def test_a_probe_that_goes_well_closes_it_and_one_that_fails_opens_it_again() -> None:
    later = _NOW + 3 + LIMITS.cooldown_s
    claimed = probing(failing(4), later)
    assert claimed is not None

    well = after_probe(claimed, later)
    badly = after_failure(claimed, _BUSY, later, asked=1, alone=False, probe=True)

    assert (state_of(well, later), well.failed) == (State.CLOSED, 0)
    assert cooldown_left_s(badly, later) == LIMITS.cooldown_s
    assert badly.probe_until == 0.0


def test_a_probe_given_up_makes_room_for_the_next_but_only_its_own_place() -> None:
    later = _NOW + 3 + LIMITS.cooldown_s
    claimed = probing(failing(4), later)
    assert claimed is not None

    freed = without_probe(claimed, claimed.probe_until)

    assert freed is not None
    assert probing(freed, later) is not None
    assert without_probe(claimed, claimed.probe_until + 1) is None


def test_a_late_failure_of_an_earlier_call_does_not_make_the_cooldown_longer() -> None:
    opened = failing(4)

    late = after_failure(opened, Failure("timeout"), _NOW + 6, asked=1, alone=False)

    assert (late.open_until, late.last_error) == (opened.open_until, "timeout")


@pytest.mark.parametrize("back_s", [400.0, 1e6])
def test_a_clock_that_was_set_back_keeps_nobody_out(back_s: float) -> None:
    assert state_of(failing(4), _NOW - back_s) is State.HALF_OPEN


_told = st.one_of(
    st.builds(
        Failure,
        st.sampled_from(["timeout", "rate_limited"]),
        st.one_of(st.none(), st.floats(0, 1e6)),
        st.booleans(),
    ),
    st.just("probe"),
    st.just("well"),
)


@given(
    st.lists(st.tuples(_told, st.floats(0, 100), st.integers(1, 50)), max_size=40), st.booleans()
)
def test_whatever_happens_it_can_always_be_tried_again_within_five_minutes(
    story: list[tuple[Failure | str, float, int]], alone: bool
) -> None:
    breaker, now, is_probing = Breaker(), _NOW, False
    for told, passed_s, asked in story:
        now += passed_s
        if told == "probe" and (claimed := probing(breaker, now)):
            breaker, is_probing = claimed, True
        elif told == "well" and is_probing:
            breaker, is_probing = after_probe(breaker, now), False
        elif isinstance(told, Failure):
            breaker = after_failure(breaker, told, now, asked=asked, alone=alone, probe=is_probing)
            is_probing = False
        assert breaker.failed <= breaker.asked
        assert 0 <= cooldown_left_s(breaker, now) <= LIMITS.longest_cooldown_s

    later = now + LIMITS.longest_cooldown_s + LIMITS.probe_s
    assert state_of(breaker, later) is State.CLOSED or probing(breaker, later) is not None
