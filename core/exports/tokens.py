"""The secret of a calendar link: 256 random bits, of which only a hash is kept."""

import hashlib
import re
import secrets

_BYTES = 32
_SHAPE = re.compile(r"[A-Za-z0-9_-]{43}")


def new_feed_token() -> str:
    """Return a token for a link."""
    return secrets.token_urlsafe(_BYTES)


def feed_hash(token: str) -> str | None:
    """Return what a token is looked up by; None for what cannot be one.

    Whoever times the look-up learns about hashes, and from them nothing about tokens.
    """
    return hashlib.sha256(token.encode()).hexdigest() if _SHAPE.fullmatch(token) else None
