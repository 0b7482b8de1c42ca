"""What somebody has set up for the second step of signing in, and its reset by somebody else."""

import base64
import io
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import qrcode
import qrcode.image.svg
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login as otp_login

from accounts import factors, passkeys
from accounts.freshness import confirmed
from accounts.models import CodeApp, FactorRecord, User
from accounts.requests import SignedIn
from agencies import workflow
from agencies.forms import AppForm, NameForm, ReasonForm
from agencies.permissions import needs_second_step, resettable, visible_memberships


def of_own(user: User) -> dict[str, Any]:
    """What the profile and the page of the second step show of it."""
    return {
        "factors": factors.factors_of(user),
        "codes_left": factors.codes_left(user),
        "required": needs_second_step(user),
    }


@login_required
def own(request: SignedIn) -> HttpResponse:
    """What is set up; the first page of whoever must set something up."""
    return render(request, "agencies/second_step.html", of_own(request.user))


@login_required
@confirmed
@never_cache
@sensitive_post_parameters()
def add_app(request: SignedIn) -> HttpResponse:
    """Set up an app that shows codes: its key as a picture and as text, and a code to confirm."""
    app = factors.app_to_confirm(request)
    form = AppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        made = form.tried(lambda: factors.confirm_app(app, **form.cleaned_data, now=now))
        if made:
            factors.keep_session(request)
            if not factors.has_passed(request):
                otp_login(request, made)
            messages.success(
                request, _("The app is set up. You are asked for its code from now on.")
            )
            return redirect("factors")
    context = {
        "form": form,
        "key": " ".join(app.key[start : start + 4] for start in range(0, len(app.key), 4)),
        "picture": _picture(_address(app)),
    }
    return render(request, "agencies/factor_app.html", context, status=form.status)


def _address(app: CodeApp) -> str:
    """What apps read from the picture: https://github.com/google/google-authenticator/wiki."""
    label = quote(f"Qoldau:{app.user.get_username()}")
    return f"otpauth://totp/{label}?{urlencode({'secret': app.key, 'issuer': 'Qoldau'})}"


def _picture(text: str) -> str:
    """A QR code as the address of an image: no style and no script stands in it."""
    out = io.BytesIO()
    qrcode.make(text, image_factory=qrcode.image.svg.SvgPathImage).save(out)
    return f"data:image/svg+xml;base64,{base64.b64encode(out.getvalue()).decode()}"


@login_required
@confirmed
def add_passkey(request: SignedIn) -> HttpResponse:
    """Where the browser makes a passkey; it then leads to the page that names it."""
    words = passkeys.words(request)
    return render(request, "agencies/factor_passkey.html", {"words": words})


@login_required
@confirmed
@never_cache
def codes(request: SignedIn) -> HttpResponse:
    """Make new recovery codes; the answer to the form is the only page that ever shows them."""
    if request.method != "POST":
        return render(request, "agencies/factor_codes.html", of_own(request.user))
    made = factors.make_codes(request.user, now=timezone.now())
    factors.keep_session(request)
    return render(request, "agencies/factor_codes_made.html", {"codes": made})


def _own_factor(user: User, kind: str, pk: int) -> factors.Factor:
    if kind not in factors.MODELS:
        raise Http404
    rows = factors.MODELS[kind].objects.filter(user=user, confirmed=True)
    return factors.Factor(kind, get_object_or_404(rows, pk=pk))


@login_required
def rename(request: SignedIn, kind: str, pk: int) -> HttpResponse:
    """Give a factor a name by which its owner knows it."""
    factor = _own_factor(request.user, kind, pk)
    form = NameForm(request.POST or None, initial={"name": factor.name})
    if request.method == "POST" and form.is_valid():
        factor.device.name = form.cleaned_data["name"]
        factor.device.save(update_fields=["name"])
        return redirect("factors")
    context = {"form": form, "factor": factor}
    return render(request, "agencies/factor_name.html", context, status=form.status)


@login_required
@confirmed
def remove(request: SignedIn, kind: str, pk: int) -> HttpResponse:
    """Remove a factor; the last one only where no role requires it."""
    user = request.user
    factor = _own_factor(user, kind, pk)
    if request.method == "POST":
        factors.remove(factor, required=needs_second_step(user), now=timezone.now())
        factors.keep_session(request)
        left = factors.factors_of(user)
        if left:
            otp_login(request, left[0].device)
        else:
            request.session.pop(factors.ASKED, None)
        messages.success(request, _("It is removed, and opens nothing any more."))
        return redirect("factors")
    return render(request, "agencies/factor_remove.html", {"factor": factor})


def _looked_after(user: User, membership: int) -> User:
    """Whose second step one may reset, and whom one may sign out."""
    found = get_object_or_404(visible_memberships(user).select_related("user"), pk=membership)
    if found.user_id not in resettable(user, [found.user_id]):
        raise PermissionDenied
    return found.user


def _why(
    request: SignedIn, person: User, verb: Callable[..., None], *, done: str
) -> ReasonForm | None:
    """The form that asks for the reason; None once it was given, and the verb did its work."""
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, now = request.user, timezone.now()
        form.tried(lambda: verb(person, **form.cleaned_data, by=by, now=now))
        if not form.errors:
            messages.success(request, done % person)
            return None
    return form


@login_required
@confirmed
def sign_out(request: SignedIn, pk: int) -> HttpResponse:
    """End all sessions of somebody whose computer was lost, for a reason."""
    person = _looked_after(request.user, pk)
    form = _why(request, person, workflow.sign_out, done=_("%s is signed out everywhere."))
    if form is None:
        return redirect("people")
    context = {"form": form, "person": person}
    return render(request, "agencies/sign_out.html", context, status=form.status)


@login_required
@confirmed
def reset(request: SignedIn, pk: int) -> HttpResponse:
    """Reset the second step of somebody who lost the telephone, for a reason."""
    person, verb = _looked_after(request.user, pk), workflow.reset_second_step
    form = _why(request, person, verb, done=_("The second step of %s is reset."))
    if form is None:
        return redirect("people")
    records = list(FactorRecord.objects.filter(user=person).select_related("by")[:10])
    # The database shows what is set up to its owner alone; the log tells whether anything can be.
    of_it = [row.verb for row in records if row.verb != FactorRecord.Verb.SIGNED_OUT]
    context = {
        "form": form,
        "person": person,
        "membership": pk,
        "records": records,
        "is_set_up": bool(of_it) and of_it[0] != FactorRecord.Verb.RESET,
    }
    return render(request, "agencies/factor_reset.html", context, status=form.status)
