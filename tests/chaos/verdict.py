"""What must be true at the end, read from the database and from what watchers saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, LiteralString

import psycopg

EXTRA_CALLS_PERCENT = 2.0
"""Of a long run, which has this many tasks or more; in a short one a few faults weigh more."""
LONG_RUN = 400
MOST_MEMORY_MB = 300
"""Twice what a process that computes holds when it has loaded everything and made a plan."""


@dataclass
class Watched:
    """What one client saw of one task's log: the numbers of its lines, and how often it ended."""

    task_id: str
    seqs: list[int] = field(default_factory=list)
    ends: int = 0


@dataclass(frozen=True)
class Evidence:
    """All there is to judge by."""

    accepted: Sequence[str]
    watched: Sequence[Watched]
    most_active: int
    limit: int
    streams_left: int
    model_calls: int
    works_lost: int
    """How often work was lost with a process that computed; each may have cut off a call."""
    frozen_left: int
    """How many of the processes that compute are still there, of those that were frozen."""
    most_memory_mb: float
    """Of one process that computes, after the last task."""


_STUCK: LiteralString = """
select count(*) from ai_tasks where status not in ('succeeded','failed','cancelled')"""
_BY_STATUS: LiteralString = "select status, count(*) from ai_tasks group by status"
_LOST: LiteralString = """
select count(*) from unnest(%s::text[]) as accepted(id)
where not exists (select from ai_tasks t where t.id = accepted.id)"""
_WRONG_EFFECTS: LiteralString = """
select count(*) from ai_tasks t
where (select count(*) from plan_runs r where r.task_id = t.id and r.status = 'succeeded')
      <> (t.status = 'succeeded')::int
   or (select count(*) from plan_runs r join trips p on p.id = r.trip_id where r.task_id = t.id)
      <> (t.status = 'succeeded')::int"""
_ORPHANED_TRIPS: LiteralString = """
select count(*) from trips t where not exists (select from plan_runs r where r.trip_id = t.id)"""
_BROKEN_LOGS: LiteralString = """
select count(*) from ai_tasks t
left join lateral (
    select count(*) n, coalesce(min(seq), 1) low, coalesce(max(seq), 0) high,
           count(*) filter (where event in ('task.succeeded','task.failed','task.cancelled')) ends
    from task_logs l where l.task_id = t.id) l on true
where l.n <> t.log_seq or l.low <> 1 or l.high <> t.log_seq or l.ends <> 1"""
_WRONG_ATTEMPTS: LiteralString = """
select count(*) from ai_tasks t
left join lateral (
    select count(*) n, count(*) filter (where outcome is null) unfinished,
           count(*) filter (where outcome = 'succeeded') won
    from task_attempts a where a.task_id = t.id) a on true
where a.n <> t.attempt or a.unfinished > 0 or a.won <> (t.status = 'succeeded')::int"""
_NEEDED_CALLS: LiteralString = "select count(*) from task_steps where step like 'answer-%%'"
_ATTEMPTS: LiteralString = "select coalesce(sum(attempt), 0) from ai_tasks"


def judge(database_url: str, evidence: Evidence) -> dict[str, Any]:
    """Return the figures and the invariants, each true where it held."""
    with psycopg.connect(database_url) as connection:

        def number(query: LiteralString, *values: object) -> int:
            row = connection.execute(query, values).fetchone()
            return int(row[0]) if row else 0

        figures: dict[str, Any] = {
            "accepted": len(evidence.accepted),
            "by_status": dict(connection.execute(_BY_STATUS).fetchall()),
            "lost": number(_LOST, list(evidence.accepted)),
            "stuck": number(_STUCK),
            "wrong_effects": number(_WRONG_EFFECTS) + number(_ORPHANED_TRIPS),
            "broken_logs": number(_BROKEN_LOGS),
            "wrong_attempts": number(_WRONG_ATTEMPTS),
            "attempts": number(_ATTEMPTS),
            "model_calls_needed": number(_NEEDED_CALLS),
            "model_calls_made": evidence.model_calls,
        }
    figures |= {
        "watched": len(evidence.watched),
        "watched_lines": sum(len(watched.seqs) for watched in evidence.watched),
        "watchers_misled": sum(not unbroken(watched) for watched in evidence.watched),
        "most_active_of_a_user": evidence.most_active,
        "streams_left": evidence.streams_left,
        "works_lost": evidence.works_lost,
        "frozen_left": evidence.frozen_left,
        "most_memory_mb": round(evidence.most_memory_mb),
    }
    figures["extra_calls_percent"] = extra_percent(
        figures["model_calls_made"] - evidence.works_lost, figures["model_calls_needed"]
    )
    return figures | {"invariants": invariants(figures, evidence.limit)}


def invariants(figures: Mapping[str, Any], limit: int) -> dict[str, bool]:
    """Return the promises by name, true where the figures keep them."""
    succeeded = figures["by_status"].get("succeeded", 0)
    return {
        "I1 every accepted task has come to its end, and a good one": figures["lost"] == 0
        and figures["stuck"] == 0
        and succeeded == figures["accepted"] > 0,
        "I2 one effect for each success, none else": figures["wrong_effects"] == 0,
        "I3 logs without gap or repeat, each with one end": figures["broken_logs"] == 0
        and figures["watchers_misled"] == 0
        and figures["watched"] > 0,
        "I4 nobody had more active tasks than allowed": figures["most_active_of_a_user"] <= limit,
        "I5 every attempt is accounted for": figures["wrong_attempts"] == 0,
        "I6 no stream is left open": figures["streams_left"] == 0,
        "I7 what computes and was frozen is gone": figures["frozen_left"] == 0,
        f"I8 what computes holds {MOST_MEMORY_MB} MB at most": figures["most_memory_mb"]
        <= MOST_MEMORY_MB,
        "an attempt that was lost repeats one model call at most, and so does lost work": figures[
            "model_calls_made"
        ]
        - figures["model_calls_needed"]
        <= figures["attempts"] - figures["accepted"] + figures["works_lost"],
        f"model calls at most {EXTRA_CALLS_PERCENT:g} % above those needed in a long run": figures[
            "extra_calls_percent"
        ]
        <= EXTRA_CALLS_PERCENT
        or figures["accepted"] < LONG_RUN,
    }


def unbroken(watched: Watched) -> bool:
    """Say whether a client saw every line once, in order, and one end."""
    return watched.ends == 1 and watched.seqs == list(range(1, len(watched.seqs) + 1))


def extra_percent(made: int, needed: int) -> float:
    """Return how many percent of the needed calls were made beyond them."""
    return round((made - needed) * 100 / needed, 2) if needed else float("inf")
