"""The reference data and the calendar, as a fresh installation has them."""

from datetime import datetime

import pytest

from agencies import reference
from tests.conftest import ALMATY

#: The day on which the tests' installation loads its data.
LOADED_AT = datetime(2026, 3, 1, 9, tzinfo=ALMATY)


@pytest.fixture
def loaded(db: None) -> datetime:
    """Territories, sectors, services and the calendar 2023-2028."""
    reference.load(now=LOADED_AT)
    return LOADED_AT
