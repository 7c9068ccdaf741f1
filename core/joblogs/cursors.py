"""Where a reader of logs stands: the number of the last line it has, for one task or for several.

7                   one log
<task>:7,<task>:12  several
"""

import re
from collections.abc import Mapping, Sequence

from core.kernel.errors import MalformedError

_NUMBER = re.compile(r"[0-9]{1,10}", re.ASCII)
_LARGEST = 2**31 - 1
"""PostgreSQL knows no larger `integer`."""


def parse_cursor(text: str) -> int:
    """Return the number a cursor stands for.

    Raises:
        MalformedError: It is none of ours.
    """
    if not _NUMBER.fullmatch(text) or int(text) > _LARGEST:
        raise MalformedError("cursor: not the number of a line")
    return int(text)


def parse_cursors(text: str, task_ids: Sequence[str]) -> dict[str, int]:
    """Return the cursors of tasks; one that is not named begins at its first line.

    Raises:
        MalformedError: Something else than the cursors of these tasks.
    """
    found = dict.fromkeys(task_ids, 0)
    for item in text.split(",") if text else ():
        task_id, colon, number = item.rpartition(":")
        if not colon or task_id not in found:
            raise MalformedError("cursor: not of the tasks that were asked for")
        found[task_id] = parse_cursor(number)
    return found


def render_cursors(cursors: Mapping[str, int]) -> str:
    """Return the text that `parse_cursors` reads."""
    return ",".join(f"{task_id}:{cursor}" for task_id, cursor in cursors.items())
