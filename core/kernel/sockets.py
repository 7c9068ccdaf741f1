"""What a socket tells without being read."""

import select


def has_news(descriptor: int) -> bool:
    """Say whether there is something to read; at rest, it is that the other side hangs up."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))
