"""A case whose period of keeping is over: nothing of the family stays, every figure does (R12)."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import ProgrammingError, connection, models, transaction
from django.test import override_settings

from accounts import outbox, scopes
from accounts.encryption import EncryptedTextField
from accounts.errors import Invalid, NotAllowed, Refused, SomebodyWasFirst
from accounts.models import AccessRecord, OutboxMessage, SentMail, User
from agencies.models import Agency, Centre
from cases import erasing, search, workflow
from cases.left_out import left_out
from cases.models import Case, Erasure, Family, FamilyMember, Person, StoredFile
from monitoring.figures.counting import count
from monitoring.models import Conclusion, FigureQuestion
from monitoring.registers import REGISTERS, readers
from monitoring.verifying import verdict
from monitoring.workflow import opening, signing
from monitoring.workflow.erasing import erase
from plans.models import Activity, Plan
from regulations.quarters import Quarter
from tests import factories as make
from tests.monitoring.closed_case import closed_case, keep_cases, signed_quarter
from tests.monitoring.naive import Naive

Clock = Callable[..., dt.datetime]
QUARTERS: Final = (Quarter(2025, 4), Quarter(2026, 1), Quarter(2026, 2), Quarter(2031, 4))
MARK: Final = "ізсынақ"
#: Text that says nothing of anybody: numbers, codes, digests, and how a date was counted.
CODES: Final = {"number", "verb", "from_state", "to_state", "clause", "term", "derivation"}
CODES |= {"kind", "sha256", "content"}
ACT: Final = {"number": "7", "reason": "The period is over."}
pytestmark = pytest.mark.clause("7(3)")


@pytest.fixture(autouse=True)
def files_root(tmp_path: Path) -> Iterator[Path]:
    local = "django.core.files.storage.FileSystemStorage"
    static = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    where = {"BACKEND": local, "OPTIONS": {"location": tmp_path}}
    with override_settings(STORAGES={"default": where, "staticfiles": static}):
        yield tmp_path


@pytest.fixture
def closed(
    case: Case, agency: Agency, caseworker: User, head: User, agency_worker: User, on: Clock
) -> Case:
    story = {"agency": agency, "by": caseworker, "head": head, "worker": agency_worker}
    return closed_case(case, on=on, **story)  # type: ignore[arg-type]


@pytest.fixture
def signed(closed: Case, head: User, on: Clock) -> Conclusion:
    return signed_quarter(closed, head=head, on=on)


@pytest.fixture
def due(closed: Case, signed: Conclusion, administrator: User, on: Clock) -> dt.datetime:
    """Its quarter is signed and its period over; the moment is the one at which it is erased."""
    return keep_cases(administrator, on=on)


def figures(centre: Centre) -> list[dict[tuple[str, str], int]]:
    """Of every quarter, and as a slow count says as well."""
    found = [dict(count(centre.pk, quarter).counts) for quarter in QUARTERS]
    assert found == [dict(Naive(centre, quarter).count()) for quarter in QUARTERS]
    return found


def plant() -> int:
    """A mark into every column in which somebody may have written something; returns how many.

    Tables are found by their relations, whatever `erasing` knows of them.
    """
    planted = 0
    for model in of_families():
        for field in model._meta.concrete_fields:
            if writable(field):
                planted += mark(model, field, planted)
    return planted


def of_families() -> set[type[models.Model]]:
    """Cases, families, persons, and all that points at them, at however many steps."""
    found: set[Any] = {Case, Family, Person}
    every = [m for m in apps.get_models(include_auto_created=True) if m is not Erasure]
    while more := {m for m in every if points_at(m, found)} - found:
        found |= more
    return {model for model in found if model._meta.app_label in ("cases", "plans")}


def points_at(model: type[models.Model], found: set[Any]) -> bool:
    return any(field.related_model in found for field in model._meta.concrete_fields)


def writable(field: Any) -> bool:
    kinds = (models.CharField, models.TextField, models.JSONField)
    return isinstance(field, kinds) and not field.choices and field.name not in CODES


def mark(model: Any, field: Any, number: int) -> int:
    """Only an erasure may change rows of a log; so the test does it in that scope."""
    said: Any = f"{MARK}-{number}"
    if isinstance(field, models.JSONField):
        said = {"said": said}
    filled = model._base_manager.all()
    if model is Person and field.name == "iin":
        return filled.exclude(iin="").update(iin=said)
    scopes.work_on(Case.objects.get().pk)
    with scopes.within(scopes.ERASING.of_centre(Centre.objects.get(code="SEM").pk)):
        marked = model._base_manager.update(**{field.name: said})
    assert marked == filled.count(), f"{model.__name__}.{field.name}"
    return int(marked > 0)


def tables() -> Iterator[tuple[str, str]]:
    """Each row of each table of the database, as text, and what is encrypted in clear text."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = "
            "'public'::regnamespace"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{name}" t')
            yield from ((name, text) for (text,) in cursor.fetchall())
    for model in apps.get_models():
        for row in model._base_manager.values_list(*encrypted(model)) if encrypted(model) else ():
            yield model._meta.db_table, str(row)


