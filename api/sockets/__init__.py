"""WebSockets: the assistant, spoken with over one connection."""
