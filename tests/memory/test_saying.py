"""What of a traveller's words is a preference of his, by rules."""

import pytest

from core.memory.preferences import Preference, Slot
from core.memory.saying import said_preferences
from tests.memory.said import CHINESE, ENGLISH, NO_CHINESE, NO_ENGLISH


def _read(text: str) -> set[Preference]:
    return {one for said in said_preferences(text) for one in said.preferences}


def _meant(line: str) -> set[Preference]:
    found = set()
    for each in line.split(", "):
        slot, value = each.removeprefix("!").split(" ")
        found.add(Preference(Slot(slot), value, holds=not each.startswith("!")))
    return found


@pytest.mark.parametrize("sentences", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_what_a_traveller_says_of_himself_is_a_preference(sentences: dict[str, str]) -> None:
    misread = {
        text: (_meant(line), _read(text))
        for text, line in sentences.items()
        if _read(text) != _meant(line)
    }

    assert misread == {}
    assert len(sentences) >= 60


@pytest.mark.parametrize("sentences", [NO_ENGLISH, NO_CHINESE], ids=["en", "zh"])
def test_what_is_asked_or_supposed_or_said_of_others_is_none(sentences: tuple[str, ...]) -> None:
    assert {text: _read(text) for text in sentences if _read(text)} == {}
