"""Accounts on the wire."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, SecretStr, StringConstraints

from core.schemas.envelope import RequestModel, WireModel


class Role(StrEnum):
    """What a person may do; each role may do all that the ones before it may."""

    USER = "user"
    RESEARCHER = "researcher"
    OPERATOR = "operator"
    ADMIN = "admin"

    def includes(self, other: "Role") -> bool:
        """Say whether this role may do all that `other` may."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(other)


Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, to_lower=True, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s.]+$"
    ),
]


class Credentials(RequestModel):
    """What registering and signing in ask for."""

    email: Email
    password: SecretStr = Field(min_length=10, max_length=128)


class RefreshIn(RequestModel):
    """A refresh token, to be changed for a new pair or given up."""

    refresh_token: str = Field(min_length=20, max_length=200)


class SocketPath(StrEnum):
    """Where a connection can be opened with a ticket."""

    ASSISTANT = "/ws/assistant"
    AGENT = "/ws/agent"


class TicketIn(RequestModel):
    """Which connection a ticket is for."""

    path: SocketPath = SocketPath.ASSISTANT


class TicketOut(WireModel):
    """A ticket for one connection, to be sent as `?ticket=`."""

    ticket: str
    expires_in: int = Field(description="Seconds in which the connection must be opened.")


class UserOut(WireModel):
    """A person with an account."""

    id: str
    email: str
    role: Role
    created_at: datetime


class TokenPair(WireModel):
    """What signing in answers."""

    access_token: str
    refresh_token: str
    token_type: str = "bearer"  # noqa: S105 - the name of the scheme
    expires_in: int = Field(description="Seconds until the access token expires.")
    user: UserOut
