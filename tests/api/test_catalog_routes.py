"""The catalogue over HTTP."""

import httpx
import pytest

from tests.support.http import Caller, problem_of

pytestmark = pytest.mark.usefixtures("catalog_seeded")

PATHS = [
    "/api/cities",
    "/api/cities/guangzhou",
    "/api/places",
    "/api/places/guangzhou-canton-tower",
    "/api/catalog/vocabulary",
    "/api/catalog/links?origin=shanghai&target=tokyo&date=2026-11-21",
]


@pytest.mark.parametrize("path", PATHS)
async def test_the_catalogue_is_for_those_who_are_signed_in(
    client: httpx.AsyncClient, path: str
) -> None:
    problem_of(await client.get(path), status=401, code=2001)


async def test_cities_come_with_the_number_of_their_places(
    client: httpx.AsyncClient, user: Caller
) -> None:
    response = await client.get("/api/cities", headers=user.headers)

    cities = {city["id"]: city for city in response.json()["data"]}
    assert len(cities) >= 12
    assert cities["guangzhou"]["name_local"] == "广州"
    assert cities["guangzhou"]["place_counts"]["attraction"] >= 40


async def test_one_city_is_shown_as_in_the_list(client: httpx.AsyncClient, user: Caller) -> None:
    listed = (await client.get("/api/cities", headers=user.headers)).json()["data"]

    shown = await client.get("/api/cities/tokyo", headers=user.headers)

    assert shown.json()["data"] in listed


async def test_a_place_says_which_of_its_fields_are_estimates(
    client: httpx.AsyncClient, user: Caller
) -> None:
    response = await client.get("/api/places/guangzhou-canton-tower", headers=user.headers)

    place = response.json()["data"]
    assert place["name_local"] == "广州塔"
    assert set(place["estimates"]) >= {
        "popularity",
        "price_level",
        "typical_cost",
        "visit_minutes",
    }
    assert {"position_confidence", "hours_confidence", "source"} <= place.keys()


@pytest.mark.parametrize(
    "path", ["/api/cities/atlantis", "/api/places/atlantis-tower", "/api/places/%F0%9F%97%BC"]
)
async def test_what_is_not_in_the_catalogue_is_not_found(
    client: httpx.AsyncClient, user: Caller, path: str
) -> None:
    problem_of(await client.get(path, headers=user.headers), status=404, code=1003)


async def test_places_are_filtered_by_everything_asked(
    client: httpx.AsyncClient, user: Caller
) -> None:
    query = {"city": "guangzhou", "kind": "attraction", "category": "museum", "tag": "history"}

    response = await client.get("/api/places", params=query, headers=user.headers)

    places = response.json()["data"]["items"]
    assert places
    assert {(place["city_id"], place["kind"], place["category"]) for place in places} == {
        ("guangzhou", "attraction", "museum")
    }
    assert all("history" in place["tags"] for place in places)


@pytest.mark.parametrize("q", ["canton tower", " 广州塔 "])
async def test_places_are_found_by_part_of_a_name_in_either_language(
    client: httpx.AsyncClient, user: Caller, q: str
) -> None:
    response = await client.get("/api/places", params={"q": q}, headers=user.headers)

    found = {place["id"] for place in response.json()["data"]["items"]}
    assert "guangzhou-canton-tower" in found


async def test_pages_of_places_lead_to_the_end(client: httpx.AsyncClient, user: Caller) -> None:
    query = {"city": "xian", "limit": "50"}
    counts = (await client.get("/api/cities/xian", headers=user.headers)).json()["data"]

    seen, has_more = [], True
    while has_more:
        page = (await client.get("/api/places", params=query, headers=user.headers)).json()["data"]
        seen += [place["id"] for place in page["items"]]
        query["cursor"], has_more = page["next_cursor"], page["has_more"]

    assert len(set(seen)) == len(seen) == sum(counts["place_counts"].values())


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"kind": "palace"}, "kind"),
        ({"tag": "ancient"}, "tag"),
        ({"limit": "0"}, "limit"),
        ({"limit": "101"}, "limit"),
        ({"q": "x" * 101}, "q"),
    ],
)
async def test_a_bad_question_names_its_field(
    client: httpx.AsyncClient, user: Caller, query: dict[str, str], field: str
) -> None:
    response = await client.get("/api/places", params=query, headers=user.headers)

    body = problem_of(response, status=422, code=1001)
    assert body["errors"][0]["loc"] == ["query", field]


@pytest.mark.parametrize("cursor", ["", "nonsense", "W1tdLCIiXQ"])
async def test_a_cursor_of_ones_own_making_is_refused(
    client: httpx.AsyncClient, user: Caller, cursor: str
) -> None:
    response = await client.get("/api/places", params={"cursor": cursor}, headers=user.headers)

    problem_of(response, status=400, code=1002)


async def test_the_vocabulary_has_both_languages(client: httpx.AsyncClient, user: Caller) -> None:
    response = await client.get("/api/catalog/vocabulary", headers=user.headers)

    words = response.json()["data"]
    assert {"id": "food", "en": "Food", "zh": "美食"} in words["interests"]
    assert [kind["id"] for kind in words["kinds"]][:2] == ["attraction", "restaurant"]


async def test_journeys_of_no_city_are_not_found(client: httpx.AsyncClient, user: Caller) -> None:
    path = "/api/catalog/links?origin=shanghai&target=atlantis&date=2026-11-21"

    response = await client.get(path, headers=user.headers)

    problem_of(response, status=404, code=1003)


@pytest.mark.parametrize("query", ["", "&date=soon", "&date=9999-12-31", "&date=2026-02-30"])
async def test_journeys_of_no_day_are_refused(
    client: httpx.AsyncClient, user: Caller, query: str
) -> None:
    path = f"/api/catalog/links?origin=shanghai&target=tokyo{query}"

    response = await client.get(path, headers=user.headers)

    problem_of(response, status=422, code=1001)
