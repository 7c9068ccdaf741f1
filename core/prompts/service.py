"""What operators and researchers ask of the prompt centre."""

from collections.abc import Callable
from dataclasses import asdict

from redis.asyncio import Redis

from core.cache.news import tell
from core.db.engine import Transaction
from core.db.pagination import decode_cursor, decode_keys, encode_cursor, encode_keys
from core.kernel.errors import PromptsFrozenError
from core.prompts.carrying import require_usable, take
from core.prompts.changing import (
    BUILTIN,
    SeenPrompt,
    add_version,
    builtin_of,
    locked,
    record,
    text_named,
    text_of,
    tidy,
    touch,
    version_of,
)
from core.prompts.defaults import builtin_prompts
from core.prompts.domain import Prompt, difference, require_variables
from core.prompts.repository import PromptRepository
from core.prompts.wire import active_text, move_out, prompt_out, version_out
from core.schemas.envelope import Page
from core.schemas.prompts import (
    DiffLineOut,
    PromptDiff,
    PromptEdit,
    PromptFile,
    PromptFileItem,
    PromptImportIn,
    PromptMove,
    PromptMoveOut,
    PromptOut,
    PromptsImported,
    PromptSummary,
    PromptVersionOut,
)

CHANGED = "prompts:changed"
"""The channel on which the key of a changed prompt is told."""


