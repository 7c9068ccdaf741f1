"""A trip is changed by talking: read, weighed, proposed, and made only after a yes."""

from dataclasses import replace
from datetime import date
from typing import Any, Literal

from core.assistant.change_facts import change_fact
from core.assistant.changing import (
    Drafts,
    Found,
    WantsPlace,
    anchor_of,
    as_moved,
    candidates,
    of_ones_own,
    read_change,
    with_place,
)
from core.assistant.choosing import Question
from core.assistant.facts import View, trip_fact
from core.assistant.finding import at_mealtime, place_choices, slot_question
from core.assistant.nodes.trip_query import missing_trip, told
from core.assistant.proposals import Wanted
from core.assistant.referring import Standing, wants_cheaper
from core.assistant.route import ChangeSaid, Route
from core.assistant.spending import costs_of
from core.assistant.state import Turning, TurnState
from core.assistant.trips import Missing, trip_of_turn, view_of_trip
from core.assistant.whole_days import read_whole_day
from core.catalog.domain import Place
from core.kernel.errors import AppError, InvalidRequestError, NotFoundError, VersionMismatchError
from core.llm.providers.offline.assistant.replies import heard_reply
from core.llm.providers.offline.assistant.wholes import wants_undo
from core.planning.editing.trying import Wish
from core.schemas.chat import (
    ChangeKind,
    NodeTrace,
    ProposalOut,
    ProposalStatus,
    Reply,
    Stage,
    TripChange,
)
from core.schemas.envelope import WireModel
from core.schemas.facts import (
    AppliedFacts,
    CannotChangeFacts,
    ChangeFact,
    DeclinedFacts,
    ProposalFacts,
    Refusal,
    SlotFact,
    UnknownFacts,
    as_json,
)
from core.schemas.tools import PlaceRequest
from core.schemas.trips import SubTripKind
from core.trips.restoring import trip_then

_NODE = "trip_edit"
_INSTEAD = 4
"""So many places are shown where one is to come instead of another."""
_LOOKED_AT = 20
"""So many that fit are looked at for the cheapest."""
_TOGETHER = (ChangeKind.REMOVE, ChangeKind.REPLACE)
"""Several stops that are changed so were meant together."""


async def trip_edit(state: TurnState, turning: Turning) -> TurnState:
    """Answer a proposal that is open, or make a new one of what is said."""
    asked, route = state["asked"], state["route"]
    waiting = state.get("proposal")
    if waiting is not None:
        reply = heard_reply(asked.query, waiting.change.kind)
        if reply is not None and route.reply in (reply, None):
            return await _answered(state, turning, waiting, reply)
    if waiting is None and route.change is None and wants_undo(asked.query):
        return await _undone(state, turning)
    if route.change is None and (route.reply is not None or waiting is not None):
        return await _unanswered(state, turning, waiting)
    return await _proposed_anew(state, turning, route)


async def _proposed_anew(state: TurnState, turning: Turning, route: Route) -> TurnState:
    change = route.change
    day = (change.stop_day or change.day) if change else None
    view = await trip_of_turn(state, turning, day)
    if isinstance(view, Missing):
        return missing_trip(view, _NODE)
    read = read_whole_day(view, change) or read_change(view, route)
    if isinstance(read, WantsPlace):
        found = await _with_place(view, turning, route, read, state)
    else:
        found = read
    if not isinstance(found, Drafts):
        return told(view, found, _NODE, {"trip_id": view.trip.id})
    if not found.changes:
        return told(view, CannotChangeFacts(reason="day_full"), _NODE, {"trip_id": view.trip.id})
    return await _proposed(state, turning, view, found)


async def _proposed(
    state: TurnState,
    turning: Turning,
    view: View,
    drafts: Drafts,
    reason: Literal["asked", "stale"] = "asked",
) -> TurnState:
    """Weigh changes, and have the best of them wait for a yes, with what has to move for it."""
    asked = state["asked"]
    wish = Wish(drafts.changes, drafts.also, _since(view))
    fitted = await turning.editing.weigh(asked.user_id, view.trip, wish, asked.language)
    tried = fitted.tried
    wanted = Wanted(
        view.trip.id, view.trip.version, tried.change, tried.also,
        tried.new_problems, tried.solved_problems,
    )  # fmt: skip
    proposal = await turning.proposals.propose(asked.user_id, asked.session_id, wanted)
    before = state.get("proposal")
    more, less = costs_of(view.trip, tried.then)
    facts = ProposalFacts(
        **_change_facts(view, proposal),
        costs_more=more,
        costs_less=less,
        slots=[SlotFact(date=slot.date, start=slot.start) for slot in fitted.slots],
        reason=reason,
        instead_of=before.change.stop_name if before and reason == "asked" else None,
        others=list(drafts.others),
        no_room=tried.collides,
        later=state["route"].later if reason == "asked" else None,
    )
    extra = {"trip_id": view.trip.id, "proposed": proposal.change.kind.value}
    found: TurnState = {**told(view, facts, _NODE, extra), "proposal": proposal, "suggestions": []}
    if fitted.slots and state["route"].change is not None:
        found["question"] = slot_question(view, state["route"], fitted.slots)
    return found