def encrypted(model: Any) -> list[str]:
    return [f.name for f in model._meta.concrete_fields if isinstance(f, EncryptedTextField)]


def told_of(*marks: str) -> set[str]:
    return {table for table, text in tables() if any(mark in text for mark in marks)}


def test_r12_every_figure_stays_and_nothing_of_the_family(
    closed: Case, signed: Conclusion, head: User, due: dt.datetime
) -> None:
    persons = list(closed.family.members.order_by("pk"))
    hashes = [bytes(p.iin_hash).hex() for p in persons if p.iin_hash]
    born = [f"{p.birth_date}" for p in persons]
    before, log = figures(closed.centre), closed.transitions.count()
    assert before[1]["cases", ""] == 1
    assert plant() > 25
    assert len(told_of(MARK)) > 15
    assert told_of(*hashes, *born) == {"cases_person"}
    act = erase(closed, by=head, now=due, **ACT)
    assert told_of(MARK, *hashes, *born) == set()
    assert figures(closed.centre) == before
    assert verdict(signed).faults == []
    assert closed.transitions.count() == log + 1
    assert act.counts["persons"] == 2
    assert (act.years, act.source, act.by) == (5, "a made-up act", head)


def test_r12_stored_files_go_with_the_next_delivery(
    closed: Case, head: User, due: dt.datetime, files_root: Path
) -> None:
    stored = [file for file in files_root.rglob("*") if file.is_file()]
    assert len(stored) == 2
    erase(closed, by=head, now=due, **ACT)
    assert not StoredFile.objects.exists()
    with scopes.within(scopes.OUTBOX):
        outbox.deliver_due(now=due)
    assert [file for file in files_root.rglob("*") if file.is_file()] == []
    message = OutboxMessage.objects.get(kind="remove_files")
    assert (message.delivered_at, message.proof) == (due, {"removed": 2})
    assert not any(default_storage.exists(name) for name in message.payload["names"])


def test_r12_mails_of_the_case_are_forgotten(closed: Case, head: User, due: dt.datetime) -> None:
    mail = closed.plans.get().dispatches.get().mail
    assert mail is not None
    OutboxMessage.objects.filter(pk=mail.pk).update(proof={"message_id": "<a@b>"})
    SentMail.objects.create(message_id="<a@b>", to="school@example.kz", subject="s", body="b")
    erase(closed, by=head, now=due, **ACT)
    mail.refresh_from_db()
    assert (mail.payload, mail.proof, SentMail.objects.count()) == ({}, {}, 0)


def test_r12_the_second_click_is_told_so_and_empties_nothing(
    closed: Case, head: User, due: dt.datetime
) -> None:
    erase(closed, by=head, now=due, **ACT)
    with pytest.raises(SomebodyWasFirst):
        erase(closed, by=head, now=due, number="8", reason="Again.")
    assert Erasure.objects.get().number == "7"
    assert closed.transitions.filter(verb="erase").count() == 1


def test_r12_what_was_left_empty_counts_as_before(
    closed: Case, head: User, due: dt.datetime
) -> None:
    make.VisitFactory.create(case=closed, without_findings=True)
    Person.objects.filter(memberships__relation="child").update(
        iin="", iin_hash=None, iin_absent=Person.IinAbsent.UNKNOWN
    )
    year = {"since": dt.date(2026, 1, 1), "until": dt.date(2026, 12, 31)}
    before = left_out(closed.centre, **year)
    assert (before.persons_without_iin, before.visits_without_findings) == (1, 1)
    erase(closed, by=head, now=due, **ACT)
    assert left_out(closed.centre, **year) == before


