"""PostgreSQL and Redis for machines that have none."""
