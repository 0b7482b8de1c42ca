"""What can happen to a plan and to what belongs to it: the transition tables."""

from plans.states.activity import ACTIVITY, ENDED, IN_WORK, ActivityState
from plans.states.dispatch import DISPATCH, UNSENT, DispatchState
from plans.states.extension import EXTENSION, RequestState
from plans.states.plan import DRAFTING, IN_FORCE, PLAN, UNDECIDED, PlanState

__all__ = [
    "ACTIVITY",
    "DISPATCH",
    "DRAFTING",
    "ENDED",
    "EXTENSION",
    "IN_FORCE",
    "IN_WORK",
    "PLAN",
    "UNDECIDED",
    "UNSENT",
    "ActivityState",
    "DispatchState",
    "PlanState",
    "RequestState",
]
