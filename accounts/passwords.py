"""What makes a password too easy here."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User


class OwnWordsValidator:
    """A password holds no word that everybody would guess here (`PASSWORD_WORDS`)."""

    def validate(self, password: str, user: User | None = None) -> None:
        folded = password.casefold()
        if any(word in folded for word in settings.PASSWORD_WORDS):
            raise ValidationError(self.get_help_text(), code="own_word")

    def get_help_text(self) -> str:
        return _("The password may not hold the name of this system or of the country.")
