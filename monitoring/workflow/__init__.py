"""The verbs of the quarter (clauses 13 and 14): opening, drafting, signing, following up."""
