"""The verbs of a case on its pages: what is posted, where it leads."""

import datetime as dt
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agencies.models import Centre
from cases.models import Case, Transfer
from cases.workflow import ask_transfer
from tests import factories as make

SignIn = Callable[[User], Client]


def test_the_whole_way_to_recognition_on_the_pages(
    case: Case, caseworker: User, head: User, friday: dt.datetime, sign_in: SignIn
) -> None:
    make.CaseDeadlineFactory.create(case=case)
    token = str(uuid4())
    chosen = {
        **{f"direction_{code}": "D" for code in ("ECON", "SOC", "HOUS", "HEAL", "EDU")},
        **{f"risk_{code}": "1" for code in ("offending", "victimisation", "ill_being")},
    }
    assess = {"occasion": "intake", "assessed_on": "2026-03-20", "level": "D", "token": token}
    url = reverse("case-assess", args=[case.pk])
    incomplete = sign_in(caseworker).post(url, assess)
    assert incomplete.status_code == 400
    assert 'href="#id_direction_ECON"' in incomplete.content.decode()
    assert sign_in(caseworker).post(url, assess | chosen).status_code == 302
    url = reverse("case-recognise", args=[case.pk])
    nothing = sign_in(head).post(url, {"on": "2026-03-20"})
    assert nothing.status_code == 400
    assert "at least one ground" in nothing.content.decode()
    assert sign_in(head).post(url, {"on": "2026-03-20", "grounds": ["G10"]}).status_code == 302
    again = sign_in(head).post(url, {"on": "2026-03-20", "grounds": ["G10"]})
    assert again.status_code == 409
    case.refresh_from_db()
    assert case.state == "recognised"
    timeline = sign_in(caseworker).get(reverse("case-timeline", args=[case.pk]))
    assert "cl. 3(5)" in timeline.content.decode()
    assessments = sign_in(caseworker).get(reverse("case-assessments", args=[case.pk]))
    assert "Дағдарыстық" in assessments.content.decode() or "Кризисный" in (
        assessments.content.decode()
    )


FORMS = [
    ("case-danger", {"reason": "He is back."}),
    ("case-add-note", {"text": "Call.", "token": "7e0c3f6c-9a53-4f0c-8a53-3f0c9a534f0c"}),
    (
        "case-add-visit",
        {
            "visited_on": "2026-03-20",
            "arrived_at": "09:00",
            "findings": "Cold.",
            "name_1": "Үлгі Маман",
            "token": "7e0c3f6c-9a53-4f0c-8a53-3f0c9a534f0c",
        },
    ),
    (
        "case-add-member",
        {
            "relation": "child",
            "last_name": "Үлгінов",
            "first_name": "Нұрлан",
            "iin_absent": "unknown",
            "token": "7e0c3f6c-9a53-4f0c-8a53-3f0c9a534f0c",
        },
    ),
]


@pytest.mark.parametrize(("name", "values"), FORMS)
def test_a_verb_is_posted_and_leads_back(
    name: str,
    values: dict[str, str],
    case: Case,
    caseworker: User,
    friday: dt.datetime,
    sign_in: SignIn,
) -> None:
    url = reverse(name, args=[case.pk])
    assert sign_in(caseworker).post(url, {}).status_code == 400
    page = sign_in(caseworker).post(url, values, follow=True)
    assert page.status_code == 200
    assert page.redirect_chain
    assert "message-success" in page.content.decode()


def test_a_correction_starts_from_what_is_known(
    case: Case, caseworker: User, friday: dt.datetime, sign_in: SignIn
) -> None:
    member = case.family.memberships.get(relation="self")
    url = reverse("case-correct-person", args=[case.pk, member.pk])
    page = sign_in(caseworker).get(url).content.decode()
    assert f'value="{member.person.iin}"' in page
    values = {"last_name": "Жаңаева", "first_name": "Айша", "iin": member.person.iin}
    assert sign_in(caseworker).post(url, values).status_code == 302
    case.refresh_from_db()
    assert case.first_person_name == "Жаңаева Айша"


@pytest.mark.clause("6")
def test_r10_a_case_is_handed_over_to_staff_of_the_centre(
    case: Case, caseworker: User, colleague: User, other_head: User, sign_in: SignIn
) -> None:
    url = reverse("case-hand-over", args=[case.pk])
    assert sign_in(caseworker).post(url, {"to": other_head.pk}).status_code == 400
    assert sign_in(colleague).get(url).status_code == 403
    assert sign_in(caseworker).post(url, {"to": colleague.pk}).status_code == 302
    case.refresh_from_db()
    assert case.responsible == colleague


@pytest.mark.clause("7(4)")
def test_r13_the_centre_that_is_asked_sees_the_transfer_and_not_the_case(
    case: Case,
    caseworker: User,
    other_centre: Centre,
    other_caseworker: User,
    agency_worker: User,
    friday: dt.datetime,
    sign_in: SignIn,
) -> None:
    url = reverse("case-ask-transfer", args=[case.pk])
    values = {"to_centre": other_centre.pk, "reason": "They moved."}
    assert sign_in(caseworker).post(url, values).status_code == 302
    assert sign_in(caseworker).post(url, values).status_code == 409
    transfer = Transfer.objects.get()
    page = sign_in(other_caseworker).get(reverse("transfer", args=[transfer.pk]))
    assert case.first_person_name in page.content.decode()
    assert reverse("case", args=[case.pk]) not in page.content.decode()
    by_case = reverse("case-transfer", args=[case.pk])
    assert sign_in(other_caseworker).get(by_case)["Location"] == reverse(
        "transfer", args=[transfer.pk]
    )
    listed = sign_in(other_caseworker).get(reverse("transfer-list")).content.decode()
    assert case.number in listed
    assert sign_in(other_caseworker).get(reverse("case", args=[case.pk])).status_code == 404
    withdraw = reverse("transfer-withdraw", args=[transfer.pk])
    assert sign_in(other_caseworker).post(withdraw).status_code == 403
    assert sign_in(caseworker).post(withdraw).status_code == 302
    assert sign_in(caseworker).post(withdraw).status_code == 409


def test_r13_only_the_head_who_decides_is_offered_the_decision(
    case: Case,
    caseworker: User,
    other_centre: Centre,
    other_caseworker: User,
    other_head: User,
    friday: dt.datetime,
    sign_in: SignIn,
) -> None:
    transfer = ask_transfer(
        case, by=caseworker, now=friday, to_centre=other_centre, reason="They moved."
    )
    accept = reverse("transfer-accept", args=[transfer.pk])
    url = reverse("transfer", args=[transfer.pk])
    assert accept in sign_in(other_head).get(url).content.decode()
    assert accept not in sign_in(other_caseworker).get(url).content.decode()


def test_strangers_find_no_transfer(
    case: Case, other_centre: Centre, caseworker: User, friday: dt.datetime, sign_in: SignIn
) -> None:
    transfer = ask_transfer(
        case, by=caseworker, now=friday, to_centre=other_centre, reason="They moved."
    )
    third = make.CentreFactory.create()
    outsider = make.UserFactory.create()
    make.MembershipFactory.create(user=outsider, centre=third)
    by_case = reverse("case-transfer", args=[case.pk])
    assert sign_in(outsider).get(by_case).status_code == 404
    assert sign_in(outsider).get(reverse("transfer", args=[transfer.pk])).status_code == 404
