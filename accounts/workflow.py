"""What a person does with the own account."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.errors import Invalid
from accounts.mail import post_mail
from accounts.models import OutboxMessage, User


def choose_language(user: User, *, language: str) -> None:
    """The language of pages and e-mails from now on; raises `Invalid` for: language."""
    if language not in dict(settings.LANGUAGES):
        raise Invalid(_("Choose one of the languages."), field="language")
    user.language = language
    user.save(update_fields=["language"])


def ask_for_password_link(email: str, *, now: datetime) -> OutboxMessage | None:
    """Mail a link to set a password; nothing where nobody has this address.

    One mail an hour: the key is the same within it. The page never tells which it was.
    """
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        return None
    return post_mail(
        "password",
        to=user.email,
        language=user.language,
        context={"user": user.pk},
        key=f"password-{user.pk}-{now:%Y%m%d%H}",
        now=now,
    )