class PromptService:
    """Keeps prompts; every change of one is told to all processes once it stands.

    It raises `NotFoundError` for a key or a number that is not there. A change raises
    `PromptsFrozenError` where this installation lets nobody change prompts, and
    `VersionMismatchError` where somebody else was faster.
    """

    def __init__(
        self, transaction: Transaction, redis: Redis, on_change: Callable[[], None], *, frozen: bool
    ) -> None:
        self._transaction = transaction
        self._redis = redis
        self._on_change = on_change
        self._frozen = frozen

    async def list_prompts(self) -> list[PromptSummary]:
        """Return every prompt, by key."""
        async with self._transaction() as session:
            prompts = PromptRepository(session)
            rows, texts = await prompts.rows(), await prompts.in_force()
        return [
            PromptSummary.model_validate(
                prompt_out(builtin, rows.get(key), texts.get(key), editable=self.editable)
            )
            for key, builtin in builtin_prompts().items()
        ]

    async def get(self, key: str) -> PromptOut:
        """Return one prompt with its text."""
        builtin = builtin_of(key)
        async with self._transaction() as session:
            prompts = PromptRepository(session)
            rows, texts = await prompts.rows(key), await prompts.in_force()
        return prompt_out(builtin, rows.get(key), texts.get(key), editable=self.editable)

    @property
    def editable(self) -> bool:
        """Say whether prompts can be changed here."""
        return not self._frozen

    async def edit(self, seen: SeenPrompt, wish: PromptEdit) -> PromptOut:
        """Keep a new text and, unless told otherwise, put it in force; or change the tags.

        A text that is word for word the one in force is not kept again.

        Raises:
            InvalidRequestError: The text's holes are not those its callers fill.
        """
        builtin = self._changeable(seen.key)
        if wish.content is not None:
            require_variables(wish.content, builtin.variables)
        async with self._transaction() as session:
            prompts = PromptRepository(session)
            row = await locked(prompts, builtin, seen.revision)
            number = None
            if wish.content is not None and wish.content != await text_of(prompts, builtin, row):
                number = await add_version(prompts, builtin, wish.content, seen.by, wish.note)
                if wish.activate:
                    prompts.add_move(row, number, seen.by, wish.note)
            new_tags = None if wish.tags is None else tidy(wish.tags)
            if new_tags is not None and new_tags != row.tags:
                row.tags = new_tags
            elif number is None:
                return await self._answer(prompts, builtin)
            touch(row, seen.by)
            await record(session, "prompt.edit", seen, number=number, active=wish.activate)
            answer = await self._answer(prompts, builtin)
        await self._tell(seen.key)
        return answer

    async def activate(self, seen: SeenPrompt, wish: PromptMove) -> PromptOut:
        """Put an earlier text in force, or the built-in one.

        Raises:
            InvalidRequestError: The text has other holes than its callers fill today.
        """
        builtin = self._changeable(seen.key)
        async with self._transaction() as session:
            prompts = PromptRepository(session)
            row = await locked(prompts, builtin, seen.revision)
            if wish.number is not None:
                version = await version_of(prompts, seen.key, wish.number)
                require_variables(version.content, builtin.variables)
            if wish.number == row.active_number:
                return await self._answer(prompts, builtin)
            prompts.add_move(row, wish.number, seen.by, wish.why)
            touch(row, seen.by)
            await record(session, "prompt.activate", seen, number=wish.number, why=wish.why)
            answer = await self._answer(prompts, builtin)
        await self._tell(seen.key)
        return answer

    async def list_versions(
        self, key: str, *, limit: int, cursor: str | None
    ) -> Page[PromptVersionOut]:
        """Return a page of the texts people wrote, the newest first.

        Raises:
            MalformedError: The cursor is none of ours.
        """
        builtin_of(key)
        before = int(decode_keys(cursor, int)[0]) if cursor else None
        async with self._transaction() as session:
            prompts = PromptRepository(session)
            found = await prompts.versions(key, limit + 1, before)
            active = (await prompts.in_force()).get(key)
        shown = found[:limit]
        number = active.number if active else None
        return Page(
            items=[version_out(row, email, number) for row, email in shown],
            next_cursor=encode_keys(shown[-1][0].number) if len(found) > limit else None,
            has_more=len(found) > limit,
        )

    async def list_moves(self, key: str, *, limit: int, cursor: str | None) -> Page[PromptMoveOut]:
        """Return a page of what was put in force when, by whom and why, the newest first.

        Raises:
            MalformedError: The cursor is none of ours.
        """
        builtin_of(key)
        before = decode_cursor(cursor) if cursor else None
        async with self._transaction() as session:
            found = await PromptRepository(session).moves(key, limit + 1, before)
        shown, more = found[:limit], len(found) > limit
        last = shown[-1][0] if shown else None
        return Page(
            items=[move_out(row, email) for row, email in shown],
            next_cursor=encode_cursor(last.created_at, last.id) if last and more else None,
            has_more=more,
        )

    async def diff(self, key: str, before: str | None, after: str | None) -> PromptDiff:
        """Return the lines of two texts, each named by its version; left out: the one in force.

        `before` is the built-in text where it is left out.
        """
        builtin = builtin_of(key)
        async with self._transaction() as session:
            prompts = PromptRepository(session)
            left = await text_named(prompts, builtin, before or BUILTIN)
            right = active_text(builtin, (await prompts.in_force()).get(key))
            if after:
                right = await text_named(prompts, builtin, after)
        lines = [DiffLineOut(**asdict(line)) for line in difference(left.content, right.content)]
        return PromptDiff(
            key=key,
            from_version=left.version,
            to_version=right.version,
            lines=lines,
            inserted=sum(line.op == "insert" for line in lines),
            deleted=sum(line.op == "delete" for line in lines),
        )

    async def export_prompts(self) -> PromptFile:
        """Return what makes another installation speak like this one."""
        async with self._transaction() as session:
            prompts = PromptRepository(session)
            rows, texts = await prompts.rows(), await prompts.in_force()
        return PromptFile(
            prompts=[
                PromptFileItem(
                    key=key,
                    content=texts[key].content if key in texts else None,
                    tags=rows[key][0].tags if key in rows else [],
                )
                for key in builtin_prompts()
            ]
        )

    async def import_prompts(self, by: str, wish: PromptImportIn) -> PromptsImported:
        """Put what a file says in force, all of it or nothing; keys it lacks stay as they are.

        Raises:
            InvalidRequestError: It names a key twice or one we have not (`unknown_key`), or a
                text has holes that its callers do not fill.
        """
        self._require_editable()
        require_usable(wish.file.prompts)
        changed = []
        async with self._transaction() as session:
            prompts = PromptRepository(session)
            # In the order of the keys, so that two imports do not wait for each other.
            for item in sorted(wish.file.prompts, key=lambda item: item.key):
                if revision := await take(prompts, item, by, wish.note):
                    changed.append(item.key)
                    seen = SeenPrompt(item.key, revision, by)
                    await record(session, "prompt.import", seen, note=wish.note)
        if changed:
            await self._tell(",".join(changed))
        unchanged = [item.key for item in wish.file.prompts if item.key not in changed]
        return PromptsImported(changed=changed, unchanged=sorted(unchanged))

    def _changeable(self, key: str) -> Prompt:
        builtin = builtin_of(key)
        self._require_editable()
        return builtin

    def _require_editable(self) -> None:
        if self._frozen:
            raise PromptsFrozenError(
                "Prompts are not changed in production: set AI_PROMPT_EDIT_IN_PROD=true to allow it"
            )

    async def _answer(self, prompts: PromptRepository, builtin: Prompt) -> PromptOut:
        """Return a prompt as it is at the end of a change."""
        await prompts.flush()
        key = builtin.key
        rows, texts = await prompts.rows(key), await prompts.in_force()
        return prompt_out(builtin, rows.get(key), texts.get(key), editable=self.editable)

    async def _tell(self, key: str) -> None:
        """Let every process read again; who does not hear of it does so when its time is up."""
        self._on_change()
        await tell(self._redis, CHANGED, key, key=key)