def test_r12_only_the_head_and_only_by_an_act_with_a_number_of_its_own(
    closed: Case, caseworker: User, head: User, due: dt.datetime
) -> None:
    with pytest.raises(NotAllowed):
        erase(closed, by=caseworker, now=due, **ACT)
    for field in ACT:
        with pytest.raises(Invalid) as refused:
            erase(closed, by=head, now=due, **{**ACT, field: " "})
        assert refused.value.field == field
    other = make.CaseFactory.create(centre=closed.centre, terminated=True)
    erase(closed, by=head, now=due, **ACT)
    with pytest.raises(Invalid) as refused:
        erase(other, by=head, now=due, **ACT)
    assert refused.value.field == "number"


def test_r12_without_a_confirmed_period_nothing_is_erased(
    closed: Case, signed: Conclusion, head: User, on: Clock
) -> None:
    with pytest.raises(Refused, match="No period"):
        erase(closed, by=head, now=on("2056-01-01"), **ACT)


def test_r12_not_a_day_before_the_period_is_over(
    closed: Case, head: User, due: dt.datetime, on: Clock
) -> None:
    with pytest.raises(Refused, match="not over"):
        erase(closed, by=head, now=on("2031-03-29", "23:59"), **ACT)
    erase(closed, by=head, now=on("2031-03-30", "09:00"), **ACT)


def _sealed(case: Case, signed: Conclusion, head: User, now: dt.datetime) -> None:
    words: Any = {"ground": "violence", "reason": "A threat.", "agencies_see": True}
    workflow.seal(case, by=head, now=now, readers=[case.responsible], **words)


def _corrected(case: Case, signed: Conclusion, head: User, now: dt.datetime) -> None:
    signing.correct(signed, reason="Late.", by=head, now=now)


def _asked(case: Case, signed: Conclusion, head: User, now: dt.datetime) -> None:
    FigureQuestion.objects.create(
        monitoring=signed.monitoring, measure="cases", text="Why?", asked_by=head, asked_at=now
    )


def _transferred(case: Case, signed: Conclusion, head: User, now: dt.datetime) -> None:
    case.transfers.update(state="asked")


def _planned(case: Case, signed: Conclusion, head: User, now: dt.datetime) -> None:
    Plan.objects.filter(case=case).update(state=Plan.State.RUNNING)


def _owed(case: Case, signed: Conclusion, head: User, now: dt.datetime) -> None:
    make.CaseDeadlineFactory.create(case=case)


def _disputed(case: Case, signed: Conclusion, head: User, now: dt.datetime) -> None:
    Activity.objects.get(case=case).extensions.update(state="asked")


@pytest.mark.parametrize(
    ("happens", "why"),
    [
        (_sealed, "under seal"),
        (_corrected, "not signed yet"),
        (_asked, "unanswered"),
        (_transferred, "transfer"),
        (_planned, "plan of this case is open"),
        (_owed, "still owed"),
        (_disputed, "waits for its answer"),
    ],
)
def test_r12_what_is_still_open_is_not_erased(
    closed: Case, signed: Conclusion, head: User, due: dt.datetime, happens: Any, why: str
) -> None:
    happens(closed, signed, head, due)
    with pytest.raises(Refused, match=why):
        erase(closed, by=head, now=due, **ACT)
    assert Case.objects.kept().filter(pk=closed.pk).exists()


def test_r21_a_quarter_that_nobody_signed_holds_it(
    closed: Case, head: User, administrator: User, on: Clock
) -> None:
    opening.open_quarter(closed.centre, Quarter(2026, 1), now=on("2026-04-02"))
    now = keep_cases(administrator, on=on)
    with pytest.raises(Refused, match="not signed yet"):
        erase(closed, by=head, now=now, **ACT)


def shared_with(closed: Case, **more: Any) -> Case:
    """The mother is in another family's case as well."""
    other = make.CaseFactory.create(centre=closed.centre, **more)
    mother = closed.family.memberships.get(relation="self").person
    FamilyMember.objects.create(family=other.family, person=mother, relation="other")
    return other


