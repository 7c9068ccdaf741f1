"""The prompt centre over HTTP: read, changed, moved, compared, tried, carried."""

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from core.bootstrap import Container
from core.db.models.audit import AuditLog
from core.db.models.prompt import AiPrompt, AiPromptVersion
from core.kernel.settings import Settings
from core.llm.blocks import data_blocks
from core.prompts.defaults import builtin_prompts
from core.schemas.accounts import Role
from tests.support.http import Caller, client_of, make_caller, problem_of, started
from tests.support.settings import make_settings
from tests.support.waiting import eventually

KEY = "documents.summary"
PATH = f"/admin/api/prompts/{KEY}"
BUILTIN = builtin_prompts()[KEY]
NEW = "Write one sentence in {{language}}."
NEWER = "Write two sentences in {{language}}."


class Editor:
    """Somebody who changes prompts as last read."""

    def __init__(self, client: httpx.AsyncClient, caller: Caller) -> None:
        self._client, self.caller = client, caller

    async def ask(
        self,
        method: str,
        path: str = "",
        *,
        body: Any = None,
        version: int | None = None,
        **query: Any,
    ) -> httpx.Response:
        headers = dict(self.caller.headers)
        if version is not None:
            headers["If-Match"] = f'"v{version}"'
        return await self._client.request(
            method, PATH + path, json=body, headers=headers, params=query or None
        )

    async def do(self, method: str, path: str = "", **wish: Any) -> Any:
        response = await self.ask(method, path, **wish)
        assert response.status_code == 200, response.text
        return response.json()["data"]


@pytest.fixture
def editor(client: httpx.AsyncClient, operator: Caller) -> Editor:
    return Editor(client, operator)


async def test_every_prompt_is_listed_as_it_came(client: httpx.AsyncClient, editor: Editor) -> None:
    response = await client.get("/admin/api/prompts", headers=editor.caller.headers)

    listed = response.json()["data"]
    assert [item["key"] for item in listed] == list(builtin_prompts())
    assert {item["version"][:8] for item in listed} == {"builtin-"}
    assert not any(item["is_active"] or item["updated_at"] for item in listed)


async def test_an_edit_is_a_new_version_in_force_and_says_who_when_and_why(editor: Editor) -> None:
    edited = await editor.do(
        "PUT", body={"content": NEW, "tags": ["b", "a", "b"], "note": "shorter"}, version=0
    )

    assert (edited["content"], edited["version"], edited["active_number"]) == (NEW, "v1", 1)
    assert (edited["revision"], edited["tags"], edited["is_active"]) == (1, ["a", "b"], True)
    assert edited["updated_by"] == editor.caller.email
    assert edited["builtin_content"] == BUILTIN.content
    assert edited == await editor.do("GET")
    [version] = (await editor.do("GET", "/versions"))["items"]
    assert (version["number"], version["content"], version["note"]) == (1, NEW, "shorter")
    assert (version["author"], version["variables"]) == (editor.caller.email, ["language"])
    assert version["is_active"]
    [move] = (await editor.do("GET", "/moves"))["items"]
    assert (move["from_number"], move["to_number"], move["why"]) == (None, 1, "shorter")
    assert move["moved_by"] == editor.caller.email


async def test_the_tag_of_a_prompt_is_what_its_change_must_name(editor: Editor) -> None:
    read = await editor.ask("GET")
    edited = await editor.ask("PUT", body={"content": NEW}, version=0)

    assert (read.headers["ETag"], edited.headers["ETag"]) == ('"v0"', '"v1"')


async def test_a_change_without_the_tag_or_with_an_old_one_changes_nothing(editor: Editor) -> None:
    await editor.do("PUT", body={"content": NEW}, version=0)

    for method, path, body in (
        ("PUT", "", {"content": NEWER}),
        ("POST", "/activate", {"number": None}),
        ("POST", "/restore", {}),
    ):
        without = problem_of(await editor.ask(method, path, body=body), status=428, code=1006)
        stale = problem_of(
            await editor.ask(method, path, body=body, version=0), status=412, code=1005
        )
        assert without["type"] == "/problems/version-required"
        assert stale["data"]["current_version"] == 1
    assert (await editor.do("GET"))["content"] == NEW


