"""Secret links by which calendar programs fetch a trip, always as it is now."""

from dataclasses import dataclass

import structlog

from core.audit.repository import AuditRepository, Deed
from core.db.engine import Transaction
from core.exports.calendar import CalendarOptions
from core.exports.document import Language
from core.exports.repository import FeedRepository
from core.exports.service import ExportService, Prepared, Wanted
from core.exports.tokens import feed_hash, new_feed_token
from core.kernel.context import current_trace_id
from core.kernel.errors import NotFoundError
from core.schemas.exports import ExportFormat

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class FeedWish:
    """How the calendar behind a link is to be."""

    language: Language
    calendar: CalendarOptions


class FeedService:
    """Makes, revokes and serves links. Whoever has a link can read the trip and nothing else."""

    def __init__(self, transaction: Transaction, exports: ExportService) -> None:
        self._transaction = transaction
        self._exports = exports

    async def make(self, owner_id: str, trip_id: str, wish: FeedWish) -> str:
        """Return the token of a new link to a trip; the one before leads nowhere from now on.

        Raises:
            NotFoundError: The trip is not there, or not the caller's.
        """
        token = new_feed_token()
        async with self._transaction() as session:
            feeds = FeedRepository(session)
            await _require_trip(feeds, owner_id, trip_id)
            await feeds.put(
                {
                    "trip_id": trip_id,
                    "token_hash": feed_hash(token),
                    "language": wish.language,
                    "frame": wish.calendar.frame,
                    "alarm_min": wish.calendar.alarm_min,
                }
            )
            await AuditRepository(session).record(_deed(owner_id, "feed.make", trip_id))
        log.info("feed_made", trip_id=trip_id)
        return token

    async def revoke(self, owner_id: str, trip_id: str) -> None:
        """Let a trip's link lead nowhere.

        Raises:
            NotFoundError: The trip is not there, or not the caller's, or has no link.
        """
        async with self._transaction() as session:
            feeds = FeedRepository(session)
            await _require_trip(feeds, owner_id, trip_id)
            if not await feeds.delete(trip_id):
                raise NotFoundError(f"Trip {trip_id!r} has no calendar link")
            await AuditRepository(session).record(_deed(owner_id, "feed.revoke", trip_id))
        log.info("feed_revoked", trip_id=trip_id)

    async def prepare(self, token: str) -> Prepared:
        """Return the calendar behind a link, yet to be written.

        Raises:
            NotFoundError: The link leads nowhere; why, nobody is told.
        """
        token_hash = feed_hash(token)
        if token_hash is not None:
            async with self._transaction() as session:
                found = await FeedRepository(session).find(token_hash)
            if found is not None:
                feed, owner_id = found
                options = CalendarOptions(frame=feed.frame, alarm_min=feed.alarm_min)
                language: Language = "zh" if feed.language == "zh" else "en"
                wanted = Wanted(ExportFormat.ICS, language, options)
                return await self._exports.prepare(owner_id, feed.trip_id, wanted)
        raise NotFoundError("There is no calendar behind this link")


async def _require_trip(feeds: FeedRepository, owner_id: str, trip_id: str) -> None:
    if not await feeds.owns(owner_id, trip_id):
        raise NotFoundError(f"There is no trip {trip_id!r}")


def _deed(owner_id: str, action: str, trip_id: str) -> Deed:
    return Deed(owner_id, action, "trip", trip_id, trace_id=current_trace_id())
