"""Every setting that a person may change is read by something; terms are read by their table."""

import pytest

from regulations.settings import SETTINGS
from regulations.terms import TERMS
from tests.consistency import source

OF_TERMS = {term.setting for term in TERMS.values()}
APPS = ("accounts", "agencies", "cases", "plans", "monitoring", "exchange")


@pytest.mark.parametrize("key", sorted(set(SETTINGS) - OF_TERMS))
def test_a_setting_is_read_by_an_app(key: str) -> None:
    assert [path for path in source.of_apps(*APPS) if f'"{key}"' in path.read_text()]
