"""A whole text: field by field, each with the words it was read from."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from core.llm.providers.offline.hours import find_window
from core.llm.providers.offline.money import find_budget
from core.llm.providers.offline.party import find_company
from core.llm.providers.offline.vocabulary import INTERESTS, PACES
from core.llm.providers.offline.wishes import find_wishes
from core.llm.providers.offline.wording.anchors import find_anchors
from core.llm.providers.offline.wording.calendar import Dates, dated_spans, written_dates
from core.llm.providers.offline.wording.elsewhere import cities_elsewhere, shown
from core.llm.providers.offline.wording.journeys import Ends
from core.llm.providers.offline.wording.kinds import label_of
from core.llm.providers.offline.wording.lengths import find_length, find_more_nights
from core.llm.providers.offline.wording.lodging import find_rules
from core.llm.providers.offline.wording.manners import find_meals, find_mobility
from core.llm.providers.offline.wording.promise import Promise, are_opposites
from core.llm.providers.offline.wording.promises import (
    World,
    read_choices,
    read_promises,
    read_times,
)
from core.llm.providers.offline.wording.route import Route, find_route, without_facts
from core.llm.providers.offline.wording.sheet import Sheet, a_sheet, as_in, written_in
from core.llm.providers.offline.wording.spoken import said_day, spoken_dates, weekday_after
from core.llm.providers.offline.wording.tongue import tongue_of
from core.llm.providers.offline.wording.traditional import SIMPLIFIED
from core.llm.providers.offline.wording.unkept import (
    find_diets,
    find_only_named,
    find_unkept,
    kind_of_diet,
)

_MOST_CHARS = 4_000
"""What is written after so many letters is not read."""
_A_YEAR, _MOST_UNKEPT = 366, 10
_CLAUSE_END = re.compile(r"[,，;；。\n]")
_DAY_OF_ANCHOR = re.compile(
    r"(?:下)?(?:周|星期)([一二三四五六日天])|\d{1,2}[号日]"
    r"|[^.;\n]{0,20}?\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.I,
)
_WEEKEND = re.compile(r"周末|weekend|holiday|break", re.I)
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")


class TripReader:
    """Reads one text once."""

    def __init__(
        self,
        text: str,
        *,
        today: date,
        cities: Sequence[Mapping[str, Any]],
        regions: Sequence[str],
        names: Sequence[Mapping[str, Any]],
        labels: Mapping[str, Sequence[str]],
    ) -> None:
        self._today = today
        known = [name for city in cities for name in city["names"]]
        folded = text.translate(SIMPLIFIED).casefold()
        every = [*cities, *cities_elsewhere(known, folded)]
        self._names = {city["id"]: list(city["names"]) for city in every}
        named = [
            name
            for names in self._names.values()
            for name in names
            if name.translate(SIMPLIFIED).casefold() in folded
        ]
        # As the catalogue has them, and as they are written here.
        self._cities = list(dict.fromkeys([*named, *written_in(text, named)]))
        self._regions = regions
        # A kind of food that is called like a city is meant by no name of the city.
        cities_named = {name.casefold() for name in known}
        self._labels = {
            kind: [word for word in words if word.casefold() not in cities_named]
            for kind, words in labels.items()
        }
        self._whole = a_sheet(text[:_MOST_CHARS], names, every)
        self._form: dict[str, Any] = {}
        self._evidence: dict[str, str] = {}
        self._contradictions: list[dict[str, Any]] = []
        self._last_day, self._last_day_at = "", -1
        self._ends_on: tuple[int, int] | None = None
        self._dates_at = (0, 0)

    def form(self) -> dict[str, Any]:
        """Return every field that the text says."""
        sheet = without_facts(self._whole)
        route = find_route(sheet, self._regions)
        spoken = sheet.spoken()
        self._route(route)
        sheet = sheet.covered(*route.spans)
        ends = self._ends(route)
        times, sheet = read_times(sheet, ends)
        sheet = self._anchors(sheet)
        sheet = self._dates(sheet)
        company = find_company(sheet.plain().text)
        self._put("travellers", company.travellers, company.spans.get("travellers"))
        self._put("party", company.party)
        for name, span in company.spans.items():
            self._note(name, span)
        counted = sheet.plain().text
        self._length(find_length(counted), counted)
        world = World(self._labels, company.travellers, self._form.get("day_count"), ends)
        # Kinds of food have cities in their names, as 北京菜 does.
        marked = as_in(spoken, sheet)
        chosen, marked = read_choices(marked, world)
        promises, rest = read_promises(marked, world)
        self._promises([*times, *promises, *chosen])
        self._rules(marked)
        self._budget(as_in(sheet, rest), company.travellers)
        read = self._day(as_in(sheet, rest), marked)
        self._unkept(spoken, rest.covered(*read))
        for name, start, end in find_only_named(rest):
            self._must_see(name, (start, end))
        self._liked(as_in(sheet, marked).plain().covered(*read), rest.covered(*read))
        self._form["language"] = tongue_of(self._whole)
        self._form["contradictions"] = self._contradictions
        self._form["evidence"] = self._evidence
        return {
            name: value
            for name, value in self._form.items()
            if value not in (None, [], {}) or name == "meals"
        }

    def _put(self, name: str, value: Any, span: tuple[int, int] | None = None) -> None:
        if value not in (None, [], {}):
            self._form[name] = value
            if span:
                self._note(name, span)

    def _note(self, name: str, span: tuple[int, int]) -> None:
        words = self._whole.words(*span)
        if words:
            self._evidence.setdefault(name, words)

    def _against(self, fields: list[str], *spans: tuple[int, int]) -> None:
        words = [found for span in spans if (found := self._whole.words(*span))]
        self._contradictions.append({"fields": fields, "words": words})

    def _route(self, route: Route) -> None:
        self._put("origin", shown(route.origin) if route.origin else None)
        self._put("destination", shown(route.city) if route.city else None)
        several = len(route.destinations) > 1 or route.city is None
        if several:
            wishes = [wish | {"name": shown(wish["name"])} for wish in route.destinations]
            for wish in wishes:
                wish.pop("region", None)
            self._put("destinations", wishes)
        self._put("keep_order", route.keep_order)
        self._put("one_way", route.one_way)
        for name, words in route.evidence.items():
            if name.split(".")[0] in self._form:
                self._evidence[name] = words

    def _ends(self, route: Route) -> Ends:
        """Return what the cities are called between which one travels."""
        home = self._names.get(route.origin or "", ())
        away = [name for wish in route.destinations for name in self._names.get(wish["name"], ())]
        return Ends(tuple(home), tuple(away))

    def _anchors(self, sheet: Sheet) -> Sheet:
        anchors, spans, self._ends_on = find_anchors(sheet)
        read: list[tuple[int, int]] = []
        for name, start, end in spans:
            self._put(name, anchors[name], (start, end))
            # The day before it may be a date of the trip.
            day = _DAY_OF_ANCHOR.match(sheet.text[start:end])
            read.append((start + day.end() if day else start, end))
            if day and day[1] and name == "end_anchor":
                self._last_day, self._last_day_at = day[1], start
        return sheet.covered(*read)

    def _dates(self, sheet: Sheet) -> Sheet:
        plain = sheet.plain()
        text = plain.covered(self._ends_on).text if self._ends_on else plain.text
        found = written_dates(text, self._today) or spoken_dates(text, self._today)
        if self._ends_on:
            found = self._with_end(plain, found, self._ends_on)
        if found is None:
            return sheet
        span = self._dates_at = found.start, found.end
        if found.impossible:
            self._against(["start_date"], span)
        first, last = found.first, found.last
        if first and last and last < first:
            self._against(["start_date", "end_date"], span)
            last = None
        if first and not last and self._last_day:
            later = weekday_after(first, self._last_day)
            alone = found.start == self._last_day_at
            first, last = (None, first) if alone else (first, later)
        self._put("start_date", first.isoformat() if first else None, span)
        self._put("end_date", last.isoformat() if last else None, span)
        # What stands between two days in two clauses is still to be read.
        in_one = last and not _CLAUSE_END.search(text, *span)
        return sheet.covered(*dated_spans(text), *([span] if in_one else []))

    def _with_end(self, sheet: Sheet, found: Dates | None, span: tuple[int, int]) -> Dates | None:
        """Return the dates with the day on which the trip ends at some hour."""
        first = found.first if found else None
        last = said_day(sheet.text[slice(*span)], first or self._today)
        if found is None:
            return Dates(None, last, *span) if last else None
        if last is None or first is None or found.last:
            return found
        return Dates(first, last, min(found.start, span[0]), max(found.end, span[1]))

    def _length(self, found: tuple[int, int, int] | None, text: str) -> None:
        first, last = self._form.get("start_date"), self._form.get("end_date")
        said = found[0] if found else None
        if first and last:
            days = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
            if said is not None and said != days and found and not self._is_weekend(found):
                self._against(["day_count", "end_date"], self._dates_at, found[1:])
            self._put("day_count", days)
            if "end_date" in self._evidence:
                self._evidence["day_count"] = self._evidence["end_date"]
            return
        self._put("day_count", said, found[1:] if found else None)
        if found and (nights := find_more_nights(text, found[0])):
            self._against(["day_count"], found[1:], nights)
        if last and said and 0 < said <= _A_YEAR:
            start = date.fromisoformat(last) - timedelta(days=said - 1)
            self._put("start_date", start.isoformat())

    def _is_weekend(self, found: tuple[int, int, int]) -> bool:
        """Say whether a length is that of a weekend, which may begin and end when one likes."""
        return _WEEKEND.search(self._whole.words(*found[1:])) is not None

    def _promises(self, promises: Sequence[Promise]) -> None:
        conditions: list[dict[str, Any]] = []
        for promise in self._without_opposites(promises):
            if self._is_field(promise) or self._is_of_cities(promise):
                continue
            if promise.condition not in conditions:
                span = promise.start, promise.end
                self._note(f"conditions.{len(conditions)}", span)
                conditions.append(promise.condition)
        self._put("conditions", conditions)

    def _without_opposites(self, promises: Sequence[Promise]) -> list[Promise]:
        """Return the promises without a way that was ruled out, or asked for, before."""
        kept: list[Promise] = []
        against: list[Promise] = []
        for promise in sorted(promises, key=lambda promise: promise.start):
            other = next((one for one in kept if are_opposites(one, promise)), None)
            if other is not None:
                against.append(promise)
                spans = (other.start, other.end), (promise.start, promise.end)
                self._against(["conditions", "no_modes"], *spans)
            elif promise.condition["kind"] in ("link_mode", "local_mode"):
                kept.append(promise)
        return [promise for promise in promises if promise not in against]

    def _is_field(self, promise: Promise) -> bool:
        """Say whether a condition is a plain field of the form, and put it there."""
        span = promise.start, promise.end
        said = {"match": "all", "leg": "every", "per": "trip"} | promise.condition
        match said:
            case {"kind": "places", "subject": "sight", "match": "all" | "none"}:
                self._add("must_see" if said["match"] == "all" else "avoid", said["names"], promise)
            case {"kind": "labels", "subject": "restaurant", "match": "all"}:
                self._add("cuisines", said["labels"], promise)
            case {"kind": "labels", "subject": "hotel", "match": "all"}:
                self._lodge("features", said["labels"], span)
            case {"kind": "room"}:
                for key in ("rooms", "beds"):
                    self._lodge(key, said.get(key), span)
            case {"kind": "spend", "on": "lodging", "per": "night"}:
                self._lodge("max_per_night", said["maximum"] or None, span)
                if "currency" in said and said["maximum"]:
                    self._form["lodging"]["currency"] = said["currency"]
            case {"kind": "link_mode", "leg": "every", "match": "none"}:
                self._add("no_modes", said["modes"], promise)
            case _:
                return False
        return True

    def _is_of_cities(self, promise: Promise) -> bool:
        """Say whether an order is one of cities, which `keep_order` says."""
        ends = [promise.condition.get("first"), promise.condition.get("then")]
        return promise.condition["kind"] == "order" and all(end in self._cities for end in ends)

    def _add(self, name: str, values: Sequence[str], promise: Promise) -> None:
        have = self._form.setdefault(name, [])
        for value, span in zip(
            values, (*promise.spans, *[(promise.start, promise.end)] * len(values)), strict=False
        ):
            if value not in have:
                self._note(f"{name}.{len(have)}", span)
                have.append(value)

    def _lodge(self, key: str, value: Any, span: tuple[int, int]) -> None:
        if value is not None:
            self._form.setdefault("lodging", {})[key] = value
            self._note(f"lodging.{key}", span)

    def _rules(self, sheet: Sheet) -> None:
        rules = find_rules(sheet.plain())
        for key, value in rules.values.items():
            self._form.setdefault("lodging", {})[key] = value
        for key, span in rules.spans.items():
            self._note(f"lodging.{key}", span)

    def _budget(self, sheet: Sheet, travellers: int | None) -> None:
        budget = find_budget(sheet.plain().text)
        if budget is None:
            return
        money, days = budget.money, self._form.get("day_count")
        whole = money.amount * ((travellers or 1) if money.per_person else 1)
        span = budget.start, budget.end
        if money.per_day and days is None:
            self._put("daily_budget", round(whole, 2), span)
        else:
            self._put("budget", round(whole * (days if money.per_day and days else 1), 2), span)
        self._put("currency", money.currency, span)
        if budget.other:
            self._against(["budget"], span, budget.other)

    def _day(self, sheet: Sheet, marked: Sheet) -> list[tuple[int, int]]:
        """Read how the days are; return what says nothing else."""
        text = sheet.plain().text
        window = find_window(text)
        self._put("daily_window", window.value, (window.start, window.end)) if window else None
        pace = next(_found(PACES, text), None)
        self._put("pace", pace[0], pace[1]) if pace else None
        meals, span = find_meals(text)
        if meals is not None and span:
            # None at all is a wish as well.
            self._form["meals"] = meals
            self._note("meals", span)
        mobility, mobility_span = find_mobility(marked.plain().text)
        self._put("mobility", mobility, mobility_span)
        hours = [(window.start, window.end)] if window else []
        return [*hours, span] if span and not meals else hours

    def _must_see(self, name: str, span: tuple[int, int]) -> None:
        have = self._form.setdefault("must_see", [])
        if name not in (*have, *self._form.get("avoid", ())):
            self._note(f"must_see.{len(have)}", span)
            have.append(name)

    def _unkept(self, spoken: Sheet, rest: Sheet) -> None:
        """Tell of wishes that no field says; of diets take the food that the catalogue has."""
        diets = find_diets(spoken)
        for span in diets:
            kind = kind_of_diet(spoken.text[slice(*span)])
            label = label_of("restaurant", self._labels.get("cuisines", ()), kind)
            have = self._form.setdefault("cuisines", [])
            if label and label not in have:
                self._note(f"cuisines.{len(have)}", span)
                have.append(label)
        words = [self._whole.words(*span) for span in (*diets, *find_unkept(rest))]
        self._put("unkept", list(dict.fromkeys(filter(None, words)))[:_MOST_UNKEPT])

    def _liked(self, liked: Sheet, rest: Sheet) -> None:
        """Read names nobody knows, and interests, out of what no other rule has read."""
        wishes = find_wishes(rest.text, self._cities)
        must = [name for name in wishes.must_see if not _PRIVATE.search(name)]
        avoid = [name for name in wishes.avoid if not _PRIVATE.search(name)]
        known = [*self._form.get("must_see", []), *self._form.get("avoid", [])]
        for field, names in (("must_see", must), ("avoid", avoid)):
            have = self._form.get(field, [])
            fresh = [name for name in names if name not in known]
            for index, name in enumerate(fresh, start=len(have)):
                self._note_name(f"{field}.{index}", name)
            self._put(field, [*have, *fresh])
        loved = find_wishes(liked.text, ())
        avoided = {*self._form.get("avoid", ()), *loved.avoid}
        found = dict(_found(INTERESTS, loved.rest))
        tags = [
            tag
            for tag in INTERESTS
            if (tag in loved.interests or tag in found) and tag not in avoided
        ]
        for index, tag in enumerate(tags):
            for _, span in _found({tag: INTERESTS[tag]}, liked.text):
                self._note(f"interests.{index}", span)
        self._put("interests", tags)

    def _note_name(self, name: str, said: str) -> None:
        if said in self._whole.original:
            self._evidence.setdefault(name, said)


def _found(patterns: Mapping[str, str], text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    for word, pattern in patterns.items():
        found = re.search(pattern, text, re.I)
        if found:
            yield word, found.span()
