"""Writes `.env.example`, every setting with its sentence and default: `make env-example`."""

import sys
from typing import Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from core.kernel.settings import Settings

_HEAD = """\
# Settings of Tripwright. Copy this file to .env and take the # from what you change; variables of
# the environment win over .env.
"""


def env_example() -> str:
    """Return the text of `.env.example`."""
    return "\n".join([_HEAD, *(_entry(*item) for item in Settings.model_fields.items())])


def _entry(name: str, field: FieldInfo) -> str:
    choices = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
    one_of = f" One of: {', '.join(choices)}." if choices else ""
    return f"# {field.description}{one_of}\n# {name.upper()}={_default(field)}\n"


def _default(field: FieldInfo) -> str:
    match field.default:
        case None:
            return ""
        case bool() as flag:
            return str(flag).lower()
        case value:
            return str(value)


if __name__ == "__main__":
    sys.stdout.write(env_example())
