"""HTTP/1.1 over the event loop's own sockets: what asking a model needs of it, and no more.

The transport that comes with httpx takes more time for an answer of forty pieces than all we do
with them. This one knows requests that are small, and answers that come in many pieces.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar, cast

import httptools
import httpx

_T = TypeVar("_T")

_MOST_CONNECTIONS = 100
_MOST_IDLE = 20
_IDLE_S = 30.0
_MOST_HEAD_BYTES = 65_536
_MOST_UNREAD_BYTES = 262_144
"""A server is not read from while so much of what it said waits."""

Origin = tuple[str, str, int, str]
"""Scheme, host, port, and the name its certificate is judged by."""


class Wire(httpx.AsyncBaseTransport):
    """Keeps connections for the next question, as long as the server does."""

    def __init__(self, certificates: ssl.SSLContext) -> None:
        self._certificates = certificates
        self._places = asyncio.Semaphore(_MOST_CONNECTIONS)
        self._idle: dict[Origin, list[_Connection]] = {}
        self._is_closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and return what is answered when its head is there."""
        waits: dict[str, float | None] = request.extensions.get("timeout", {})
        body = await request.aread()
        await _within(waits.get("pool"), self._places.acquire(), httpx.PoolTimeout)
        connection = None
        try:
            connection = await self._connection(request, waits.get("connect"))
            connection.ask(_head(request) + body)
            await connection.heard_head(waits.get("read"))
        except BaseException:
            self._done_with(connection)
            raise
        stream = _Answer(connection, waits.get("read"), self._done_with)
        return httpx.Response(connection.status, headers=connection.headers, stream=stream)

    async def aclose(self) -> None:
        """Close the connections that serve nobody; the others follow when they are done."""
        self._is_closed = True
        for connections in self._idle.values():
            for connection in connections:
                connection.hang_up()
        self._idle.clear()

    async def _connection(self, request: httpx.Request, connect_s: float | None) -> "_Connection":
        origin = _origin(request)
        idle = self._idle.get(origin, [])
        while idle:
            connection = idle.pop()
            if connection.can_serve():
                return connection
            connection.hang_up()
        scheme, host, port, name = origin
        secure = scheme == "https"
        loop = asyncio.get_running_loop()
        connecting = loop.create_connection(
            lambda: _Connection(origin),
            host,
            port,
            ssl=self._certificates if secure else None,
            server_hostname=name if secure else None,
        )
        try:
            _, made = await _within(connect_s, connecting, httpx.ConnectTimeout)
        except OSError as error:
            raise httpx.ConnectError(str(error)) from error
        return made

    def _done_with(self, connection: "_Connection | None") -> None:
        self._places.release()
        if connection is None:
            return
        idle = self._idle.setdefault(connection.origin, [])
        if connection.is_done() and len(idle) < _MOST_IDLE and not self._is_closed:
            connection.rest()
            idle.append(connection)
        else:
            connection.hang_up()


