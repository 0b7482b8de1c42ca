"""Texts that leave the Centre name nobody (clause 7(3)): a question, an answer, the conclusion.

A name is for people to see, and each form asks for none; a person's number can be told from others
for certain, and is refused.
"""

from django.utils.translation import gettext as _

from accounts.errors import Invalid
from regulations.numbers import holds_iin


def check_unnamed(**texts: str) -> None:
    """Each text by the name of its field. Raises `Invalid` for the first that holds an IIN."""
    for field, text in texts.items():
        if holds_iin(text):
            raise Invalid(
                _("This text holds an IIN. Take it out: give the number of the case instead."),
                field=field,
            )
