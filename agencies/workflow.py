"""Who comes into an office: appointments, standing in, invitations, keys of systems (R9).

Leaving one is `monitoring.offices.leave_office`: it hands over work that lives above this app.
"""

from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import factors, scopes, tokens
from accounts.errors import Invalid, NotAllowed
from accounts.mail import post_mail
from accounts.models import ApiToken, User
from accounts.roles import AGENCY_ROLES, CENTRE_ROLES, Role
from agencies.models import Agency, Centre, Membership, Territory
from agencies.permissions import (
    can_appoint,
    can_issue_token,
    can_keep_tokens,
    can_name_acting_head,
    resettable,
    visible_tokens,
)

#: Where a role is held: a Centre, an agency, a region; None is the whole country.
Office = Centre | Agency | Territory | None


@transaction.atomic
def appoint(
    user: User,
    *,
    role: str,
    office: Office,
    starts_on: date,
    by: User,
    now: datetime,
    ends_on: date | None = None,
) -> Membership:
    """Give a person a role in an office, beside those held already (R9, clause 5).

    Raises `NotAllowed`, or `Invalid` for: role, office, ends_on, user (holds it already).
    """
    columns = _columns(role, office)
    if not can_appoint(by, role, office):
        raise NotAllowed
    membership = _open(
        user, role=role, starts_on=starts_on, ends_on=ends_on, appointed_by=by, **columns
    )
    if role == Role.ADMINISTRATOR and not user.is_staff:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    return membership


@transaction.atomic
def act_as_head(
    centre: Centre, *, user: User, starts_on: date, ends_on: date, by: User, now: datetime
) -> Membership:
    """Let somebody of the Centre stand in for its head on stated days, both included (R10).

    Days past cannot be given: what was done without the right stays so. Nor can days on which
    that person does not work there any more.
    Raises `NotAllowed`, or `Invalid` for: user, starts_on, ends_on.
    """
    today = timezone.localdate(now)
    if not can_name_acting_head(by, centre):
        raise NotAllowed
    if starts_on < today:
        raise Invalid(_("Standing in starts today or later."), field="starts_on")
    here = Membership.objects.current(today).filter(user=user, centre=centre, acting=False)
    if not here.filter(Q(ends_on=None) | Q(ends_on__gte=ends_on)).exists():
        raise Invalid(_("Only somebody of this Centre can stand in for its head."), field="user")
    return _open(
        user,
        role=Role.HEAD,
        starts_on=starts_on,
        ends_on=ends_on,
        appointed_by=by,
        centre=centre,
        acting=True,
    )


@transaction.atomic
def invite(
    *,
    email: str,
    full_name: str,
    language: str,
    role: str,
    office: Office,
    starts_on: date,
    by: User,
    now: datetime,
    ends_on: date | None = None,
) -> Membership:
    """Appoint somebody by e-mail; who has no account gets one, and a link to set a password (R9).

    Whoever has an account keeps the name and language given there.
    Raises what `appoint` raises, or `Invalid` for: email, full_name.
    """
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid(error.messages[0], field="email") from error
    if not full_name.strip():
        raise Invalid(_("Give the person's full name."), field="full_name")
    user, _created = User.objects.get_or_create(
        email=address,
        defaults={
            "full_name": full_name.strip(),
            "language": language,
            "password": make_password(None),
        },
    )
    membership = appoint(
        user, role=role, office=office, starts_on=starts_on, ends_on=ends_on, by=by, now=now
    )
    if not user.has_usable_password():
        post_invitation(user, now=now)
    return membership


def post_invitation(user: User, *, now: datetime) -> None:
    """Mail the link by which an invited person sets a password; at most one mail a day."""
    post_mail(
        "invitation",
        to=user.email,
        language=user.language,
        context={"user": user.pk},
        key=f"invitation-{user.pk}-{timezone.localdate(now)}",
        now=now,
    )


