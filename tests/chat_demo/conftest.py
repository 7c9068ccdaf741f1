"""A fake API on a real port, and visitors that reach it."""

from collections.abc import AsyncIterator, Iterator

import pytest

from chat_demo.backend import Backend
from chat_demo.visitors import Visitor
from tests.chat_demo.fake_api import FakeApi, served

PASSWORD = "correct horse battery"


@pytest.fixture
def api() -> FakeApi:
    """Return what the API knows and was asked; change its `script` before asking."""
    return FakeApi(accounts={"wei@example.org": PASSWORD, "ana@example.org": PASSWORD})


@pytest.fixture
def api_address(api: FakeApi) -> Iterator[str]:
    """Return the address at which the API answers."""
    with served(api.app) as address:
        yield address


@pytest.fixture
async def wei(api_address: str) -> AsyncIterator[Visitor]:
    """Return a visitor who is signed in."""
    visitor = Visitor(Backend(api_address))
    await visitor.backend.sign_in("wei@example.org", PASSWORD, "en")
    visitor.signed_in()
    yield visitor
    await visitor.leave()
