"""Values that the Order does not give: the default of `regulations.settings`, or a person's."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.errors import Invalid, NotAllowed
from accounts.models import User
from agencies.models import Setting
from agencies.permissions import can_change_settings
from regulations.settings import SETTINGS, SettingError, SettingSpec, as_text, parse


def value(key: str) -> Any:
    """The value in force for a setting, parsed to its type."""
    spec = SETTINGS[key]
    row = Setting.objects.filter(key=key).order_by("-id").values_list("value").first()
    return parse(spec, row[0]) if row else spec.default


def values(*keys: str) -> dict[str, Any]:
    """The values in force for several settings, in one query."""
    rows = Setting.objects.filter(key__in=keys).order_by("key", "-id").distinct("key")
    changed = {row.key: parse(SETTINGS[row.key], row.value) for row in rows}
    return {key: changed.get(key, SETTINGS[key].default) for key in keys}


@dataclass(frozen=True)
class Kept:
    """A period of keeping as somebody entered it: years or days, and by which source."""

    number: int
    source: str


def kept(key: str, *, using: str = "default") -> Kept | None:
    """A period of keeping; None while nobody has entered one, and then nothing is erased."""
    row = Setting.objects.using(using).filter(key=key).order_by("-id").first()
    number = parse(SETTINGS[key], row.value) if row else None
    return Kept(int(str(number)), row.source) if row and number is not None else None


def change(key: str, raw: str, *, source: str, by: User, now: datetime) -> Setting:
    """Give a setting a new value, with its source.

    A change counts for terms that start from now on; open terms keep what they were given.
    Raises `NotAllowed`, or `Invalid` for: value, source.
    """
    if not can_change_settings(by):
        raise NotAllowed
    if not source.strip():
        raise Invalid(_("Say where the value comes from."), field="source")
    try:
        read = parse(SETTINGS[key], raw)
    except SettingError as error:
        raise Invalid(_in_words(error), field="value") from error
    _check_hours(key, read)
    return Setting.objects.create(
        key=key, value=as_text(read), source=source.strip(), changed_by=by, changed_at=now
    )


def _check_hours(key: str, read: Any) -> None:
    """Hours that end before they begin would silence every notice."""
    hours = values("notices_from", "notices_until")
    if key not in hours:
        return
    hours[key] = read
    if hours["notices_from"] >= hours["notices_until"]:
        raise Invalid(_("Notices must start before they end."), field="value")


def _in_words(error: SettingError) -> str:
    limits = {"minimum": error.spec.minimum, "maximum": error.spec.maximum}
    words = {
        "required": _("Give a value."),
        "not_a_number": _("Give a whole number."),
        "too_small": _("The smallest value is %(minimum)s.") % limits,
        "too_large": _("The largest value is %(maximum)s.") % limits,
        "not_yes_or_no": _("Answer yes or no."),
        "not_a_date": _("This is not a date."),
        "not_a_time": _("This is not a time of day."),
        "not_a_choice": _("This is not one of the choices."),
    }
    return words[error.problem]


@dataclass(frozen=True)
class InForce:
    """A setting as it stands: what it is, its value, and who gave it (None: the default)."""

    spec: SettingSpec
    value: Any
    change: Setting | None

    @property
    def title(self) -> str:
        return str(getattr(self.spec, f"title_{get_language() or 'kk'}"))

    @property
    def is_default(self) -> bool:
        return self.change is None


def in_force() -> list[InForce]:
    """Every setting with its value, in one query."""
    newest = Setting.objects.order_by("key", "-id").distinct("key").select_related("changed_by")
    changes = {row.key: row for row in newest}
    return [
        InForce(
            spec,
            parse(spec, changes[key].value) if key in changes else spec.default,
            changes.get(key),
        )
        for key, spec in SETTINGS.items()
    ]
