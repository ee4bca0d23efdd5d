"""Hold: the ports of the engine on SQLite and PostgreSQL."""
