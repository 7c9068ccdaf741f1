"""Questions that the catalogue can answer, and no trip."""

from dataclasses import replace
from typing import Any

import pytest

from core.assistant.nodes.general import general
from core.assistant.route import Route
from core.assistant.state import TurnState
from core.catalog.service import CatalogService
from core.db.engine import Transaction
from core.memory.preferences import Held, Preference, Preferences, Slot
from core.schemas.chat import UsedMemory
from tests.support.turns import NOW, Recalling, Untouched, a_turning, an_asked

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


class _Knowing(Recalling):
    """Knows a preference besides what it recalls."""

    async def preferences(self, user_id: str, trip_id: str | None = None) -> Preferences:
        diet = Preference(Slot.DIET, "vegetarian")
        return Preferences((Held(diet, "m-1", "I'm a vegetarian", NOW),))


@pytest.mark.parametrize(
    ("words", "plea"),
    [
        ("What do you know about me?", "tell"),
        ("你记得我什么？", "tell"),
        ("forget everything about me", "forget"),
        ("忘掉我吃素", "forget"),
    ],
)
async def test_what_is_known_of_one_are_preferences_and_facts_and_no_turns(
    words: str, plea: str
) -> None:
    turn, fact = (
        UsedMemory(id=kind, text=f"a {kind}", score=1, metadata={"kind": kind})
        for kind in ("turn", "fact")
    )
    state = TurnState(
        asked=an_asked(words), route=Route(intent="general_qa"), memories=(turn, fact)
    )

    known = (await general(state, a_turning(memory=_Knowing())))["facts"]
    state["asked"] = an_asked(words, use_memory=False)
    unused = (await general(state, a_turning(memory=Untouched())))["facts"]

    assert (known["plea"], known["known"]) == (plea, ["I'm a vegetarian", "a fact"])
    assert (unused["known"], unused["is_off"]) == ([], True)
