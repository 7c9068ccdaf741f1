"""A stop of the saved trip is put at another place, and back."""

from chat_demo import changing, desk, words
from chat_demo.desk import Again, TalkView
from chat_demo.swapping import place_choices, stop_choices
from chat_demo.visitors import Visitor
from core.schemas.plans import PlanSubTrip
from tests.chat_demo.acting import again, ask, shown
from tests.chat_demo.fake_api import FakeApi, failed

OTHER = "Lychee Bay"


async def saved(visitor: Visitor) -> TalkView:
    """Ask for a plan and save it."""
    return await again(visitor, await ask(visitor), Again.SAVE)


async def looked(visitor: Visitor, view: TalkView) -> TalkView:
    """Look for what would fit where the first stop is."""
    return await changing.look(visitor, view.window, first_id(view), "en")


async def taken(visitor: Visitor) -> TalkView:
    """Save a plan and take what fits where its first stop is."""
    view = await looked(visitor, await saved(visitor))
    return await changing.take(visitor, view.window, "lychee-bay", "en")


def first_id(view: TalkView) -> str:
    """Return the id of the first stop in the saved trip."""
    swapping = view.window.conversation.swapping
    assert swapping is not None
    assert swapping.trip is not None
    return swapping.trip.day_cards[0].sub_trips[0].id


def stops(view: TalkView) -> list[PlanSubTrip]:
    """Return the stops of the first day that is shown."""
    answer = view.window.conversation.turns[-1].answer
    assert answer is not None
    assert answer.plan is not None
    return answer.plan.day_cards[0].sub_trips


async def test_the_stops_of_a_saved_trip_can_be_chosen_and_what_fits_is_offered(
    wei: Visitor,
) -> None:
    view = await looked(wei, await saved(wei))

    swapping = view.window.conversation.swapping
    assert swapping is not None
    assert swapping.trip is not None
    names = [name for name, _ in stop_choices(swapping.trip, "en")]
    assert names[0].startswith("Day 1 · 09:20 · Chen Clan Ancestral Hall")
    assert place_choices(swapping.others, "en") == [
        (f"{OTHER} · 09:30–10:30 · ≈ CNY 20", "lychee-bay")
    ]


async def test_before_it_is_saved_nothing_of_a_plan_can_be_changed(wei: Visitor) -> None:
    planned = await ask(wei)

    assert planned.window.conversation.swapping is None
    assert await changing.look(wei, planned.window, "any", "en") == desk.still(planned.window, "en")


async def test_a_place_that_is_taken_stands_in_the_plan_with_its_position_and_what_it_costs(
    wei: Visitor, api: FakeApi
) -> None:
    before = stops(await ask(wei))

    view = await taken(wei)

    stop, after = stops(view)[0], stops(view)[1:]
    assert (stop.name, stop.start_time, stop.place_id) == (OTHER, "09:30", "lychee-bay")
    assert (stop.lat, stop.lon) == (23.1, 113.2)
    assert [each.name for each in after] == [each.name for each in before[1:]]
    answer = view.window.conversation.turns[-1].answer
    assert answer is not None
    assert answer.plan is not None
    changed = sum(each.cost for each in stops(view)) - sum(each.cost for each in before)
    assert answer.plan.trip.total_cost - view_total(view) == changed
    assert [version for version, _ in api.edits] == [1]


def view_total(view: TalkView) -> int:
    """Return what the plan cost before its last change."""
    swapping = view.window.conversation.swapping
    assert swapping is not None
    assert swapping.swapped is not None
    plan = swapping.swapped.answer_before.plan
    assert plan is not None
    return plan.trip.total_cost


async def test_after_a_change_the_checks_of_the_trip_as_it_is_now_are_shown(
    wei: Visitor,
) -> None:
    view = await taken(wei)

    assert view.hint == (
        f"“{OTHER}” now stands in place of “Chen Clan Ancestral Hall”."
        " Checks that fail now: 1; they are told above the plan."
    )
    assert view.good_news
    assert "The bay is shut then" in shown(view)


async def test_a_change_can_be_undone(wei: Visitor, api: FakeApi) -> None:
    before = stops(await saved(wei))
    view = await taken(wei)

    undone = await changing.undo(wei, view.window, "en")

    assert stops(undone) == before
    assert undone.hint == words.UNDONE.en.format(was="Chen Clan Ancestral Hall")
    assert [body["name"] for _, body in api.edits] == [OTHER, "Chen Clan Ancestral Hall"]
    swapping = undone.window.conversation.swapping
    assert swapping is not None
    assert swapping.swapped is None


async def test_a_trip_that_was_changed_elsewhere_is_left_alone_and_said_to_be(
    wei: Visitor, api: FakeApi
) -> None:
    view = await looked(wei, await saved(wei))
    api.refusal = failed(1005, 412, msg="The trip has changed")

    refused = await changing.take(wei, view.window, "lychee-bay", "en")

    assert refused.hint == words.CHANGED_ELSEWHERE.en
    assert stops(refused) == stops(view)
    swapping = refused.window.conversation.swapping
    assert swapping is not None
    assert swapping.trip is None


async def test_a_change_the_api_cannot_make_is_told_and_can_be_tried_again(
    wei: Visitor, api: FakeApi
) -> None:
    view = await looked(wei, await saved(wei))
    api.refusal = failed(5001, 503, detail="PostgreSQL does not answer")

    refused = await changing.take(wei, view.window, "lychee-bay", "en")

    assert refused.hint.startswith("Nothing was changed. ")
    api.refusal = None
    assert stops(await changing.take(wei, refused.window, "lychee-bay", "en"))[0].name == OTHER


async def test_a_sign_in_that_has_ended_is_told_before_anything_is_changed(
    wei: Visitor, api: FakeApi
) -> None:
    view = await looked(wei, await saved(wei))
    api.sessions.clear()
    api.refreshers.clear()

    refused = await changing.take(wei, view.window, "lychee-bay", "en")

    assert refused.signed_out
    assert api.edits == []


async def test_where_nothing_fits_that_is_said(wei: Visitor, api: FakeApi) -> None:
    api.others = []

    view = await looked(wei, await saved(wei))

    assert view.hint == words.NOTHING_FITS.en


async def test_a_place_has_to_be_chosen_first(wei: Visitor, api: FakeApi) -> None:
    view = await saved(wei)

    assert (await changing.take(wei, view.window, "", "en")).hint == words.CHOOSE_PLACE.en
    assert api.edits == []


async def test_who_is_not_known_changes_nothing(wei: Visitor, api: FakeApi) -> None:
    window = (await looked(wei, await saved(wei))).window

    assert (await changing.take(None, window, "lychee-bay", "en")).window is window
    assert api.edits == []
