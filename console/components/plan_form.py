"""The form of the Plan page. Its fields are kept in the address, so a link asks the same again."""

from collections.abc import Callable, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Literal, TypeVar

import streamlit as st

from console import catalog, session
from console.texts import Words
from console.wishes import Wishes
from core.client.http import Language
from core.kernel.clock import utc_now
from core.schemas.catalog import CityOut, Interest
from core.schemas.plans import TEXT_MAX_CHARS, DailyWindow, Pace
from core.schemas.trips import MAX_DAYS

OptionT = TypeVar("OptionT")
_IN_URL: Literal["query-params"] = "query-params"
_FIRST_CITY = "guangzhou"
_LANGUAGES: dict[Language, str] = {"en": "English", "zh": "中文"}
_DAYS_AHEAD = 14
_COLUMN_PX = 150
"""Narrower than this, fields go to the next row."""


def draw() -> Wishes | None:
    """Draw the form; return what was asked for in the run in which it is sent."""
    say = session.words()
    cities = catalog.cities()
    if not cities:
        st.info(say("form.no_cities"))
        return None
    with st.container(border=True):
        # Not in the form: the sights to choose from depend on the city at once.
        city = _city(say, cities)
        with st.form("wishes", border=False):
            wishes = _wishes(say, city, sorted({each.currency for each in cities}))
            sent = st.form_submit_button(say("form.run"), type="primary", key="run")
    if sent and not wishes.window_in_order:
        st.error(say("form.window_error"))
        return None
    return wishes if sent else None


def _wishes(say: Words, city: CityOut, currencies: Sequence[str]) -> Wishes:
    with st.grid(4, min_column_width=_COLUMN_PX):
        start, days = _start(say), _days(say)
        travellers, pace = _travellers(say), _pace(say)
        budget, currency = _budget(say), _currency(say, city, currencies)
        day_from, day_to = _window(say)
    interests = _interests(say)
    with st.expander(say("form.more")):
        left, right = st.columns(2)
        with left:
            must_see = _must_see(say, city)
        with right:
            avoid = _avoid(say, city)
        text = _text(say)
        with st.grid(4, min_column_width=_COLUMN_PX):
            language, seed = _language(say), _seed(say)
    return Wishes(
        city_id=city.id,
        start=start,
        days=days,
        travellers=travellers,
        budget=budget,
        currency=currency,
        pace=pace,
        interests=interests,
        must_see=must_see,
        avoid=avoid,
        day_from=day_from,
        day_to=day_to,
        language=language,
        seed=seed,
        text=text,
    )


def _city(say: Words, cities: Sequence[CityOut]) -> CityOut:
    first = next((city for city in cities if city.id == _FIRST_CITY), cities[0])
    return _one(say("form.city"), cities, first, catalog.both_names, "city")


def _start(say: Words) -> date:
    today = utc_now().date()
    return st.date_input(
        say("form.start"),
        today + timedelta(days=_DAYS_AHEAD),
        min_value=today,
        format="YYYY-MM-DD",
        key="start",
        bind=_IN_URL,
    )


def _days(say: Words) -> int:
    return st.number_input(say("form.days"), 1, MAX_DAYS, 3, key="days", bind=_IN_URL)


def _travellers(say: Words) -> int:
    return st.number_input(say("form.travellers"), 1, 20, 2, key="people", bind=_IN_URL)


def _pace(say: Words) -> Pace:
    return _one(say("form.pace"), list(Pace), Pace.NORMAL, lambda pace: say(f"pace.{pace}"), "pace")


def _budget(say: Words) -> Decimal | None:
    amount = st.number_input(
        say("form.budget"),
        min_value=0,
        value=None,
        step=100,
        placeholder=say("form.budget_none"),
        help=say("form.budget_help"),
        key="budget",
        bind=_IN_URL,
    )
    return Decimal(amount) if amount else None


def _currency(say: Words, city: CityOut, currencies: Sequence[str]) -> str:
    return _one(say("form.currency"), currencies, city.currency, str, f"currency_{city.id}")


def _window(say: Words) -> tuple[time, time]:
    usual = DailyWindow()
    start, end = time.fromisoformat(usual.start), time.fromisoformat(usual.end)
    return (
        st.time_input(say("form.from"), start, key="from", bind=_IN_URL),
        st.time_input(say("form.to"), end, key="to", bind=_IN_URL),
    )


def _interests(say: Words) -> tuple[Interest, ...]:
    words = _labels()
    chosen = st.pills(
        say("form.interests"),
        list(Interest),
        selection_mode="multi",
        default=[Interest.HISTORY, Interest.FOOD],
        format_func=lambda interest: words[interest],
        key="interests",
        bind=_IN_URL,
        wrap=True,
    )
    return tuple(chosen)


def _must_see(say: Words, city: CityOut) -> tuple[str, ...]:
    sights = _sights(city)
    chosen = st.multiselect(
        say("form.must_see"),
        list(sights),
        format_func=lambda place_id: sights[place_id],
        placeholder=say("form.must_see_hint"),
        key=f"must_see_{city.id}",
        bind=_IN_URL,
    )
    return tuple(chosen)


def _avoid(say: Words, city: CityOut) -> tuple[str, ...]:
    words = _labels() | _sights(city)
    chosen = st.multiselect(
        say("form.avoid"),
        list(words),
        format_func=lambda word: words[word],
        placeholder=say("form.avoid_hint"),
        key=f"avoid_{city.id}",
        bind=_IN_URL,
    )
    return tuple(chosen)


def _text(say: Words) -> str:
    return st.text_area(
        say("form.text"),
        max_chars=TEXT_MAX_CHARS,
        height=80,
        placeholder=say("form.text_hint"),
        key="text",
        bind=_IN_URL,
    )


def _language(say: Words) -> Language:
    return _one(
        say("form.language"),
        list(_LANGUAGES),
        session.language(),
        lambda code: _LANGUAGES[code],
        f"plan_language_{session.language()}",
    )


def _seed(say: Words) -> int:
    return st.number_input(
        say("form.seed"), 0, 2**31 - 1, 0, help=say("form.seed_help"), key="seed", bind=_IN_URL
    )


def _labels() -> dict[str, str]:
    """Return what interests and categories of sights are called, by their words."""
    words = catalog.vocabulary()
    sights = next((kind.categories for kind in words.kinds if kind.id == "attraction"), [])
    chinese = session.language() == "zh"
    return {label.id: label.zh if chinese else label.en for label in [*words.interests, *sights]}


def _sights(city: CityOut) -> dict[str, str]:
    """Return the names of the sights of a city, by their ids."""
    return {sight.id: catalog.both_names(sight) for sight in catalog.sights(city.id)}


def _one(
    label: str,
    options: Sequence[OptionT],
    first: OptionT,
    name: Callable[[OptionT], str],
    key: str,
) -> OptionT:
    """Draw a choice of exactly one."""
    return st.selectbox(
        label, options, options.index(first), format_func=name, key=key, bind=_IN_URL
    )
