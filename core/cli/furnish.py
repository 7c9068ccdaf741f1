"""Brings a migrated database to where the product can be used."""

from core.accounts.repository import UserRepository
from core.bootstrap import Container
from core.cli.generated import ADMIN_EMAIL, known_admin_password, new_admin_password
from core.kernel.errors import InvalidRequestError


async def furnish(container: Container) -> None:
    """Import the shipped catalogue and make the first administrator, both only where needed.

    An administrator who is there, and whose password nobody told us, is left alone: on the second
    machine of several.

    Raises:
        InvalidRequestError: TRIPWRIGHT_ADMIN_PASSWORD is too easy.
    """
    await container.catalog.import_shipped()
    password = known_admin_password(container.settings)
    if password is None:
        if await find_admin(container) is not None:
            return
        password = new_admin_password(container.settings)
    try:
        await container.accounts.ensure_admin(ADMIN_EMAIL, password.value)
    except InvalidRequestError as error:
        where = password.file or "TRIPWRIGHT_ADMIN_PASSWORD"
        raise InvalidRequestError(f"{where}: {error.detail}") from error


async def find_admin(container: Container) -> str | None:
    """Return the id of the first administrator; None before there is one."""
    async with container.transaction() as session:
        row = await UserRepository(session).find_by_email(ADMIN_EMAIL)
        return row.id if row else None
