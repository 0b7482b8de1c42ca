"""Values that the Order does not give, changed by an administrator."""

import datetime as dt

import pytest

from accounts.errors import Invalid
from accounts.models import User
from agencies import settings
from tests.factories import ALMATY

NOW = dt.datetime(2026, 3, 20, 10, 0, tzinfo=ALMATY)


def test_r10_notices_never_end_before_they_begin(administrator: User) -> None:
    with pytest.raises(Invalid) as refused:
        settings.change("notices_from", "18:00", source="made up", by=administrator, now=NOW)
    assert refused.value.field == "value"
    settings.change("notices_until", "20:00", source="made up", by=administrator, now=NOW)
    settings.change("notices_from", "18:00", source="made up", by=administrator, now=NOW)
    assert settings.value("notices_from") == dt.time(18)
