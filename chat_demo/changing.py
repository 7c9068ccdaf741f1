"""Changes of the saved trip of the last plan: what would fit, taking it, and taking it back."""

from dataclasses import replace

import structlog

from chat_demo import words
from chat_demo.backend import Backend
from chat_demo.conversation import Turn
from chat_demo.desk import TalkView, Window, own_conversation, still
from chat_demo.swapping import Swapping, after_swap, with_report
from chat_demo.talk import sentence_of
from chat_demo.visitors import Visitor
from core.client.errors import ApiError, ClientError
from core.client.http import Language
from core.client.swapping import edit_to
from core.kernel.errors import VersionMismatchError
from core.schemas.plans import PlanAnswer, PlanReport, Severity
from core.schemas.trips import SubTripEdit, TripOut

log = structlog.get_logger(__name__)


async def look(
    visitor: Visitor | None, window: Window, stop_id: str, language: Language
) -> TalkView:
    """Show what would fit where a stop is."""
    found = _saved(visitor, window)
    if visitor is None or found is None:
        return still(window, language)
    turn, _, trip = found
    try:
        others = await visitor.backend.alternatives(trip.id, stop_id, turn.language)
    except ClientError as error:
        return await _refused(visitor, window, turn, error, language)
    chosen = replace(_swapping(turn), stop_id=stop_id, others=tuple(others))
    hint = "" if others else words.NOTHING_FITS.to(language)
    return _shown(visitor, window, replace(turn, swapping=chosen), language, hint)


async def take(
    visitor: Visitor | None, window: Window, place_id: str, language: Language
) -> TalkView:
    """Put the chosen stop at a place, and show the plan and its checks as they are then."""
    found = _saved(visitor, window)
    if visitor is None or found is None:
        return still(window, language)
    turn, answer, trip = found
    swapping = _swapping(turn)
    wanted = swapping.other(place_id)
    if wanted is None:
        return still(window, language, words.CHOOSE_PLACE.to(language))
    try:
        changed = await _edit(visitor.backend, trip, swapping.stop_id, edit_to(wanted), turn)
    except ClientError as error:
        return await _refused(visitor, window, turn, error, language)
    place = await visitor.backend.find_place(place_id)
    answer, swapped = after_swap(answer, trip, changed, swapping.stop_id, place)
    report = await visitor.backend.find_report(trip.id, turn.language)
    done = replace(
        turn,
        answer=with_report(answer, report),
        swapping=Swapping(changed, swapped=swapped),
    )
    hint = words.TAKEN.to(language, now=swapped.now, was=swapped.was)
    return _shown(visitor, window, done, language, f"{hint}{_judged(report, language)}", good=True)


async def undo(visitor: Visitor | None, window: Window, language: Language) -> TalkView:
    """Put back what stood there before the last change."""
    found = _saved(visitor, window)
    swapped = _swapping(found[0]).swapped if found else None
    if visitor is None or found is None or swapped is None or swapped.back is None:
        return still(window, language)
    turn, _, trip = found
    try:
        changed = await _edit(visitor.backend, trip, swapped.stop_id, swapped.back, turn)
    except ClientError as error:
        return await _refused(visitor, window, turn, error, language)
    done = replace(turn, answer=swapped.answer_before, swapping=Swapping(changed))
    hint = words.UNDONE.to(language, was=swapped.was)
    return _shown(visitor, window, done, language, hint, good=True)


def _saved(visitor: Visitor | None, window: Window) -> tuple[Turn, PlanAnswer, TripOut] | None:
    """Return the last turn with its answer and its saved trip, where there is one to change."""
    conversation = own_conversation(visitor, window)
    turn = conversation.last
    if turn is None or turn.answer is None or turn.swapping is None or conversation.busy:
        return None
    return (turn, turn.answer, turn.swapping.trip) if turn.swapping.trip else None


def _swapping(turn: Turn) -> Swapping:
    return turn.swapping or Swapping(None)


async def _edit(
    backend: Backend, trip: TripOut, stop_id: str, edit: SubTripEdit, turn: Turn
) -> TripOut:
    return await backend.edit_stop(trip.id, trip.version, stop_id, edit, turn.language)


async def _refused(
    visitor: Visitor, window: Window, turn: Turn, error: ClientError, language: Language
) -> TalkView:
    """Say why nothing was changed; a trip that was changed elsewhere is left to who did that."""
    if isinstance(error, ApiError) and error.code == VersionMismatchError.code:
        gone = replace(turn, swapping=Swapping(None))
        return _shown(visitor, window, gone, language, words.CHANGED_ELSEWHERE.to(language))
    failure = await visitor.backend.failure_of(error, language)
    log.warning("chat_change_failed", error=str(error))
    if failure.signed_out:
        visitor.backend.sign_out()
    said = words.NOT_CHANGED.to(language, why=sentence_of(failure, language))
    return replace(still(window, language, said), signed_out=failure.signed_out)


def _judged(report: PlanReport | None, language: Language) -> str:
    if report is None:
        return words.NOT_CHECKED.to(language)
    failed = sum(not each.passed and each.severity is Severity.HARD for each in report.checks)
    return (words.STILL_HOLDS if not failed else words.FAILS_NOW).to(language, count=failed)


def _shown(
    visitor: Visitor, window: Window, turn: Turn, language: Language, hint: str, *,
    good: bool = False,
) -> TalkView:  # fmt: skip
    conversation = own_conversation(visitor, window).with_last(turn)
    visitor.conversation = conversation
    shown = replace(window, conversation=conversation)
    return replace(still(shown, language, hint), good_news=good)
