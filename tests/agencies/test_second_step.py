"""For whom a second step is required, who resets it, and what is asked before it changes (R12)."""

import datetime as dt
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from django.core import checks
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp_webauthn.models import WebAuthnAttestation, WebAuthnCredential

from accounts import factors, tokens
from accounts.errors import Invalid, NotAllowed, Refused, SomebodyWasFirst
from accounts.models import CodeApp, FactorRecord, OutboxMessage, User
from accounts.roles import Role
from agencies.founding import first_administrator
from agencies.models import Centre, Membership
from agencies.workflow import act_as_head, reset_second_step, sign_out
from tests.accounts.second_step import app_of, code_of, give_password, sign_in_with
from tests.accounts.test_second_step import leads_to
from tests.factories import PASSWORD, MembershipFactory, UserFactory

Clock = Callable[..., dt.datetime]
pytestmark = [pytest.mark.clause("7(3)"), pytest.mark.usefixtures("reads_english")]
REQUIRED = ["caseworker", "head", "agency_worker", "agency_supervisor", "administrator"]


@pytest.fixture
def required(settings: Any) -> None:
    """As in production."""
    settings.SECOND_FACTOR_ROLES = REQUIRED


@pytest.mark.parametrize(
    "person", ["caseworker", "head", "agency_worker", "agency_supervisor", "administrator"]
)
def test_r12_who_needs_a_second_step_and_has_none_is_led_to_set_one_up(
    request: pytest.FixtureRequest, client: Client, on: Clock, required: None, person: str
) -> None:
    on("2026-03-20", "10:00")
    user = request.getfixturevalue(person)
    give_password(client, user)
    for page in ("my-day", "people", "profile", "factor-codes", "sign-in"):
        assert leads_to(client.get(reverse(page)), "factors")
    assert "Set it up now" in client.get(reverse("factors")).content.decode()
    client.get(reverse("factor-app"))
    given = {"code": code_of(CodeApp.objects.get()), "name": ""}
    assert leads_to(client.post(reverse("factor-app"), given), "factors")
    assert client.get(reverse("my-day")).status_code == 200


@pytest.mark.parametrize("person", ["regional_manager", "authorised_body", "stranger"])
def test_r12_whoever_sees_no_family_may_go_without(
    request: pytest.FixtureRequest, client: Client, required: None, person: str
) -> None:
    give_password(client, request.getfixturevalue(person))
    assert client.get(reverse("my-day")).status_code == 200


def test_r12_an_office_that_is_given_now_holds_the_session_now(
    client: Client, stranger: User, centre: Centre, required: None
) -> None:
    give_password(client, stranger)
    assert client.get(reverse("my-day")).status_code == 200
    MembershipFactory.create(user=stranger, role=Role.CASEWORKER, centre=centre)
    assert leads_to(client.get(reverse("my-day")), "factors")


def test_r12_the_api_says_why_it_refuses_a_session(
    client: Client, caseworker: User, required: None
) -> None:
    give_password(client, caseworker)
    answer = client.get(reverse("api-case-list"))
    assert answer.status_code == 403
    assert answer.json() == {"message": "Sign in with your second step first.", "field": None}


def test_r12_the_key_of_a_system_is_not_asked_for_a_second_step(
    client: Client, agency_worker: User, required: None, on: Clock
) -> None:
    now = on("2026-03-20", "10:00")
    app_of(agency_worker)
    key = tokens.issue(agency_worker, name="Journal", by=agency_worker, now=now)
    headers = {"authorization": f"Token {key}"}
    assert client.get(reverse("api-activity-list"), headers=headers).status_code == 200


def test_r12_before_a_factor_changes_the_password_is_asked_again(
    client: Client, caseworker: User, on: Clock
) -> None:
    on("2026-03-20", "10:00")
    app = app_of(caseworker)
    sign_in_with(client, app)
    on("2026-03-20", "10:30")
    pages = [reverse(name) for name in ("factor-app", "factor-passkey", "factor-codes")]
    pages.append(reverse("factor-remove", args=["app", app.pk]))
    assert [leads_to(client.get(page), "confirm") for page in pages] == [True] * 4
    on("2026-03-20", "11:45")
    assert leads_to(client.post(pages[3]), "confirm")
    assert client.post(reverse("passkey-new")).status_code == 403
    assert CodeApp.objects.filter(pk=app.pk).exists()


