"""Forms of the pages of plans. Their rules are those of the verbs that they call."""
