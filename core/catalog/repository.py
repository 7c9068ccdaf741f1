"""Cities and places in SQL."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.catalog.connections import Connection
from core.catalog.domain import EDITORIAL, City, Place
from core.db.base import Base
from core.db.models.catalog import City as CityRow
from core.db.models.catalog import Connection as ConnectionRow
from core.db.models.catalog import Place as PlaceRow
from core.schemas.catalog import (
    Booking,
    HoursConfidence,
    Interest,
    Meal,
    PlaceKind,
    PlaceStatus,
    PositionConfidence,
    Suitability,
)
from core.schemas.links import LinkMode, TimesKind
from core.schemas.lodging import HouseRule, RoomType

_IMPORT_LOCK = 0x7472_6970
"""Key of the advisory lock: a number nothing else in the product locks."""
_ROWS_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class PlaceFilter:
    """Which places are wanted; None leaves a question open. `text` is a part of a name or area."""

    city_id: str | None = None
    kind: PlaceKind | None = None
    category: str | None = None
    tag: Interest | None = None
    text: str | None = None


class CatalogRepository:
    """The catalogue, which belongs to nobody: every user reads all of it."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def list_cities(self) -> list[City]:
        """Return every city, by id."""
        rows = await self._session.scalars(select(CityRow).order_by(CityRow.id))
        return [_city(row) for row in rows]

    async def place_counts(self) -> dict[str, dict[PlaceKind, int]]:
        """Return how many places of each kind each city has, without those closed for good."""
        rows = await self._session.execute(
            select(PlaceRow.city_id, PlaceRow.kind, func.count())
            .where(PlaceRow.status == PlaceStatus.OPEN)
            .group_by(PlaceRow.city_id, PlaceRow.kind)
            .order_by(PlaceRow.city_id, PlaceRow.kind)
        )
        counts: dict[str, dict[PlaceKind, int]] = {}
        for city_id, kind, count in rows:
            counts.setdefault(city_id, {})[PlaceKind(kind)] = count
        return counts

    async def places_of(self, city_ids: Iterable[str]) -> list[Place]:
        """Return every place of these cities, the most wanted first."""
        rows = await self._session.scalars(
            select(PlaceRow)
            .where(PlaceRow.city_id.in_(city_ids))
            .order_by(PlaceRow.popularity.desc(), PlaceRow.id)
        )
        return [_place(row) for row in rows]

    async def find_places(self, place_ids: Collection[str]) -> list[Place]:
        """Return those of these places that are there, by id."""
        rows = await self._session.scalars(
            select(PlaceRow).where(PlaceRow.id.in_(place_ids)).order_by(PlaceRow.id)
        )
        return [_place(row) for row in rows]

    async def list_connections(self) -> list[Connection]:
        """Return every connection, by id."""
        rows = await self._session.scalars(select(ConnectionRow).order_by(ConnectionRow.id))
        return [_connection(row) for row in rows]

    async def stops(self) -> list[Place]:
        """Return every station and airport, by id."""
        stops = (PlaceKind.STATION, PlaceKind.AIRPORT)
        rows = await self._session.scalars(
            select(PlaceRow).where(PlaceRow.kind.in_(stops)).order_by(PlaceRow.id)
        )
        return [_place(row) for row in rows]

    async def find_place(self, place_id: str) -> Place | None:
        """Return the place with this id."""
        row = await self._session.get(PlaceRow, place_id)
        return _place(row) if row else None

    async def list_places(
        self, wanted: PlaceFilter, limit: int, after: tuple[int, str] | None
    ) -> list[Place]:
        """Return up to `limit` places, the most wanted first, that come after a popularity and id.

        Args:
            wanted: Which places.
            limit: Most places to return.
            after: Popularity and id of the last place of the page before.
        """
        statement = select(PlaceRow).where(*_conditions(wanted))
        if after is not None:
            # Ascending both, so that one comparison of rows says "after".
            popularity, place_id = after
            statement = statement.where(
                tuple_(-PlaceRow.popularity, PlaceRow.id) > (-popularity, place_id)
            )
        statement = statement.order_by(PlaceRow.popularity.desc(), PlaceRow.id).limit(limit)
        return [_place(row) for row in await self._session.scalars(statement)]

    async def lock_for_import(self) -> None:
        """Wait for another import to end, and hold off new ones until the transaction ends."""
        await self._session.execute(select(func.pg_advisory_xact_lock(_IMPORT_LOCK)))

    async def save_cities(self, cities: Sequence[City]) -> int:
        """Insert or update cities and return how many changed."""
        return await self._save(CityRow, cities)

    async def save_places(self, places: Sequence[Place], *, keep_imported: bool) -> int:
        """Insert or update places and return how many changed.

        With `keep_imported`, a place whose source is not ours stays as it is.
        """
        return await self._save(
            PlaceRow, places, PlaceRow.source == EDITORIAL if keep_imported else true()
        )

    async def save_connections(
        self, connections: Sequence[Connection], *, keep_imported: bool
    ) -> int:
        """Insert or update connections and return how many changed.

        With `keep_imported`, a connection whose source is not ours stays as it is.
        """
        is_ours = ConnectionRow.source == EDITORIAL
        return await self._save(ConnectionRow, connections, is_ours if keep_imported else true())

    async def _save(
        self,
        row: type[CityRow] | type[PlaceRow] | type[ConnectionRow],
        values: Sequence[City] | Sequence[Place] | Sequence[Connection],
        may_change: ColumnElement[bool] = true(),  # noqa: B008 - an immutable clause
    ) -> int:
        if not values:
            return 0
        columns = [field.name for field in fields(values[0])]
        table = Base.metadata.tables[row.__tablename__]
        statement = insert(table).from_select(columns, _rows_of(table.name, columns))
        new = {name: statement.excluded[name] for name in columns}
        differs = or_(*(getattr(row, name).is_distinct_from(value) for name, value in new.items()))
        statement = statement.on_conflict_do_update(
            index_elements=[row.id],
            set_=new | {"updated_at": func.now()},
            where=and_(may_change, differs),
        )
        # By id, so that two processes that save at once wait for each other, not in a circle.
        rows = sorted(
            ({name: getattr(value, name) for name in columns} for value in values),
            key=itemgetter("id"),
        )
        changed = 0
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            batch = json.dumps(rows[start : start + _ROWS_AT_ONCE], default=_plain)
            saved = await self._session.execute(statement.returning(row.id), {"rows": batch})
            changed += len(saved.all())
        return changed


