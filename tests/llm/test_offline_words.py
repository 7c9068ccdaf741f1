"""Sentences in English and Chinese, and the form the built-in model reads out of them.

Today is a Wednesday. A row shows the whole form but for `language`, which has rules of its own.
"""

import json
from typing import Any

import pytest

from core.llm.providers.offline.provider import OfflineProvider
from core.llm.types import Message
from tests.support.models import a_call

_TODAY = "2026-11-18"
_OF_ALL = ("language", "evidence")
"""What every form has, which has rules of its own."""
_CITIES = [
    {"id": "guangzhou", "names": ["Guangzhou", "广州", "广州市", "Canton"]},
    {"id": "beijing", "names": ["Beijing", "北京", "北京市", "Peking"]},
    {"id": "xian", "names": ["Xi'an", "西安", "西安市", "Xian"]},
    {"id": "tokyo", "names": ["Tokyo", "東京", "东京"]},
    {"id": "paris", "names": ["Paris", "Paris", "巴黎"]},
    {"id": "rome", "names": ["Rome", "Roma", "罗马"]},
    {"id": "newyork", "names": ["New York", "New York", "纽约", "New York City", "NYC"]},
]


async def read(text: str) -> dict[str, Any]:
    """Return what the built-in model reads out of a text, asked as the planner asks it."""
    blocks = {"task": "understand", "today": _TODAY, "cities": _CITIES, "text": text}
    lines = [f"<{name}>{json.dumps(value)}</{name}>" for name, value in blocks.items()]
    asked = a_call(messages=(Message("user", "\n".join(lines)),))
    form: dict[str, Any] = json.loads((await OfflineProvider().complete(asked)).text)
    return form


_WHOLE_SENTENCES: list[tuple[str, dict[str, Any]]] = [
    (
        "5 天广州，两个人，预算 6000，喜欢美食和历史",
        {"destination": "guangzhou", "day_count": 5, "travellers": 2, "budget": 6000,
         "interests": ["history", "food"]},
    ),
    (
        "Plan 3 days in Paris for two, budget $2,000, we love art and food, relaxed pace",
        {"destination": "paris", "day_count": 3, "travellers": 2, "budget": 2000,
         "currency": "USD", "pace": "relaxed", "interests": ["art", "food"]},
    ),
    (
        "我和女朋友下周五去西安玩三天，人均3000元，不想去博物馆，一定要去兵马俑和大雁塔",
        {"destination": "xian", "start_date": "2026-11-27", "day_count": 3, "travellers": 2,
         "budget": 6000, "currency": "CNY", "must_see": ["兵马俑", "大雁塔"], "avoid": ["博物馆"]},
    ),
    (
        "a weekend in New York with 2 adults and 2 kids starting March 3, must see"
        " Statue of Liberty and the High Line, avoid shopping",
        {"destination": "newyork", "start_date": "2027-03-03", "day_count": 2, "travellers": 4,
         "party": {"children": 2},
         "interests": ["family"], "must_see": ["Statue of Liberty", "High Line"],
         "avoid": ["shopping"]},
    ),
    (
        "国庆去广州五日游 四个人 特种兵",
        {"destination": "guangzhou", "start_date": "2027-10-01", "day_count": 5, "travellers": 4,
         "pace": "packed"},
    ),
    (
        "Solo trip to Xian, 2 days, no museums",
        {"destination": "xian", "day_count": 2, "travellers": 1, "avoid": ["museums"]},
    ),
    (
        "12月24日到12月27日北京，两大一小，每天500元，慢一点，想看颐和园和故宫",
        {"destination": "beijing", "start_date": "2026-12-24", "end_date": "2026-12-27",
         "day_count": 4, "travellers": 3, "party": {"children": 1},
         "budget": 2000, "currency": "CNY", "pace": "relaxed", "must_see": ["颐和园", "故宫"]},
    ),
    (
        "We are a family of four, Rome from 3 to 6 March, 150 euros a day, back by 8 pm please",
        {"destination": "rome", "start_date": "2027-03-03", "end_date": "2027-03-06",
         "day_count": 4, "travellers": 4,
         "budget": 600, "currency": "EUR", "interests": ["family"],
         "daily_window": {"start": "09:00", "end": "20:00"}},
    ),
    ("hello", {}),
    ("随便", {}),
]  # fmt: skip

