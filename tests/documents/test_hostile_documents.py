"""What cannot be read is refused with a word that says why, and the product lives on."""

import asyncio
import sys
import time
import zlib
from asyncio.subprocess import PIPE
from pathlib import Path
from random import Random

import pytest

from core.documents import parsing, reading
from core.documents.domain import MAX_CHARS
from core.documents.parsing import parse_document
from core.kernel.errors import AppError, InvalidRequestError, UnsupportedMediaTypeError
from tests.support.documents import (
    a_docx,
    a_docx_bomb,
    a_flate_bomb,
    a_pdf,
    a_raw_docx,
    a_raw_pdf,
    a_zip,
    an_encrypted_pdf,
)
from tests.support.waiting import eventually

_LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
)
_LOOP = a_raw_pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[2 0 R]/Count 9>>"})


async def refused(content: bytes) -> tuple[type[AppError], str]:
    """Return how a document is refused."""
    with pytest.raises(AppError) as caught:
        await parse_document(content)
    error = caught.value
    if isinstance(error, InvalidRequestError):
        assert [(item["loc"], item["type"]) for item in error.errors] == [
            (["body", "file"], error.data["error_type"])
        ]
    return type(error), error.data["error_type"]


_REFUSED = {
    "empty": ("empty", b""),
    "only white space": ("empty", b" \r\n\t\n"),
    "only zeros": ("empty", b"\0" * 1000),
    "only a byte order mark": ("empty", "\ufeff \n".encode()),
    "all bytes": ("not_text", bytes(range(256)) * 8),
    "random bytes": ("not_text", Random(7).randbytes(4096)),
    "a program": ("not_text", b"MZ\x90\0\x03\0\0\0" + bytes(64) + b"This program cannot be run"),
    "half characters": ("not_text", b"\xff\xfe" + b"\x00\xd8" * 500),
    "PDF with a password": ("encrypted_pdf", an_encrypted_pdf("secret", user_password="1234")),
    "PDF of pictures": ("no_text", a_pdf("", "")),
    "PDF by its first line only": ("damaged", b"%PDF-1.7\n" + b"nothing of the kind " * 50),
    "PDF cut off": ("damaged", a_pdf("cut off")[:60]),
    "PDF bomb": ("too_complex", a_flate_bomb(unpacked_bytes=300_000_000)),
    "PDF bomb in layers": ("too_complex", a_flate_bomb(unpacked_bytes=300_000_000, layers=3)),
    "docx cut off": ("damaged", a_docx("cut off")[:-400]),
    "docx with half an XML": ("damaged", a_raw_docx("<w:p><w:r>")),
    "docx without words": ("no_text", a_raw_docx("<w:p/>")),
    "docx of a billion laughs": (
        "too_complex",
        a_raw_docx("<w:p><w:r><w:t>&a11;</w:t></w:r></w:p>", prolog=_LAUGHS),
    ),
    "docx bomb": ("too_complex", a_docx_bomb(unpacked_bytes=200_000_000)),
}


@pytest.mark.parametrize(("kind", "content"), _REFUSED.values(), ids=_REFUSED.keys())
async def test_a_document_that_cannot_be_read_says_why(kind: str, content: bytes) -> None:
    assert await refused(content) == (InvalidRequestError, kind)


@pytest.mark.parametrize("name", ["PDF bomb", "docx of a billion laughs", "half characters"])
async def test_after_one_that_cannot_be_read_another_can(name: str) -> None:
    await refused(_REFUSED[name][1])

    assert (await parse_document(b"still here")).text == "still here\n"


