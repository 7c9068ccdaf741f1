"""How requests leave the machine: to the address that was judged, and to no other."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache
from typing import Any

import aiohttp
import httpx
from yarl import URL

from core.llm.addresses import Resolve, UnfitAddressError, public_address

_KEPT_S = 30.0
"""So long an address is used before its name is looked up again."""
_MOST_CONNECTIONS = 100
_IDLE_S = 30.0
_ADDED_UNASKED = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
_HEADERS = {"Accept": "*/*", "Accept-Encoding": "gzip, deflate", "User-Agent": "tripwright"}


class Server:
    """A server that is asked for JSON, over a transport alone.

    A client of httpx takes as long for cookies, redirects and the joining of addresses as the
    transport takes for all the rest; of these there are none here.
    """

    def __init__(
        self,
        base_url: httpx.URL,
        transport: httpx.AsyncBaseTransport,
        *,
        headers: Mapping[str, str],
        timeout: httpx.Timeout,
    ) -> None:
        self._base_url = base_url
        self._transport = transport
        self._headers = {**_HEADERS, **headers}
        self._extensions = {"timeout": timeout.as_dict()}
        self._urls: dict[str, httpx.URL] = {}

    @asynccontextmanager
    async def answer(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> AsyncIterator[httpx.Response]:
        """Give the answer to a question as its head is there; whoever leaves hangs up."""
        request = httpx.Request(
            method,
            self._url(path),
            headers={**self._headers, **(headers or {})},
            json=body,
            extensions=self._extensions,
        )
        response = await self._transport.handle_async_request(request)
        response.request = request
        try:
            yield response
        finally:
            await response.aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._transport.aclose()

    def _url(self, path: str) -> httpx.URL:
        if path not in self._urls:
            base = self._base_url.raw_path.rstrip(b"/")
            self._urls[path] = self._base_url.copy_with(raw_path=base + b"/" + path.encode())
        return self._urls[path]


class RefusedAddressError(httpx.TransportError):
    """The name leads where no model is asked."""


class JudgedTransport(httpx.AsyncBaseTransport):
    """Looks names up itself and connects to an address all of whose fellows are public."""

    def __init__(self, inner: httpx.AsyncBaseTransport, resolve: Resolve) -> None:
        self._inner = inner
        self._resolve = resolve
        self._known: dict[str, tuple[str, float]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request; certificates are judged by the name that was asked for."""
        host = request.url.host
        address = await self._address(host)
        request.extensions = request.extensions | {"sni_hostname": host}
        request.url = request.url.copy_with(host=address)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()

    async def _address(self, host: str) -> str:
        now = asyncio.get_running_loop().time()
        address, until = self._known.get(host, ("", 0.0))
        if now >= until:
            try:
                address = await public_address(host, self._resolve)
            except UnfitAddressError as error:
                raise RefusedAddressError(f"The host {error}") from error
            except OSError as error:
                raise httpx.ConnectError("The host's name leads nowhere") from error
            self._known[host] = address, now + _KEPT_S
        return address


class PooledTransport(httpx.AsyncBaseTransport):
    """Connections of aiohttp under httpx, kept for the next question; no proxy comes between.

    An answer of forty pieces takes a third of what it takes with the connections httpx brings.
    """

    def __init__(self, certificates: ssl.SSLContext) -> None:
        self._certificates = certificates
        self._opened: aiohttp.ClientSession | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request, and return what is answered when its head is there."""
        waits: dict[str, float | None] = request.extensions.get("timeout", {})
        body = await request.aread()
        with _failures_as_httpx():
            response = await self._session().request(
                request.method,
                URL(str(request.url), encoded=True),
                headers=[(name.decode("ascii"), value.decode("latin-1"))
                         for name, value in request.headers.raw],
                skip_auto_headers=_ADDED_UNASKED,
                data=body or None,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(
                    connect=waits.get("pool"),
                    sock_connect=waits.get("connect"),
                    sock_read=waits.get("read"),
                ),
                server_hostname=request.extensions.get("sni_hostname"),
            )  # fmt: skip
        return httpx.Response(
            response.status, headers=response.raw_headers, stream=_Answer(response)
        )

    async def aclose(self) -> None:
        """Close the connections."""
        if self._opened is not None:
            await self._opened.close()

    def _session(self) -> aiohttp.ClientSession:
        """Return the session, which belongs to the event loop that asks first."""
        if self._opened is None:
            connections = aiohttp.TCPConnector(
                limit=_MOST_CONNECTIONS, keepalive_timeout=_IDLE_S, ssl=self._certificates
            )
            self._opened = aiohttp.ClientSession(
                connector=connections, auto_decompress=False, cookie_jar=aiohttp.DummyCookieJar()
            )
        return self._opened


class _Answer(httpx.AsyncByteStream):
    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the body as it comes in."""
        with _failures_as_httpx():
            while part := await self._response.content.readany():
                yield part

    async def aclose(self) -> None:
        """Hang up, unless the answer is whole: its connection is at rest by then."""
        self._response.close()


@contextmanager
def _failures_as_httpx() -> Iterator[None]:
    try:
        yield
    except aiohttp.ConnectionTimeoutError as error:
        raise httpx.ConnectTimeout(str(error)) from error
    except aiohttp.ServerTimeoutError as error:
        raise httpx.ReadTimeout(str(error)) from error
    except aiohttp.ClientConnectorError as error:
        raise httpx.ConnectError(str(error)) from error
    except aiohttp.ClientError as error:
        raise httpx.RemoteProtocolError(str(error)) from error
    except ValueError as error:
        raise httpx.LocalProtocolError(str(error)) from error


def direct_transport() -> httpx.AsyncBaseTransport:
    """Return a transport with a pool of its own, that no proxy of the environment comes between."""
    return PooledTransport(_certificates())


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """Return what all connections of the process are judged by; it takes 20 ms to read."""
    return httpx.create_ssl_context(trust_env=False)
