"""What people touch: HTTP and the command line."""
