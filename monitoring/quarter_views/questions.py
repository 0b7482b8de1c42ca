"""Questions about a figure, and the Centre's answers."""

from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedIn
from monitoring import quarter_forms as forms
from monitoring.figures.measures import MEASURES
from monitoring.models import FigureQuestion
from monitoring.permissions import can_ask, can_work_on
from monitoring.quarter_views.base import find_monitoring, head, require, shown_to
from monitoring.workflow import questions as verbs


@login_required
@require_safe
def questions(request: SignedIn, pk: int) -> HttpResponse:
    """All questions of a quarter with their answers."""
    monitoring = find_monitoring(request, pk)
    rows = FigureQuestion.objects.filter(monitoring=monitoring)
    context = head(request, monitoring, shown_to(request, monitoring)) | {
        "rows": [
            (row, MEASURES[row.measure].label)
            for row in rows.select_related("asked_by", "answered_by")
        ],
        "asks": can_ask(request.user, monitoring),
        "answers": can_work_on(request.user, monitoring),
    }
    return render(request, "quarters/questions.html", context)


@login_required
def ask(request: SignedIn, pk: int) -> HttpResponse:
    """Ask the Centre about a figure."""
    monitoring = find_monitoring(request, pk)
    require(can_ask(request.user, monitoring))
    initial = {"measure": request.GET.get("measure", ""), "token": uuid4()}
    form = forms.QuestionForm(request.POST or None, initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        form.tried(
            lambda: verbs.ask(monitoring, key="", by=request.user, now=timezone.now(), **said)
        )
        if not form.errors:
            messages.success(request, _("The question was sent to the Centre."))
            return redirect("quarter-questions", pk)
    context = head(request, monitoring, shown_to(request, monitoring)) | {
        "form": form,
        "heading": _("Ask about a figure"),
        "label": _("Send the question"),
        "back": "quarter-questions",
    }
    return render(request, "quarters/form.html", context, status=form.status)


@login_required
def answer(request: SignedIn, pk: int, question_pk: int) -> HttpResponse:
    """Answer a question."""
    monitoring = find_monitoring(request, pk)
    require(can_work_on(request.user, monitoring))
    rows = FigureQuestion.objects.filter(monitoring=monitoring).select_related("monitoring__centre")
    question = get_object_or_404(rows, pk=question_pk)
    form = forms.AnswerForm(request.POST or None)
    if form.is_valid():
        text = form.cleaned_data["answer"]
        form.tried(lambda: verbs.answer(question, text=text, by=request.user, now=timezone.now()))
        if not form.errors:
            messages.success(request, _("The answer was sent."))
            return redirect("quarter-questions", pk)
    context = head(request, monitoring, shown_to(request, monitoring)) | {
        "form": form,
        "heading": str(MEASURES[question.measure].label),
        "question": question,
        "label": _("Send the answer"),
        "back": "quarter-questions",
    }
    return render(request, "quarters/form.html", context, status=form.status)
