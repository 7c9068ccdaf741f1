"""Prompts on the wire: what is in force, who wrote what, and what a change would do.

`version` names a text wherever one was used: `builtin-` and a hash for what came with the product,
`v` and a number for what people wrote. `revision` counts the changes of a prompt and is its `ETag`.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from core.schemas.envelope import RequestModel, WireModel

MAX_CHARS = 20_000
MAX_PROMPTS = 200

Content = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_CHARS),
    Field(description="The text; `{{name}}` is a hole its callers fill."),
]
Tag = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[\w.:-]+$")]
Tags = Annotated[list[Tag], Field(max_length=20)]
Why = Annotated[str, StringConstraints(max_length=500)]
Number = Annotated[int, Field(ge=1, le=1_000_000)]


class PromptSummary(WireModel):
    """One prompt, without its text."""

    key: str
    title: str
    role: Literal["system", "tool"]
    version: str = Field(description="Of the text in force.")
    is_active: bool = Field(
        description="Whether a text of the prompt centre is in force, not the built-in one."
    )
    outdated: bool = Field(
        description="Whether the text in force has holes that its callers do not fill today; the"
        " built-in one is used until another is put in force."
    )
    editable: bool = Field(description="Whether this installation lets prompts be changed.")
    tags: list[str]
    variables: list[str]
    revision: int
    updated_at: datetime | None = Field(description="None where nobody has ever changed it.")
    updated_by: str | None = Field(description="E-mail of who changed it last.")


class PromptOut(PromptSummary):
    """One prompt with the text in force and the one it came with."""

    content: str
    builtin_content: str
    builtin_version: str
    active_number: int | None


class PromptEdit(RequestModel):
    """A new text, or new tags; what is left out stays."""

    content: Content | None = None
    tags: Tags | None = None
    note: Why = Field("", description="What the new text is for.")
    activate: bool = Field(True, description="Put the new text in force at once.")


class PromptMove(RequestModel):
    """Another text to be put in force."""

    number: Number | None = Field(description="Null is the built-in text.")
    why: Why = ""


class PromptRestore(RequestModel):
    """Back to the text that came with the product."""

    why: Why = ""


class PromptVersionOut(WireModel):
    """A text somebody wrote; it never changes."""

    key: str
    number: int
    version: str
    content: str
    variables: list[str]
    author: str | None = Field(description="E-mail of who wrote it; None for a lost account.")
    note: str
    created_at: datetime
    is_active: bool


class PromptMoveOut(WireModel):
    """One move of what is in force; a number that is null is the built-in text."""

    key: str
    from_number: int | None
    to_number: int | None
    moved_by: str | None
    why: str
    created_at: datetime


class DiffLineOut(WireModel):
    """One line of a difference; line numbers count from 1."""

    op: Literal["equal", "delete", "insert"]
    text: str
    before: int | None
    after: int | None


class PromptDiff(WireModel):
    """Two texts of one prompt, line by line."""

    key: str
    from_version: str
    to_version: str
    lines: list[DiffLineOut]
    inserted: int
    deleted: int


class PromptPreviewIn(RequestModel):
    """A text to be filled in; what is left out is the text in force, and sample values."""

    content: Content | None = None
    values: dict[str, Annotated[str, StringConstraints(max_length=2_000)]] = Field(
        default_factory=dict, max_length=20
    )


class PromptPreview(WireModel):
    """The text as a model would get it."""

    key: str
    version: str = Field(description="`draft` for a text that is not kept.")
    text: str
    values: dict[str, str] = Field(description="What each hole was filled with.")
    chars: int


class PromptTryIn(PromptPreviewIn):
    """A draft, and what both it and the text in force are to be asked."""

    content: Content
    input: Annotated[str, StringConstraints(min_length=1, max_length=100_000)] = Field(
        description="The message both get, as the product would send it."
    )
    seed: int = Field(0, ge=0, le=2**31 - 1)


class PromptTried(WireModel):
    """What the model made of one text."""

    version: str
    answer: str | None
    error_type: str | None = Field(description="Why there is no answer.")
    usage_tokens: int
    latency_ms: float


class PromptTrial(WireModel):
    """The same question to the same model under two texts."""

    key: str
    provider: str
    model: str
    active: PromptTried
    draft: PromptTried
    same: bool = Field(description="Whether both answers are word for word the same.")


class PromptFileItem(RequestModel):
    """One prompt of a file: the text in force, null where that is the built-in one."""

    key: Annotated[str, StringConstraints(min_length=1, max_length=100)]
    content: Content | None = None
    tags: Tags = Field(default_factory=list)


class PromptFile(RequestModel):
    """Every prompt, to be kept, or to be taken to another installation."""

    format: Literal["tripwright.prompts"] = "tripwright.prompts"
    format_version: Literal[1] = 1
    prompts: list[PromptFileItem] = Field(max_length=MAX_PROMPTS)


class PromptImportIn(RequestModel):
    """A file to be put in force as a whole, or not at all."""

    file: PromptFile
    note: Why = ""


class PromptsImported(WireModel):
    """What a file changed."""

    changed: list[str]
    unchanged: list[str]
