"""Files of prompts: taken in as a whole, or not at all."""

from collections.abc import Iterable

from core.kernel.errors import InvalidRequestError
from core.prompts.changing import add_version, builtin_of, text_of, tidy, touch
from core.prompts.defaults import builtin_prompts
from core.prompts.domain import require_variables
from core.prompts.repository import PromptRepository
from core.schemas.prompts import PromptFileItem


def require_usable(items: Iterable[PromptFileItem]) -> None:
    """Refuse a file that cannot be put in force as a whole.

    Raises:
        InvalidRequestError: A key is unknown or comes twice (`unknown_key`), or the holes of a text
            are not those its callers fill.
    """
    seen = set()
    for number, item in enumerate(items):
        builtin = builtin_prompts().get(item.key)
        if builtin is None or item.key in seen:
            why = "comes twice" if builtin else "is no prompt of this product"
            raise InvalidRequestError.of(
                f"file.prompts.{number}.key", f"{item.key!r} {why}", "unknown_key"
            )
        seen.add(item.key)
        if item.content is not None:
            require_variables(item.content, builtin.variables)


async def take(prompts: PromptRepository, item: PromptFileItem, by: str, note: str) -> int | None:
    """Put one item of a file in force; return the new revision, None where nothing changed."""
    builtin = builtin_of(item.key)
    row = await prompts.lock(builtin)
    wanted = builtin.content if item.content is None else item.content
    new_text = wanted != await text_of(prompts, builtin, row)
    new_tags = tidy(item.tags) != row.tags
    if not new_text and not new_tags:
        return None
    if new_text and wanted == builtin.content:
        prompts.add_move(row, None, by, note)
    elif new_text:
        prompts.add_move(row, await add_version(prompts, builtin, wanted, by, note), by, note)
    row.tags = tidy(item.tags)
    touch(row, by)
    return row.revision
