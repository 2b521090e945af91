"""Values that events and documents are made of: dates, money, stakes, identifiers; each says what it accepts."""
