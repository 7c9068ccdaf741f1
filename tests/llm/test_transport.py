"""How requests reach a model server: what comes back, however it is cut."""

import asyncio
import gzip
import ssl
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from core.llm.providers.transport import PooledTransport
from tests.support.speaking_server import (
    STREAM_END,
    STREAM_HEAD,
    End,
    SpeakingServer,
    Steps,
    always,
    chunk,
    in_turn,
    replied,
    speaking_server,
)
from tests.support.waiting import eventually

_FOR_MODELS_TEST = """
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgPgTp16maYiOSBHPa
c9KapEr5g+YDo35KYP+jCLkReXuhRANCAATJxJ6TnRrneTnJp/fL4HKUQ4pEdmdZ
szdIw+hGrbQzvXmBpaUkueZTCrWYyyAVEtah3/t6UWZGqdD1tR3wTLpE
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUNHlBXvnJw25c7d4gEDNqejfiZNUwCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLbW9kZWxzLnRlc3QwIBcNMjYxMTIyMDQzNDMyWhgPMjEyNjEw
MjkwNDM0MzJaMBYxFDASBgNVBAMMC21vZGVscy50ZXN0MFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAEycSek50a53k5yaf3y+BylEOKRHZnWbM3SMPoRq20M715gaWl
JLnmUwq1mMsgFRLWod/7elFmRqnQ9bUd8Ey6RKNrMGkwHQYDVR0OBBYEFAPL8Ibu
QOrqzwxMbviJy7dB05CjMB8GA1UdIwQYMBaAFAPL8IbuQOrqzwxMbviJy7dB05Cj
MA8GA1UdEwEB/wQFMAMBAf8wFgYDVR0RBA8wDYILbW9kZWxzLnRlc3QwCgYIKoZI
zj0EAwIDSAAwRQIgSIDP4b64dxbJRIcKOl7uH61h5YsL4483vwPE8Pk9HZkCIQDG
0eXGl2GDNrbesSZi5DkTEw0Owe9hhfvJociNbd6FtQ==
-----END CERTIFICATE-----
"""
"""A certificate for `models.test`, good for a hundred years, with its key: anybody may know it."""


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    """Yield a client over the connections of the product."""
    async with httpx.AsyncClient(
        transport=PooledTransport(ssl.create_default_context()), timeout=5
    ) as given:
        yield given


async def _asked(client: httpx.AsyncClient, server: SpeakingServer) -> httpx.Response:
    return await client.post(f"{server.base_url}/chat/completions", json={"q": 1})


@pytest.mark.parametrize(
    "steps",
    [
        [STREAM_HEAD, chunk(b"one "), chunk(b"two"), STREAM_END],
        [STREAM_HEAD + chunk(b"one ") + chunk(b"two") + STREAM_END],
        [*(bytes([byte]) for byte in STREAM_HEAD + chunk(b"one two") + STREAM_END)],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\none", b" two"],
        [b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n",
         b"one two"],
    ],
    ids=["in chunks", "at once", "byte by byte", "with its length", "after a hint"],
)  # fmt: skip
async def test_an_answer_is_the_same_however_its_bytes_are_cut(
    client: httpx.AsyncClient, steps: Steps
) -> None:
    async with speaking_server(always(steps)) as server:
        answers = [await _asked(client, server) for _ in range(3)]

        assert [(answer.status_code, answer.text) for answer in answers] == [(200, "one two")] * 3
        assert server.accepted == 1
        assert server.asked == [{"q": 1}] * 3


async def test_an_answer_without_a_length_ends_with_its_connection(
    client: httpx.AsyncClient,
) -> None:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nX-Is: a, b\r\n\r\nall there is")
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        answer = await client.get(f"http://127.0.0.1:{port}/")

    assert (answer.text, answer.headers["x-is"]) == ("all there is", "a, b")


async def test_a_packed_answer_is_unpacked(client: httpx.AsyncClient) -> None:
    packed = gzip.compress(b"many words " * 1_000)
    async with speaking_server(always(replied(200, packed, Content_Encoding="gzip"))) as server:
        answer = await _asked(client, server)

    assert answer.content == b"many words " * 1_000