def test_r12_who_is_in_another_case_that_is_kept_keeps_the_name_there_alone(
    closed: Case, head: User, due: dt.datetime
) -> None:
    other = shared_with(closed, detected_on=dt.date(2031, 11, 3))
    mother = closed.family.memberships.get(relation="self").person
    before = figures(closed.centre)
    act = erase(closed, by=head, now=due, **ACT)
    mother.refresh_from_db()
    assert (mother.last_name, bool(mother.iin), mother.erased_on) == ("Сынақова", True, None)
    assert (act.counts["persons"], act.counts["persons_apart"]) == (1, 1)
    assert list(mother.families.all()) == [other.family]
    assert not mother.plan_items.exists()
    assert figures(closed.centre) == before


def test_r12_where_one_quarter_counts_both_cases_the_link_stays(
    closed: Case, head: User, due: dt.datetime
) -> None:
    shared_with(closed, detected_on=dt.date(2026, 3, 30))
    mother = closed.family.memberships.get(relation="self").person
    before = figures(closed.centre)
    act = erase(closed, by=head, now=due, **ACT)
    mother.refresh_from_db()
    assert (mother.last_name, act.counts["persons_apart"]) == ("Сынақова", 0)
    assert figures(closed.centre) == before


def test_r12_a_relapse_is_still_one_and_its_family_is_kept(
    closed: Case, head: User, due: dt.datetime
) -> None:
    again = make.CaseFactory.create(
        centre=closed.centre,
        family=closed.family,
        detected_on=dt.date(2031, 11, 3),
        previous=closed,
        with_children=True,
    )
    before = figures(closed.centre)
    assert (before[3]["cases_relapse", ""], before[3]["cases_after_exit", ""]) == (1, 1)
    erase(closed, by=head, now=due, **ACT)
    closed.refresh_from_db()
    assert closed.family_id != again.family_id
    assert {p.last_name for p in closed.family.members.all()} == {erasing.DASH}
    assert erasing.DASH not in {p.last_name for p in again.family.members.all()}
    assert figures(closed.centre) == before


def test_r12_registers_count_it_and_searches_do_not_find_it(
    closed: Case, head: User, caseworker: User, due: dt.datetime
) -> None:
    person = closed.family.memberships.get(relation="self").person
    erase(closed, by=head, now=due, **ACT)
    assert not search.by_iin(person.iin, by=caseworker).exists()
    assert not search.by_name(person.last_name, by=caseworker).exists()
    assert not search.by_name(erasing.DASH, by=caseworker).exists()
    reader = readers(head)["centre"]
    assert [row.pk for row in REGISTERS["cases"].rows(reader)] == [closed.pk]
    assert AccessRecord.objects.filter(case_ids__contains=[closed.pk]).count() == 0


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cases_casetransition SET reason = 'x'",
        "UPDATE cases_casedeadlinemove SET reason = 'x'",
        "UPDATE cases_note SET text = 'x'",
        "UPDATE plans_plantransition SET reason = 'x'",
        "UPDATE plans_plandeadlinemove SET reason = 'x'",
        "UPDATE plans_review SET note = 'x'",
        "DELETE FROM monitoring_exporttransition",
    ],
)
@pytest.mark.django_db
def test_r12_nothing_but_an_erasure_empties_a_row_that_is_only_added(statement: str) -> None:
    with pytest.raises(ProgrammingError, match="only an erasure"), transaction.atomic():
        connection.cursor().execute(statement)
    with scopes.within(scopes.ERASING):
        connection.cursor().execute(statement)
    at = f"UPDATE {statement.split()[2 if 'DELETE' in statement else 1]} SET at = at"
    with scopes.within(scopes.ERASING), pytest.raises(ProgrammingError), transaction.atomic():
        connection.cursor().execute(at)


def test_r12_every_table_of_a_family_is_walked() -> None:
    """One that is reached by a column which may be empty would be passed over."""
    unreached = of_families() - set(erasing.tables()) - {Person, Family, FamilyMember}
    assert {m.__name__ for m in unreached if erasing.texts(m)} == set()
