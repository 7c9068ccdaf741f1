"""Documents over HTTP: sent in, analysed by a worker, and their bookings put into a trip."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from core.documents.sniffing import MAX_BYTES
from core.kernel.settings import Settings
from core.schemas.documents import DocumentAnalysis
from tests.support.documents import (
    a_docx,
    a_flate_bomb,
    a_pdf,
    an_encrypted_pdf,
)
from tests.support.http import Caller, problem_of
from tests.support.papers import BOOKINGS_EN, TENDER_ZH, WORK_EN
from tests.support.sending import Sender
from tests.support.trips import data_of

pytestmark = pytest.mark.usefixtures("catalog_seeded")


def titles(analysis: DocumentAnalysis, tab: str) -> list[str]:
    """Return the titles in a tab."""
    (found,) = (one for one in analysis.tabs if one.key == tab)
    return [item.title for item in found.items]


@pytest.mark.usefixtures("worker")
async def test_bookings_in_a_pdf_are_found_with_the_page_and_line_they_stand_on(
    sender: Sender,
) -> None:
    first, _, rest = BOOKINGS_EN.partition("\n\nHotel")
    pdf = a_pdf(first, f"Hotel{rest}")

    analysis = await sender.analysis(await sender.file(pdf, "confirmation.pdf"))

    assert titles(analysis, "bookings") == ["Flight CZ3102", "White Swan", "Tao Tao Ju"]
    places = [(item.quote.page, item.quote.line) for item in analysis.tabs[0].items]
    assert places[1] == (2, 1)
    assert places[0][0] == 1
    assert analysis.stats.pages == 2
    assert not analysis.truncated


@pytest.mark.usefixtures("worker")
async def test_a_chinese_tender_is_taken_apart_and_summed_up_in_chinese(sender: Sender) -> None:
    analysis = await sender.analysis(await sender.text(TENDER_ZH, "tender"))

    assert analysis.language == "zh"
    assert [tab.key for tab in analysis.tabs] == ["requirements", "dates", "scoring", "risks"]
    assert all(tab.items for tab in analysis.tabs)
    assert analysis.tabs[2].points_total == 100
    assert "2027-03-15" in analysis.summary


@pytest.mark.usefixtures("worker")
async def test_work_in_a_docx_becomes_a_tree_with_totals(sender: Sender) -> None:
    docx = a_docx(*WORK_EN.splitlines())

    analysis = await sender.analysis(await sender.file(docx, "plan.docx", "workload"))

    (tab,) = analysis.tabs
    assert tab.work_totals is not None
    assert tab.work_totals.low_hours == (3 + 5 + 2) * 8 + 16 + 80
    assert tab.work_totals.high_hours == (3 + 8 + 5) * 8 + 16 + 80
    assert tab.work_totals.without_estimate == 1  # printing


async def test_the_same_document_with_the_same_request_id_is_one_task(sender: Sender) -> None:
    first = data_of(await sender.file(b"one", request_id="r-1"), 202)
    again = await sender.file(b"one", request_id="r-1")
    other = await sender.file(b"two", request_id="r-1")

    assert (data_of(again, 202)["task_id"], data_of(again, 202)["replayed"]) == (
        first["task_id"],
        True,
    )
    problem_of(other, status=422, code=1008)


async def test_a_key_in_the_header_stands_for_the_request_id(
    client: httpx.AsyncClient, user: Caller
) -> None:
    async def send() -> dict[str, Any]:
        response = await client.post(
            "/api/tasks/documents/text",
            json={"text": "one", "profile": "tender"},
            headers=user.headers | {"Idempotency-Key": "k-1"},
        )
        return data_of(response, 202)

    assert (await send())["task_id"] == (await send())["task_id"]


@pytest.mark.parametrize(
    ("name", "content", "status", "code", "kind"),
    [
        ("a.txt", b"", 422, 1001, "empty"),
        ("a.txt", b" \n\t", 422, 1001, "empty"),
        ("a.pdf", b"no PDF at all", 422, 1001, "type_mismatch"),
        ("a.docx", a_pdf("x"), 422, 1001, "type_mismatch"),
        ("a.exe", b"text", 415, 1004, None),
        ("a.txt", b"\x89PNG\r\n\x1a\n", 415, 1004, None),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 415, 1004, None),
    ],
)
async def test_what_is_no_document_is_refused_at_once(
    sender: Sender, name: str, content: bytes, status: int, code: int, kind: str | None
) -> None:
    problem = problem_of(await sender.file(content, name), status=status, code=code)

    if kind:
        assert [(item["loc"], item["type"]) for item in problem["errors"]] == [
            (["body", "file"], kind)
        ]


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.pdf", an_encrypted_pdf("secret", user_password="1234"), "encrypted_pdf"),
        ("a.txt", bytes(range(1, 256)) * 8, "not_text"),
        ("a.pdf", a_flate_bomb(unpacked_bytes=300_000_000), "too_complex"),
    ],
    ids=["encrypted", "binary", "bomb"],
)
async def test_what_cannot_be_read_fails_its_task_with_a_word_that_says_why(
    sender: Sender, name: str, content: bytes, kind: str
) -> None:
    task = await sender.ended(await sender.file(content, name))
    next_one = await sender.analysis(await sender.text("Nothing is booked here."))

    assert (task["status"], task["error"]["code"]) == ("failed", 1001)
    assert task["error"]["error_type"] == kind
    assert task["attempt"] == 1
    assert titles(next_one, "bookings") == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "profile"),
        ({"profile": "novel"}, "profile"),
        ({"profile": "booking", "language": "fr"}, "language"),
        ({"profile": "booking", "secret": "x"}, "secret"),
        ({"profile": "booking", "request_id": ""}, "request_id"),
    ],
)
async def test_a_form_that_is_not_right_names_its_field(
    client: httpx.AsyncClient, user: Caller, fields: dict[str, str], field: str
) -> None:
    response = await client.post(
        "/api/tasks/documents/file",
        files={"file": ("a.txt", b"text")},
        data=fields,
        headers=user.headers,
    )

    problem = problem_of(response, status=422, code=1001)
    assert problem["errors"][0]["loc"] == ["body", field]


async def test_a_form_needs_a_file(client: httpx.AsyncClient, user: Caller) -> None:
    response = await client.post(
        "/api/tasks/documents/file", files={"other": ("a", b"x")}, headers=user.headers
    )

    problem = problem_of(response, status=422, code=1001)
    assert problem["errors"] == [
        {"loc": ["body", "file"], "type": "missing", "msg": "a file is needed"}
    ]


@pytest.mark.parametrize(
    ("content_type", "body", "status", "code"),
    [
        ("application/json", b"{}", 415, 1004),
        ("multipart/form-data", b"x", 400, 1002),
        ("multipart/form-data; boundary=b", b"nonsense", 400, 1002),
    ],
)
async def test_what_is_no_form_is_refused(
    client: httpx.AsyncClient, user: Caller, content_type: str, body: bytes, status: int, code: int
) -> None:
    response = await client.post(
        "/api/tasks/documents/file",
        content=body,
        headers=user.headers | {"Content-Type": content_type},
    )

    problem_of(response, status=status, code=code)


async def test_a_file_may_have_10_mib_and_not_a_byte_more(sender: Sender) -> None:
    taken = await sender.file(b"a" * MAX_BYTES)
    refused = await sender.file(b"a" * (MAX_BYTES + 1))

    data_of(taken, 202)
    problem = problem_of(refused, status=413, code=1007)
    assert problem["data"]["limit_bytes"] == MAX_BYTES


async def test_an_endless_upload_is_refused_before_it_is_read(
    client: httpx.AsyncClient, user: Caller, app: FastAPI
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        yield b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\n'
        while True:
            sent += 1
            yield b"a" * 262_144

    response = await client.post(
        "/api/tasks/documents/file",
        content=endless(),
        headers=user.headers | {"Content-Type": "multipart/form-data; boundary=b"},
    )

    problem_of(response, status=413, code=1007)
    assert sent * 262_144 <= MAX_BYTES + 3 * 262_144


async def test_other_routes_take_no_more_than_before(
    client: httpx.AsyncClient, user: Caller, settings: Settings
) -> None:
    body = json.dumps({"title": "x" * settings.max_body_bytes})

    response = await client.post(
        "/api/trips", content=body, headers=user.headers | {"Content-Type": "application/json"}
    )

    problem = problem_of(response, status=413, code=1007)
    assert problem["data"]["limit_bytes"] == settings.max_body_bytes


async def test_a_long_text_may_be_sent_as_json(sender: Sender) -> None:
    data_of(await sender.text("界" * 200_000), 202)
    problem_of(await sender.text("界" * 200_001), status=422, code=1001)
    problem_of(await sender.text(" \n "), status=422, code=1001)


async def test_the_name_of_a_file_is_no_path(sender: Sender) -> None:
    response = await sender.file(b"text", "../../etc/passwd.txt")
    task = await sender.client.get(
        f"/api/tasks/{data_of(response, 202)['task_id']}", headers=sender.caller.headers
    )

    assert data_of(task)["request"]["name"] == "passwd.txt"