@transaction.atomic
def issue_token(*, email: str, name: str, by: User, now: datetime) -> str:
    """Issue a key by which an agency's own system acts as one of its people (R9).

    Only its digest is kept: the key returned is shown once. Raises `NotAllowed`, or `Invalid`
    for: email (nobody for whom `by` may issue one has it), name.
    """
    if not can_keep_tokens(by):
        raise NotAllowed
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None or not can_issue_token(by, user):
        raise Invalid(
            _("Choose somebody who works for an agency that you look after, and nowhere else."),
            field="email",
        )
    if not name.strip():
        raise Invalid(_("Give the system a name."), field="name")
    return tokens.issue(user, name=name.strip(), by=by, now=now)


@transaction.atomic
def end_token(token: ApiToken, *, by: User, now: datetime) -> None:
    """End a key: from this commit on it opens nothing. Ending it twice changes nothing.

    Raises `NotAllowed`.
    """
    if not visible_tokens(by).filter(pk=token.pk).exists():
        raise NotAllowed
    tokens.end(token, now=now)


@scopes.within(scopes.SECOND_STEP_RESET)
def reset_second_step(user: User, *, reason: str, by: User, now: datetime) -> None:
    """Take the second step from somebody who lost it: the next sign-in sets it up anew (R12).

    It is logged with its reason, the person is told by e-mail, and that person's sessions end.
    Raises `NotAllowed`, `Invalid` for: reason, or `Refused` where there is nothing to reset.
    """
    if user.pk not in resettable(by, [user.pk]):
        raise NotAllowed
    factors.reset(user, by=by, reason=reason, now=now)


@scopes.within(scopes.SECOND_STEP_RESET)
def sign_out(user: User, *, reason: str, by: User, now: datetime) -> None:
    """End all sessions of somebody whose computer was lost, or left open (R12).

    It is logged with its reason, and the person is told by e-mail. Whose second step one may reset
    one may sign out. Raises `NotAllowed`, or `Invalid` for: reason.
    """
    if user.pk not in resettable(by, [user.pk]):
        raise NotAllowed
    factors.sign_out(user, by=by, reason=reason, now=now)


def _columns(role: str, office: Office) -> dict[str, Centre | Agency | Territory]:
    """The column of `Membership` for the office; `Invalid` where the role does not fit it."""
    if role not in Role.values or role == Role.SYSTEM:
        raise Invalid(_("There is no such role."), field="role")
    wanted: tuple[str, type] | None = None
    if role in CENTRE_ROLES:
        wanted = ("centre", Centre)
    elif role in AGENCY_ROLES:
        wanted = ("agency", Agency)
    elif role == Role.REGIONAL_MANAGER:
        wanted = ("region", Territory)
    if wanted is None and office is None:
        return {}
    if wanted is None or office is None or not isinstance(office, wanted[1]):
        raise Invalid(_("This role is not held in such an office."), field="office")
    if isinstance(office, Territory) and office.level != Territory.Level.REGION:
        raise Invalid(_("Choose a region."), field="office")
    return {wanted[0]: office}


def _open(user: User, *, starts_on: date, ends_on: date | None, **fields: object) -> Membership:
    if ends_on and ends_on < starts_on:
        raise Invalid(_("The last day comes before the first."), field="ends_on")
    if not User.objects.select_for_update().get(pk=user.pk).is_active:
        raise Invalid(_("This account is closed."), field="user")
    same = {name: fields.get(name) for name in ("role", "centre", "agency", "region")}
    overlapping = Q(ends_on=None) | Q(ends_on__gte=starts_on)
    if ends_on:
        overlapping &= Q(starts_on__lte=ends_on)
    if Membership.objects.filter(overlapping, user=user, **same).exists():
        raise Invalid(_("This person holds this role there already."), field="user")
    membership = Membership(user=user, starts_on=starts_on, ends_on=ends_on, **fields)
    membership.save(force_insert=True)
    user.__dict__.pop("_offices", None)
    return membership
