"""What we expect to go wrong, told in a sentence instead of a traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from pydantic import ValidationError

from core.kernel.errors import AppError


@contextmanager
def plain_errors() -> Iterator[None]:
    """End the process with code 1 and a sentence where something around us is wrong."""
    try:
        yield
    except AppError as error:
        message = error.detail
    except ValidationError as error:
        message = settings_problems(error)
    else:
        return
    typer.echo(message, err=True)
    sys.exit(1)


def settings_problems(error: ValidationError) -> str:
    """Return one sentence for each setting that is wrong, without its value."""
    return "\n".join(
        f"{'.'.join(map(str, problem['loc'])).upper()} is not right: {problem['msg']}."
        for problem in error.errors()
    )