def _since(view: View) -> tuple[date, int] | None:
    """Return the day and minute it is on a trip that is under way."""
    moment = view.moment
    return (moment.today, moment.minute) if moment.stage is Stage.DURING else None


def _change_facts(view: View, proposal: ProposalOut) -> dict[str, Any]:
    """Return what a change would do; `view` is of the trip before it."""
    return {
        "trip": trip_fact(view),
        "change": change_fact(view, proposal.change, proposal.also),
        "also": _also(view, proposal),
        "new_problems": proposal.new_problems,
        "solved_problems": proposal.solved_problems,
    }


def _also(view: View, proposal: ProposalOut) -> list[ChangeFact]:
    """Return what is changed along with a change; when one comes home is not worth a word."""
    nights = {
        stop.id
        for day in view.trip.day_cards
        for stop in day.sub_trips
        if stop.kind is SubTripKind.HOTEL
    }
    return [
        change_fact(view, one)
        for one in proposal.also
        if one.stop_id not in nights or one.kind not in (ChangeKind.MOVE, ChangeKind.RETIME)
    ]


async def _answered(
    state: TurnState, turning: Turning, waiting: ProposalOut, reply: Reply
) -> TurnState:
    """Make the change that waits, or drop it."""
    asked = state["asked"]
    view = await view_of_trip(turning, asked, waiting.trip_id)
    if view is None:
        await turning.proposals.close(asked.user_id, waiting, ProposalStatus.STALE)
        return _said(CannotChangeFacts(reason="gone", name=waiting.change.stop_name), "gone")
    if reply is Reply.NO:
        closed = await turning.proposals.close(asked.user_id, waiting, ProposalStatus.DECLINED)
        found = DeclinedFacts(change=change_fact(view, waiting.change))
        return {**told(view, found, _NODE, {"reply": "no"}), "proposal": closed.proposal}
    try:
        answer = await turning.proposals.apply(asked.user_id, waiting)
    except (VersionMismatchError, NotFoundError):
        return await _stale(state, turning, waiting, view)
    except AppError as error:
        await turning.proposals.close(asked.user_id, waiting, ProposalStatus.STALE)
        facts = CannotChangeFacts(reason="refused", name=waiting.change.stop_name)
        return told(view, facts, _NODE, {"reply": "yes", "code": error.code})
    return await _applied(state, turning, view, answer.proposal, again=answer.before)


async def _applied(
    state: TurnState, turning: Turning, before: View, proposal: ProposalOut, *, again: bool
) -> TurnState:
    if proposal.status is not ProposalStatus.APPLIED:
        return told(before, CannotChangeFacts(reason="nothing_open"), _NODE, {"reply": "yes"})
    now = await view_of_trip(turning, state["asked"], proposal.trip_id) or before
    facts = AppliedFacts(
        trip=trip_fact(now),
        change=change_fact(before, proposal.change, proposal.also),
        also=_also(before, proposal),
        new_problems=proposal.new_problems,
        again=again,
        undone=proposal.undoes,
    )
    extra = {"trip_id": proposal.trip_id, "reply": "yes", "version": proposal.version}
    return {**told(now, facts, _NODE, extra), "proposal": proposal}


async def _stale(state: TurnState, turning: Turning, waiting: ProposalOut, view: View) -> TurnState:
    """Propose the same change of the trip as it is now; it was changed since it was proposed."""
    asked, change = state["asked"], waiting.change
    closed = await turning.proposals.close(asked.user_id, waiting, ProposalStatus.STALE)
    if closed.proposal.status is ProposalStatus.APPLIED:
        return await _applied(state, turning, view, closed.proposal, again=True)
    standing = _standing(view, change.stop_id)
    days = {day.date for day in view.trip.day_cards}
    if (change.stop_id and standing is None) or (change.to_date and change.to_date not in days):
        facts = CannotChangeFacts(reason="gone", name=change.stop_name)
        return {**told(view, facts, _NODE, {"stale": True}), "proposal": closed.proposal}
    anew = change.model_copy(update=_where_now(change, standing))
    together = tuple(
        one
        for one in waiting.also
        if one.kind is change.kind in _TOGETHER and _standing(view, one.stop_id)
    )
    return await _proposed(state, turning, view, Drafts([anew], together), reason="stale")


def _where_now(change: TripChange, standing: Standing | None) -> dict[str, Any]:
    """Return what of a change is another now: where its stop stands, and its place in the order."""
    if standing is None:
        return {"order_index": None}
    stays = change.kind is ChangeKind.REPLACE
    now = {"from_date": standing.day.date, "order_index": standing.stop.order_index}
    return now | ({"to_date": standing.day.date} if stays else {"order_index": None})


def _standing(view: View, stop_id: str | None) -> Standing | None:
    return next(
        (Standing(d, s) for d in view.trip.day_cards for s in d.sub_trips if s.id == stop_id), None
    )


