"""The built-in prompts: one Markdown file each, the title as its heading."""

from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def builtin_prompts() -> dict[str, tuple[str, str]]:
    """Return title and content of every built-in prompt by key."""
    found: dict[str, tuple[str, str]] = {}
    for file in files("core.prompts").joinpath("builtin").iterdir():
        heading, _, content = file.read_text(encoding="utf-8").partition("\n")
        found[file.name.removesuffix(".md")] = (heading.removeprefix("# "), content.strip())
    return found
