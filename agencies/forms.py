"""Forms of people, settings and reference data."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.forms import VerbForm
from accounts.models import User
from accounts.roles import Role
from agencies.models import Agency, Centre, Membership, Territory
from agencies.offices import offices
from agencies.ordering import KazakhOrder, by_name
from agencies.permissions import is_administrator
from agencies.workflow import Office
from regulations.numbers import check_bin
from regulations.settings import SettingSpec, as_text

COUNTRY = "country"
_MODELS: dict[str, type[Centre | Agency | Territory]] = {
    "centre": Centre,
    "agency": Agency,
    "region": Territory,
}

Choices = list[tuple[str, Any]]


def office_choices(user: User) -> Choices:
    """The offices to which this user may appoint, by kind; the values name kind and key."""
    if not is_administrator(user):
        led = [m.agency for m in offices(user).memberships if m.role == Role.AGENCY_SUPERVISOR]
        return _options("agency", [agency for agency in led if agency])
    centres = Centre.objects.filter(closed_on=None).order_by(by_name())
    agencies = Agency.objects.filter(is_active=True).order_by(by_name())
    regions = Territory.objects.filter(level=Territory.Level.REGION).order_by(by_name())
    return [
        (COUNTRY, _("The whole country")),
        (_("Centres"), _options("centre", centres)),
        (_("Agencies"), _options("agency", agencies)),
        (_("Regions"), _options("region", regions)),
    ]


def role_choices(user: User) -> Choices:
    """The roles that this user may give."""
    if not is_administrator(user):
        return [(Role.AGENCY_WORKER.value, Role.AGENCY_WORKER.label)]
    return [(role.value, role.label) for role in Role if role != Role.SYSTEM]


def office_of(value: str) -> Office:
    """The office that a choice of `office_choices` names."""
    kind, _sep, key = value.partition(":")
    return None if kind == COUNTRY else _MODELS[kind].objects.get(pk=key)


def _options(kind: str, rows: Any) -> Choices:
    return [(f"{kind}:{row.pk}", str(row)) for row in rows]


class InviteForm(VerbForm):
    """Whom to give an account and an office."""

    email = forms.EmailField(label=gettext_lazy("E-mail"))
    full_name = forms.CharField(label=gettext_lazy("Full name"), max_length=200)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of pages and e-mails"), choices=settings.LANGUAGES
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    office = forms.ChoiceField(label=gettext_lazy("Office"))
    starts_on = forms.DateField(label=pgettext_lazy("day", "From"))
    ends_on = forms.DateField(label=pgettext_lazy("day", "Until"), required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = role_choices(by)  # type: ignore[attr-defined]
        self.fields["office"].choices = office_choices(by)  # type: ignore[attr-defined]

    def clean_office(self) -> Office:
        return office_of(self.cleaned_data["office"])


class ActingHeadForm(VerbForm):
    """Who stands in for the head of a Centre, and on which days."""

    user = forms.ModelChoiceField(label=gettext_lazy("Who stands in"), queryset=User.objects.none())
    starts_on = forms.DateField(label=gettext_lazy("First day"))
    ends_on = forms.DateField(label=gettext_lazy("Last day"))

    def __init__(self, *args: Any, centre: Centre, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = Membership.objects.current(today).filter(centre=centre).exclude(role=Role.HEAD)
        field = self.fields["user"]
        field.queryset = User.objects.filter(  # type: ignore[attr-defined]
            pk__in=staff.values("user"), is_active=True
        ).order_by(KazakhOrder("full_name"), "pk")


class TokenForm(VerbForm):
    """Which system gets a key, and as whom it acts."""

    name = forms.CharField(
        label=pgettext_lazy("API token", "System"),
        help_text=gettext_lazy("By this name you find the key again when it has to be ended."),
        max_length=100,
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail of the person as whom the system acts"),
        help_text=gettext_lazy(
            "Somebody of the agency. The system sees and does what this person may, and what it "
            "does is logged in this person's name."
        ),
    )


class PeopleFilter(forms.Form):
    """Which people to show; everything is optional."""

    office = forms.ChoiceField(label=gettext_lazy("Office"), required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles: Choices = [(role.value, role.label) for role in Role if role != Role.SYSTEM]
        anything = [("", _("all"))]
        self.fields["office"].choices = anything + office_choices(by)  # type: ignore[attr-defined]
        self.fields["role"].choices = anything + roles  # type: ignore[attr-defined]


class SettingForm(VerbForm):
    """A new value of a setting and where it comes from."""

    value = forms.CharField(label=gettext_lazy("New value"), required=False)
    source = forms.CharField(
        label=gettext_lazy("Source: act, decision or agreement, with number and date"),
        max_length=300,
    )

    def __init__(self, *args: Any, spec: SettingSpec, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].widget = _widget(spec)
        self.fields["value"].required = not spec.optional
        self.fields["value"].help_text = hint(spec)


def _widget(spec: SettingSpec) -> forms.Widget:
    if spec.type == "bool":
        return forms.RadioSelect(choices=[("true", _("yes")), ("false", _("no"))])
    if spec.type == "choice":
        return forms.RadioSelect(choices=[(c, choice_label(c)) for c in spec.choices])
    kinds: dict[str, type[forms.Widget]] = {
        "date": forms.DateInput,
        "time": forms.TimeInput,
        "int": forms.NumberInput,
    }
    return kinds.get(spec.type, forms.TextInput)()


def choice_label(value: str) -> str:
    """A choice of a setting in words: so far they are roles."""
    return str(Role(value).label) if value in Role.values else value


LIMITS = {
    "years": gettext_lazy("In years, from %(minimum)s to %(maximum)s."),
    "days": gettext_lazy("In calendar days, from %(minimum)s to %(maximum)s."),
}


def hint(spec: SettingSpec) -> str:
    """What a setting takes, in words."""
    if spec.type == "int":
        limits = LIMITS.get(spec.unit, _("From %(minimum)s to %(maximum)s."))
        limits += " " + _("Empty: nothing is removed.") if spec.optional else ""
        return limits % {"minimum": spec.minimum, "maximum": spec.maximum}
    if spec.type == "list":
        return _("Several, with commas between. Known are: %s") % as_text(spec.choices)
    return ""


def clean_bin(value: str) -> str:
    """A checked BIN without spaces around it; raises `ValidationError`."""
    checked = check_bin(value)
    if checked.error:
        raise forms.ValidationError(BIN_ERRORS[checked.error])
    return value.strip()


BIN_ERRORS = {
    "not_12_digits": gettext_lazy("A BIN has twelve digits."),
    "check_digit": gettext_lazy("The check digit is wrong: one of the digits is mistyped."),
    "not_a_bin": gettext_lazy("This is not a BIN: its fifth digit is 4, 5 or 6."),
}


class NameForm(VerbForm):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=64,
        help_text=gettext_lazy("By which you will know it, such as “My telephone”."),
    )


class AppForm(NameForm):
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=12,
        help_text=gettext_lazy("The six digits that the app shows now."),
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    field_order = ("code", "name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].required = False


class ReasonForm(VerbForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea({"rows": 3})
    )
