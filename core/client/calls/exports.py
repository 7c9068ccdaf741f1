"""Trips as files: downloads, printing as a task, calendar links, and imports."""

from typing import Any

from core.client.calls.call import Call, changed, given, path_of
from core.schemas.envelope import Envelope
from core.schemas.exports import (
    ExportFormat,
    FeedIn,
    FeedOut,
    PdfIn,
    TripFile,
    TripImported,
)
from core.schemas.tasks import TaskAccepted


def export_trip(
    trip_id: str,
    wanted: ExportFormat,
    *,
    language: str | None = None,
    frame: bool = False,
    alarm_min: int | None = None,
) -> Call[bytes]:
    """Ask for a trip as a file; the answer is its bytes."""
    query = given(format=wanted.value, language=language, alarm_min=alarm_min)
    if frame:
        query["frame"] = "true"
    return _file(path_of("/api/trips", trip_id, "export"), query)


def print_trip(trip_id: str, body: PdfIn) -> Call[TaskAccepted]:
    """Ask to print a trip; the task's result is a `PdfOut`."""
    path = path_of("/api/trips", trip_id, "export", "pdf")
    return Call("POST", path, Envelope[TaskAccepted], body=changed(body))


def file(sha256: str) -> Call[bytes]:
    """Ask for a file of one's own; the answer is its bytes."""
    return _file(path_of("/api/files", sha256))


def import_trip(body: TripFile, key: str | None = None) -> Call[TripImported]:
    """Ask to make a trip of a file; calls with the same `key` make one."""
    content: dict[str, Any] = body.model_dump(mode="json")
    return Call("POST", "/api/trips/import", Envelope[TripImported], body=content, key=key)


def make_feed(trip_id: str, body: FeedIn) -> Call[FeedOut]:
    """Ask for a new secret calendar link of a trip."""
    return Call("POST", _feed(trip_id), Envelope[FeedOut], body=changed(body))


def revoke_feed(trip_id: str) -> Call[None]:
    """Ask that a trip's calendar link leads nowhere."""
    return Call("DELETE", _feed(trip_id), Envelope[None])


def feed(token: str) -> Call[bytes]:
    """Ask for the calendar behind a secret link, as anybody may."""
    path = path_of("/api/feeds", f"{token}.ics")
    return Call("GET", path, Envelope[bytes], accept="*/*", raw=True, signed=False)


def _feed(trip_id: str) -> str:
    return path_of("/api/trips", trip_id, "feed")


def _file(path: str, query: dict[str, Any] | None = None) -> Call[bytes]:
    return Call("GET", path, Envelope[bytes], query=query or {}, accept="*/*", raw=True)
