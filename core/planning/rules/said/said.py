"""What one check says in one language."""

from typing import NamedTuple


class Said(NamedTuple):
    """What is said where a check holds, how it fails, and how to mend that."""

    holds: str
    fails: str
    hint: str
