"""Files that are there whole or not at all."""

from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write a file only we may read, in one step: nobody ever finds half of it."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)
