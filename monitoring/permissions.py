"""Who may do what with the quarter of a Centre and its conclusion; each docstring is the rule."""

from accounts.models import User
from accounts.roles import CENTRE_ROLES, Role
from accounts.transitions import available
from agencies import settings
from agencies.permissions import can_change_settings
from monitoring.models import Conclusion, Monitoring


def can_work_on(user: User, monitoring: Monitoring) -> bool:
    """Staff of the Centre, or of the one it was merged into, draft the conclusion (clause 14)."""
    return bool(CENTRE_ROLES & monitoring.roles_of(user))


def can_edit(user: User, conclusion: Conclusion) -> bool:
    """Staff of the Centre, while it is a draft."""
    return conclusion.is_draft and can_work_on(user, conclusion.monitoring)


def can(user: User, verb: str, conclusion: Conclusion) -> bool:
    """Whether the transition table has the verb for this state and one of the user's roles."""
    return any(row.verb == verb for row in available(conclusion, user))


def can_correct(user: User, conclusion: Conclusion) -> bool:
    """The head makes a correction of a signed conclusion, with a reason."""
    return conclusion.is_in_force and Role.HEAD in conclusion.roles_of(user)


def can_drop(user: User, conclusion: Conclusion) -> bool:
    """The head drops a correction that is not signed yet, with a reason."""
    return conclusion.version > 1 and can(user, "drop_correction", conclusion)


def can_read_text(user: User, conclusion: Conclusion) -> bool:
    """The Centre; the authorised body once it was sent to it; the region where it gets a copy.

    Clause 14 names the authorised body alone: the copy is a setting.
    """
    held = conclusion.roles_of(user)
    if held & CENTRE_ROLES:
        return True
    if conclusion.sent_at is None:
        return False
    copied = Role.REGIONAL_MANAGER in held and settings.value("conclusion_copy_to_region")
    return Role.AUTHORISED_BODY in held or bool(copied)


def can_set_thresholds(user: User) -> bool:
    """The administrator, as with every other value that the Order does not set."""
    return can_change_settings(user)


def can_ask(user: User, monitoring: Monitoring) -> bool:
    """The regional manager and the authorised body ask a Centre about a figure."""
    return bool({Role.REGIONAL_MANAGER, Role.AUTHORISED_BODY} & monitoring.roles_of(user))


def sees_persons(user: User, monitoring: Monitoring) -> bool:
    """The Centre's own staff; from all others groups smaller than five are hidden (clause 7(3))."""
    return can_work_on(user, monitoring)
