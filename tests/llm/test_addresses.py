"""Where a model may be asked, and where nobody is led to."""

import asyncio
from collections.abc import Sequence

import httpx
import pytest

from core.kernel.errors import ModelError
from core.llm.addresses import (
    LOOPBACK_HOSTS,
    Resolve,
    UnfitAddressError,
    checked_address,
    hosts_of,
    resolve_by_system,
)
from core.llm.providers.openai_compatible import OpenAiCompatibleProvider
from tests.support.models import a_call, an_endpoint
from tests.support.virtual_time import run_at_once

_PUBLIC, _METADATA = "93.184.215.14", "169.254.169.254"


@pytest.mark.parametrize(
    "address",
    ["https://models.example/v1", "https://93.184.215.14/v1", "http://localhost:11434/v1",
     "http://LOCALHOST./v1", "http://127.0.0.1/v1", "http://[::1]:8080/v1", "https://localhost/v1"],
)  # fmt: skip
def test_public_names_over_https_and_hosts_that_are_allowed_are_fit(address: str) -> None:
    assert checked_address(address, LOOPBACK_HOSTS) == address + "/"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://models.example/v1", "is https"),
        ("http://10.0.0.7/v1", "is https"),
        ("https://10.0.0.7/v1", "is public"),
        (f"https://{_METADATA}/latest", "is public"),
        ("https://[fe80::1]/v1", "is public"),
        ("https://[::ffff:127.0.0.2]/v1", "is public"),
        ("https://[64:ff9b::a9fe:a9fe]/v1", "is public"),
        ("https://[2002:a00:1::]/v1", "is public"),
        ("https://0.0.0.0/v1", "is public"),
        ("https://224.0.0.1/v1", "is public"),
        ("https://me:sk-secret@models.example/v1", "may not hold"),
        ("http://localhost@models.example/v1", "may not hold"),
        ("https://models.example/v1?key=sk-secret", "without ?"),
        ("https://models.example/v1#x", "without ?"),
        ("ftp://models.example", "begins with"),
        ("models.example/v1", "begins with"),
        ("https://", "begins with"),
        ("https://models.example:99999/v1", "is no address"),
        ("https://[::1/v1", "is no address"),
    ],
)
def test_other_addresses_are_refused_in_words_that_do_not_repeat_them(
    address: str, why: str
) -> None:
    with pytest.raises(UnfitAddressError, match=why) as caught:
        checked_address(address, LOOPBACK_HOSTS)

    assert "secret" not in str(caught.value)
    assert "models.example" not in str(caught.value)


def test_hosts_are_a_list_with_commas_however_they_are_written() -> None:
    assert hosts_of(" Ollama.,[::1], 10.0.0.7 ,") == {"ollama", "::1", "10.0.0.7"}


def found_at(*addresses: str) -> Resolve:
    """Return a system where every name has these addresses."""

    async def resolve(_host: str) -> Sequence[str]:
        return addresses

    return resolve


def a_public_provider(
    resolve: Resolve, seen: list[httpx.Request], **changes: str
) -> OpenAiCompatibleProvider:
    """Return a provider at a public name, and note what would leave the machine."""

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        choice = {"message": {"content": "{}"}, "finish_reason": "stop"}
        return httpx.Response(200, json={"choices": [choice]})

    values = {"base_url": "https://models.example/v1"} | changes
    return OpenAiCompatibleProvider(
        an_endpoint(**values), resolve=resolve, transport=httpx.MockTransport(answer)
    )


async def test_the_address_that_was_judged_is_asked_under_the_name_that_was_meant() -> None:
    seen: list[httpx.Request] = []

    await a_public_provider(found_at(_PUBLIC), seen).complete(a_call())

    (request,) = seen
    assert (request.url.host, request.headers["Host"]) == (_PUBLIC, "models.example")
    assert request.extensions["sni_hostname"] == "models.example"


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", _METADATA, "100.64.0.1", "::1",
     "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "0.0.0.0", "64:ff9b::7f00:1"],
)  # fmt: skip
@pytest.mark.parametrize("beside", [(), (_PUBLIC,)])
async def test_a_name_that_leads_into_another_network_is_asked_nowhere(
    address: str, beside: tuple[str, ...]
) -> None:
    seen: list[httpx.Request] = []
    provider = a_public_provider(found_at(*beside, address), seen)

    with pytest.raises(ModelError) as caught:
        await provider.complete(a_call())

    assert (caught.value.error_type, caught.value.hopeless) == ("provider_rejected", True)
    assert seen == []


def test_a_name_that_leads_elsewhere_a_moment_later_is_judged_again() -> None:
    seen: list[httpx.Request] = []
    answers = [_PUBLIC, _METADATA]

    async def flipping(_host: str) -> Sequence[str]:
        return [answers.pop(0)]

    async def ask() -> str:
        provider = a_public_provider(flipping, seen)
        await provider.complete(a_call())
        await provider.complete(a_call())  # the same address still
        await asyncio.sleep(31)
        with pytest.raises(ModelError) as caught:
            await provider.complete(a_call())
        return caught.value.error_type

    assert run_at_once(ask()) == "provider_rejected"
    assert [request.url.host for request in seen] == [_PUBLIC, _PUBLIC]


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1"])
async def test_other_ways_to_write_an_address_lead_to_it_and_are_judged_by_it(host: str) -> None:
    seen: list[httpx.Request] = []
    provider = a_public_provider(resolve_by_system, seen, base_url=f"https://{host}/v1")

    with pytest.raises(ModelError) as caught:
        await provider.complete(a_call())

    assert (caught.value.error_type, seen) == ("provider_rejected", [])


async def test_a_name_that_leads_nowhere_is_a_provider_that_is_unavailable() -> None:
    async def unknown(_host: str) -> Sequence[str]:
        raise OSError("no such host")

    for resolve in (unknown, found_at()):
        with pytest.raises(ModelError) as caught:
            await a_public_provider(resolve, []).complete(a_call())
        assert caught.value.error_type == "provider_unavailable"


async def test_a_host_that_is_allowed_is_asked_wherever_it_leads() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"choices": [{"message": {"content": request.url.host}}]})

    provider = OpenAiCompatibleProvider(
        an_endpoint("http://ollama:11434/v1"),
        allowed_hosts=frozenset({"ollama"}),
        resolve=found_at(_METADATA),
        transport=httpx.MockTransport(answer),
    )

    assert (await provider.complete(a_call())).text == "ollama"
