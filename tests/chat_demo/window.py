"""One window of a browser, without the browser: the page's own requests to the chat."""

import json
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

import httpx

from core.kernel.ids import new_id


class Window:
    """Opens the page and does what its parts do; `sees` is what each part last showed."""

    def __init__(self, address: str, cookies: httpx.Cookies | None = None) -> None:
        self.http = httpx.Client(base_url=address, cookies=cookies, timeout=30)
        self.page = self.http.get("/").text
        self.sees: dict[str, Any] = {}
        self.drawings = 0
        self._session = new_id()
        self._config = self.http.get("/config").json()
        self._names = {
            part["id"]: part["props"].get("elem_id") for part in self._config["components"]
        }
        self.do("load")

    def do(self, action: str, *values: Any) -> None:
        """Do something and see its end."""
        for updates in self.watch(action, *values):
            self.sees |= updates

    def watch(self, action: str, *values: Any) -> Iterator[dict[str, Any]]:
        """Do something; yield what the parts show in the end, counting what came before."""
        event = self._event(action)
        body = {
            "data": list(values), "fn_index": event["id"], "session_hash": self._session,
            "event_data": None, "trigger_id": None,
        }  # fmt: skip
        self.http.post("/gradio_api/queue/join", json=body).raise_for_status()
        for message in self._messages():
            self.drawings += message["msg"] == "process_generating"
            if message["msg"] == "process_completed":
                assert message["success"], message
                yield self._by_name(event["outputs"], message["output"]["data"])

    def shows(self, part: str) -> str:
        """Return the text of a part."""
        seen = self.sees.get(part)
        value = seen.get("value") if isinstance(seen, dict) else seen
        return str(value or "")

    def is_visible(self, part: str) -> bool:
        """Say whether a part is visible."""
        return bool(self.sees[part]["visible"])

    def talk(self) -> str:
        """Return all messages of the conversation."""
        return "".join(
            block["text"]
            for message in self.sees["tw-talk"]["value"]
            for block in message["content"]
        )

    def __enter__(self) -> Self:
        """Return the window."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the window."""
        self.http.close()

    def _event(self, action: str) -> Any:
        return next(item for item in self._config["dependencies"] if item["api_name"] == action)

    def _messages(self) -> Iterator[Any]:
        query = {"session_hash": self._session}
        with self.http.stream("GET", "/gradio_api/queue/data", params=query) as stream:
            for line in stream.iter_lines():
                if line.startswith("data:"):
                    message = json.loads(line.removeprefix("data:"))
                    yield message
                    if message["msg"] == "close_stream":
                        return

    def _by_name(self, outputs: list[int], values: list[Any]) -> dict[str, Any]:
        named = ((self._names[part], value) for part, value in zip(outputs, values, strict=True))
        return {
            name: value
            for name, value in named
            if name and value != {"__type__": "update"}  # nothing new about it
        }
