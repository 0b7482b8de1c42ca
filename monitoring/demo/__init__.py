"""The demo: made-up families whose lives are lived by the product's own verbs.

Nothing here writes a state, a term or a log row of its own. A clock is moved through the past
months, made-up staff call the verbs at made-up hours, and the periodic work runs in between, so
that every row is what the product would have written. All persons are made up.
"""
