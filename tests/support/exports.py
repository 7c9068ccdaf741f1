"""A saved trip with everything that makes files go wrong, valid by default.

`a_trip()` leaves Paris on the night in which Europe changes its clocks and ends in New York. Its
second day has what nobody has said: no time, no place, no position.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from core.catalog.domain import City, Place
from core.exports.document import Language, TripDocument
from core.exports.gathering import World, document_of
from core.exports.native import file_of
from core.schemas.exports import TripFile
from core.schemas.fields import TransferMode
from core.schemas.links import LegOut, LinkMode, TimesKind
from core.schemas.trips import DayCardOut, SubTripKind, SubTripOut, Transfer, TripOut
from tests.support.builders import a_city, a_place

FIRST_DAY = date(2027, 3, 27)
CHANGED_AT = datetime(2026, 11, 21, 8, 30, tzinfo=UTC)
HOSTILE = '=HYPERLINK("x") <b>&amp; 广州塔\x07\x1b[31m \U0001f35c ]]> \u2028*_`|'
"""A formula, markup, control characters, an emoji, the end of CDATA, Markdown."""


def paris() -> City:
    """Return Paris."""
    return a_city(
        id="paris", name_en="Paris", name_local="Paris", aliases=("巴黎",), country="FR",
        timezone="Europe/Paris", currency="EUR", lat=48.8566, lon=2.3522,
    )  # fmt: skip


def new_york() -> City:
    """Return New York."""
    return a_city(
        id="newyork", name_en="New York", name_local="New York", aliases=("纽约",), country="US",
        timezone="America/New_York", currency="USD", lat=40.7128, lon=-74.006,
    )  # fmt: skip


def places() -> list[Place]:
    """Return two places of Paris and one of New York, of two sources."""
    return [
        a_place("paris-louvre", city_id="paris", name_en="Louvre", name_local="Musée du Louvre",
                name_zh="卢浮宫", lat=48.8606, lon=2.3376, area="1er",
                opening_hours="Mo,Th-Su 09:00-18:00", source="editorial"),
        a_place("paris-orsay", city_id="paris", name_en="Orsay", name_local="Musée d'Orsay",
                lat=48.86, lon=2.3266, licence="ODbL-1.0",
                source="OpenStreetMap; ODbL-1.0; 2026-03-01",
                attribution="© OpenStreetMap contributors"),
        a_place("newyork-moma", city_id="newyork", name_en="MoMA", name_local="MoMA",
                name_zh="现代艺术博物馆", lat=40.7614, lon=-73.9776, source="editorial"),
    ]  # fmt: skip


def a_world(*more: Place) -> World:
    """Return the cities and places that trips here are in."""
    cities = [paris(), new_york(), a_city()]
    return World(
        cities={city.id: city for city in cities},
        places={place.id: place for place in (*places(), *more)},
    )


def a_leg(**values: Any) -> LegOut:
    """Return a night flight from Paris to New York, over the change of clocks in Europe."""
    usual: dict[str, Any] = {
        "mode": LinkMode.FLIGHT,
        "number": "",
        "origin_city_id": "paris",
        "target_city_id": "newyork",
        "origin_name": "Paris CDG",
        "target_name": "New York JFK",
        "departs_at": datetime.fromisoformat("2027-03-27T23:30:00+01:00"),
        "arrives_at": datetime.fromisoformat("2027-03-28T02:30:00-04:00"),
        "minutes": 480,
        "distance_m": 5_840_000,
        "price": 45_000,
        "per_vehicle": False,
        "units": 2,
        "currency": "EUR",
        "times": TimesKind.TYPICAL,
        "source": "own timetable",
    }
    return LegOut(**(usual | values))


def a_stop(name: str = "Louvre", **values: Any) -> SubTripOut:
    """Return a visit from nine to half past ten, two kilometres by underground from before."""
    usual: dict[str, Any] = {
        "id": "id-" + "".join(filter(str.isalnum, name))[:40],
        "order_index": 0,
        "kind": SubTripKind.ATTRACTION,
        "place_id": None,
        "name": name,
        "start_time": "09:00",
        "end_time": "10:30",
        "cost": 3_400,
        "currency": "EUR",
        "transfer": Transfer(mode=TransferMode.TRANSIT, minutes=18, distance_m=2_000, cost=430),
        "reason": "for its light",
    }
    return SubTripOut(**(usual | values))


def a_day(index: int, city: City, *stops: SubTripOut, **values: Any) -> DayCardOut:
    """Return a day of a trip that began on `FIRST_DAY`."""
    usual: dict[str, Any] = {
        "id": f"day-{index}",
        "day_index": index,
        "date": FIRST_DAY + timedelta(days=index),
        "city_id": city.id,
        "city": city.name_en,
        "title": f"Chapter {index + 1}",
        "summary": f"Light & stone, part {index + 1}.",
        "sub_trips": [
            stop.model_copy(update={"order_index": order}) for order, stop in enumerate(stops)
        ],
    }
    return DayCardOut(**(usual | values))


def a_trip(*days: DayCardOut, **values: Any) -> TripOut:
    """Return the trip; with days of one's own in place of its own."""
    cards = list(days or _days())
    usual: dict[str, Any] = {
        "id": "trip-1",
        "title": "Paris 和 New York",
        "summary": "By air from one *capital* to the other; 两座城。",
        "city_id": cards[0].city_id,
        "city": cards[0].city,
        "start_date": cards[0].date,
        "day_count": len(cards),
        "travellers": 2,
        "budget": 500_000,
        "currency": "EUR",
        "version": 3,
        "created_at": CHANGED_AT - timedelta(days=1),
        "updated_at": CHANGED_AT,
        "origin_city_id": "paris",
        "day_cards": cards,
    }
    return TripOut(**(usual | values))


def a_document(trip: TripOut | None = None, language: Language = "en") -> TripDocument:
    """Return the trip as the formats see it."""
    return document_of(trip or a_trip(), a_world(), language)


def a_file(trip: TripOut | None = None) -> TripFile:
    """Return the trip as our own format."""
    return TripFile.model_validate_json(file_of(trip or a_trip(), a_world()).model_dump_json())


def _days() -> list[DayCardOut]:
    flight = a_stop(
        "To New York", kind=SubTripKind.TRANSPORT, leg=a_leg(), transfer=None,
        start_time="23:30", end_time=None,
    )  # fmt: skip
    return [
        a_day(
            0, paris(), a_stop("Louvre", place_id="paris-louvre"),
            a_stop("Orsay", place_id="paris-orsay", start_time="11:00", end_time="13:00"), flight,
        ),
        a_day(
            1, new_york(),
            a_stop("Somewhere", start_time=None, end_time=None, transfer=None, cost=0),
            a_stop("MoMA", place_id="newyork-moma", currency="USD", start_time="22:00",
                   end_time="24:00"),
            a_stop(HOSTILE, kind=SubTripKind.MEAL, meal="dinner", reason=HOSTILE, place_id="gone",
                   id="id-hostile"),
        ),
        a_day(2, new_york(), title=""),
    ]  # fmt: skip
