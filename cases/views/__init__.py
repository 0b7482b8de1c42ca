"""Pages of cases: fetch with `visible_to`, check, call a verb, redirect."""
