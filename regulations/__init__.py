"""The Order as plain Python, without Django."""
