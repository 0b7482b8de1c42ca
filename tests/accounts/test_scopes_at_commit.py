"""What a session was told, and the end of a transaction (R12)."""

from contextlib import suppress

import pytest
from django.db import connection, transaction

from accounts import scopes
from accounts.models import User
from agencies.models import Centre
from agencies.offices import scope_of
from cases.models import Case
from tests.factories import CaseFactory

pytestmark = [pytest.mark.usefixtures("committed_db"), pytest.mark.clause("7(3)")]


@pytest.fixture
def case(centre: Centre) -> Case:
    return CaseFactory.create(centre=centre)


def in_hand() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('qoldau.cases', true)")
        [(found,)] = cursor.fetchall()
    return str(found)


def test_r12_the_case_in_hand_is_put_down_at_the_commit(case: Case, other_caseworker: User) -> None:
    with scopes.within(scope_of(other_caseworker)):
        with transaction.atomic():
            scopes.work_on(case.pk)
            assert (in_hand(), Case.objects.count()) == (f"{{{case.pk}}}", 1)
        assert (in_hand(), Case.objects.count()) == ("", 0)


def test_r12_the_case_in_hand_is_put_down_when_the_verb_fails(
    case: Case, other_caseworker: User
) -> None:
    with scopes.within(scope_of(other_caseworker)):
        with suppress(RuntimeError), transaction.atomic():
            scopes.work_on(case.pk)
            raise RuntimeError
        assert (in_hand(), Case.objects.count()) == ("", 0)
