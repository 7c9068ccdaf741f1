"""Asking for to-dos: checked, asked again with what was wrong, and the best try kept."""

from collections.abc import Sequence
from typing import Any

import pytest

from core.kernel.errors import ModelError, TodosInvalidError
from core.llm.providers.offline.provider import OfflineProvider
from core.prompts.registry import PromptRegistry
from core.schemas.todos import TodoFault
from core.todos.decomposing import Decomposed, decompose
from core.todos.prompting import Question
from tests.support.models import ScriptedModel, a_client, a_model_error
from tests.support.questions import blocks_of
from tests.support.todos import a_node, a_question, an_item

Told = list[tuple[int, int, list[str]]]
LATE = "2027-03-01"


async def made_by(
    model: ScriptedModel | OfflineProvider,
    question: Question | None = None,
    told: Told | None = None,
    retries: int = 2,
) -> Decomposed:
    """Return what comes of a question."""

    def watch(attempt: int, todos: int, faults: Sequence[TodoFault]) -> None:
        if told is not None:
            told.append((attempt, todos, [fault.code for fault in faults]))

    return await decompose(
        a_client(model),
        await PromptRegistry().get("todos.decompose"),
        question or a_question(),
        retries=retries,
        watch=watch,
    )


def answer_of(*items: dict[str, Any]) -> dict[str, Any]:
    return {"todos": list(items)}


def keys(made: Decomposed) -> list[str]:
    return [node.key for node in made.nodes]


async def test_an_answer_without_a_fault_is_taken_at_once() -> None:
    told: Told = []

    made = await made_by(ScriptedModel(answer_of(an_item("a"), an_item("b"))), told=told)

    assert (keys(made), made.tries, made.dropped) == (["a", "b"], 1, [])
    assert told == [(1, 2, [])]


async def test_a_faulty_answer_is_asked_for_again_with_what_was_wrong() -> None:
    faulty = answer_of(an_item("a", due_on=LATE), an_item("b", depends_on=["b"]))
    model = ScriptedModel(faulty, answer_of(an_item("a")))

    made = await made_by(model)

    assert (keys(made), made.tries, made.dropped) == (["a"], 2, [])
    second = blocks_of(model.calls[1])
    assert second["previous"] == faulty
    assert [(row["code"], row["path"]) for row in second["violations"]] == [
        ("need_circle", "b"),
        ("due_before_day", "a"),
    ]
    assert "2027-02-28" in second["violations"][1]["message"]
    assert model.calls[0].seed != model.calls[1].seed


async def test_words_that_are_no_to_dos_are_asked_for_again() -> None:
    told: Told = []
    model = ScriptedModel("I would rather not.", {"todos": []}, answer_of(an_item("a")))

    made = await made_by(model, told=told)

    assert (keys(made), made.tries) == (["a"], 3)
    assert told[:2] == [(1, 0, ["invalid_output"]), (2, 0, ["invalid_output"])]


async def test_where_no_try_is_without_fault_the_best_one_is_used_without_its_faults() -> None:
    worse = answer_of(an_item("a"), an_item("b", due_on=LATE), an_item("c", "b"))
    better = answer_of(an_item("a"), an_item("b", due_on=LATE), an_item("d"))

    made = await made_by(ScriptedModel(worse, better, worse))

    assert (keys(made), made.tries) == (["a", "d"], 3)
    assert [fault.code for fault in made.dropped] == ["due_before_day"]


async def test_a_to_do_keeps_its_place_when_only_its_tool_is_wrong() -> None:
    wrong = answer_of(an_item("a", tool="teleport"))

    made = await made_by(ScriptedModel(wrong, wrong, wrong))

    assert (keys(made), made.answer.tools) == (["a"], {})
    assert [fault.code for fault in made.dropped] == ["tool_known"]


@pytest.mark.parametrize(
    "answer",
    [
        "never",
        answer_of(an_item("a", due_on=LATE), an_item("b", "a"), an_item("c")),
        {"todos": [{"nothing": "useful"}, {"nothing": "useful"}, an_item("c")]},
    ],
)
async def test_where_most_of_every_answer_is_useless_there_are_no_to_dos(answer: Any) -> None:
    with pytest.raises(TodosInvalidError) as raised:
        await made_by(ScriptedModel(answer, answer), retries=1)

    assert raised.value.code == 3003
    assert raised.value.data["checks"]


async def test_a_model_that_cannot_be_reached_is_not_asked_again_here() -> None:
    with pytest.raises(ModelError, match="provider_rejected"):
        await made_by(ScriptedModel(a_model_error("provider_rejected")))


async def test_what_stays_is_told_and_what_repeats_it_is_not_made_twice() -> None:
    fixed = [a_node("k1", title="Packing"), a_node("k2", "k1", title="Umbrella")]
    model = ScriptedModel(
        answer_of(
            an_item("p", title="packing"),
            an_item("u", "p", title="Umbrella "),
            an_item("s", "p", title="Shoes", depends_on=["u"]),
        )
    )

    made = await made_by(model, a_question(fixed=fixed))

    assert [(node.key, node.parent, node.needs) for node in made.nodes] == [("s", "k1", ("k2",))]
    assert [(row["title"], row["part_of"]) for row in blocks_of(model.calls[0])["kept"]] == [
        ("Packing", None),
        ("Umbrella", "Packing"),
    ]


async def test_an_answer_that_only_repeats_what_stays_is_fine_and_adds_nothing() -> None:
    fixed = [a_node("k", title="Packing")]

    made = await made_by(
        ScriptedModel(answer_of(an_item("p", title="Packing"))), a_question(fixed=fixed)
    )

    assert (made.nodes, made.dropped) == ([], [])


async def test_a_branch_is_told_with_what_it_is_part_of_and_how_much_room_is_left() -> None:
    fixed = [a_node("root", due_on=None, title="Bookings"), a_node("leaf", "root", title="Hotel")]
    model = ScriptedModel(answer_of(an_item("a")))

    made = await made_by(model, a_question(fixed=fixed, branch=fixed[1], branch_note="Quiet!"))

    blocks = blocks_of(model.calls[0])
    assert (blocks["branch"]["title"], blocks["branch"]["note"]) == ("Hotel", "Quiet!")
    assert blocks["branch"]["part_of"] == ["Bookings"]
    assert blocks["limits"] == {"todos": 198, "levels": 2}
    assert [node.parent for node in made.nodes] == ["leaf"]


async def test_the_built_in_model_needs_one_try_however_often_it_is_asked_again() -> None:
    question = a_question()
    first = await made_by(OfflineProvider(), question)

    again = await made_by(OfflineProvider(), a_question(fixed=first.nodes))

    assert first.tries == again.tries == 1
    assert again.nodes == []


async def test_of_thousands_of_faults_the_first_are_told() -> None:
    keys_of_all = [f"k{number}" for number in range(200)]
    tangled = [an_item(key, depends_on=keys_of_all[:40]) for key in keys_of_all]
    model = ScriptedModel(answer_of(*tangled), answer_of(an_item("a")))

    await made_by(model)

    assert len(blocks_of(model.calls[1])["violations"]) == 60
