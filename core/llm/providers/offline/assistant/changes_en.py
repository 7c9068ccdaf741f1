"""Changes and plans in English: what is asked, proposed, done, or cannot be."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.kernel.times import weekday_text
from core.llm.providers.offline.assistant.english import (
    day_lines,
    days,
    from_to,
    joined,
    people,
    problems,
)
from core.llm.providers.offline.assistant.shifts import is_one_shift, shift_of
from core.schemas import facts as f
from core.schemas.chat import ChangeKind

_CANNOT: Mapping[f.Refusal, tuple[str, ...]] = {
    "nothing_open": (
        "There is nothing I have asked you about.", "Tell me what to change, and I will propose it."
    ),
    "no_stop_said": ("Which stop do you want to change?",),
    "no_target_said": ("Where should {name} go: to which day, or to what time?",),
    "no_place_said": (
        "I found nothing that fits in place of {name}.", "Tell me a place you would like."
    ),
    "journey": (
        "{name} is a journey with times of its own, which I cannot change here.",
        "Plan the trip again to travel otherwise.",
    ),
    "no_day_said": ("I take out one day at a time.", "Which day should be empty?"),
    "empty_day": ("There is nothing on that day that could be taken out.",),
    "nothing_cheaper": (
        "I found nothing that fits in place of {name} and costs less.",
        "Tell me a place you would like.",
    ),
    "unchanged": ("{name} is there already: nothing would change.",),
    "day_full": ("That day has as many stops as a day may have.",),
    "not_undoable": (
        "The change of {name} cannot simply be taken back.",
        "Tell me how it should be, and I will propose that.",
    ),
    "other_city": ("{name} is in another city than that day.", "Choose a day you are there."),
    "gone": ("What it was about, {name}, is not there any more: nothing was changed.",),
    "refused": ("The trip does not take the change of {name}: nothing was changed.",),
}  # fmt: skip


def _question(fact: f.QuestionFacts) -> list[str]:
    lead = f"Which of these {fact.what}s do you mean" + (
        f" by {fact.said!r}?" if fact.said else "?"
    )
    lines = [
        f"\n{number}. {one.name}{f' ({one.detail})' if one.detail else ''}"
        for number, one in enumerate(fact.choices, 1)
    ]
    return [lead, *lines]


def change_en(change: f.ChangeFact, *, done: bool) -> str:
    """Return a change in words, as it would be or as it was made."""
    name, to = change.name, f"on {weekday_text(change.to_date, 'en')}" if change.to_date else ""
    hours = f" at {change.start}" if change.start else ""
    hours += f" to {change.end}" if change.start and change.end not in (None, change.start) else ""
    behind = f", after {change.after}" if change.after else ""
    match change.kind:
        case ChangeKind.REMOVE:
            was = f" on {weekday_text(change.from_date, 'en')}" if change.from_date else ""
            return f"{name}{was} {'is no longer' if done else 'would no longer be'} in the trip"
        case ChangeKind.ADD:
            return f"{name} {'is' if done else 'would be'} {to}{hours}{behind}"
        case ChangeKind.REPLACE:
            return (
                f"{change.place} {'comes' if done else 'would come'} in place of {name} {to}{hours}"
            )
        case ChangeKind.MOVE:
            return f"{name} {'is now' if done else 'would be'} {to}{hours}{behind}"
        case ChangeKind.RETIME:
            return f"{name} {'is now' if done else 'would be'}{hours} {to}"


def changes_en(change: f.ChangeFact, also: Sequence[f.ChangeFact], *, done: bool) -> list[str]:
    """Return a change and what is changed along with it, alike ones in one sentence."""
    alike = [one for one in also if one.kind is change.kind and one.place == change.place]
    others = [one for one in also if one not in alike and one.start != one.was]
    if change.kind is ChangeKind.REMOVE and alike:
        names = joined([one.name for one in (change, *alike)])
        told = [f"{names} {'are no longer' if done else 'would no longer be'} in the trip."]
    elif change.kind is ChangeKind.REPLACE and alike:
        nights = len(alike) + 1
        verb = "comes" if done else "would come"
        told = [f"{change.place} {verb} in place of {change.name}, for all {nights} nights."]
    elif also and is_one_shift(change, also):
        verb = "is now" if done else "would be"
        each = joined([f"{one.name} at {one.start}" for one in (change, *also)])
        way = "later" if (change.start or "") > (change.was or "") else "earlier"
        told, others = [f"Everything {verb} {shift_of(change)} minutes {way}: {each}."], []
    else:
        others = [one for one in also if one.start != one.was or one.kind is ChangeKind.REMOVE]
        told = [f"{change_en(change, done=done)}."]
    if others:
        lead = "For that" if done else "To make room"
        told.append(f"{lead}, {joined([_other(one, done=done) for one in others])}.")
    return told


def _other(change: f.ChangeFact, *, done: bool) -> str:
    """Return what makes room, short."""
    if change.kind is ChangeKind.REMOVE:
        return f"{change.name} {'is' if done else 'would be'} left out"
    verb = "is now" if done else "would be"
    elsewhere = change.from_date != change.to_date and change.to_date is not None
    on = f" on {weekday_text(change.to_date, 'en')}" if elsewhere and change.to_date else ""
    was = f" instead of {change.was}" if change.was and not elsewhere else ""
    return f"{change.name} {verb}{on} at {change.start}{was}"


def _proposal(fact: f.ProposalFacts) -> list[str]:
    told = []
    if fact.reason == "stale":
        told.append(
            "The trip was changed since I asked, so here is the change for it as it is now."
        )
    if fact.reason == "undo":
        told.append("I can take that back.")
    if fact.instead_of:
        told.append(f"What I proposed for {fact.instead_of} is dropped.")
    told += changes_en(fact.change, [] if fact.reason == "undo" else fact.also, done=False)
    if fact.reason == "undo" and fact.also:
        told.append("What was changed along with it would be as it was before, too.")
    if fact.costs_more:
        told.append(f"It would cost about {fact.costs_more} more.")
    if fact.costs_less:
        told.append(f"It would cost about {fact.costs_less} less.")
    told += problems(fact.new_problems, "What would not be right then")
    told += problems(fact.solved_problems, "What would be better")
    if not fact.new_problems and fact.change.kind is not ChangeKind.REMOVE:
        told.append("It fits with the rest of the day.")
    if fact.others:
        told.append(f"Also possible: {joined(fact.others)}.")
    if fact.later:
        told.append(f"One after the other: tell me “{fact.later}” again when this is settled.")
    return [*told, *_slots(fact.slots, no_room=fact.no_room)]


def _slots(slots: Sequence[f.SlotFact], *, no_room: bool) -> list[str]:
    if not slots:
        tried = ["I found no way to make room for it, on that day or another."] if no_room else []
        return [*tried, "Shall I change it anyway?" if no_room else "Shall I change it?"]
    lines = [
        f"\n{number}. {weekday_text(slot.date, 'en')} at {slot.start}"
        for number, slot in enumerate(slots, 1)
    ]
    asks = "\nWhich of these? Or say yes, and I change it as you asked."
    return ["Nothing of that day makes room for it, but here it would fit:", *lines, asks]


def _applied(fact: f.AppliedFacts) -> list[str]:
    if fact.again:
        return [f"That is done already: {change_en(fact.change, done=True)}."]
    if fact.undone:
        return [f"Done: everything is as it was before, {change_en(fact.change, done=True)}."]
    first, *more = changes_en(fact.change, fact.also, done=True)
    told = [f"Done: {first}", *more]
    told += problems(fact.new_problems, "Still to be looked at")
    return [*told, "Say “undo” if you want it back as it was."]


def _declined(fact: f.DeclinedFacts) -> list[str]:
    return [f"Fine, everything stays as it is: {fact.change.name} is not changed."]


def _cannot_change(fact: f.CannotChangeFacts) -> list[str]:
    if fact.reason == "no_place_said" and fact.name is None:
        return ["What would you like to add?"]
    told = [line.format(name=fact.name or "that") for line in _CANNOT[fact.reason]]
    return [*told, f"There is for example {joined(fact.stops[:4])}."] if fact.stops else told


def _plan(fact: f.PlanFacts) -> list[str]:
    trip = fact.trip
    told = [
        f"Here is “{trip.title}”: {days(trip.day_count)} in {joined(trip.cities)},"
        f" {from_to(trip.start_date, trip.end_date)}, for {people(trip.travellers)}.",
        *day_lines(fact.days),
    ]
    money = f"It comes to about {fact.amount}" + (
        f", of a budget of {fact.budget}" if fact.budget else ""
    )
    told += [f"{money}."]
    told += problems(fact.obstacles, "What could not be had as you wished")
    told += problems(fact.problems, "Not quite right yet")
    if fact.assumptions:
        told += problems(fact.assumptions, "What I assumed")
    kept = (
        "I saved it among your trips; tell me what to change." if fact.saved else "It is not saved."
    )
    return [*told, kept]


def _plan_started(fact: f.PlanStartedFacts) -> list[str]:
    return [
        "I am planning it day by day now, which takes a little while.",
        f"Its task is {fact.task_id}; the trip will be among yours when it is done.",
    ]


def _plan_refused(fact: f.PlanRefusedFacts) -> list[str]:
    match fact.reason:
        case "too_many":
            return [
                "You have as many plans under way as one may have.",
                "Wait for one to end, or cancel one, and ask me again.",
            ]
        case "busy":
            return [
                "Too much is being planned at the moment.",
                "Please ask me again in a few minutes.",
            ]
        case "no_city" | "unknown_city":
            asks = fact.reason == "no_city"
            return [
                "Which city would you like to go to?" if asks else "I do not know that city.",
                f"I know {joined(fact.cities)}." if fact.cities else "I know none yet.",
            ]
        case _:
            return [f"I cannot plan that as it is: {fact.message.rstrip('.')}."]


CHANGES_EN: dict[type[Any], Callable[[Any], list[str]]] = {
    f.QuestionFacts: _question,
    f.ProposalFacts: _proposal,
    f.AppliedFacts: _applied,
    f.DeclinedFacts: _declined,
    f.CannotChangeFacts: _cannot_change,
    f.PlanFacts: _plan,
    f.PlanStartedFacts: _plan_started,
    f.PlanRefusedFacts: _plan_refused,
}
