"""Words and their labels."""

from core.catalog.vocabulary import vocabulary
from core.schemas.catalog import CATEGORIES, Interest, PlaceKind


def test_every_kind_category_and_interest_has_a_label_in_both_languages() -> None:
    words = vocabulary()

    assert [kind.id for kind in words.kinds] == list(PlaceKind)
    assert [[word.id for word in kind.categories] for kind in words.kinds] == [
        list(CATEGORIES[kind]) for kind in PlaceKind
    ]
    assert [word.id for word in words.interests] == list(Interest)


def test_no_two_words_of_a_list_share_a_label() -> None:
    words = vocabulary()

    for labels in (words.kinds, words.interests, *(kind.categories for kind in words.kinds)):
        assert len({label.en for label in labels}) == len(labels)
        assert len({label.zh for label in labels}) == len(labels)
