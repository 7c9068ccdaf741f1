"""`tripwright tasks`: looking at tasks, ending them, trying them again, cleaning up."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from typing import Annotated

import typer

from core.accounts.repository import UserRepository
from core.audit.repository import AuditRepository, Deed
from core.bootstrap import Container
from core.cli.product import with_product
from core.cli.tasklines import attempt_line, log_line, task_line, view_lines
from core.kernel.errors import AppError, DependencyDownError, InvalidRequestError, NotFoundError
from core.schemas.job_messages import Language
from core.schemas.joblogs import JobLine, JobUpdate
from core.schemas.tasks import TaskOut, TaskStatus, TaskSummary
from core.tasks.cancelling import Wish
from core.tasks.queries import TaskFilter

ENDED_BADLY = 3
"""The exit code of `logs --follow` where the task has failed or was cancelled."""

_ACTOR = "cli"
_PAGE = 100
_LINES = 500
_DAYS_OF: dict[str, int] = {"": 1, "d": 1, "w": 7}

Tell = Callable[[JobLine], None]

app = typer.Typer(
    no_args_is_help=True,
    help="Long work: what there is of it, its logs, ending it, trying it again, cleaning up.",
)

TaskId = Annotated[str, typer.Argument(help="The id of a task, as `tasks list` shows it.")]
TaskIds = Annotated[list[str], typer.Argument(help="Ids of tasks, as `tasks list` shows them.")]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print what the API answers, one object a line.")
]


@app.command("list")
def list_command(
    status: Annotated[
        list[TaskStatus] | None, typer.Option(help="Only these; may be given several times.")
    ] = None,
    kind: Annotated[str | None, typer.Option(help="Only tasks of this kind.")] = None,
    user: Annotated[str | None, typer.Option(help="Only this person's, by id or mail.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many, the newest first.")] = 20,
    every: Annotated[bool, typer.Option("--all", help="All of them, however many.")] = False,
    as_json: AsJson = False,
) -> None:
    """List tasks, the newest first."""
    wanted = TaskFilter(statuses=tuple(status or ()), kind=kind)
    most = None if every else limit
    with_product(partial(_list, wanted=wanted, user=user, most=most, as_json=as_json))


@app.command()
def show(task_id: TaskId, as_json: AsJson = False) -> None:
    """Show one task: how it stands, its attempts, its error."""
    view = with_product(lambda found: found.tasks.view(None, task_id))
    if as_json:
        typer.echo(view.model_dump_json())
        return
    typer.echo("\n".join([*view_lines(view), *map(attempt_line, view.attempts)]))


@app.command()
def logs(
    task_id: TaskId,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on until the task has ended.")
    ] = False,
    after: Annotated[int, typer.Option(min=0, help="Begin after the line of this number.")] = 0,
    language: Annotated[Language, typer.Option(help="The language of the lines.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Print the log of a task. With --follow it ends with 0 only where the task succeeded."""
    tell = _echo_json if as_json else partial(_echo_line, language=language)
    if not follow:
        with_product(partial(_print_log, task_id=task_id, after=after, tell=tell))
        return
    status = with_product(partial(_follow_log, task_id=task_id, after=after, tell=tell))
    if status is not TaskStatus.SUCCEEDED:
        typer.echo(f"The task was not done: it is {status.value}.", err=True)
        raise typer.Exit(ENDED_BADLY)


@app.command()
def cancel(
    task_ids: TaskIds,
    reason: Annotated[str | None, typer.Option(help="Why; kept with the task.")] = None,
    as_json: AsJson = False,
) -> None:
    """Cancel tasks: at once where they wait, within a second where they run."""
    wish = Wish(actor=_ACTOR, reason=reason)

    async def end(found: Container, task_id: str) -> TaskOut:
        return await found.tasks.cancel(None, task_id, wish)

    _each(task_ids, end, _cancelled, as_json=as_json)


@app.command()
def retry(task_ids: TaskIds, as_json: AsJson = False) -> None:
    """Try failed or cancelled tasks again, each as a new task of the same person."""

    async def again(found: Container, task_id: str) -> TaskOut:
        return (await found.tasks.retry(None, task_id, _ACTOR)).task

    _each(task_ids, again, _tried_again, as_json=as_json)


