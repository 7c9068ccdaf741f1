"""Orders in documents and to-dos are read and not followed."""

import json
from datetime import date

import pytest

from core.documents.analysis import Analyst
from core.documents.domain import DocumentFormat, DocumentText
from core.documents.prompting import Frame
from core.llm.types import ChatCall
from core.prompts.registry import PromptRegistry
from core.schemas.documents import DocumentProfile
from core.todos.decomposing import decompose
from tests.support.attacks import Attack, assert_harmless, attacks, letters_of, payload
from tests.support.models import ScriptedModel, a_client
from tests.support.todos import a_question, an_item


def parts_of(call: ChatCall, attack: Attack) -> str:
    """Return what the system said, after a look at who is told of the attack."""
    system, asked = (message.content for message in call.messages)
    assert attack.letters in letters_of(asked)
    assert attack.letters not in letters_of(system)
    return system


def test_there_are_forty_attacks_and_more_in_two_languages_on_every_room() -> None:
    corpus = attacks()

    chinese = [attack for attack in corpus if any(sign >= "\u4e00" for sign in attack.text)]
    english = [attack for attack in corpus if attack not in chinese]
    assert len(corpus) >= 40
    assert len(corpus) / 4 < len(chinese) < len(corpus) * 3 / 4
    assert len({attack.letters for attack in corpus}) == len(corpus)
    for tongue in (chinese, english):
        assert {attack.where for attack in tongue} == {
            "trip_title", "stop_name", "stop_reason", "place", "memory", "history", "tool",
            "document", "todo",
        }  # fmt: skip


@pytest.mark.parametrize("attack", attacks("document"), ids=lambda attack: attack.wants)
async def test_a_document_gives_no_orders(attack: Attack) -> None:
    def obey(call: ChatCall) -> str:
        words = payload(attack, parts_of(call, attack))
        quote = attack.text.split("\n")[0]
        found = {"quote": quote, "title": words[:200], "place_name": words[:200]}
        return json.dumps({"summary": words, "bookings": [found]}, ensure_ascii=False)

    analyst = Analyst(a_client(ScriptedModel(obey, obey)), PromptRegistry(), lambda *_, **__: None)
    frame = Frame(DocumentProfile.BOOKING, "paper.txt", "en", date(2026, 11, 21))

    analysis = await analyst.analyse(DocumentText(attack.text, DocumentFormat.TEXT), frame)

    assert_harmless(analysis.summary)
    for item in analysis.tabs[0].items:
        assert_harmless(item.title)


@pytest.mark.parametrize("attack", attacks("todo"), ids=lambda attack: attack.wants)
async def test_a_to_do_gives_no_orders(attack: Attack) -> None:
    def obey(call: ChatCall) -> str:
        words = payload(attack, parts_of(call, attack))
        return json.dumps({"todos": [an_item("a", title=words[:150], note=words[:900])]})

    made = await decompose(
        a_client(ScriptedModel(obey)),
        await PromptRegistry().get("todos.decompose"),
        a_question(wish=attack.text),
        retries=0,
        watch=lambda *_: None,
    )

    for words in (*(node.title for node in made.nodes), *made.answer.notes.values()):
        assert_harmless(words)
