"""What a person reads when everything is up."""

from collections.abc import Sequence

from core.cli.generated import ADMIN_EMAIL, AdminPassword
from core.cli.machine import Listener


def greeting(
    wanted: Sequence[Listener], password: AdminPassword | None, *, is_new: bool, complete: bool
) -> str:
    """Return where everything is and how to sign in; only a new password is told itself."""
    api, *faces = wanted
    addresses = [("API", api.address), ("API docs", f"{api.address}/docs")]
    addresses += [(face.name, face.address) for face in faces]
    return "\n".join(
        [
            "",
            "Tripwright is up." if complete else "Tripwright is up in part.",
            "",
            *(f"  {name:<10} {address}" for name, address in addresses),
            "",
            f"Sign in as {ADMIN_EMAIL} with {_how(password, is_new=is_new)}.",
            "Ctrl-C stops everything.",
            "",
        ]
    )


def _how(password: AdminPassword | None, *, is_new: bool) -> str:
    if password is None:
        return "the password it was given when it was made"
    if password.file is None:
        return "the password of TRIPWRIGHT_ADMIN_PASSWORD"
    if is_new:
        return f"the password {password.value} (kept in {password.file})"
    return f"the password in {password.file}"
