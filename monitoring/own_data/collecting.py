"""The data of one person, as plain values, in the language in force."""

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Assessment, Case, Person
from cases.states import CASE, EVENTS
from cases.views.case import DIRECTIONS, RISKS
from monitoring.own_data.plans import activities, agreements, files, left_out
from monitoring.own_data.posts import Posts, who_looked
from monitoring.own_data.veil import Veil, by

Data = dict[str, Any]
#: What tells of everybody who lives there.
HOUSEHOLD = (
    "danger",
    "territory",
    "address",
    "what_happened",
    "finding_of_exit",
    "grounds",
    "assessments",
    "visits",
    "notes",
    "files",
    "who_looked",
)
#: The steps of a case that decide something for those who are in it.
DECISIONS = {row.verb: row.label for row in CASE} | {
    verb: EVENTS[verb] for verb in ("register", "move", "report_danger")
}


def collect(person: Person, veil: Veil, *, now: datetime) -> Data:
    """Who the person is, and of each case that may be told of what is the person's own."""
    families = {case.family_id for case in veil.cases}
    return {
        "made_at": now,
        "null_means": _("not known, or kept back because it also concerns others"),
        "person": _identity(person),
        "families": [
            {
                "relation_to_the_first_person": row.get_relation_display(),
                "joined_on": row.joined_on,
                "left_on": row.left_on,
            }
            for row in person.memberships.filter(family__in=families)
        ],
        "cases": [_case(case, person, veil) for case in veil.told],
    }


def _identity(person: Person) -> Data:
    return {
        "last_name": person.last_name,
        "first_name": person.first_name,
        "patronymic": person.patronymic,
        "iin": person.iin,
        "why_there_is_no_iin": person.get_iin_absent_display(),
        "birth_date": person.birth_date,
        "sex": person.get_sex_display(),
        "phone": person.phone,
        "died_on": person.died_on,
    }


def _case(case: Case, person: Person, veil: Veil) -> Data:
    """Dates, decisions, what is for this person alone; not who told of the family.

    What tells of a household (where it lives, its grounds, assessments, files, who looked) is given
    to somebody who is all of it: another member may have left because of whoever asks. Where the
    case is now is not told to somebody who has left: the others may have moved.
    """
    alone, until, here = veil.is_alone(case), veil.until(case), not veil.has_left(case)
    household = _household(case, veil) if alone else dict.fromkeys(HOUSEHOLD)
    return household | {
        "number": case.number,
        "centre": case.centre.name if here else None,
        "state": case.get_state_display() if here else None,
        "detected_on": case.detected_on,
        "recognised_on": by(case.recognised_on, until),
        "closed_on": by(case.closed_on, until),
        "closure": case.get_closure_display() if by(case.closed_on, until) else None,
        "left_the_situation_on": by(case.exit_on, until),
        "decisions": _decisions(case, veil, alone=alone, until=until),
        "activities": activities(case, person, veil),
        "answers_to_plans": agreements(case, person, veil),
        "why_without_an_activity": left_out(case, person, veil),
    }


def _household(case: Case, veil: Veil) -> Data:
    return {
        "danger": case.danger,
        "territory": case.territory.name,
        "address": case.address,
        "what_happened": veil.given(case.situation, alone=True),
        "finding_of_exit": veil.given(case.exit_reason, alone=True),
        "grounds": [
            {"ground": row.ground.name, "code": row.ground_id, "added_on": row.added_on}
            for row in case.case_grounds.select_related("ground").order_by("ground_id")
        ],
        "assessments": [_assessment(row, veil) for row in case.assessments.all()],
        "visits": [
            {"on": row.visited_on, "findings": veil.given(row.findings, alone=True)}
            for row in case.visits.all()
        ],
        "notes": [
            {"on": timezone.localdate(row.at), "text": veil.given(row.text, alone=True)}
            for row in case.notes.all()
        ],
        "files": files(case, veil),
        "who_looked": who_looked(case),
    }


def _assessment(row: Assessment, veil: Veil) -> Data:
    directions = DIRECTIONS.filter(assessment=row)
    return {
        "on": row.assessed_on,
        "occasion": row.get_occasion_display(),
        "level": row.level.name,
        "directions": {d.direction.name: d.level.name for d in directions},
        "risks": {r.indicator.name: r.get_height_display() for r in RISKS.filter(assessment=row)},
        "needs": veil.given(row.needs, alone=True),
    }


def _decisions(case: Case, veil: Veil, *, alone: bool, until: date) -> list[Data]:
    steps = list(case.transitions.filter(verb__in=DECISIONS).order_by("pk"))
    posts = Posts(step.by_id for step in steps)
    return [
        {
            "on": (day := timezone.localdate(step.at)),
            "what": str(DECISIONS[step.verb]),
            "clause": step.clause,
            "by": posts.of(step.by_id, day),
            "reason": veil.given(step.reason, alone=alone),
        }
        for step in steps
        if timezone.localdate(step.at) <= until
    ]


def as_json(value: Any) -> str:
    """Dates and moments as ISO 8601."""
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
