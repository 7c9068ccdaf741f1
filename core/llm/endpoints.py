"""The providers an operator has set, in one list or in the short form of one."""

import json
from collections.abc import Collection
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, TypeAdapter, ValidationError

from core.kernel.settings import Settings
from core.llm.addresses import UnfitAddressError, checked_address, hosts_of

Structured = Literal["json_schema", "json_object", "tool", "text"]
"""How a server is brought to answer with an object: a schema it holds to, any object, the arguments
of a function it must call, or by words alone."""


class EndpointError(ValueError):
    """What is set cannot be used; the message names the field and never tells its value."""


class Endpoint(BaseModel):
    """One server and one model of it. Times that are not set are those of the settings."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,39}$")
    base_url: str
    api_key: SecretStr | None = None
    model: str = Field(min_length=1, max_length=200)
    order: int = Field(1, ge=1, le=100)
    weight: float = Field(1.0, gt=0, le=1_000_000)
    structured: Structured = "json_object"
    timeout_s: float = Field(60.0, gt=0)
    connect_timeout_s: float = Field(3.0, gt=0)
    first_token_s: float = Field(15.0, gt=0)
    inter_token_s: float = Field(10.0, gt=0)


_Listed = TypeAdapter(Annotated[list[dict[str, Any]], Field(min_length=1, max_length=20)])


def is_built_in(settings: Settings) -> bool:
    """Say whether no server is set at all."""
    return settings.ai_providers is None and settings.ai_provider == "offline"


def endpoints(settings: Settings) -> list[Endpoint]:
    """Return the servers to ask, none where the model is built in.

    Raises:
        EndpointError: Something in the settings is missing or wrong.
    """
    allowed_hosts = hosts_of(settings.ai_provider_allowed_hosts)
    if settings.ai_providers is not None:
        if settings.ai_base_url:
            raise EndpointError("AI_PROVIDERS and AI_BASE_URL are both set: one of them is enough")
        return _listed(settings, settings.ai_providers.get_secret_value(), allowed_hosts)
    if is_built_in(settings):
        return []
    if not settings.ai_base_url:
        raise EndpointError(
            f"Not set: AI_BASE_URL. AI_PROVIDER={settings.ai_provider} needs the address of its"
            " server."
        )
    _check(settings.ai_base_url, "AI_BASE_URL", allowed_hosts)
    return [
        Endpoint(
            name=settings.ai_provider,
            base_url=settings.ai_base_url,
            api_key=settings.ai_api_key,
            model=settings.ai_model_chat,
            structured=settings.ai_structured,
            **_times(settings),
        )
    ]


def embedding_endpoint(settings: Settings) -> Endpoint | None:
    """Return the server asked for embeddings, None where none is.

    Raises:
        EndpointError: Its address is none where a model may be asked.
    """
    if not settings.ai_embedding_base_url:
        return None
    allowed_hosts = hosts_of(settings.ai_provider_allowed_hosts)
    _check(settings.ai_embedding_base_url, "AI_EMBEDDING_BASE_URL", allowed_hosts)
    return Endpoint(
        name="embeddings",
        base_url=settings.ai_embedding_base_url,
        api_key=settings.ai_embedding_api_key,
        model=settings.ai_embedding_model,
        **_times(settings),
    )


def _listed(settings: Settings, text: str, allowed_hosts: Collection[str]) -> list[Endpoint]:
    try:
        entries = _Listed.validate_python(json.loads(text))
    except ValidationError as error:
        raise EndpointError(f"AI_PROVIDERS{_first(error)}") from None
    except (ValueError, RecursionError):
        raise EndpointError("AI_PROVIDERS: this is no JSON") from None
    found: list[Endpoint] = []
    for number, entry in enumerate(entries):
        where = f"AI_PROVIDERS[{number}]"
        try:
            endpoint = Endpoint.model_validate(_times(settings) | entry)
        except ValidationError as error:
            raise EndpointError(where + _first(error)) from None
        _check(endpoint.base_url, f"{where}.base_url", allowed_hosts)
        if any(endpoint.name == other.name for other in found):
            raise EndpointError(f"{where}.name: another provider has this name")
        found.append(endpoint)
    return found


def _check(base_url: str, field: str, allowed_hosts: Collection[str]) -> None:
    try:
        checked_address(base_url, allowed_hosts)
    except UnfitAddressError as error:
        raise EndpointError(f"{field}: the address of a model {error}") from None


def _first(error: ValidationError) -> str:
    """Return where the first problem is and what it is; names of fields we do not know stay out."""
    first = error.errors(include_input=False, include_url=False)[0]
    if first["type"] == "extra_forbidden":
        return ": it has a field that no provider has"
    where = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in first["loc"])
    return f"{where}: {first['msg']}"


def _times(settings: Settings) -> dict[str, Any]:
    return {
        "timeout_s": settings.ai_timeout_s,
        "connect_timeout_s": settings.ai_connect_timeout_s,
        "first_token_s": settings.ai_first_token_s,
        "inter_token_s": settings.ai_inter_token_s,
    }