def _plain(value: Any) -> Any:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


def _rows_of(table: str, columns: Sequence[str]) -> Select[Any]:
    """Return a query of the rows in the JSON text `rows`, typed as those of a table.

    One statement takes a thousand of them; the ORM would send an upsert for each.
    """
    record: ColumnElement[Any] = literal_column(f"null::{table}")
    rows = cast(bindparam("rows", type_=Text), JSONB)
    new = func.jsonb_populate_recordset(record, rows).table_valued(*columns, name="new")
    return select(*(new.c[name] for name in columns))


def _conditions(wanted: PlaceFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.city_id is not None:
        conditions.append(PlaceRow.city_id == wanted.city_id)
    if wanted.kind is not None:
        conditions.append(PlaceRow.kind == wanted.kind)
    if wanted.category is not None:
        conditions.append(PlaceRow.category == wanted.category)
    if wanted.tag is not None:
        conditions.append(PlaceRow.tags.contains([wanted.tag]))
    if wanted.text is not None:
        aliases = func.array_to_string(PlaceRow.aliases, "\n")
        columns = (PlaceRow.name_en, PlaceRow.name_local, PlaceRow.name_zh, PlaceRow.area, aliases)
        conditions.append(
            or_(*(column.icontains(wanted.text, autoescape=True) for column in columns))
        )
    return conditions


def _city(row: CityRow) -> City:
    values = {field.name: getattr(row, field.name) for field in fields(City)}
    return City(**values | {"aliases": tuple(row.aliases)})


def _place(row: PlaceRow) -> Place:
    values = {field.name: getattr(row, field.name) for field in fields(Place)}
    typed = {
        "kind": PlaceKind(row.kind),
        "position_confidence": PositionConfidence(row.position_confidence),
        "tags": tuple(Interest(tag) for tag in row.tags),
        "meals": tuple(Meal(meal) for meal in row.meals),
        "cuisine": tuple(row.cuisine),
        "hours_confidence": HoursConfidence(row.hours_confidence),
        "aliases": tuple(row.aliases),
        "booking": Booking(row.booking),
        "kid_ok": Suitability(row.kid_ok),
        "wheelchair": Suitability(row.wheelchair),
        "status": PlaceStatus(row.status),
        "room_type": RoomType(row.room_type) if row.room_type else None,
        "allows": tuple(HouseRule(rule) for rule in row.allows),
        "forbids": tuple(HouseRule(rule) for rule in row.forbids),
        "rules_confidence": HoursConfidence(row.rules_confidence),
        "features": tuple(row.features),
    }
    return Place(**values | typed)


def _connection(row: ConnectionRow) -> Connection:
    values = {field.name: getattr(row, field.name) for field in fields(Connection)}
    typed = {"mode": LinkMode(row.mode), "times": TimesKind(row.times)}
    return Connection(**values | typed)
