"""Pages of plans: fetch what the user may see, call a verb, redirect."""