_DAYS = [
    ("广州三天", 3), ("三日游广州", 3), ("广州十天", 10), ("广州十二天", 12), ("广州3天2晚", 3),
    ("三天两夜广州", 3), ("去广州玩两三天", 3), ("去广州玩三五天", 5), ("广州一周", 7),
    ("广州两个星期", 14), ("周末去广州", 2), ("广州一日游", 1), ("第一天去广州，一共四天", 4),
    ("广州三天后出发，玩五天", 5), ("4 nights in Paris", 5), ("three days in Paris", 3),
    ("a 10-day trip to Paris", 10), ("a one-day trip to Paris", 1), ("a day trip to Paris", 1),
    ("a couple of days in Rome", 2), ("a week in Rome", 7), ("two weeks in Rome", 14),
    ("a weekend in Rome", 2), ("2-3 days in Rome", 3), ("3 full days in Rome", 3),
    ("in two weeks to Rome", None), ("Rome", None), ("去广州", None), ("3万日元东京", None),
]  # fmt: skip

_DATES = [
    ("广州2026-12-01", "2026-12-01", None), ("2026/12/1出发去广州", "2026-12-01", None),
    ("12月1日去广州", "2026-12-01", None), ("11月1号去广州", "2027-11-01", None),
    ("2028年2月29日广州", "2028-02-29", None), ("十二月二十四号广州", "2026-12-24", None),
    ("12月1日到4日广州", "2026-12-01", 4), ("12月1-5日广州", "2026-12-01", 5),
    ("12月30日至1月2日广州", "2026-12-30", 4), ("25号到28号广州", "2026-11-25", 4),
    ("5号去广州，坐3号线", "2026-12-05", None), ("12月10天广州", None, 10),
    ("2026-12-01 to 2026-12-05, Rome", "2026-12-01", 5), ("Rome, December 3", "2026-12-03", None),
    ("Rome Dec 3-6", "2026-12-03", 4), ("Rome, March 30 to April 2", "2027-03-30", 4),
    ("Rome 3-6 May", "2027-05-03", 4), ("Rome from 30 March to 2 April", "2027-03-30", 4),
    ("Rome on the 5th of May, 2028", "2028-05-05", None), ("Rome, Sept 5th", "2027-09-05", None),
    ("Rome, May 3, 2 people", "2027-05-03", None), ("February 30 in Rome", None, None),
    ("明天去广州", "2026-11-19", None), ("后天去广州", "2026-11-20", None),
    ("大后天去广州", "2026-11-21", None), ("Rome tomorrow", "2026-11-19", None),
    ("Rome the day after tomorrow", "2026-11-20", None), ("三天后去广州", "2026-11-21", None),
    ("周五去广州", "2026-11-20", None), ("周一去广州", "2026-11-23", None),
    ("下周三去广州", "2026-11-25", None), ("下下周日去广州", "2026-12-06", None),
    ("周五到周日去广州", "2026-11-20", 3), ("Rome next Friday", "2026-11-20", None),
    ("Rome on Wednesday", "2026-11-25", None), ("Rome Friday to Sunday", "2026-11-20", 3),
    ("周末去广州", "2026-11-21", 2), ("下周末去广州", "2026-11-28", 2),
    ("Rome next weekend", "2026-11-28", 2), ("五一去广州", "2027-05-01", None),
    ("Rome at Christmas, 3 days", "2026-12-25", 3), ("元旦广州三天", "2027-01-01", 3),
]  # fmt: skip

_PARTIES = [
    ("广州两个人", 2), ("广州，2人", 2), ("广州，我们五个", 5), ("十一个人去广州", 11),
    ("一家三口去广州", 3), ("四口之家去广州", 4), ("夫妻俩去广州", 2),
    ("我和老婆带两个孩子去广州", 4),
    ("我和爸妈去广州", 3), ("我和三个朋友去广州", 4), ("一个人去广州", 1), ("独自去广州", 1),
    ("两大一小去广州", 3), ("2个大人1个小孩去广州", 3),
    ("去广州蜜月", 2), ("去广州，人均不限", None),
    ("Rome for 4 people", 4), ("Rome for two", 2), ("Rome, party of six", 6),
    ("2 adults and a child to Rome", 3), ("Rome with my wife and two kids", 4),
    ("Rome with 3 friends", 4), ("5 friends in Rome", 5), ("Rome with my parents", 3),
    ("Rome for 4 days", None), ("a couple in Rome", 2), ("Rome alone", 1), ("the four of us", 4),
]  # fmt: skip

