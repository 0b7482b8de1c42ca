"""The reference data of cases: complete, honest about what is not verified, never overwritten."""

import pytest
from django.core.management import call_command

from cases import reference
from cases.models import Ground, RiskIndicator, WellbeingDirection, WellbeingLevel

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded() -> None:
    reference.load()


@pytest.mark.clause("3(5)")
def test_r3_twelve_grounds_and_the_four_forms_of_cruel_treatment() -> None:
    assert Ground.objects.filter(parent=None).count() == 12
    forms = Ground.objects.filter(parent="G09")
    assert [g.code for g in forms] == ["G09.1", "G09.2", "G09.3", "G09.4"]
    assert {g.source for g in forms} == {"Social Code art. 133(2)"}
    assert not Ground.objects.filter(verified_kk=True).exists()


@pytest.mark.clause("4(7)")
def test_r4_levels_directions_and_the_risks_of_the_clause() -> None:
    assert [level.code for level in WellbeingLevel.objects.all()] == ["A", "B", "C", "D", "E"]
    assert WellbeingLevel.objects.get(code="C").score_min == -30
    assert WellbeingLevel.objects.get(code="E").score_min is None
    in_use = WellbeingDirection.objects.filter(in_use=True)
    assert [d.code for d in in_use] == ["ECON", "SOC", "HOUS", "HEAL", "EDU"]
    assert WellbeingDirection.objects.filter(edition=2026, in_use=False).count() == 8
    assert [r.code for r in RiskIndicator.objects.all()] == [
        "offending",
        "victimisation",
        "ill_being",
    ]


def test_loading_again_keeps_corrections() -> None:
    Ground.objects.filter(code="G01").update(name_kk="түзетілді", verified_kk=True)
    WellbeingDirection.objects.filter(code="ECON").update(in_use=False)
    assert reference.load() == dict.fromkeys(
        ["grounds", "wellbeing_levels", "wellbeing_directions", "risk_indicators"], 0
    )
    assert Ground.objects.get(code="G01").name_kk == "түзетілді"
    assert not WellbeingDirection.objects.get(code="ECON").in_use


def test_the_command_says_what_is_new(capsys: pytest.CaptureFixture[str]) -> None:
    RiskIndicator.objects.all().delete()
    call_command("load_reference_data")
    assert "risk_indicators: 3 new" in capsys.readouterr().out
