"""Every table is under row-level security, or stands here with the reason why it need not (R12)."""

from contextlib import suppress
from typing import Any, Final

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts import scopes
from accounts.models import User
from agencies.offices import scope_of
from cases import workflow
from cases.models import Case, Note, Person, Transfer
from tests.consistency.site import texts
from tests.factories import CentreFactory, MembershipFactory, UserFactory

REFERENCE = "reference data, the same for everybody"
NAMES_NOBODY = "ids, states and dates of notices and messages; names nobody (tests/accounts)"
DJANGO = "of Django or a library; holds nothing of a family"
OPEN: Final = {
    "agencies_": REFERENCE + ": offices, calendar, catalogue, who works where",
    "cases_ground": REFERENCE,
    "cases_wellbeing": REFERENCE,
    "cases_riskindicator": REFERENCE,
    "monitoring_threshold": REFERENCE,
    "accounts_accessrecord": "ids alone, append-only; an index over arrays serves no policy",
    "accounts_accessseal": "hashes of batches",
    "accounts_accesspruning": "statements of what retention removed",
    "accounts_outboxmessage": NAMES_NOBODY,
    "accounts_notice": NAMES_NOBODY,
    "accounts_sentmail": "the mail of a demo, which names nobody",
    "accounts_user_": DJANGO,
    "auth_": DJANGO,
    "axes_": DJANGO,
    "django_admin_log": DJANGO,
    "django_content_type": DJANGO,
    "django_session": DJANGO,
}


def is_open(table: str) -> bool:
    return any(table.startswith(start) for start in OPEN)


@pytest.mark.django_db
@pytest.mark.clause("7(3)")
def test_r12_every_table_is_protected_or_named_with_a_reason() -> None:
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity")
        protected = {name for (name,) in cursor.fetchall()}
    assert protected == {table for table in tables if not is_open(table)}


#: Names that stand in the records of the story's Centre and nowhere else.
MARKERS: Final = ("Бөтенбаева", "Жатжанова", "құпия-жазба")
#: Who has no business with that Centre, by how they are made.
FOREIGN: Final = ("caseworker_of_a_third", "head_of_a_third", "other_agency_worker", "stranger")


@pytest.fixture
def marked(world: dict[str, dict[str, Any]], caseworker: User) -> dict[str, dict[str, Any]]:
    """The story of `test_access`, in which what is foreign bears marks."""
    case = Case.objects.get(pk=world["case"]["pk"])
    for name, person in zip(MARKERS, case.family.members.order_by("pk"), strict=False):
        Person.objects.filter(pk=person.pk).update(last_name=name)
    Case.objects.filter(pk=case.pk).update(first_person_name=f"{MARKERS[0]} А.")
    Note.objects.create(case=case, text=MARKERS[2], by=caseworker, at=timezone.now())
    return world


@pytest.fixture
def reader(request: pytest.FixtureRequest, marked: object) -> User:
    kind, third, _rest = request.param.partition("_of_a_third")
    if not third:
        return request.getfixturevalue(request.param)
    centre = CentreFactory.create()
    user = UserFactory.create()
    MembershipFactory.create(user=user, role=kind, centre=centre)
    return user


@pytest.fixture
def unfiltered(monkeypatch: pytest.MonkeyPatch) -> None:
    """The program forgets every filter that asks whose a record is."""
    for model in apps.get_models():
        rows = type(model._default_manager.all())
        if hasattr(rows, "visible_to"):
            monkeypatch.setattr(rows, "visible_to", lambda self, _user: self)


def marks_seen(client: Client, world: dict[str, dict[str, Any]]) -> set[str]:
    """The marks that some address of the site shows, asked by GET and by POST."""
    return {mark for text in texts(client, world) for mark in MARKERS if mark in text}


@pytest.mark.django_db
@pytest.mark.clause("7(3)")
@pytest.mark.parametrize("reader", FOREIGN, indirect=True)
def test_r12_the_database_alone_shows_nothing_foreign(
    client: Client, marked: dict[str, dict[str, Any]], reader: User, unfiltered: None
) -> None:
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    assert marks_seen(client, marked) == set()


@pytest.mark.django_db
@pytest.mark.clause("7(3)")
@pytest.mark.parametrize("reader", ["caseworker_of_a_third"], indirect=True)
def test_r12_without_the_database_the_same_walk_shows_it(
    client: Client,
    marked: dict[str, dict[str, Any]],
    reader: User,
    unfiltered: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """That the walk can fail: with neither layer it finds every mark."""
    monkeypatch.setattr("agencies.middleware.scope_of", lambda _user: scopes.MAINTENANCE)
    client.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    assert marks_seen(client, marked) == set(MARKERS)


@pytest.mark.django_db
@pytest.mark.clause("7(3)")
@pytest.mark.parametrize(
    "reader", ["colleague", "agency_worker", "other_head", "regional_manager", "authorised_body"]
)
def test_r12_whoever_a_seal_does_not_name_is_shown_nothing_of_it_at_any_address(
    client: Client,
    marked: dict[str, dict[str, Any]],
    reader: str,
    caseworker: User,
    head: User,
    unfiltered: None,
    request: pytest.FixtureRequest,
) -> None:
    """Those who else see it, or parts of it: the own Centre, the agency, who watches."""
    case = Case.objects.get(pk=marked["case"]["pk"])
    Transfer.objects.filter(case=case).update(state="withdrawn")
    words: Any = {"ground": "violence", "reason": "A threat.", "agencies_see": False}
    workflow.seal(case, by=head, now=timezone.now(), readers=[caseworker], **words)
    user = request.getfixturevalue(reader)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    shown = [text for text in texts(client, marked) if case.number in text]
    assert (marks_seen(client, marked), shown) == (set(), [])


@pytest.mark.django_db
@pytest.mark.clause("7(3)")
def test_r12_without_the_seal_the_same_walk_shows_the_case(
    client: Client, marked: dict[str, dict[str, Any]], colleague: User, unfiltered: None
) -> None:
    """That the walk above can fail."""
    client.force_login(colleague, backend="django.contrib.auth.backends.ModelBackend")
    assert marks_seen(client, marked) == set(MARKERS)


#: What such a reader writes of a family outside the verb of its case: when the agency's part was
#: opened, which is proof of receipt.
WRITTEN: Final = {"plans_dispatch"}


@pytest.mark.clause("7(3)")
@pytest.mark.parametrize(
    "reader", ["agency_worker", "agency_supervisor", "regional_manager", "authorised_body"]
)
def test_r12_who_does_not_work_at_the_centre_only_reads(
    reader: str, world: object, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(reader)
    with scopes.within(scope_of(user)), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity"
            " AND (relname LIKE 'cases%' OR relname LIKE 'plans%')"
        )
        tables = [name for (name,) in cursor.fetchall()]
        assert len(tables) > 30
        changed = set()
        for table in tables:
            column = first_column(table)
            with suppress(ProgrammingError, IntegrityError), transaction.atomic():
                try:
                    cursor.execute(f"UPDATE {table} SET {column} = {column}")
                except IntegrityError:  # a freeze that looked at the row
                    changed |= {table}
                    raise
                changed |= {table} if cursor.rowcount else set()
    assert changed <= WRITTEN


def first_column(table: str) -> str:
    """A column of a table, by which a row can be written without being changed."""
    model = next(m for m in apps.get_models(include_auto_created=True) if m._meta.db_table == table)
    column = model._meta.pk and model._meta.pk.column
    assert column
    return column
