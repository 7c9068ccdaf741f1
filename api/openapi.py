"""Writes the published contract, `docs/openapi.json`: `python -m api.openapi`."""

import json
from pathlib import Path

from api.app import create_app
from core.kernel.settings import Settings

PUBLISHED = Path("docs/openapi.json")


def contract(settings: Settings) -> str:
    """Return the OpenAPI document as the text that is published."""
    document = create_app(settings).openapi()
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def main() -> None:
    """Write it."""
    PUBLISHED.write_text(contract(Settings()), encoding="utf-8")


if __name__ == "__main__":
    main()