def test_r12_the_last_factor_stays_where_it_is_required(
    client: Client, caseworker: User, on: Clock, required: None
) -> None:
    on("2026-03-20", "10:00")
    first = app_of(caseworker)
    sign_in_with(client, first)
    assert client.post(reverse("factor-remove", args=["app", first.pk])).status_code == 409
    second = app_of(caseworker)
    assert leads_to(client.post(reverse("factor-remove", args=["app", first.pk])), "factors")
    assert [f.device for f in factors.factors_of(caseworker)] == [second]
    assert client.get(reverse("my-day")).status_code == 200


def test_r12_where_none_is_required_the_last_one_goes_with_its_codes(
    client: Client, caseworker: User, on: Clock
) -> None:
    on("2026-03-20", "10:00")
    app = app_of(caseworker)
    factors.make_codes(caseworker, now=timezone.now())
    sign_in_with(client, app)
    client.post(reverse("factor-remove", args=["app", app.pk]))
    assert (factors.has_any(caseworker), factors.codes_left(caseworker)) == (False, 0)
    assert client.get(reverse("my-day")).status_code == 200
    assert FactorRecord.objects.first().verb == "removed"  # type: ignore[union-attr]


def test_r12_recovery_codes_are_shown_once(client: Client, caseworker: User, on: Clock) -> None:
    on("2026-03-20", "10:00")
    sign_in_with(client, app_of(caseworker))
    shown = client.post(reverse("factor-codes"))
    assert all(code in shown.content.decode() for code in shown.context["codes"])
    assert "no-store" in shown["Cache-Control"]
    later = client.get(reverse("factor-codes")).content.decode()
    assert [code for code in shown.context["codes"] if code in later] == []
    assert client.get(reverse("my-day")).status_code == 200


def test_recovery_codes_stand_in_for_a_factor_and_are_none(
    client: Client, caseworker: User
) -> None:
    give_password(client, caseworker)
    assert client.post(reverse("factor-codes")).status_code == 409


def test_a_factor_is_named_by_its_owner_alone(
    client: Client, caseworker: User, colleague: User, on: Clock
) -> None:
    on("2026-03-20", "10:00")
    mine, other = app_of(caseworker), app_of(colleague)
    sign_in_with(client, mine)
    for app, status in ((mine, 302), (other, 404)):
        address = reverse("factor-name", args=["app", app.pk])
        assert client.post(address, {"name": "Blue telephone"}).status_code == status
        assert (client.post(reverse("factor-remove", args=["app", other.pk]))).status_code == 404
    names = set(CodeApp.objects.values_list("name", flat=True))
    assert names == {"Blue telephone", "Telephone"}


def test_r12_whoever_lost_the_telephone_is_let_in_anew_by_the_head(
    client: Client, caseworker: User, head: User, on: Clock, required: None
) -> None:
    on("2026-03-20", "10:00")
    key = WebAuthnCredential(user=caseworker, credential_id=b"1", public_key=b"", aaguid="")
    key.save()
    WebAuthnAttestation.objects.create(credential=key, fmt="none", data=b"", client_data_json=b"")
    lost = sign_in_with(Client(), app_of(caseworker))
    sign_in_with(client, app_of(head))
    membership = Membership.objects.get(user=caseworker)
    address = reverse("factor-reset", args=[membership.pk])
    assert address in client.get(reverse("people")).content.decode()
    assert client.post(address, {"reason": " "}).status_code == 400
    assert leads_to(client.post(address, {"reason": "Telephone lost."}), "people")
    assert leads_to(lost.get(reverse("my-day")), "sign-in")
    record = FactorRecord.objects.get(verb="reset")
    assert (record.user, record.by, record.reason) == (caseworker, head, "Telephone lost.")
    mail = OutboxMessage.objects.get(key=f"second-step-{record.pk}").payload
    assert (mail["to"], mail["context"]) == (caseworker.email, {"verb": "reset"})
    assert not WebAuthnAttestation.objects.exists()
    page = client.get(address).content.decode()
    assert "Telephone lost." in page
    assert "There is nothing to reset" in page
    give_password(lost, caseworker)
    assert leads_to(lost.get(reverse("my-day")), "factors")
    assert client.post(address, {"reason": "Again."}).status_code == 409


