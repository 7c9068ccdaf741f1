"""The one body of every answer: `{code, msg, data}`."""

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, field_validator

DataT = TypeVar("DataT")


class WireModel(BaseModel):
    """What we send. Clients may meet new fields; they never lose one."""

    model_config = ConfigDict(from_attributes=True)


class RequestModel(BaseModel):
    """What we are sent. An unknown field is an error that names it."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _storable(cls, value: object) -> object:
        # PostgreSQL keeps no NUL in text; nobody means one.
        texts = value if isinstance(value, list) else [value]
        if any(isinstance(text, str) and "\0" in text for text in texts):
            raise ValueError("must not contain the character NUL")
        return value


class Envelope(WireModel, Generic[DataT]):
    """A success: `code` 0 and the data."""

    code: int = 0
    msg: str = "ok"
    data: DataT


class ErrorItem(WireModel):
    """One thing wrong with one field."""

    loc: list[str | int]
    type: str
    msg: str


class Problem(WireModel):
    """A failure: our envelope and, in the same object, an RFC 9457 problem."""

    code: int = Field(description="Stable number of the failure; docs/errors.md lists them.")
    msg: str = Field(
        description="The title in the language of Accept-Language; Chinese by default."
    )
    data: dict[str, Any] = Field(description="Always has trace_id and retryable.")
    type: str = Field(description="Stable address of the page that explains the failure.")
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ErrorItem]


class Page(WireModel, Generic[DataT]):
    """A piece of a list; pass `next_cursor` back as `cursor` for the next one."""

    items: list[DataT]
    next_cursor: str | None
    has_more: bool
