"""The prompt centre: what the product says to its models, read, changed, tried, carried."""

from core.client.calls.call import Call, changed, given, path_of
from core.schemas.envelope import Envelope, Page
from core.schemas.prompts import (
    PromptDiff,
    PromptEdit,
    PromptFile,
    PromptImportIn,
    PromptMove,
    PromptMoveOut,
    PromptOut,
    PromptPreview,
    PromptPreviewIn,
    PromptRestore,
    PromptsImported,
    PromptSummary,
    PromptTrial,
    PromptTryIn,
    PromptVersionOut,
)

_PROMPTS = "/admin/api/prompts"
_TRY_TIMEOUT_S = 120.0


def prompts() -> Call[list[PromptSummary]]:
    """Ask for every prompt."""
    return Call("GET", _PROMPTS, Envelope[list[PromptSummary]])


def export_prompts() -> Call[PromptFile]:
    """Ask for every prompt as one file."""
    return Call("GET", path_of(_PROMPTS, "export"), Envelope[PromptFile])


def import_prompts(body: PromptImportIn) -> Call[PromptsImported]:
    """Put what a file says in force."""
    path = path_of(_PROMPTS, "import")
    return Call("POST", path, Envelope[PromptsImported], body=body.model_dump(mode="json"))


def prompt(key: str) -> Call[PromptOut]:
    """Ask for one prompt."""
    return Call("GET", path_of(_PROMPTS, key), Envelope[PromptOut])


def edit_prompt(key: str, body: PromptEdit, revision: int) -> Call[PromptOut]:
    """Keep a new text or new tags of a prompt as it was seen."""
    path = path_of(_PROMPTS, key)
    return Call("PUT", path, Envelope[PromptOut], body=changed(body), version=revision)


def activate_prompt(key: str, body: PromptMove, revision: int) -> Call[PromptOut]:
    """Put another text of a prompt in force."""
    path = path_of(_PROMPTS, key, "activate")
    return Call("POST", path, Envelope[PromptOut], body=changed(body), version=revision)


def restore_prompt(key: str, body: PromptRestore, revision: int) -> Call[PromptOut]:
    """Put the built-in text of a prompt in force."""
    path = path_of(_PROMPTS, key, "restore")
    return Call("POST", path, Envelope[PromptOut], body=changed(body), version=revision)


def prompt_versions(
    key: str, *, limit: int = 20, cursor: str | None = None
) -> Call[Page[PromptVersionOut]]:
    """Ask for a page of the texts people wrote."""
    path, query = path_of(_PROMPTS, key, "versions"), given(limit=limit, cursor=cursor)
    return Call("GET", path, Envelope[Page[PromptVersionOut]], query=query)


def prompt_moves(
    key: str, *, limit: int = 20, cursor: str | None = None
) -> Call[Page[PromptMoveOut]]:
    """Ask for a page of what was put in force when, by whom and why."""
    path, query = path_of(_PROMPTS, key, "moves"), given(limit=limit, cursor=cursor)
    return Call("GET", path, Envelope[Page[PromptMoveOut]], query=query)


def diff_prompt(
    key: str, *, before: str | None = None, after: str | None = None
) -> Call[PromptDiff]:
    """Ask for the lines in which two texts of a prompt differ."""
    path, query = path_of(_PROMPTS, key, "diff"), given(before=before, after=after)
    return Call("GET", path, Envelope[PromptDiff], query=query)


def preview_prompt(key: str, body: PromptPreviewIn) -> Call[PromptPreview]:
    """Ask for a text as a model would get it."""
    path = path_of(_PROMPTS, key, "preview")
    return Call("POST", path, Envelope[PromptPreview], body=changed(body))


def try_prompt(key: str, body: PromptTryIn) -> Call[PromptTrial]:
    """Ask the model the same under the text in force and under a draft."""
    return Call(
        "POST",
        path_of(_PROMPTS, key, "try"),
        Envelope[PromptTrial],
        body=changed(body),
        timeout_s=_TRY_TIMEOUT_S,
    )
