"""Every condition a stretch of text says, each read once."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from core.llm.providers.offline.money import Money, find_money
from core.llm.providers.offline.wording.journeys import Ends, find_journey_times
from core.llm.providers.offline.wording.kinds import find_kinds
from core.llm.providers.offline.wording.kitchens import find_local_food
from core.llm.providers.offline.wording.lists import Choice, find_choices, find_either, outside
from core.llm.providers.offline.wording.lodging import find_rooms
from core.llm.providers.offline.wording.named import find_named
from core.llm.providers.offline.wording.near import find_near, find_nearby
from core.llm.providers.offline.wording.promise import Promise
from core.llm.providers.offline.wording.sheet import GONE, Sheet
from core.llm.providers.offline.wording.spending import find_spending
from core.llm.providers.offline.wording.there import find_there
from core.llm.providers.offline.wording.visits import (
    find_orders,
    find_visits,
    first_of_each,
)
from core.llm.providers.offline.wording.ways import find_flown, find_links, find_local_modes

_MOST_CHOICES = 3
_SEVERAL = re.compile(r"[,，]")
"""Stands in a choice that no rule for one clause can read."""


@dataclass(frozen=True, slots=True)
class World:
    """The closed words of a catalogue, and what is known of the party and of its way."""

    labels: Mapping[str, Sequence[str]]
    travellers: int | None
    days: int | None
    ends: Ends | None = None


def read_choices(sheet: Sheet, world: World) -> tuple[list[Promise], Sheet]:
    """Return what any one of is enough, and the sheet without it."""
    promises: list[Promise] = []
    for choice in islice(find_choices(sheet), _MOST_CHOICES):
        promises += _choice(sheet, choice, world)
        sheet = sheet.covered((choice.start, choice.end))
    for choice in islice(find_either(sheet), _MOST_CHOICES):
        options = [_option(sheet, item, world) for item in choice.items]
        kind = (
            _of_one_kind(options) if _SEVERAL.search(sheet.text, choice.start, choice.end) else {}
        )
        if kind:
            promises.append(Promise(kind, choice.start, choice.end))
            sheet = sheet.covered((choice.start, choice.end))
            continue
        # "Either the Louvre or the Orsay" is a choice of names, which is read with them.
        if all(options) and any(_is_more_than_names(option) for option in options):
            promises += _choice(sheet, choice, world)
            sheet = sheet.covered((choice.start, choice.end))
    return promises, sheet


def _of_one_kind(options: Sequence[Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """Return the kinds of one subject of which any is enough, where a choice is of nothing else."""
    said = [condition for option in options for condition in option]
    if len(said) != len(options) or any(one["kind"] != "labels" or "match" in one for one in said):
        return {}
    labels = list(dict.fromkeys(label for one in said for label in one["labels"]))
    if len({one["subject"] for one in said}) > 1 or len(labels) != len(said):
        return {}
    return {**said[0], "labels": labels, "match": "any"}


def _is_more_than_names(option: Sequence[Mapping[str, Any]]) -> bool:
    return any(condition["kind"] not in ("places", "labels") for condition in option)


def _option(sheet: Sheet, item: tuple[int, int], world: World) -> list[dict[str, Any]]:
    """Return the conditions of one item of a choice."""
    read, rest = read_promises(sheet.part(*item), world)
    money = find_money(rest.plain().text)
    conditions = [promise.condition for promise in read]
    return [*conditions, spend_of(money, world)] if money else conditions


def _choice(sheet: Sheet, choice: Choice, world: World) -> list[Promise]:
    options: list[dict[str, Any]] = []
    for item in choice.items:
        conditions = _option(sheet, item, world)
        if conditions:
            several = {"kind": "all_of", "conditions": conditions}
            options.append(conditions[0] if len(conditions) == 1 else several)
    if not options:
        return []
    either = {"kind": "any_of", "conditions": options}
    return [Promise(options[0] if len(options) == 1 else either, choice.start, choice.end)]


def spend_of(money: Money, world: World) -> dict[str, Any]:
    """Return what the trip may cost as a condition."""
    days = (world.days or 1) if money.per_day else 1
    condition = {"kind": "spend", "on": "trip", "maximum": round(money.amount * days, 2)}
    condition |= {"per": "person"} if money.per_person else {}
    return condition | ({"currency": money.currency} if money.currency else {})


def read_times(sheet: Sheet, ends: Ends) -> tuple[list[Promise], Sheet]:
    """Return when one is at a place just named and when one travels, and the sheet without it."""
    choices, flown = list(find_choices(sheet)), find_flown(sheet)
    visits = outside(list(find_there(sheet)), choices)
    sheet = sheet.covered(*(span for visit in visits for span in visit.read))
    journeys = outside(find_journey_times(sheet.spoken(), ends), choices)
    sheet = sheet.covered(*(span for journey in journeys for span in journey.read))
    return [*flown, *visits, *journeys], sheet


def read_promises(sheet: Sheet, world: World) -> tuple[list[Promise], Sheet]:
    """Return the conditions a text says, and the sheet without what speaks of nothing else."""
    promises = find_spending(sheet, world.travellers, world.days)
    sheet = _without(sheet, promises)
    journeys = find_journey_times(sheet, world.ends)
    sheet = _without(sheet, journeys)
    promises += journeys
    for find in (find_near, find_orders, find_visits):
        found = first_of_each(list(find(sheet)))
        sheet = _without(sheet, found)
        promises += found
    nearby = first_of_each(list(find_nearby(sheet)))
    sheet = _without(sheet, nearby)
    rooms = find_rooms(sheet.plain(), world.travellers)
    local = find_local_modes(sheet)
    links = find_links(sheet)
    hotels = find_kinds(sheet, "hotel", world.labels.get("features", ()))
    promises += [*local, *links]
    sheet = _without(sheet, hotels)
    local_food = list(find_local_food(sheet, world.labels.get("cuisines", ()), _away(world)))
    sheet = _without(sheet, local_food)
    food = find_kinds(sheet, "restaurant", world.labels.get("cuisines", ()))
    sheet = _without(sheet, food)
    named = find_named(sheet)
    sheet = _without(sheet, named)
    sights = find_kinds(sheet, "sight", world.labels.get("sights", ()))
    sheet = _without(sheet, sights)
    # Who names the hotel only says where it is.
    if not any(promise.condition["subject"] == "hotel" for promise in named):
        promises += nearby
    return [*promises, *rooms, *hotels, *local_food, *food, *named, *sights], sheet


def _away(world: World) -> Sequence[str]:
    return world.ends.away if world.ends else ()


def _without(sheet: Sheet, promises: Sequence[Promise]) -> Sheet:
    return sheet.covered(*(span for promise in promises for span in promise.read), by=GONE)