def test_r12_whoever_lost_a_computer_is_signed_out_by_the_head_and_keeps_the_second_step(
    client: Client, caseworker: User, head: User, on: Clock, required: None
) -> None:
    on("2026-03-20", "10:00")
    lost = sign_in_with(Client(), app_of(caseworker))
    added = {"verb": "added", "by": caseworker, "at": timezone.now()}
    FactorRecord.objects.create(user=caseworker, **added)
    sign_in_with(client, app_of(head))
    membership = Membership.objects.get(user=caseworker)
    address = reverse("sign-somebody-out", args=[membership.pk])
    assert address in client.get(reverse("factor-reset", args=[membership.pk])).content.decode()
    assert client.post(address, {"reason": " "}).status_code == 400
    assert not leads_to(lost.get(reverse("my-day")), "sign-in")
    assert leads_to(client.post(address, {"reason": "The bag was stolen."}), "people")
    assert leads_to(lost.get(reverse("my-day")), "sign-in")
    assert factors.has_any(caseworker)
    record = FactorRecord.objects.get(verb="signed_out")
    assert (record.user, record.by, record.reason) == (caseworker, head, "The bag was stolen.")
    mail = OutboxMessage.objects.get(key=f"second-step-{record.pk}").payload
    assert (mail["to"], mail["context"]) == (caseworker.email, {"verb": "signed_out"})
    again = client.get(reverse("factor-reset", args=[membership.pk])).content.decode()
    assert "The bag was stolen." in again
    assert "There is nothing to reset" not in again


@pytest.mark.parametrize("name", ["factor-reset", "sign-somebody-out"])
def test_r12_no_page_is_shown_for_whom_one_does_not_look_after(
    name: str, client: Client, head: User, on: Clock
) -> None:
    """The head sees the own row in the list, and is looked after by an administrator."""
    on("2026-03-20", "10:00")
    sign_in_with(client, app_of(head))
    own = Membership.objects.get(user=head)
    assert client.get(reverse(name, args=[own.pk])).status_code == 403


RESETS = {
    ("administrator", "caseworker"): True,
    ("administrator", "agency_supervisor"): True,
    ("administrator", "administrator"): False,
    ("head", "caseworker"): True,
    ("head", "head"): False,
    ("head", "other_caseworker"): False,
    ("head", "administrator"): False,
    ("head", "former_caseworker"): False,
    ("head", "stranger"): False,
    ("caseworker", "colleague"): False,
    ("agency_supervisor", "agency_worker"): True,
    ("agency_supervisor", "other_agency_worker"): False,
    ("agency_worker", "agency_colleague"): False,
    ("regional_manager", "head"): False,
}


@pytest.mark.parametrize(("by", "user"), RESETS)
def test_r12_one_resets_for_whom_one_looks_after(
    request: pytest.FixtureRequest, by: str, user: str
) -> None:
    one, other = request.getfixturevalue(by), request.getfixturevalue(user)
    app_of(other)
    try:
        reset_second_step(other, reason="Lost.", by=one, now=timezone.now())
    except NotAllowed:
        done = False
    else:
        done = True
    assert done == RESETS[by, user] == (not factors.has_any(other))


@pytest.mark.parametrize(("by", "user"), RESETS)
def test_r12_one_signs_out_for_whom_one_looks_after(
    request: pytest.FixtureRequest, by: str, user: str
) -> None:
    one, other = request.getfixturevalue(by), request.getfixturevalue(user)
    before = other.session_round
    with nullcontext() if RESETS[by, user] else pytest.raises(NotAllowed):
        sign_out(other, reason="Stolen.", by=one, now=timezone.now())
    other.refresh_from_db()
    assert (other.session_round > before) == RESETS[by, user]


def test_r12_nobody_resets_whoever_works_elsewhere_too(
    head: User, caseworker: User, other_centre: Centre
) -> None:
    app_of(caseworker)
    MembershipFactory.create(user=caseworker, role=Role.CASEWORKER, centre=other_centre)
    with pytest.raises(NotAllowed):
        reset_second_step(caseworker, reason="Lost.", by=head, now=timezone.now())


def test_r12_a_reset_takes_a_reason_and_something_to_reset(head: User, caseworker: User) -> None:
    with pytest.raises(Refused):
        reset_second_step(caseworker, reason="Lost.", by=head, now=timezone.now())
    app_of(caseworker)
    with pytest.raises(Invalid):
        reset_second_step(caseworker, reason=" ", by=head, now=timezone.now())


