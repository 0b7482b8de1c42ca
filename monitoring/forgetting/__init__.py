"""What is forgotten when its period of keeping is over, and what stands in the way (R12)."""
