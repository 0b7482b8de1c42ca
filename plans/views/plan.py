"""The plan: where it stands, what runs, what was sent to whom, what happened, and its versions."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.requests import SignedIn
from plans.comparison import compare, previous_version
from plans.models import Plan
from plans.permissions import (
    can_complete,
    can_make_new_version,
    can_take_back,
    can_terminate,
)
from plans.standing import activities_of, next_step, parts_of, stages_of, what_happened
from plans.views.plan_pages import find_plan, newest_answer, note_reading, open_terms, paper


@login_required
def plan(request: SignedIn, pk: int) -> HttpResponse:
    """A plan version with its activities by stage, parts sent, terms and timeline."""
    found, today = find_plan(request, pk), timezone.localdate()
    user = request.user
    note_reading(request, found)
    terms = open_terms(found, today=today)
    versions = list(Plan.objects.filter(series=found.series).order_by("version"))
    activities = activities_of(found)
    context = {
        "plan": found,
        "case": found.case,
        "today": today,
        "stages": stages_of(found, activities, terms),
        "parts": parts_of(found, activities, terms, user=user),
        "versions": versions,
        "agreement": newest_answer(found),
        "step": next_step(found, terms, versions=versions, user=user),
        "events": what_happened(found),
        "may": {
            "new_version": can_make_new_version(user, found) and not _undecided(versions),
            "complete": can_complete(user, found),
            "terminate": can_terminate(user, found),
            "take_back": can_take_back(user, found),
        },
    }
    return render(request, "plans/plan.html", context)


def _undecided(versions: list[Plan]) -> bool:
    return any(version.is_undecided for version in versions)


@login_required
def print_view(request: SignedIn, pk: int) -> HttpResponse:
    """The plan as paper, to be printed and signed."""
    found = find_plan(request, pk)
    note_reading(request, found)
    return render(request, "plans/print.html", paper(found))


@login_required
def compare_versions(request: SignedIn, pk: int) -> HttpResponse:
    """This version beside the one before it; 404 for a first version."""
    found = find_plan(request, pk)
    previous = previous_version(found)
    if previous is None:
        raise Http404
    note_reading(request, found)
    changes = compare(previous, found)
    context = {
        "plan": found,
        "case": found.case,
        "previous": previous,
        "changes": [c for c in changes if c.kind != "same"],
        "same": [c for c in changes if c.kind == "same"],
    }
    return render(request, "plans/compare.html", context)
