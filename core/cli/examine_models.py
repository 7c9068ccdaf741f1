"""The examination of the models by `tripwright doctor`."""

import asyncio
from contextlib import AsyncExitStack

from core.cache.redis import make_redis
from core.cli.findings import Finding, fail, ok, warn
from core.kernel.clock import utc_now
from core.kernel.settings import Settings
from core.llm.breaker import Breaker, State, cooldown_left_s, state_of
from core.llm.breakers import Breakers
from core.llm.building import chain_of
from core.llm.chain import Link
from core.llm.endpoints import EndpointError
from core.llm.health import Probed, probed
from core.llm.providers.openai_compatible import OpenAiCompatibleProvider

_INSTEAD = "Start the server, correct its address, or set AI_PROVIDER=offline."


async def examine_models(settings: Settings, redis_url: str | None) -> list[Finding]:
    """Look at each provider: whether it answers, knows its model, and is asked at present."""
    try:
        links = chain_of(settings)
    except EndpointError as error:
        return [fail("Model", str(error), "Correct it, or set AI_PROVIDER=offline.")]
    async with AsyncExitStack() as held:
        for link in links:
            held.push_async_callback(link.provider.aclose)
        redis = await held.enter_async_context(make_redis(redis_url)) if redis_url else None
        breakers = await Breakers(redis).look([link.key for link in links])
        asked = (probed(link, within_s=settings.ai_connect_timeout_s) for link in links)
        told = await asyncio.gather(*asked)
    many = len(links) > 1
    return [
        _finding(f"Model {link.key[0]}" if many else "Model", link, each, breakers[link.key])
        for link, each in zip(links, told, strict=True)
    ]


def _finding(name: str, link: Link, told: Probed, breaker: Breaker) -> Finding:
    if not isinstance(link.provider, OpenAiCompatibleProvider):
        return ok(name, "the built-in planner; nothing leaves this machine")
    where = f"{told.model} at {link.provider.endpoint.base_url}"
    if told.problem and "key" in told.problem:
        return fail(name, f"{where}: {told.problem}", "Correct AI_API_KEY, or its api_key.")
    if told.problem:
        return fail(name, f"{where}: {told.problem}", _INSTEAD)
    if told.lists_model is False:
        return warn(name, f"{where}: the server does not list this model", "Correct its name.")
    now = utc_now().timestamp()
    if state_of(breaker, now) is State.OPEN:
        left = f"{cooldown_left_s(breaker, now):.0f} s"
        problem = f"{where}: let alone for {left} after {breaker.last_error}"
        return warn(name, problem, "It is tried again by itself.")
    return ok(name, f"{where}: the server answers")
