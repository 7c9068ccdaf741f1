"""A migrated database becomes usable."""

from pathlib import Path

import pytest

from core.bootstrap import build
from core.cli.furnish import furnish
from core.cli.generated import ADMIN_EMAIL
from core.kernel.errors import InvalidRequestError, UnauthenticatedError
from core.kernel.settings import Settings
from core.schemas.accounts import Role
from tests.support.settings import ADMIN_PASSWORD

pytestmark = pytest.mark.usefixtures("catalog_seeded")


async def test_the_first_administrator_signs_in_with_the_password_of_the_settings(
    settings: Settings,
) -> None:
    async with build(settings) as container:
        await furnish(container)

        signed_in = await container.accounts.login(ADMIN_EMAIL, ADMIN_PASSWORD)

    assert signed_in.user.role is Role.ADMIN


async def test_without_one_in_the_settings_a_password_is_made_and_kept(settings: Settings) -> None:
    unset = settings.model_copy(update={"tripwright_admin_password": None})
    async with build(unset) as container:
        await furnish(container)
        await furnish(container)

        kept = (settings.data_dir / "admin-password").read_text().strip()
        signed_in = await container.accounts.login(ADMIN_EMAIL, kept)

    assert signed_in.user.role is Role.ADMIN


async def test_a_second_machine_leaves_the_password_of_the_first_alone(
    settings: Settings, tmp_path: Path
) -> None:
    unset = settings.model_copy(update={"tripwright_admin_password": None})
    second = unset.model_copy(update={"data_dir": tmp_path / "second"})
    async with build(unset) as container:
        await furnish(container)
    async with build(second) as container:
        await furnish(container)

        kept = (settings.data_dir / "admin-password").read_text().strip()
        assert await container.accounts.login(ADMIN_EMAIL, kept)
    assert not (tmp_path / "second").exists()


async def test_a_password_that_is_too_easy_names_the_setting(settings: Settings) -> None:
    easy = type(settings).model_validate(
        {**settings.model_dump(), "tripwright_admin_password": "x"}
    )
    async with build(easy) as container:
        with pytest.raises(InvalidRequestError, match="TRIPWRIGHT_ADMIN_PASSWORD: "):
            await furnish(container)

        with pytest.raises(UnauthenticatedError):
            await container.accounts.login(ADMIN_EMAIL, "x")
