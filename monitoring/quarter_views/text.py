"""The conclusion of a quarter: the text, its sentences, shortcomings and recommendations."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Prefetch, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.errors import SomebodyWasFirst
from accounts.forms import VerbForm
from accounts.requests import SignedIn
from monitoring import quarter_forms as forms
from monitoring.models import (
    Conclusion,
    FollowUp,
    MonitoringTransition,
    Recommendation,
    RecommendationQuerySet,
    Sentence,
    Shortcoming,
)
from monitoring.permissions import can_drop, can_edit
from monitoring.quarter_views.base import (
    draft_of,
    find_monitoring,
    head,
    reading_language,
    shown_to,
)
from monitoring.quarter_views.next_step import next_step
from monitoring.snapshot import read
from monitoring.states import IN_FORCE
from monitoring.wording.document import document
from monitoring.workflow import drafting, editing


@login_required
@require_safe
def text(request: SignedIn, pk: int) -> HttpResponse:
    """The conclusion as it reads: for the Centre with its tools, for others as signed."""
    monitoring = find_monitoring(request, pk)
    conclusion = shown_to(request, monitoring)
    context = head(request, monitoring, conclusion)
    context["next"] = next_step(request.user, monitoring, conclusion)
    if conclusion and context["reads_text"]:
        context |= _parts(conclusion, edits=can_edit(request.user, conclusion))
        context["drops"] = can_drop(request.user, conclusion)
    context["versions"] = _versions(request, monitoring.pk)
    return render(request, "quarters/text.html", context)


def _parts(conclusion: Conclusion, *, edits: bool) -> dict[str, Any]:
    if not edits:
        return {
            "edits": False,
            "said": document(read(conclusion), reading_language()),
            "language": reading_language(),
        }
    named = Shortcoming.objects.filter(conclusion=conclusion).select_related("threshold")
    return {
        "edits": True,
        "language": reading_language(),
        "sentences": Sentence.objects.filter(conclusion=conclusion),
        "shortcomings": named.prefetch_related(
            "recommendations__agency", "recommendations__repeats__conclusion"
        ),
    }


def _versions(request: SignedIn, monitoring_id: int) -> list[Conclusion]:
    """What was signed; to the Centre also the corrections that were dropped, by whom and why."""
    rows = Conclusion.objects.visible_to(request.user).filter(monitoring=monitoring_id)
    rows = rows.exclude(state=Conclusion.State.DRAFT).order_by("version").for_a_list()
    dropped = MonitoringTransition.objects.filter(verb="drop_correction").select_related("by")
    return list(rows.prefetch_related(Prefetch("transitions", dropped, to_attr="dropping")))


@login_required
@require_safe
def advice(request: SignedIn, pk: int) -> HttpResponse:
    """Recommendations of this quarter, and what became of those of earlier ones (R23)."""
    monitoring = find_monitoring(request, pk)
    conclusion = shown_to(request, monitoring)
    context = head(request, monitoring, conclusion)
    context["next"] = next_step(request.user, monitoring, conclusion)
    if conclusion and context["reads_text"]:
        edits = can_edit(request.user, conclusion)
        rows = Recommendation.objects.filter(conclusion=conclusion)
        answers = FollowUp.objects.filter(conclusion=conclusion)
        related = answers.select_related("recommendation__agency", "recommendation__conclusion")
        context |= {
            "edits": edits,
            "rows": _with_what_became(
                rows.select_related("agency", "shortcoming", "repeats__conclusion")
            ),
            "answers": related,
            "unanswered": editing.unanswered(conclusion) if edits else (),
            "language": reading_language(),
        }
    return render(request, "quarters/advice.html", context)


def _with_what_became(rows: RecommendationQuerySet) -> list[Recommendation]:
    """Each with the answers of later conclusions in force, whatever version they speak of."""
    found = list(rows)
    said: dict[int, list[FollowUp]] = {}
    roots = [row.root_id for row in found]
    answers = FollowUp.objects.filter(
        Q(recommendation__in=roots) | Q(recommendation__origin__in=roots),
        conclusion__state__in=IN_FORCE,
    )
    for answer in answers.select_related("conclusion", "recommendation"):
        said.setdefault(answer.recommendation.root_id, []).append(answer)
    for row in found:
        row.became = said.get(row.root_id, [])  # type: ignore[attr-defined]
    return found


Verb = Callable[[VerbForm], Any]


def _decided(
    request: SignedIn,
    conclusion: Conclusion,
    form: VerbForm,
    verb: Verb,
    *,
    heading: str,
    label: str,
    done: str,
    back: str,
    **context: Any,
) -> HttpResponse:
    """A form on its own page that calls one verb and leads back."""
    if form.is_valid():
        form.tried(lambda: verb(form))
        if not form.errors:
            messages.success(request, done)
            return redirect(back, conclusion.monitoring_id)
    if isinstance(form.refused, SomebodyWasFirst) and "read" in form.fields:
        context["others"] = row = context["drafted"]
        form.data = {**form.data.dict(), "read": row.words}  # type: ignore[attr-defined]
    said = head(request, conclusion.monitoring, conclusion)
    said |= {"form": form, "heading": heading, "label": label, "back": back, **context}
    return render(request, "quarters/form.html", said, status=form.status)


@login_required
@require_POST
def count_again(request: SignedIn, pk: int) -> HttpResponse:
    """Count the figures of the draft again, as the records stand now."""
    conclusion = draft_of(request, pk)
    form = VerbForm({})
    form.full_clean()
    form.tried(lambda: drafting.count_again(conclusion, by=request.user, now=timezone.now()))
    if form.errors:
        messages.error(request, str(form.refused))
    else:
        messages.success(request, _("The figures were counted again."))
    return redirect("quarter", pk)


@login_required
def sentence(request: SignedIn, pk: int, sentence_pk: int) -> HttpResponse:
    """Say a drafted sentence in other words, or leave it out."""
    conclusion = draft_of(request, pk)
    row = get_object_or_404(Sentence.objects.filter(conclusion=conclusion), pk=sentence_pk)
    initial = {"text_kk": row.said("kk"), "text_ru": row.said("ru"), "left_out": row.left_out}
    initial["read"] = row.words
    form = forms.SentenceForm(request.POST or None, initial=initial)
    return _decided(
        request,
        conclusion,
        form,
        lambda f: editing.edit_sentence(row, **f.cleaned_data, **_who(request)),
        heading=_("Edit a sentence"),
        label=_("Save"),
        done=_("The sentence was saved."),
        back="quarter-text",
        drafted=row,
    )


def _who(request: SignedIn) -> dict[str, Any]:
    return {"by": request.user, "now": timezone.now()}


@login_required
def shortcoming(request: SignedIn, pk: int, shortcoming_pk: int) -> HttpResponse:
    """Say a shortcoming in other words, or why it is not named."""
    conclusion = draft_of(request, pk)
    row = get_object_or_404(Shortcoming.objects.filter(conclusion=conclusion), pk=shortcoming_pk)
    initial = {"text_kk": row.said("kk"), "text_ru": row.said("ru"), "dropped": row.dropped}
    initial["read"] = row.words
    form = forms.ShortcomingForm(request.POST or None, initial=initial)
    return _decided(
        request,
        conclusion,
        form,
        lambda f: editing.edit_shortcoming(row, **f.cleaned_data, **_who(request)),
        heading=_("Edit a shortcoming"),
        label=_("Save"),
        done=_("The shortcoming was saved."),
        back="quarter-text",
        drafted=row,
    )


@login_required
def new_shortcoming(request: SignedIn, pk: int) -> HttpResponse:
    """Name a shortcoming on the evidence of a figure."""
    conclusion = draft_of(request, pk)
    form = forms.NewShortcomingForm(request.POST or None)
    return _decided(
        request,
        conclusion,
        form,
        lambda f: editing.name_shortcoming(conclusion, key="", **f.cleaned_data, **_who(request)),
        heading=_("Name a shortcoming"),
        label=_("Name it"),
        done=_("The shortcoming was named. Recommend now how to remove it."),
        back="quarter-text",
    )


@login_required
def new_advice(request: SignedIn, pk: int) -> HttpResponse:
    """Recommend something, to whom and by when."""
    conclusion = draft_of(request, pk)
    asked = request.GET.get("shortcoming", "")
    initial = {
        "token": uuid4(),
        "due_on": drafting.proposed_day(conclusion.monitoring.quarter, today=timezone.localdate()),
        "shortcoming": asked if asked.isdecimal() else None,
    }
    form = forms.AdviceForm(request.POST or None, initial=initial, conclusion=conclusion)
    return _decided(
        request,
        conclusion,
        form,
        lambda f: editing.recommend(conclusion, **_advice(f), **_who(request)),
        heading=_("Recommend"),
        label=_("Add the recommendation"),
        done=_("The recommendation was added."),
        back="quarter-advice",
    )


def _advice(form: VerbForm) -> dict[str, Any]:
    values = dict(form.cleaned_data)
    token = values.pop("token")
    return {"advice": editing.Advice(**values), "token": token}


@login_required
def change_advice(request: SignedIn, pk: int, advice_pk: int) -> HttpResponse:
    """Change a recommendation of the draft."""
    conclusion = draft_of(request, pk)
    row = get_object_or_404(Recommendation.objects.filter(conclusion=conclusion), pk=advice_pk)
    fields = ("text_kk", "text_ru", "addressee", "agency", "addressee_name", "due_on")
    initial = {name: getattr(row, name) for name in (*fields, "shortcoming", "repeats")}
    form = forms.AdviceForm(request.POST or None, initial=initial, conclusion=conclusion)
    return _decided(
        request,
        conclusion,
        form,
        lambda f: editing.change_recommendation(row, _advice(f)["advice"], **_who(request)),
        heading=_("Change the recommendation"),
        label=_("Save"),
        done=_("The recommendation was saved."),
        back="quarter-advice",
        taken_back=row,
    )


@login_required
@require_POST
def take_back(request: SignedIn, pk: int, advice_pk: int) -> HttpResponse:
    """Take a recommendation out of the draft."""
    conclusion = draft_of(request, pk)
    row = get_object_or_404(Recommendation.objects.filter(conclusion=conclusion), pk=advice_pk)
    form = VerbForm({})
    form.full_clean()
    form.tried(lambda: editing.take_back_recommendation(row, **_who(request)))
    if form.errors:
        messages.error(request, str(form.refused))
    return redirect("quarter-advice", pk)


@login_required
def follow_up(request: SignedIn, pk: int, advice_pk: int) -> HttpResponse:
    """Say what became of a recommendation of an earlier quarter."""
    conclusion = draft_of(request, pk)
    open_ones = editing.open_recommendations(conclusion.monitoring)
    row = get_object_or_404(open_ones, pk=advice_pk)
    said = FollowUp.objects.filter(recommendation=row, conclusion=conclusion).first()
    initial = {"outcome": said.outcome, "why": said.why} if said else {}
    form = forms.FollowUpForm(request.POST or None, initial=initial)
    return _decided(
        request,
        conclusion,
        form,
        lambda f: editing.follow_up(row, conclusion, **f.cleaned_data, **_who(request)),
        heading=_("What became of the recommendation"),
        label=_("Save"),
        done=_("It was noted what became of the recommendation."),
        back="quarter-advice",
        earlier=row,
        language=reading_language(),
    )
