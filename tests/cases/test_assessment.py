"""Assessment, recognition and refusal (R3, R4)."""

import datetime as dt
import uuid
from typing import Any

import pytest

from accounts.errors import Invalid, NotAllowed, Refused, SomebodyWasFirst, WrongState
from accounts.models import User
from agencies.models import Centre
from cases.models import Assessment, Case, Ground, WellbeingLevel
from cases.workflow import assess, hand_over, recognise, refuse, register, report_danger
from tests import factories as make
from tests.cases.conftest import new_case, whole_assessment


@pytest.mark.clause("4(7)")
def test_r4_an_assessment_keeps_level_directions_and_risks(
    case: Case, caseworker: User, friday: dt.datetime
) -> None:
    row = assess(case, by=caseworker, now=friday, occasion="intake", **whole_assessment("D"))
    case.refresh_from_db()
    assert (case.state, case.wellbeing_id) == ("assessing", "D")
    assert {d.direction_id: d.level_id for d in row.directions.all()} == dict.fromkeys(
        ["ECON", "SOC", "HOUS", "HEAL", "EDU"], "D"
    )
    assert {r.indicator_id: r.height for r in row.risks.all()} == {
        "offending": 1,
        "victimisation": 2,
        "ill_being": 3,
    }
    assert [t.verb for t in case.transitions.all()] == ["start_assessment", "assess"]


@pytest.mark.clause("4(7)")
def test_r4_the_case_shows_the_newest_assessment_by_day(
    case: Case, caseworker: User, friday: dt.datetime
) -> None:
    common: dict[str, Any] = {"by": caseworker, "now": friday, "occasion": "quarter"}
    assess(case, **common, **whole_assessment("B"))
    assess(case, **common, **whole_assessment("E"), assessed_on=dt.date(2026, 3, 19))
    case.refresh_from_db()
    assert case.wellbeing_id == "B"


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"occasion": "birthday"}, "occasion"),
    ({"assessed_on": dt.date(2026, 3, 21)}, "assessed_on"),
    ({"assessed_on": dt.date(2026, 3, 18)}, "assessed_on"),
    ({"directions": {}}, "direction_ECON"),
    ({"risks": {"offending": 0, "victimisation": 0}}, "risk_ill_being"),
    ({"risks": {"offending": 4, "victimisation": 0, "ill_being": 0}}, "risk_offending"),
]


@pytest.mark.parametrize(("more", "field"), WRONG)
def test_an_assessment_with_a_gap_names_the_field(
    more: dict[str, Any], field: str, case: Case, caseworker: User, friday: dt.datetime
) -> None:
    given: dict[str, Any] = {"occasion": "intake", **whole_assessment(), **more}
    with pytest.raises(Invalid) as refused:
        assess(case, by=caseworker, now=friday, **given)
    assert refused.value.field == field
    case.refresh_from_db()
    assert (case.state, case.assessments.count()) == ("detected", 0)


def test_a_second_click_assesses_once(case: Case, caseworker: User, friday: dt.datetime) -> None:
    token = uuid.uuid4()
    given: dict[str, Any] = {"by": caseworker, "now": friday, "occasion": "intake", "token": token}
    assess(case, **given, **whole_assessment("D"))
    with pytest.raises(SomebodyWasFirst):
        assess(case, **given, **whole_assessment("A"))
    assert Assessment.objects.get().level_id == "D"


@pytest.mark.parametrize("state", ["not_recognised", "completed", "terminated"])
def test_a_closed_case_is_not_assessed(
    state: str, centre: Centre, caseworker: User, friday: dt.datetime
) -> None:
    case = make.CaseFactory.create(centre=centre, **{state: True})
    with pytest.raises(WrongState):
        assess(case, by=caseworker, now=friday, occasion="quarter", **whole_assessment())


@pytest.mark.clause("3(5)")
def test_r3_the_head_recognises_on_grounds_and_the_term_is_met(
    centre: Centre, caseworker: User, head: User, friday: dt.datetime, on: Any
) -> None:
    case = register(centre, by=caseworker, now=friday, new=new_case(centre))
    assess(case, by=caseworker, now=friday, occasion="intake", **whole_assessment())
    late = on("2026-03-31")
    recognise(case, by=head, now=late, grounds=Ground.objects.filter(code__in=["G10", "G11"]))
    case.refresh_from_db()
    assert (case.state, case.recognised_by) == ("recognised", head)
    assert case.recognised_on == dt.date(2026, 3, 31)
    term = case.deadlines.get()
    assert (term.due_on, term.met_on, term.days_late) == (
        dt.date(2026, 3, 30),
        dt.date(2026, 3, 31),
        1,
    )
    assert {g.ground_id for g in case.case_grounds.all()} == {"G10", "G11"}
    assert {g.added_by for g in case.case_grounds.all()} == {head}


@pytest.mark.clause("3(5)")
def test_r3_once_assessed_the_term_is_the_heads_whoever_holds_the_case(
    centre: Centre, caseworker: User, colleague: User, head: User, friday: dt.datetime
) -> None:
    case = register(centre, by=caseworker, now=friday, new=new_case(centre))
    term = case.deadlines.get()
    assert (term.role, term.responsible) == ("caseworker", caseworker)
    assess(case, by=caseworker, now=friday, occasion="intake", **whole_assessment())
    hand_over(case, by=head, now=friday, to=colleague)
    report_danger(case, by=colleague, now=friday, reason="He is back.")
    terms = case.deadlines.order_by("pk")
    assert [(t.term, t.role, t.responsible) for t in terms] == [
        ("primary_assessment", "head", None),
        ("urgent_assessment", "head", None),
    ]


@pytest.mark.clause("3(5)")
def test_r3_no_recognition_without_a_ground(case: Case, head: User, friday: dt.datetime) -> None:
    Case.objects.filter(pk=case.pk).update(state="assessing")
    case.refresh_from_db()
    make.AssessmentFactory.create(case=case)
    with pytest.raises(Invalid) as refused:
        recognise(case, by=head, now=friday)
    assert refused.value.field == "grounds"


@pytest.mark.clause("4(7)")
def test_r4_no_recognition_without_an_assessment(
    centre: Centre, head: User, friday: dt.datetime
) -> None:
    case = make.CaseFactory.create(centre=centre, assessing=True)
    with pytest.raises(Refused, match="assess"):
        recognise(case, by=head, now=friday, grounds=[Ground.objects.get(code="G10")])


@pytest.mark.clause("3(5)")
def test_r3_a_refusal_has_a_reason_and_ends_what_is_owed(
    centre: Centre, caseworker: User, head: User, friday: dt.datetime
) -> None:
    case = make.CaseFactory.create(centre=centre, assessing=True)
    term = make.CaseDeadlineFactory.create(case=case)
    notice = make.CaseDeadlineFactory.create(case=case, term="guardianship_notice")
    with pytest.raises(Invalid) as refused:
        refuse(case, by=head, now=friday, reason="  ")
    assert refused.value.field == "reason"
    with pytest.raises(NotAllowed):
        refuse(case, by=caseworker, now=friday, reason="No ground applies.")
    refuse(case, by=head, now=friday, reason="No ground applies.")
    term.refresh_from_db()
    notice.refresh_from_db()
    assert (term.met_on, notice.ended_on) == (friday.date(), friday.date())
    assert case.transitions.get().reason == "No ground applies."


def test_levels_of_an_assessment_are_the_reference_data(db: None) -> None:
    assert "".join(level.code for level in WellbeingLevel.objects.all()) == "ABCDE"
