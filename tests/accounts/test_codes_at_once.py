"""A code that two browsers send at the same moment lets one of them in (R12)."""

import pytest
from django.utils import timezone

from accounts import factors
from accounts.errors import Invalid
from accounts.models import User
from tests.accounts.second_step import app_of, code_of
from tests.plans.at_once import at_once

pytestmark = pytest.mark.clause("7(3)")


@pytest.mark.parametrize("kind", ["app", "recovery code"])
def test_r12_a_code_sent_twice_at_once_counts_once(
    committed_db: None, caseworker: User, kind: str
) -> None:
    code = code_of(app_of(caseworker))
    if kind == "recovery code":
        [code, *_rest] = factors.make_codes(caseworker, now=timezone.now())
    raised = at_once(*[lambda: factors.enter_code(caseworker, code)] * 2)
    assert [type(error) for error in raised if error] == [Invalid]
