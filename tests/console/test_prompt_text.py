"""The text of one prompt: read, changed, and never lost."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.client.calls import Call
from core.schemas.prompts import (
    PromptOut,
    PromptPreview,
)
from tests.console.conftest import Open, texts_of
from tests.console.fake_api import Answer, FakeApi, refused, unreachable
from tests.console.prompts import (
    KEY,
    PROMPT_PATH,
    TEXT,
    a_move,
    a_page_of,
    a_prompt,
    bodies,
    open_prompt,
)

NEW = "One sentence, in {{language}}."


def changed_by(method: str, before: PromptOut, after: PromptOut) -> Answer:
    """Return what answers with one prompt until a call of this method has made it another."""
    state = [before]

    def answer(call: Call[Any]) -> PromptOut:
        if call.method == method:
            state[0] = after
        return state[0]

    return answer


def typed(page: AppTest, text: str) -> AppTest:
    return page.text_area[0].set_value(text).run()


@pytest.mark.usefixtures("operator")
def test_a_prompt_says_who_changed_it_when_and_that_it_differs(
    open_page: Open, api: FakeApi
) -> None:
    said = texts_of(open_prompt(open_page, api, a_prompt()))

    for shown in ("in force: v2", "2026-11-20 16:30", r"mei@example\.org", "differs from the built",
                  ":green-badge[language]"):  # fmt: skip
        assert shown in said


@pytest.mark.usefixtures("operator")
def test_a_text_that_the_product_does_not_use_is_told_to_be_so(
    open_page: Open, api: FakeApi
) -> None:
    old = a_prompt(outdated=True, content="In {{tone}}.")

    page = open_prompt(open_page, api, old)

    assert "**built-in text is used**" in page.warning[0].value
    said = texts_of(page)
    assert ":red-badge[missing: language]" in said
    assert ":red-badge[unknown: tone]" in said


@pytest.mark.usefixtures("operator")
def test_where_prompts_are_frozen_that_is_said_and_nothing_can_be_typed(
    open_page: Open, api: FakeApi
) -> None:
    page = open_prompt(open_page, api, a_prompt(editable=False))

    assert "AI\\_PROMPT\\_EDIT\\_IN\\_PROD" in page.warning[0].value
    assert not page.text_area
    assert page.code[0].value == TEXT
    assert [button.key for button in page.button] == ["back", "sign_out"]


@pytest.mark.usefixtures("researcher")
def test_a_researcher_reads_and_may_not_try(open_page: Open, api: FakeApi) -> None:
    page = open_prompt(open_page, api, a_prompt())

    assert not page.text_area
    assert "Try" not in [option.content for option in page.get("button_group")[1].proto.options]


@pytest.mark.usefixtures("operator")
def test_a_change_is_seen_as_a_difference_and_then_kept_with_its_note(
    open_page: Open, api: FakeApi
) -> None:
    page = typed(open_prompt(open_page, api, a_prompt()), NEW)

    assert "lines that come: 1, that go: 3" in texts_of(page)
    kept = a_prompt(content=NEW, version="v3", revision=4)
    api.answers[PROMPT_PATH] = changed_by("PUT", a_prompt(), kept)
    page.text_input(key=f"prompt_note_{KEY}_3_0").set_value("shorter still").run()
    page.button(key="prompt_save").click().run()

    body = {"content": NEW, "note": "shorter still", "activate": True}
    assert bodies(api, "PUT") == [(body, 3)]
    assert page.text_area[0].value == NEW
    assert "Change the text to save" in texts_of(page)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("No hole.", "missing: language"),
        ("{{language}} {{tone}}", "unknown: tone"),
        ("{{language}} {{ tone", "only as {{name}}"),
    ],
)
@pytest.mark.usefixtures("operator")
def test_a_text_that_the_api_would_refuse_cannot_be_sent(
    open_page: Open, api: FakeApi, text: str, said: str
) -> None:
    page = typed(open_prompt(open_page, api, a_prompt()), text)

    assert said in texts_of(page)
    assert page.button(key="prompt_save").disabled


@pytest.mark.usefixtures("operator")
def test_who_was_overtaken_sees_what_changed_and_keeps_every_word(
    open_page: Open, api: FakeApi
) -> None:
    theirs = "Two sentences, in {{language}}."
    page = typed(open_prompt(open_page, api, a_prompt()), NEW)

    now = [a_prompt()]

    def overtaken(call: Call[Any]) -> object:
        if call.method == "GET" or now[0].revision > 3:
            return now[0]
        now[0] = a_prompt(content=theirs, version="v3", revision=4, updated_by="li@example.org")
        return refused(1005, 412)

    api.answers[PROMPT_PATH] = overtaken
    page.button(key="prompt_save").click().run()

    assert "v2 was in force, now v3 is" in page.warning[0].value
    assert r"by li@example\.org" in page.warning[0].value
    assert theirs in page.get("html")[0].value
    assert page.text_area[0].value == NEW
    assert page.button(key="prompt_save").disabled

    page.button(key="prompt_go_on").click().run()
    assert page.text_area[0].value == NEW
    page.button(key="prompt_save").click().run()

    assert [version for _, version in bodies(api, "PUT")] == [3, 4]


@pytest.mark.usefixtures("operator")
def test_a_change_by_somebody_else_is_told_before_one_saves(open_page: Open, api: FakeApi) -> None:
    page = typed(open_prompt(open_page, api, a_prompt()), NEW)
    api.answers[PROMPT_PATH] = a_prompt(revision=4, tags=["other"])

    page.run()
    assert "not its text in force" in page.warning[0].value
    page.button(key="prompt_take_theirs").click().run()

    assert page.text_area[0].value == TEXT
    assert not page.warning


@pytest.mark.usefixtures("operator")
def test_who_has_typed_nothing_sees_the_newest_text(open_page: Open, api: FakeApi) -> None:
    page = open_prompt(open_page, api, a_prompt())
    api.answers[PROMPT_PATH] = a_prompt(content=NEW, version="v3", revision=4)

    page.run()

    assert page.text_area[0].value == NEW
    assert not page.warning


@pytest.mark.usefixtures("operator")
def test_a_draft_outlives_a_look_at_other_parts_and_can_be_discarded(
    open_page: Open, api: FakeApi
) -> None:
    api.answers[f"{PROMPT_PATH}/moves"] = a_page_of(a_move(None, 1), a_move(1, 2))
    page = typed(open_prompt(open_page, api, a_prompt()), NEW)

    page.get_by_key("prompt_part").set_value("moves").run()
    assert "You have a draft" in texts_of(page)
    assert page.dataframe[0].value[["from", "to", "why"]].to_numpy().tolist() == [
        ["built-in", "v1", "too long"], ["v1", "v2", "too long"],
    ]  # fmt: skip
    page.get_by_key("prompt_part").set_value("text").run()
    assert page.text_area[0].value == NEW
    page.button(key="prompt_discard").click().run()

    assert page.text_area[0].value == TEXT


@pytest.mark.usefixtures("operator")
def test_a_refusal_of_the_api_leaves_the_typed_text_where_it_is(
    open_page: Open, api: FakeApi
) -> None:
    page = typed(open_prompt(open_page, api, a_prompt()), NEW)

    def failing(call: Call[Any]) -> object:
        return unreachable() if call.method == "PUT" else a_prompt()

    api.answers[PROMPT_PATH] = failing
    page.button(key="prompt_save").click().run()

    assert "No answer from the API" in page.error[0].value
    assert page.text_area[0].value == NEW


@pytest.mark.usefixtures("operator")
def test_tags_are_kept_without_a_new_version(open_page: Open, api: FakeApi) -> None:
    page = open_prompt(open_page, api, a_prompt())

    api.answers[PROMPT_PATH] = changed_by("PUT", a_prompt(), a_prompt(tags=[], revision=4))
    page.multiselect[0].set_value([]).run()
    page.button(key="tags_save").click().run()

    assert bodies(api, "PUT") == [({"tags": []}, 3)]


@pytest.mark.usefixtures("operator")
def test_the_built_in_text_is_restored_with_a_reason(open_page: Open, api: FakeApi) -> None:
    page = open_prompt(open_page, api, a_prompt())

    page.text_input(key="restore_why").set_value("it was better").run()
    api.answers[f"{PROMPT_PATH}/restore"] = a_prompt(revision=4)
    page.button(key="restore").click().run()

    assert bodies(api, "POST", f"{PROMPT_PATH}/restore") == [({"why": "it was better"}, 3)]


@pytest.mark.usefixtures("operator")
def test_a_draft_is_previewed_with_sample_values(open_page: Open, api: FakeApi) -> None:
    api.answers[f"{PROMPT_PATH}/preview"] = PromptPreview(
        key=KEY, version="draft", text="One sentence, in Latin.", values={}, chars=23
    )
    page = typed(open_prompt(open_page, api, a_prompt()), NEW)
    page.get_by_key("prompt_part").set_value("preview").run()

    page.text_input(key=f"value_{KEY}_language").set_value("Latin")
    page.button(key="preview_do").click().run()

    body = {"content": NEW, "values": {"language": "Latin"}}
    assert bodies(api, "POST", f"{PROMPT_PATH}/preview") == [(body, None)]
    assert "your draft, 23 characters" in texts_of(page)
    assert page.code[0].value == "One sentence, in Latin."
