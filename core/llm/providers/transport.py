"""How requests leave the machine: to the address that was judged, and to no other."""

import asyncio
import ssl
from functools import lru_cache

import httpx

from core.llm.addresses import Resolve, UnfitAddressError, public_address
from core.llm.providers.wire import Wire

_KEPT_S = 30.0
"""So long an address is used before its name is looked up again."""


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


def direct_transport() -> httpx.AsyncBaseTransport:
    """Return a transport with a pool of its own, that no proxy of the environment comes between."""
    return Wire(_certificates())


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """Return what all connections of the process are judged by; it takes 20 ms to read."""
    found = httpx.create_ssl_context(trust_env=False)
    found.set_alpn_protocols(["http/1.1"])
    return found
