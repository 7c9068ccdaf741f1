"""What was read from a traveller's words is told part by part, each with its own value."""

from core.schemas.paths import value_at
from tests.support.resolved import understood


def test_a_part_of_a_field_is_told_with_its_own_value() -> None:
    words = {
        "party": {"children": 2, "pets": 1},
        "no_modes": ["flight", "bus"],
        "day_count": 3,
        "evidence": {
            "party.pets": "a dog", "no_modes.1": "no coaches", "party": "with the family",
            "day_count": "3 days",
        },
    }  # fmt: skip

    told = {item.field: (item.value, item.words) for item in understood({}, words).evidence}

    assert told["party.pets"] == (1, "a dog")
    assert told["no_modes.1"] == ("bus", "no coaches")
    assert told["day_count"] == (3, "3 days")
    assert told["party"][0]["children"] == 2


def test_a_path_that_leads_nowhere_leaves_the_value_as_it_is() -> None:
    assert value_at(["flight"], ["3"]) == ["flight"]
    assert value_at(900, ["amount"]) == 900
    assert value_at({"a": [{"b": 1}]}, ["a", "0", "b"]) == 1
