"""The steps every change of a prompt is made of, inside one transaction."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.repository import AuditRepository, Deed
from core.db.models.prompt import AiPrompt, AiPromptVersion
from core.kernel.context import current_trace_id
from core.kernel.errors import NotFoundError, VersionMismatchError
from core.prompts.defaults import builtin_prompts
from core.prompts.domain import Prompt
from core.prompts.repository import NewVersion, PromptRepository

BUILTIN = "builtin"


@dataclass(frozen=True, slots=True)
class SeenPrompt:
    """A prompt as somebody last read it; a change of any other revision of it is refused."""

    key: str
    revision: int
    by: str


def builtin_of(key: str) -> Prompt:
    """Return the built-in prompt of a key.

    Raises:
        NotFoundError: There is none.
    """
    builtin = builtin_prompts().get(key)
    if builtin is None:
        raise NotFoundError(f"There is no prompt {key!r}")
    return builtin


async def locked(prompts: PromptRepository, builtin: Prompt, revision: int) -> AiPrompt:
    """Return the row of a prompt and hold it to the end of the transaction.

    Raises:
        VersionMismatchError: It is not at the revision that was seen.
    """
    row = await prompts.lock(builtin)
    if row.revision != revision:
        raise VersionMismatchError(
            f"Prompt {builtin.key!r} is at revision {row.revision}, not {revision}",
            data={"current_version": row.revision},
        )
    return row


def touch(row: AiPrompt, by: str) -> None:
    """Count a change, and write down who made it."""
    row.revision += 1
    row.updated_by = by


async def version_of(prompts: PromptRepository, key: str, number: int) -> AiPromptVersion:
    """Return one text somebody wrote.

    Raises:
        NotFoundError: The prompt has no such number.
    """
    version = await prompts.find_version(key, number)
    if version is None:
        raise NotFoundError(f"Prompt {key!r} has no version {number}")
    return version


async def text_of(prompts: PromptRepository, builtin: Prompt, row: AiPrompt) -> str:
    """Return the text in force."""
    if row.active_number is None:
        return builtin.content
    return (await version_of(prompts, row.key, row.active_number)).content


async def text_named(prompts: PromptRepository, builtin: Prompt, name: str) -> Prompt:
    """Return a text by its version."""
    if name in (BUILTIN, builtin.version):
        return builtin
    digits = name.removeprefix("v")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 7):
        raise NotFoundError(f"Prompt {builtin.key!r} has no version {name!r}")
    row = await version_of(prompts, builtin.key, int(digits))
    return builtin.edited(row.number, row.content)


async def add_version(
    prompts: PromptRepository, builtin: Prompt, content: str, author: str, note: str
) -> int:
    """Keep a text; return its number."""
    number = await prompts.last_number(builtin.key) + 1
    prompts.add_version(NewVersion(builtin.key, number, content, author, note))
    return number


def tidy(tags: Iterable[str]) -> list[str]:
    """Return tags in order, each once."""
    return sorted(set(tags))


async def record(session: AsyncSession, action: str, seen: SeenPrompt, **detail: object) -> None:
    """Write a deed into the audit log."""
    await AuditRepository(session).record(
        Deed(seen.by, action, "prompt", seen.key, current_trace_id(), detail)
    )
