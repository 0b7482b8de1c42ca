"""What makes a password too easy here."""

from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from accounts.models import User

#: zxcvbn looks at so many letters at most; its time grows with them.
LOOKED_AT: Final = 72
#: Keys of the Russian and the Kazakh layout, and what the same keys are on the English one.
CYRILLIC_KEYS: Final = str.maketrans(
    "йцукенгшщзхъфывапролджэячсмитьбюәіңғүұқөһ",
    "qwertyuiop[]asdfghjkl;'zxcvbnm,.2345890-=",
)


class GuessableValidator:
    """A password is not guessed: no common one, no keys in a row, no repetition, no date.

    How many guesses it takes is estimated by zxcvbn (D. Wheeler, USENIX Security 2016), once as it
    is written and once as if the keys were those of the English layout, since it knows no other.
    `least_score` is its score from 0 to 4; 3 is what it calls safe against guessing at a slow hash.
    """

    def __init__(self, *, least_score: int) -> None:
        self.least_score = least_score

    def validate(self, password: str, user: User | None = None) -> None:
        names = [user.full_name, user.email] if user else []
        known = [word.casefold() for word in " ".join(names).replace("@", " ").split()]
        if _score(password[:LOOKED_AT].casefold(), known) < self.least_score:
            raise ValidationError(
                _("This password is guessed easily. %(advice)s") % {"advice": self.get_help_text()},
                code="guessable",
            )

    def get_help_text(self) -> str:
        return _(
            "Keys in a row, a common password, a date and the same thing twice are guessed easily; "
            "four words that have nothing to do with each other are not."
        )


def _score(written: str, known: list[str]) -> int:
    forms = {written, written.translate(CYRILLIC_KEYS)} - {""}
    return min((int(zxcvbn(form, user_inputs=known)["score"]) for form in forms), default=0)


class OwnWordsValidator:
    """A password holds no word that everybody would guess here (`PASSWORD_WORDS`)."""

    def validate(self, password: str, user: User | None = None) -> None:
        folded = password.casefold()
        if any(word in folded for word in settings.PASSWORD_WORDS):
            raise ValidationError(self.get_help_text(), code="own_word")

    def get_help_text(self) -> str:
        return _("The password may not hold the name of this system or of the country.")
