"""The outside world: database, clock and files, around the domain."""
