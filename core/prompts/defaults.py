"""The built-in prompts: one Markdown file each, the title as its heading."""

from functools import lru_cache
from importlib.resources import files

from core.prompts.domain import Prompt, builtin_version

_TOOLS = "tools."
"""Keys that begin like this describe a tool; all others are said by the system."""


@lru_cache(maxsize=1)
def builtin_prompts() -> dict[str, Prompt]:
    """Return every built-in prompt by its key, in the order of the keys."""
    found = {}
    for file in files("core.prompts").joinpath("builtin").iterdir():
        heading, _, rest = file.read_text(encoding="utf-8").partition("\n")
        key, content = file.name.removesuffix(".md"), rest.strip()
        found[key] = Prompt(
            key=key,
            title=heading.removeprefix("# "),
            version=builtin_version(content),
            content=content,
            role="tool" if key.startswith(_TOOLS) else "system",
        )
    return dict(sorted(found.items()))
