"""One wish in many words: files of sentences in `wording/`, each with what it means.

A line says a sentence and some fields of its form; null is a field that must not be found, and of
objects only the given keys count. `world.json` is what the reader is told of the world: today, a
Wednesday, cities, places that are known by name, and the words of a catalogue.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from core.llm.providers.offline.words import understand
from core.planning.understanding.form import read_form

_FOLDER = Path(__file__).parent / "wording"
_WORLD: dict[str, Any] = json.loads((_FOLDER / "world.json").read_text("utf-8"))
_ROWS = [
    (path.stem, json.loads(line))
    for path in sorted(_FOLDER.glob("*.jsonl"))
    for line in path.read_text("utf-8").splitlines()
]


@pytest.mark.parametrize(
    "row", [row for _, row in _ROWS], ids=[f"{name}: {row['says']}" for name, row in _ROWS]
)
def test_a_sentence_means_what_its_line_says(row: dict[str, Any]) -> None:
    form = understand(_WORLD | {"text": row["says"]})

    found = {field: _shown(form.get(field), said) for field, said in row["means"].items()}
    assert found == row["means"]
    assert read_form(form, row["says"])[1] == {}
    assert all(words in row["says"] for words in form.get("evidence", {}).values())


def test_there_are_sentences_enough_and_as_many_chinese_as_english() -> None:
    chinese = [row for _, row in _ROWS if any(char >= "\u4e00" for char in row["says"])]

    assert len(_ROWS) >= 300
    assert 0.4 <= len(chinese) / len(_ROWS) <= 0.6
    assert len({row["says"] for _, row in _ROWS}) == len(_ROWS)


def _shown(found: Any, said: Any) -> Any:
    """Return what was found as far as a line says something of it."""
    if isinstance(said, dict) and isinstance(found, dict):
        return {key: _shown(found.get(key), value) for key, value in said.items()}
    if isinstance(said, list) and isinstance(found, list) and len(said) == len(found):
        return [_shown(mine, theirs) for mine, theirs in zip(found, said, strict=True)]
    return found