@pytest.mark.parametrize("content", ["No hole.", "{{language}} {{who}}", "{{language}} {{ x }}"])
async def test_a_text_with_other_holes_is_refused_and_not_kept(
    editor: Editor, content: str
) -> None:
    refused = problem_of(
        await editor.ask("PUT", body={"content": content}, version=0), status=422, code=1001
    )

    assert refused["errors"][0]["loc"] == ["body", "content"]
    assert (await editor.do("GET", "/versions"))["items"] == []


async def test_an_edit_that_changes_nothing_is_no_version(editor: Editor) -> None:
    await editor.do("PUT", body={"content": NEW, "tags": ["a"]}, version=0)

    again = await editor.do("PUT", body={"content": NEW, "tags": ["a"]}, version=1)
    same_as_built_in = await editor.do("PUT", body={}, version=1)

    assert (again["revision"], same_as_built_in["revision"]) == (1, 1)
    assert len((await editor.do("GET", "/versions"))["items"]) == 1


async def test_a_text_may_be_kept_without_being_put_in_force_and_moved_to_later(
    editor: Editor,
) -> None:
    kept = await editor.do("PUT", body={"content": NEW, "activate": False}, version=0)
    moved = await editor.do("POST", "/activate", body={"number": 1, "why": "tried"}, version=1)

    assert (kept["version"], kept["revision"]) == (BUILTIN.version, 1)
    assert (moved["version"], moved["revision"]) == ("v1", 2)


async def test_moves_go_back_and_forth_and_are_all_kept(editor: Editor) -> None:
    await editor.do("PUT", body={"content": NEW}, version=0)
    await editor.do("PUT", body={"content": NEWER}, version=1)
    await editor.do("POST", "/activate", body={"number": 1, "why": "worse"}, version=2)
    restored = await editor.do("POST", "/restore", body={"why": "back"}, version=3)

    first = await editor.do("GET", "/moves", limit=3)
    rest = await editor.do("GET", "/moves", limit=3, cursor=first["next_cursor"])
    moves = [(row["from_number"], row["to_number"]) for row in first["items"] + rest["items"]]
    assert moves == [(1, None), (2, 1), (1, 2), (None, 1)]
    assert restored["content"] == BUILTIN.content
    assert (rest["has_more"], rest["next_cursor"]) == (False, None)
    newest = await editor.do("GET", "/versions", limit=1)
    older = await editor.do("GET", "/versions", limit=1, cursor=newest["next_cursor"])
    assert [row["number"] for row in newest["items"] + older["items"]] == [2, 1]


async def test_versions_and_keys_that_are_not_there_are_not_found(
    client: httpx.AsyncClient, editor: Editor
) -> None:
    missing = [
        await editor.ask("POST", "/activate", body={"number": 9}, version=0),
        await editor.ask("GET", "/diff", before="v9"),
        await editor.ask("GET", "/diff", after="latest"),
        await client.get("/admin/api/prompts/no.such", headers=editor.caller.headers),
    ]

    for response in missing:
        problem_of(response, status=404, code=1003)


async def test_a_difference_is_between_any_two_texts(editor: Editor) -> None:
    await editor.do("PUT", body={"content": NEW}, version=0)
    await editor.do("PUT", body={"content": NEWER}, version=1)

    usual = await editor.do("GET", "/diff")
    named = await editor.do("GET", "/diff", before="v1", after="v2")

    assert (usual["from_version"], usual["to_version"]) == (BUILTIN.version, "v2")
    assert [(line["op"], line["text"]) for line in named["lines"]] == [
        ("delete", NEW), ("insert", NEWER),
    ]  # fmt: skip
    assert (named["deleted"], named["inserted"]) == (1, 1)


