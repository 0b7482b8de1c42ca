"""Row-level security under the program's own filters (R12): what a session sees in which scope."""

from contextlib import suppress

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from accounts import scopes
from accounts.models import User
from accounts.scopes import NOWHERE, SIGN_IN, SWEEP, Scope, within
from agencies.models import Centre
from agencies.offices import scope_of
from cases.models import Case, Note, Person
from tests.factories import CaseFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.clause("7(3)")]


@pytest.fixture
def case(centre: Centre) -> Case:
    return CaseFactory.create(centre=centre)


def test_r12_without_a_scope_nothing_is_seen_and_nothing_added(case: Case) -> None:
    with within(NOWHERE):
        assert (Case.objects.count(), Person.objects.count(), User.objects.count()) == (0, 0, 0)
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            PersonFactory.create(centre=case.centre)


def test_r12_each_scope_sees_what_its_work_needs(
    case: Case, caseworker: User, other_caseworker: User, agency_worker: User, stranger: User
) -> None:
    seen = {
        "own": scope_of(caseworker),
        "other": scope_of(other_caseworker),
        "agency": scope_of(agency_worker),
        "stranger": scope_of(stranger),
        "sign-in": SIGN_IN,
        "sweep": SWEEP,
    }
    found = {}
    for name, scope in seen.items():
        with within(scope):
            found[name] = (Case.objects.count(), Person.objects.exists(), User.objects.exists())
    assert found == {
        "own": (1, True, True),
        "other": (0, False, True),
        "agency": (0, False, True),
        "stranger": (0, False, True),
        "sign-in": (0, False, True),
        "sweep": (0, False, True),
    }


def test_r12_whoever_watches_a_region_sees_that_there_is_a_case_and_not_for_whom(
    case: Case, caseworker: User, regional_manager: User, authorised_body: User
) -> None:
    Note.objects.create(case=case, text="x", by=caseworker, at=timezone.now())
    for watcher in (regional_manager, authorised_body):
        with within(scope_of(watcher)):
            assert (Case.objects.count(), Person.objects.count(), Note.objects.count()) == (1, 0, 0)


@pytest.mark.parametrize("reader", ["regional_manager", "authorised_body"])
def test_whoever_watches_changes_nothing(
    case: Case, reader: str, request: pytest.FixtureRequest
) -> None:
    with within(scope_of(request.getfixturevalue(reader))):
        assert Case.objects.count() == 1
        assert Case.objects.update(address="elsewhere") == 0


def test_a_row_cannot_be_moved_out_of_what_is_seen(
    case: Case, caseworker: User, other_centre: Centre
) -> None:
    with within(scope_of(caseworker)):
        with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
            Person.objects.filter(centre=case.centre).update(centre=other_centre)
        assert Person.objects.exists()


def test_the_scope_holds_when_a_transaction_is_taken_back(case: Case, caseworker: User) -> None:
    """What was told inside a block is taken back with it, and must be told again."""
    with within(scope_of(caseworker)):
        with transaction.atomic(), within(NOWHERE):
            assert Case.objects.count() == 0
            transaction.set_rollback(True)
        assert Case.objects.count() == 1
        with within(NOWHERE):
            with transaction.atomic(), within(scope_of(caseworker)):
                assert Case.objects.count() == 1
                transaction.set_rollback(True)
            assert Case.objects.count() == 0


def test_a_verb_keeps_its_case_when_a_step_of_it_is_taken_back(
    case: Case, other_caseworker: User
) -> None:
    with within(scope_of(other_caseworker)), transaction.atomic():
        scopes.work_on(case.pk)
        with pytest.raises(IntegrityError), transaction.atomic():
            User.objects.create(email=other_caseworker.email)
        assert Case.objects.get() == case


def test_a_verb_sees_its_case_whole_and_no_other(
    case: Case, caseworker: User, other_caseworker: User
) -> None:
    CaseFactory.create(centre=case.centre)
    Note.objects.create(case=case, text="x", by=caseworker, at=timezone.now())
    with within(scope_of(other_caseworker)), transaction.atomic():
        scopes.work_on(case.pk)
        assert Case.objects.get() == case
        assert Note.objects.get().case == case
        assert set(Person.objects.all()) == set(case.family.members.all())


def test_the_next_scope_knows_nothing_of_the_case_of_a_verb(
    case: Case, other_caseworker: User, stranger: User
) -> None:
    with within(scope_of(other_caseworker)):
        scopes.work_on(case.pk)
    with within(SIGN_IN):  # as every request begins
        assert User.objects.exists()
    with within(scope_of(stranger)):
        assert Case.objects.count() == 0


def test_a_scope_of_one_centre_sees_that_centre_alone(case: Case, other_centre: Centre) -> None:
    CaseFactory.create(centre=other_centre)
    with within(Scope("import").of_centre(other_centre.pk)):
        assert [row.centre for row in Case.objects.all()] == [other_centre]


def test_the_application_cannot_step_over_the_policies() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
        assert cursor.fetchone() == (0,)
        with pytest.raises(DatabaseError, match="must be owner"), transaction.atomic():
            cursor.execute("ALTER TABLE cases_person DISABLE ROW LEVEL SECURITY")


def test_a_scope_that_was_entered_in_what_is_taken_back_holds_on(
    centre: Centre, caseworker: User
) -> None:
    """The database forgets with the savepoint what it was told in it, and is told again."""
    CaseFactory.create(centre=centre)
    with within(scope_of(caseworker)):
        with suppress(RuntimeError), transaction.atomic():
            scopes.enter(NOWHERE)
            assert Case.objects.count() == 0
            raise RuntimeError
        assert Case.objects.count() == 0
