"""Registering, signing in, staying signed in."""

from fastapi import APIRouter, Response

from api.answers import ok
from api.deps import CurrentClaims, CurrentUser, Services
from api.problems import SIGNED_IN, WITH_BODY, failures
from core.accounts.tickets import TICKET_LIFE_S
from core.kernel.errors import (
    ConflictError,
    DependencyDownError,
    RefreshReusedError,
    UnauthenticatedError,
)
from core.schemas.accounts import (
    Credentials,
    RefreshIn,
    TicketIn,
    TicketOut,
    TokenPair,
    UserOut,
)
from core.schemas.envelope import Envelope

router = APIRouter(prefix="/api/auth", tags=["accounts"])


@router.post("/register", status_code=201, responses=failures(*WITH_BODY, ConflictError))
async def register(body: Credentials, services: Services) -> Envelope[TokenPair]:
    """Make an account and sign it in."""
    return ok(await services.accounts.register(body.email, body.password.get_secret_value()))


@router.post("/login", responses=failures(*WITH_BODY, UnauthenticatedError))
async def login(body: Credentials, services: Services) -> Envelope[TokenPair]:
    """Sign in with mail address and password."""
    return ok(await services.accounts.login(body.email, body.password.get_secret_value()))


@router.post("/refresh", responses=failures(*WITH_BODY, *SIGNED_IN, RefreshReusedError))
async def refresh(body: RefreshIn, services: Services) -> Envelope[TokenPair]:
    """Change a refresh token for a new pair; a second use revokes everything of that sign-in."""
    return ok(await services.accounts.refresh(body.refresh_token))


@router.post("/logout", status_code=204, responses=failures(*WITH_BODY, UnauthenticatedError))
async def logout(body: RefreshIn, services: Services) -> Response:
    """End a sign-in: it cannot be refreshed any more, and its open WebSockets are closed (4401).

    An access token of it lives on for the few minutes it has.
    """
    await services.accounts.sign_out(body.refresh_token)
    return Response(status_code=204)


@router.post("/tickets", responses=failures(*SIGNED_IN, *WITH_BODY, DependencyDownError))
async def issue_ticket(
    body: TicketIn, _user: CurrentUser, claims: CurrentClaims, services: Services
) -> Envelope[TicketOut]:
    """Give a ticket for one WebSocket, for clients that cannot send a header with it."""
    ticket = await services.tickets.issue(claims, body.path)
    return ok(TicketOut(ticket=ticket, expires_in=TICKET_LIFE_S))


@router.get("/me", responses=failures(*SIGNED_IN))
async def me(user: CurrentUser) -> Envelope[UserOut]:
    """Tell who the token belongs to."""
    return ok(UserOut.model_validate(user))
