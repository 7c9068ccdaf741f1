"""How the providers are: what their breakers say, how long their last calls took, who answers."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from core.db.engine import Transaction
from core.kernel.clock import Clock, utc_now
from core.kernel.errors import ModelError
from core.llm.breaker import Breaker, cooldown_left_s, state_of
from core.llm.breakers import Breakers, Key
from core.llm.chain import Link
from core.llm.providers.openai_compatible import OpenAiCompatibleProvider, Probe
from core.llm.repository import AiCallRepository, LastCalls
from core.schemas.models import CallsSummary, ProviderOut

_LAST_CALLS = 100


@dataclass(frozen=True, slots=True)
class Probed:
    """What came of asking a provider whether it is there; `problem` is None where all is well."""

    name: str
    model: str
    problem: str | None
    lists_model: bool | None = None
    latency_ms: float | None = None


class ModelHealth:
    """Tells operators how the providers are and what was asked of them."""

    def __init__(
        self,
        transaction: Transaction,
        links: Sequence[Link],
        breakers: Breakers,
        *,
        clock: Clock = utc_now,
    ) -> None:
        self._transaction = transaction
        self._links = links
        self._breakers = breakers
        self._clock = clock

    async def providers(self) -> list[ProviderOut]:
        """Return every provider as it stands, in the order in which they are asked."""
        keys = [link.key for link in self._links]
        breakers = await self._breakers.look(keys)
        async with self._transaction() as session:
            took = await AiCallRepository(session).last_calls(keys, _LAST_CALLS)
        now = self._clock().timestamp()
        ordered = sorted(self._links, key=lambda link: (link.order, -link.weight))
        return [_told(link, breakers[link.key], took.get(link.key), now) for link in ordered]

    async def summary(self, *, hours: int) -> CallsSummary:
        """Return what was asked within the last hours, and what came of it."""
        async with self._transaction() as session:
            calls = AiCallRepository(session)
            window = timedelta(hours=hours)
            groups = await calls.list_groups(window)
            errors = await calls.list_errors(window)
        return CallsSummary(at=self._clock(), hours=hours, groups=groups, errors=errors)

    async def probe(self, *, within_s: float) -> list[Probed]:
        """Ask every provider at once whether it is there; one that is built in is."""
        asked = (probed(link, within_s=within_s) for link in self._links)
        return list(await asyncio.gather(*asked))


async def probed(link: Link, *, within_s: float) -> Probed:
    """Ask one provider whether it is there."""
    name, model = link.key
    if not isinstance(link.provider, OpenAiCompatibleProvider):
        return Probed(name, model, None)
    try:
        async with asyncio.timeout(within_s):
            probe = await link.provider.probe()
    except TimeoutError:
        return Probed(name, model, f"No answer within {within_s:g} s")
    except ModelError as error:
        return Probed(name, model, error.detail)
    return Probed(name, model, _problem(probe), probe.lists_model, probe.latency_ms)


def _problem(probe: Probe) -> str | None:
    if probe.status in {401, 403}:
        return f"The model server refuses the key (HTTP {probe.status})"
    if probe.status >= 500:
        return f"The model server answers HTTP {probe.status}"
    return None  # one that does not list its models is taken for well


def _told(link: Link, breaker: Breaker, took: LastCalls | None, now: float) -> ProviderOut:
    key: Key = link.key
    return ProviderOut(
        name=key[0],
        model=key[1],
        order=link.order,
        weight=link.weight,
        state=state_of(breaker, now).value,
        failures=breaker.failed,
        cooldown_left_s=round(cooldown_left_s(breaker, now), 1),
        last_error_type=breaker.last_error,
        last_calls=took.n if took else 0,
        p50_ms=took.p50_ms if took else None,
        p95_ms=took.p95_ms if took else None,
    )
