"""What the apps above may follow: sent inside the verb's transaction, by plain Django signals."""

from django.dispatch import Signal

#: Responsible person or Centre of a case changed, or whether there are children in it. Whoever
#: keeps open terms of the case copies `cases.models.cases.deadline_fields(case)` onto them.
#: Sent with `case`.
case_changed = Signal()
