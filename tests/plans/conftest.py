"""What the stories about plans begin with."""

import pytest

from accounts.models import User
from agencies.models import Centre
from cases.models import Case
from tests.factories import CaseFactory


@pytest.fixture
def case(centre: Centre, caseworker: User, working_days: None) -> Case:
    """A recognised case of a mother and her son, with the calendar of 2026."""
    row: Case = CaseFactory.create(
        centre=centre, responsible=caseworker, recognised=True, with_child=True
    )
    return row
