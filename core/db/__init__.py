"""The SQL engine, units of work and rows."""
