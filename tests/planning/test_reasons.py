"""Why a stop is there, where no model has said it: facts, and those that matter to the party."""

from typing import Any

import pytest

from core.catalog.domain import Place
from core.planning.reasons import reason_for
from core.schemas.catalog import Interest, Meal, Suitability
from core.schemas.wishes import Mobility
from tests.support.builders import a_brief, a_place, a_restaurant
from tests.support.worlds import planned


def said_of(place: Place, meal: Meal | None = None, **fields: Any) -> tuple[str, str]:
    """Return the reason in English and in Chinese."""
    english, chinese = (
        reason_for(a_brief(**fields, language=language), place, meal) for language in ("en", "zh")
    )
    return english, chinese


_PLAIN: dict[str, Any] = {
    "must_see": False,
    "best_time": "any",
    "typical_cost": 100,
    "popularity": 50,
    "tags": (),
}


@pytest.mark.parametrize(
    ("place", "fields", "english", "chinese"),
    [
        ({"must_see": True, "popularity": 80}, {}, "One of the sights", "代表景点之一"),
        ({"must_see": True, "popularity": 99}, {}, "Among the most famous", "最有名的地方之一"),
        (
            {"tags": (Interest.ART,)},
            {"interests": (Interest.ART,)},
            "interest in art",
            "对艺术的喜好",
        ),
        ({"kid_ok": Suitability.YES}, {"children": 1}, "Good with children", "适合带孩子"),
        (
            {"wheelchair": Suitability.YES},
            {"mobility": Mobility.WHEELCHAIR},
            "A wheelchair gets in",
            "轮椅可进",
        ),
        ({"best_time": "sunset"}, {}, "best at sunset", "日落时最好看"),
        ({"typical_cost": 0}, {}, "Free of charge", "免费"),
        ({"category": "museum"}, {}, "Museum", "博物馆"),
    ],
)
def test_what_speaks_for_a_sight_is_said(
    place: dict[str, Any], fields: dict[str, Any], english: str, chinese: str
) -> None:
    said = said_of(a_place(**(_PLAIN | place)), **fields)

    assert english in said[0]
    assert chinese in said[1]


def test_what_is_no_matter_to_the_party_is_not_said() -> None:
    place = a_place(**(_PLAIN | {"kid_ok": Suitability.YES, "tags": (Interest.ART,)}))

    english, chinese = said_of(place, children=0, interests=(Interest.FOOD,))

    assert "children" not in english
    assert "art" not in english
    assert "孩子" not in chinese


def test_a_meal_says_what_is_cooked_and_what_was_wished() -> None:
    table = a_restaurant(cuisine=("hotpot",), popularity=50, typical_cost=0)

    english, chinese = said_of(table, Meal.LUNCH, cuisines=("hotpot",))

    assert english.startswith("Has the hotpot you wished for; hotpot lunch")
    assert chinese == "有您想吃的火锅，火锅午餐。"


@pytest.mark.parametrize(("language", "end"), [("en", "."), ("zh", "。")])
async def test_every_visit_of_a_plan_says_why_in_its_language(language: str, end: str) -> None:
    made = await planned(
        mode="fast", destination="chengdu", start_date="2027-05-03", day_count=2, language=language
    )

    reasons = [
        stop.reason for stop in made.state["plan"].stops() if stop.place and stop.kind != "hotel"
    ]
    assert all(reason.endswith(end) for reason in reasons)
    assert len(set(reasons)) > len(reasons) // 2