_BUDGETS = [
    ("广州三天，预算6000", 6000, None), ("广州，预算：1.5万", 15_000, None),
    ("广州，预算两千块", 2_000, "CNY"), ("广州，预算一万五", 15_000, None),
    ("广州，一千五百元", 1_500, "CNY"), ("广州，预算 5000-6000", 6_000, None),
    ("广州两人，每人2000元", 4_000, "CNY"), ("广州两人，3000元/人", 6_000, "CNY"),
    ("广州，6000元 3天", 6_000, "CNY"), ("广州，不超过5000", 5_000, None),
    ("广州，8000以内", 8_000, None), ("广州4天，每天500元", 2_000, "CNY"),
    ("广州4天，500元一天", 2_000, "CNY"), ("广州，每天500元", None, "CNY"),
    ("广州，预算3000港元", 3_000, "HKD"), ("东京，3万日元", 30_000, "JPY"),
    ("广州，酒店每晚300元", None, None), ("广州，预算一般，三天", None, None),
    ("广州，预算有限，千万不要太贵", None, None), ("Rome, budget of €1,500", 1_500, "EUR"),
    ("Rome, my budget is about 2k USD", 2_000, "USD"), ("Rome, two thousand dollars", 2_000, "USD"),
    ("Rome, 800 euros each, for two", 1_600, "EUR"), ("Rome, under 2000", 2_000, None),
    ("Rome for two, 3000 yuan, we like the beach", 3_000, "CNY"),
    ("Rome 4 days, 100 euros a day", 400, "EUR"), ("Rome, HK$9,000", 9_000, "HKD"),
    ("Rome, hotel 120 euros a night", None, None), ("a budget trip to Rome for 3 days", None, None),
    ("Rome, £999.50", 999.5, "GBP"), ("no more than 5000 yuan, Beijing", 5_000, "CNY"),
]  # fmt: skip

_NAMES = [
    # 想去 and "want to visit" mostly speak of the journey, not of a sight.
    ("我想去广州玩三天", [], []), ("想去北京", [], []), ("打算下周去广州出差", [], []),
    ("I want to visit Paris for 3 days", [], []), ("I'd like to see Rome in May", [], []),
    ("想去西安看兵马俑", ["兵马俑"], []), ("想去广州塔", ["广州塔"], []),
    ("想去北京爬长城", ["长城"], []), ("想看夜景和寺庙，广州", [], []),
    ("want to see temples in Tokyo", [], []), ("想去一个安静的地方", [], []),
    ("必去：陈家祠、沙面、广州塔", ["陈家祠", "沙面", "广州塔"], []),
    ("一定要去颐和园和雍和宫", ["颐和园", "雍和宫"], []),
    ("巴黎，必去卢浮宫和 Orsay 和凯旋门", ["卢浮宫", "Orsay", "凯旋门"], []),
    ("不想错过故宫", ["故宫"], []),
    ("must see Tokyo Tower, 3 days in Tokyo", ["Tokyo Tower"], []),
    ("must see the Louvre, the Eiffel Tower and Notre-Dame, Paris",
     ["Louvre", "Eiffel Tower", "Notre-Dame"], []),
    ("Must-see: Colosseum. Budget 2000", ["Colosseum"], []),
    ("I want to visit Rome and see the Colosseum", ["Colosseum"], []),
    ("Don't miss the Pantheon in Rome", ["Pantheon"], []),
    ("广州，不去长隆", [], ["长隆"]), ("不要去雍和宫", [], ["雍和宫"]), ("不去西湖", [], ["西湖"]),
    ("不喜欢购物，北京三天", [], ["shopping"]), ("不想逛寺庙和博物馆", [], ["religion", "博物馆"]),
    ("要不要去长城？", [], []), ("不要太赶", [], []),
    ("Rome without museums", [], ["museums"]), ("avoid Lama Temple", [], ["Lama Temple"]),
    ("avoid museums, shopping and bars", [], ["museums", "shopping", "nightlife"]),
    ("I don't like shopping malls", [], ["shopping"]), ("no rush, no problem", [], []),
    ("skip the Bund", [], ["Bund"]),
]  # fmt: skip

_INTERESTS = [
    ("a great weekend in Rome", []), ("Book me Rome", []), ("an interview in Rome", []),
    ("the familiar Rome", []), ("Rome: street food, history", ["history", "food"]),
    ("Rome with kids who love animals", ["family", "animals"]), ("广州，喜欢购物", ["shopping"]),
    ("想看夜景和寺庙，广州", ["views", "religion"]), ("广州，带娃，爱吃美食", ["food", "family"]),
    ("must see Temple of Heaven, Beijing", []), ("Rome, not interested in art", []),
    ("Rome: hiking and old bookshops", ["hiking", "literature"]),
]  # fmt: skip

