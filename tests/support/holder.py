"""A process of its own that runs the embedded servers: `python -m tests.support.holder FOLDER`.

Prints both addresses in one line and ends when its standard input does.
"""

import sys
from pathlib import Path

from core.embedded.servers import running_servers
from tests.support.settings import make_settings


def main() -> None:
    with running_servers(make_settings(data_dir=Path(sys.argv[1]))) as settings:
        print(settings.database_url, settings.redis_url, flush=True)  # noqa: T201
        sys.stdin.read()


if __name__ == "__main__":
    main()
