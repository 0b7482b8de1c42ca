"""What stories of plans begin with: a recognised case of a mother and her son."""

import pytest

from accounts.models import User
from agencies.models import Centre
from cases.models import Case
from tests.factories import CaseFactory


@pytest.fixture
def case(centre: Centre, caseworker: User, working_days: None) -> Case:
    row: Case = CaseFactory.create(
        centre=centre, responsible=caseworker, recognised=True, with_child=True
    )
    return row
