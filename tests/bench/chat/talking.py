"""People who talk to the API: turn by turn, answered whole or as a stream, one or many at once."""

import asyncio
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx

TURNS_EACH = 10
"""A conversation has so many turns; then another begins."""
_QUESTIONS = (
    "How do I get around in a big city?",
    "我该怎么准备一次短途旅行？",
    "What should I pack for three days by the sea?",
    "雨天适合做什么？",
)


@dataclass
class Samples:
    """How long turns took, how long until their first words, and what went wrong."""

    took_ms: list[float] = field(default_factory=list)
    first_ms: list[float] = field(default_factory=list)
    errors: int = 0
    unrecalled: int = 0
    """Turns that went on without memories, as those did not come in time."""

    def fail(self, why: object) -> None:
        """Count a turn that had no answer; the first few are told."""
        self.errors += 1
        if self.errors <= 5:
            sys.stderr.write(f"A turn failed: {why}\n")


@dataclass
class Talker:
    """One person at one conversation after the other."""

    client: httpx.AsyncClient
    token: str
    expected: str
    _session_id: str | None = None
    _numbers: Iterator[int] = field(default_factory=count)

    async def ask(self, samples: Samples) -> None:
        """Take one turn, answered as a whole."""
        began = time.perf_counter()
        answer = await self.client.post("/api/ai/chat", json=self._body(), headers=self._headers)
        took_ms = (time.perf_counter() - began) * 1000
        if answer.status_code != 200:
            return samples.fail(answer.text)
        self._heard(answer.json()["data"], samples)
        samples.took_ms.append(took_ms)
        return None

    async def listen(self, samples: Samples) -> None:
        """Take one turn, answered as a stream."""
        began = time.perf_counter()
        first_ms, event = None, ""
        async with self.client.stream(
            "POST", "/api/ai/chat/stream", json=self._body(), headers=self._headers
        ) as answer:
            async for line in answer.aiter_lines():
                name, _, value = line.partition(": ")
                event = value if name == "event" else event
                if name != "data":
                    continue
                if event == "partial" and first_ms is None:
                    first_ms = (time.perf_counter() - began) * 1000
                if event == "final":
                    self._heard(json.loads(value), samples)
        if event != "final" or first_ms is None:
            return samples.fail(f"{answer.status_code}, the last event was {event!r}")
        samples.first_ms.append(first_ms)
        samples.took_ms.append((time.perf_counter() - began) * 1000)
        return None

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def _body(self) -> dict[str, object]:
        number = next(self._numbers)
        if number % TURNS_EACH == 0:
            self._session_id = None
        query = f"{_QUESTIONS[number % len(_QUESTIONS)]} ({number})"
        given = {} if self._session_id is None else {"session_id": self._session_id}
        return {"query": query, "return_tool_traces": True, **given}

    def _heard(self, reply: dict[str, Any], samples: Samples) -> None:
        self._session_id = str(reply["session_id"])
        samples.unrecalled += any(
            (trace["node"], trace["status"]) == ("memory_read", "failed")
            for trace in reply["tool_traces"]
        )
        if str(reply["answer"]).strip() != self.expected.strip():
            samples.fail(f"another answer: {reply['answer']!r}")


async def in_turn(talkers: Sequence[Talker], turns: int, *, streamed: bool) -> Samples:
    """Take turns one after the other, the talkers in turn."""
    samples = Samples()
    for number in range(turns):
        talker = talkers[number % len(talkers)]
        await (talker.listen(samples) if streamed else talker.ask(samples))
    return samples


async def at_once(talkers: Sequence[Talker], turns: int, *, streamed: bool) -> Samples:
    """Take turns as quickly as each talker has an answer, all of them at the same time."""
    samples, numbers = Samples(), iter(range(turns))

    async def talk(talker: Talker) -> None:
        for _ in numbers:
            try:
                await (talker.listen(samples) if streamed else talker.ask(samples))
            except httpx.HTTPError as error:
                samples.fail(repr(error))

    async with asyncio.TaskGroup() as group:
        for talker in talkers:
            group.create_task(talk(talker))
    return samples
