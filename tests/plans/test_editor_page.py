"""The editor of a draft: catalogue, dates that follow, reminders; nothing typed is lost."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from agencies.models import Agency
from cases.models import Case
from plans.models import Plan
from plans.workflow import drafting
from tests.factories import AgencyFactory, ServiceFactory
from tests.plans import stories

SignIn = Callable[[User], Any]
pytestmark = pytest.mark.usefixtures("reads_english")


@pytest.fixture
def draft(case: Case, caseworker: User, friday: dt.datetime) -> Plan:
    return drafting.draft(case, by=caseworker, now=friday)


def item_words(case: Case, **more: Any) -> dict[str, Any]:
    """What a caseworker types for an activity of the Centre in free words."""
    words = {
        "title": "Visits",
        "description": "Once a week.",
        "kind": "adaptation",
        "executor": "centre",
        "persons": [person.pk for person in stories.members(case)],
        "stage": "1",
        "due_on": "2026-03-31",
        "token": "5a3a0b3e-0000-4000-8000-000000000001",
    }
    return {**words, **more}


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.mark.clause("8")
def test_r15_the_editor_shows_catalogue_and_children_first(
    draft: Plan, case: Case, caseworker: User, sign_in: SignIn
) -> None:
    service = ServiceFactory.create(name_ru="Консультация психолога")
    browser = sign_in(caseworker)
    page = browser.get(reverse("plan-edit", args=[draft.pk]), {"q": "консультация ПСИХОЛОГА"})
    assert page.status_code == 200
    assert [s.pk for _sector, some in page.context["catalogue"] for s in some] == [service.pk]
    form = browser.get(reverse("plan-edit", args=[draft.pk]), {"service": service.pk})
    mother, son = stories.members(case)
    assert [pk for pk, _name in form.context["item_form"].fields["persons"].choices] == [
        son.pk,
        mother.pk,
    ]
    assert "7" in form.context["item_form"].fields["persons"].choices[0][1]


@pytest.mark.clause("10")
def test_r17_choosing_a_service_brings_its_agency_and_the_date_that_follows(
    draft: Plan, agency: Agency, other_agency: Agency, caseworker: User, sign_in: SignIn
) -> None:
    service = ServiceFactory.create(with_term=True)
    page = sign_in(caseworker).get(reverse("plan-edit", args=[draft.pk]), {"service": service.pk})
    form = page.context["item_form"]
    assert form.initial["agency"] == agency
    assert form.initial["due_on"] == dt.date(2026, 4, 3)
    assert [str(group) for group, _rows in form.fields["agency"].choices[1:]] == [
        agency.sector.name,
        other_agency.sector.name,
    ]
    assert "Thursday, 26 March" not in text(page)
    assert "Friday, 3 April" in text(page)


@pytest.mark.clause("10")
def test_r17_an_unverified_term_is_shown_as_such(
    draft: Plan, caseworker: User, sign_in: SignIn
) -> None:
    service = ServiceFactory.create(unverified_term=True)
    page = sign_in(caseworker).get(reverse("plan-edit", args=[draft.pk]), {"service": service.pk})
    assert "This term is not verified" in text(page)


@pytest.mark.clause("10")
def test_r17_the_date_is_counted_without_javascript_and_what_was_typed_stays(
    draft: Plan, case: Case, agency: Agency, caseworker: User, sign_in: SignIn
) -> None:
    service = ServiceFactory.create(with_term=True)
    typed = item_words(
        case, service=service.pk, executor="agency", due_on="", expected_result="He reads."
    )
    address = reverse("plan-add-item", args=[draft.pk])
    page = sign_in(caseworker).post(address, typed | {"compute": "1"})
    assert page.status_code == 200
    assert "He reads." in text(page)
    assert 'value="2026-04-03"' in text(page)
    assert not page.context["item_form"].errors
    assert not draft.items.exists()


def test_the_date_is_counted_at_once_by_htmx(
    draft: Plan, case: Case, caseworker: User, sign_in: SignIn
) -> None:
    typed = item_words(case, executor="agency") | {"compute": "1"}
    page = sign_in(caseworker).post(
        reverse("plan-add-item", args=[draft.pk]), typed, headers={"hx-request": "true"}
    )
    assert "by 27.03.2026 at the latest" in text(page)
    assert "<html" not in text(page)


@pytest.mark.clause("8")
def test_r15_an_activity_is_added_changed_and_taken_out(
    draft: Plan, case: Case, caseworker: User, sign_in: SignIn
) -> None:
    browser, address = sign_in(caseworker), reverse("plan-add-item", args=[draft.pk])
    for _twice in (1, 2):
        assert browser.post(address, item_words(case)).status_code == 302
    row = draft.items.get()
    change = reverse("plan-change-item", args=[draft.pk, row.pk])
    assert browser.post(change, item_words(case, title="Talks")).status_code == 302
    row.refresh_from_db()
    assert row.title == "Talks"
    form = browser.get(reverse("plan-edit", args=[draft.pk]), {"item": row.pk})
    assert form.context["item_form"]["title"].value() == "Talks"
    assert browser.post(reverse("plan-remove-item", args=[draft.pk, row.pk])).status_code == 302
    assert not draft.items.exists()


def test_an_agency_from_elsewhere_stays_where_an_activity_names_it(
    draft: Plan,
    case: Case,
    agency: Agency,
    caseworker: User,
    friday: dt.datetime,
    sign_in: SignIn,
) -> None:
    far = AgencyFactory.create()
    entered = stories.item(case, agency=far, due="2026-03-31")
    row = drafting.add_item(draft, entered, by=caseworker, now=friday)
    Agency.objects.filter(pk=far.pk).update(is_active=False)
    browser = sign_in(caseworker)
    change = browser.get(reverse("plan-edit", args=[draft.pk]), {"item": row.pk})
    assert set(change.context["item_form"].fields["agency"].queryset) == {agency, far}
    fresh = browser.get(reverse("plan-edit", args=[draft.pk]), {"free": "1"})
    assert set(fresh.context["item_form"].fields["agency"].queryset) == {agency}


@pytest.mark.clause("8")
@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"due_on": "2026-03-24"}, "due_on"),
        ({"due_on": "yesterday"}, "due_on"),
        ({"description": ""}, "description"),
        ({"persons": []}, "persons"),
        ({"persons": [0]}, "persons"),
        ({"kind": "charity"}, "kind"),
        ({"depends_on": "77"}, "depends_on"),
        ({"stage": "0"}, "stage"),
        ({"executor": "agency"}, "agency"),
    ],
)
def test_r15_an_error_stands_beside_its_field_and_what_was_typed_stays(
    words: dict[str, Any],
    field: str,
    draft: Plan,
    case: Case,
    caseworker: User,
    sign_in: SignIn,
) -> None:
    typed = item_words(case, expected_result="He reads.", **words)
    page = sign_in(caseworker).post(reverse("plan-add-item", args=[draft.pk]), typed)
    assert page.status_code == 400
    assert list(page.context["item_form"].errors) == [field]
    assert f'href="#id_{field}' in text(page)
    assert "He reads." in text(page)
    assert not draft.items.exists()


@pytest.mark.clause("7(2)", "4(6)")
def test_r11_r8_reminders_arise_and_are_settled_where_they_stand(
    draft: Plan, case: Case, caseworker: User, sign_in: SignIn
) -> None:
    browser, (mother, son) = sign_in(caseworker), stories.members(case)
    editor = reverse("plan-edit", args=[draft.pk])
    browser.post(reverse("plan-add-item", args=[draft.pk]), item_words(case, persons=[mother.pk]))
    page = browser.get(editor)
    assert [(r["reminder"].stops, r["reminder"].child) for r in page.context["reminders"]] == [
        (True, son),
        (True, None),
        (False, None),
    ]
    refused = browser.post(reverse("plan-submit", args=[draft.pk]))
    assert refused.status_code == 400
    assert "No activity of their own and no reason given" in text(refused)

    left_out = reverse("plan-leave-child-out", args=[draft.pk, son.pk])
    assert browser.post(left_out, {f"child-{son.pk}-reason": ""}).status_code == 400
    assert browser.post(left_out, {f"child-{son.pk}-reason": "With his father."}).status_code == 302
    answer = {
        "agreement-answer": "refused",
        "agreement-person": mother.pk,
        "agreement-answered_on": "2026-03-20",
        "agreement-note": "",
    }
    agreement = reverse("plan-agreement", args=[draft.pk])
    assert browser.post(agreement, answer).status_code == 400
    answer |= {"agreement-note": "She wants no tutor."}
    assert browser.post(agreement, answer).status_code == 302
    assert "She wants no tutor." in text(browser.get(editor))
    assert browser.post(reverse("plan-aim", args=[draft.pk]), {"aim": "A calm home."})
    done = browser.post(reverse("plan-submit", args=[draft.pk]), follow=True)
    assert done.redirect_chain == [(reverse("plan", args=[draft.pk]), 302)]
    assert "Decide on the plan" in text(done)


@pytest.mark.clause("7(2)")
def test_r11_nobody_else_is_left_out(
    draft: Plan, case: Case, caseworker: User, sign_in: SignIn
) -> None:
    mother = stories.members(case)[0]
    address = reverse("plan-leave-child-out", args=[draft.pk, mother.pk])
    assert sign_in(caseworker).post(address, {}).status_code == 404