_PACES = [
    ("广州，轻松一点", "relaxed"), ("广州，别太赶", "relaxed"), ("广州，不要太累", "relaxed"),
    ("广州，紧凑一点", "packed"), ("Rome, not too packed", "relaxed"), ("Rome, no rush", "relaxed"),
    ("Rome, see as much as possible", "packed"), ("Rome", None),
]  # fmt: skip

_WINDOWS = [
    ("不早于10点出门，广州", "10:00", "21:30"), ("广州，九点半出发", "09:30", "21:30"),
    ("广州，每天9点到18点", "09:00", "18:00"), ("广州，早上8点到晚上8点", "08:00", "20:00"),
    ("广州，晚上9点前回酒店", "09:00", "21:00"), ("Rome, not before 10", "10:00", "21:30"),
    ("Rome, start at 8:30", "08:30", "21:30"), ("Rome, from 9 am to 6 pm", "09:00", "18:00"),
    ("Rome 10:00-20:00", "10:00", "20:00"), ("Rome, back by 7 pm", "09:00", "19:00"),
]  # fmt: skip
_NO_WINDOWS = ["Rome after 5 days", "2-3 days in Rome", "Rome from 22:00 to 23:00", "Rome 9 to 5"]


@pytest.mark.parametrize(("text", "form"), _WHOLE_SENTENCES, ids=lambda value: str(value)[:30])
async def test_a_sentence_is_the_form_it_says_and_nothing_more(
    text: str, form: dict[str, Any]
) -> None:
    found = await read(text)

    assert {name: value for name, value in found.items() if name not in _OF_ALL} == form


@pytest.mark.parametrize(("text", "days"), _DAYS)
async def test_how_many_days(text: str, days: int | None) -> None:
    assert (await read(text)).get("day_count") == days


@pytest.mark.parametrize(("text", "first", "days"), _DATES)
async def test_the_first_day_and_how_many_follow(
    text: str, first: str | None, days: int | None
) -> None:
    form = await read(text)

    assert (form.get("start_date"), form.get("day_count")) == (first, days)


@pytest.mark.parametrize(("text", "travellers"), _PARTIES)
async def test_how_many_travel(text: str, travellers: int | None) -> None:
    assert (await read(text)).get("travellers") == travellers


@pytest.mark.parametrize(("text", "budget", "currency"), _BUDGETS)
async def test_the_budget_of_everybody_for_the_whole_trip(
    text: str, budget: float | None, currency: str | None
) -> None:
    form = await read(text)

    assert (form.get("budget"), form.get("currency")) == (budget, currency)


@pytest.mark.parametrize(("text", "must_see", "avoid"), _NAMES)
async def test_what_must_be_seen_and_what_is_avoided(
    text: str, must_see: list[str], avoid: list[str]
) -> None:
    form = await read(text)

    assert (form.get("must_see", []), form.get("avoid", [])) == (must_see, avoid)


@pytest.mark.parametrize(("text", "interests"), _INTERESTS)
async def test_interests_are_words_of_their_own(text: str, interests: list[str]) -> None:
    assert (await read(text)).get("interests", []) == interests


@pytest.mark.parametrize(("text", "pace"), _PACES)
async def test_how_full_the_days_are(text: str, pace: str | None) -> None:
    assert (await read(text)).get("pace") == pace


@pytest.mark.parametrize(("text", "start", "end"), _WINDOWS)
async def test_from_when_to_when_a_day_lasts(text: str, start: str, end: str) -> None:
    assert (await read(text))["daily_window"] == {"start": start, "end": end}


@pytest.mark.parametrize("text", _NO_WINDOWS)
async def test_other_numbers_are_no_hours(text: str) -> None:
    assert "daily_window" not in await read(text)


@pytest.mark.parametrize(
    ("text", "language"), [("3 days in Paris", "en"), ("巴黎三天", "zh"), ("3 days in 西安", "en")]
)
async def test_the_language_is_that_of_the_words(text: str, language: str) -> None:
    assert (await read(text))["language"] == language


@pytest.mark.parametrize(
    ("text", "city"),
    [("canton and paris", "guangzhou"), ("先到巴黎再去罗马", "paris"), ("NYC", "newyork"),
     ("New York City", "newyork"), ("comparison", None), ("Romeo", None), ("亚特兰蒂斯三天", None)],
)  # fmt: skip
async def test_the_city_named_first_is_where_it_goes(text: str, city: str | None) -> None:
    assert (await read(text)).get("destination") == city
