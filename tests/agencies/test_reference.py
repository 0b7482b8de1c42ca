"""What `load()` brings in, and that it never takes back what a person corrected."""

from datetime import datetime
from importlib import import_module

import pytest

from agencies import reference
from agencies.models import CalendarDay, Sector, Service, Territory


@pytest.mark.clause("5")
def test_r9_the_twelve_sectors_stand_in_the_order_of_clause_5(loaded: datetime) -> None:
    sectors = list(Sector.objects.values_list("order", "code"))
    assert len(sectors) == 12
    assert sectors[0] == (1, "education")
    assert sectors[-1] == (12, "internal_affairs")


def test_the_map_is_the_classifiers_in_its_display_spelling(loaded: datetime) -> None:
    levels = [Territory.objects.filter(level=level).count() for level in Territory.Level]
    assert levels == [20, 228, 6]
    semey = Territory.objects.get(code="101000000")
    assert (semey.name_kk, semey.name_ru) == ("Семей қаласы", "город Семей")
    assert semey.parent_id == "100000000"


@pytest.mark.clause("4")
def test_r5_a_term_without_an_official_text_is_unverified_and_an_unknown_one_is_empty(
    loaded: datetime,
) -> None:
    assert Service.objects.count() == 53
    with_term = Service.objects.exclude(term_days=None)
    assert with_term.count() == 10
    assert not Service.objects.filter(term_verified=True).exists()
    meals = Service.objects.get(code="S27")
    assert (meals.term_days, meals.sector_id) == (5, "education")
    housing = Service.objects.get(code="S40")
    assert (housing.term_days, housing.term_note.startswith("ранее 8")) == (6, True)


def test_loading_again_changes_nothing_that_was_corrected(loaded: datetime) -> None:
    Service.objects.filter(code="S27").update(term_days=7, term_verified=True)
    Sector.objects.filter(code="sport").update(name_kk="спорт және дене шынықтыру")
    Territory.objects.filter(code="101000000").delete()
    days = CalendarDay.objects.count()

    reference.load(now=loaded)

    assert Service.objects.get(code="S27").term_days == 7
    assert Sector.objects.get(code="sport").name_kk == "спорт және дене шынықтыру"
    assert Territory.objects.filter(code="101000000").exists()
    assert CalendarDay.objects.count() == days


@pytest.mark.clause("7(3)")
def test_r12_each_sector_is_told_as_little_as_serves(loaded: datetime) -> None:
    told = {sector.pk: set(sector.person_fields) for sector in Sector.objects.all()}
    assert len(told) == 12
    assert told.pop("health") == {"name", "birth_year", "birth_date"}
    assert all(fields == {"name", "birth_year"} for fields in told.values())


@pytest.mark.clause("7(3)")
def test_r12_services_that_tell_of_a_familys_trouble_are_named_to_no_other_body(
    loaded: datetime,
) -> None:
    """Violence, addiction, a protective order, guardianship, disability, want: never."""
    named = set(Service.objects.filter(named_to_others=True).values_list("pk", flat=True))
    assert {"S19", "S35", "S36"} <= named
    assert not named & {"S01", "S05", "S06", "S07", "S11", "S12", "S27", "S32", "S38", "S45", "S48"}
    migration = import_module("agencies.migrations.0008_whole_plan")
    assert ", ".join(f"'{code}'" for code in sorted(named)) == migration.NAMED
