"""Our queue beside others': `make bench-tasks`."""
