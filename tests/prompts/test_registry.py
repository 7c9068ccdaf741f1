"""The registry gives the text in force, from memory while it is fresh, and never nothing."""

import asyncio
from collections.abc import Mapping

import pytest

from core.kernel.errors import DependencyDownError
from core.prompts.defaults import builtin_prompts
from core.prompts.registry import InForce, PromptRegistry

KEY = "planner.fast"
DRAFT = InForce(3, "Plan in {{language}}, and be brief.")


class Store:
    """A store whose texts, failures and speed a test decides."""

    def __init__(self, **texts: InForce) -> None:
        self.texts: dict[str, InForce] = dict(texts)
        self.reads = 0
        self.down = False
        self.asked = asyncio.Event()
        self.gate = asyncio.Event()
        self.gate.set()

    async def in_force(self) -> Mapping[str, InForce]:
        self.reads += 1
        self.asked.set()
        texts = dict(self.texts)
        await self.gate.wait()
        if self.down:
            raise DependencyDownError("gone")
        return texts


class Clock:
    """A clock that stands until it is moved."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def registry_of(store: Store, clock: Clock, ttl_s: float = 60.0) -> PromptRegistry:
    return PromptRegistry(store, ttl_s=ttl_s, clock=clock)


async def test_a_key_nobody_has_changed_is_the_built_in_text() -> None:
    prompt = await registry_of(Store(), Clock()).get(KEY)

    assert prompt == builtin_prompts()[KEY]


async def test_a_text_people_wrote_stands_in_its_place_under_its_own_version() -> None:
    prompt = await registry_of(Store(**{KEY: DRAFT}), Clock()).get(KEY)

    assert (prompt.content, prompt.version, prompt.title) == (
        DRAFT.content, "v3", builtin_prompts()[KEY].title,
    )  # fmt: skip


async def test_all_prompts_are_read_once_while_they_are_fresh() -> None:
    store, clock = Store(), Clock()
    registry = registry_of(store, clock)

    for key in builtin_prompts():
        await registry.get(key)
    clock.now += 59.9
    await registry.get(KEY)

    assert store.reads == 1


async def test_when_its_time_is_up_the_store_is_read_again() -> None:
    store, clock = Store(), Clock()
    registry = registry_of(store, clock)
    await registry.get(KEY)
    store.texts[KEY] = DRAFT

    clock.now += 60.0

    assert (await registry.get(KEY)).version == "v3"


async def test_with_no_time_to_live_every_use_reads() -> None:
    store = Store()
    registry = registry_of(store, Clock(), ttl_s=0)
    await registry.get(KEY)
    store.texts[KEY] = DRAFT

    assert (await registry.get(KEY)).version == "v3"


async def test_a_change_that_was_told_of_is_seen_by_the_next_use() -> None:
    store = Store()
    registry = registry_of(store, Clock())
    await registry.get(KEY)
    store.texts[KEY] = DRAFT

    registry.drop()

    assert (await registry.get(KEY)).version == "v3"


async def test_what_was_being_read_while_a_change_was_told_of_is_read_again() -> None:
    store = Store()
    store.gate.clear()
    registry = registry_of(store, Clock())
    reading = asyncio.create_task(registry.get(KEY))
    await store.asked.wait()

    store.texts[KEY] = DRAFT
    registry.drop()
    store.gate.set()

    assert (await reading).version == "v3"
    assert store.reads == 2


async def test_a_crowd_that_comes_at_once_reads_once() -> None:
    store = Store(**{KEY: DRAFT})
    registry = registry_of(store, Clock())

    prompts = await asyncio.gather(*(registry.get(KEY) for _ in range(50)))

    assert {prompt.version for prompt in prompts} == {"v3"}
    assert store.reads == 1


async def test_a_store_that_is_gone_leaves_what_was_known_and_is_asked_again_soon() -> None:
    store, clock = Store(**{KEY: DRAFT}), Clock()
    registry = registry_of(store, clock)
    await registry.get(KEY)
    store.down = True
    clock.now += 60.0

    kept = await registry.get(KEY)
    await registry.get(KEY)
    clock.now += PromptRegistry.RETRY_S
    await registry.get(KEY)

    assert kept.version == "v3"
    assert store.reads == 3


async def test_a_store_that_never_answered_leaves_the_built_in_texts() -> None:
    store = Store(**{KEY: DRAFT})
    store.down = True

    assert await registry_of(store, Clock()).get(KEY) == builtin_prompts()[KEY]


async def test_a_text_with_other_holes_than_are_filled_today_is_not_used() -> None:
    store = Store(**{KEY: InForce(1, "Plan for {{somebody}}.")})

    assert await registry_of(store, Clock()).get(KEY) == builtin_prompts()[KEY]


async def test_an_unknown_key_is_an_error_though_the_store_has_it() -> None:
    with pytest.raises(KeyError):
        await registry_of(Store(old=DRAFT), Clock()).get("old")
