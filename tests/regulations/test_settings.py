"""Settings: what the Order leaves open has a default, a source, and a strict reader."""

import re
from datetime import date, time

import pytest

from regulations.notes import in_language
from regulations.settings import SETTINGS, SettingError, SettingSpec, as_text, parse

each_setting = pytest.mark.parametrize("spec", SETTINGS.values(), ids=SETTINGS)


@each_setting
def test_a_default_is_a_value_that_its_setting_takes(spec: SettingSpec) -> None:
    assert parse(spec, as_text(spec.default)) == spec.default


@each_setting
def test_a_setting_has_titles_and_a_source(spec: SettingSpec) -> None:
    assert spec.title_kk
    assert spec.title_ru
    assert spec.title_en
    assert spec.source


@each_setting
def test_a_source_is_told_in_kazakh_and_in_russian(spec: SettingSpec) -> None:
    assert in_language(spec.source, "en") == spec.source
    for language in ("kk", "ru"):
        assert not re.search("[A-Za-z]{2,}", in_language(spec.source, language))


@pytest.mark.parametrize(
    ("key", "raw", "value"),
    [
        ("term_approval", " 2 ", 2),
        ("escalate_to_head_after", "0", 0),
        ("first_day_counts", "true", True),
        ("redaction_in_force_on", "2026-03-15", date(2026, 3, 15)),
        ("redaction_in_force_on", " ", None),
        ("held_dispatch_time", "15:30", time(15, 30)),
        ("completion_marked_by", "caseworker", "caseworker"),
        ("allowed_file_types", "PDF, png", ("pdf", "png")),
    ],
)
def test_what_was_typed_is_read(key: str, raw: str, value: object) -> None:
    assert parse(SETTINGS[key], raw) == value


@pytest.mark.parametrize(
    ("key", "raw", "problem"),
    [
        ("term_approval", "", "required"),
        ("term_approval", "two", "not_a_number"),
        ("term_approval", "--2", "not_a_number"),
        ("term_approval", "٢", "not_a_number"),
        ("term_approval", "1.5", "not_a_number"),
        ("term_approval", "0", "too_small"),
        ("term_approval", "-1", "too_small"),
        ("term_approval", "251", "too_large"),
        ("first_day_counts", "1", "not_yes_or_no"),
        ("redaction_in_force_on", "15.03.2026", "not_a_date"),
        ("redaction_in_force_on", "2026-02-30", "not_a_date"),
        ("held_dispatch_time", "16", "not_a_time"),
        ("held_dispatch_time", "25:00", "not_a_time"),
        ("completion_marked_by", "regional_manager", "not_a_choice"),
        ("allowed_file_types", "pdf, exe", "not_a_choice"),
        ("allowed_file_types", "pdf,", "not_a_choice"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(key: str, raw: str, problem: str) -> None:
    with pytest.raises(SettingError) as refused:
        parse(SETTINGS[key], raw)

    assert refused.value.problem == problem
    assert refused.value.spec is SETTINGS[key]