async def test_a_preview_fills_the_holes_with_what_is_given_or_a_sample(editor: Editor) -> None:
    usual = await editor.do("POST", "/preview", body={})
    draft = await editor.do(
        "POST", "/preview", body={"content": NEW, "values": {"language": "中文"}}
    )

    assert usual["text"] == BUILTIN.render(language="English")
    assert (draft["text"], draft["version"]) == ("Write one sentence in 中文.", "draft")
    unknown = await editor.ask("POST", "/preview", body={"values": {"who": "x"}})
    assert problem_of(unknown, status=422, code=1001)["errors"][0]["loc"] == ["body", "values.who"]


async def test_a_draft_is_tried_beside_the_text_in_force_and_not_kept(editor: Editor) -> None:
    blocks = {"task": "summarise_document", "language": "en", "summaries": ["A flight.", "A bed."]}
    question = data_blocks(blocks)

    tried = await editor.do("POST", "/try", body={"content": NEW, "input": question})

    assert (tried["provider"], tried["active"]["version"]) == ("offline", BUILTIN.version)
    assert tried["draft"]["version"] == "draft"
    assert tried["active"]["answer"] == '{"summary": "A flight. A bed."}'
    assert tried["same"]  # the built-in model goes by the question alone
    assert (await editor.do("GET", "/versions"))["items"] == []


@pytest.mark.parametrize(
    "question",
    ["hello", '<data>\n<task>"plan_trip"</task>\n</data>', "<data>\n<task>no JSON</task>\n</data>"],
)
async def test_a_question_the_model_refuses_says_so_on_both_sides(
    editor: Editor, question: str
) -> None:
    tried = await editor.do("POST", "/try", body={"content": NEW, "input": question})

    assert [tried[side]["error_type"] for side in ("active", "draft")] == ["provider_rejected"] * 2
    assert not tried["same"]


async def test_what_was_exported_makes_another_installation_speak_alike(
    client: httpx.AsyncClient, editor: Editor
) -> None:
    await editor.do("PUT", body={"content": NEW, "tags": ["a"]}, version=0)
    headers = editor.caller.headers
    file = (await client.get("/admin/api/prompts/export", headers=headers)).json()["data"]
    await editor.do("POST", "/restore", body={}, version=1)

    taken = await client.post("/admin/api/prompts/import", json={"file": file}, headers=headers)
    again = await client.post("/admin/api/prompts/import", json={"file": file}, headers=headers)

    assert taken.json()["data"]["changed"] == [KEY]
    assert again.json()["data"]["changed"] == []
    assert len(again.json()["data"]["unchanged"]) == len(builtin_prompts())
    assert (await editor.do("GET"))["content"] == NEW


@pytest.mark.parametrize(
    "bad",
    [
        {"key": "no.such", "content": None},
        {"key": KEY, "content": None},
        {"key": "planner.fast", "content": "No hole."},
    ],
)
async def test_a_file_with_one_bad_prompt_changes_none(
    client: httpx.AsyncClient, editor: Editor, bad: dict[str, Any]
) -> None:
    file = {"prompts": [{"key": KEY, "content": NEW}, bad]}

    refused = await client.post(
        "/admin/api/prompts/import", json={"file": file}, headers=editor.caller.headers
    )

    problem_of(refused, status=422, code=1001)
    assert (await editor.do("GET"))["revision"] == 0


async def test_of_two_who_change_the_same_text_at_once_one_is_told_to_look_again(
    editor: Editor,
) -> None:
    responses = await _at_once(editor, [NEW, NEWER])

    assert sorted(response.status_code for response in responses) == [200, 412]
    assert (await editor.do("GET"))["revision"] == 1


async def _at_once(editor: Editor, contents: list[str]) -> list[httpx.Response]:
    return await asyncio.gather(
        *(editor.ask("PUT", body={"content": content}, version=0) for content in contents)
    )


async def test_a_change_reaches_another_process_without_a_restart(
    settings: Settings, container: Container, editor: Editor
) -> None:
    async with started(settings) as elsewhere:
        other: Container = elsewhere.state.container
        await eventually(lambda: _hears(other))
        before = await other.plans._tools.prompts.get(KEY)

        await editor.do("PUT", body={"content": NEW}, version=0)

        async def says_the_new() -> bool:
            return (await other.plans._tools.prompts.get(KEY)).version == "v1"

        assert before.version == BUILTIN.version
        assert await eventually(says_the_new)
        assert (await container.plans._tools.prompts.get(KEY)).version == "v1"


