"""Sessions and tickets."""

from datetime import UTC, datetime, timedelta

import pytest

from console import desk as desk_module
from console.desk import IDLE_LIMIT, TICKET_LIFE, Desk
from core.client.errors import ApiError, ApiUnreachableError, Reason
from tests.console.fake_api import an_api, refused
from tests.support.answers import a_pair


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(clock: Clock) -> Desk:
    return Desk(an_api, clock)


def sign_in(desk: Desk) -> str:
    return desk.sign_in("wei@example.org", "a long password", language="en").id


def test_every_sign_in_has_its_own_client_with_its_own_tokens(desk: Desk) -> None:
    first, second = desk.find(sign_in(desk)), desk.find(sign_in(desk))

    assert first is not None
    assert second is not None
    assert first.id != second.id
    assert first.api is not second.api
    assert first.api.tokens == a_pair()


def test_a_session_id_cannot_be_guessed(desk: Desk) -> None:
    ids = {sign_in(desk) for _ in range(20)}

    assert len(ids) == 20
    assert min(map(len, ids)) >= 43  # 256 bits


def test_who_the_api_does_not_let_in_gets_no_session() -> None:
    api = an_api()
    api.answers["/api/auth/login"] = refused(2001, 401)
    desk = Desk(lambda: api)

    with pytest.raises(ApiError):
        sign_in(desk)

    assert api.tokens is None


@pytest.mark.parametrize("session_id", [None, "", "unknown"])
def test_nobody_is_found_without_a_known_id(desk: Desk, session_id: str | None) -> None:
    sign_in(desk)

    assert desk.find(session_id) is None


def test_a_session_ends_when_it_idles_but_not_while_it_is_used(desk: Desk, clock: Clock) -> None:
    used, idle = sign_in(desk), sign_in(desk)

    clock.now += IDLE_LIMIT / 2
    desk.find(used)
    clock.now += IDLE_LIMIT / 2 + timedelta(seconds=1)

    assert desk.find(used) is not None
    assert desk.find(idle) is None


def test_signing_out_ends_the_sign_in_at_the_api_even_where_that_cannot_be_told() -> None:
    api = an_api()
    desk = Desk(lambda: api)
    told, untold = sign_in(desk), sign_in(desk)

    desk.sign_out(told)
    api.answers["/api/auth/logout"] = ApiUnreachableError("here", Reason.NOT_RUNNING, "")
    desk.sign_out(untold)

    assert api.paths().count("/api/auth/logout") == 2
    assert desk.find(told) is desk.find(untold) is None


def test_the_longest_idle_session_goes_where_there_are_too_many(
    desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk_module, "MAX_SESSIONS", 2)
    oldest = sign_in(desk)
    clock.now += timedelta(minutes=1)
    others = [sign_in(desk), sign_in(desk)]

    assert desk.find(oldest) is None
    assert all(desk.find(other) for other in others)


def test_a_ticket_works_once(desk: Desk) -> None:
    ticket = desk.issue_ticket("session")

    first, second = desk.redeem(ticket), desk.redeem(ticket)

    assert first is not None
    assert first.session_id == "session"
    assert second is None


def test_a_ticket_is_worthless_after_its_time(desk: Desk, clock: Clock) -> None:
    ticket = desk.issue_ticket("session")

    clock.now += TICKET_LIFE

    assert desk.redeem(ticket) is None


def test_tickets_nobody_used_are_thrown_away(desk: Desk, clock: Clock) -> None:
    for _ in range(5):
        desk.issue_ticket("session")

    clock.now += TICKET_LIFE
    desk.issue_ticket("session")

    assert len(desk._tickets) == 1
