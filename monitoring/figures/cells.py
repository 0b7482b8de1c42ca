"""By what the records of a quarter are counted: for each figure the key under which a record goes.

A cell is the number of records of one figure under one key; the key is empty where the figure has
one cell only. Keys of several parts are joined by ":", a change by ">". The expressions are SQL
over the rows of `facts.py`; NULL means that the record does not belong to the figure.
"""

from dataclasses import dataclass
from typing import Final, Literal

#: What kind of record stands behind a cell.
Kind = Literal["case", "person", "plan", "activity", "term"]


@dataclass(frozen=True, slots=True)
class Figure:
    """What is counted: `facts` names the selection, `key` is the record's key, or NULL."""

    id: str
    kind: Kind
    facts: str
    key: str


def _all(facts: str, kind: Kind, *figures: tuple[str, str]) -> tuple[Figure, ...]:
    return tuple(Figure(name, kind, facts, key) for name, key in figures)


def _if(condition: str, key: str = "''") -> str:
    return f"CASE WHEN {condition} THEN {key} END"


#: Keys of terms by who owes them, as the figures of terms have them.
CENTRE_TERMS: Final = (
    *("dispatch:centre", "report:centre", "review:centre"),
    *("rework:centre", "completion:centre"),
)
AGENCY_TERMS: Final = ("report:agency", "rework:agency")

# What an agency owes: information on execution, at first or after a return (clause 11).
_REPORT: Final = "term IN ('report', 'rework')"

_FIGURES: Final = (
    *_all(
        "case_facts",
        "case",
        ("cases", "''"),
        ("cases_new", _if("is_new")),
        ("cases_source", "source"),
        ("cases_danger", _if("danger")),
        ("cases_with_children", _if("with_children")),
        ("cases_relapse", _if("is_new AND relapse")),
        ("cases_after_exit", _if("is_new AND after_exit")),
        ("cases_recognised", _if("recognised")),
        ("cases_refused", _if("refused")),
        ("cases_closed", _if("has_ended AND closure <> ''", "closure")),
        ("cases_exit", _if("left_situation")),
        ("cases_probation", _if("on_probation")),
        ("cases_level", "coalesce(level_now, '-')"),
        ("levels_intake", _if("level_intake <> ''", "level_intake || '>' || level_now")),
        ("levels_quarter", _if("level_before <> ''", "level_before || '>' || level_now")),
        (
            "levels_closure",
            _if("has_ended AND closure <> ''", "level_intake || '>' || level_now"),
        ),
    ),
    *_all("ground_facts", "case", ("cases_ground", "ground_id")),
    *_all("risk_facts", "case", ("risks", "indicator || ':' || intake || '>' || now")),
    *_all(
        "person_facts",
        "person",
        ("persons", "''"),
        ("persons_without_iin", "nullif(iin_absent, '')"),
    ),
    *_all(
        "plan_facts",
        "plan",
        ("plans_state", _if("state <> 'replaced'", "state")),
        ("plans_approved", _if("approved")),
        ("plans_revised", _if("approved AND version > 1")),
        ("plans_completed", _if("completed")),
    ),
    *_all(
        "activity_facts",
        "activity",
        ("activities", "''"),
        ("activities_new", _if("is_new")),
        ("activities_executor", "executor"),
        ("activities_free_text", _if("free_text", "executor")),
        ("activities_kind", "kind"),
        ("activities_agency", "agency_id::text"),
        ("activities_sector", "sector"),
        ("activities_ended", _if("has_ended", "state")),
        ("offences_ended", _if("kind = 'offences' AND has_ended", "state")),
        ("offences_outcome", _if("kind = 'offences'", "nullif(outcome, '')")),
    ),
    *_all(
        "round_facts",
        "activity",
        ("returned", _if("verb = 'return_activity'", "executor")),
        ("returned_agency", _if("verb = 'return_activity'", "agency_id::text")),
        ("declined", _if("verb = 'decline'")),
        ("declined_agency", _if("verb = 'decline'", "agency_id::text")),
    ),
    *_all(
        "term_facts",
        "term",
        ("terms_due", "term || ':' || side"),
        ("terms_kept", _if("kept", "term || ':' || side")),
        ("terms_missed", _if("NOT kept", "term || ':' || side")),
        ("terms_days", "term || ':' || side || ':' || days"),
        ("reports_due_agency", _if(_REPORT, "agency_id::text")),
        ("reports_missed_agency", _if(f"NOT kept AND {_REPORT}", "agency_id::text")),
        ("reports_days_agency", _if(_REPORT, "agency_id || ':' || days")),
        ("reports_due_sector", _if(_REPORT, "sector")),
        ("reports_missed_sector", _if(f"NOT kept AND {_REPORT}", "sector")),
    ),
)

FIGURES: Final = {figure.id: figure for figure in _FIGURES}
