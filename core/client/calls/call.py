"""A request to the API as a value, and what every kind of call is put together from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from core.schemas.envelope import Envelope

AnswerT = TypeVar("AnswerT")
QueryValue = str | int | Sequence[str]

USUAL_TIMEOUT_S = 20.0


@dataclass(frozen=True)
class Upload:
    """A file and the fields that go with it, in place of a JSON body."""

    name: str
    content: bytes = field(repr=False)
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Call(Generic[AnswerT]):
    """One request.

    A `signed` one carries the access token, `version` becomes its `If-Match`, `key` its
    `Idempotency-Key`, and `timeout_s` bounds every single wait for bytes. The answer to a `raw` one
    is the bytes of a file.
    """

    method: str
    path: str
    answer: type[Envelope[AnswerT]]
    query: Mapping[str, QueryValue] = field(default_factory=dict)
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    version: int | None = None
    key: str | None = None
    upload: Upload | None = None
    signed: bool = True
    accept: str = "application/json"
    last_event_id: str | None = None
    raw: bool = False
    timeout_s: float = USUAL_TIMEOUT_S


def path_of(collection: str, *parts: str) -> str:
    """Return a path whose parts cannot lead anywhere else."""
    return "/".join([collection, *(quote(part, safe="") for part in parts)])


def changed(body: BaseModel) -> dict[str, Any]:
    """Return only what was set: a field left out stays as it is, one set to null does not."""
    return body.model_dump(mode="json", by_alias=True, exclude_unset=True)


def given(**query: QueryValue | None) -> dict[str, QueryValue]:
    """Return the query of what was given."""
    return {name: value for name, value in query.items() if value is not None}
