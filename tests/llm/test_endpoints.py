"""The servers an operator sets: one in the short form, or any number in a list."""

import json
from typing import Any

import pytest
from pydantic import SecretStr

from core.essentials import NotConfiguredError, essentials
from core.llm.building import chain_of
from core.llm.endpoints import Endpoint, EndpointError, endpoints
from core.llm.providers.offline.provider import OfflineProvider
from tests.support.settings import make_settings

_KEY = "sk-0123456789-secret"


def an_entry(**changes: Any) -> dict[str, Any]:
    """Return one server of a list, with a key that nobody may see."""
    values = {"name": "a", "base_url": "https://models.example/v1", "model": "m", "api_key": _KEY}
    return values | changes


def listed(*entries: Any, **settings: Any) -> list[Endpoint]:
    """Return what is made of a list."""
    text = json.dumps(entries)
    return endpoints(make_settings(ai_providers=SecretStr(text), **settings))


async def test_without_any_server_the_model_is_built_in() -> None:
    (link,) = chain_of(make_settings())

    assert endpoints(make_settings()) == []
    assert isinstance(link.provider, OfflineProvider)


def test_the_short_form_is_one_server_with_the_times_of_the_settings() -> None:
    (endpoint,) = endpoints(
        make_settings(
            ai_provider="openai_compatible", ai_base_url="http://localhost:11434/v1",
            ai_api_key=SecretStr(_KEY), ai_model_chat="qwen3", ai_structured="tool",
            ai_timeout_s=40.0, ai_first_token_s=7.0,
        )
    )  # fmt: skip

    assert (endpoint.name, endpoint.model, endpoint.structured) == (
        "openai_compatible", "qwen3", "tool",
    )  # fmt: skip
    times = (endpoint.timeout_s, endpoint.connect_timeout_s, endpoint.first_token_s)
    assert (*times, endpoint.inter_token_s) == (40.0, 3.0, 7.0, 10.0)


async def test_a_list_says_who_is_asked_and_after_whom() -> None:
    entries = [an_entry(name="b", order=2), an_entry(weight=3, timeout_s=9), an_entry(name="c")]
    settings = make_settings(ai_providers=SecretStr(json.dumps(entries)), ai_inter_token_s=4.0)

    links = chain_of(settings)

    places = [(link.key[0], link.order, link.weight, link.cap_s) for link in links]
    assert places == [("b", 2, 1.0, 60.0), ("a", 1, 3.0, 9.0), ("c", 1, 1.0, 60.0)]
    assert {endpoint.inter_token_s for endpoint in endpoints(settings)} == {4.0}


@pytest.mark.parametrize(
    ("entries", "problem"),
    [
        ([], "AI_PROVIDERS: List should have at least 1 item"),
        ([7], "AI_PROVIDERS[0]: Input should be a valid dictionary"),
        ([an_entry(), {"name": "b"}], "AI_PROVIDERS[1].base_url: Field required"),
        ([an_entry(name="Has Spaces")], "AI_PROVIDERS[0].name: String should match pattern"),
        ([an_entry(order=0)], "AI_PROVIDERS[0].order: Input should be greater"),
        ([an_entry(weight=0)], "AI_PROVIDERS[0].weight: Input should be greater"),
        ([an_entry(structured="xml")], "AI_PROVIDERS[0].structured: Input should be"),
        ([an_entry(api_key=[_KEY])], "AI_PROVIDERS[0].api_key: Input should be a valid string"),
        ([an_entry(**{_KEY: 1})], "AI_PROVIDERS[0]: it has a field that no provider has"),
        ([an_entry(base_url="http://models.example")],
         "AI_PROVIDERS[0].base_url: the address of a model is https"),
        ([an_entry(base_url=f"https://me:{_KEY}@models.example")],
         "AI_PROVIDERS[0].base_url: the address of a model may not hold"),
        ([an_entry(), an_entry()], "AI_PROVIDERS[1].name: another provider has this name"),
    ],
    ids=lambda value: str(value)[-40:] if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_wrong_names_its_field_and_never_the_key(entries: list[Any], problem: str) -> None:
    with pytest.raises(EndpointError) as caught:
        listed(*entries)

    assert str(caught.value).startswith(problem)
    assert _KEY not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("text", [f'[{{"api_key": "{_KEY}"', "[" * 100_000, f'"{_KEY}"'])
def test_what_is_no_list_in_json_is_named_without_its_words(text: str) -> None:
    with pytest.raises(EndpointError) as caught:
        endpoints(make_settings(ai_providers=SecretStr(text)))

    assert str(caught.value).startswith("AI_PROVIDERS")
    assert _KEY not in str(caught.value)


def test_both_forms_at_once_are_one_too_many() -> None:
    with pytest.raises(EndpointError, match="AI_PROVIDERS and AI_BASE_URL are both set"):
        listed(an_entry(), ai_base_url="http://localhost/v1")


@pytest.mark.parametrize("base_url", [None, "http://models.example/v1", "https://10.0.0.7/v1"])
def test_the_address_of_the_short_form_is_judged_as_well(base_url: str | None) -> None:
    settings = make_settings(ai_provider="openai_compatible", ai_base_url=base_url)

    with pytest.raises(EndpointError, match="AI_BASE_URL"):
        endpoints(settings)


def test_hosts_an_operator_allows_may_be_anywhere() -> None:
    (endpoint,) = listed(
        an_entry(base_url="http://ollama:11434/v1"), ai_provider_allowed_hosts="ollama"
    )

    assert endpoint.base_url == "http://ollama:11434/v1"


def test_no_process_starts_with_a_provider_that_cannot_be_asked() -> None:
    settings = make_settings(
        database_url="postgresql://x/y", redis_url="redis://x", ai_providers=SecretStr("[{}]")
    )

    with pytest.raises(NotConfiguredError, match=r"AI_PROVIDERS\[0\]\.name: Field required"):
        essentials(settings)


def test_keys_are_not_shown_with_their_endpoint() -> None:
    (endpoint,) = listed(an_entry())

    assert _KEY not in repr(endpoint)
