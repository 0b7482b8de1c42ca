"""Signing in and out, passwords, and the mail that the demo kept."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.contrib.auth import views as auth
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from django_otp import login as otp_login

from accounts import factors, freshness, passkeys
from accounts.forms import CodeForm, ConfirmForm, ForgottenForm, SignInForm
from accounts.models import SentMail
from accounts.requests import SignedIn
from accounts.workflow import ask_for_password_link

MAILS_A_PAGE = 30
GONE = 410


def keep_language(response: HttpResponse, language: str) -> HttpResponse:
    """Remember the language in the browser, where Django looks for it."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


class SignIn(auth.LoginView):
    """Sign in by e-mail; the pages then speak the language of the profile."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        return keep_language(super().form_valid(form), form.get_user().language)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=400)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"words": passkeys.words(self.request)}


def way_on(request: HttpRequest) -> str:
    """Where one wanted to go, where that is one of our pages; else one's day."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if ours else reverse("my-day")


class SignOut(auth.LogoutView):
    """Sign out; the browser forgets what it kept of the site."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = '"cache", "storage"'
        return response


class ConfirmPassword(LoginRequiredMixin, FormView):
    """Give the password again before a decision; tries are counted as those of signing in."""

    template_name = "accounts/confirm.html"
    form_class = ConfirmForm

    def form_valid(self, form: ConfirmForm) -> HttpResponse:
        password = form.cleaned_data["password"]
        username = self.request.user.get_username()
        user = authenticate(self.request, username=username, password=password)
        if user is None or user.pk != self.request.user.pk:
            form.add_error("password", _("This is not your password."))
            return self.form_invalid(form)
        self.request.session.cycle_key()
        freshness.confirm(self.request)
        return redirect(way_on(self.request))

    def form_invalid(self, form: ConfirmForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=400)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "next": way_on(self.request),
            "passkey": passkeys.signed_in_with(self.request),
            "words": passkeys.words(self.request),
        }


@sensitive_post_parameters()
@login_required
@never_cache
def second_step(request: SignedIn) -> HttpResponse:
    """After the password: a passkey, the digits of an app, or a recovery code."""
    if factors.has_passed(request) or not factors.has_any(request.user):
        return redirect(way_on(request))
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        device = form.tried(lambda: factors.enter_code(request.user, code))
        factors.note_try(request, passed=device is not None)
        if device is not None:
            request.session.cycle_key()
            otp_login(request, device)
            return redirect(way_on(request))
    kinds = {factor.kind for factor in factors.factors_of(request.user)}
    context = {
        "form": form,
        "next": way_on(request),
        "kinds": kinds,
        "words": passkeys.words(request),
    }
    return render(request, "accounts/second_step.html", context, status=form.status)


class ChangePassword(auth.PasswordChangeView):
    """Change the own password; other browsers are signed out by it."""

    template_name = "accounts/change_password.html"
    success_url = reverse_lazy("profile")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, _("The password was changed."))
        return super().form_valid(form)

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=400)


class SetPassword(auth.PasswordResetConfirmView):
    """Set a password by the link of an e-mail, which works once."""

    template_name = "accounts/set_password.html"
    success_url = reverse_lazy("sign-in")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, _("The password is set. Sign in with it."))
        return super().form_valid(form)

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if not context["validlink"]:
            kwargs["status"] = GONE
        elif context["form"].errors:
            kwargs["status"] = 400
        return super().render_to_response(context, **kwargs)


@sensitive_post_parameters()
def forgotten_password(request: HttpRequest) -> HttpResponse:
    """Ask for a link; the answer is the same whether or not there is such an account."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ask_for_password_link(form.cleaned_data["email"], now=timezone.now())
        messages.success(
            request, _("If there is an account with this address, a link is on its way to it.")
        )
        return redirect("sign-in")
    status = 400 if form.is_bound else 200
    return render(request, "accounts/forgotten_password.html", {"form": form}, status=status)


def mail_is_kept() -> bool:
    """Whether this installation keeps its mail instead of sending it, as the demo does."""
    return settings.EMAIL_BACKEND == "accounts.mail.DatabaseBackend"


@login_required
def sent_mail(request: HttpRequest) -> HttpResponse:
    """The mail of the demo, newest first."""
    if not mail_is_kept():
        raise Http404
    before = request.GET.get("before", "")
    mails = SentMail.objects.order_by("-id")
    if before.isdecimal():
        mails = mails.filter(id__lt=int(before[:18]))
    shown = list(mails[: MAILS_A_PAGE + 1])
    more = len(shown) > MAILS_A_PAGE
    shown = shown[:MAILS_A_PAGE]
    context = {
        "mails": shown,
        "next_url": f"?before={shown[-1].pk}" if more else "",
        "first_url": request.path if before else "",
    }
    return render(request, "accounts/sent_mail.html", context)
