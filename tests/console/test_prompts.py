"""The prompt centre: the list, one prompt, and all that can be done with it."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from console.views.prompts import written
from core.client.calls import Call
from core.schemas.prompts import (
    DiffLineOut,
    PromptDiff,
    PromptFile,
    PromptFileItem,
    PromptsImported,
    PromptTrial,
    PromptTried,
)
from tests.console.conftest import Open, texts_of
from tests.console.fake_api import FakeApi, refused, unreachable
from tests.console.prompts import (
    BUILT_IN_TEXT,
    KEY,
    PROMPT_PATH,
    PROMPTS_PATH,
    a_built_in_prompt,
    a_page_of,
    a_prompt,
    a_version,
    bodies,
    open_prompt,
)

NEW = "One sentence, in {{language}}."


def test_who_is_no_researcher_is_told_so_and_nothing_is_asked(
    open_page: Open, api: FakeApi, signed_in: None
) -> None:
    page = open_page("prompts", prompt=KEY)

    assert "researchers and operators" in page.info[0].value
    assert PROMPT_PATH not in api.paths()


@pytest.mark.usefixtures("researcher")
def test_prompts_are_listed_with_what_is_in_force_and_who_changed_it(
    open_page: Open, api: FakeApi
) -> None:
    api.answers[PROMPTS_PATH] = [a_prompt(), a_built_in_prompt(), a_prompt(outdated=True)]

    page = open_page("prompts")

    table = page.dataframe[0].value
    assert table["version"].tolist() == ["v2", "built-in", "not used: v2"]
    row = table.iloc[0]
    assert (row["key"], row["title"], row["role"]) == (KEY, "Summary of a document", "system")
    assert (row["updated_by"], row["tags"]) == ("mei@example.org", ["documents"])
    assert f"{row['updated_at']:%Y-%m-%d %H:%M}" == "2026-11-20 16:30"
    assert "You may read, compare and preview" in page.info[0].value
    assert not page.get("file_uploader")


@pytest.mark.parametrize(
    ("words", "found"),
    [("SUMMARY", [KEY]), ("one go", ["planner.fast"]), ("documents", [KEY]), ("x", [])],
)
@pytest.mark.usefixtures("operator")
def test_prompts_are_found_by_key_title_and_tag(
    open_page: Open, api: FakeApi, words: str, found: list[str]
) -> None:
    api.answers[PROMPTS_PATH] = [a_prompt(), a_built_in_prompt()]

    page = open_page("prompts", prompt_search=words)

    shown = page.dataframe[0].value["key"].tolist() if page.dataframe else []
    assert shown == found
    assert ("No prompt has these words" in texts_of(page)) is not found


@pytest.mark.usefixtures("operator")
def test_versions_tell_author_and_note_and_another_is_put_in_force(
    open_page: Open, api: FakeApi
) -> None:
    old = a_version(3, "In {{tone}}.", variables=["tone"], author=None, note="")
    api.answers[f"{PROMPT_PATH}/versions"] = a_page_of(old, a_version(2), a_version(1, NEW))
    page = open_prompt(open_page, api, a_prompt(), "versions")

    said = texts_of(page)
    assert "**v2**" in said
    assert ":green-badge[in force]" in said
    assert "an account that is gone" in said
    assert "cannot be put in force" in said
    assert "activate_3" not in [button.key for button in page.button]
    page.text_input(key="why_1").set_value("the better one").run()
    api.answers[f"{PROMPT_PATH}/activate"] = refused(1005, 412)
    page.button(key="activate_1").click().run()

    body = {"number": 1, "why": "the better one"}
    assert bodies(api, "POST", f"{PROMPT_PATH}/activate") == [(body, 3)]
    assert "somebody else changed this prompt" in page.warning[0].value


@pytest.mark.usefixtures("operator")
def test_an_earlier_text_can_be_the_beginning_of_a_new_one(open_page: Open, api: FakeApi) -> None:
    api.answers[f"{PROMPT_PATH}/versions"] = a_page_of(a_version(2), a_version(1, NEW))
    page = open_prompt(open_page, api, a_prompt(), "versions")

    page.button(key="draft_1").click().run()
    page.get_by_key("prompt_part").set_value("text").run()

    assert page.text_area[0].value == NEW


@pytest.mark.usefixtures("operator")
def test_more_versions_are_asked_for_on_demand(open_page: Open, api: FakeApi) -> None:
    def pages(call: Call[Any]) -> object:
        later = "cursor" in call.query
        return a_page_of(a_version(1 if later else 2), has_more=not later)

    api.answers[f"{PROMPT_PATH}/versions"] = pages
    page = open_prompt(open_page, api, a_prompt(), "versions")
    assert "**v1**" not in texts_of(page)

    page.button(key=f"versions_{PROMPT_PATH.rpartition('/')[2]}_more").click().run()

    assert "**v1**" in texts_of(page)


@pytest.mark.usefixtures("researcher")
def test_any_two_texts_are_compared(open_page: Open, api: FakeApi) -> None:
    def diff(call: Call[Any]) -> PromptDiff:
        line = DiffLineOut(op="insert", text=str(dict(call.query)), before=None, after=1)
        return PromptDiff(key=KEY, from_version="a", to_version="b", lines=[line], inserted=1,
                          deleted=0)  # fmt: skip

    api.answers[f"{PROMPT_PATH}/versions"] = a_page_of(a_version(2), a_version(1))
    api.answers[f"{PROMPT_PATH}/diff"] = diff
    page = open_prompt(open_page, api, a_prompt(), "compare")
    assert page.selectbox[0].options == ["built-in", "v1", "v2 (in force)"]
    assert (page.selectbox[0].value, page.selectbox[1].value) == ("builtin", "v2")

    page.selectbox[0].set_value("v1").run()

    asked = [call.query for call, _ in api.sent if call.path == f"{PROMPT_PATH}/diff"]
    assert asked[-1] == {"before": "v1", "after": "v2"}
    assert "Lines that come: 1, that go: 0" in texts_of(page)


@pytest.mark.usefixtures("operator")
def test_a_text_is_tried_beside_the_one_in_force_even_where_none_can_be_kept(
    open_page: Open, api: FakeApi
) -> None:
    def answered(version: str, answer: str | None, error: str | None = None) -> PromptTried:
        return PromptTried(
            version=version, answer=answer, error_type=error, usage_tokens=12, latency_ms=34.0
        )

    api.answers[f"{PROMPT_PATH}/try"] = PromptTrial(
        key=KEY, provider="offline", model="offline-1", same=False,
        active=answered("v2", '{"summary": "long"}'), draft=answered("draft", None, "timeout"),
    )  # fmt: skip
    page = open_prompt(open_page, api, a_prompt(editable=False), "try")

    page.text_area[0].set_value(NEW)
    page.text_area[1].set_value("<data>")
    page.button(key="try_do").click().run()

    body = {"content": NEW, "input": "<data>", "values": {}}
    assert bodies(api, "POST", f"{PROMPT_PATH}/try") == [(body, None)]
    said = texts_of(page)
    assert "In force: v2" in said
    assert "34 ms · 12 tokens" in said
    assert page.code[0].value == '{"summary": "long"}'
    assert "No answer: timeout" in page.error[0].value


def test_all_prompts_are_written_as_one_file() -> None:
    api = FakeApi(answers={f"{PROMPTS_PATH}/export": PromptFile(prompts=[])})

    assert json.loads(written(api, "en"))["format"] == "tripwright.prompts"


def upload(page: AppTest, content: bytes) -> AppTest:
    page.get("file_uploader")[0].upload("prompts.json", content, "application/json")
    return page.run()


@pytest.mark.usefixtures("operator")
def test_a_file_is_put_in_force_with_a_note(open_page: Open, api: FakeApi) -> None:
    file = PromptFile(prompts=[PromptFileItem(key=KEY, content=NEW)])
    api.answers[PROMPTS_PATH] = [a_prompt()]
    api.answers[f"{PROMPTS_PATH}/import"] = PromptsImported(changed=[KEY], unchanged=[])
    page = upload(open_page("prompts"), file.model_dump_json().encode())

    page.text_input(key="prompts_import_note").set_value("from staging")
    page.button(key="prompts_import").click().run()

    (body, _), *others = bodies(api, "POST", f"{PROMPTS_PATH}/import")
    assert not others
    assert (body["note"], body["file"]["prompts"][0]["content"]) == ("from staging", NEW)


@pytest.mark.parametrize("content", [b"", b"not json", b'{"prompts": 1}', b"\xff\xfe"])
@pytest.mark.usefixtures("operator")
def test_a_file_of_something_else_is_refused_without_asking_the_api(
    open_page: Open, api: FakeApi, content: bytes
) -> None:
    api.answers[PROMPTS_PATH] = [a_prompt()]

    page = upload(open_page("prompts"), content)

    assert "no prompt file that can be read" in page.error[0].value
    assert "prompts_import" not in [button.key for button in page.button]


@pytest.mark.parametrize(
    ("error", "said"),
    [(refused(1003, 404), "no such prompt"), (unreachable(), "No answer from the API")],
)
@pytest.mark.usefixtures("operator")
def test_a_prompt_that_cannot_be_had_leaves_the_way_back(
    open_page: Open, api: FakeApi, error: Exception, said: str
) -> None:
    api.answers[PROMPT_PATH] = error

    page = open_page("prompts", prompt=KEY)

    assert said in texts_of(page)
    api.answers[PROMPTS_PATH] = [a_built_in_prompt(content=BUILT_IN_TEXT)]
    page.button(key="back").click().run()
    assert page.dataframe[0].value["key"].tolist() == ["planner.fast"]


@pytest.mark.usefixtures("operator")
def test_the_prompt_centre_speaks_chinese(open_page: Open, api: FakeApi) -> None:
    api.answers[PROMPTS_PATH] = [a_prompt()]

    page = open_page("prompts", locale="zh-CN")

    assert page.title[0].value == "提示词"
    assert page.dataframe[0].value["role"].tolist() == ["系统"]
