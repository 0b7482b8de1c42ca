"""Pages of people, of what is offered, and of what the Order says."""
