"""Runs one request in several modes at the same time and tells what happens as it happens."""

from collections.abc import Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from threading import Event

from console.desk import Api
from core.client.errors import ClientError
from core.client.events import PlanEvent
from core.client.http import Language
from core.schemas.plans import PlanAnswer, PlanMode, PlanRequest

Outcome = PlanAnswer | ClientError
"""How a run ended."""
_News = SimpleQueue[tuple[PlanMode, PlanEvent | Exception]]


def run_all(
    api: Api, requests: Mapping[PlanMode, PlanRequest], *, language: Language
) -> Generator[tuple[PlanMode, PlanEvent | ClientError]]:
    """Yield the events of every mode in the order they come; the last of each is its `Outcome`.

    Closing it gives the unfinished plans up at their next event.
    """
    news, given_up = _News(), Event()
    pool = ThreadPoolExecutor(max_workers=len(requests))
    for mode, wanted in requests.items():
        pool.submit(_follow, api, mode, wanted, language, news, given_up)
    # Not `with`: leaving it would wait for plans that nobody waits for any more.
    pool.shutdown(wait=False)
    unfinished = set(requests)
    try:
        while unfinished:
            mode, event = news.get()
            if isinstance(event, Exception) and not isinstance(event, ClientError):
                raise event
            if isinstance(event, PlanAnswer | ClientError):
                unfinished.discard(mode)
            yield mode, event
    finally:
        given_up.set()


def _follow(
    api: Api, mode: PlanMode, wanted: PlanRequest, language: Language, news: _News, given_up: Event
) -> None:
    try:
        for event in api.stream_plan(wanted, language=language):
            news.put((mode, event))
            if given_up.is_set():
                return
    except Exception as error:
        news.put((mode, error))
