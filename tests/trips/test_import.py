"""A trip's file kept in the database: whatever a trip may have in it, it comes back the same."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings

from core.catalog.service import CatalogService
from core.db.engine import make_engine, make_transaction
from core.exports.service import ExportService, Wanted
from core.kernel.settings import Settings
from core.schemas.exports import ExportFormat, TripFile
from core.schemas.trips import TripOut
from core.trips.service import TripService
from tests.exports.test_round_trip import said_by
from tests.exports.test_round_trip import trips as any_trip
from tests.support.exports import a_file
from tests.trips.conftest import make_owner

SHIPPED = {
    "paris-louvre": "paris-louvre-museum",
    "paris-orsay": "paris-eiffel-tower",
}
"""Places the shipped catalogue has, in place of those of the tests that it has not."""


@dataclass(frozen=True)
class Stage:
    """An event loop with the services, for a test that is not asynchronous."""

    runner: asyncio.Runner
    trips: TripService
    exports: ExportService
    owner_id: str

    def import_trip(self, file: TripFile) -> TripOut:
        """Return the trip a file became."""
        return self.runner.run(self.trips.import_trip(self.owner_id, file)).trip

    def export(self, trip: TripOut) -> bytes:
        """Return a trip in our own format."""

        async def write() -> bytes:
            wanted = Wanted(ExportFormat.JSON)
            return (await self.exports.prepare(self.owner_id, trip.id, wanted)).write()

        return self.runner.run(write())


@pytest.fixture
def stage(settings: Settings, catalog_seeded: str) -> Iterator[Stage]:
    """Yield the services on an event loop of their own."""
    assert settings.database_url is not None
    with asyncio.Runner() as runner:
        engine = make_engine(settings.database_url, pool_size=2, timeout_ms=10_000)
        transaction = make_transaction(engine)
        catalog = CatalogService(transaction)
        trips = TripService(transaction, catalog)
        owner_id = runner.run(make_owner(transaction))
        yield Stage(runner, trips, ExportService(trips, catalog), owner_id)
        runner.run(engine.dispose())


def shipped(trip: TripOut) -> TripOut:
    """Return the trip at places of the shipped catalogue."""
    text = trip.model_dump_json()
    for ours, theirs in SHIPPED.items():
        text = text.replace(f'"place_id":"{ours}"', f'"place_id":"{theirs}"')
    return TripOut.model_validate_json(text)


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(any_trip())
def test_a_trip_that_was_exported_and_imported_is_the_same_trip(
    stage: Stage, trip: TripOut
) -> None:
    original = shipped(trip)

    first = stage.import_trip(a_file(original))
    second = stage.import_trip(TripFile.model_validate_json(stage.export(first)))

    assert said_by(first) == said_by(original)
    assert said_by(second) == said_by(original)
    assert first.id != second.id


def test_a_refused_file_leaves_no_part_of_a_trip(stage: Stage) -> None:
    file = a_file()
    file.trip.day_cards[2].city_id = "atlantis"

    with pytest.raises(Exception, match="atlantis"):
        stage.import_trip(file)

    async def count() -> int:
        return len((await stage.trips.list_trips(stage.owner_id, limit=5, cursor=None)).items)

    assert stage.runner.run(count()) == 0


def test_places_that_are_not_known_are_told_of_once_and_in_order(stage: Stage) -> None:
    imported = stage.runner.run(stage.trips.import_trip(stage.owner_id, a_file()))

    assert imported.unknown_places == ["paris-louvre", "paris-orsay", "gone"]
