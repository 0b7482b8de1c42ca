"""Values that the Order does not give: the default of `regulations.settings`, or a person's."""

from datetime import datetime
from typing import Any

from accounts.models import User
from agencies.models import Setting
from regulations.settings import SETTINGS, parse


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


def change(key: str, raw: str, *, source: str, by: User, now: datetime) -> Setting:
    """Give a setting a new value, with its source; raises `SettingError` where it does not fit.

    A change counts for terms that start from now on; open terms keep what they were given.
    """
    parse(SETTINGS[key], raw)
    return Setting.objects.create(key=key, value=raw, source=source, changed_by=by, changed_at=now)