@pytest.mark.parametrize(
    ("steps", "failure"),
    [
        ([STREAM_HEAD, chunk(b"one"), End.CUT], httpx.RemoteProtocolError),
        ([b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\none", End.CUT], httpx.RemoteProtocolError),
        ([b"HTTP/1.1 200", End.CUT], httpx.RemoteProtocolError),
        ([b"SSH-2.0-OpenSSH_9.2\r\n"], httpx.RemoteProtocolError),
        ([b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 20_000], httpx.RemoteProtocolError),
        ([STREAM_HEAD, b"zz\r\n"], httpx.RemoteProtocolError),
        ([STREAM_HEAD, chunk(b"one"), End.SILENCE], httpx.ReadTimeout),
        ([End.SILENCE], httpx.ReadTimeout),
    ],
    ids=["cut", "too short", "no head", "no HTTP", "endless head", "no chunk", "silent", "mute"],
)
async def test_an_answer_that_is_none_is_a_failure_and_its_connection_is_closed(
    client: httpx.AsyncClient, steps: Steps, failure: type[Exception]
) -> None:
    async with speaking_server(always(steps)) as server:
        client.timeout = httpx.Timeout(5, read=0.05)
        with pytest.raises(failure):
            await _asked(client, server)

        async def nobody_left() -> bool:
            return server.connections == 0

        await eventually(nobody_left)


async def test_what_nobody_has_asked_for_is_no_answer_to_the_next_question(
    client: httpx.AsyncClient,
) -> None:
    [unasked], [good] = replied(200, {"n": "unasked"}), replied(200, {"n": 1})
    assert isinstance(good, bytes)
    assert isinstance(unasked, bytes)
    async with speaking_server(in_turn([good + unasked], [good])) as server:
        answers = [(await _asked(client, server)).json() for _ in range(2)]

        assert answers == [{"n": 1}, {"n": 1}]
        assert server.accepted == 2


async def test_who_reads_slowly_does_not_have_the_answer_pile_up(client: httpx.AsyncClient) -> None:
    sent = 0

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 40000000\r\n\r\n")
        for _ in range(400):
            writer.write(b"x" * 100_000)
            await writer.drain()
            sent += 1
        writer.close()

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        async with client.stream("GET", f"http://127.0.0.1:{port}/") as answer:
            parts = answer.aiter_bytes()
            read = len(await anext(parts))
            await asyncio.sleep(0.05)  # long enough for all of it, were it read
            held_back = sent < 400
            async for part in parts:
                read += len(part)

    assert held_back
    assert read == 40_000_000


async def test_a_header_of_two_lines_is_not_sent(client: httpx.AsyncClient) -> None:
    async with speaking_server(always(replied(200, {}))) as server:
        with pytest.raises(httpx.LocalProtocolError):
            await client.get(server.base_url, headers={"Authorization": "Bearer a\r\nX-Other: b"})

        assert server.asked == []
        assert (await _asked(client, server)).status_code == 200


@pytest.mark.parametrize(
    ("is_known", "name", "is_talked_to"),
    [(True, "models.test", True), (True, "other.test", False), (False, "models.test", False)],
)
async def test_a_server_is_talked_to_whose_certificate_is_good_and_for_the_name_asked_for(
    tmp_path: Path, is_known: bool, name: str, is_talked_to: bool
) -> None:
    (tmp_path / "models.pem").write_text(_FOR_MODELS_TEST)
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(tmp_path / "models.pem")
    ours = ssl.create_default_context(cafile=tmp_path / "models.pem" if is_known else None)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        writer.close()

    async with (
        await asyncio.start_server(serve, "127.0.0.1", 0, ssl=theirs) as server,
        httpx.AsyncClient(transport=PooledTransport(ours)) as client,
    ):
        address = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        asking = client.get(address, extensions={"sni_hostname": name})
        if is_talked_to:
            assert (await asking).text == "ok"
        else:
            with pytest.raises(httpx.ConnectError):
                await asking


async def test_a_client_that_is_closed_leaves_no_connection() -> None:
    async with speaking_server(always(replied(200, {}))) as server:
        transport = PooledTransport(ssl.create_default_context())
        async with httpx.AsyncClient(transport=transport) as client:
            await asyncio.gather(*(_asked(client, server) for _ in range(3)))
            assert server.connections == 3

        async def nobody_left() -> bool:
            return server.connections == 0

        await eventually(nobody_left)
