"""What a trip keeps of the request it was planned for, and a brief that is read back of it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from core.catalog.domain import Place
from core.catalog.lookup import find_group, find_place
from core.kernel.times import clock_minutes, clock_text
from core.planning.domain import Brief, Meeting
from core.planning.terms import bound_to, landmarks_of
from core.schemas.wishes import Anchor, DailyWindow, Party, TripWishes


def wishes_of(brief: Brief) -> TripWishes:
    """Return what of a brief a trip does not have in fields of its own."""
    start, end = brief.window
    return TripWishes(
        language="zh" if brief.language == "zh" else "en",
        cost_currency=brief.money,
        one_way=brief.one_way,
        party=Party(
            children=brief.children,
            child_ages=list(brief.child_ages),
            seniors=brief.seniors,
            pets=brief.pets,
        ),
        pace=brief.pace,
        interests=list(brief.interests),
        must_see=[*brief.must_see_ids, *brief.unknown_must_see],
        avoid=sorted(brief.avoid),
        daily_window=DailyWindow(start=clock_text(start), end=clock_text(end)),
        lodging=brief.lodging,
        cuisines=list(brief.cuisines),
        meals=list(brief.meals_wanted),
        no_modes=sorted(brief.no_modes),
        start_anchor=_anchor(brief.begins),
        end_anchor=_anchor(brief.ends),
        mobility=brief.mobility,
        conditions=list(brief.asked),
    )


def with_wishes(brief: Brief, wishes: TripWishes, places: Sequence[Place]) -> Brief:
    """Return a brief that keeps to what was wished; `places` are those that may be named.

    Conditions are looked up, and not yet bound to one way to meet them.
    """
    found = [(word, find_place(word, places)) for word in wishes.must_see]
    must = tuple(dict.fromkeys(place for _, place in found if place))
    party, window, conditions = wishes.party, wishes.daily_window, wishes.conditions
    bound = bound_to(conditions, places).conditions if conditions else ()
    return replace(
        brief,
        one_way=wishes.one_way or brief.one_way,
        children=min(brief.travellers, max(party.children, len(party.child_ages))),
        child_ages=tuple(party.child_ages),
        seniors=party.seniors,
        pets=party.pets,
        pace=wishes.pace,
        interests=tuple(wishes.interests),
        must_see=must,
        unknown_must_see=tuple(word for word, place in found if place is None),
        avoid=_meant(wishes.avoid, places) - {place.id for place in must},
        window=_window(window) if window else brief.window,
        lodging=wishes.lodging,
        cuisines=tuple(wishes.cuisines),
        meals_wanted=brief.meals_wanted if wishes.meals is None else tuple(wishes.meals),
        no_modes=frozenset(wishes.no_modes),
        begins=_meeting(wishes.start_anchor, places),
        ends=_meeting(wishes.end_anchor, places),
        mobility=wishes.mobility,
        conditions=bound,
        asked=tuple(conditions),
        landmarks=landmarks_of(bound, places),
    )


def named_in(wishes: TripWishes | None) -> frozenset[str]:
    """Return every word by which the wishes may name a place."""
    if wishes is None:
        return frozenset()
    anchors = (wishes.start_anchor, wishes.end_anchor)
    met = [anchor.place for anchor in anchors if anchor and anchor.place]
    return frozenset((*wishes.must_see, *wishes.avoid, *met))


def _anchor(meeting: Meeting | None) -> Anchor | None:
    if meeting is None or (meeting.place is None and meeting.minute is None):
        return None
    return Anchor(
        place=meeting.place.id if meeting.place else None,
        time=clock_text(meeting.minute) if meeting.minute is not None else None,
    )


def _meeting(anchor: Anchor | None, places: Sequence[Place]) -> Meeting | None:
    if anchor is None:
        return None
    place = find_place(anchor.place, places) if anchor.place else None
    return Meeting(place, clock_minutes(anchor.time) if anchor.time else None)


def _window(window: DailyWindow) -> tuple[int, int]:
    return clock_minutes(window.start), clock_minutes(window.end)


def _meant(words: Iterable[str], places: Sequence[Place]) -> frozenset[str]:
    """Return the ids of the places that are meant, and of those of the groups that are."""
    known = {place.id for place in places}
    return frozenset(place for word in words for place in _places_meant(word, known, places))


def _places_meant(word: str, known: Collection[str], places: Sequence[Place]) -> list[str]:
    if word in known:
        return [word]
    place = None if (group := find_group(word, places)) else find_place(word, places)
    return [one.id for one in group] if place is None else [place.id]
