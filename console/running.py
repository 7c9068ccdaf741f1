"""Runs one request in several modes, one after the other, and tells what happens as it happens.

Not at the same time: on a small machine each would slow the other down, and their latencies are
compared.
"""

from collections.abc import Generator, Mapping
from contextlib import closing

from console.desk import Api
from core.client.errors import ClientError
from core.client.events import PlanEvent
from core.client.http import Language
from core.schemas.plans import PlanAnswer, PlanMode, PlanRequest

Outcome = PlanAnswer | ClientError
"""How a run ended."""


def run_all(
    api: Api, requests: Mapping[PlanMode, PlanRequest], *, language: Language
) -> Generator[tuple[PlanMode, PlanEvent | ClientError]]:
    """Yield the events of one mode after the other; the last of each is its `Outcome`.

    Closing it gives the plan that is being made up, and the ones after it.
    """
    for mode, wanted in requests.items():
        try:
            with closing(api.stream_plan(wanted, language=language)) as events:
                for event in events:
                    yield mode, event
        except ClientError as error:
            yield mode, error
