"""The data of a question: tagged JSON blocks that no value can leave."""

import json
from collections.abc import Mapping
from typing import Any


def data_blocks(blocks: Mapping[str, Any]) -> str:
    """Return `<data>` with one tagged JSON block per item; no value can close a tag by itself."""
    lines = [f"<{name}>{_json(value)}</{name}>" for name, value in blocks.items()]
    return "\n".join(["<data>", *lines, "</data>"])


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")
