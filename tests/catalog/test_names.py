"""Names: what a reader takes for the same word compares as the same."""

import pytest

from core.catalog.names import fold, fold_city, is_han, is_simplified


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Xi'an", "XI’AN"),
        ("New York", "new-york"),
        ("ＰＡＲＩＳ", "Paris"),
        ("São Paulo", "Sao Paulo"),
        ("Straße", "STRASSE"),
    ],
)
def test_case_accents_width_and_punctuation_make_no_difference(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_a_text_without_letters_folds_to_nothing() -> None:
    assert fold(" …!") == ""


@pytest.mark.parametrize(("text", "name"), [("广州市", "广州"), ("京都市", "京都"), ("市", "市")])
def test_a_city_goes_without_its_suffix_unless_nothing_is_left(text: str, name: str) -> None:
    assert fold_city(text) == name


@pytest.mark.parametrize(
    ("name", "han", "simplified"),
    [("东京", True, True), ("東京", True, False), ("広島", True, False), ("京都", True, True),
     ("東京タワー", False, False), ("Roma", False, False), ("", False, False)],
)  # fmt: skip
def test_simplified_chinese_is_told_from_other_scripts(
    name: str, han: bool, simplified: bool
) -> None:
    assert (is_han(name), is_simplified(name)) == (han, simplified)
