"""Every statement that changes the status of a task; nothing else does.

`move` builds those that change one task or a few. `CLAIM` and `WRITE` are what a worker lives on:
they are made once, take as many tasks as there are, and cost one round trip. Time is always the
database's own.
"""

from typing import Any

from sqlalchemy import ColumnElement, DateTime, func, text, update
from sqlalchemy.sql.dml import ReturningUpdate

from core.db.models.task import AiTask
from core.schemas.tasks import TaskStatus
from core.tasks.domain import Fence, is_final, sources_of

_AGEING_LIMIT = 50
_AGEING_STEP_MINUTES = 10
_FURTHER_CANDIDATES = 32
"""So many more are looked at than are to be claimed: what others are claiming is passed over."""


def db_now() -> ColumnElement[Any]:
    """Return the database's clock at this moment; `now()` would be the transaction's beginning."""
    return func.clock_timestamp(type_=DateTime(timezone=True))


def held(fence: Fence) -> tuple[ColumnElement[bool], ...]:
    """Say in SQL that the claim still stands."""
    return (
        AiTask.id == fence.task_id,
        AiTask.attempt == fence.attempt,
        AiTask.lease_owner == fence.lease_owner,
        AiTask.status == TaskStatus.RUNNING,
    )


def waits(task: type[AiTask]) -> tuple[ColumnElement[bool], ...]:
    """Say in SQL that a task may be claimed now."""
    return (task.status.in_(sources_of(TaskStatus.RUNNING)), task.run_after <= db_now())


def move(target: TaskStatus, *where: ColumnElement[bool], **values: Any) -> ReturningUpdate[AiTask]:
    """Build the statement that changes a status, and only along `TRANSITIONS`."""
    if target is not TaskStatus.RUNNING:
        values |= {"lease_owner": None, "lease_until": None}
    if is_final(target):
        values["finished_at"] = db_now()
    return (
        update(AiTask)
        .where(AiTask.status.in_(sources_of(target)), *where)
        .values(status=target, updated_at=db_now(), **values)
        .returning(AiTask)
        .execution_options(synchronize_session=False, populate_existing=True)
    )


def _listed(*statuses: TaskStatus) -> str:
    return ", ".join(f"'{status}'" for status in statuses)


_WAITING = _listed(*sources_of(TaskStatus.RUNNING))
_FINAL = _listed(*filter(is_final, TaskStatus))
_MAY_FOLLOW_RUNNING = _listed(
    *(status for status in TaskStatus if TaskStatus.RUNNING in sources_of(status))
)

CLAIM = text(f"""
with able as materialized (
  select * from unnest(cast(:kinds as text[]), cast(:versions as int[])) as able (kind, version)
), busy as materialized (
  select user_id, count(*) as tasks from ai_tasks
  where status = '{TaskStatus.RUNNING}' group by user_id
), waiting as materialized (
  select t.id, t.user_id, t.run_after, t.priority - least({_AGEING_LIMIT},
    {_AGEING_STEP_MINUTES} * floor(
      extract(epoch from clock_timestamp() - t.created_at) / (60 * {_AGEING_STEP_MINUTES})
    ))::int as urgency
  from ai_tasks t join able on able.kind = t.kind and t.payload_version <= able.version
  where t.status in ({_WAITING}) and t.run_after <= clock_timestamp()
    and (t.deadline_at is null or t.deadline_at > clock_timestamp())
), ranked as materialized (
  select w.id, w.urgency, w.run_after, coalesce(busy.tasks, 0) + row_number() over (
    partition by w.user_id order by w.urgency, w.run_after, w.id) as turn
  from waiting w left join busy on busy.user_id = w.user_id
  order by urgency, turn, run_after, id limit :room + {_FURTHER_CANDIDATES}
), chosen as materialized (
  select t.id, clock_timestamp() as moment from ranked r join ai_tasks t on t.id = r.id
  where t.status in ({_WAITING})
  order by r.urgency, r.turn, r.run_after, r.id limit :room
  for update of t skip locked
), claimed as (
  update ai_tasks t set
    status = '{TaskStatus.RUNNING}', attempt = t.attempt + 1, log_seq = t.log_seq + 1,
    lease_owner = :owner, lease_until = chosen.moment + cast(:lease as interval),
    started_at = coalesce(t.started_at, chosen.moment), updated_at = chosen.moment
  from chosen where t.id = chosen.id
  returning t.id, t.user_id, t.kind, t.request_json, t.request_id, t.trace_id, t.attempt,
    t.failures, t.max_failures, t.deadline_at, t.log_seq, t.updated_at
), attempts as (
  insert into task_attempts (task_id, attempt, worker_id, started_at)
  select id, attempt, :owner, updated_at from claimed
), lines as (
  insert into task_logs (task_id, seq, attempt, line_no, ts, level, event, message, data)
  select id, log_seq, attempt, 0, updated_at, 'info', :event, :message,
    jsonb_build_object('attempt', attempt) from claimed
)
select candidates.number as candidates, claimed.*,
  extract(epoch from claimed.deadline_at - clock_timestamp())::float8 as remaining_s,
  case when claimed.attempt > 1 then (
    select jsonb_object_agg(step, output) from task_steps where task_id = claimed.id
  ) end as steps
from (select count(*) as number from ranked) as candidates left join claimed on true
""")  # noqa: S608
"""Win up to `room` of the tasks that wait, with the row of the attempt and its first line.

The order is priority, then whose owner has fewest tasks running, those of this very claim included,
then age. Each ten minutes of waiting count for ten of priority, so that nothing waits for ever.
Rows another worker is claiming are passed over. There is always a row: one without an id says how
many `candidates` there were, where all of them went to others.
"""

