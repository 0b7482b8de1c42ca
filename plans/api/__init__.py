"""The API of plans: the verbs of `plans.workflow`, each a POST to its own route."""
