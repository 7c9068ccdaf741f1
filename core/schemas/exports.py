"""Trips as files: the formats, our own one in full, links to subscribe to, pages to print."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, ConfigDict, Field, model_validator

from core.schemas.envelope import RequestModel, WireModel
from core.schemas.fields import MAX_DAYS, ClockTime, CurrencyCode
from core.schemas.links import LegChange, LinkMode, TimesKind
from core.schemas.trips import MAX_STOPS, SubTripKind, Transfer, TripOut
from core.schemas.wishes import TripWishes

MAX_FILE_BYTES = 4 * 1024 * 1024
ALARM_MIN = (
    "Remind of every stop that has a time so many minutes before; without it only of journeys."
)
_MAX_AMOUNT = 10**15
_MAX_MINUTES = 60 * 24 * 60
_MAX_DISTANCE_M = 50_000_000
_FIRST_YEAR, _LAST_YEAR = 1900, 9998
_Id = Annotated[str, Field(min_length=1, max_length=128)]
_Word = Annotated[str, Field(max_length=64)]
_Line = Annotated[str, Field(max_length=2_000)]
_Amount = Annotated[int, Field(ge=0, le=_MAX_AMOUNT)]


class ExportFormat(StrEnum):
    """What a trip can be downloaded as at once."""

    ICS = "ics"
    GPX = "gpx"
    KML = "kml"
    GEOJSON = "geojson"
    CSV = "csv"
    MARKDOWN = "md"
    JSONLD = "jsonld"
    JSON = "json"


class _FilePart(RequestModel):
    """A part of a trip's file: names stay letter by letter, spaces at their ends included."""

    model_config = ConfigDict(str_strip_whitespace=False)


class FileChange(LegChange):
    """Where one changes between two journeys that are one leg."""

    model_config = ConfigDict(extra="forbid")

    city_id: _Id
    name: _Line
    first_minutes: int = Field(ge=0, le=_MAX_MINUTES)
    wait_minutes: int = Field(ge=0, le=_MAX_MINUTES)


class FileLeg(_FilePart):
    """A journey between two cities, with the fields of `LegOut`."""

    mode: LinkMode
    number: _Word
    origin_city_id: _Id
    target_city_id: _Id
    origin_name: _Line
    target_name: _Line
    departs_at: AwareDatetime
    arrives_at: AwareDatetime
    minutes: int = Field(ge=0, le=_MAX_MINUTES)
    distance_m: int | None = Field(None, ge=0, le=_MAX_DISTANCE_M)
    price: _Amount
    per_vehicle: bool
    units: int = Field(ge=0, le=100)
    currency: CurrencyCode
    times: TimesKind
    source: _Line
    change: FileChange | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "FileLeg":
        if self.arrives_at < self.departs_at:
            raise ValueError("arrives_at is before departs_at")
        if min(self.departs_at.year, self.arrives_at.year) < _FIRST_YEAR or (
            self.arrives_at.year > _LAST_YEAR
        ):
            raise ValueError(f"a journey is between the years {_FIRST_YEAR} and {_LAST_YEAR}")
        return self


class FileTransfer(Transfer):
    """The way from the stop before."""

    model_config = ConfigDict(extra="forbid")


class FileStop(_FilePart):
    """One stop; `place_id` is of the catalogue the file came from."""

    kind: SubTripKind
    place_id: _Id | None = None
    name: Annotated[str, Field(min_length=1, max_length=2_000)]
    start_time: ClockTime | None = None
    end_time: ClockTime | None = None
    cost: _Amount = Field(0, description="Minor units of `currency`, for the whole party.")
    currency: CurrencyCode
    transfer: FileTransfer | None = None
    reason: _Line = ""
    meal: _Word | None = None
    leg: FileLeg | None = None


class FileDay(_FilePart):
    """One day; its date is the trip's first day plus its place in the list."""

    date: date
    city_id: _Id
    title: _Line
    summary: _Line = ""
    sub_trips: list[FileStop] = Field(max_length=MAX_STOPS)


class FileTrip(_FilePart):
    """A trip without what only the product it came from knows: ids, owner, version."""

    title: Annotated[str, Field(min_length=1, max_length=2_000)]
    summary: _Line = ""
    city_id: _Id
    origin_city_id: _Id | None = None
    start_date: date
    travellers: int = Field(ge=1, le=20)
    budget: Annotated[int, Field(ge=1, le=_MAX_AMOUNT)] | None = None
    currency: CurrencyCode
    wishes: TripWishes | None = Field(None, description="What it was planned for.")
    day_cards: list[FileDay] = Field(min_length=1, max_length=MAX_DAYS)


class FilePlace(_FilePart):
    """A place the trip names, for readers without the catalogue; an import passes over it."""

    id: _Id
    name: _Line
    local_name: _Line
    city_id: _Id
    lat: float
    lon: float
    opening_hours: _Line
    source: _Line
    licence: _Line
    attribution: _Line


class TripFile(_FilePart):
    """A trip as a file of our own: `GET …/export?format=json` writes it, an import reads it."""

    format: Literal["tripwright.trip"] = "tripwright.trip"
    version: Literal[1] = 1
    exported_version: int | None = Field(
        None, ge=1, description="Which version of the trip it was; an import passes over it."
    )
    trip: FileTrip
    places: list[FilePlace] = Field(default_factory=list, max_length=MAX_DAYS * MAX_STOPS)


class FeedIn(RequestModel):
    """How a trip's calendar to subscribe to is to be."""

    language: Literal["en", "zh"] | None = Field(
        None,
        description="Of the calendar; else that of `Accept-Language`, else the trip's.",
    )
    frame: bool = Field(False, description="With an event over all days.")
    alarm_min: int | None = Field(None, ge=0, le=10_080, description=ALARM_MIN)


class FeedOut(WireModel):
    """The secret address of a trip's calendar, said this once: only its hash is kept."""

    path: str
    url: str = Field(description="The same, at the address this request came to.")
    language: Literal["en", "zh"]
    frame: bool
    alarm_min: int | None


class PdfIn(RequestModel):
    """How a trip is to be printed."""

    language: Literal["en", "zh"] | None = Field(
        None, description="Of the pages; else that of `Accept-Language`, else the trip's."
    )
    paper: Literal["a4", "letter"] = "a4"
    request_id: str | None = Field(
        None,
        min_length=1,
        max_length=128,
        description="The same id and request give the same task again.",
    )


class PdfRequest(PdfIn):
    """The same in a batch, where no path names the trip."""

    trip_id: _Id


class StoredFileOut(WireModel):
    """A file that was made for somebody, kept as long as the task that made it."""

    name: str
    media_type: str
    size: int
    sha256: str
    href: str


class PdfOut(WireModel):
    """The result of a `trip_pdf`."""

    trip_id: str
    version: int = Field(description="Of the trip that was printed.")
    pages: int
    missing_characters: int = Field(description="No font of ours has them; each stands as □.")
    file: StoredFileOut


class TripImported(WireModel):
    """The trip that was made of a file, and the places of it that this catalogue does not know.

    A stop at such a place keeps its name.
    """

    trip: TripOut
    unknown_places: list[str]
    replayed: bool = Field(False, description="This request has made it before.")
