"""Somebody who sends documents in and waits for what comes of them."""

from typing import Any

import httpx

from core.schemas.documents import DocumentAnalysis
from tests.support.http import Caller
from tests.support.trips import data_of
from tests.support.waiting import eventually


class Sender:
    """Somebody who sends documents."""

    def __init__(self, client: httpx.AsyncClient, caller: Caller) -> None:
        self.client = client
        self.caller = caller

    async def text(self, text: str, profile: str = "booking", **fields: Any) -> httpx.Response:
        return await self.client.post(
            "/api/tasks/documents/text",
            json={"text": text, "profile": profile, **fields},
            headers=self.caller.headers,
        )

    async def file(
        self, content: bytes, name: str = "paper.txt", profile: str = "booking", **fields: str
    ) -> httpx.Response:
        return await self.client.post(
            "/api/tasks/documents/file",
            files={"file": (name, content)},
            data={"profile": profile, **fields},
            headers=self.caller.headers,
        )

    async def ended(self, response: httpx.Response) -> dict[str, Any]:
        """Return the task of a 202 once it has ended."""
        task_id = data_of(response, 202)["task_id"]

        async def look() -> dict[str, Any] | None:
            found = await self.client.get(f"/api/tasks/{task_id}", headers=self.caller.headers)
            task = data_of(found)
            return task if task["status"] in ("succeeded", "failed") else None

        return await eventually(look, within_s=60)

    async def analysis(self, response: httpx.Response) -> DocumentAnalysis:
        task = await self.ended(response)
        assert task["status"] == "succeeded", task["error"]
        return DocumentAnalysis.model_validate(task["result"])
