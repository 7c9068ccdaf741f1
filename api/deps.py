"""What routes ask for, by name: the services, the caller, a page of a list."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, cast

import structlog
from fastapi import Depends, Query, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from core.accounts.domain import AccessClaims, User
from core.bootstrap import Container
from core.db.pagination import MAX_PAGE
from core.kernel.errors import ForbiddenError, UnauthenticatedError
from core.schemas.accounts import Role

_bearer = HTTPBearer(
    auto_error=False, bearerFormat="JWT", description="The access token of `POST /api/auth/login`."
)


async def _services(request: Request) -> Container:
    return cast(Container, request.app.state.container)


Services = Annotated[Container, Depends(_services)]
"""The container with every service of the product."""


async def _current_claims(
    services: Services,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> AccessClaims:
    if credentials is None:
        raise UnauthenticatedError("Authorization: send a bearer token")
    return services.accounts.read(credentials.credentials)


CurrentClaims = Annotated[AccessClaims, Depends(_current_claims)]
"""What the caller's token says; whether it still holds `CurrentUser` knows."""


async def _current_user(services: Services, claims: CurrentClaims) -> User:
    user = await services.accounts.admit(claims)
    structlog.contextvars.bind_contextvars(user_id=user.id)
    return user


CurrentUser = Annotated[User, Depends(_current_user)]
"""The caller, by the token that came with the request."""
SignedIn = Depends(_current_user)
"""For routers whose routes want a caller, whoever it is."""


def _at_least(role: Role) -> Callable[[User], Awaitable[User]]:
    async def guard(user: CurrentUser) -> User:
        if not user.role.includes(role):
            raise ForbiddenError(f"This needs the role {role.value}; yours is {user.role.value}")
        return user

    return guard


Researcher = Annotated[User, Depends(_at_least(Role.RESEARCHER))]
Operator = Annotated[User, Depends(_at_least(Role.OPERATOR))]
Admin = Annotated[User, Depends(_at_least(Role.ADMIN))]


@dataclass(frozen=True)
class PageQuery:
    """Which piece of a list is wanted."""

    limit: int
    cursor: str | None


async def _page(
    limit: Annotated[int, Query(ge=1, le=MAX_PAGE, description="Most items wanted.")] = 20,
    cursor: Annotated[
        str | None, Query(max_length=512, description="`next_cursor` of the page before.")
    ] = None,
) -> PageQuery:
    return PageQuery(limit=limit, cursor=cursor)


Paging = Annotated[PageQuery, Depends(_page)]
"""`limit` and `cursor` of a list."""