@pytest.mark.parametrize(
    "content",
    [
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
        b"{\\rtf1 hello}",
        b"\x89PNG\r\n\x1a\n" + bytes(64),
        a_zip({"a.txt": b"hello"}),
        a_zip({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<x/>"}),
    ],
    ids=["ole", "rtf", "png", "zip", "xlsx"],
)
async def test_a_kind_of_file_that_is_not_read_is_an_unsupported_media_type(content: bytes) -> None:
    assert await refused(content) == (UnsupportedMediaTypeError, "unsupported")


async def test_a_pdf_whose_pages_contain_each_other_comes_to_an_end() -> None:
    kind, error_type = await refused(_LOOP)

    assert kind is InvalidRequestError
    assert error_type in {"damaged", "too_complex", "no_text"}


async def test_a_page_that_cannot_be_read_is_counted_and_the_others_are_read() -> None:
    document = await parse_document(_one_sound_page_of_two())

    assert document.unread_pages == 1
    assert "readable" in document.text


async def test_no_cut_and_no_changed_byte_of_a_pdf_or_docx_kills_the_reader() -> None:
    for sound in (a_pdf("Hotel Astoria"), a_docx("Hotel Astoria")):
        for at in range(0, len(sound), max(1, len(sound) // 60)):
            for spoilt in (sound[:at], sound[:at] + b"\xff\0<" + sound[at + 3 :]):
                answer = reading.read(spoilt)

                assert answer.keys() >= {"text"} or answer.keys() == {"refused", "message"}


async def test_a_reader_that_takes_too_much_memory_is_a_document_too_complex(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _replace_reader(monkeypatch, tmp_path, "held = [bytes(1 << 20) for _ in range(10_000)]")

    assert await _refusal_of(b"any") == "too_complex"


async def test_a_reader_that_writes_without_end_is_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _replace_reader(monkeypatch, tmp_path, "while True: sys.stdout.write('x' * 65536)")

    assert await _refusal_of(b"any") == "too_complex"


async def test_a_reader_that_hangs_is_ended_with_all_it_has_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    note = tmp_path / "grandchild"
    _replace_reader(
        monkeypatch,
        tmp_path,
        "import subprocess, time, pathlib\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        f"pathlib.Path({str(note)!r}).write_text(str(child.pid))\n"
        "time.sleep(600)",
        confined=False,
    )
    reading_it = asyncio.create_task(_refusal_of(b"any", wall_s=3))
    began = time.monotonic()

    assert await reading_it == "too_complex"
    assert time.monotonic() - began < 20
    grandchild = await _noted(note)
    assert grandchild is not None
    await eventually(lambda: _has_ended(grandchild))


async def test_a_reader_ends_with_the_work_that_wanted_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    note = tmp_path / "pid"
    _replace_reader(
        monkeypatch,
        tmp_path,
        f"import os, time, pathlib\npathlib.Path({str(note)!r}).write_text(str(os.getpid()))\n"
        "time.sleep(600)",
        confined=False,
    )
    work = asyncio.create_task(parse_document(b"any"))
    reader = await eventually(lambda: _noted(note))

    work.cancel()

    with pytest.raises(asyncio.CancelledError):
        await work
    assert await _has_ended(reader)


async def test_the_reader_has_neither_our_environment_nor_a_way_to_write_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AI_API_KEY", "sk-canary")
    said = (
        "import os, json, pathlib\n"
        "try:\n"
        f"    pathlib.Path({str(tmp_path / 'out')!r}).write_text('x')\n"
        "    wrote = 'wrote'\n"
        "except OSError:\n"
        "    wrote = 'could not'\n"
        "text = wrote + ' ' + str('AI_API_KEY' in os.environ)\n"
        "print(json.dumps({'text': text, 'format': 'text', 'parts': []}))"
    )
    _replace_reader(monkeypatch, tmp_path, said)

    assert (await parse_document(b"any")).text == "could not False"


async def test_the_event_loop_goes_on_while_a_document_is_read() -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            ticks += 1
            await asyncio.sleep(0.001)

    ticking = asyncio.create_task(tick())
    await parse_document(a_pdf(*("words " * 12 for _ in range(60))))
    ticking.cancel()

    assert ticks > 20


def test_an_answer_may_be_as_long_as_the_longest_text() -> None:
    answer = reading.read(("界" * MAX_CHARS).encode())

    assert len(answer["text"]) == MAX_CHARS
    assert MAX_CHARS * 12 < parsing._MAX_ANSWER_BYTES


async def test_the_reader_dies_with_its_parent() -> None:
    starting = (
        "import os, subprocess, sys, time\n"
        "command = [sys.executable, '-I', '-m', 'core.documents.reading', str(os.getpid())]\n"
        "print(subprocess.Popen(command, stdin=0).pid, flush=True)\n"
        "time.sleep(600)"
    )
    # The other end of its standard input stays with us: it is not told that nothing more comes.
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", starting, stdin=PIPE, stdout=PIPE
    )
    assert parent.stdout is not None
    reader = int(await parent.stdout.readline())
    await eventually(lambda: _is_confined(reader))

    parent.kill()

    await eventually(lambda: _has_ended(reader))
    await parent.communicate()


def _one_sound_page_of_two() -> bytes:
    sound = zlib.compress(b"BT /F 9 Tf (readable) Tj ET")
    font = b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 5 0 R%s>>"
    return a_raw_pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>",
            3: page % font,
            4: page.replace(b"5 0 R", b"6 0 R") % font,
            5: b"<</Length %d/Filter/FlateDecode>>\nstream\n%s\nendstream" % (len(sound), sound),
            6: b"<</Length 1/Filter/NoSuchFilter>>\nstream\nx\nendstream",
        }
    )


def _replace_reader(
    monkeypatch: pytest.MonkeyPatch, folder: Path, body: str, *, confined: bool = True
) -> None:
    """Let a script of ours stand in for the reader, under the limits of the real one."""
    limits = "from core.documents.reading import _confine\n_confine(int(sys.argv[2]))\n"
    script = folder / "reader.py"
    script.write_text(f"import sys\n{limits if confined else ''}sys.stdin.buffer.read()\n{body}\n")
    launcher = folder / "python"
    launcher.write_text(f'#!/bin/sh\nexec {sys.executable} -I {script} "$3" "$4"\n')
    launcher.chmod(0o755)
    monkeypatch.setattr(parsing.sys, "executable", str(launcher))


async def _refusal_of(content: bytes, wall_s: float = 60) -> str:
    with pytest.raises(InvalidRequestError) as caught:
        await parse_document(content, wall_s=wall_s)
    kind: str = caught.value.data["error_type"]
    return kind


async def _noted(note: Path) -> int | None:
    """Return the process id in a note, once somebody has written it."""
    found = await asyncio.to_thread(lambda: note.exists() and note.read_text())
    return int(found) if found else None


async def _has_ended(pid: int) -> bool:
    """Say whether a process is gone, or waits only to be buried."""
    try:
        stat = await asyncio.to_thread(Path(f"/proc/{pid}/stat").read_text)
    except OSError:
        return True
    return stat.rpartition(")")[2].split()[0] == "Z"


async def _is_confined(pid: int) -> bool:
    """Say whether a reader has given up what it does not need; its parent is the first of that."""
    limits = await asyncio.to_thread(Path(f"/proc/{pid}/limits").read_text)
    return f"Max open files            {16}" in limits
