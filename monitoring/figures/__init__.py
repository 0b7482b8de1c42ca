"""The figures of a quarter (clause 13; R4, R21, R25): counted from rows, and what they mean.

`facts.py` says which records a quarter of a Centre consists of, `cells.py` by what they are
counted, `counting.py` counts. A cell is a number of records under a key, so that cells of several
Centres add up; shares, means and percentiles are taken from cells (`measures.py`), never stored.
"""
