"""The agency's pages: a worker learns what is asked, answers, and is done (R12, R16, R18)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import AccessRecord, User
from agencies.models import Agency, Method
from cases.models import Case, StoredFile
from plans.models import Activity, PlanItem, Report
from plans.workflow import approval, drafting, execution, review
from tests.plans import stories

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]
pytestmark = pytest.mark.usefixtures("reads_english")
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def url(name: str, activity: Activity, *more: int) -> str:
    return reverse(name, args=[activity.pk, *more])


def said(activity: Activity, **more: Any) -> dict[str, Any]:
    return {"result": "done", "done_on": "2026-03-26", "text": "He comes twice a week.", **more}


@pytest.mark.clause("11")
def test_r18_an_agency_worker_closes_the_loop_in_one_visit(
    asked: Activity, agency_worker: User, sign_in: SignIn, on: Clock
) -> None:
    on("2026-03-26", "14:00")
    browser = sign_in(agency_worker)
    page = browser.get(reverse("inbox")).content.decode()
    assert "Help at school" in page
    assert "3 working days left" in page
    page = browser.get(url("activity", asked)).content.decode()
    assert "A tutor twice a week." in page
    assert 'value="2026-03-26"' in page
    answer = browser.post(url("activity-report", asked), said(asked))
    assert (answer.status_code, answer.url) == (302, reverse("inbox"))
    row = Report.objects.get()
    assert (row.activity, row.by, row.text) == (asked, agency_worker, "He comes twice a week.")
    asked.refresh_from_db()
    assert (asked.state, asked.taken_by) == ("reported", agency_worker)
    assert "will mark it" in browser.get(answer.url).content.decode()


@pytest.mark.clause("9")
def test_r16_opening_the_page_is_proof_of_receipt_and_reading_is_logged(
    asked: Activity, agency_worker: User, caseworker: User, sign_in: SignIn, on: Clock
) -> None:
    sign_in(caseworker).get(url("activity", asked))
    assert asked.dispatch is not None
    asked.dispatch.refresh_from_db()
    assert asked.dispatch.opened_at is None
    opened = on("2026-03-26", "14:00")
    sign_in(agency_worker).get(url("activity", asked))
    asked.dispatch.refresh_from_db()
    assert (asked.dispatch.opened_at, asked.dispatch.opened_by) == (opened, agency_worker)
    log = AccessRecord.objects.filter(user=agency_worker).get()
    assert (log.subject, log.record_ids, log.case_ids) == ("activity", [asked.pk], [asked.case_id])


@pytest.mark.clause("7", "11")
def test_r12_an_agency_reads_the_least_data(
    case: Case,
    agency: Agency,
    other_agency: Agency,
    caseworker: User,
    head: User,
    agency_worker: User,
    sign_in: SignIn,
    on: Clock,
) -> None:
    mother, son = stories.members(case)
    items = (
        stories.item(case, agency=agency, due="2026-03-31", persons=[son]),
        stories.item(case, agency=other_agency, due="2026-04-01", title="A place in the clinic"),
    )
    plan = stories.approved(case, *items, by=caseworker, head=head, now=on("2026-03-20"))
    activity = plan.activities.get(agency=agency)
    browser = sign_in(agency_worker)
    pages = [browser.get(path).content.decode() for path in ("/inbox/", url("activity", activity))]
    for page in pages:
        assert son.full_name in page
        assert "born 2018" in page
        for secret in (mother.full_name, mother.iin, son.iin, case.address, case.number):
            assert secret not in page
        assert "clinic" not in page
        assert "01.09.2018" not in page


@pytest.mark.clause("7", "9")
@pytest.mark.parametrize(
    "name",
    ["activity", "activity-decline", "activity-later", "activity-withdraw", "activity-report"],
)
def test_r12_what_is_not_ones_own_is_not_found(
    asked: Activity,
    other_agency_worker: User,
    other_caseworker: User,
    stranger: User,
    sign_in: SignIn,
    name: str,
) -> None:
    for outsider in (other_agency_worker, other_caseworker, stranger):
        assert sign_in(outsider).get(url(name, asked)).status_code == 404


@pytest.mark.clause("9")
def test_r12_nothing_is_seen_before_it_is_sent(
    case: Case,
    agency: Agency,
    caseworker: User,
    head: User,
    agency_worker: User,
    sign_in: SignIn,
    on: Clock,
) -> None:
    wanted = stories.item(case, agency=agency, due="2026-04-10")
    plan = stories.approved(
        case, wanted, by=caseworker, head=head, now=on("2026-03-20"), hold=[agency.pk]
    )
    browser = sign_in(agency_worker)
    assert browser.get(url("activity", plan.activities.get())).status_code == 404
    assert "Nothing is owed now" in browser.get("/inbox/").content.decode()


@pytest.mark.clause("9")
def test_r16_take_into_work_take_over_and_decline(
    asked: Activity, agency_worker: User, agency_colleague: User, sign_in: SignIn, on: Clock
) -> None:
    on("2026-03-26")
    sign_in(agency_worker).post(url("activity-accept", asked))
    asked.refresh_from_db()
    assert (asked.state, asked.taken_by) == ("accepted", agency_worker)
    assert sign_in(agency_worker).post(url("activity-accept", asked)).status_code == 409
    browser = sign_in(agency_colleague)
    assert "Take over" in browser.get(url("activity", asked)).content.decode()
    browser.post(url("activity-take-over", asked))
    asked.refresh_from_db()
    assert asked.taken_by == agency_colleague
    empty = browser.post(url("activity-decline", asked), {"reason": ""})
    assert empty.status_code == 400
    browser.post(url("activity-decline", asked), {"reason": "Another school's child."})
    page = browser.get(url("activity", asked)).content.decode()
    assert "Another school&#x27;s child." in page
    assert "Give information" not in page


@pytest.mark.clause("11")
@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"text": ""}, "This field is required."),
        ({"result": ""}, "This field is required."),
        ({"done_on": "2026-03-27"}, "This day has not come yet."),
        ({"done_on": "2026-03-19"}, "The activity began only later."),
        ({"done_on": "yesterday"}, "Enter a valid date."),
    ],
)
def test_r18_a_refused_report_names_the_field_and_keeps_what_was_typed(
    asked: Activity,
    agency_worker: User,
    sign_in: SignIn,
    on: Clock,
    more: dict[str, str],
    message: str,
) -> None:
    on("2026-03-26")
    typed = said(asked, text="A long and careful account.") | more
    page = sign_in(agency_worker).post(url("activity-report", asked), typed)
    text = page.content.decode()
    assert page.status_code == 400
    assert message in text
    assert 'id="errors"' in text
    assert typed["text"] in text
    assert Report.objects.count() == 0


@pytest.mark.clause("11")
def test_r18_who_was_not_first_is_told_so_and_keeps_what_was_typed(
    asked: Activity, agency_worker: User, agency_colleague: User, sign_in: SignIn, on: Clock
) -> None:
    now = on("2026-03-26")
    stories.report(asked, by=agency_colleague, now=now)
    typed = said(asked, text="My own account.")
    page = sign_in(agency_worker).post(url("activity-report", asked), typed)
    text = page.content.decode()
    assert page.status_code == 409
    assert "Nothing was changed" in text
    assert "My own account." in text
    assert "Agency Colleague" in text
    assert Report.objects.count() == 1


@pytest.mark.clause("11")
def test_r18_one_report_for_several_activities(
    case: Case,
    agency: Agency,
    caseworker: User,
    head: User,
    agency_worker: User,
    sign_in: SignIn,
    on: Clock,
) -> None:
    mother, son = stories.members(case)
    items = [
        stories.item(case, agency=agency, due="2026-03-31", persons=[one]) for one in (mother, son)
    ]
    plan = stories.approved(case, *items, by=caseworker, head=head, now=on("2026-03-20"))
    first, second = plan.activities.order_by("pk")
    on("2026-03-26")
    browser = sign_in(agency_worker)
    assert (
        f"Help at school – {son.full_name}" in browser.get(url("activity", first)).content.decode()
    )
    browser.post(url("activity-report", first), said(first, also_for=[second.pk]))
    assert [row.activity for row in Report.objects.order_by("pk")] == [first, second]
    assert Report.objects.values("submission").distinct().count() == 1


@pytest.mark.clause("11")
@pytest.mark.parametrize(
    ("kind", "asks"), [(PlanItem.Kind.RELAPSE, True), (PlanItem.Kind.ADAPTATION, False)]
)
def test_r18_the_question_after_risks_stands_where_it_applies(
    case: Case,
    agency: Agency,
    caseworker: User,
    head: User,
    agency_worker: User,
    sign_in: SignIn,
    on: Clock,
    kind: str,
    asks: bool,
) -> None:
    wanted = stories.item(case, agency=agency, due="2026-03-31", kind=kind)
    plan = stories.approved(case, wanted, by=caseworker, head=head, now=on("2026-03-20"))
    activity = plan.activities.get()
    on("2026-03-26")
    browser = sign_in(agency_worker)
    page = browser.get(url("activity", activity)).content.decode()
    assert ("Social and behavioural risks" in page) is asks
    browser.post(url("activity-report", activity), said(activity, outcome="lowered"))
    assert Report.objects.get().outcome == ("lowered" if asks else "")


@pytest.mark.clause("7", "8")
def test_r12_what_another_agency_reported_before_stays_with_it(
    asked: Activity,
    other_agency: Agency,
    agency_worker: User,
    other_agency_worker: User,
    caseworker: User,
    head: User,
    sign_in: SignIn,
    on: Clock,
) -> None:
    stories.report(
        asked, by=agency_worker, now=on("2026-03-26"), result="impossible", text="A secret."
    )
    now = on("2026-03-27")
    newer = drafting.new_version(asked.plan, by=caseworker, now=now, reason="Another body.")
    item = newer.items.get()
    entered = drafting.item_input(item)
    entered.agency, entered.due_on = other_agency, dt.date(2026, 4, 10)
    drafting.change_item(item, entered, by=caseworker, now=now)
    stories.agree(newer, by=caseworker, now=now)
    drafting.submit(newer, by=caseworker, now=now)
    approval.approve(newer, by=head, now=on("2026-03-27", "10:00"))
    activity = newer.activities.get(agency=other_agency)
    browser = sign_in(other_agency_worker)
    pages = (url("activity", activity), f"/api/v1/activities/{activity.pk}/")
    for page in pages:
        answer = browser.get(page)
        assert answer.status_code == 200
        assert "A secret." not in answer.content.decode()
    assert "A secret." in sign_in(caseworker).get(url("activity", asked)).content.decode()


@pytest.mark.clause("4")
def test_r26_the_form_asks_for_methods_where_there_are_any(
    asked: Activity, agency_worker: User, caseworker: User, sign_in: SignIn, on: Clock
) -> None:
    on("2026-03-26")
    browser = sign_in(agency_worker)
    assert "Methods of social work" not in browser.get(url("activity", asked)).content.decode()
    method = Method.objects.create(
        code="M1", name_kk="Сынақ әдісі", name_ru="Пробный метод", source="made up for tests"
    )
    browser.post(url("activity-report", asked), said(asked, methods=[method.pk]))
    assert list(Report.objects.get().methods.all()) == [method]
    assert "Пробный метод" in sign_in(caseworker).get(url("activity", asked)).content.decode()


@pytest.mark.clause("11")
def test_r18_what_was_returned_and_why_stands_above_the_form(
    asked: Activity, agency_worker: User, caseworker: User, sign_in: SignIn, on: Clock
) -> None:
    stories.report(asked, by=agency_worker, now=on("2026-03-26"))
    review.return_for_rework(
        asked,
        ground="proof",
        note="Attach the timetable.",
        new_due_on=dt.date(2026, 4, 6),
        by=caseworker,
        now=on("2026-03-27"),
    )
    page = sign_in(agency_worker).get(url("activity", asked)).content.decode()
    assert page.index("Attach the timetable.") < page.index('id="report"')
    assert "the result is not documented" in page
    assert "when it returned the activity" in page


@pytest.mark.clause("11")
def test_r18_a_later_date_and_a_withdrawal_have_pages_of_their_own(
    asked: Activity, agency_worker: User, caseworker: User, sign_in: SignIn, on: Clock
) -> None:
    on("2026-03-26")
    browser = sign_in(agency_worker)
    refused = browser.post(
        url("activity-later", asked), {"due_on": "2026-04-04", "reason": "He is ill."}
    )
    assert refused.status_code == 400
    assert "day off" in refused.content.decode()
    browser.post(url("activity-later", asked), {"due_on": "2026-04-08", "reason": "He is ill."})
    page = browser.get(url("activity", asked)).content.decode()
    assert "A later date is asked for" in page
    execution.refuse_later_date(
        asked.extensions.get(), reason="Exams begin.", by=caseworker, now=on("2026-03-26")
    )
    assert "Exams begin." in browser.get(url("activity", asked)).content.decode()
    browser.post(url("activity-report", asked), said(asked))
    assert browser.get(url("activity-later", asked)).status_code == 409
    assert browser.get(url("activity-withdraw", asked)).status_code == 200
    browser.post(url("activity-withdraw", asked))
    asked.refresh_from_db()
    assert asked.state == "accepted"


@pytest.mark.clause("7", "11")
def test_r18_files_are_checked_by_content_and_given_out_through_a_check(
    asked: Activity,
    agency_worker: User,
    agency_colleague: User,
    other_agency_worker: User,
    caseworker: User,
    sign_in: SignIn,
    on: Clock,
    settings: Any,
    tmp_path: Any,
) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "accounts.storage.EncryptedStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    on("2026-03-26")
    browser = sign_in(agency_worker)
    fake = SimpleUploadedFile("timetable.pdf", b"MZ not a document")
    page = browser.post(url("activity-report", asked), said(asked, uploads=[fake]))
    assert page.status_code == 400
    assert "timetable.pdf" in page.content.decode()
    late = said(asked, text=" ", uploads=[SimpleUploadedFile("a.pdf", PDF)])
    browser.post(url("activity-report", asked), late)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert StoredFile.objects.count() == 0
    two = [SimpleUploadedFile(f"{n}.pdf", PDF) for n in ("a", "b")]
    browser.post(url("activity-report", asked), said(asked, uploads=two))
    first, second = [entry.file for entry in Report.objects.get().files.order_by("pk")]
    assert (first.name, second.name, first.case_id) == ("a.pdf", "b.pdf", asked.case_id)
    for reader in (agency_worker, agency_colleague, caseworker):
        answer = sign_in(reader).get(url("activity-file", asked, first.pk))
        assert b"".join(answer.streaming_content) == PDF
        assert answer["Content-Disposition"] == 'attachment; filename="a.pdf"'
        assert answer["X-Content-Type-Options"] == "nosniff"
    outsider = sign_in(other_agency_worker)
    assert outsider.get(url("activity-file", asked, first.pk)).status_code == 404
    of_the_case = StoredFile.objects.create(
        case=asked.case, by=caseworker, at=on("2026-03-26"), name="x.pdf", kind="a/b", size=1
    )
    hidden = sign_in(agency_worker).get(url("activity-file", asked, of_the_case.pk))
    assert hidden.status_code == 404
