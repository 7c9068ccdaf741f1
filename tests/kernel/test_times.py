"""Dates in words of the reader's language."""

from datetime import date

import pytest

from core.kernel.times import date_text, dates_in_words, season_text, weekday_text

MONDAY = date(2027, 4, 5)


@pytest.mark.parametrize(
    ("language", "plain", "with_weekday"),
    [
        ("en", "5 April 2027", "Monday 5 April 2027"),
        ("zh", "2027年4月5日", "2027年4月5日周一"),
    ],
)
def test_a_date_is_said_in_the_words_of_a_language(
    language: str, plain: str, with_weekday: str
) -> None:
    assert (date_text(MONDAY, language), weekday_text(MONDAY, language)) == (plain, with_weekday)


def test_dates_inside_of_a_sentence_are_put_in_words() -> None:
    said = "(1 JPY = 0.02 CNY; 2026-11-17) 至 2027-04-05"

    assert dates_in_words(said, "zh") == "(1 JPY = 0.02 CNY; 2026年11月17日) 至 2027年4月5日"


@pytest.mark.parametrize("text", ["", "2027-13-40", "12027-04-055", "CA-2027-04", "K1-2-3"])
def test_what_is_no_date_stays_as_it_is(text: str) -> None:
    assert dates_in_words(text, "en") == text


@pytest.mark.parametrize(
    ("season", "english", "chinese"),
    [
        ("Apr-Oct", "Apr-Oct", "4月至10月"),
        ("Dec 01-Mar 15", "Dec 01-Mar 15", "12月1日至3月15日"),
        ("Mar,May-Jun", "Mar,May-Jun", "3月、5月至6月"),
    ],
)
def test_a_season_is_told_in_words_of_the_language(season: str, english: str, chinese: str) -> None:
    assert (season_text(season, "en"), season_text(season, "zh")) == (english, chinese)
