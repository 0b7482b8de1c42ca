"""R26: a report may name the methods of social work that were used (clause 4(5))."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.errors import Invalid
from accounts.models import User
from agencies.models import Method
from plans.models import Activity, Report
from tests.plans import stories

Clock = Callable[..., dt.datetime]


@pytest.fixture
def methods(db: None) -> list[Method]:
    """Two methods that exist in no standard."""
    names = {"name_kk": "Сынақ әдісі", "name_ru": "Пробный метод", "source": "made up for tests"}
    return [Method.objects.create(code=code, **names) for code in ("M1", "M2")]


@pytest.mark.clause("4")
def test_r26_a_report_names_the_methods_used(
    asked: Activity, methods: list[Method], agency_worker: User, on: Clock
) -> None:
    now = on("2026-03-26")
    (row,) = stories.report(asked, by=agency_worker, now=now, methods=methods[:1])
    assert list(row.methods.all()) == methods[:1]


@pytest.mark.clause("4")
def test_r26_a_report_need_not_name_a_method(
    asked: Activity, methods: list[Method], agency_worker: User, on: Clock
) -> None:
    (row,) = stories.report(asked, by=agency_worker, now=on("2026-03-26"))
    assert not row.methods.exists()


@pytest.mark.clause("4")
def test_r26_a_method_that_is_no_longer_in_use_is_refused(
    asked: Activity, methods: list[Method], agency_worker: User, on: Clock
) -> None:
    methods[0].is_active = False
    methods[0].save()
    with pytest.raises(Invalid) as refused:
        stories.report(asked, by=agency_worker, now=on("2026-03-26"), methods=methods)
    assert refused.value.field == "methods"
    assert not Report.objects.exists()


@pytest.mark.clause("4")
def test_r26_an_agencys_own_system_names_methods_by_their_code(
    asked: Activity, methods: list[Method], agency_worker: User, on: Clock
) -> None:
    on("2026-03-26")
    system = APIClient()
    system.force_login(agency_worker, backend="django.contrib.auth.backends.ModelBackend")
    said = {"result": "done", "done_on": "2026-03-26", "text": "Done as asked."}
    url = f"/api/v1/activities/{asked.pk}/report/"
    wrong = system.post(url, {**said, "methods": ["M9"]}, format="json")
    assert (wrong.status_code, wrong.json()["field"]) == (400, "methods")
    answer = system.post(url, {**said, "methods": ["M1", "M2"]}, format="json")
    assert answer.json()["reports"][0]["methods"] == ["M1", "M2"]


@pytest.mark.clause("4")
def test_r26_the_form_neither_offers_nor_takes_a_method_that_is_no_longer_in_use(
    sign_in: Callable[[User], Client],
    asked: Activity,
    methods: list[Method],
    agency_worker: User,
    on: Clock,
) -> None:
    on("2026-03-26")
    Method.objects.filter(code="M2").update(is_active=False)
    browser = sign_in(agency_worker)
    form = browser.get(f"/activities/{asked.pk}/").context["form"]
    assert [method.code for method in form.fields["methods"].queryset] == ["M1"]
    said = {"result": "done", "done_on": "2026-03-26", "text": "Done as asked.", "methods": ["M2"]}
    refused = browser.post(f"/activities/{asked.pk}/report/", said)
    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["methods"])
    assert not Report.objects.exists()
