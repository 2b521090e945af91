"""What is true of deals: pure values and rules, without I/O."""
