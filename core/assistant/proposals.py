"""Changes of trips that wait for a yes: one of a conversation at a time, kept in the database.

A change is made and its proposal closed in one transaction, so that two who say yes at once make it
once, and a crash leaves both or neither.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.catalog.service import CatalogService
from core.db.engine import Transaction
from core.db.models.chat import ChatProposal, ChatSession
from core.db.models.trip import Trip
from core.kernel.clock import Clock
from core.kernel.errors import NotFoundError
from core.schemas.chat import ChangeKind, ProposalOut, ProposalStatus, TripChange
from core.trips.locked import changed_trip
from core.trips.one_change import make_changes
from core.trips.repository import TripRepository
from core.trips.restoring import Kept, different_days, kept_days, restore

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answered:
    """A proposal after its answer; `before` says that it had one already."""

    proposal: ProposalOut
    before: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """A change as it is proposed, for the version of the trip it was made for.

    `also` is made along with it. `restores` are the days it puts back, where it is a way back.
    """

    trip_id: str
    trip_version: int
    change: TripChange
    also: tuple[TripChange, ...]
    new_problems: list[str]
    solved_problems: list[str]
    restores: Kept | None = None


@dataclass(frozen=True, slots=True)
class WayBack:
    """How the last change of a conversation is undone: said as changes, made by putting back."""

    trip_id: str
    trip_version: int
    changes: tuple[TripChange, ...]
    restores: Kept


class Proposals:
    """Keeps the changes that wait; to anybody but the owner of a conversation there are none."""

    def __init__(self, transaction: Transaction, catalog: CatalogService, clock: Clock) -> None:
        self._transaction = transaction
        self._catalog = catalog
        self._clock = clock

    async def find_open(self, user_id: str, session_id: str) -> ProposalOut | None:
        """Return the change that waits in a conversation."""
        async with self._transaction() as session:
            row = await _open(session, user_id, session_id)
        return proposal_out(row) if row else None

    async def find_way_back(
        self, user_id: str, session_id: str
    ) -> tuple[WayBack | None, str] | None:
        """Return how the last change of a conversation is undone, and what it was of.

        None where there was none; instead of the way back None where it was not kept.
        """
        async with self._transaction() as session:
            row = await session.scalar(
                _mine(user_id, session_id)
                .where(ChatProposal.status == ProposalStatus.APPLIED)
                .order_by(ChatProposal.ended_at.desc(), ChatProposal.id.desc())
                .limit(1)
            )
        if row is None:
            return None
        kept, name = row.proposal, row.proposal["change"]["stop_name"]
        if "before" not in kept:
            return None, name
        back = tuple(map(TripChange.model_validate, kept["undo"]))
        return WayBack(row.trip_id, kept["version"], back, kept["before"]), name

    async def propose(self, user_id: str, session_id: str, wanted: Wanted) -> ProposalOut:
        """Have a change wait for a yes, in the place of the one that waited before.

        Raises:
            NotFoundError: The conversation is not there, or not the caller's.
        """
        async with self._transaction() as session:
            # The lock puts two turns of one conversation one after the other.
            await _lock_session(session, user_id, session_id)
            await self._end_open(session, session_id, ProposalStatus.DECLINED)
            row = ChatProposal(
                session_id=session_id,
                trip_id=wanted.trip_id,
                trip_version=wanted.trip_version,
                proposal={
                    "change": wanted.change.model_dump(mode="json"),
                    "also": [one.model_dump(mode="json") for one in wanted.also],
                    "restores": wanted.restores,
                    "new_problems": wanted.new_problems,
                    "solved_problems": wanted.solved_problems,
                },
                status=ProposalStatus.OPEN,
            )
            session.add(row)
            await session.flush()
            proposed = proposal_out(row)
        log.info("change_proposed", trip_id=wanted.trip_id, kind=wanted.change.kind)
        return proposed

    async def close(self, user_id: str, proposal: ProposalOut, status: ProposalStatus) -> Answered:
        """Drop a change that waits: declined, or stale where its trip is another one by now.

        Raises:
            NotFoundError: It is not there, or not the caller's.
        """
        async with self._transaction() as session:
            row = await _locked(session, user_id, proposal.id)
            if row.status != ProposalStatus.OPEN:
                return Answered(proposal_out(row), before=True)
            self._end(row, status)
            return Answered(proposal_out(row))

    async def apply(self, user_id: str, proposal: ProposalOut) -> Answered:
        """Make a change that waits, and close it; one that was answered already stays so.

        Raises:
            VersionMismatchError: The trip is not the one any more that it was made for.
            NotFoundError: The trip or the stop is gone, or nothing of it is the caller's.
            AppError: The trip does not take the change.
        """
        cities = {city.id: city for city in await self._catalog.list_cities()}
        wanted = [proposal.change, *proposal.also]
        named = {change.place_id for change in wanted if change.place_id}
        places = await self._catalog.find_places(named)
        async with self._transaction() as session:
            row = await _locked(session, user_id, proposal.id)
            kept = proposal_out(row)
            if kept.status is not ProposalStatus.OPEN:
                return Answered(kept, before=True)
            before: Kept = {}
            back: list[TripChange] = []

            async def make(trips: TripRepository, trip: Trip) -> None:
                nonlocal before, back
                before, back = kept_days(trip), _ways_back(trip, wanted)
                restores = row.proposal.get("restores")
                if restores is not None:
                    await restore(trips, trip, restores)
                    return
                added = await make_changes(trips, trip, wanted, places, cities)
                back = [_of_added(one, added) for one in back]

            changed = await changed_trip(
                TripRepository(session), user_id, row.trip_id, row.trip_version, make
            )
            row.proposal = row.proposal | {
                "version": changed.version,
                "undo": [one.model_dump(mode="json") for one in back],
                "before": different_days(before, kept_days(changed)),
            }
            self._end(row, ProposalStatus.APPLIED)
            applied = proposal_out(row)
        log.info("change_applied", trip_id=applied.trip_id, kind=proposal.change.kind)
        return Answered(applied)

    async def _end_open(
        self, session: AsyncSession, session_id: str, status: ProposalStatus
    ) -> None:
        await session.execute(
            update(ChatProposal)
            .where(ChatProposal.session_id == session_id, ChatProposal.status == "open")
            .values(status=status, ended_at=self._clock())
        )

    def _end(self, row: ChatProposal, status: ProposalStatus) -> None:
        row.status, row.ended_at = status, self._clock()


def _ways_back(trip: Trip, wanted: Sequence[TripChange]) -> list[TripChange]:
    """Return what undoes changes of a trip as it is before them, in words of changes."""
    return [_way_back(trip, change) for change in wanted]


def _of_added(change: TripChange, added: str | None) -> TripChange:
    """Return the removal of what was added with its id; nothing else has none."""
    is_it = change.kind is ChangeKind.REMOVE and change.stop_id is None
    return change.model_copy(update={"stop_id": added}) if is_it else change


def _way_back(trip: Trip, change: TripChange) -> TripChange:
    if change.kind is ChangeKind.ADD:
        return change.model_copy(
            update={"kind": ChangeKind.REMOVE, "from_date": change.to_date, "to_date": None}
        )
    # What is put back is there no more by its id.
    stop = next(
        (s for day in trip.day_cards for s in day.sub_trips if s.id == change.stop_id), None
    )
    if stop is None:
        return change
    day = next(day for day in trip.day_cards if day.id == stop.day_card_id)
    then: dict[str, Any] = {
        "from_date": change.to_date,
        "to_date": day.date,
        "order_index": stop.order_index,
        "start_time": stop.start_time,
        "end_time": stop.end_time,
        "place_id": stop.place_id,
        "place_name": stop.name,
    }
    if change.kind in (ChangeKind.MOVE, ChangeKind.RETIME):
        return change.model_copy(update=then | {"place_id": None, "place_name": None})
    if change.kind is ChangeKind.REPLACE:
        name = change.place_name or change.stop_name
        return change.model_copy(update=then | {"stop_name": name})
    return change.model_copy(
        update=then | {"kind": ChangeKind.ADD, "stop_id": None, "from_date": None}
    )


def _mine(user_id: str, session_id: str) -> Any:
    return (
        select(ChatProposal)
        .join(ChatSession, ChatSession.id == ChatProposal.session_id)
        .where(ChatSession.user_id == user_id, ChatProposal.session_id == session_id)
    )


async def _open(session: AsyncSession, user_id: str, session_id: str) -> ChatProposal | None:
    found: ChatProposal | None = await session.scalar(
        _mine(user_id, session_id).where(ChatProposal.status == ProposalStatus.OPEN)
    )
    return found


async def _lock_session(session: AsyncSession, user_id: str, session_id: str) -> None:
    found = await session.scalar(
        select(ChatSession.id)
        .where(ChatSession.user_id == user_id, ChatSession.id == session_id)
        .with_for_update()
    )
    if found is None:
        raise NotFoundError(f"There is no conversation {session_id!r}")


async def _locked(session: AsyncSession, user_id: str, proposal_id: str) -> ChatProposal:
    """Return a proposal that nobody else answers meanwhile."""
    row = await session.scalar(
        select(ChatProposal)
        .join(ChatSession, ChatSession.id == ChatProposal.session_id)
        .where(ChatSession.user_id == user_id, ChatProposal.id == proposal_id)
        .with_for_update(of=ChatProposal)
    )
    if row is None:
        raise NotFoundError(f"There is no proposal {proposal_id!r}")
    return row


def proposal_out(row: ChatProposal) -> ProposalOut:
    """Return a proposal as it goes out."""
    return ProposalOut(
        id=row.id,
        trip_id=row.trip_id,
        trip_version=row.trip_version,
        status=ProposalStatus(row.status),
        change=row.proposal["change"],
        also=row.proposal.get("also", []),
        new_problems=row.proposal["new_problems"],
        solved_problems=row.proposal["solved_problems"],
        version=row.proposal.get("version"),
        undoes=row.proposal.get("restores") is not None,
    )
