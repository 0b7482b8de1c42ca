"""The story that is fuzzed, and who asks."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from drf_spectacular.generators import SchemaGenerator
from schemathesis import APIOperation

from accounts import tokens
from accounts.models import User
from agencies.calendar import working_calendar
from agencies.models import Agency, Centre
from cases.models import Case, RiskIndicator, WellbeingDirection
from tests.factories import AgencyFactory, CentreFactory, GroundFactory, UserFactory
from tests.fuzzing import calls, records
from tests.fuzzing.records import FOREIGN, SEALED, Office

Clock = Callable[..., dt.datetime]


@pytest.fixture(scope="session")
def operations() -> dict[str, APIOperation]:
    """What the API publishes of itself."""
    return calls.operations(SchemaGenerator().get_schema(request=None, public=True))


@pytest.fixture
def sets(
    centre: Centre,
    other_centre: Centre,
    agency: Agency,
    other_agency: Agency,
    caseworker: User,
    colleague: User,
    agency_worker: User,
    working_days: None,
    on: Clock,
    settings: Any,
    tmp_path: Any,
) -> calls.Sets:
    """The Centre's records, those of strangers, and those under seal, on a Friday."""
    settings.STORAGES["default"]["OPTIONS"]["location"] = str(tmp_path)
    on("2026-03-20", "10:00")
    GroundFactory.create()
    here = Office(centre, other_centre, agency, other_agency, caseworker, agency_worker)
    own = {**records.records(here), **records.transfers(here)}
    known: dict[str, Any] = {
        "agency": agency.pk,
        "centre": centre.pk,
        "asked from": other_centre.pk,
    }
    known |= {"colleague": colleague.pk, "territory": centre.territory_id}
    known |= {"directions": dict.fromkeys(codes(WellbeingDirection), "D")}
    known |= {"risks": dict.fromkeys(codes(RiskIndicator), 2)}
    before = calls.rows()
    there = elsewhere(other_centre, caseworker=UserFactory.create())
    foreign = {**records.records(there, mark=FOREIGN), **records.transfers(there, mark=FOREIGN)}
    since = Case.objects.order_by("-pk")[0].pk
    sealed = records.records(here, mark=SEALED)
    records.under_seal(centre, since=since, names=colleague)
    found = calls.Sets({**own, **known}, foreign, sealed)
    found.hidden = {(table, pk) for table, pk, _ in calls.rows() - before}
    working_calendar()
    return found


def elsewhere(other_centre: Centre, *, caseworker: User) -> Office:
    """A Centre, a school and a clinic of strangers."""
    school, clinic = AgencyFactory.create(), AgencyFactory.create(clinic=True)
    stranger: Centre = CentreFactory.create()
    return Office(stranger, other_centre, school, clinic, caseworker, caseworker)


def codes(model: type[RiskIndicator] | type[WellbeingDirection]) -> list[str]:
    return list(model._default_manager.values_list("code", flat=True))


@pytest.fixture
def key(agency_worker: User, sets: calls.Sets) -> str:
    """The header of a school's own system."""
    now = timezone.now()
    return f"Token {tokens.issue(agency_worker, name='Journal', by=agency_worker, now=now)}"
