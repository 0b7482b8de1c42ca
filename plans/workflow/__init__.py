"""The verbs of the plan, in the order of a plan's life.

`drafting` → `approval` → `dispatch` → `execution` → `review` → `completion`; `cases` holds the
verbs that touch a case together with its plan. Each verb is one transaction, takes who acts and
when, and raises `accounts.errors.Refused` where it does nothing.
"""
