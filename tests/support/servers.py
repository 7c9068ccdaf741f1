"""Addresses of the servers of the test run."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Servers:
    """The PostgreSQL and the Redis of the whole run; no database of any worker."""

    database_url: str
    redis_url: str
