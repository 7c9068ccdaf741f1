"""Vectors of any server that speaks the OpenAI embeddings protocol."""

import json
import math
from collections.abc import Sequence
from typing import Any

import httpx

from core.kernel.context import current_trace_id
from core.kernel.errors import ModelError
from core.kernel.ids import new_traceparent
from core.llm.addresses import LOOPBACK_HOSTS, Resolve, resolve_by_system
from core.llm.embeddings import DIMENSIONS, Vector
from core.llm.endpoints import Endpoint
from core.llm.providers.completions import refusal
from core.llm.providers.openai_compatible import failures_named, read, server_of

_AT_A_TIME = 64


class OpenAiCompatibleEmbedder:
    """Sends `POST {base_url}/embeddings`.

    A model of another length is asked for `dimensions` of ours; one that has only its own is
    refused, for the database holds vectors of one length.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        allowed_hosts: frozenset[str] = LOOPBACK_HOSTS,
        transport: httpx.AsyncBaseTransport | None = None,
        resolve: Resolve = resolve_by_system,
    ) -> None:
        self.name = endpoint.model
        self._model = endpoint.model
        self._shortens = False
        self._server = server_of(endpoint, allowed_hosts, transport, resolve)

    async def embed(self, texts: Sequence[str]) -> list[Vector]:
        """Return a vector for each text.

        Raises:
            ModelError: There are none, or of another length.
        """
        parts = [texts[at : at + _AT_A_TIME] for at in range(0, len(texts), _AT_A_TIME)]
        return [vector for part in parts for vector in await self._embed(part)]

    async def aclose(self) -> None:
        """Close the connections."""
        await self._server.aclose()

    async def _embed(self, texts: Sequence[str]) -> list[Vector]:
        vectors = await self._ask(texts)
        if len(vectors[0]) != DIMENSIONS and not self._shortens:
            self._shortens = True
            vectors = await self._ask(texts)
        if any(len(vector) != DIMENSIONS for vector in vectors):
            raise ModelError(
                f"{self._model!r} gives vectors of {len(vectors[0])} numbers, where {DIMENSIONS}"
                " are needed",
                error_type="provider_rejected",
                hopeless=True,
            )
        return vectors

    async def _ask(self, texts: Sequence[str]) -> list[Vector]:
        body: dict[str, Any] = {"model": self._model, "input": list(texts)}
        if self._shortens:
            body["dimensions"] = DIMENSIONS
        headers = {"traceparent": new_traceparent(current_trace_id())}
        async with (
            failures_named(),
            self._server.answer("POST", "embeddings", body, headers) as response,
        ):
            raw = await read(response)
            if response.status_code >= 300:
                raise refusal(response.status_code, response.headers)
        return _vectors(raw, len(texts))


def _vectors(raw: bytes, number: int) -> list[Vector]:
    """Return the vectors of an answer in the order of the question, each of length 1.

    Raises:
        ModelError: It is no such answer.
    """
    try:
        found = {row["index"]: row["embedding"] for row in json.loads(raw)["data"]}
        return [_unit([float(value) for value in found[index]]) for index in range(number)]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelError(
            "The embeddings server's answer cannot be read", error_type="invalid_output"
        ) from error


def _unit(numbers: list[float]) -> Vector:
    length = math.sqrt(sum(number * number for number in numbers))
    if not math.isfinite(length) or not length:
        raise ValueError("no direction")
    return tuple(number / length for number in numbers)
