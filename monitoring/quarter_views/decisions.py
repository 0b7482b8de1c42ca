"""Decisions on a conclusion, each on its own page: sign, send, confirm the receipt, correct."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from accounts.errors import Refused
from accounts.forms import VerbForm
from accounts.freshness import confirmed
from accounts.requests import SignedIn
from monitoring import filing
from monitoring import quarter_forms as forms
from monitoring.documents import FORMATS, LANGUAGES
from monitoring.models import Conclusion
from monitoring.permissions import can, can_correct, can_drop, can_read_text
from monitoring.quarter_views.base import (
    draft_of,
    find_monitoring,
    head,
    in_force,
    reading_language,
    require,
)
from monitoring.snapshot import read, seen_of
from monitoring.wording.document import Language, document
from monitoring.workflow import signing


@login_required
@confirmed
def sign(request: SignedIn, pk: int) -> HttpResponse:
    """The whole conclusion as it will be signed; signing freezes it (clause 14 para 1)."""
    conclusion = draft_of(request, pk)
    require(request.method == "POST" or can(request.user, "sign", conclusion))
    form = forms.SignForm(request.POST or None, initial={"seen": seen_of(conclusion)})
    if form.is_valid():
        form.tried(
            lambda: signing.sign(
                conclusion,
                by=request.user,
                now=timezone.now(),
                seen=form.cleaned_data["seen"],
            )
        )
        if not form.errors:
            messages.success(request, _signed(conclusion))
            return redirect("quarter-text", pk)
    if isinstance(form.refused, signing.TextMoved):
        form.data = {"seen": seen_of(conclusion)}
    context = head(request, conclusion.monitoring, conclusion) | {
        "form": form,
        "said": document(read(conclusion), reading_language()),
        "language": reading_language(),
        "moved": isinstance(form.refused, signing.FiguresMoved),
        "sent_at_once": _corrects_what_was_sent(conclusion),
    }
    return render(request, "quarters/sign.html", context, status=form.status)


def _signed(conclusion: Conclusion) -> str:
    if conclusion.state == Conclusion.State.SENT:
        return _("The correction is signed and sent to the authorised body.")
    return _("The conclusion is signed. Send it to the authorised body.")


def _corrects_what_was_sent(conclusion: Conclusion) -> bool:
    of_quarter = Conclusion.objects.in_force().filter(monitoring=conclusion.monitoring_id)
    return of_quarter.exclude(pk=conclusion.pk).filter(sent_at__isnull=False).exists()


def _decision(
    request: SignedIn,
    conclusion: Conclusion,
    form: VerbForm,
    verb: Any,
    *,
    heading: str,
    label: str,
    done: str,
    effects: list[str],
    danger: bool = False,
) -> HttpResponse:
    if form.is_valid():
        form.tried(lambda: verb(form))
        if not form.errors:
            messages.success(request, done)
            return redirect("quarter-text", conclusion.monitoring_id)
    context = head(request, conclusion.monitoring, conclusion) | {
        "form": form,
        "heading": heading,
        "label": label,
        "effects": effects,
        "danger": danger,
        "back_url": reverse("quarter-text", args=[conclusion.monitoring_id]),
    }
    return render(request, "quarters/decision.html", context, status=form.status)


@login_required
def send(request: SignedIn, pk: int) -> HttpResponse:
    """Send the signed conclusion to the authorised body (clause 14 para 2)."""
    conclusion = in_force(find_monitoring(request, pk))
    require(request.method == "POST" or can(request.user, "send_conclusion", conclusion))
    return _decision(
        request,
        conclusion,
        VerbForm({} if request.method == "POST" else None),
        lambda _form: signing.send(conclusion, by=request.user, now=timezone.now()),
        heading=_("Send to the authorised body"),
        label=_("Send to the authorised body"),
        done=_("The conclusion was sent to the authorised body."),
        effects=[
            _("The authorised body reads the conclusion and confirms the receipt."),
            _("The region gets a copy where the setting says so; the Order names none."),
        ],
    )


@login_required
def receive(request: SignedIn, pk: int) -> HttpResponse:
    """The authorised body confirms that the conclusion has come."""
    conclusion = in_force(find_monitoring(request, pk))
    require(request.method == "POST" or can(request.user, "receive", conclusion))
    form = forms.ReceiptForm(request.POST if request.method == "POST" else None)
    return _decision(
        request,
        conclusion,
        form,
        lambda f: signing.receive(
            conclusion, by=request.user, now=timezone.now(), number=f.cleaned_data["number"]
        ),
        heading=_("Confirm the receipt"),
        label=_("Confirm the receipt"),
        done=_("The receipt is confirmed."),
        effects=[_("The Centre sees the day of receipt and your incoming number.")],
    )


@login_required
def correct(request: SignedIn, pk: int) -> HttpResponse:
    """Begin a correction of what was signed: a new version, with a reason."""
    conclusion = in_force(find_monitoring(request, pk))
    require(request.method == "POST" or can_correct(request.user, conclusion))
    form = forms.CorrectForm(request.POST if request.method == "POST" else None)
    return _decision(
        request,
        conclusion,
        form,
        lambda f: signing.correct(conclusion, **f.cleaned_data, **_who(request)),
        heading=_("Correct the conclusion"),
        label=pgettext("verb", "Begin a correction"),
        done=_("A correction was begun. Sign it when it is ready."),
        effects=[
            _("A new version is drafted with figures counted now and the texts of this one."),
            _("The signed version stands until the correction is signed; then both are kept."),
        ],
    )


@login_required
def drop(request: SignedIn, pk: int) -> HttpResponse:
    """Drop a correction that was begun by mistake; the signed version stays in force."""
    conclusion = draft_of(request, pk)
    require(request.method == "POST" or can_drop(request.user, conclusion))
    form = forms.DropForm(request.POST if request.method == "POST" else None)
    return _decision(
        request,
        conclusion,
        form,
        lambda f: signing.drop_correction(conclusion, **f.cleaned_data, **_who(request)),
        heading=_("Drop the correction"),
        label=_("Drop the correction"),
        done=_("The correction was dropped. The signed version stays in force."),
        effects=[
            _("The signed version stays in force, unchanged."),
            _("What was written in this draft can no longer be edited or signed."),
            _("Number, reason and your name stay on record; a later correction gets a new number."),
        ],
        danger=True,
    )


def _who(request: SignedIn) -> dict[str, Any]:
    return {"by": request.user, "now": timezone.now()}


def _signed_version(request: SignedIn, pk: int, number: int) -> Conclusion:
    """A signed version that the reader may read; 404 for any other."""
    rows = Conclusion.objects.visible_to(request.user).ever_signed()
    conclusion = get_object_or_404(
        rows.select_related("monitoring__centre__region"),
        monitoring=find_monitoring(request, pk),
        version=number,
    )
    if not can_read_text(request.user, conclusion):
        raise Http404
    return conclusion


@login_required
@require_safe
def version(request: SignedIn, pk: int, number: int) -> HttpResponse:
    """A signed version as it reads, also one that was replaced."""
    conclusion = _signed_version(request, pk, number)
    context = head(request, conclusion.monitoring, conclusion) | {
        "said": document(read(conclusion), reading_language()),
        "language": reading_language(),
    }
    return render(request, "quarters/version.html", context)


@login_required
@require_safe
def file(request: SignedIn, pk: int, number: int, language: str, kind: str) -> HttpResponse:
    """A signed version as a file, in either language: the one that is kept (R6)."""
    conclusion = _signed_version(request, pk, number)
    if kind not in FORMATS or language not in LANGUAGES:
        raise Http404
    written: Language = "kk" if language == "kk" else "ru"
    try:
        kept = filing.kept(conclusion, written, kind, now=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("quarter-version", pk, number)
    response = HttpResponse(kept.content, content_type=FORMATS[kind].media_type)
    response["Content-Disposition"] = f'attachment; filename="{kept.name}"'
    return response
