"""What was understood of a request, in one glance: each field with the words it came from."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from pydantic import ValidationError

from chat_demo import trip_words, words
from chat_demo.dates import dates_of
from chat_demo.markup import Html, join, tag
from chat_demo.words import Phrase
from core.client.http import Language
from core.kernel.money import format_money
from core.schemas.catalog import Interest, Meal
from core.schemas.links import LinkMode
from core.schemas.lodging import HouseRule, RoomType
from core.schemas.plans import Evidence, PlanAnswer, PlanTrip
from core.schemas.wishes import LodgingWish, Mobility, Pace

Names = Mapping[str, tuple[str, str]]
"""By id of a place or a city its names, in English and in Chinese or the local language."""


class _Row(NamedTuple):
    """One field as it was understood, and the fields of the answer that tell where it is from."""

    label: Phrase
    value: str
    fields: frozenset[str]


class _Reader(NamedTuple):
    """What the rows are made of."""

    answer: PlanAnswer
    trip: PlanTrip
    names: Names
    language: Language

    @property
    def request(self) -> dict[str, Any]:
        return self.answer.request or {}

    def words_of(self, key: str) -> list[str]:
        """Return a list of the request; what is no list of words is none."""
        found = self.request.get(key)
        return [str(item) for item in found] if isinstance(found, list) else []

    def count(self, key: str) -> int:
        found = self.request.get(key)
        return found if isinstance(found, int) else 0

    def name(self, known_id: str) -> str:
        """Return the name of a place or city in the language of the plan; its id where unknown."""
        found = self.names.get(known_id)
        return found[self.language == "zh"] if found else known_id

    def listed(self, items: Iterable[str]) -> str:
        return words.COMMA.to(self.language).join(items)

    def counted(self, one: Phrase, many: Phrase, count: int) -> str:
        return (one if count == 1 else many).to(self.language, count=count)


def glance(answer: PlanAnswer, trip: PlanTrip, names: Names, language: Language) -> Html:
    """Return every field that was said or assumed, with the words it was read from."""
    reader = _Reader(answer, trip, names, language)
    rows = [row for row in _rows(reader) if row.value]
    shown = {field for row in rows for field in row.fields}
    left = [item for item in answer.assumptions if _root(item.field) not in shown]
    return tag(
        "div",
        tag("ul", *(_drawn(row, reader) for row in rows), class_="tw-glance"),
        *(
            tag("p", tag("span", _how(field).to(language), class_="tw-chip"), f" {one}")
            for one, field in {item.message: item.field for item in left}.items()
        ),
        class_="tw-understood",
    )


def _how(field: str) -> Phrase:
    """Return whether something was assumed, or was said and cannot be kept here."""
    return trip_words.YOURS if field == "unkept" else trip_words.ASSUMED


def read_words(evidence: Sequence[Evidence]) -> list[str]:
    """Return the words a request was read from, each once, the longest first."""
    found = {item.words.strip() for item in evidence} - {""}
    return sorted(found, key=lambda said: (-len(said), said))


def _rows(reader: _Reader) -> Iterable[_Row]:
    cities = reader.trip.city_ids or [reader.trip.city_id]
    if origin := reader.request.get("origin"):
        yield _row(trip_words.ORIGIN, reader.name(str(origin)), "origin", "one_way")
    where = " → ".join(reader.name(city) for city in cities)
    where = where if reader.names else reader.trip.city
    yield _row(trip_words.WHERE, where, "destination", "destinations", "keep_order")
    yield _row(trip_words.WHEN, _when(reader), "start_date", "end_date", "day_count")
    yield _row(trip_words.WHO, _who(reader), "travellers", "party")
    yield _row(trip_words.BUDGET, _budget(reader), "budget", "currency")
    yield _row(trip_words.PACE, _one_of(reader, "pace", Pace, trip_words.PACES), "pace")
    likes = _each(reader.words_of("interests"), Interest, trip_words.INTERESTS, reader)
    yield _row(trip_words.INTEREST, likes, "interests")
    yield _row(trip_words.MUST_SEE, _must_see(reader), "must_see")
    yield _row(trip_words.AVOID, _avoided(reader), "avoid")
    yield _row(trip_words.LODGING, _lodging(reader), "lodging")
    yield _row(trip_words.FOOD, _food(reader), "cuisines", "meals")
    modes = _each(reader.words_of("no_modes"), LinkMode, trip_words.NO_MODES, reader)
    yield _row(trip_words.BY, modes, "no_modes")
    if reader.request.get("mobility") != Mobility.NORMAL:
        moving = _one_of(reader, "mobility", Mobility, trip_words.MOBILITY)
        yield _row(trip_words.WALKING, moving, "mobility")
    yield _row(trip_words.EACH_DAY, _window(reader), "daily_window")
    if _said(reader, frozenset({"conditions"})):
        kept = trip_words.KEPT_AS_SAID.to(reader.language)
        yield _row(trip_words.CONDITIONS, kept, "conditions")


def _row(label: Phrase, value: str, *fields: str) -> _Row:
    return _Row(label, value, frozenset(fields))


def _drawn(row: _Row, reader: _Reader) -> Html:
    language = reader.language
    said = _said(reader, row.fields)
    assumed = [item for item in reader.answer.assumptions if _root(item.field) in row.fields]
    sources: list[str | Html] = [
        tag("q", trip_words.IN_YOUR_WORDS.to(language, words=one)) for one in said
    ]
    if assumed:
        told = reader.listed(item.message for item in assumed) if said else ""
        chip = tag("span", trip_words.ASSUMED.to(language), class_="tw-chip")
        sources.append(tag("span", chip, f" {told}" if told else ""))
    return tag(
        "li",
        tag("span", row.label.to(language), class_="tw-label"),
        tag("strong", row.value),
        tag("span", *sources, class_="tw-said") if sources else "",
        class_="tw-assumed" if assumed and not said else None,
    )


def _said(reader: _Reader, fields: frozenset[str]) -> list[str]:
    """Return the words for these fields, each once; what stands inside longer ones is left out."""
    found = dict.fromkeys(
        item.words.strip() for item in reader.answer.understood if _root(item.field) in fields
    )
    return [
        one for one in found if one and not any(one != other and one in other for other in found)
    ]


def _root(field: str) -> str:
    return field.partition(".")[0]


def _when(reader: _Reader) -> str:
    trip, language = reader.trip, reader.language
    last = trip.start_date + timedelta(days=trip.day_count - 1)
    length = reader.counted(trip_words.ONE_DAY, trip_words.DAYS, trip.day_count)
    return f"{dates_of(trip.start_date, last, language)} · {length}"


def _who(reader: _Reader) -> str:
    parts = [
        reader.counted(trip_words.ONE_TRAVELLER, trip_words.TRAVELLERS, reader.trip.travellers)
    ]
    children = reader.count("children")
    if children:
        parts.append(reader.counted(trip_words.ONE_CHILD, trip_words.CHILDREN, children))
        if ages := reader.words_of("child_ages"):
            parts[-1] += f" ({trip_words.AGED.to(reader.language, ages=reader.listed(ages))})"
    for key, one, many in (
        ("seniors", trip_words.ONE_SENIOR, trip_words.SENIORS),
        ("pets", trip_words.ONE_PET, trip_words.PETS),
    ):
        if count := reader.count(key):
            parts.append(reader.counted(one, many, count))
    return reader.listed(parts)


def _budget(reader: _Reader) -> str:
    trip = reader.trip
    if trip.budget is None:
        return trip_words.NO_BUDGET.to(reader.language)
    amount = format_money(trip.budget, trip.currency)
    return trip_words.BUDGET_KEPT.to(reader.language, amount=amount)


def _must_see(reader: _Reader) -> str:
    known = [reader.name(place) for place in reader.words_of("must_see")]
    unknown = (
        trip_words.NOT_KNOWN.to(reader.language, name=name)
        for name in reader.words_of("unknown_must_see")
    )
    return reader.listed([*known, *unknown])


def _avoided(reader: _Reader) -> str:
    named = (
        trip_words.INTERESTS[Interest(word)].to(reader.language)
        if word in set(Interest)
        else reader.name(word)
        for word in reader.words_of("avoid")
    )
    return reader.listed(named)


def _lodging(reader: _Reader) -> str:
    try:
        wish = LodgingWish.model_validate(reader.request.get("lodging") or {})
    except ValidationError:  # of an API that knows more wishes than this chat
        return ""
    language = reader.language
    parts: list[str] = []
    if wish.rooms:
        parts.append(reader.counted(trip_words.ONE_ROOM, trip_words.ROOMS, wish.rooms))
    if wish.beds:
        parts.append(reader.counted(trip_words.ONE_BED, trip_words.BEDS, wish.beds))
    if wish.room_type:
        parts.append(trip_words.ROOM_TYPES[RoomType(wish.room_type)].to(language))
    parts += [trip_words.ALLOWS[HouseRule(rule)].to(language) for rule in wish.must_allow]
    parts += wish.features
    if wish.max_per_night:
        amount = format_money(wish.max_per_night, reader.trip.cost_currency)
        parts.append(trip_words.NIGHT_AT_MOST.to(language, amount=amount))
    return reader.listed(parts)


def _food(reader: _Reader) -> str:
    """Return wished cuisines; meals only where they were spoken of."""
    parts = reader.words_of("cuisines")
    if _said(reader, frozenset({"meals"})):
        parts += [
            trip_words.MEALS[meal].to(reader.language)
            for meal in reader.words_of("meals")
            if meal in set(Meal)
        ]
    return reader.listed(parts)


def _window(reader: _Reader) -> str:
    window = reader.request.get("daily_window")
    if not isinstance(window, dict) or not {"start", "end"} <= window.keys():
        return ""
    return f"{window['start']}–{window['end']}"


def _one_of(reader: _Reader, key: str, kind: Any, phrases: Mapping[Any, Phrase]) -> str:
    """Return a word of a closed set; one the chat does not know is not guessed at."""
    word = reader.request.get(key)
    known = isinstance(word, str) and word in set(kind)
    return phrases[kind(word)].to(reader.language) if known else ""


def _each(found: Sequence[str], kind: Any, phrases: Mapping[Any, Phrase], reader: _Reader) -> str:
    known = (phrases[kind(word)].to(reader.language) for word in found if word in set(kind))
    return reader.listed(known)


def marked(text: str, said: Sequence[str]) -> Html:
    """Return a visitor's words, line by line, with the pieces that were read marked."""
    return Html("<br>".join(_marked_line(line, said) for line in text.strip().splitlines()))


def _marked_line(line: str, said: Sequence[str]) -> Html:
    for piece in said:
        before, found, after = line.partition(piece)
        if found:
            mark = tag("mark", found)
            return join([_marked_line(before, said), mark, _marked_line(after, said)])
    return join([line])