async def _hears(container: Container) -> bool:
    return container.news.hears.is_set()


async def test_without_redis_a_change_stands_and_its_own_process_uses_it_at_once(
    database_url: str, tmp_path: Any
) -> None:
    settings = make_settings(
        database_url=database_url, redis_url="redis://127.0.0.1:1/0", data_dir=tmp_path
    )
    async with started(settings) as app, client_of(app) as client:
        container: Container = app.state.container
        editor = Editor(client, await make_caller(container, Role.OPERATOR))
        await container.plans._tools.prompts.get(KEY)

        await editor.do("PUT", body={"content": NEW}, version=0)

        assert (await container.plans._tools.prompts.get(KEY)).version == "v1"


@pytest.mark.parametrize(("allowed", "status"), [(False, 403), (True, 200)])
async def test_in_production_prompts_are_changed_only_where_a_setting_allows_it(
    database_url: str, redis_url: str, tmp_path: Any, allowed: bool, status: int
) -> None:
    settings = make_settings(
        database_url=database_url, redis_url=redis_url, data_dir=tmp_path,
        environment="production", ai_prompt_edit_in_prod=allowed,
    )  # fmt: skip
    async with started(settings) as app, client_of(app) as client:
        editor = Editor(client, await make_caller(app.state.container, Role.OPERATOR))

        read = await editor.do("GET")
        responses = [
            await editor.ask("PUT", body={"content": NEW}, version=0),
            await editor.ask("POST", "/restore", body={}, version=1 if allowed else 0),
            await client.post(
                "/admin/api/prompts/import",
                json={"file": {"prompts": []}},
                headers=editor.caller.headers,
            ),
        ]

    assert read["editable"] is allowed
    assert [response.status_code for response in responses] == [status] * 3
    if not allowed:
        for response in responses:
            problem_of(response, status=403, code=2008)


async def test_every_change_is_in_the_audit_log(container: Container, editor: Editor) -> None:
    await editor.do("PUT", body={"content": NEW}, version=0)
    await editor.do("POST", "/restore", body={"why": "back"}, version=1)

    async with container.transaction() as session:
        rows = (
            await session.scalars(
                select(AuditLog).where(AuditLog.target_id == KEY).order_by(AuditLog.at)
            )
        ).all()
    assert [(row.action, row.actor) for row in rows] == [
        ("prompt.edit", editor.caller.id), ("prompt.activate", editor.caller.id),
    ]  # fmt: skip
    assert rows[1].detail == {"number": None, "why": "back"}


async def test_the_database_refuses_to_change_a_text_that_was_kept(
    container: Container, editor: Editor
) -> None:
    await editor.do("PUT", body={"content": NEW}, version=0)

    with pytest.raises(DBAPIError, match="never changed"):
        async with container.transaction() as session:
            await session.execute(update(AiPromptVersion).values(content="other"))


async def test_a_text_in_force_with_holes_of_an_older_product_is_told_to_be_out_of_use(
    container: Container, editor: Editor
) -> None:
    fresh = await editor.do("PUT", body={"content": NEW}, version=0)
    old = AiPromptVersion(
        key=KEY, number=2, content="In {{tone}}.", variables=["tone"], author=editor.caller.id
    )
    async with container.transaction() as session:
        session.add(old)
        await session.execute(update(AiPrompt).values(active_number=2))

    told = await editor.do("GET")

    assert (fresh["outdated"], told["outdated"], told["version"]) == (False, True, "v2")


async def test_the_books_say_which_text_a_call_was_made_with(
    container: Container, editor: Editor
) -> None:
    await editor.do("PUT", body={"content": NEW}, version=0)

    await editor.do("POST", "/try", body={"content": NEWER, "input": "hello"})

    async with container.transaction() as session:
        used = await session.execute(text("select distinct prompt_version from ai_calls"))
        assert {row[0] for row in used} == {"v1", "draft"}
