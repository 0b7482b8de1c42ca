"""The second step of signing in: what somebody has set up for it, and what was entered (R12).

A factor is a passkey or an app that shows codes; a sheet of recovery codes stands in for a lost one
and is none by itself. Whoever changes one must have given the password lately (the pages ask), is
told by e-mail, and keeps this session alone.
"""

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from axes.models import AccessFailureLog, AccessLog
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django_otp_webauthn.models import WebAuthnCredential

from accounts.errors import Invalid, Refused, SomebodyWasFirst
from accounts.mail import post_mail
from accounts.models import CodeApp, FactorRecord, RecoverySheet, User

#: Where the session of somebody with a factor notes that it is asked for.
ASKED: Final = "second_step_asked"
#: Where a session keeps the app whose key it was shown.
SHOWN_APP: Final = "second_step_app"
#: What an app shows.
DIGITS: Final = 6
#: Bytes of a recovery code.
CODE_BYTES: Final = 15
MODELS: Final = {"app": CodeApp, "passkey": WebAuthnCredential}
Verb = FactorRecord.Verb


def ask(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """Note at sign-in whether a second step is due; told by whoever signs in."""
    if has_any(user):
        request.session[ASKED] = True


def is_asked(request: HttpRequest) -> bool:
    return bool(request.session.get(ASKED))


def has_passed(request: HttpRequest) -> bool:
    """Whether this session has passed the second step."""
    return getattr(request.user, "otp_device", None) is not None


@dataclass(frozen=True)
class Factor:
    """One factor as its owner sees it."""

    kind: str
    device: Any

    @property
    def name(self) -> str:
        return self.device.name or (_("Passkey") if self.kind == "passkey" else _("Code app"))


def factors_of(user: User) -> list[Factor]:
    """What somebody has set up, the oldest first."""
    found = [
        Factor(kind, device)
        for kind, model in MODELS.items()
        for device in model.objects.filter(user=user, confirmed=True).order_by("pk")
    ]
    return sorted(found, key=lambda factor: factor.device.created_at)


def has_any(user: User) -> bool:
    return any(m.objects.filter(user=user, confirmed=True).exists() for m in MODELS.values())


def codes_left(user: User) -> int:
    """How many recovery codes are not used yet."""
    sheet = RecoverySheet.objects.filter(user=user).first()
    return len(sheet.digests) if sheet else 0


@transaction.atomic
def app_to_confirm(request: HttpRequest) -> CodeApp:
    """The app whose key this session is shown; it counts once a code of it was entered.

    A key that another session was shown is void from then on: whoever read it there could not
    come in by it later.
    """
    signed_in: Any = request.user
    user = User.objects.select_for_update().get(pk=signed_in.pk)
    waiting = CodeApp.objects.filter(user=user, confirmed=False)
    shown = waiting.filter(pk=request.session.get(SHOWN_APP)).first()
    if shown:
        return shown
    waiting.delete()
    app = CodeApp.objects.create(user=user, confirmed=False)
    request.session[SHOWN_APP] = app.pk
    return app


def confirm_app(app: CodeApp, *, code: str, name: str, now: datetime) -> CodeApp:
    """Set the app up, whose code shows that it has the key; raises `Invalid` for: code."""
    with transaction.atomic():
        locked = CodeApp.objects.select_for_update().get(pk=app.pk)
        fits = _plain(code).isdecimal() and locked.verify_token(_plain(code))
        if fits:
            locked.confirmed, locked.name = True, name.strip()
            locked.save()
            changed(locked.user, Verb.ADDED, by=locked.user, now=now)
    if not fits:
        raise Invalid(_wrong([locked]), field="code")
    return locked


def enter_code(user: User, code: str) -> Any:
    """The device whose code this is: digits are an app's, all else a recovery code.

    A code is taken once. Raises `Invalid` for: code (says from when on one may try again).
    """
    plain = _plain(code)
    of_app = plain.isdecimal() and len(plain) == DIGITS
    model: Any = CodeApp if of_app else RecoverySheet
    with transaction.atomic():
        # The failures that are counted must be committed: the refusal comes after.
        rows = model.objects.select_for_update().filter(user=user, confirmed=True)
        devices = list(rows.order_by("pk"))
        fitting = next((device for device in devices if device.verify_token(plain)), None)
        if fitting is not None:
            # That the code was of the second telephone is no failure of the first.
            for device in devices:
                device.throttle_reset()
    if fitting is None:
        raise Invalid(_wrong(devices), field="code")
    return fitting


@transaction.atomic
def make_codes(user: User, *, now: datetime) -> list[str]:
    """New recovery codes in place of those before; the answer is the only time they are seen."""
    if not has_any(user):
        raise Refused(_("Set up a passkey or a code app first: the codes stand in for it."))
    codes = [_new_code() for _number in range(settings.RECOVERY_CODES)]
    digests = [RecoverySheet.digest(_plain(code)) for code in codes]
    RecoverySheet.objects.update_or_create(
        user=user, defaults={"digests": digests, "throttling_failure_count": 0}
    )
    changed(user, Verb.CODES, by=user, now=now)
    return codes


@transaction.atomic
def remove(factor: Factor, *, required: bool, now: datetime) -> None:
    """Remove a factor; with the last one the recovery codes go too. Raises `Refused`,
    or `SomebodyWasFirst` where it is removed already."""
    user = User.objects.select_for_update().get(pk=factor.device.user_id)
    standing = factors_of(user)
    if factor.device not in [other.device for other in standing]:
        raise SomebodyWasFirst
    last = len(standing) == 1
    if last and required:
        raise Refused(
            _("Your role requires a second step. Set up another one before this one goes.")
        )
    factor.device.delete()
    if last:
        RecoverySheet.objects.filter(user=user).delete()
    changed(user, Verb.REMOVED, by=user, now=now)


@transaction.atomic
def reset(user: User, *, by: User, reason: str, now: datetime) -> None:
    """Take all factors of somebody who lost them; who may is the caller's question.

    That person's sessions end. Raises `Invalid` for: reason, or `Refused` where there is none.
    """
    if not reason.strip():
        raise Invalid(_("Give the reason."), field="reason")
    if not has_any(user):
        raise Refused(_("This person has not set up a second step."))
    for model in (*MODELS.values(), RecoverySheet):
        model.objects.filter(user=user).delete()
    changed(user, Verb.RESET, by=by, now=now, reason=reason.strip())


@transaction.atomic
def sign_out(user: User, *, by: User, reason: str, now: datetime) -> None:
    """End all sessions of somebody else; who may is the caller's question.

    What is set up stays. Raises `Invalid` for: reason.
    """
    if not reason.strip():
        raise Invalid(_("Give the reason."), field="reason")
    changed(user, Verb.SIGNED_OUT, by=by, now=now, reason=reason.strip())


def changed(user: User, verb: str, *, by: User, now: datetime, reason: str = "") -> None:
    """Write down what happened, tell the person by e-mail, and end the sessions of before."""
    record = FactorRecord.objects.create(user=user, verb=verb, by=by, at=now, reason=reason)
    User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
    post_mail(
        "second_step",
        to=user.email,
        language=user.language,
        context={"verb": str(verb)},
        key=f"second-step-{record.pk}",
        now=now,
    )


def keep_session(request: HttpRequest) -> None:
    """Let the session of whoever changed a factor go on; the others have ended."""
    user: Any = request.user
    user.refresh_from_db(fields=["session_round"])
    update_session_auth_hash(request, user)


@transaction.atomic
def end_other_sessions(request: HttpRequest) -> None:
    """Sign all other browsers of this person out."""
    user: Any = request.user
    User.objects.filter(pk=user.pk).update(session_round=F("session_round") + 1)
    keep_session(request)


def note_try(request: HttpRequest, *, passed: bool) -> None:
    """Write a try at the second step beside the sign-ins, where its owner reads it."""
    model = AccessLog if passed else AccessFailureLog
    model.objects.create(
        username=request.user.get_username(),
        ip_address=request.META.get("REMOTE_ADDR") or None,
        user_agent=request.headers.get("User-Agent", "<unknown>")[:255],
        http_accept=request.headers.get("Accept", "<unknown>")[:1025],
        path_info=reverse("second-step"),
    )


def _plain(code: str) -> str:
    return "".join(code.lower().split()).replace("-", "")


def _new_code() -> str:
    """24 letters and digits in groups of four."""
    text = base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def _wrong(devices: Iterable[Any]) -> str:
    """Why a code was not taken, and from when on one may try again."""
    waits = [device.verify_is_allowed()[1] for device in devices]
    until = [wait["locked_until"] for wait in waits if wait]
    if not until:
        return _("This code is not right, or was used already.")
    at = formats.date_format(timezone.localtime(max(until)), "H:i:s")
    return _("This code is not right, or was used already. Try again at %(time)s.") % {"time": at}
