"""What was read of a visitor's words, put so that people can follow it."""

from console.understood import Piece, Reading, obstacles, pieces, readings, value_text
from core.schemas.plans import Evidence, Obstacle
from tests.support.plans import an_answer


def read(*rows: tuple[str, object, str]) -> list[Evidence]:
    return [Evidence(field=field, value=value, words=words) for field, value, words in rows]


def call(word: str) -> str:
    return {"yes": "ja", "train": "Zug"}.get(word, word)


def test_a_list_is_told_by_its_members_and_not_once_more_as_a_whole() -> None:
    cities = [{"name": "xian"}, {"name": "chengdu"}]

    found = readings(
        read(
            ("destination", "xian", "Xi'an"),
            ("destinations", cities, "Xi'an and Chengdu"),
            ("destinations.0", cities, "Xi'an"),
            ("destinations.1", cities, "Chengdu"),
        )
    )

    assert found == [
        Reading("destinations", "Xi'an", {"name": "xian"}),
        Reading("destinations", "Chengdu", {"name": "chengdu"}),
    ]


def test_one_destination_is_told() -> None:
    assert readings(read(("destination", "xian", "Xi'an"))) == [
        Reading("destination", "Xi'an", "xian")
    ]


def test_a_part_of_a_field_is_told_with_its_own_value() -> None:
    party = {"children": 0, "pets": 1}

    assert readings(read(("party.pets", party, "a dog"))) == [Reading("party.pets", "a dog", 1)]


def test_a_path_that_leads_nowhere_leaves_the_value_as_it_is() -> None:
    rows = read(("no_modes.3", ["flight"], "no flights"), ("budget.amount", 900, "900"))

    assert [each.value for each in readings(rows)] == [["flight"], 900]


def test_what_stands_first_in_the_text_comes_first() -> None:
    rows = read(("budget", 900, "900"), ("day_count", 3, "3 days"))

    assert [each.field for each in readings(rows, "3 days for 900")] == ["day_count", "budget"]


def test_a_text_is_cut_where_what_was_read_begins_and_ends_and_loses_nothing() -> None:
    text = "3 天去西安和成都"
    found = [Reading("day_count", "3 天", 3), Reading("destinations", "成都", "chengdu")]

    cut = pieces(text, found)

    assert cut == [
        Piece("3 天", ("day_count",)),
        Piece("去西安和"),
        Piece("成都", ("destinations",)),
    ]
    assert "".join(piece.text for piece in cut) == text


def test_words_that_several_fields_were_read_from_name_all_of_them() -> None:
    found = [
        Reading("party.pets", "with a dog", 1),
        Reading("lodging.must_allow", "with a dog", "pets"),
        Reading("travellers", "a dog", 1),
    ]

    assert pieces("with a dog", found) == [
        Piece("with ", ("party.pets", "lodging.must_allow")),
        Piece("a dog", ("party.pets", "lodging.must_allow", "travellers")),
    ]


def test_words_that_are_not_in_the_text_mark_nothing() -> None:
    assert pieces("Rome", [Reading("budget", "900", 900)]) == [Piece("Rome")]
    assert pieces("", []) == []


def test_values_are_said_as_people_read_them() -> None:
    shown = [
        (None, "–"),
        (True, "ja"),
        (9000.0, "9,000"),
        (12.5, "12.5"),
        ("train", "Zug"),
        (["train", "bus"], "Zug, bus"),
        ({"place": None, "time": "14:30", "pets": 0, "tags": []}, "14:30"),
        ({}, "–"),
    ]

    assert [value_text(value, call) for value, _ in shown] == [said for _, said in shown]


def test_an_obstacle_of_both_modes_is_told_once_and_in_their_order() -> None:
    both = Obstacle(code="over_budget", fields=[], message="Too dear")
    one = Obstacle(code="unreachable", fields=[], message="No way there")

    told = obstacles(
        {"fast": an_answer(obstacles=[both]), "deep": an_answer(obstacles=[one, both])}
    )

    assert [(each.obstacle.code, each.modes) for each in told] == [
        ("over_budget", ("fast", "deep")),
        ("unreachable", ("deep",)),
    ]
