"""The register of cases (R7): from detection to the end."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models import Case, Ground
from cases.states import OPEN
from monitoring.registers.base import (
    ABOVE,
    CENTRE,
    EVERY_SIDE,
    NOT_AGENCY,
    Column,
    Reader,
    Register,
)
from monitoring.registers.columns import UNREAD_OF_CASE, case_page, of_case, of_centre
from monitoring.registers.filters import CaseRegisterFilter

GROUNDS = Prefetch("grounds", Ground.objects.order_by("code"))


def rows(reader: Reader) -> QuerySet[Any]:
    found = reader.within(Case.objects.all())
    related = found.select_related("centre__region", "territory", "responsible")
    return related.defer(*UNREAD_OF_CASE).prefetch_related(GROUNDS)


def grounds(case: Case) -> str:
    return "; ".join(ground.name for ground in case.grounds.all())


WHO = of_case(lambda case: case, is_first=True)
WHEN = (
    Column(label=_("Detected"), value=lambda case, r: case.detected_on, on_page=EVERY_SIDE),
    Column(
        label=_("Source"), value=lambda case, r: case.get_source_display(), of_family=True, width=24
    ),
    Column(
        label=pgettext_lazy("case", "Place"),
        value=lambda case, r: case.territory,
        of_family=True,
        width=28,
    ),
    Column(label=_("Address"), value=lambda case, r: case.address, personal=True, width=40),
)
WHAT = (
    Column(label=_("Life or health in danger"), value=lambda case, r: case.danger, of_family=True),
    Column(
        label=_("With children"),
        value=lambda case, r: case.with_children,
        of_family=True,
        on_page=EVERY_SIDE,
    ),
    Column(
        label=_("Wellbeing"),
        value=lambda case, r: case.wellbeing_id,
        of_family=True,
        on_page=EVERY_SIDE,
        width=10,
    ),
    Column(label=_("Grounds"), value=lambda case, r: grounds(case), of_family=True, width=50),
    Column(label=_("Recognised on"), value=lambda case, r: case.recognised_on, of_family=True),
    Column(label=_("Came back"), value=lambda case, r: case.is_relapse, of_family=True),
    Column(
        label=_("Responsible"),
        value=lambda case, r: case.responsible.full_name,
        sides=CENTRE,
        on_page=EVERY_SIDE,
        width=30,
    ),
)
END = (
    Column(label=_("Closed on"), value=lambda case, r: case.closed_on, on_page=EVERY_SIDE),
    Column(
        label=_("How it ended"),
        value=lambda case, r: case.get_closure_display(),
        of_family=True,
        width=30,
    ),
    Column(label=_("Left the situation on"), value=lambda case, r: case.exit_on, of_family=True),
)

CASES = Register(
    name="cases",
    label=_("Register of cases"),
    about=_("Each case from its detection to its end: grounds, wellbeing, recognition, exit."),
    sides=NOT_AGENCY,
    columns=(
        *WHO,
        Column(
            label=_("State"),
            value=lambda case, r: case.get_state_display(),
            code=lambda case: str(case.state),
            of_family=True,
            on_page=EVERY_SIDE,
            width=18,
        ),
        Column(
            label=_("In work"),
            value=lambda case, r: case.state in OPEN,
            sides=ABOVE,
            on_page=EVERY_SIDE,
            width=10,
        ),
        *WHEN,
        *WHAT,
        *END,
        *of_centre(lambda case: case.centre),
    ),
    rows=rows,
    filters=CaseRegisterFilter,
    case_of=lambda case: case.pk,
    page_of=case_page,
)