class _Connection(asyncio.Protocol):
    """One connection: what it is asked, and what comes back, one answer at a time."""

    def __init__(self, origin: Origin) -> None:
        self.origin = origin
        self._transport: asyncio.Transport = cast(asyncio.Transport, None)
        self._loop = asyncio.get_running_loop()
        self._waiter: asyncio.Future[None] | None = None
        self._lost: Exception | None = None
        self._resting_since = 0.0
        self._begin()

    def _begin(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self._parts: list[bytes] = []
        self._unread = self._head_bytes = 0
        self._has_head = self._is_over = self._is_kept = self._is_paused = False

    # What is asked of it.

    def ask(self, question: bytes) -> None:
        """Send a question."""
        self._begin()
        self._transport.write(question)

    async def heard_head(self, read_s: float | None) -> None:
        """Wait for the head of the answer."""
        while not self._has_head:
            await self._news(read_s)

    async def heard(self, read_s: float | None) -> bytes:
        """Return what has come of the answer's body, nothing at its end."""
        while not self._parts and not self._is_over:
            await self._news(read_s)
        found = b"".join(self._parts)
        self._parts.clear()
        self._unread = 0
        if self._is_paused:
            self._is_paused = False
            self._transport.resume_reading()
        return found

    def is_done(self) -> bool:
        """Say whether the answer is over and the connection of further use."""
        return self._is_over and self._is_kept and self._lost is None

    def rest(self) -> None:
        """Wait for the next question."""
        self._resting_since = self._loop.time()

    def can_serve(self) -> bool:
        """Say whether a connection at rest is of further use."""
        return self.is_done() and self._loop.time() - self._resting_since < _IDLE_S

    def hang_up(self) -> None:
        """Close it at once."""
        self._transport.abort()

    async def _news(self, read_s: float | None) -> None:
        if self._lost is not None:
            raise self._lost
        self._waiter = self._loop.create_future()
        timer = None if read_s is None else self._loop.call_later(read_s, self._late)
        try:
            await self._waiter
        finally:
            self._waiter = None
            if timer is not None:
                timer.cancel()

    def _late(self) -> None:
        self._lose(httpx.ReadTimeout("The server says nothing"))

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _lose(self, error: Exception) -> None:
        if self._lost is None:
            self._lost = error
        self._wake()

    # What the event loop tells.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Read what has come."""
        if self._lost is not None:
            return
        if not self._has_head:
            self._head_bytes += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._lose(httpx.RemoteProtocolError(str(error)))
        if not self._has_head and self._head_bytes > _MOST_HEAD_BYTES:
            self._lose(httpx.RemoteProtocolError("The head of the answer does not end"))
        if self._unread > _MOST_UNREAD_BYTES and not self._is_paused:
            self._is_paused = True
            self._transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """Hear that the server has said its last word."""
        self._end()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """Hear that nobody is there any more."""
        self._end()
        self._lose(httpx.RemoteProtocolError("The server hung up"))

    def _end(self) -> None:
        """Hear that nothing more comes: the end of an answer that says nothing of its length."""
        names = {name.lower() for name, _ in self.headers}
        if self._has_head and not names & {b"content-length", b"transfer-encoding"}:
            self._is_over = True
        self._is_kept = False

    # What the parser tells.

    def on_message_begin(self) -> None:
        """Refuse what nobody has asked for.

        Raises:
            httpx.RemoteProtocolError: Always then; it ends the reading.
        """
        if self._is_over:
            raise httpx.RemoteProtocolError("The server answers what nobody has asked")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Take the head."""
        self.status = self._parser.get_status_code()
        self._has_head = self.status >= 200

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self._parts.append(body)
        self._unread += len(body)

    def on_message_complete(self) -> None:
        """Take the end."""
        if self._has_head:
            self._is_over = True
            self._is_kept = self._parser.should_keep_alive()
        else:  # it only said that it is at work
            self.headers = []


class _Answer(httpx.AsyncByteStream):
    def __init__(
        self, connection: _Connection, read_s: float | None, done: Callable[[_Connection], None]
    ) -> None:
        self._connection: _Connection | None = connection
        self._read_s = read_s
        self._done = done

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the body as it comes in."""
        while self._connection is not None:
            part = await self._connection.heard(self._read_s)
            if not part:
                return
            yield part

    async def aclose(self) -> None:
        """Keep the connection where the answer is whole, else hang up."""
        connection, self._connection = self._connection, None
        if connection is not None:
            self._done(connection)


async def _within(
    seconds: float | None, awaited: Awaitable[_T], late: type[httpx.TimeoutException]
) -> _T:
    try:
        async with asyncio.timeout(seconds):
            return await awaited
    except TimeoutError as error:
        raise late("It took too long") from error


def _origin(request: httpx.Request) -> Origin:
    url = request.url
    port = url.port or (443 if url.scheme == "https" else 80)
    return url.scheme, url.host, port, str(request.extensions.get("sni_hostname", url.host))


def _head(request: httpx.Request) -> bytes:
    """Return the head of a request.

    Raises:
        httpx.LocalProtocolError: A header is more than one line.
    """
    lines = [b"%s %s HTTP/1.1" % (request.method.encode(), request.url.raw_path)]
    lines += [b"%s: %s" % pair for pair in request.headers.raw]
    if any(b"\n" in line or b"\r" in line for line in lines):
        raise httpx.LocalProtocolError("A header of the request is more than one line")
    return b"\r\n".join([*lines, b"", b""])
