"""Keys by which agencies' own systems use the API: issued, listed, ended."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from accounts.models import ApiToken
from accounts.requests import SignedIn
from agencies import workflow
from agencies.forms import TokenForm
from agencies.models import Membership
from agencies.permissions import can_keep_tokens, visible_tokens

TOKENS_A_PAGE = 50


@login_required
def token_list(request: SignedIn) -> HttpResponse:
    """The keys that I look after, the newest first; what they are is kept nowhere."""
    if not can_keep_tokens(request.user):
        raise PermissionDenied
    now = Membership.objects.current(timezone.localdate()).select_related("agency").order_by("id")
    rows = visible_tokens(request.user).select_related("user", "issued_by")
    rows = rows.prefetch_related(Prefetch("user__memberships", now, to_attr="offices_now"))
    found = list(_after(rows, request.GET.get("after", ""))[: TOKENS_A_PAGE + 1])
    more, shown = len(found) > TOKENS_A_PAGE, found[:TOKENS_A_PAGE]
    labels = (
        pgettext("API token", "System"),
        _("Acts as"),
        pgettext("API token", "Issued"),
        _("Last used"),
        "",
    )
    context = {
        "rows": shown,
        "columns": [{"label": label} for label in labels],
        "more": more,
        "next_url": f"{request.path}?after={shown[-1].pk}" if more else "",
        "first_url": request.path if "after" in request.GET else "",
    }
    return render(request, "agencies/tokens.html", context)


def _after(rows: QuerySet[ApiToken], after: str) -> QuerySet[ApiToken]:
    if after and not (after.isdecimal() and len(after) < 18):
        raise Http404
    return rows.filter(pk__lt=int(after)).order_by("-pk") if after else rows.order_by("-pk")


@login_required
@never_cache
def issue_token(request: SignedIn) -> HttpResponse:
    """Issue a key; the answer to the form is the only page that ever shows it."""
    if not can_keep_tokens(request.user):
        raise PermissionDenied
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data, now = form.cleaned_data, timezone.now()
        key = form.tried(lambda: workflow.issue_token(**data, by=request.user, now=now))
        if key:
            return render(request, "agencies/token_issued.html", {"key": key, **data})
    return render(request, "agencies/token_new.html", {"form": form}, status=form.status)


@login_required
def end_token(request: SignedIn, pk: int) -> HttpResponse:
    """End a key, after a page that says what follows."""
    if not can_keep_tokens(request.user):
        raise PermissionDenied
    token = get_object_or_404(visible_tokens(request.user).select_related("user"), pk=pk)
    if request.method == "POST":
        workflow.end_token(token, by=request.user, now=timezone.now())
        messages.success(request, _("The key of %s has ended and opens nothing.") % token.name)
        return redirect("tokens")
    effects = [
        _("From now on the key opens nothing. What the system did with it stays."),
        _("It cannot be taken back. The system needs a new key to go on."),
    ]
    return render(request, "agencies/token_end.html", {"token": token, "effects": effects})
