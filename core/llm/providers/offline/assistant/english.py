"""What facts of every kind have in common, in English."""

from collections.abc import Sequence
from datetime import date

from core.kernel.times import date_text, weekday_text
from core.schemas import facts as f
from core.schemas import facts_found as g
from core.schemas.trips import SubTripKind

_MODES = {"walk": "on foot", "transit": "by public transport", "taxi": "by taxi"}
_BY = {
    "train": "train", "flight": "flight", "bus": "bus", "ferry": "ferry", "drive": "drive",
    "taxi": "taxi ride",
}  # fmt: skip


def hours(fact: g.HoursFacts) -> list[str]:
    """Return when a place is open."""
    name, day = f"{fact.name}{in_brackets(fact.local_name)}", f"on {weekday_text(fact.date, 'en')}"
    if not fact.known:
        return [f"I do not know when {name} is open; please ask there."]
    if not fact.spans:
        told = [f"{name} is closed {day}."]
        return told + ([f"But your plan has you there at {fact.planned}."] if fact.planned else [])
    spans = joined([f"{span.start} to {span.end}" for span in fact.spans])
    told = [f"{name} is open {spans} {day}."]
    if fact.spans[-1].start == "00:00" and fact.spans[-1].end == "24:00":
        told = [f"{name} is open all day {day}."]
    elif fact.come_by:
        told.append(f"Come by {fact.come_by} for a visit worth while.")
    if fact.planned:
        told.append(f"Your plan has you there at {fact.planned}.")
    if not fact.sure:
        told.append("These are the usual hours, not checked for that day.")
    return told


def problems(found: Sequence[str], lead: str) -> list[str]:
    """Return a sentence that lists what is wrong, the first four of it."""
    if not found:
        return []
    shown = [problem.rstrip(".") for problem in found[:4]]
    more = f"; and {len(found) - 4} more" if len(found) > 4 else ""
    return [f"{lead}: {'; '.join(shown)}{more}."]


def day_lines(days: Sequence[f.DayLine]) -> list[str]:
    """Return a line for each day."""
    return [
        f"\n- Day {day.number}, {weekday_text(day.date, 'en')}, {day.city}:"
        f" {', '.join(day.stops) if day.stops else 'free'}"
        for day in days
    ]


def budget(whole: str | None, left: str | None, over: str | None) -> list[str]:
    """Return what is left of a budget."""
    if whole is None:
        return []
    if over is not None:
        return [f"The budget of {whole} is exceeded by {over}."]
    return [f"Of the budget of {whole}, {left} is left."]


def simulated(is_so: bool, what: str) -> list[str]:
    """Return that something was not looked up."""
    return [f"This is simulated ({what}), not looked up."] if is_so else []


def way_sentences(stop: f.StopFact, leave_by: str | None) -> list[str]:
    """Return how one gets to a stop, and when one leaves."""
    if stop.journey is not None:
        return [f"Be at {stop.journey.origin} by {leave_by}."] if leave_by else []
    if stop.way is None:
        return []
    way = stop.way
    told = f"It takes about {minutes(way.minutes)} {_MODES[way.mode]} ({distance(way.distance_m)})"
    return [f"{told}: leave by {leave_by}." if leave_by else f"{told}."]


def stop_line(stop: f.StopFact) -> str:
    """Return a stop in a line."""
    hours = stop.start or ""
    hours += f"–{stop.end}" if stop.start and stop.end and stop.end != stop.start else ""
    lead = f"{hours} " if hours else ""
    if stop.journey is not None:
        return f"{lead}{journey_words(stop)}"
    if stop.kind is SubTripKind.HOTEL:
        return f"{lead}night at {named(stop)}"
    return f"{lead}{named(stop)}"


def place_line(place: g.PlaceLine) -> str:
    """Return a place in a line."""
    far = f", {distance(place.distance_m)} away" if place.distance_m is not None else ""
    area = f", {place.area}" if place.area else ""
    about = f": {place.about.rstrip('.')}" if place.about else ""
    return f"{place.name}{in_brackets(place.local_name)}{area}{far}{about}"


def journey_words(stop: f.StopFact) -> str:
    """Return a journey in words."""
    leg = stop.journey
    if leg is None:
        return stop.name
    number = f" {leg.number}" if leg.number else ""
    times = f"{leg.departs}–{leg.arrives}"
    return f"the {_BY[leg.mode]}{number} from {leg.origin} to {leg.target} ({times})"


def named(stop: f.StopFact) -> str:
    """Return a stop's name, with what is written on its door."""
    return f"{stop.name}{in_brackets(stop.local_name)}"


def in_brackets(name: str) -> str:
    """Return a name in brackets."""
    return f" ({name})" if name else ""


def on_day(day: date, today: date) -> str:
    """Return a day as it is said today."""
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((day - today).days)
    return near or f"on {weekday_text(day, 'en')}"


def from_to(start: date, end: date) -> str:
    """Return the days from one to another."""
    if start == end:
        return weekday_text(start, "en")
    return f"{date_text(start, 'en')} to {date_text(end, 'en')}"


def minutes(count: int) -> str:
    """Return a length of time."""
    if count < 60:
        return f"{count} minutes" if count != 1 else "one minute"
    hours, minutes = divmod(count, 60)
    return f"{hours} h" + (f" {minutes} min" if minutes else "")


def distance(metres: int) -> str:
    """Return a distance."""
    return f"{metres} m" if metres < 1000 else f"{metres / 1000:.1f} km"


def days(count: int) -> str:
    """Return a number of days."""
    return "one day" if count == 1 else f"{count} days"


def people(count: int) -> str:
    """Return a number of travellers."""
    return "one traveller" if count == 1 else f"{count} travellers"


def joined(names: Sequence[str]) -> str:
    """Return names as a list in a sentence."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def capital(text: str) -> str:
    """Return words with a capital."""
    return text[:1].upper() + text[1:]
