"""Rows and texts of prompts as they go out."""

from core.db.models.prompt import AiPrompt, AiPromptMove, AiPromptVersion
from core.prompts.domain import Prompt, edited_version, variables_of
from core.prompts.registry import InForce
from core.schemas.prompts import PromptMoveOut, PromptOut, PromptVersionOut


def active_text(builtin: Prompt, text: InForce | None) -> Prompt:
    """Return the text in force of a prompt: what people put in its place, else its own."""
    return builtin.edited(text.number, text.content) if text else builtin


def prompt_out(
    builtin: Prompt,
    found: tuple[AiPrompt, str | None] | None,
    text: InForce | None,
    *,
    editable: bool,
) -> PromptOut:
    """Return a prompt with the text in force and the one it came with.

    `found` is its row and the e-mail of who changed it last.
    """
    row, email = found or (None, None)
    active = active_text(builtin, text)
    return PromptOut(
        key=builtin.key,
        title=builtin.title,
        role=builtin.role,
        version=active.version,
        is_active=text is not None,
        outdated=text is not None and not builtin.takes(text.content),
        tags=row.tags if row else [],
        variables=sorted(builtin.variables),
        revision=row.revision if row else 0,
        updated_at=row.updated_at if row else None,
        updated_by=email,
        content=active.content,
        builtin_content=builtin.content,
        builtin_version=builtin.version,
        active_number=text.number if text else None,
        editable=editable,
    )


def version_out(row: AiPromptVersion, email: str | None, active: int | None) -> PromptVersionOut:
    """Return a text somebody wrote; `active` is the number in force."""
    return PromptVersionOut(
        key=row.key,
        number=row.number,
        version=edited_version(row.number),
        content=row.content,
        variables=sorted(variables_of(row.content)),
        author=email,
        note=row.note,
        created_at=row.created_at,
        is_active=row.number == active,
    )


def move_out(row: AiPromptMove, email: str | None) -> PromptMoveOut:
    """Return one move of what is in force."""
    return PromptMoveOut(
        key=row.key,
        from_number=row.from_number,
        to_number=row.to_number,
        moved_by=email,
        why=row.why,
        created_at=row.created_at,
    )
