"""Maps as figures."""

import base64
import re

from chat_demo.maps import city_maps, day_map
from tests.chat_demo.reading import read
from tests.support.plans import a_day, a_journey, a_stop

UNPLACED = {"lat": None, "lon": None}


def drawings(html: str) -> list[str]:
    packed = re.findall(r"base64,([^\"]+)", html)
    return [base64.b64decode(one).decode() for one in packed]


def test_each_city_has_a_map_of_its_own_with_its_days_in_the_legend() -> None:
    days = [
        a_day(0, a_stop(0), city_id="shanghai", city="Shanghai"),
        a_day(1, a_journey(), a_stop(1), a_stop(2), city_id="xian", city="Xi'an"),
        a_day(2, a_stop(0), city_id="xian", city="Xi'an"),
    ]

    page = city_maps(days, {"xian": ("Xi'an", "西安")}, "en")

    assert len(drawings(page)) == 2
    assert read(page).text == "ShanghaiDay 1Xi'anDay 2Day 3"


def test_a_map_says_in_words_what_it_shows() -> None:
    day = a_day(0, a_stop(0, name="A"), a_stop(1, name="B"))

    assert 'alt="Map of Guangzhou. Day 1: A → B"' in city_maps([day], {}, "en")
    assert 'alt="Map of day 1, Guangzhou: A → B"' in day_map(day, {}, "en")
    assert 'alt="第 1 天地图，Guangzhou: A → B"' in day_map(day, {}, "zh")


def test_a_day_in_two_cities_has_a_map_of_each_where_there_is_something_to_see() -> None:
    day = a_day(0, a_stop(0), a_stop(1), a_journey(order_index=2), a_stop(3), a_stop(4))

    assert len(drawings(day_map(day, {}, "en"))) == 2
    assert len(drawings(day_map(a_day(0, a_journey(), a_stop(1), a_stop(2)), {}, "en"))) == 1


def test_without_positions_there_is_no_map() -> None:
    day = a_day(0, a_stop(0, **UNPLACED), a_stop(1, **UNPLACED))

    assert city_maps([day], {}, "en") == ""
    assert day_map(day, {}, "en") == ""


def test_a_single_stop_needs_no_map_of_its_day() -> None:
    assert day_map(a_day(0, a_stop(0)), {}, "en") == ""
