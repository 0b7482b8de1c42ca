"""How an empty installation gets its first administrator, who appoints everybody else."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import Refused
from accounts.models import User
from accounts.roles import Role
from agencies.models import Membership


@transaction.atomic
def first_administrator(
    *, email: str, full_name: str, password: str | None, language: str, now: datetime
) -> User:
    """Make the administrator of an installation that has none; `Refused` where there is one.

    Also `Refused` where somebody has this address: an account is not taken over.
    """
    if Membership.objects.filter(role=Role.ADMINISTRATOR).exists():
        raise Refused(_("There is an administrator already, who appoints others."))
    if User.objects.filter(email=email.strip().lower()).exists():
        raise Refused(_("Somebody has this address already."), field="email")
    user = User.objects.create_user(
        email, password, full_name=full_name, language=language, is_staff=True
    )
    today = timezone.localdate(now)
    Membership.objects.create(user=user, role=Role.ADMINISTRATOR, starts_on=today)
    return user
