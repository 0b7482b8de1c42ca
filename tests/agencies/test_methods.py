"""R26: methods of social work are reference data that administrators enter (clause 4(5))."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from agencies.models import Method

ADD = "admin:agencies_method_add"
FORM = {"code": "M1", "name_kk": "Сынақ әдісі", "name_ru": "Пробный метод", "is_active": "on"}


@pytest.mark.clause("4")
def test_r26_no_method_is_made_up(loaded: datetime) -> None:
    assert not Method.objects.exists()


@pytest.mark.clause("4")
def test_r26_an_administrator_enters_a_method_with_the_standard_that_names_it(
    sign_in: Callable[[User], Client], administrator: User
) -> None:
    browser = sign_in(administrator)
    page = browser.get(reverse(ADD), headers={"accept-language": "en"}).content.decode()
    assert "this table starts empty" in page
    without = browser.post(reverse(ADD), FORM)
    assert set(without.context["adminform"].form.errors) == {"source"}
    assert browser.post(reverse(ADD), {**FORM, "source": "made up for tests"}).status_code == 302
    method = Method.objects.get()
    assert (method.code, method.source, method.is_active) == ("M1", "made up for tests", True)
    delete = reverse("admin:agencies_method_delete", args=["M1"])
    assert browser.post(delete).status_code == 403


@pytest.mark.clause("4")
def test_r26_the_reference_page_says_that_there_is_none(
    sign_in: Callable[[User], Client], administrator: User
) -> None:
    rows = sign_in(administrator).get(reverse("reference")).context["rows"]
    url = reverse("admin:agencies_method_changelist")
    assert [row.rows for row in rows if row.url == url] == [0]


@pytest.mark.clause("4")
def test_r26_nobody_else_enters_methods(sign_in: Callable[[User], Client], head: User) -> None:
    head.is_staff = True
    head.save()
    assert sign_in(head).post(reverse(ADD), {**FORM, "source": "x"}).status_code == 302
    assert not Method.objects.exists()
