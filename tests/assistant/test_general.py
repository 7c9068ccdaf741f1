"""Questions that the catalogue can answer, and no trip."""

from dataclasses import replace
from typing import Any

import pytest

from core.assistant.nodes.general import general
from core.assistant.route import Route
from core.assistant.state import TurnState
from core.catalog.service import CatalogService
from core.db.engine import Transaction
from tests.support.turns import a_turning, an_asked

pytestmark = pytest.mark.usefixtures("catalog_seeded")


@pytest.fixture
def catalog(transaction: Transaction) -> CatalogService:
    return CatalogService(transaction)


async def found(catalog: CatalogService, words: str) -> dict[str, Any]:
    """Return the facts; whatever else but the catalogue the node would touch refuses."""
    state = TurnState(
        asked=replace(an_asked(words), language="en"), route=Route(intent="general_qa")
    )
    return dict((await general(state, a_turning(catalog=catalog))).get("facts", {}))


@pytest.mark.parametrize(
    ("words", "kind", "name"),
    [
        ("What is Chengdu famous for?", "city", "Chengdu"),
        ("成都有什么特色？", "city", "Chengdu"),
        ("Tell me about Kyoto", "city", "Kyoto"),
        ("Is Paris better than London?", "city", "Paris"),
        ("Tell me about Senso-ji", "place", "Senso-ji Temple"),
        ("介绍一下广州塔", "place", "Canton Tower"),
        ("What is Kinkaku-ji like?", "place", "Kinkaku-ji (Golden Pavilion)"),
    ],
)
async def test_a_city_or_a_place_that_is_named_is_told_of(
    catalog: CatalogService, words: str, kind: str, name: str
) -> None:
    facts = await found(catalog, words)

    assert facts["kind"] == kind
    assert (facts["name"] if kind == "city" else facts["place"]["name"]) == name


async def test_which_cities_there_are_is_told(catalog: CatalogService) -> None:
    facts = await found(catalog, "你知道哪些城市？")

    assert facts["kind"] == "assistant"
    assert {"Kyoto", "Guangzhou", "Paris"} <= set(facts["cities"])


@pytest.mark.parametrize(
    "words", ["What is the capital of France?", "Why is the sky blue?", "签证怎么办？", "!!!"]
)
async def test_what_the_catalogue_does_not_know_has_no_facts(
    catalog: CatalogService, words: str
) -> None:
    assert await found(catalog, words) == {}