def test_r12_whom_nobody_can_let_in_is_let_in_from_the_server(
    administrator: User, capsys: pytest.CaptureFixture[str]
) -> None:
    app_of(administrator)
    call_command("reset_second_step", administrator.email.upper(), "Telephone drowned.")
    assert administrator.email in capsys.readouterr().out
    assert not factors.has_any(administrator)
    for email in (administrator.email, "nobody@example.kz"):
        with pytest.raises(CommandError):
            call_command("reset_second_step", email, "Again.")


def test_r12_production_must_require_it_of_somebody(settings: Any) -> None:
    def found(*, deploy: bool) -> list[str]:
        issues = checks.run_checks(include_deployment_checks=deploy)
        return [str(i.id) for i in issues if str(i.id).startswith("agencies.")]

    settings.SECOND_FACTOR_ROLES = []
    assert (found(deploy=False), found(deploy=True)) == ([], ["agencies.E001"])
    settings.SECOND_FACTOR_ROLES = ["caseworker", "wizard"]
    assert found(deploy=False) == ["agencies.E002"]
    settings.SECOND_FACTOR_ROLES = REQUIRED
    assert found(deploy=True) == []


def test_the_first_administrator_begins_with_a_second_step(
    client: Client, database: None, required: None
) -> None:
    founder = first_administrator(
        email="founder@example.kz",
        full_name="Founder",
        password=PASSWORD,
        language="en",
        now=timezone.now(),
    )
    give_password(client, founder)
    assert leads_to(client.get(reverse("my-day")), "factors")


def test_r12_a_head_resets_nobody_who_set_the_installation_up(head: User, centre: Centre) -> None:
    keeper = UserFactory.create(is_superuser=True)
    MembershipFactory.create(user=keeper, role=Role.CASEWORKER, centre=centre)
    app_of(keeper)
    with pytest.raises(NotAllowed):
        reset_second_step(keeper, reason="Lost.", by=head, now=timezone.now())


def test_r12_a_key_that_another_session_was_shown_is_void(
    head: User, sign_in: Callable[[User], Client]
) -> None:
    """Whoever read it with a stolen password could otherwise pass the owner's second step."""
    thief, owner = Client(), sign_in(head)
    thief.force_login(head, backend="django.contrib.auth.backends.ModelBackend")
    seen = thief.get(reverse("factor-app")).context["key"]
    shown = owner.get(reverse("factor-app")).context["key"]
    assert shown != seen
    assert owner.get(reverse("factor-app")).context["key"] == shown
    [waiting] = CodeApp.objects.filter(user=head)
    assert waiting.key == shown.replace(" ", "")


def test_r12_who_leads_an_office_is_reset_by_an_administrator(
    head: User, caseworker: User, administrator: User, centre: Centre, on: Clock
) -> None:
    """Who stands in for the head would otherwise open the head's account."""
    now = on("2026-03-20", "10:00")
    app_of(head)
    days = {"starts_on": now.date(), "ends_on": now.date()}
    act_as_head(centre, user=caseworker, **days, by=head, now=now)
    with pytest.raises(NotAllowed):
        reset_second_step(head, reason="Lost.", by=caseworker, now=now)
    reset_second_step(head, reason="Lost.", by=administrator, now=now)
    assert not CodeApp.objects.filter(user=head).exists()


def test_r12_an_office_to_come_counts_too(head: User, caseworker: User, on: Clock) -> None:
    now = on("2026-03-20", "10:00")
    tomorrow = now.date() + dt.timedelta(days=1)
    MembershipFactory.create(user=caseworker, role=Role.ADMINISTRATOR, starts_on=tomorrow)
    app_of(caseworker)
    with pytest.raises(NotAllowed):
        reset_second_step(caseworker, reason="Lost.", by=head, now=now)


def test_r12_the_second_click_on_removing_takes_no_codes_away(caseworker: User, on: Clock) -> None:
    now = on("2026-03-20", "10:00")
    first, _second = app_of(caseworker), app_of(caseworker)
    factors.make_codes(caseworker, now=now)
    gone = factors.Factor("app", CodeApp.objects.get(pk=first.pk))
    factors.remove(factors.Factor("app", first), required=False, now=now)
    with pytest.raises(SomebodyWasFirst):
        factors.remove(gone, required=False, now=now)
    assert factors.codes_left(caseworker) == 10
