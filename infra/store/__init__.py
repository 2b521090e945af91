"""The store: tables and the bytes in them, on SQLite and PostgreSQL alike."""
