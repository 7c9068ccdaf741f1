"""The form of the Plan page. Its fields are kept in the address, so a link asks the same again.

Words come first. A field that is filled in wins over them, one that is left empty is read from
them, and what neither says is assumed and told.
"""

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Literal, TypeVar

import streamlit as st

from console import catalog, session
from console.texts import Words
from console.wishes import Wishes
from core.client.http import Language
from core.kernel.clock import utc_now
from core.schemas.catalog import CityOut, Interest, Meal
from core.schemas.fields import MAX_DAYS
from core.schemas.links import LinkMode
from core.schemas.lodging import HouseRule, RoomType
from core.schemas.plans import TEXT_MAX_CHARS
from core.schemas.wishes import Mobility, Pace

OptionT = TypeVar("OptionT")
_IN_URL: Literal["query-params"] = "query-params"
_LANGUAGES: dict[Language, str] = {"en": "English", "zh": "中文"}
_EXAMPLES = ("journey", "week", "weekend")
_MEALS = (Meal.BREAKFAST, Meal.LUNCH, Meal.DINNER)
_MOST_CITIES = 10
_COLUMN_PX = 125
"""Narrower than this, fields go to the next row."""


def draw() -> Wishes | None:
    """Draw the form; return what was asked for in the run in which it is sent."""
    say = session.words()
    cities = {city.id: city for city in catalog.cities()}
    if not cities:
        st.info(say("form.no_cities"))
        return None
    with st.container(border=True):
        _examples(say)
        # Not in the form: the sights to choose from depend on the cities at once.
        city_ids = _cities(say, cities)
        with st.form("wishes", border=False):
            wishes = _wishes(say, [cities[each] for each in city_ids], cities)
            sent = st.form_submit_button(say("form.run"), type="primary", key="run")
    if not sent:
        return None
    if problem := _problem(say, wishes):
        st.error(problem)
        return None
    return wishes


def _problem(say: Words, wishes: Wishes) -> str | None:
    """Return what keeps the form from being sent."""
    if not wishes.says_where:
        return say("form.where_error")
    if not wishes.window_in_order:
        return say("form.window_error")
    if wishes.lacks_currency:
        return say("form.currency_error")
    return None


def _examples(say: Words) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(say("form.examples"), width="content")
        for name in _EXAMPLES:
            st.button(
                say(f"example.{name}.name"),
                key=f"example_{name}",
                on_click=_write,
                args=(say(f"example.{name}"),),
            )


def _write(text: str) -> None:
    st.session_state["text"] = text


def _wishes(say: Words, chosen: Sequence[CityOut], cities: dict[str, CityOut]) -> Wishes:
    text = _text(say)
    with st.expander(say("form.fields")):
        st.caption(say("form.fields_help"))
        with st.grid(4, min_column_width=_COLUMN_PX):
            origin, start, days, pace = _origin(say, cities), _start(say), _days(say), _pace(say)
            travellers, children, pets = _travellers(say), _children(say), _pets(say)
            mobility = _maybe(say("form.mobility"), list(Mobility), "mobility", say)
            budget, currency = _budget(say), _currency(say, chosen, cities)
            day_from, day_to = _clock(say("form.from"), "from"), _clock(say("form.to"), "to")
        interests = _interests(say)
        with st.grid(2, min_column_width=2 * _COLUMN_PX):
            must_see, avoid = _must_see(say, chosen), _avoid(say, chosen)
            no_modes = _several(say("form.no_modes"), list(LinkMode), "no_modes", say)
            meals = _several(say("form.meals"), _MEALS, "meals", say)
            room_type = _maybe(say("form.room"), list(RoomType), "room", say)
            must_allow = _several(say("form.must_allow"), list(HouseRule), "allow", say)
        with st.container(horizontal=True):
            keep_order = st.checkbox(say("form.keep_order"), key="keep_order", bind=_IN_URL)
            one_way = st.checkbox(say("form.one_way"), key="one_way", bind=_IN_URL)
        with st.grid(4, min_column_width=_COLUMN_PX):
            language, seed = _language(say), _seed(say)
    return Wishes(
        language=language,
        text=text,
        origin=origin,
        city_ids=tuple(city.id for city in chosen),
        keep_order=keep_order,
        one_way=one_way,
        start=start,
        days=days,
        travellers=travellers,
        children=children or 0,
        pets=pets or 0,
        mobility=mobility,
        budget=budget,
        currency=currency,
        pace=pace,
        day_from=day_from,
        day_to=day_to,
        interests=interests,
        must_see=must_see,
        avoid=avoid,
        meals=meals,
        no_modes=no_modes,
        room_type=room_type,
        must_allow=must_allow,
        seed=seed,
    )


def _cities(say: Words, cities: dict[str, CityOut]) -> list[str]:
    return st.multiselect(
        say("form.cities"),
        list(cities),
        format_func=lambda city_id: catalog.both_names(cities[city_id]),
        placeholder=say("form.from_words"),
        help=say("form.cities_help"),
        max_selections=_MOST_CITIES,
        key="cities",
        bind=_IN_URL,
    )


