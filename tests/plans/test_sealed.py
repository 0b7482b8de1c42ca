"""What a seal leaves to the agencies of a plan (R12)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.scopes import within
from agencies.offices import scope_of
from cases import workflow
from monitoring.models import Breach
from monitoring.sweep import sweep
from plans.models import Activity, PlanDeadline

pytestmark = pytest.mark.clause("7(3)")


@pytest.mark.parametrize("agencies_see", [True, False])
def test_r12_agencies_go_on_with_what_was_sent_to_them_or_see_nothing(
    asked: Activity,
    caseworker: User,
    head: User,
    agency_worker: User,
    sign_in: Callable[[User], Any],
    on: Callable[..., dt.datetime],
    agencies_see: bool,
) -> None:
    now = on("2026-03-26")
    workflow.seal(
        asked.case,
        by=head,
        now=now,
        ground="violence",
        reason="A threat.",
        readers=[caseworker],
        agencies_see=agencies_see,
    )
    page = sign_in(agency_worker).get(reverse("activity", args=[asked.pk]))
    assert page.status_code == (200 if agencies_see else 404)
    with within(scope_of(agency_worker)):
        assert Activity.objects.exists() == agencies_see
        assert PlanDeadline.objects.exists() == agencies_see


def test_r12_a_sealed_breach_is_left_out_of_lists_and_still_kept(
    asked: Activity,
    caseworker: User,
    head: User,
    colleague: User,
    regional_manager: User,
    sign_in: Callable[[User], Any],
    on: Callable[..., dt.datetime],
) -> None:
    workflow.seal(
        asked.case,
        by=head,
        now=on("2026-03-26"),
        ground="violence",
        reason="A threat.",
        readers=[caseworker],
        agencies_see=False,
    )
    assert sweep(now=on("2026-06-01")).breaches == Breach.objects.count() > 0
    for user, seen in ((head, True), (regional_manager, False)):
        assert (sign_in(user).get("/breaches/").context["count"] > 0) == seen
