"""What keys of cells are called on a page, in the reader's language."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db.models import TextChoices
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.models import Case, Person
from monitoring.wording.telling import Names
from monitoring.wording.terms import OWED
from plans.models import PlanItem, Report
from plans.states import ActivityState, PlanState

_CHOICES: Final[Mapping[str, type[TextChoices]]] = {
    "cases_source": Case.Source,
    "cases_closed": Case.Closure,
    "persons_without_iin": Person.IinAbsent,
    "plans_state": PlanState,
    "activities_executor": PlanItem.Executor,
    "activities_free_text": PlanItem.Executor,
    "activities_kind": PlanItem.Kind,
    "activities_ended": ActivityState,
    "returned": PlanItem.Executor,
    "offences_ended": ActivityState,
    "offences_outcome": Report.Outcome,
}
_NAMED: Final = {
    "cases_ground": "ground",
    "activities_agency": "agency",
    "activities_sector": "sector",
    "returned_agency": "agency",
    "declined_agency": "agency",
    "reports_due_agency": "agency",
    "reports_missed_agency": "agency",
    "reports_days_agency": "agency",
    "reports_due_sector": "sector",
    "reports_missed_sector": "sector",
}
#: The key of a family without an assessment.
NOT_ASSESSED: Final = "-"


def label(figure: str, key: str, names: Names) -> str:
    """What stands for a key of a figure; the key itself where nothing is known of it."""
    if figure in _CHOICES:
        return str(dict(_CHOICES[figure].choices).get(key, key))
    if figure in _NAMED:
        return named(_NAMED[figure], key, names)
    special: Mapping[str, Callable[[str, Names], str]] = {
        "cases_level": _level,
        "terms_due": _term,
        "terms_kept": _term,
        "terms_missed": _term,
        "terms_days": _term,
        "levels_intake": _change,
        "levels_quarter": _change,
        "levels_closure": _change,
        "risks": _risk,
    }
    return special[figure](key, names) if figure in special else key


def named(kind: str, key: str, names: Names) -> str:
    """The name of an agency, sector, ground, level or risk, as the figures keep it."""
    both = names.get(kind, {}).get(key)
    if both is None:
        return key
    return both[0] if get_language() == "kk" else both[1]


def _level(key: str, names: Names) -> str:
    return _("not assessed yet") if key == NOT_ASSESSED else f"{key} · {named('level', key, names)}"


def _change(key: str, _names: Any) -> str:
    return key.replace(">", " → ")


def _risk(key: str, names: Names) -> str:
    risk, _colon, change = key.partition(":")
    return f"{named('risk', risk, names)}, {_change(change, names)}"


def _term(key: str, _names: Any) -> str:
    owed = next((owed for owed in OWED if owed.key == key), None)
    if owed is None:
        return key
    return owed.kk if get_language() == "kk" else owed.ru
