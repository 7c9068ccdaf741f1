"""Having an account and being signed in."""

from core.client.calls.call import Call
from core.schemas.accounts import RefreshIn, SocketPath, TicketIn, TicketOut, TokenPair, UserOut
from core.schemas.envelope import Envelope

_LEAVING_S = 3.0
"""Who signs out does not wait for an API that does not answer."""


def register(email: str, password: str) -> Call[TokenPair]:
    """Ask for an account; the answer signs it in."""
    return _credentials("/api/auth/register", email, password)


def login(email: str, password: str) -> Call[TokenPair]:
    """Ask to sign in."""
    return _credentials("/api/auth/login", email, password)


def refresh(refresh_token: str) -> Call[TokenPair]:
    """Ask for a new pair of tokens; the old refresh token is used up by it."""
    body = RefreshIn(refresh_token=refresh_token)
    return Call(
        "POST", "/api/auth/refresh", Envelope[TokenPair], body=body.model_dump(), signed=False
    )


def logout(refresh_token: str) -> Call[None]:
    """Ask to end a sign-in."""
    body = RefreshIn(refresh_token=refresh_token)
    return Call(
        "POST", "/api/auth/logout", Envelope[None], body=body.model_dump(), signed=False,
        timeout_s=_LEAVING_S,
    )  # fmt: skip


def ticket(path: SocketPath = SocketPath.ASSISTANT) -> Call[TicketOut]:
    """Ask for a ticket that opens one WebSocket."""
    body = TicketIn(path=path).model_dump(mode="json")
    return Call("POST", "/api/auth/tickets", Envelope[TicketOut], body=body)


def me() -> Call[UserOut]:
    """Ask who is signed in."""
    return Call("GET", "/api/auth/me", Envelope[UserOut])


def _credentials(path: str, email: str, password: str) -> Call[TokenPair]:
    # Not through `Credentials`: what it refuses here, the API refuses with a code and a message.
    body = {"email": email, "password": password}
    return Call("POST", path, Envelope[TokenPair], body=body, signed=False)
