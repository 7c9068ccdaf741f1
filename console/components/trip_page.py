"""One saved trip: its days, its map, what the rules say of it, and its files."""

from collections.abc import Mapping, Sequence

import streamlit as st

from console import catalog, failures, session
from console.components import (
    alternatives,
    exports,
    feed,
    mending,
    printing,
    report,
    route,
    understanding,
)
from console.components.day_cards import Remarks, day_html
from console.components.journeys import itinerary_html
from console.components.looks import STYLE
from console.failures import as_text
from console.shown import ShownDay, days_of_trip, itinerary
from console.understood import value_text, wished
from core.client import calls
from core.client.errors import ClientError
from core.kernel.money import format_money
from core.schemas.catalog import PlaceOut
from core.schemas.editing import TripCheck
from core.schemas.plans import PlanReport
from core.schemas.trips import TripOut
from core.schemas.wishes import TripWishes

UNKNOWN = "unknown_places"
"""Where a page keeps, by trip, the places of an imported file that the catalogue lacks."""
_TABS = ("days", "map", "checks", "mend", "instead", "files")


def draw(trip: TripOut) -> None:
    """Draw the trip; each part fails for itself."""
    say = session.words()
    st.html(STYLE)
    cities = list(dict.fromkeys(trip.city_ids or [trip.city_id]))
    # As one element: a summary that a change takes away must not shut the tab one is in.
    with st.container():
        places, names = _known(cities)
        days = days_of_trip(trip, places, names)
        _draw_head(trip, days, places, names)
    checked = _checked(trip)
    days_tab, map_tab, checks_tab, mend_tab, instead_tab, files_tab = st.tabs(
        [say(f"trip.tab.{name}") for name in _TABS]
    )
    with days_tab:
        _draw_days(days, checked.report if isinstance(checked, TripCheck) else None)
    with map_tab, failures.one_card():
        route.draw({trip.title: days}, cities, "trip")
    with checks_tab:
        _draw_checks(checked)
    with mend_tab, failures.one_card():
        mending.draw(trip, days)
    with instead_tab, failures.one_card():
        alternatives.draw(trip, days, checked if isinstance(checked, TripCheck) else None)
    with files_tab:
        _draw_files(trip)


def _draw_head(
    trip: TripOut,
    days: Sequence[ShownDay],
    places: Mapping[str, PlaceOut],
    city_names: Mapping[str, str],
) -> None:
    say = session.words()
    st.title(as_text(trip.title), anchor=False)
    st.caption(_facts(trip, days, city_names))
    if trip.summary:
        st.markdown(as_text(trip.summary))
    if trip.wishes is not None:
        _draw_wishes(trip.wishes, {place.id: catalog.one_name(place) for place in places.values()})
    for place in st.session_state.get(UNKNOWN, {}).get(trip.id, ()):
        st.warning(say("import.unknown", place=as_text(place)))


def _known(city_ids: Sequence[str]) -> tuple[dict[str, PlaceOut], dict[str, str]]:
    """Return the places of the cities and what every city is called; nothing where it fails.

    A trip is shown without the catalogue all the same.
    """
    try:
        return catalog.places(city_ids), catalog.city_names()
    except ClientError as error:
        failures.show(error)
        return {}, {}


def _draw_wishes(wishes: TripWishes, place_names: Mapping[str, str]) -> None:
    """Draw what the trip was planned for and is checked by, as far as it is out of the usual."""
    say = session.words()
    named = understanding.naming(say)

    def call(word: str) -> str:
        return place_names.get(word) or named(word)

    with st.expander(say("wishes.title")), failures.one_card():
        lines = [
            f"- {as_text(say(f'field.{field}'))}: {as_text(value_text(value, call))}"
            for field, value in wished(wishes)
        ]
        st.markdown("\n".join(lines) or say("wishes.usual"))
        st.caption(say("wishes.what"))


def _facts(trip: TripOut, days: Sequence[ShownDay], city_names: Mapping[str, str]) -> str:
    told = dict(zip(trip.city_ids, trip.cities, strict=False)) or {trip.city_id: trip.city}
    say = session.words()
    stops = [stop for day in days for stop in day.stops]
    facts = [
        " → ".join(as_text(city_names.get(city_id, name)) for city_id, name in told.items()),
        say("trip.when", start=say.date(trip.start_date), days=trip.day_count),
        say("trip.people", count=trip.travellers),
    ]
    if len({stop.currency for stop in stops}) == 1:
        cost = format_money(sum(stop.whole_cost for stop in stops), stops[0].currency)
        facts.append(say("card.about", cost=cost))
    if trip.budget:
        facts.append(say("trip.budget", budget=format_money(trip.budget, trip.currency)))
    facts.append(say("trip.version", version=trip.version))
    return " · ".join(facts)


def _checked(trip: TripOut) -> TripCheck | ClientError:
    """Return what the rules say of this version of the trip; it is asked for once."""
    kept: dict[tuple[str, int, str], TripCheck] = st.session_state.setdefault("trip_checks", {})
    language = session.language()
    key = (trip.id, trip.version, language)
    if key not in kept:
        try:
            kept[key] = session.ask(calls.check_trip(trip.id, language=language))
        except ClientError as error:
            return error
    return kept[key]


def _draw_days(days: Sequence[ShownDay], found: PlanReport | None) -> None:
    say = session.words()
    if rows := itinerary(days):
        st.html(itinerary_html(rows, say))
    remarks = Remarks.of(found)
    cards = "".join(day_html(day, say, remarks) for day in days)
    st.html(f'<div class="tw-pair">{cards}</div>')


def _draw_checks(checked: TripCheck | ClientError) -> None:
    say = session.words()
    if isinstance(checked, ClientError):
        failures.show(checked)
        return
    if checked.laid_out:
        st.caption(say("trip.laid_out", count=len(checked.laid_out)))
    report.draw(checked.report, "trip")


def _draw_files(trip: TripOut) -> None:
    say = session.words()
    st.markdown(f"**{say('export.title')}**")
    exports.buttons(trip.id, "trip")
    st.markdown(f"**{say('pdf.title')}**")
    with failures.one_card():
        printing.draw(trip.id)
    st.markdown(f"**{say('feed.title')}**")
    with failures.one_card():
        feed.draw(trip.id)
