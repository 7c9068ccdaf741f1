"""Reading streams of events as a client does, over a real socket."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
from httpx_sse import EventSource

_SILENCE_S = 20.0


@dataclass(frozen=True)
class Event:
    """One event; `last_id` is where its reader stands after it."""

    name: str
    last_id: str
    data: dict[str, Any]

    @property
    def seq(self) -> int:
        """Return the number of the line it brings."""
        number: int = self.data["event"]["seq"]
        return number


def loopback_client() -> httpx.AsyncClient:
    """Return a client without the certificates of the world, which take longer than a request."""
    return httpx.AsyncClient(timeout=_SILENCE_S, verify=False)


@asynccontextmanager
async def streaming(
    address: str, headers: dict[str, str], *, last_id: str | None = None
) -> AsyncIterator[AsyncIterator[Event]]:
    """Give the events of a stream; the bytes that begin it are no event."""
    if last_id is not None:
        headers = headers | {"Last-Event-ID": last_id}
    async with (
        loopback_client() as client,
        client.stream("GET", address, headers=headers) as response,
    ):
        if response.status_code != 200:
            await response.aread()
        assert response.status_code == 200, response.text
        yield read_events(response)


async def read_events(response: httpx.Response) -> AsyncIterator[Event]:
    """Yield the events of a stream as they come."""
    async for sse in EventSource(response).aiter_sse():
        if sse.data:
            yield Event(sse.event, sse.id, json.loads(sse.data))


def events_of(body: str) -> list[Event]:
    """Return the events of a stream that has ended."""
    found, last_id = [], ""
    for block in body.split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.split("\n") if line and line[0] != ":")
        last_id = fields.get("id", last_id)
        if fields.get("data"):
            found.append(Event(fields["event"], last_id, json.loads(fields["data"])))
    return found
