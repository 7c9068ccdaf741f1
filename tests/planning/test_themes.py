"""Themes: what lies together and is open goes to one day, balanced, and by a name that is true."""

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

import pytest

from core.catalog.domain import Place
from core.planning.candidates import Candidates, choose_candidates
from core.planning.domain import Brief, Draft, frame_of_one_city
from core.planning.themes import Theme, name_of, themes_of
from core.schemas.wishes import Pace
from tests.support.builders import a_brief, a_draft, a_pick, a_place, north_of
from tests.support.questions import a_city_brief
from tests.support.shipped import places_of

_HEART = a_place("heart-0")


def quarter(name: str, metres: float, count: int = 4, **changes: object) -> list[Place]:
    """Return sights side by side, so many metres north of the centre."""
    return [
        north_of(_HEART, metres + 20 * number, f"{name}-{number}", area=name.title(), **changes)
        for number in range(count)
    ]


def suggested(
    brief: Brief, sights: Sequence[Place], sketch: Sequence[Draft] | None = None
) -> dict[int, Theme]:
    """Return the themes of a trip to one city."""
    return themes_of(brief, frame_of_one_city(brief), Candidates(tuple(sights), (), ()), sketch)


def quarters_of(theme: Theme) -> set[str]:
    """Return the quarters its sights are in."""
    return {place.area for place in theme.places}


def test_sights_that_lie_together_go_to_one_day() -> None:
    north, south = quarter("north", 9_000), quarter("south", 0)
    mixed = [place for pair in zip(north, south, strict=True) for place in pair]

    themes = suggested(a_brief(pace=Pace.RELAXED), mixed)

    assert [quarters_of(theme) for theme in themes.values()] in (
        [{"North"}, {"South"}], [{"South"}, {"North"}]
    )  # fmt: skip
    ids = [id_ for theme in themes.values() for id_ in theme.ids]
    assert sorted(ids) == sorted(place.id for place in mixed[:6])


def test_no_day_takes_more_than_its_share_however_near_all_is() -> None:
    near = quarter("centre", 0, count=30)

    themes = suggested(a_brief(day_count=3, pace=Pace.RELAXED), near)

    sizes = [len(theme.places) for theme in themes.values()]
    assert (sum(sizes), max(sizes)) == (9, 4)


def test_a_sight_goes_to_a_day_on_which_it_is_open() -> None:
    shut = quarter("shut", 0, opening_hours="We off; Th 09:00-18:00")
    other = quarter("other", 200)

    wednesday, thursday = suggested(a_brief(pace=Pace.RELAXED), [*shut, *other]).values()

    assert quarters_of(wednesday) == {"Other"}
    assert quarters_of(thursday) >= {"Shut"}


def test_a_must_see_has_its_place_before_all_others() -> None:
    far = north_of(_HEART, 30_000, "far")
    brief = a_brief(day_count=2, pace=Pace.RELAXED, must_see=(far,))

    themes = suggested(brief, [*quarter("centre", 0, count=7), far])

    assert "far" in {id_ for theme in themes.values() for id_ in theme.ids}


def test_what_is_sketched_for_a_day_stays_there_and_draws_its_neighbours() -> None:
    north, south = quarter("north", 9_000), quarter("south", 0)
    sketch = [a_draft(a_pick(south[0])), a_draft(a_pick(north[0]))]

    first, second = suggested(a_brief(pace=Pace.RELAXED), [*north, *south], sketch).values()

    assert (quarters_of(first), quarters_of(second)) == ({"South"}, {"North"})


def test_a_day_too_short_for_a_sight_has_no_theme() -> None:
    brief = a_brief()
    frame = frame_of_one_city(brief)
    short = replace(frame.parts[0], window=(18 * 60, 21 * 60))
    frame = replace(frame, parts=(short, *frame.parts[1:]))

    themes = themes_of(brief, frame, Candidates(tuple(quarter("centre", 0)), (), ()), None)

    assert list(themes) == [1]


def test_where_there_is_nothing_to_see_there_are_no_themes() -> None:
    assert suggested(a_brief(), []) == {}


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "Haizhu: museums and parks"), ("zh", "Museum A一带：博物馆与园林")],
)
def test_a_name_says_where_most_are_and_what_they_are(language: str, name: str) -> None:
    places = [
        a_place("museum-a", name_local="Museum A", popularity=90),
        a_place("museum-b"),
        a_place("park-a", category="park"),
    ]

    assert name_of(a_brief(language=language), places) == name


@pytest.mark.parametrize("city_id", ["beijing", "paris", "tokyo", "singapore"])
def test_the_themes_of_a_city_are_balanced_open_and_the_same_each_time(city_id: str) -> None:
    brief = a_city_brief(city_id, day_count=5)
    frame = frame_of_one_city(brief)
    candidates = choose_candidates(brief, frame, places_of(city_id))

    themes = themes_of(brief, frame, candidates, None)

    assert themes == themes_of(brief, frame, candidates, None)
    assert list(themes) == [0, 1, 2, 3, 4]
    assert all(1 <= len(theme.places) <= 8 and theme.name for theme in themes.values())
    ids = [id_ for theme in themes.values() for id_ in theme.ids]
    assert len(ids) == len(set(ids))
    assert all(
        set(theme.ids) <= {place.id for place in candidates.sights} for theme in themes.values()
    )


def spread(places: Sequence[Place]) -> float:
    """Return the median distance from the middle, in degrees."""
    lat, lon = median(place.lat for place in places), median(place.lon for place in places)
    return median(abs(place.lat - lat) + abs(place.lon - lon) for place in places)


@pytest.mark.parametrize("city_id", ["beijing", "paris", "tokyo", "newyork", "kyoto"])
def test_a_theme_lies_closer_together_than_what_is_dealt_out_in_turn(city_id: str) -> None:
    brief = a_city_brief(city_id, day_count=4)
    frame = frame_of_one_city(brief)
    candidates = choose_candidates(brief, frame, places_of(city_id))

    themes = themes_of(brief, frame, candidates, None)

    suggested_ids = {id_ for theme in themes.values() for id_ in theme.ids}
    whole = [place for place in candidates.sights if place.id in suggested_ids]
    dealt = [whole[turn :: len(themes)] for turn in range(len(themes))]
    usual = median(spread(theme.places) for theme in themes.values())
    assert usual < 0.85 * median(spread(hand) for hand in dealt)


def test_where_most_are_nowhere_together_a_known_sight_gives_the_name() -> None:
    places = [
        a_place(f"museum-{area}", area=area, popularity=popularity)
        for area, popularity in (("east", 40), ("west", 90), ("north", 30))
    ]

    assert name_of(a_brief(), places).startswith("Around Museum ")