@app.command()
def purge(
    older_than: Annotated[
        str, typer.Option(help="How long ago they have ended: 30d, 4w; by whole days, UTC.")
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Delete tasks that ended long ago, with their logs; their sums by day stay."""
    days = parse_days(older_than)
    with_product(partial(_purge, days=days, yes=yes))


def parse_days(text: str) -> int:
    """Return the days of `30d` or `4w`.

    Raises:
        InvalidRequestError: It is neither, or less than a day.
    """
    match = re.fullmatch(r"([0-9]{1,4})([dw]?)", text.strip().lower())
    days = int(match[1]) * _DAYS_OF[match[2]] if match else 0
    if days < 1:
        raise InvalidRequestError(f"--older-than {text!r}: say a number of days, such as 30d or 4w")
    return days


async def _list(
    found: Container, *, wanted: TaskFilter, user: str | None, most: int | None, as_json: bool
) -> None:
    number = 0
    async for task in _tasks(found, await _of_user(found, wanted, user), most):
        typer.echo(task.model_dump_json() if as_json else task_line(task))
        number += 1
    if not number and not as_json:
        typer.echo("There are no such tasks.")


async def _of_user(found: Container, wanted: TaskFilter, user: str | None) -> TaskFilter:
    if user is None:
        return wanted
    async with found.transaction() as session:
        users = UserRepository(session)
        row = await (users.find_by_email(user) if "@" in user else users.find(user))
    if row is None:
        raise NotFoundError(f"There is nobody {user!r}.")
    return replace(wanted, owner_id=row.id)


async def _tasks(
    found: Container, wanted: TaskFilter, most: int | None
) -> AsyncIterator[TaskSummary]:
    """Yield tasks page by page: however many there are, one page is held."""
    cursor, left = None, most
    while left is None or left > 0:
        size = _PAGE if left is None else min(left, _PAGE)
        page = await found.tasks.list(wanted, limit=size, cursor=cursor)
        for task in page.items:
            yield task
        if not page.has_more:
            return
        cursor = page.next_cursor
        left = None if left is None else left - len(page.items)


async def _print_log(found: Container, *, task_id: str, after: int, tell: Tell) -> None:
    cursor = after
    while True:
        page = await found.joblogs.page(task_id, cursor, limit=_LINES)
        for line in page.lines:
            tell(line)
        if not page.has_more:
            return
        cursor = page.cursor


async def _follow_log(found: Container, *, task_id: str, after: int, tell: Tell) -> TaskStatus:
    """Print the lines as they come and return how the task has ended.

    Raises:
        NotFoundError: There is no such task, or it was cleaned up meanwhile.
    """
    await found.joblogs.states([task_id])  # one that is not there is told at once
    cursor = after
    while True:
        async with aclosing(found.joblogs.follow({task_id: cursor})) as events:
            async for event in events:
                cursor = event.cursor or cursor
                if event.name == "gone":
                    raise NotFoundError(f"The task {task_id!r} was cleaned up.")
                if isinstance(event.data, JobUpdate):
                    if event.data.event is not None:
                        tell(event.data.event)
                    if event.name == "end":
                        return event.data.status


async def _purge(found: Container, *, days: int, yes: bool) -> None:
    number = await found.retention.count(days)
    if not number:
        typer.echo(f"No task ended more than {days} days ago.")
        return
    if not yes:
        typer.confirm(f"Delete {number} tasks that ended more than {days} days ago?", abort=True)
    async with found.transaction() as session:
        asked = {"older_than_days": days, "tasks": number}
        await AuditRepository(session).record(Deed(_ACTOR, "task.purge", "task", "*", detail=asked))
    typer.echo(f"{await found.retention.purge(days)} tasks deleted; their sums by day stay.")


def _each(
    task_ids: list[str],
    deed: Callable[[Container, str], Awaitable[TaskOut]],
    tell: Callable[[str, TaskOut], str],
    *,
    as_json: bool,
) -> None:
    """Do something to each task; exit with 1 where one of them would not have it."""

    async def work(found: Container) -> int:
        refused = 0
        for task_id in dict.fromkeys(task_ids):
            try:
                task = await deed(found, task_id)
            except DependencyDownError:
                raise
            except AppError as error:
                refused += 1
                typer.echo(error.detail, err=True)
            else:
                typer.echo(task.model_dump_json() if as_json else tell(task_id, task))
        return refused

    if with_product(work):
        raise typer.Exit(1)


def _cancelled(task_id: str, task: TaskOut) -> str:
    if task.status is TaskStatus.CANCELLED:
        return f"{task_id} is cancelled."
    return f"{task_id} is running; its worker was asked to stop."


def _tried_again(task_id: str, task: TaskOut) -> str:
    return f"{task_id} is tried again as {task.task_id}, which is {task.status.value}."


def _echo_json(line: JobLine) -> None:
    typer.echo(line.model_dump_json())


def _echo_line(line: JobLine, language: Language) -> None:
    typer.echo(log_line(line, language))
