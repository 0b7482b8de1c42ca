"""An agency's slice: of a person the fields that its sector needs, and no other (7(3), 11; R12).

Which they are is reference data (`agencies.Sector.person_fields`, not set by the Order). The
Centre, which knows its families, is shown on the pages of an activity whom it is for: the name and
the year of birth.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from accounts.models import User
from agencies.models import Agency, PersonField
from cases.models import Ground, Person
from plans.models import Activity, Dispatch, PlanItem
from plans.permissions import acts_for_agency
from plans.states import ENDED, ActivityState

#: The codes of fields.
Fields = frozenset[str]
EVERYTHING: Final[Fields] = frozenset(PersonField.values)
WHOM: Final[Fields] = frozenset({PersonField.NAME, PersonField.BIRTH_YEAR})
#: When an agency has nothing left to do, it needs to know no more than for whom it was.
NO_MORE_NEEDED: Final = ENDED | {ActivityState.DECLINED}
IN_A_LINE: Final = WHOM | {PersonField.BIRTH_DATE}


@dataclass(frozen=True)
class ShownPerson:
    """So much of a person as may be told; what may not be is empty."""

    id: int
    name: str = ""
    birth_year: int | None = None
    birth_date: date | None = None
    sex: str = ""
    iin: str = ""
    phone: str = ""
    address: str = ""

    @property
    def called(self) -> str:
        """The name, or a number by which the Centre knows whom is meant."""
        return self.name or _("a member of the family, No. %(number)s") % {"number": self.id}

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What is told besides name and birth, with its labels."""
        more = (PersonField.SEX, PersonField.IIN, PersonField.PHONE, PersonField.ADDRESS)
        pairs = [(str(field.label), getattr(self, field.value)) for field in more]
        return [(label, value) for label, value in pairs if value]


def fields_for(agency: Agency) -> Fields:
    """What an agency is shown of a person; its sector should be loaded."""
    return frozenset(agency.sector.person_fields)


def shown(person: Person, fields: Fields, *, address: str = "") -> ShownPerson:
    """A person as far as the fields go; the address is that of the case."""
    born = person.birth_date
    known: dict[str, Any] = {
        PersonField.NAME: person.full_name,
        PersonField.BIRTH_YEAR: born and born.year,
        PersonField.BIRTH_DATE: born,
        PersonField.SEX: person.get_sex_display(),
        PersonField.IIN: person.iin,
        PersonField.PHONE: person.phone,
        PersonField.ADDRESS: address,
    }
    return ShownPerson(person.pk, **{name: known[name] for name in fields})


def names(persons: Iterable[Person], fields: Fields) -> str:
    """For whom it is, in one line, where names may be told."""
    if PersonField.NAME not in fields:
        return ""
    return ", ".join(sorted(person.short_name for person in persons))


def told(activity: Activity, *, to: User, only: Fields = EVERYTHING) -> list[ShownPerson]:
    """For whom an activity is, as far as this reader is told.

    `item__persons` and `agency__sector` should be loaded, and `plan__case` for the address.
    """
    fields = WHOM
    if activity.agency and acts_for_agency(to, activity):
        fields = fields_for(activity.agency)
        if activity.state in NO_MORE_NEEDED:
            fields &= WHOM
    fields &= only
    address = activity.plan.case.address if PersonField.ADDRESS in fields else ""
    return [shown(person, fields, address=address) for person in activity.item.persons.all()]


def tell(activities: Iterable[Activity], *, to: User, only: Fields = EVERYTHING) -> None:
    """Put `for_whom` on activities, for their pages; a list tells `IN_A_LINE` at most."""
    for activity in activities:
        activity.for_whom = told(activity, to=to, only=only)  # type: ignore[attr-defined]


def told_grounds(item: PlanItem) -> list[Ground]:
    """The grounds that an agency is told of, since the activity cannot be done without (R12)."""
    return list(Ground.objects.filter(pk__in=item.told_grounds)) if item.told_grounds else []


#: What an agency reads of other bodies' activities; what it leaves out, the database does.
WHOLE_PLAN: Final = "SELECT * FROM qoldau_whole_plan(%s)"


def whole_plan(dispatch: Dispatch) -> list[PlanItem]:
    """What others do in the version in force, where that is sent along and still may be told (R16).

    Services, executors and dates, beside the agency's own activities; the items have no other
    fields, and no persons. Left out is what could tell of the family's trouble (7(3), R12): any
    service that is not marked `named_to_others`, free text, measures against relapse and offences,
    and an executor of another sector than the service. `version` says of which version they are.
    An agency that has nothing left to do is told nothing, nor anybody where a seal is near.
    """
    if not dispatch.with_whole_plan:
        return []
    rows = PlanItem.objects.raw(WHOLE_PLAN, [dispatch.pk])
    return list(rows.prefetch_related("service", "agency"))
