"""Who takes part and when they work."""
