"""Where every prompt of the product comes from."""

import re
from dataclasses import dataclass

from core.prompts.defaults import builtin_prompts

_VARIABLE = re.compile(r"\{\{(\w+)\}\}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """A system prompt with named holes; `version` goes into every record of its use."""

    key: str
    title: str
    version: str
    content: str

    @property
    def variables(self) -> frozenset[str]:
        """Return the names of the holes."""
        return frozenset(_VARIABLE.findall(self.content))

    def render(self, **values: str) -> str:
        """Return the text with every hole filled.

        Raises:
            KeyError: A value is missing, or one is given that the prompt does not know.
        """
        if values.keys() != self.variables:
            odd = sorted(values.keys() ^ self.variables)
            raise KeyError(f"prompt {self.key}: values do not fit its variables: {odd}")
        return _VARIABLE.sub(lambda match: values[match[1]], self.content)


class PromptRegistry:
    """Gives prompts by key."""

    async def get(self, key: str) -> Prompt:
        """Return the prompt in force.

        Raises:
            KeyError: No prompt has this key.
        """
        title, content = builtin_prompts()[key]
        return Prompt(key=key, title=title, version="builtin-1", content=content)
