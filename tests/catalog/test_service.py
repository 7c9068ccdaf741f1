"""Asking the catalogue on PostgreSQL."""

import pytest

from core.catalog.repository import PlaceFilter
from core.catalog.service import CatalogService
from core.kernel.errors import MalformedError, NotFoundError
from core.schemas.catalog import Interest, PlaceKind
from tests.support.catalog_files import cells, csv_file


@pytest.mark.parametrize(
    ("text", "city_id"),
    [
        ("guangzhou", "guangzhou"),
        ("GuangZhou", "guangzhou"),
        ("广州", "guangzhou"),
        ("广州市", "guangzhou"),
        ("canton", "guangzhou"),
        ("東京", "tokyo"),
        ("东京", "tokyo"),
        ("ＴＯＫＹＯ", "tokyo"),
        (" Tōkyō ", "tokyo"),
    ],
)
async def test_a_city_is_found_by_id_name_or_alias_in_any_spelling(
    catalog: CatalogService, text: str, city_id: str
) -> None:
    city = await catalog.find_city(text)

    assert city is not None
    assert city.id == city_id


@pytest.mark.parametrize("text", ["Atlantis", "", "市", "guang"])
async def test_no_city_is_found_by_anything_else(catalog: CatalogService, text: str) -> None:
    assert await catalog.find_city(text) is None


async def test_an_unknown_city_is_not_found(catalog: CatalogService) -> None:
    with pytest.raises(NotFoundError, match="atlantis"):
        await catalog.get_city("atlantis")


async def test_places_are_counted_by_city_and_kind(catalog: CatalogService) -> None:
    assert await catalog.place_counts() == {
        "guangzhou": {PlaceKind.ATTRACTION: 1, PlaceKind.RESTAURANT: 1}
    }


async def test_a_place_comes_out_as_it_went_in(catalog: CatalogService) -> None:
    by_city = await catalog.places_of("guangzhou")

    assert await catalog.get_place("guangzhou-tea-museum") in by_city
    assert all(type(place.kind) is PlaceKind for place in by_city)


async def test_callers_cannot_change_what_is_kept(catalog: CatalogService) -> None:
    (await catalog.places_of("guangzhou")).clear()

    assert len(await catalog.places_of("guangzhou")) == 2


async def test_an_unknown_city_has_no_places(catalog: CatalogService) -> None:
    assert await catalog.places_of("atlantis") == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (PlaceFilter(city_id="tokyo"), []),
        (PlaceFilter(kind=PlaceKind.RESTAURANT), ["guangzhou-tea-house"]),
        (PlaceFilter(category="museum"), ["guangzhou-tea-museum"]),
        (PlaceFilter(tag=Interest.FOOD), ["guangzhou-tea-house"]),
        (PlaceFilter(text="MUSE"), ["guangzhou-tea-museum"]),
        (PlaceFilter(text="茶楼"), ["guangzhou-tea-house"]),
        (PlaceFilter(text="haiZHU"), ["guangzhou-tea-house", "guangzhou-tea-museum"]),
        (PlaceFilter(text="%"), []),
        (PlaceFilter(text="_"), []),
        (PlaceFilter(kind=PlaceKind.RESTAURANT, category="museum"), []),
    ],
    ids=str,
)
async def test_filters_narrow_the_list(
    catalog: CatalogService, wanted: PlaceFilter, expected: list[str]
) -> None:
    page = await catalog.list_places(wanted, limit=10, cursor=None)

    assert [place.id for place in page.items] == expected
    assert (page.has_more, page.next_cursor) == (False, None)


async def test_pages_follow_each_other_without_gap_or_repetition(catalog: CatalogService) -> None:
    popularity = [50, 90, 50, 90, 50, 1, 100]
    rows = [
        cells(id=f"guangzhou-{n}", name_en=f"{n}" * 9, name_local=f"{n}" * 9, popularity=str(p))
        for n, p in enumerate(popularity)
    ]
    await catalog.import_file(csv_file(*rows), "many.csv")

    seen, cursor = [], None
    for _ in range(3):
        page = await catalog.list_places(PlaceFilter(), limit=3, cursor=cursor)
        seen += page.items
        cursor = page.next_cursor

    assert cursor is None
    assert len({place.id for place in seen}) == len(seen) == 9
    assert seen == sorted(seen, key=lambda place: (-place.popularity, place.id))


@pytest.mark.parametrize("cursor", ["", "nonsense", "W10", "WzEwMSwieCJd", "WyIxIiwieCJd"])
async def test_a_cursor_of_another_list_is_refused(catalog: CatalogService, cursor: str) -> None:
    with pytest.raises(MalformedError):
        await catalog.list_places(PlaceFilter(), limit=3, cursor=cursor)
