"""The profile."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import factors
from accounts.forms import LanguageForm
from accounts.requests import SignedIn
from accounts.sign_ins import sign_ins_of
from accounts.views import keep_language
from accounts.workflow import choose_language
from agencies.models import Membership
from agencies.views.second_step import of_own


@login_required
def profile(request: SignedIn) -> HttpResponse:
    """Who I am here, where I work, and in which language."""
    user = request.user
    form = LanguageForm(
        request.POST or None, languages=settings.LANGUAGES, initial={"language": user.language}
    )
    if request.method == "POST" and form.is_valid():
        language = form.cleaned_data["language"]
        form.tried(lambda: choose_language(user, language=language))
        if not form.errors:
            with translation.override(language):
                messages.success(request, _("The language was changed."))
            return keep_language(redirect("profile"), language)
    today = timezone.localdate()
    mine = Membership.objects.filter(user=user).select_related("centre", "agency", "region")
    context = {
        "form": form,
        "memberships": mine.order_by("-starts_on", "-id"),
        "today": today,
        "sign_ins": sign_ins_of(user),
        **of_own(user),
    }
    return render(request, "agencies/profile.html", context, status=form.status)


@require_POST
@login_required
def end_sessions(request: SignedIn) -> HttpResponse:
    """Sign out everywhere but here."""
    factors.end_other_sessions(request)
    messages.success(request, _("You are signed out everywhere but here."))
    return redirect("profile")
