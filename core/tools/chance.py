"""Draws that are made once and for all: what is simulated is the same whenever it is asked for."""

from random import Random


def chance(*parts: object) -> Random:
    """Return a source of draws that gives the same for the same parts, in every process.

    It is seeded with their text, which `Random` hashes with SHA-512; `hash` differs by process.
    """
    return Random(":".join(map(str, parts)))  # noqa: S311 - variety, not secrecy
