"""Who may take a register out as a file, who gets it, and until when: Friday 20 March 2026."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.errors import NotAllowed, Refused
from accounts.models import AccessRecord, User
from accounts.roles import Role
from accounts.transitions import transition
from agencies import settings as agency_settings
from agencies.models import Agency, Centre, Membership
from cases import workflow
from cases.models import Case
from monitoring import exporting
from monitoring.models import Export
from monitoring.states import ExportState
from plans.models import Activity
from tests.factories import CaseFactory, MembershipFactory
from tests.kept_files import clear
from tests.monitoring.exports import ask, table, written
from tests.plans import rows as make

Clock = Callable[..., dt.datetime]
SignIn = Callable[[User], Any]

TOKEN = UUID("00000000-0000-4000-8000-000000000192")

pytestmark = pytest.mark.usefixtures("files_root")


@pytest.mark.clause("7(3)")
def test_r7_a_region_takes_out_numbers_and_dates_without_a_log_of_names(
    told: Case, regional_manager: User
) -> None:
    export = written(regional_manager)
    [row] = table(export)
    assert row["Case number"] == told.number
    assert not {"Family", "Address", "Responsible"} & row.keys()
    assert told.first_person_name not in clear(export.file).decode()
    assert not AccessRecord.objects.exists()


@pytest.mark.clause("7(3)")
def test_r7_whose_names_a_file_holds_is_logged_by_id_in_parts(
    told: Case, centre: Centre, caseworker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "LOGGED_AT_ONCE", 2)
    others = [CaseFactory.create(centre=centre, responsible=caseworker).pk for _ in range(2)]
    export = written(caseworker)
    rows = AccessRecord.objects.order_by("pk")
    assert [(row.subject, row.case_ids) for row in rows] == [
        ("export", others),
        ("export", [told.pk]),
    ]
    assert {row.reason for row in rows} == {f"cases, {export.pk}"}
    assert {row.user_id for row in rows} == {caseworker.pk}


@pytest.mark.clause("7(3)")
def test_r12_the_head_sees_who_took_a_family_out_in_a_file(
    told: Case, caseworker: User, head: User, sign_in: SignIn
) -> None:
    written(caseworker)
    page = sign_in(head).get(f"/cases/{told.pk}/readers/").content.decode()
    assert "a file taken from a register" in page


def test_r7_a_second_click_asks_for_nothing_new(
    told: Case, caseworker: User, sign_in: SignIn
) -> None:
    browser = sign_in(caseworker)
    address = "/registers/cases/export/?state=open"
    sent = [browser.post(address, {"format": f, "token": TOKEN}) for f in ("csv", "csv", "xlsx")]
    export, other = Export.objects.order_by("pk")
    assert [answer["Location"] for answer in sent] == [
        f"/exports/{export.pk}/",
        f"/exports/{export.pk}/",
        f"/exports/{other.pk}/",
    ]
    assert (export.query, export.side, export.language) == ({"state": "open"}, "centre", "en")
    assert [row.verb for row in export.transitions.all()] == ["ask"]


@pytest.mark.parametrize(
    ("address", "sent", "status"),
    [
        ("cases/export/", {"format": "pdf", "token": TOKEN}, 400),
        ("cases/export/", {"format": "csv", "token": "x"}, 400),
        ("cases/export/?state=nonsense", {"format": "csv", "token": TOKEN}, 400),
        ("nonsense/export/", {"format": "csv", "token": TOKEN}, 404),
    ],
)
def test_r7_what_cannot_be_asked_is_refused(
    told: Case, head: User, sign_in: SignIn, address: str, sent: dict[str, Any], status: int
) -> None:
    assert sign_in(head).post(f"/registers/{address}", sent).status_code == status
    assert not Export.objects.exists()


@pytest.mark.clause("4(4)")
def test_r7_who_has_no_register_takes_nothing_out(
    told: Case, agency_worker: User, administrator: User, sign_in: SignIn
) -> None:
    sent = {"format": "csv", "token": TOKEN}
    for user, name in ((agency_worker, "cases"), (administrator, "breaches")):
        assert sign_in(user).post(f"/registers/{name}/export/", sent).status_code == 403
    with pytest.raises(NotAllowed):
        ask(agency_worker, "cases")


def test_r7_one_person_has_few_files_under_way(told: Case, caseworker: User, head: User) -> None:
    for _ in range(exporting.MOST_AT_ONCE):
        ask(caseworker)
    with pytest.raises(Refused, match="still being written"):
        ask(caseworker)
    assert ask(head).state == ExportState.WAITING


@pytest.mark.clause("7(3)")
def test_r7_rights_are_those_at_the_moment_of_writing(
    told: Case, caseworker: User, other_centre: Centre
) -> None:
    export = ask(caseworker)
    Membership.objects.filter(user=caseworker).update(ends_on=dt.date(2026, 3, 19))
    assert exporting.write(export.pk)
    export.refresh_from_db()
    assert (export.state, export.problem) == ("failed", "rights")
    assert not export.file


@pytest.mark.clause("7(3)")
def test_r7_a_filter_that_applies_no_more_widens_nothing(
    told: Case, case: Case, other_agency: Agency, head: User, centre: Centre
) -> None:
    """Between two agencies one could choose; with one left the question is not asked."""
    activity = make.activity_in("sent", plan=case.plans.get(), agency=other_agency, by=head)
    export = ask(head, "activities", query={"agency": str(other_agency.pk)})
    Activity.objects.filter(pk=activity.pk).update(agency=None, executor="centre")
    assert exporting.write(export.pk)
    export.refresh_from_db()
    assert (export.state, export.problem) == ("failed", "rights")


@pytest.mark.clause("7(3)")
def test_r7_the_file_goes_to_the_asker_alone(
    told: Case, caseworker: User, colleague: User, head: User, sign_in: SignIn
) -> None:
    export = written(caseworker)
    for user in (colleague, head):
        browser = sign_in(user)
        assert browser.get(f"/exports/{export.pk}/").status_code == 404
        assert browser.get(f"/exports/{export.pk}/file/").status_code == 404
    answer = sign_in(caseworker).get(f"/exports/{export.pk}/file/")
    assert b"".join(answer.streaming_content) == clear(export.file)
    assert answer["Content-Disposition"] == 'attachment; filename="qoldau-cases-2026-03-20.csv"'
    assert (answer["Cache-Control"], answer["X-Content-Type-Options"]) == ("no-store", "nosniff")
    taken = AccessRecord.objects.filter(subject="export_file").get()
    assert (taken.record_ids, taken.reason, taken.user) == ([export.pk], "cases", caseworker)


@pytest.mark.clause("7(3)")
def test_r7_who_has_left_an_office_gets_its_file_no_more(
    told: Case, caseworker: User, other_centre: Centre, sign_in: SignIn
) -> None:
    export = written(caseworker)
    MembershipFactory.create(user=caseworker, role=Role.CASEWORKER, centre=other_centre)
    answer = sign_in(caseworker).get(f"/exports/{export.pk}/file/")
    assert told.number in b"".join(answer.streaming_content).decode()
    Membership.objects.exclude(centre=other_centre).update(ends_on=dt.date(2026, 3, 19))
    assert sign_in(caseworker).get(f"/exports/{export.pk}/file/").status_code == 403


SEAL: dict[str, Any] = {"ground": "violence", "reason": "A threat.", "agencies_see": False}


@pytest.mark.clause("7(3)")
def test_r12_what_a_seal_closes_later_is_not_fetched_from_a_file_of_before(
    told: Case, caseworker: User, colleague: User, head: User, sign_in: SignIn, on: Clock
) -> None:
    """The asker may have begun before the seal, and come for the file after it."""
    files = {user: written(user) for user in (colleague, caseworker)}
    now = on("2026-03-20", "11:00")
    workflow.seal(told, by=head, now=now, readers=[caseworker], **SEAL)
    codes = {user: fetched(file, user, sign_in) for user, file in files.items()}
    assert codes == {colleague: 403, caseworker: 200}
    on("2026-03-20", "11:01")
    assert fetched(written(colleague), colleague, sign_in) == 200


@pytest.mark.clause("7(3)")
def test_r12_a_seal_elsewhere_takes_nobodys_file(
    told: Case, caseworker: User, other_centre: Centre, other_head: User, sign_in: SignIn, on: Clock
) -> None:
    file = written(caseworker)
    elsewhere = CaseFactory.create(centre=other_centre, responsible=other_head)
    now = on("2026-03-20", "11:00")
    workflow.seal(elsewhere, by=other_head, now=now, readers=[elsewhere.responsible], **SEAL)
    assert fetched(file, caseworker, sign_in) == 200


@pytest.mark.clause("7(3)")
def test_r12_an_agency_fetches_nothing_that_a_seal_has_closed_to_it(
    told: Case, agency: Agency, agency_worker: User, head: User, sign_in: SignIn, on: Clock
) -> None:
    file = written(agency_worker, "activities")
    assert fetched(file, agency_worker, sign_in) == 200
    workflow.seal(told, by=head, now=on("2026-03-20", "11:00"), readers=[told.responsible], **SEAL)
    assert fetched(file, agency_worker, sign_in) == 403


@pytest.mark.clause("7(3)")
def test_r12_whom_a_seal_names_no_more_fetches_nothing_of_before(
    told: Case, caseworker: User, colleague: User, head: User, sign_in: SignIn, on: Clock
) -> None:
    workflow.seal(told, by=head, now=timezone.now(), readers=[caseworker, colleague], **SEAL)
    on("2026-03-20", "11:00")
    file = written(colleague)
    assert fetched(file, colleague, sign_in) == 200
    workflow.name_readers(told, by=head, now=on("2026-03-20", "11:01"), readers=[caseworker])
    assert fetched(file, colleague, sign_in) == 403


def fetched(file: Export, user: User, sign_in: SignIn) -> int:
    answer = sign_in(user).get(f"/exports/{file.pk}/file/")
    if answer.streaming:
        b"".join(answer.streaming_content)
    return int(answer.status_code)


@pytest.mark.clause("7(3)")
def test_r7_a_link_ends_and_its_file_is_removed(
    told: Case, caseworker: User, administrator: User, sign_in: SignIn, on: Clock, files_root: Path
) -> None:
    now = timezone.now()
    agency_settings.change(
        "export_link_hours", "2", source="Instruction", by=administrator, now=now
    )
    export = written(caseworker, query={"state": "open"})
    assert export.expires_at == now + dt.timedelta(hours=2)
    on("2026-03-20", "11:00")
    browser = sign_in(caseworker)
    answer = browser.get(f"/exports/{export.pk}/file/")
    assert answer.status_code == 410
    assert "/registers/cases/?office=centre&amp;state=open" in answer.content.decode()
    assert "Save the file" not in browser.get(f"/exports/{export.pk}/").content.decode()
    assert exporting.expire_ended(now=timezone.now()) == 1
    assert exporting.expire_ended(now=timezone.now()) == 0
    assert [path for path in files_root.rglob("*") if path.is_file()] == []
    assert browser.get(f"/exports/{export.pk}/file/").status_code == 410
    assert [row.verb for row in export.transitions.all()] == ["ask", "begin", "finish", "expire"]


def test_r7_how_far_the_file_is_can_be_seen_with_and_without_htmx(
    told: Case, caseworker: User, sign_in: SignIn
) -> None:
    export = ask(caseworker)
    browser, address = sign_in(caseworker), f"/exports/{export.pk}/"
    assert "waits for its turn" in browser.get(address).content.decode()
    Export.objects.filter(pk=export.pk).update(state="running", rows_done=500, rows_total=1200)
    page = browser.get(address).content.decode()
    assert "Written: 500 rows of 1,200." in page
    assert 'max="1200" value="500"' in page
    part = browser.get(address, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert part["Cache-Control"] == "no-store"
    assert browser.get(f"{address}file/").headers["Location"] == address
    exporting.write(export.pk)
    part = browser.get(address, headers={"HX-Request": "true"}).content.decode()
    assert f"{address}file/" in part
    assert "hx-get" not in part
    listed = browser.get("/registers/").context["exports"]
    assert [row["export"].pk for row in listed] == [export.pk]


def test_nobody_moves_an_export_by_hand(told: Case, head: User) -> None:
    export = ask(head)
    with pytest.raises(NotAllowed):
        transition(export, "fail", by=head, now=timezone.now(), problem="fault")
