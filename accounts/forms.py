"""Forms of signing in, and the one way in which a form calls a verb."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from accounts.errors import Refused

T = TypeVar("T")


class VerbForm(forms.Form):
    """A form whose rules are the verb's: what the verb refuses stands beside its field."""

    refused: Refused | None = None

    def tried(self, verb: Callable[[], T]) -> T | None:
        """What the verb gave, or None with its refusal among the errors; typed values stay."""
        try:
            return verb()
        except Refused as error:
            self.refused = error
            self.add_error(error.field if error.field in self.fields else None, str(error))
            return None

    @property
    def status(self) -> int:
        """The HTTP status of the page that shows this form."""
        if self.refused:
            return self.refused.status
        return 400 if self.is_bound and self.errors else 200


class SignInForm(AuthenticationForm):
    """E-mail and password. The address is folded first, so that lockout counts one person once."""

    error_messages = {
        "invalid_login": _("E-mail and password do not belong together. Check both."),
        "inactive": _("This account is closed."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("E-mail")
        self.fields["username"].widget = forms.EmailInput(
            {"autocomplete": "username", "autofocus": True}
        )

    def clean_username(self) -> str:
        return str(self.cleaned_data["username"]).strip().lower()


class ConfirmForm(forms.Form):
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "autofocus": True}),
    )


class CodeForm(VerbForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("The six digits that your app shows now, or a recovery code."),
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "autocapitalize": "off", "autofocus": True}
        ),
    )


class ForgottenForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput({"autocomplete": "username"})
    )


class LanguageForm(VerbForm):
    language = forms.CharField(label=_("Language of pages and e-mails"))

    def __init__(self, *args: Any, languages: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].widget = forms.RadioSelect(choices=languages)
