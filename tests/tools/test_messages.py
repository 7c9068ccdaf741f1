"""What results say, in both languages."""

from string import Formatter

import pytest

from core.schemas import tool_messages
from core.schemas.tool_messages import tool_message_keys, tool_text

each_key = pytest.mark.parametrize("key", sorted(tool_message_keys()))


def holes(template: str) -> set[str]:
    """Return the names a template fills in."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


@each_key
def test_both_languages_say_the_same_things(key: str) -> None:
    message = tool_messages._MESSAGES[key]

    assert message.en != message.zh
    assert holes(message.en) == holes(message.zh)


@each_key
def test_chinese_is_said_in_chinese(key: str) -> None:
    message = tool_messages._MESSAGES[key]

    assert any("\u4e00" <= letter <= "\u9fff" for letter in message.zh)
    assert message.en.isascii() or "°" in message.en


def test_names_money_and_lists_are_said_as_each_language_does() -> None:
    city = {"en": "Tokyo", "zh": "东京"}
    money = {"amount": 123_400, "currency": "CNY"}

    assert tool_text("flights.weather", {"city": city}, "zh") == "查看 东京 的天气"
    assert tool_text("hotels.raise_budget", {"cheapest": money}, "en").endswith("CNY 1,234")
    dates = ["2026-12-02", "2026-12-03"]
    assert tool_text("weather.umbrella", {"dates": dates}, "en").endswith("2026-12-02, 2026-12-03")
    assert tool_text("weather.umbrella", {"dates": dates}, "zh").startswith(
        "请带雨具：2026-12-02、2026-12-03"
    )


def test_a_name_with_braces_in_it_is_said_as_it_is() -> None:
    city = {"en": "{0.__class__}", "zh": "{x}"}

    assert tool_text("places.none", {"city": city}, "en").startswith("Places in {0.__class__}:")


def test_an_unknown_sentence_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError, match=r"weather\.nothing"):
        tool_text("weather.nothing", {}, "en")
