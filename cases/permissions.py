"""Who may do what with a case. Staff of another Centre do not even see it (`visible_to`).

Each function says whether the user's role allows the verb; whether the state does is the
business of the transition table. The verbs ask the same functions again.
"""

from accounts.models import User
from accounts.roles import CENTRE_ROLES, Role
from agencies.models import Centre
from agencies.offices import offices
from cases.models import Case, Transfer


def can_register(user: User, centre: Centre) -> bool:
    """Caseworkers and heads register cases at their own Centre (clause 6)."""
    return bool(CENTRE_ROLES & offices(user).at_centre(centre.pk))


def can_import(user: User, centre: Centre) -> bool:
    """The head brings in existing cases: some come in as recognised (clause 3(5))."""
    return Role.HEAD in offices(user).at_centre(centre.pk)


def can_work_on(user: User, case: Case) -> bool:
    """Caseworkers and heads of the Centre assess, visit, write and keep the family up to date."""
    return bool(CENTRE_ROLES & case.roles_of(user))


def can_decide(user: User, case: Case) -> bool:
    """The head recognises or refuses (clause 3(5))."""
    return Role.HEAD in case.roles_of(user)


def can_hand_over(user: User, case: Case) -> bool:
    """The head, or the caseworker who holds the case, gives it to another of the Centre."""
    held = case.roles_of(user)
    return Role.HEAD in held or (bool(CENTRE_ROLES & held) and case.responsible_id == user.pk)


def can_see_readers(user: User, case: Case) -> bool:
    """The head sees who looked at a family (clause 7(3))."""
    return Role.HEAD in case.roles_of(user)


def can_seal(user: User, case: Case) -> bool:
    """The head seals a case, names who sees it, and unseals it (clause 7(3))."""
    return Role.HEAD in case.roles_of(user)


def watches(user: User) -> bool:
    """Regional managers and the authorised body, who see numbers, may look at one case (R12)."""
    return bool({Role.REGIONAL_MANAGER, Role.AUTHORISED_BODY} & offices(user).roles)


def can_look_beyond(user: User, case: Case) -> bool:
    """Whoever watches the Centre of a case: its region, or the country."""
    held = offices(user)
    region = held.in_region(case.centre.region_id)
    return Role.AUTHORISED_BODY in held.roles or Role.REGIONAL_MANAGER in region


def can_erase(user: User, case: Case) -> bool:
    """The head of the Centre anonymises a case whose period of keeping is over (clause 7(3))."""
    return Role.HEAD in case.roles_of(user)


def can_give_out(user: User, case: Case) -> bool:
    """The head, or the caseworker who holds the case, gives a person their own data (7(3))."""
    return can_hand_over(user, case)


def can_decide_transfer(user: User, transfer: Transfer) -> bool:
    """The head of the Centre that is asked takes a case over, or refuses to (R13)."""
    return Role.HEAD in offices(user).at_centre(transfer.to_centre_id)


def can_withdraw_transfer(user: User, transfer: Transfer) -> bool:
    """The Centre that asked takes a transfer back (R13)."""
    return bool(CENTRE_ROLES & offices(user).at_centre(transfer.from_centre_id))
