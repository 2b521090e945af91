"""Every route: parse, call, present."""
