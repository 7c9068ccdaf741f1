"""What every part of the prompt centre says in the same way."""

from console import session
from console.drafts import is_built_in


def version_text(version: str) -> str:
    """Return a version as people call it."""
    return session.words()("prompts.built_in") if is_built_in(version) else version


def number_text(number: int | None) -> str:
    """Return the version of a number, null being the built-in text."""
    return session.words()("prompts.built_in") if number is None else f"v{number}"
