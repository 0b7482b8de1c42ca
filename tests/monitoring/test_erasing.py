"""A case whose period of keeping is over: nothing of the family stays, every figure does (R12)."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import ProgrammingError, connection, models, transaction

from accounts import outbox, rotation, scopes
from accounts.encryption import EncryptedTextField
from accounts.errors import SomebodyWasFirst
from accounts.models import AccessRecord, OutboxMessage, SentMail, User
from agencies.models import Centre
from cases import erasing, search
from cases.left_out import left_out
from cases.models import (
    Case,
    CaseDeadline,
    Erasure,
    Family,
    FamilyMember,
    ImportedCase,
    Person,
    StoredFile,
)
from monitoring.models import Conclusion
from monitoring.registers import REGISTERS, readers
from monitoring.verifying import verdict
from monitoring.workflow.erasing import erase
from plans.models import PlanDeadline
from tests import factories as make
from tests.monitoring.erased_figures import ACT, figures
from tests.plans.at_once import at_once

Clock = Callable[..., dt.datetime]
MARK: Final = "ізсынақ"
#: Text that says nothing of anybody: numbers, codes, digests, and how a date was counted.
CODES: Final = {
    *("number", "verb", "from_state", "to_state", "clause", "term", "derivation"),
    *("kind", "sha256", "content"),
}
pytestmark = pytest.mark.clause("7(3)")


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
    """The application can write into no row of a log; so the test does it as the owner."""
    said: Any = f"{MARK}-{number}"
    if isinstance(field, models.JSONField):
        said = {"said": said}
    filled = model._base_manager.using("owner")
    assert filled.exists(), f"the story has no row of {model.__name__}"
    if model is Person and field.name == "iin":
        return filled.exclude(iin="").update(iin=said)
    marked = filled.update(**{field.name: said})
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
    committed_db: None, closed: Case, closed_and_signed: Conclusion, head: User, due: dt.datetime
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
    assert verdict(closed_and_signed).faults == []
    assert closed.transitions.count() == log + 1
    assert rotation.look(rotation.Outcome(), database="owner").left == []
    assert act.counts["persons"] == 2
    assert (act.years, act.source, act.by) == (5, "a made-up act", head)


def test_r12_what_another_centre_left_in_a_case_is_emptied_too(
    committed_db: None, closed: Case, other_centre: Centre, head: User, due: dt.datetime
) -> None:
    """It had the case before: its import, its terms; and the child is known there."""
    for model in (ImportedCase, CaseDeadline, PlanDeadline):
        assert model._base_manager.update(centre=other_centre)
    Person.objects.filter(memberships__relation="child").update(centre=other_centre)
    plant()
    erase(closed, by=head, now=due, **ACT)
    assert told_of(MARK) == set()


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


def test_r12_two_clicks_at_the_same_moment_erase_once(
    committed_db: None, closed: Case, head: User, due: dt.datetime
) -> None:
    def click(number: str) -> Callable[[], object]:
        return lambda: erase(
            Case.objects.get(pk=closed.pk), by=head, now=due, number=number, reason="Over."
        )

    raised = at_once(click("7"), click("8"))
    assert sorted(type(error).__name__ for error in raised) == ["NoneType", "SomebodyWasFirst"]
    assert (Erasure.objects.count(), closed.transitions.filter(verb="erase").count()) == (1, 1)


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
    with scopes.within(scopes.ERASING):  # which is let through, but finds no row here
        connection.cursor().execute(statement)
    at = f"UPDATE {statement.split()[2 if 'DELETE' in statement else 1]} SET at = at"
    with scopes.within(scopes.ERASING), pytest.raises(ProgrammingError), transaction.atomic():
        connection.cursor().execute(at)


EMPTIED_COLUMNS = (
    *("cases_casetransition.reason", "cases_casetransition.details", "cases_note.text"),
    *("cases_casedeadlinemove.reason", "cases_look.reason", "plans_plantransition.reason"),
    *("plans_plantransition.details", "plans_plandeadlinemove.reason", "plans_review.note"),
)


@pytest.mark.parametrize("place", EMPTIED_COLUMNS)
def test_r12_an_erasure_can_write_nothing_into_a_log(closed: Case, place: str) -> None:
    table, _dot, column = place.partition(".")
    details = column == "details"
    statement = f"UPDATE {table} SET {column} = %s"
    scopes.work_on(closed.pk)
    with scopes.within(scopes.ERASING.of_centre(closed.centre_id)), connection.cursor() as cursor:
        for said in ('{"said": "x"}', "[1]") if details else ("x", "— x"):
            with pytest.raises(ProgrammingError, match="writes nothing"), transaction.atomic():
                cursor.execute(statement, [said])
        cursor.execute(statement, ["{}" if details else erasing.DASH])
        assert cursor.rowcount > 0


def test_r12_every_table_of_a_family_is_walked() -> None:
    """One that is reached by a column which may be empty would be passed over."""
    unreached = of_families() - set(erasing.tables()) - {Person, Family, FamilyMember}
    assert {m.__name__ for m in unreached if erasing.texts(m)} == set()
