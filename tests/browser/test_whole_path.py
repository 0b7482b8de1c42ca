"""From detection to the finding of exit, by the people whose work it is, in a real browser."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from accounts.models import User
from agencies.models import Agency
from cases.models import Case
from plans.models import Activity, Plan
from tests.browser.conftest import findings
from tests.factories import GroundFactory, made_up_iin

Clock = Callable[..., dt.datetime]
#: The button that carries out what the page is about.
SUBMIT = "main form button[type=submit].btn-primary"


@pytest.fixture
def people(
    caseworker: User, head: User, agency_worker: User, agency: Agency, working_days: None
) -> dict[str, User]:
    GroundFactory.create()
    return {"caseworker": caseworker, "head": head, "school": agency_worker}


def do(page: Page, *, fill: dict[str, str] | None = None, choose: dict[str, str] | None = None,
       check: tuple[str, ...] = (), button: str = SUBMIT) -> None:  # fmt: skip
    """Fill a form by the names of its fields, send it, and look at the page with axe."""
    assert findings(page) == [], page.url
    for name, value in (choose or {}).items():
        page.select_option(f"main [name={name}]", value)
    for name, value in (fill or {}).items():
        page.fill(f"main [name='{name}']", value)
    for selector in check:
        page.check(f"main {selector}")
    page.click(button)
    page.wait_for_load_state()
    assert page.locator(".form-errors").count() == 0, page.inner_text("main")[:700]


def next_step(page: Page, address: str) -> None:
    """Follow the one button of the next-step box."""
    page.goto(address)
    page.click(".next-step .btn")
    page.wait_for_load_state()


@pytest.mark.clause("1", "2", "3(5)", "8", "9", "11", "12", "3(6)")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_family_is_carried_from_detection_to_exit(
    sign_in_as: Callable[..., Page], people: dict[str, User], agency: Agency,
    on: Clock, language: str,
) -> None:  # fmt: skip
    for user in people.values():
        user.language = language
        user.save(update_fields=["language"])

    on("2026-03-16", "10:00")
    worker = sign_in_as(people["caseworker"], language=language)
    worker.goto("/cases/new/")
    do(
        worker,
        fill={
            "persons-0-last_name": "Сынақова",
            "persons-0-first_name": "Әсел",
            "persons-0-iin": made_up_iin(7),
            "detected_on": "2026-03-16",
        },
        choose={"source": "agency"},
    )
    case = Case.objects.get()

    next_step(worker, f"/cases/{case.pk}/")
    names = [select.get_attribute("name") or "" for select in worker.locator("main select").all()]
    do(
        worker,
        choose={n: "2" if n.startswith("risk_") else "D" for n in names if n != "occasion"},
    )

    on("2026-03-17", "10:00")
    chief = sign_in_as(people["head"], language=language)
    next_step(chief, f"/cases/{case.pk}/")
    do(chief, check=("input[name=grounds] >> nth=0",))
    case.refresh_from_db()
    assert case.state == Case.State.RECOGNISED

    draw_up(worker, case, agency)
    plan = Plan.objects.get()

    on("2026-03-18", "09:30")
    chief.goto(f"/plans/{plan.pk}/approve/")
    do(chief)
    plan.refresh_from_db()
    assert plan.state == Plan.State.SENT

    on("2026-03-19", "11:00")
    activity = Activity.objects.get()
    school = sign_in_as(people["school"], language=language)
    school.goto("/inbox/")
    school.click(f"a[href*='/activities/{activity.pk}/'] >> nth=0")
    school.wait_for_load_state()
    school.check("main input[name=result][value=done]")
    do(
        school,
        fill={"text": "A tutor comes twice a week.", "done_on": "2026-03-19"},
        button="main form:has([name=text]) button[type=submit].btn-primary",
    )

    on("2026-03-20", "10:00")
    worker.goto("/reviews/")
    worker.click(f"a[href*='/activities/{activity.pk}/'] >> nth=0")
    worker.wait_for_load_state()
    do(worker)
    activity.refresh_from_db()
    assert activity.state == Activity.State.EXECUTED

    next_step(chief, f"/cases/{case.pk}/")
    do(chief)
    plan.refresh_from_db()
    assert (plan.state, plan.completed_on) == (Plan.State.COMPLETED, dt.date(2026, 3, 20))

    chief.goto(f"/cases/{case.pk}/exit/")
    do(chief, fill={"reason": "The son goes to school every day, the mother works."})
    case.refresh_from_db()
    assert (case.state, case.closure) == (Case.State.COMPLETED, Case.Closure.EXIT)


def draw_up(page: Page, case: Case, agency: Agency) -> None:
    """The caseworker draws up a plan with one activity in free words, and submits it."""
    page.goto(f"/cases/{case.pk}/")
    page.click("#plan form button")
    page.wait_for_load_state()
    editor = page.url.split("#")[0].split("?")[0]
    page.goto(f"{editor}?free=1")
    do(
        page,
        fill={"title": "Help at school", "description": "A tutor.", "due_on": "2026-03-31"},
        choose={"agency": str(agency.pk)},
        check=(
            "input[name=kind][value=adaptation]",
            "input[name=executor][value=agency]",
            "input[name=persons] >> nth=0",
        ),
        button=".item-form button.btn-primary",
    )
    page.goto(editor)
    do(
        page,
        check=("input[name=agreement-answer][value=agreed]",),
        button="main form:has([name=agreement-answer]) button[type=submit]",
    )
    page.goto(editor)
    do(page, button="main form[action$='/submit/'] button")
