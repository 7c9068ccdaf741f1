"""The prompt centre: what the product says to its models, read, changed, tried, carried."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.answers import ok
from api.deps import Operator, Paging, Researcher, Services
from api.problems import SIGNED_IN, WITH_BODY, WITH_INPUT, failures
from api.versions import SeenVersion, etag
from core.kernel.errors import (
    ForbiddenError,
    NotFoundError,
    PromptsFrozenError,
    VersionMismatchError,
    VersionRequiredError,
)
from core.prompts.changing import SeenPrompt
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

router = APIRouter(prefix="/admin/api/prompts", tags=["prompts"])

_READ = failures(*SIGNED_IN, *WITH_INPUT, ForbiddenError, NotFoundError)
_ASKED = failures(*SIGNED_IN, *WITH_BODY, ForbiddenError, NotFoundError)
_CHANGED = failures(
    *SIGNED_IN,
    *WITH_BODY,
    ForbiddenError,
    NotFoundError,
    PromptsFrozenError,
    VersionMismatchError,
    VersionRequiredError,
)
Version = Annotated[
    str | None,
    Query(max_length=40, description="`builtin`, or a version such as `v3`."),
]


@router.get("", responses=failures(*SIGNED_IN, ForbiddenError))
async def list_prompts(_: Researcher, services: Services) -> Envelope[list[PromptSummary]]:
    """List every prompt of the product, by key."""
    return ok(await services.prompts.list_prompts())


@router.get("/export", responses=failures(*SIGNED_IN, ForbiddenError))
async def export_prompts(_: Researcher, services: Services) -> Envelope[PromptFile]:
    """Give every prompt as one file, for keeping or for another installation."""
    return ok(await services.prompts.export_prompts())


@router.post(
    "/import", responses=failures(*SIGNED_IN, *WITH_BODY, ForbiddenError, PromptsFrozenError)
)
async def import_prompts(
    body: PromptImportIn, user: Operator, services: Services
) -> Envelope[PromptsImported]:
    """Put what a file says in force, all of it or nothing."""
    return ok(await services.prompts.import_prompts(user.id, body))


@router.get("/{key}", responses=_READ)
async def read_prompt(
    key: str, _: Researcher, services: Services, response: Response
) -> Envelope[PromptOut]:
    """Read one prompt with its text; its `ETag` is what a change of it must name."""
    return _tagged(response, await services.prompts.get(key))


@router.put("/{key}", responses=_CHANGED)
async def edit_prompt(
    key: str,
    body: PromptEdit,
    user: Operator,
    services: Services,
    seen: SeenVersion,
    response: Response,
) -> Envelope[PromptOut]:
    """Keep a new text and put it in force; the next model call of any process uses it."""
    edited = await services.prompts.edit(SeenPrompt(key, seen, user.id), body)
    return _tagged(response, edited)


@router.post("/{key}/activate", responses=_CHANGED)
async def activate_prompt(
    key: str,
    body: PromptMove,
    user: Operator,
    services: Services,
    seen: SeenVersion,
    response: Response,
) -> Envelope[PromptOut]:
    """Put an earlier text in force, or the built-in one."""
    moved = await services.prompts.activate(SeenPrompt(key, seen, user.id), body)
    return _tagged(response, moved)


@router.post("/{key}/restore", responses=_CHANGED)
async def restore_prompt(
    key: str,
    body: PromptRestore,
    user: Operator,
    services: Services,
    seen: SeenVersion,
    response: Response,
) -> Envelope[PromptOut]:
    """Put the text that came with the product in force; what people wrote is kept."""
    move = PromptMove(number=None, why=body.why)
    restored = await services.prompts.activate(SeenPrompt(key, seen, user.id), move)
    return _tagged(response, restored)


@router.get("/{key}/versions", responses=_READ)
async def list_prompt_versions(
    key: str, _: Researcher, services: Services, page: Paging
) -> Envelope[Page[PromptVersionOut]]:
    """List the texts people wrote, the newest first."""
    return ok(await services.prompts.list_versions(key, limit=page.limit, cursor=page.cursor))


@router.get("/{key}/moves", responses=_READ)
async def list_prompt_moves(
    key: str, _: Researcher, services: Services, page: Paging
) -> Envelope[Page[PromptMoveOut]]:
    """List what was put in force when, by whom and why, the newest first."""
    return ok(await services.prompts.list_moves(key, limit=page.limit, cursor=page.cursor))


@router.get("/{key}/diff", responses=_READ)
async def diff_prompt(
    key: str,
    _: Researcher,
    services: Services,
    before: Version = None,
    after: Version = None,
) -> Envelope[PromptDiff]:
    """Compare two texts line by line: by default the built-in one with the one in force."""
    return ok(await services.prompts.diff(key, before, after))


@router.post("/{key}/preview", responses=_ASKED)
async def preview_prompt(
    key: str, body: PromptPreviewIn, _: Researcher, services: Services
) -> Envelope[PromptPreview]:
    """Show a text as a model would get it, with its variables filled."""
    return ok(await services.prompt_trials.preview(key, body))


@router.post("/{key}/try", responses=_ASKED)
async def try_prompt(
    key: str, body: PromptTryIn, _: Operator, services: Services
) -> Envelope[PromptTrial]:
    """Ask the model in use the same under the text in force and under a draft."""
    return ok(await services.prompt_trials.compare(key, body))


def _tagged(response: Response, prompt: PromptOut) -> Envelope[PromptOut]:
    response.headers["ETag"] = etag(prompt.revision)
    return ok(prompt)
