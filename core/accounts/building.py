"""From settings to the accounts."""

from datetime import timedelta

from core.accounts.departures import Departures
from core.accounts.passwords import PasswordHasher
from core.accounts.service import AccountService
from core.accounts.tokens import AccessTokens
from core.db.engine import Transaction
from core.db.statements import Statement
from core.kernel.settings import Settings


def accounts_of(
    settings: Settings,
    transaction: Transaction,
    statement: Statement,
    passwords: PasswordHasher,
    departures: Departures,
    jwt_secret: str,
) -> AccountService:
    """Return the accounts, with tokens that live as long as the settings say."""
    access_life = timedelta(minutes=settings.access_token_minutes)
    return AccountService(
        transaction=transaction,
        statement=statement,
        passwords=passwords,
        access_tokens=AccessTokens(jwt_secret, life=access_life),
        refresh_life=timedelta(days=settings.refresh_token_days),
        departures=departures,
    )