def _text(say: Words) -> str:
    return st.text_area(
        say("form.text"),
        max_chars=TEXT_MAX_CHARS,
        height=90,
        placeholder=say("form.text_hint"),
        key="text",
        bind=_IN_URL,
    )


def _origin(say: Words, cities: dict[str, CityOut]) -> str | None:
    return st.selectbox(
        say("form.origin"),
        list(cities),
        None,
        format_func=lambda city_id: catalog.both_names(cities[city_id]),
        placeholder=say("form.from_words"),
        help=say("form.origin_help"),
        key="origin",
        bind=_IN_URL,
    )


def _start(say: Words) -> date | None:
    return st.date_input(
        say("form.start"),
        None,
        min_value=utc_now().date(),
        format="YYYY-MM-DD",
        key="start",
        bind=_IN_URL,
    )


def _days(say: Words) -> int | None:
    return _number(say("form.days"), 1, MAX_DAYS, "days", say)


def _travellers(say: Words) -> int | None:
    return _number(say("form.travellers"), 1, 20, "people", say)


def _children(say: Words) -> int | None:
    return _number(say("form.children"), 0, 19, "children", say)


def _pets(say: Words) -> int | None:
    return _number(say("form.pets"), 0, 10, "pets", say)


def _pace(say: Words) -> Pace | None:
    return _maybe(say("form.pace"), list(Pace), "pace", say)


def _budget(say: Words) -> Decimal | None:
    amount = st.number_input(
        say("form.budget"),
        min_value=0,
        value=None,
        step=100,
        placeholder=say("form.from_words"),
        help=say("form.budget_help"),
        key="budget",
        bind=_IN_URL,
    )
    return Decimal(amount) if amount else None


def _currency(say: Words, chosen: Sequence[CityOut], cities: dict[str, CityOut]) -> str | None:
    currencies = sorted({city.currency for city in cities.values()})
    first = currencies.index(chosen[0].currency) if chosen else None
    return st.selectbox(
        say("form.currency"),
        currencies,
        first,
        placeholder=say("form.choose"),
        key=f"currency_{chosen[0].id if chosen else 'any'}",
        bind=_IN_URL,
    )


def _clock(label: str, key: str) -> time | None:
    return st.time_input(label, None, key=key, bind=_IN_URL)


def _interests(say: Words) -> tuple[Interest, ...]:
    words = catalog.labels()
    chosen = st.pills(
        say("form.interests"),
        list(Interest),
        selection_mode="multi",
        format_func=lambda interest: words[interest],
        key="interests",
        bind=_IN_URL,
        wrap=True,
    )
    return tuple(chosen)


def _must_see(say: Words, chosen: Sequence[CityOut]) -> tuple[str, ...]:
    return _places(say("form.must_see"), say("form.must_see_hint"), _sights(chosen), "must_see")


def _avoid(say: Words, chosen: Sequence[CityOut]) -> tuple[str, ...]:
    words = catalog.labels() | _sights(chosen)
    return _places(say("form.avoid"), say("form.avoid_hint"), words, "avoid")


def _places(label: str, hint: str, names: dict[str, str], key: str) -> tuple[str, ...]:
    """Draw a choice of places by name; one may be written that is not in the list."""
    chosen = st.multiselect(
        label,
        list(names),
        format_func=lambda place_id: names.get(place_id, place_id),
        placeholder=hint,
        accept_new_options=True,
        key=key,
        bind=_IN_URL,
    )
    return tuple(chosen)


def _sights(chosen: Sequence[CityOut]) -> dict[str, str]:
    """Return the names of the sights of these cities, by their ids."""
    found = catalog.sights(city.id for city in chosen)
    return {sight.id: catalog.both_names(sight) for sight in found}


def _language(say: Words) -> Language:
    return st.selectbox(
        say("form.language"),
        list(_LANGUAGES),
        list(_LANGUAGES).index(session.language()),
        format_func=lambda code: _LANGUAGES[code],
        key=f"plan_language_{session.language()}",
        bind=_IN_URL,
    )


def _seed(say: Words) -> int:
    return st.number_input(
        say("form.seed"), 0, 2**31 - 1, 0, help=say("form.seed_help"), key="seed", bind=_IN_URL
    )


def _number(label: str, least: int, most: int, key: str, say: Words) -> int | None:
    hint = say("form.from_words")
    return st.number_input(label, least, most, None, key=key, placeholder=hint, bind=_IN_URL)


def _maybe(label: str, options: Sequence[OptionT], key: str, say: Words) -> OptionT | None:
    """Draw a choice of one or none."""
    return st.selectbox(
        label,
        list(options),
        None,
        format_func=lambda word: say(f"word.{word}"),
        placeholder=say("form.from_words"),
        key=key,
        bind=_IN_URL,
    )


def _several(label: str, options: Sequence[OptionT], key: str, say: Words) -> tuple[OptionT, ...]:
    """Draw a choice of any number."""
    chosen = st.multiselect(
        label,
        list(options),
        format_func=lambda word: say(f"word.{word}"),
        placeholder=say("form.from_words"),
        key=key,
        bind=_IN_URL,
    )
    return tuple(chosen)
