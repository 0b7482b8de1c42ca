"""What is kept of a person, for that person (R12): nothing of others, of staff office and role."""
