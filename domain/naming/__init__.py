"""Names and references: whom an event names, under which keys a name is found again, which id a new thing gets."""
