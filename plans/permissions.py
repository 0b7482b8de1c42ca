"""Who may do what with plans, activities, dispatches and requests.

Each function's docstring is the rule. What the transition tables say is asked of them, so that a
button stands exactly where its verb would not be refused for role or state; conditions beyond
these (`plans.conditions`) are told when the verb is tried.
"""

from accounts.models import User
from accounts.roles import AGENCY_ROLES, CENTRE_ROLES, Role
from accounts.transitions import Stateful, available
from cases.models import Case
from cases.states import CaseState
from plans import conditions
from plans.models import Activity, Dispatch, Extension, Plan
from plans.states import DRAFTING, IN_FORCE, IN_WORK, DispatchState


def _table_allows(user: User, record: Stateful, *verbs: str) -> bool:
    return any(row.verb in verbs for row in available(record, user))


def _is_staff(user: User, record: Case | Plan) -> bool:
    return bool(CENTRE_ROLES & record.roles_of(user))


def can_draft(user: User, case: Case) -> bool:
    """Staff of the Centre, once the difficult life situation is recognised (clause 8, R15)."""
    recognised = case.state in (CaseState.RECOGNISED, CaseState.SUPPORTED)
    return recognised and _is_staff(user, case)


def can_edit(user: User, plan: Plan) -> bool:
    """Staff of the Centre, while the version is a draft or was returned (R15)."""
    return plan.state in DRAFTING and _is_staff(user, plan)


def can_take_back(user: User, plan: Plan) -> bool:
    """Staff of the Centre, until the head has decided."""
    return _table_allows(user, plan, "take_back")


def can_approve(user: User, plan: Plan) -> bool:
    """The head approves a submitted version (clause 8, R15)."""
    return _table_allows(user, plan, "approve")


def can_make_new_version(user: User, plan: Plan) -> bool:
    """Staff of the Centre, of the version in force (R15)."""
    return plan.state in IN_FORCE and _is_staff(user, plan)


def can_complete(user: User, plan: Plan) -> bool:
    """Staff of the Centre, when all is executed; a setting says which of them (clause 12, R20)."""
    return _table_allows(user, plan, "complete") and conditions.marks_completion(user, plan)


def can_terminate(user: User, plan: Plan) -> bool:
    """The head ends a plan for another reason than completion."""
    return _table_allows(user, plan, "terminate_plan")


def can_send(user: User, dispatch: Dispatch) -> bool:
    """The head sends a part that waits (clause 9, R16)."""
    return _table_allows(user, dispatch, "send")


def can_hold(user: User, dispatch: Dispatch) -> bool:
    """The head holds a part back within the term (R16)."""
    return _table_allows(user, dispatch, "hold")


def can_block(user: User, dispatch: Dispatch) -> bool:
    """The head blocks a part, with a reason (R16)."""
    return _table_allows(user, dispatch, "block")


def can_note_paper(user: User, dispatch: Dispatch) -> bool:
    """Staff of the Centre enter the day on which an agency got its part on paper (R9)."""
    on_paper = dispatch.state == DispatchState.SENT and dispatch.on_paper
    return on_paper and bool(CENTRE_ROLES & dispatch.roles_of(user))


def can_print_letter(user: User, dispatch: Dispatch) -> bool:
    """Staff of the Centre, once the part is sent: before that there is nothing to hand over."""
    sent = dispatch.state == DispatchState.SENT
    return sent and bool(CENTRE_ROLES & dispatch.roles_of(user))


def acts_for_agency(user: User, activity: Activity) -> bool:
    """Works for the agency that is asked; whoever works for both sides acts as the Centre."""
    held = activity.roles_of(user)
    return bool(held & AGENCY_ROLES) and not held & CENTRE_ROLES


def can_accept(user: User, activity: Activity) -> bool:
    """The agency's people take an activity into work (clause 9)."""
    return _table_allows(user, activity, "accept")


def can_take_over(user: User, activity: Activity) -> bool:
    """A colleague of the agency, while a report is owed (R9)."""
    return _table_allows(user, activity, "take_over")


def can_decline(user: User, activity: Activity) -> bool:
    """The agency's people decline what lies outside its competence (clause 9)."""
    return _table_allows(user, activity, "decline")


def can_insist(user: User, activity: Activity) -> bool:
    """Staff of the Centre send a declined activity again, with an explanation."""
    return _table_allows(user, activity, "insist")


def can_report(user: User, activity: Activity) -> bool:
    """The agency for itself; the Centre for itself, for the family, and for replies on paper."""
    return _table_allows(user, activity, "report")


def can_withdraw_report(user: User, activity: Activity) -> bool:
    """The side that gave the report, until it is reviewed (R18)."""
    return _table_allows(user, activity, "withdraw_report")


def can_review(user: User, activity: Activity) -> bool:
    """Staff of the Centre mark a report or return it (clause 11, R19)."""
    return _table_allows(user, activity, "mark_executed", "return_activity")


def can_ask_later_date(user: User, activity: Activity) -> bool:
    """The agency's people, while a report is owed (R18)."""
    return activity.state in IN_WORK and bool(AGENCY_ROLES & activity.roles_of(user))


def can_decide_later_date(user: User, extension: Extension) -> bool:
    """Staff of the Centre grant or refuse a later date (R18)."""
    return _table_allows(user, extension, "grant", "refuse_extension")


def can_find_exit(user: User, case: Case) -> bool:
    """The head finds that the family has left the situation (clause 3(6), R25)."""
    return _table_allows(user, case, "find_exit")


def can_terminate_case(user: User, case: Case) -> bool:
    """The head closes a case for another reason than exit."""
    return case.is_open and Role.HEAD in case.roles_of(user)