async def _undone(state: TurnState, turning: Turning) -> TurnState:
    """Propose the way back from the last change of this conversation."""
    asked = state["asked"]
    found = await turning.proposals.find_way_back(asked.user_id, asked.session_id)
    if found is None:
        return _said(CannotChangeFacts(reason="nothing_open"), "nothing")
    back, name = found
    view = await view_of_trip(turning, asked, back.trip_id) if back else None
    if back is None or view is None or view.trip.version != back.trip_version:
        return _said(CannotChangeFacts(reason="not_undoable", name=name), "not_undoable")
    then = trip_then(view.trip, back.restores)
    problems = await turning.editing.weigh_back(asked.user_id, view.trip, then, asked.language)
    wanted = Wanted(
        back.trip_id, back.trip_version, back.changes[0], back.changes[1:], *problems, back.restores
    )
    proposal = await turning.proposals.propose(asked.user_id, asked.session_id, wanted)
    facts = ProposalFacts(**_change_facts(view, proposal), reason="undo")
    extra = {"trip_id": view.trip.id, "proposed": proposal.change.kind.value}
    return {**told(view, facts, _NODE, extra), "proposal": proposal, "suggestions": []}


async def _unanswered(state: TurnState, turning: Turning, waiting: ProposalOut | None) -> TurnState:
    """Say again what waits, for neither a yes nor a no was heard; or that nothing does."""
    if waiting is None:
        return _said(CannotChangeFacts(reason="nothing_open"), "nothing")
    view = await view_of_trip(turning, state["asked"], waiting.trip_id)
    if view is None:
        return _said(CannotChangeFacts(reason="gone", name=waiting.change.stop_name), "gone")
    facts = ProposalFacts(**_change_facts(view, waiting))
    return {**told(view, facts, _NODE, {"reply": None}), "suggestions": []}


async def _with_place(
    view: View,
    turning: Turning,
    route: Route,
    wants: WantsPlace,
    state: TurnState,
) -> Found:
    """Find the place that is to be added, or comes instead of another."""
    said = route.change or ChangeSaid(kind=ChangeKind.ADD)
    on = wants.days[0].date if len(wants.days) == 1 else None
    said = at_mealtime(view, said, on)
    anchor = anchor_of(view, route, said, on)
    if isinstance(anchor, Question | UnknownFacts):
        return anchor
    if anchor is not None and wants.instead_of is None:
        wants = WantsPlace(wants.said, wants.kind, [anchor.day])
    if wants.said is None or wants_cheaper(wants.said):
        return await _instead(view, turning, said, wants, state)
    found = candidates(view, wants)
    if len(found) == 1 and (there := as_moved(view, route, said, found[0], wants)) is not None:
        return there
    if len(found) == 1:
        return with_place(view, said, found[0], wants, anchor)
    if not found:
        found = await _searched(view, turning, wants)
    if not found:
        if wants.instead_of is not None:
            return UnknownFacts(what="place", said=wants.said, where=view.city_of(wants.days[0]))
        return of_ones_own(said, wants, anchor)
    choices = place_choices(view, found)
    return Question(route=route, field="place", said=wants.said, choices=choices)


async def _instead(
    view: View, turning: Turning, said: ChangeSaid, wants: WantsPlace, state: TurnState
) -> Found:
    """Take the best of what fits instead of a stop, other than what was proposed just now.

    Where something cheaper is wanted, it is the cheapest of them.
    """
    stop = wants.instead_of
    if stop is None:
        return CannotChangeFacts(reason="no_place_said")
    name, cheaper = view.name_of(stop.stop), wants.said is not None
    asked = state["asked"]
    limit = _LOOKED_AT if cheaper else _INSTEAD
    try:
        found = await turning.editing.alternatives(
            asked.user_id, view.trip.id, stop.stop.id, limit=limit, language=asked.language
        )
    except InvalidRequestError:
        return CannotChangeFacts(reason="journey", name=name)
    waiting = state.get("proposal")
    proposed = waiting.change.place_id if waiting else None
    fitting = [one for one in found if one.place_id in view.places and one.place_id != proposed]
    if cheaper:
        less = (one for one in fitting if one.cost < stop.stop.cost)
        fitting = sorted(less, key=lambda one: one.cost)[:_INSTEAD]
    if not fitting:
        reason: Refusal = "nothing_cheaper" if cheaper else "no_place_said"
        return CannotChangeFacts(reason=reason, name=name)
    drafts = with_place(view, said, view.places[fitting[0].place_id], wants, None)
    return replace(drafts, others=tuple(one.name for one in fitting[1:]))


async def _searched(view: View, turning: Turning, wants: WantsPlace) -> list[Place]:
    """Return the places that words like "a park" describe, the best first."""
    request = PlaceRequest(
        city=wants.days[0].city_id, text=(wants.said or "")[:100], kind=wants.kind, limit=_INSTEAD
    )
    found = await turning.toolbox.places.search(request)
    places = [view.places.get(hit.id) for hit in found.data.places]
    return [place for place in places if place is not None]


def _said(facts: WireModel, what: str) -> TurnState:
    trace = NodeTrace(node=_NODE, status="ok", extra={"said": what})
    return {"facts": as_json(facts), "traces": [trace]}
