"""Scripted conversations, in English and Chinese: see `conversations/README.md`."""

import pytest
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from core.kernel.settings import Settings
from tests.support.scripts import Play, a_world, scripts

_LANGUAGES = {"english": "en", "chinese": "zh"}


@pytest.mark.usefixtures("catalog_seeded")
@pytest.mark.parametrize("name", list(_LANGUAGES))
async def test_every_conversation_goes_as_it_is_written(
    name: str, settings: Settings, engine: AsyncEngine, redis: Redis
) -> None:
    async with a_world(settings, engine, redis) as world:
        wrong = [
            problem
            for script in scripts(name)
            for problem in await Play(world, script, _LANGUAGES[name]).run()
        ]

    assert "\n".join(wrong) == ""


def test_there_are_enough_and_about_as_many_in_either_language() -> None:
    counts = {name: len(scripts(name)) for name in _LANGUAGES}

    assert sum(counts.values()) >= 40
    assert min(counts.values()) >= 0.4 * sum(counts.values())
    turns = [len(script["turns"]) for name in _LANGUAGES for script in scripts(name)]
    assert min(turns) >= 2
    assert max(turns) <= 8


@pytest.mark.parametrize("name", list(_LANGUAGES))
def test_every_conversation_shows_another_rule(name: str) -> None:
    rules = [script["name"] for script in scripts(name)]

    assert len(set(rules)) == len(rules)
