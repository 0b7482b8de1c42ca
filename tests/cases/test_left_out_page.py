"""The shares of what is left empty, as the Centre's staff see them."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from accounts.models import User
from agencies.models import Centre
from tests.factories import CaseFactory, FamilyFactory, FamilyMemberFactory, PersonFactory

SignIn = Callable[[User], Any]
Clock = Callable[..., dt.datetime]


def shown(page: Any) -> list[tuple[int, int, int | None]]:
    [(_name, rows)] = page.context["centres"]
    return [(row.missing, row.all, row.percent) for row in rows]


def test_r1_the_share_of_persons_without_iin_is_shown_for_a_quarter(
    centre: Centre, other_centre: Centre, caseworker: User, sign_in: SignIn, on: Clock
) -> None:
    on("2026-03-20", "10:00")
    family = FamilyFactory.create(centre=centre)
    baby = PersonFactory.create(centre=centre, without_iin=True)
    FamilyMemberFactory.create(family=family, person=baby)
    CaseFactory.create(centre=centre, family=family, detected_on=dt.date(2026, 3, 2))
    CaseFactory.create(centre=other_centre, detected_on=dt.date(2026, 3, 2))
    browser = sign_in(caseworker)
    assert shown(browser.get("/cases/left-empty/")) == [(1, 2, 50), (0, 0, None), (0, 0, None)]
    earlier = browser.get("/cases/left-empty/?quarter=2025-Q4")
    assert shown(earlier) == [(0, 0, None)] * 3
    assert shown(browser.get("/cases/left-empty/?quarter=nonsense"))[0] == (1, 2, 50)


def test_r12_an_agency_has_no_such_page(agency_worker: User, sign_in: SignIn) -> None:
    assert sign_in(agency_worker).get("/cases/left-empty/").status_code == 403
