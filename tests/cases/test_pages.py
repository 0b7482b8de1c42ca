"""The pages of cases: who reaches them, what they show, that nothing typed is lost."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import AccessRecord, User
from agencies.models import Centre
from cases import workflow
from cases.models import Case, StoredFile
from tests import factories as make
from tests.cases.test_records import PDF, files_root  # noqa: F401  a fixture
from tests.kept_files import on_disk

SignIn = Callable[[User], Client]
TABS = ["case", "case-assessments", "case-timeline", "case-visits", "case-files"]
VERBS = [
    "case-start-assessment",
    "case-assess",
    "case-hand-over",
    "case-danger",
    "case-notify-guardianship",
    "case-add-member",
    "case-add-visit",
    "case-add-note",
    "case-add-file",
    "case-ask-transfer",
]


@pytest.mark.parametrize("name", TABS + VERBS)
def test_staff_reach_the_pages_of_their_case(
    name: str, case: Case, caseworker: User, sign_in: SignIn
) -> None:
    page = sign_in(caseworker).get(reverse(name, args=[case.pk]))
    assert page.status_code == 200
    assert case.first_person_name in page.content.decode()
    read = AccessRecord.objects.get()
    assert (read.user, read.route, read.case_ids) == (caseworker, name, [case.pk])


@pytest.mark.parametrize("rows", [1, 3])
def test_the_case_asks_the_database_as_often_for_three_children_as_for_one(
    rows: int,
    centre: Centre,
    caseworker: User,
    sign_in: SignIn,
    friday: dt.datetime,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    case = make.CaseFactory.create(centre=centre, responsible=caseworker)
    for _number in range(rows):
        make.FamilyMemberFactory.create(family=case.family, child=True)
        make.CaseDeadlineFactory.create(case=case)
    browser = sign_in(caseworker)
    with django_assert_num_queries(11):
        browser.get(reverse("case", args=[case.pk]))


@pytest.mark.clause("7(3)")
def test_r12_a_file_leaves_as_an_attachment_through_the_check(
    case: Case, caseworker: User, other_head: User, friday: dt.datetime, sign_in: SignIn
) -> None:
    url = reverse("case-add-file", args=[case.pk])
    wrong = {"file": SimpleUploadedFile("a.pdf", b"MZ"), "token": str(uuid4())}
    page = sign_in(caseworker).post(url, wrong)
    assert page.status_code == 400
    assert "not accepted" in page.content.decode()
    right = wrong | {"file": SimpleUploadedFile("акт.pdf", PDF)}
    assert sign_in(caseworker).post(url, right).status_code == 302
    file = StoredFile.objects.get()
    address = reverse("case-file", args=[case.pk, file.pk])
    answer: Any = sign_in(caseworker).get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Length"] == str(len(PDF))
    assert PDF not in on_disk(file.content)
    assert AccessRecord.objects.filter(subject="file").get().record_ids == [file.pk]
    assert sign_in(other_head).get(address).status_code == 404
    other = make.CaseFactory.create(centre=case.centre)
    foreign = reverse("case-file", args=[other.pk, file.pk])
    assert sign_in(caseworker).get(foreign).status_code == 404


@pytest.mark.clause("7(3)")
def test_r12_a_file_that_was_exchanged_is_not_given_out(
    case: Case, caseworker: User, friday: dt.datetime, sign_in: SignIn, reads_english: None
) -> None:
    upload = SimpleUploadedFile("a.pdf", PDF)
    file = workflow.add_file(case, by=caseworker, now=friday, file=upload)
    Path(file.content.path).write_bytes(b"%PDF-1.7 of somebody else")
    address = reverse("case-file", args=[case.pk, file.pk])
    answer = sign_in(caseworker).get(address)
    assert (answer.status_code, answer.streaming) == (409, False)
    assert "It is not given out." in answer.content.decode()


def test_a_member_of_another_family_is_not_there(
    case: Case, caseworker: User, sign_in: SignIn
) -> None:
    stranger = make.FamilyMemberFactory.create()
    for name in ("case-correct-person", "case-member-left"):
        url = reverse(name, args=[case.pk, stranger.pk])
        assert sign_in(caseworker).get(url).status_code == 404


@pytest.mark.clause("7(3)")
def test_r12_the_head_sees_who_looked(
    case: Case, caseworker: User, head: User, sign_in: SignIn
) -> None:
    sign_in(caseworker).get(reverse("case", args=[case.pk]))
    page = sign_in(head).get(reverse("case-readers", args=[case.pk])).content.decode()
    assert "<td>Caseworker</td>" in page
