"""Staff as somebody outside is told of them: office and role, no name."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Max, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import Role
from agencies.models import Membership
from cases.models import Case
from cases.readers import SEEN, log_of


class Posts:
    """Where these users work or worked, read once."""

    def __init__(self, users: Iterable[int | None]) -> None:
        rows = Membership.objects.filter(user__in={pk for pk in users if pk})
        self._held: dict[int, list[Membership]] = {}
        for row in rows.select_related("centre", "agency", "region").order_by("pk"):
            self._held.setdefault(row.user_id, []).append(row)

    def of(self, user: int | None, day: date) -> str:
        """Role and office of somebody on a day; "the system" where nobody acted."""
        if user is None:
            return _("the system")
        held = self._held.get(user, ())
        current = [m for m in held if m.starts_on <= day and (not m.ends_on or m.ends_on >= day)]
        return "; ".join(dict.fromkeys(map(_post, current))) or _("a former member of staff")


def _post(row: Membership) -> str:
    place = row.centre or row.agency or row.region
    return ", ".join(filter(None, (str(Role(row.role).label), place.name if place else "")))


def who_looked(case: Case) -> list[dict[str, Any]]:
    """Who was shown something of a case, by office and role, with what, how often and when."""
    counted = {"times": Count("pk"), "first": Min("at"), "last": Max("at")}
    rows: Any = list(log_of(case).values("user", "subject").annotate(**counted).order_by("user"))
    posts = Posts(row["user"] for row in rows)
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        first, last = timezone.localdate(row["first"]), timezone.localdate(row["last"])
        key = posts.of(row["user"], last), str(SEEN.get(row["subject"], row["subject"]))
        entry = found.setdefault(
            key, {"who": key[0], "what": key[1], "times": 0, "first": first, "last": last}
        )
        entry["times"] += row["times"]
        entry["first"], entry["last"] = min(entry["first"], first), max(entry["last"], last)
    return [found[key] for key in sorted(found)]
