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


def next_step(page: Page) -> None:
    """Follow the one button of the next-step box."""
    page.click(".next-step .btn")
    page.wait_for_load_state()


@pytest.mark.long
@pytest.mark.clause("1", "2", "3(5)", "8", "9", "11", "12", "3(6)")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_family_is_carried_from_detection_to_exit(
    sign_in_as: Callable[..., Page],
    people: dict[str, User],
    agency: Agency,
    on: Clock,
    language: str,
) -> None:
    User.objects.update(language=language)

    def sits_down(who: str) -> Page:
        """Each day begins with signing in: the session of the day before has ended."""
        return sign_in_as(people[who], language=language)

    on("2026-03-16", "10:00")
    case = detect_and_assess(sits_down("caseworker"))

    on("2026-03-17", "10:00")
    chief = sits_down("head")
    chief.goto(f"/cases/{case.pk}/")
    next_step(chief)
    do(chief, check=("input[name=grounds] >> nth=0",))
    assert now(case).state == Case.State.RECOGNISED
    draw_up(sits_down("caseworker"), case, agency)

    on("2026-03-18", "09:30")
    chief = sits_down("head")
    chief.goto(f"/plans/{Plan.objects.get().pk}/approve/")
    do(chief)
    assert Plan.objects.get().state == Plan.State.SENT

    on("2026-03-19", "11:00")
    report(sits_down("school"), day="2026-03-19")
    on("2026-03-20", "10:00")
    mark_executed(sits_down("caseworker"))
    chief = sits_down("head")
    chief.goto(f"/cases/{case.pk}/")
    next_step(chief)
    do(chief)
    plan = Plan.objects.get()
    assert (plan.state, plan.completed_on) == (Plan.State.COMPLETED, dt.date(2026, 3, 20))

    chief.goto(f"/cases/{case.pk}/exit/")
    do(chief, fill={"reason": "The son goes to school every day, the mother works."})
    assert (now(case).state, now(case).closure) == (Case.State.COMPLETED, Case.Closure.EXIT)


def now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def detect_and_assess(page: Page) -> Case:
    """The caseworker registers a woman, and follows the next step to the assessment."""
    page.goto("/cases/new/")
    person = {"last_name": "Сынақова", "first_name": "Әсел", "iin": made_up_iin(7)}
    fill = {f"persons-0-{name}": value for name, value in person.items()}
    do(page, fill={**fill, "detected_on": "2026-03-16"}, choose={"source": "agency"})
    case = Case.objects.get()
    next_step(page)
    names = [select.get_attribute("name") or "" for select in page.locator("main select").all()]
    levels = {n: "2" if n.startswith("risk_") else "D" for n in names if n != "occasion"}
    do(page, choose=levels)
    return case


def report(page: Page, *, day: str) -> None:
    """The school finds the activity in its inbox and reports that it was done."""
    page.goto("/inbox/")
    page.click(f"a[href*='/activities/{Activity.objects.get().pk}/'] >> nth=0")
    page.wait_for_load_state()
    do(
        page,
        fill={"text": "A tutor comes twice a week.", "done_on": day},
        check=("input[name=result][value=done]",),
        button="main form:has([name=text]) button[type=submit].btn-primary",
    )


def mark_executed(page: Page) -> None:
    """The caseworker finds the report in the review queue and marks it."""
    page.goto("/reviews/")
    page.click(f"a[href*='/activities/{Activity.objects.get().pk}/'] >> nth=0")
    page.wait_for_load_state()
    do(page)
    assert Activity.objects.get().state == Activity.State.EXECUTED


def draw_up(page: Page, case: Case, agency: Agency) -> None:
    """The caseworker draws up a plan with one activity in free words, and submits it."""
    page.goto(f"/cases/{case.pk}/")
    page.click("#plan form button")
    page.wait_for_load_state()
    page.goto(page.url.split("#")[0].split("?")[0] + "?free=1")
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
    do(
        page,
        check=("input[name=agreement-answer][value=agreed]",),
        button="main form:has([name=agreement-answer]) button[type=submit]",
    )
    do(page, button="main form[action$='/submit/'] button")
