"""Where a model may be asked: the hosts an operator allowed by name, and the public internet.

Only an operator names addresses, in the environment. Still nobody may be led into the network
behind us, neither by a name that leads there today nor by one that does tomorrow: a name that is
not allowed is looked up by us, and the address that was judged is the one that is asked.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})
_NAT64 = ip_network("64:ff9b::/96")

Resolve = Callable[[str], Awaitable[Sequence[str]]]
"""From a host's name to its addresses."""


class UnfitAddressError(ValueError):
    """A model is not asked there; the message says why, and never says the address."""


def hosts_of(setting: str) -> frozenset[str]:
    """Return the hosts in a list with commas."""
    return frozenset(_bare(host) for host in setting.split(",") if host.strip())


def checked_address(base_url: str, allowed_hosts: Collection[str]) -> str:
    """Return a base address as requests take it, with a slash at its end.

    Raises:
        UnfitAddressError: It is none, or one where no model is asked.
    """
    try:
        parts = urlsplit(base_url)
        host, _ = _bare(parts.hostname or ""), parts.port
    except ValueError:
        raise UnfitAddressError("is no address") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise UnfitAddressError("begins with http:// or https:// and a host")
    if "@" in parts.netloc:
        raise UnfitAddressError("may not hold a name or a password; keys have a field of their own")
    if parts.query or parts.fragment:
        raise UnfitAddressError("ends with its path, without ? and #")
    if not is_allowed(host, allowed_hosts):
        if parts.scheme == "http":
            raise UnfitAddressError("is https, unless AI_PROVIDER_ALLOWED_HOSTS names its host")
        if (address := _literal(host)) and not is_public(address):
            raise UnfitAddressError("is public, unless AI_PROVIDER_ALLOWED_HOSTS names its host")
    return base_url.rstrip("/") + "/"


def is_allowed(host: str, allowed_hosts: Collection[str]) -> bool:
    """Say whether an operator has allowed a host by name."""
    return _bare(host) in allowed_hosts


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Say whether an address belongs to the public internet, whatever it is wrapped in."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast


async def public_address(host: str, resolve: Resolve) -> str:
    """Return an address of a host, all of which must be public.

    Raises:
        UnfitAddressError: One of them is not.
        OSError: The name leads nowhere.
    """
    found = [ip_address(text.partition("%")[0]) for text in await resolve(host)]
    if not found:
        raise OSError("the name has no address")
    if not all(is_public(address) for address in found):
        raise UnfitAddressError("leads into a network that is not public")
    return str(found[0])


async def resolve_by_system(host: str) -> list[str]:
    """Ask the system for the addresses of a host."""
    loop = asyncio.get_running_loop()
    answers = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(where[0]) for *_, where in answers]


def _literal(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _bare(host: str) -> str:
    return host.strip().strip("[]").rstrip(".").lower()
