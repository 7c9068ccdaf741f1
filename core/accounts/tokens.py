"""Access tokens (signed, short-lived) and refresh tokens (random, kept as a hash)."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

import jwt

from core.accounts.domain import CLOCK_LEEWAY, AccessClaims, User
from core.kernel.clock import utc_now
from core.kernel.errors import TokenExpiredError, UnauthenticatedError
from core.kernel.ids import new_id

_ALGORITHM = "HS256"
_ISSUER = "tripwright"
_AUDIENCE = "tripwright-api"
_TYPE = "access"
_READ_BEFORE = 1_024
"""So many tokens are known again: a signature does not change, only the time does."""
_REQUIRED = ["exp", "iat", "sub", "jti", "typ", "ver"]


class AccessTokens:
    """Issues and reads the tokens that come with every request."""

    def __init__(self, secret: str, *, life: timedelta) -> None:
        self._secret = secret
        self.life = life
        self._read = lru_cache(maxsize=_READ_BEFORE)(self._read_first)

    def issue(
        self, user: User, *, token_version: int, now: datetime, family_id: str | None = None
    ) -> str:
        """Return a token for `user`, valid from `now` for one `life`."""
        claims = {
            "iss": _ISSUER,
            "aud": _AUDIENCE,
            "sub": user.id,
            "jti": new_id(),
            "iat": now,
            "exp": now + self.life,
            "typ": _TYPE,
            "roles": [user.role.value],
            "ver": token_version,
            "sid": family_id,
        }
        return jwt.encode(claims, self._secret, algorithm=_ALGORITHM)

    def read(self, token: str) -> AccessClaims:
        """Return what a token of ours says.

        Raises:
            TokenExpiredError: It was valid once.
            UnauthenticatedError: It is none of ours, or not an access token.
        """
        claims = self._read(token)
        if claims.expires_at + CLOCK_LEEWAY <= utc_now():
            raise TokenExpiredError("The access token has expired")
        return claims

    def _read_first(self, token: str) -> AccessClaims:
        claims = self._decode(token)
        version = claims["ver"]
        if claims["typ"] != _TYPE or not isinstance(version, int):
            raise UnauthenticatedError("The token is not an access token")
        try:
            expires_at = datetime.fromtimestamp(int(claims["exp"]), UTC)
        except (OverflowError, OSError, ValueError) as error:
            raise UnauthenticatedError("The token ends beyond the calendar") from error
        return AccessClaims(claims["sub"], version, expires_at, claims.get("sid"))

    def _decode(self, token: str) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                self._secret,
                algorithms=[_ALGORITHM],
                issuer=_ISSUER,
                audience=_AUDIENCE,
                leeway=CLOCK_LEEWAY,
                options={"require": _REQUIRED},
            )
        except jwt.ExpiredSignatureError as error:
            raise TokenExpiredError("The access token has expired") from error
        except jwt.PyJWTError as error:
            raise UnauthenticatedError("The access token is not valid") from error


def new_refresh_token() -> str:
    """Return 256 random bits as text."""
    return secrets.token_urlsafe(32)


def refresh_token_hash(token: str) -> str:
    """Return what is kept of a refresh token; it is random, so a plain SHA-256 is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
