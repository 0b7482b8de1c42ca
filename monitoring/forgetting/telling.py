"""Heads are told that closed cases are past their period (R12)."""

from datetime import date

from accounts import notices
from accounts.roles import Role
from agencies import settings
from agencies.models import Membership
from cases import keeping
from cases.models import Case
from monitoring.forgetting.hindrances import PERIOD


def tell_heads(*, today: date) -> int:
    """Once a month, the heads of each Centre that has some; returns of how many Centres."""
    kept = settings.kept(PERIOD)
    if kept is None:
        return 0
    due = keeping.due(Case.objects.all(), today=today, years=kept.number)
    oldest = due.order_by("centre", "ended_on", "pk").distinct("centre")
    found = dict(oldest.values_list("centre", "pk"))
    heads = Membership.objects.current(today).filter(role=Role.HEAD, centre__in=found)
    for centre, user in heads.values_list("centre", "user").order_by("pk"):
        key = f"erasure-{centre}-{today:%Y-%m}"
        payload = {"case": found[centre]}
        notices.tell([user], "erasure_due", key=key, payload=payload, on=today)
    return len(found)
