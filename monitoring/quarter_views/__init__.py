"""Pages of the quarter: figures and their records, the conclusion, questions, the wider views."""
