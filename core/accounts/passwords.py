"""Argon2 in threads of its own: it takes a good part of a second and 64 MiB each time."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from pwdlib import PasswordHash

_THREADS = 2
"""More at once would let a flood of sign-ins eat memory and processors."""


class PasswordHasher:
    """Hashes and compares passwords without holding up the event loop."""

    def __init__(self) -> None:
        self._argon2 = PasswordHash.recommended()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="argon2")

    async def hash(self, password: str) -> str:
        """Return the hash to keep."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._argon2.hash, password)

    async def verify(self, password: str, password_hash: str) -> bool:
        """Say whether this is the password that was hashed."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._threads, self._argon2.verify, password, password_hash
        )

    def close(self) -> None:
        """End the threads; hashing that waits is dropped."""
        self._threads.shutdown(wait=False, cancel_futures=True)
