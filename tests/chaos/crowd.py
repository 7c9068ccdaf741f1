"""People who ask for plans over HTTP and watch some of them being made, whatever is broken."""

import asyncio
import random
from contextlib import suppress
from dataclasses import dataclass, field

import httpx

from core.client import calls
from core.client.auth import BearerAuth
from core.client.errors import ApiError, ApiUnreachableError
from core.client.http import AsyncApiClient
from core.kernel.errors import ComputationLostError
from core.schemas.plans import PlanMode, PlanRequest
from core.schemas.tasks import TaskAccepted
from tests.chaos.verdict import Watched

LIMIT = 6
_CITIES = ("guangzhou", "beijing", "paris", "tokyo", "newyork", "xian")
_PASSWORD = "a password for the run"
_AGAIN_S = 0.3


@dataclass
class Crowd:
    """Some people, each with an own account, and what they were promised."""

    address: str
    seed: int
    clients: list[AsyncApiClient] = field(default_factory=list)
    promised: list[tuple[str, int]] = field(default_factory=list)
    """Accepted tasks in order, each with the number of its owner."""
    repeats: int = 0
    refused: int = 0

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed + 2)

    @property
    def accepted(self) -> list[str]:
        """Return the accepted tasks."""
        return [task_id for task_id, _ in self.promised]

    async def arrive(self, people: int) -> None:
        """Make accounts."""
        for number in range(people):
            client = AsyncApiClient(self.address)
            pair = await client.send(calls.register(f"person-{number}@example.org", _PASSWORD))
            client.tokens = pair
            self.clients.append(client)

    async def submit_all(self, tasks: int, within_s: float) -> None:
        """Ask for so many plans, spread over a time; return when every one is accepted."""
        moments = sorted(self._chance.uniform(0, within_s) for _ in range(tasks))
        began = asyncio.get_running_loop().time()
        async with asyncio.TaskGroup() as group:
            for number, moment in enumerate(moments):
                wait_s = began + moment - asyncio.get_running_loop().time()
                await asyncio.sleep(max(0.0, wait_s))
                group.create_task(self._submit(number))

    async def _submit(self, number: int) -> None:
        """Ask until there is an answer: always with the same request id, as a careful client."""
        owner = number % len(self.clients)
        client = self.clients[owner]
        wish = PlanRequest.model_validate(
            {
                "mode": PlanMode.DEEP,
                "async": True,
                "save": True,
                "destination": _CITIES[number % len(_CITIES)],
                "day_count": 5,
                "start_date": "2027-04-05",
                "seed": number,
                "request_id": f"chaos-{number}",
            }
        )
        while True:
            try:
                answer = await client.send(calls.plan(wish))
            except ApiUnreachableError:
                self.repeats += 1
            except ApiError as error:
                # All of these say themselves that trying again may help.
                if error.status not in (429, 503) and error.code != ComputationLostError.code:
                    raise
                self.refused += error.status == 429
                self.repeats += error.status != 429
            else:
                if not isinstance(answer, TaskAccepted):
                    raise TypeError("a deep plan with async is accepted as a task")
                self.promised.append((answer.task_id, owner))
                return
            await asyncio.sleep(_AGAIN_S * self._chance.uniform(0.5, 1.5))

    async def leave(self) -> None:
        """Close every connection."""
        for client in self.clients:
            await client.aclose()


async def watch(address: str, watched: Watched, auth: BearerAuth, chance: random.Random) -> None:
    """Follow a task's log to its end over SSE, cutting the connection off at random.

    Written on bare HTTP and not with our own reader, so that the two do not share a mistake.
    """
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=25, auth=auth) as http:
        while not watched.ends:
            with suppress(httpx.HTTPError, httpx.StreamError):
                await _read_some(http, watched, patience=chance.randint(2, 12))
            await asyncio.sleep(chance.uniform(0.02, 0.3))


async def _read_some(http: httpx.AsyncClient, watched: Watched, patience: int) -> None:
    """Go on behind the last line seen, read up to `patience` lines, and hang up."""
    headers = {"Last-Event-ID": str(watched.seqs[-1])} if watched.seqs else {}
    path = f"/api/tasks/{watched.task_id}/stream"
    async with http.stream("GET", path, headers=headers) as answer:
        if answer.status_code == 204:  # it had ended before: the end itself was cut off
            watched.ends = 1
        if answer.status_code != 200:
            return
        event, last_id = "", ""
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            if name == "event":
                event = value
            elif name == "id":
                last_id = value
            elif not line and event == "log":
                event = ""
                watched.seqs.append(int(last_id))
                patience -= 1
                if not patience:
                    return
            elif not line and event == "end":
                watched.ends += 1
                return