WRITE = text(f"""
with given as materialized (
  select * from jsonb_to_recordset(cast(:pages as jsonb)) as given (
    id text, attempt int, owner text, lines int, percent int, stage text, progress jsonb,
    model_calls int, tokens int, status text, outcome text, result jsonb, error jsonb,
    delay_s float8, failures int, crashes int, deed_id text, deed text, deed_detail jsonb)
), held as materialized (
  select t.id from ai_tasks t
  join given g on g.id = t.id and g.attempt = t.attempt and g.owner = t.lease_owner
  where t.id = any(cast(:ids as text[])) and t.status = '{TaskStatus.RUNNING}'
  order by t.id for update of t
), written as (
  update ai_tasks t set
    log_seq = t.log_seq + g.lines,
    progress_pct = coalesce(g.percent, t.progress_pct),
    progress_stage = coalesce(g.stage, t.progress_stage),
    progress = coalesce(g.progress, t.progress),
    status = coalesce(g.status, t.status),
    lease_owner = case when g.status is null then t.lease_owner end,
    lease_until = case when g.status is null then t.lease_until end,
    finished_at = case when g.status in ({_FINAL}) then clock_timestamp() end,
    run_after = case when g.status = '{TaskStatus.RETRYING}'
      then clock_timestamp() + g.delay_s * interval '1 second' else t.run_after end,
    dispatched_at = case g.status when '{TaskStatus.RETRYING}' then null
      when '{TaskStatus.QUEUED}' then clock_timestamp() else t.dispatched_at end,
    result_json = coalesce(g.result, t.result_json),
    error = case when g.status = '{TaskStatus.SUCCEEDED}' then null
      else coalesce(g.error, t.error) end,
    failures = t.failures + coalesce(g.failures, 0),
    crashes = t.crashes + coalesce(g.crashes, 0),
    updated_at = clock_timestamp()
  from held join given g on g.id = held.id
  where t.id = held.id and (g.status is null or g.status in ({_MAY_FOLLOW_RUNNING}))
  returning t.id, t.attempt, t.log_seq, t.log_seq - g.lines as seq_before, t.trace_id
), steps as (
  insert into task_steps (task_id, step, attempt, output)
  select w.id, s.step, w.attempt, s.output
  from jsonb_to_recordset(cast(:steps as jsonb)) as s (id text, step text, output jsonb)
  join written w on w.id = s.id
  on conflict (task_id, step) do update set
    attempt = excluded.attempt, output = excluded.output, created_at = clock_timestamp()
), lines as (
  insert into task_logs (task_id, seq, attempt, line_no, ts, level, event, message, data)
  select w.id, w.seq_before + l.n, w.attempt, l.line_no, l.ts, l.level, l.event, l.message, l.data
  from jsonb_to_recordset(cast(:lines as jsonb)) as l (
    id text, n int, line_no int, ts timestamptz, level text, event text, message text, data jsonb)
  join written w on w.id = l.id
), attempts as (
  update task_attempts a set
    model_calls = coalesce(g.model_calls, a.model_calls), tokens = coalesce(g.tokens, a.tokens),
    outcome = g.outcome, error = g.error,
    finished_at = case when g.outcome is not null then clock_timestamp() end
  from written w join given g on g.id = w.id
  where a.task_id = w.id and a.attempt = w.attempt
    and (g.outcome is not null or g.model_calls is not null)
), deeds as (
  insert into audit_logs (id, actor, action, target_kind, target_id, trace_id, detail)
  select g.deed_id, g.owner, g.deed, 'task', w.id, w.trace_id, g.deed_detail
  from written w join given g on g.id = w.id where g.deed is not null
)
select id, log_seq from written
""")  # noqa: S608
"""Write pages of running tasks, each under its fence: lines, progress, steps, cost and the end.

Rows are locked in the order of their ids, so that two of these cannot wait for each other. Where a
fence does not hold, nothing of that page is written and its id is not returned.
"""

RENEW = text(f"""
with held as materialized (
  select t.id from ai_tasks t
  join unnest(cast(:ids as text[]), cast(:attempts as int[])) as given (id, attempt)
    on given.id = t.id and given.attempt = t.attempt
  where t.id = any(cast(:ids as text[])) and t.lease_owner = :owner
    and t.status = '{TaskStatus.RUNNING}'
  order by t.id for update of t
)
update ai_tasks t set lease_until = clock_timestamp() + cast(:lease as interval)
from held where t.id = held.id
returning t.id, t.cancel_requested_at is not null as cancel_asked,
  coalesce(t.deadline_at <= clock_timestamp(), false) as overdue
""")  # noqa: S608
"""Lengthen the leases that still hold, and say what was asked of those tasks meanwhile."""
