"""Documents to be analysed, and bookings for a trip."""

from core.client.calls.call import Call, Upload, changed, path_of
from core.schemas.documents import BookingsIn, DocumentFileIn, DocumentTextIn
from core.schemas.envelope import Envelope
from core.schemas.tasks import TaskAccepted
from core.schemas.trips import TripOut


def analyse_text(body: DocumentTextIn) -> Call[TaskAccepted]:
    """Ask to analyse a document given as text."""
    path = "/api/tasks/documents/text"
    return Call("POST", path, Envelope[TaskAccepted], body=changed(body))


def analyse_file(name: str, content: bytes, wish: DocumentFileIn) -> Call[TaskAccepted]:
    """Ask to analyse a file: txt, md, pdf or docx."""
    upload = Upload(name, content, wish.model_dump(mode="json", exclude_none=True))
    return Call("POST", "/api/tasks/documents/file", Envelope[TaskAccepted], upload=upload)


def add_bookings(trip_id: str, version: int, body: BookingsIn) -> Call[TripOut]:
    """Ask to put bookings that were found into a trip."""
    path = path_of("/api/trips", trip_id, "bookings")
    return Call("POST", path, Envelope[TripOut], body=changed(body), version=version)
