"""Columns that several registers share."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from agencies.models import Agency, Centre
from cases.models import Case
from monitoring.registers.base import ABOVE, CENTRE, EVERY_SIDE, NOT_AGENCY, Column, Reader
from plans.models import Activity

#: Columns of a case that are encrypted or long, and that no register shows: they are not read.
UNREAD_OF_CASE = ("situation", "exit_reason", "source_detail")


def unread(path: str) -> list[str]:
    """The same under the path by which a row reaches its case."""
    return [f"{path}__{name}" for name in UNREAD_OF_CASE]


def of_case(case: Callable[[Any], Case], *, is_first: bool = False) -> tuple[Column, Column]:
    """The case's number, which an agency does not know, and for the Centre the family's name.

    In a register of cases they stand first; elsewhere the page names the family alone.
    """
    number = Column(
        label=gettext_lazy("Case number"),
        value=lambda row, reader: case(row).number,
        sides=NOT_AGENCY,
        on_page=EVERY_SIDE if is_first else ABOVE,
        width=18,
    )
    family = Column(
        label=gettext_lazy("Family"),
        value=lambda row, reader: family_name(case(row), reader),
        sides=CENTRE,
        personal=True,
        on_page=EVERY_SIDE,
        width=34,
    )
    return (family, number) if is_first else (number, family)


def family_name(case: Case, reader: Reader) -> str:
    """Whom the case is named after, while it is with the reader's Centre (clause 7(3))."""
    return case.first_person_name if case.centre_id in reader.held.centres else ""


def of_centre(centre: Callable[[Any], Centre]) -> tuple[Column, Column]:
    """The Centre for everybody else than itself, and its region for the country."""
    return (
        Column(
            label=gettext_lazy("Centre"),
            value=lambda row, reader: centre(row).name,
            sides=ABOVE | {"agency"},
            on_page=EVERY_SIDE,
            width=40,
        ),
        Column(
            label=gettext_lazy("Region"),
            value=lambda row, reader: centre(row).region.name,
            sides=frozenset({"country"}),
            width=24,
        ),
    )


def of_agency(agency: Callable[[Any], Agency | None]) -> tuple[Column, Column]:
    """The agency and its sector, for those who look at more than their own."""
    return (
        Column(
            label=gettext_lazy("Agency"),
            value=lambda row, reader: (found := agency(row)) and found.name,
            on_page=NOT_AGENCY,
            width=40,
        ),
        Column(
            label=gettext_lazy("Sector"),
            value=lambda row, reader: (found := agency(row)) and found.sector.name,
            sides=NOT_AGENCY,
            width=24,
        ),
    )


def case_page(case: Case, reader: Reader) -> str:
    """The page of a case for those with whom it is."""
    return reverse("case", args=[case.pk]) if case.centre_id in reader.held.centres else ""


def activity_page(activity: Activity, reader: Reader) -> str:
    mine = activity.centre_id in reader.held.centres or activity.agency_id in reader.held.agencies
    return reverse("activity", args=[activity.pk]) if mine else ""
