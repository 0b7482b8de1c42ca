"""A case under seal is seen by those named and by nobody else, in whatever way they ask (R12)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.errors import Invalid, NotAllowed, Refused, SomebodyWasFirst
from accounts.models import Notice, User
from accounts.roles import Role
from accounts.scopes import within
from agencies.models import Centre, Membership
from agencies.offices import scope_of
from cases import search, workflow
from cases.models import Case, Person, Seal
from cases.workflow import PersonData
from cases.workflow.people import find_or_make
from tests.factories import CaseFactory, MembershipFactory, UserFactory

SignIn = Callable[[User], Client]
Clock = Callable[..., dt.datetime]
pytestmark = pytest.mark.clause("7(3)")


@pytest.fixture
def second_head(centre: Centre) -> User:
    return MembershipFactory.create(user=UserFactory.create(), role=Role.HEAD, centre=centre).user


@pytest.fixture
def sealed(case: Case, caseworker: User, head: User, friday: dt.datetime) -> Case:
    seal(case, by=head, now=friday, readers=[caseworker])
    return case


def seal(case: Case, *, by: User, now: dt.datetime, readers: list[User], **more: Any) -> Seal:
    words = {"ground": "violence", "reason": "A threat.", "agencies_see": True}
    return workflow.seal(case, by=by, now=now, readers=readers, **{**words, **more})


def sees(user: User) -> tuple[int, int]:
    """How many cases and persons there are for somebody."""
    with within(scope_of(User.objects.get(pk=user.pk))):
        return Case.objects.count(), Person.objects.count()


def test_r12_a_sealed_case_is_there_for_those_named_alone(
    sealed: Case,
    caseworker: User,
    head: User,
    colleague: User,
    second_head: User,
    regional_manager: User,
    authorised_body: User,
) -> None:
    everybody = (caseworker, head, colleague, second_head, regional_manager, authorised_body)
    persons = sealed.family.members.count()
    assert [sees(user) for user in everybody] == [(1, persons)] * 2 + [(0, 0)] * 4


def test_r12_every_case_of_the_family_is_sealed_with_it(
    sealed: Case, centre: Centre, colleague: User, caseworker: User
) -> None:
    CaseFactory.create(centre=centre, family=sealed.family, terminated=True)
    CaseFactory.create(centre=centre)
    assert (sees(colleague)[0], sees(caseworker)[0]) == (1, 3)


def test_r12_who_also_belongs_to_another_family_is_not_shown_there_either(
    sealed: Case, centre: Centre, colleague: User, sign_in: SignIn
) -> None:
    """She left his family; who holds his case must not find her through it."""
    other = CaseFactory.create(centre=centre)
    shared = sealed.family.members.all()[0]
    left = dt.date(2026, 3, 1)
    other.family.memberships.create(person=shared, relation="spouse", left_on=left)
    with within(scope_of(colleague)):
        assert shared not in Person.objects.all()
        assert set(other.family.members.all()) == set(Person.objects.all())
    page = sign_in(colleague).get(reverse("case", args=[other.pk]))
    assert (page.status_code, shared.first_name in page.content.decode()) == (200, False)


def test_r12_nor_is_who_has_left_the_sealed_family(
    sealed: Case, centre: Centre, colleague: User, friday: dt.datetime
) -> None:
    """Who knows where she is now would find those whom the seal hides."""
    other = CaseFactory.create(centre=centre, responsible=colleague)
    gone = sealed.family.memberships.select_related("person").first()
    assert gone
    before = sees(colleague)
    other.family.memberships.create(person=gone.person, relation="other")
    gone.left_on = friday.date()
    gone.save()
    assert sees(colleague) == before


def test_r12_neither_list_nor_search_nor_page_knows_of_it(
    sealed: Case, colleague: User, sign_in: SignIn
) -> None:
    browser, person = sign_in(colleague), sealed.family.members.all()[0]
    page = browser.get(reverse("case-list"))
    assert sealed.number not in page.content.decode()
    assert page.context["page"].count == 0
    assert browser.get(reverse("case", args=[sealed.pk])).status_code == 404
    with within(scope_of(colleague)):
        assert not search.by_iin(person.iin, by=colleague).exists()
        assert not search.by_name(person.last_name, by=colleague).exists()


def test_r12_a_sealed_family_is_not_told_of_to_another_centre(
    sealed: Case, other_centre: Centre, other_head: User
) -> None:
    person = sealed.family.members.all()[0]
    asked = {"by": other_head, "route": "r", "reason": "transfer", "besides": other_centre.pk}
    assert search.whereabouts([person.iin], **asked) == []  # type: ignore[arg-type]


def test_r12_whoever_enters_a_sealed_person_again_is_sent_to_the_head(
    sealed: Case, centre: Centre, colleague: User
) -> None:
    person = sealed.family.members.all()[0]
    data = PersonData(last_name="Сынақова", first_name="Әсел", iin=person.iin)
    with within(scope_of(colleague)), pytest.raises(Invalid, match="Ask the head") as refused:
        find_or_make(data, centre=centre, confirmed=True)
    assert refused.value.field == "iin"


def test_r12_the_head_says_anew_who_sees_it(
    sealed: Case, caseworker: User, colleague: User, head: User, friday: dt.datetime
) -> None:
    workflow.name_readers(sealed, by=head, now=friday, readers=[caseworker, colleague])
    assert sees(colleague)[0] == 1
    workflow.name_readers(sealed, by=head, now=friday, readers=[caseworker])
    assert sees(colleague)[0] == 0
    assert sealed.transitions.filter(verb="name_readers").count() == 2


def test_r12_who_unsealed_and_why_is_logged(
    sealed: Case, colleague: User, head: User, friday: dt.datetime
) -> None:
    with pytest.raises(Invalid):
        workflow.unseal(sealed, by=head, now=friday, reason=" ")
    workflow.unseal(sealed, by=head, now=friday, reason="The threat is over.")
    row = sealed.transitions.get(verb="unseal")
    assert (row.by, row.reason) == (head, "The threat is over.")
    assert sees(colleague)[0] == 1
    with pytest.raises(Refused):
        workflow.unseal(sealed, by=head, now=friday, reason="Again.")


def test_r12_the_head_alone_seals_and_once(
    case: Case, caseworker: User, head: User, other_caseworker: User, friday: dt.datetime
) -> None:
    with pytest.raises(NotAllowed):
        seal(case, by=caseworker, now=friday, readers=[])
    with pytest.raises(Invalid) as refused:
        seal(case, by=head, now=friday, readers=[])
    assert refused.value.field == "readers"  # whoever holds the case must see it
    with pytest.raises(Invalid) as refused:
        seal(case, by=head, now=friday, readers=[caseworker, other_caseworker])
    assert refused.value.field == "readers"
    seal(case, by=head, now=friday, readers=[caseworker])
    with pytest.raises(SomebodyWasFirst):
        seal(case, by=head, now=friday, readers=[caseworker])


def test_r13_a_sealed_case_neither_moves_nor_goes_to_somebody_who_does_not_see_it(
    sealed: Case,
    caseworker: User,
    colleague: User,
    head: User,
    other_centre: Centre,
    friday: dt.datetime,
) -> None:
    with pytest.raises(Refused, match="Unseal it"):
        workflow.ask_transfer(
            sealed, by=caseworker, now=friday, to_centre=other_centre, reason="They moved."
        )
    with pytest.raises(Invalid) as refused:
        workflow.hand_over(sealed, by=head, now=friday, to=colleague)
    assert refused.value.field == "to"


def test_r12_a_head_opens_a_seal_for_a_reason_and_some_hours_and_the_others_are_told(
    sealed: Case,
    caseworker: User,
    head: User,
    second_head: User,
    sign_in: SignIn,
    on: Clock,
) -> None:
    now = on("2026-03-20", "10:00")
    browser, url = sign_in(second_head), reverse("case-break-glass")
    given = {"number": sealed.number, "reason": "The caseworker is ill."}
    assert browser.post(url, {**given, "reason": ""}).status_code == 400
    answer = browser.post(url, given)
    assert answer["Location"] == reverse("case", args=[sealed.pk])
    assert browser.get(answer["Location"]).status_code == 200
    row = sealed.transitions.get(verb="break_glass")
    assert (row.by, row.reason, row.at) == (second_head, "The caseworker is ill.", now)
    told = Notice.objects.filter(kind="seal_opened").order_by("recipient")
    assert {notice.recipient for notice in told} == {caseworker, head}
    page = sign_in(head).get(reverse("notices")).content.decode()
    assert "A sealed case was opened for a stated reason" in page
    on("2026-03-21", "10:01")
    assert sign_in(second_head).get(answer["Location"]).status_code == 404


def test_r12_whoever_opened_a_seal_only_reads(
    sealed: Case, caseworker: User, head: User, second_head: User, friday: dt.datetime
) -> None:
    workflow.break_glass(sealed.number, by=second_head, now=friday, reason="A check.")
    for verb in (workflow.name_readers, workflow.unseal):
        given = {"readers": [caseworker]} if verb is workflow.name_readers else {"reason": "So."}
        with pytest.raises(NotAllowed):
            verb(sealed, by=second_head, now=friday, **given)
    workflow.name_readers(sealed, by=head, now=friday, readers=[caseworker])
    assert sees(second_head) == (0, 0)  # naming anew ends it


def test_r12_those_named_are_told_when_it_is_changed_or_lifted(
    sealed: Case, caseworker: User, colleague: User, head: User, friday: dt.datetime
) -> None:
    workflow.name_readers(sealed, by=head, now=friday, readers=[caseworker, colleague])
    assert [n.recipient for n in Notice.objects.filter(kind="seal_changed")] == [caseworker]
    later = friday + dt.timedelta(hours=1)
    workflow.unseal(sealed, by=head, now=later, reason="The threat is over.")
    told = Notice.objects.filter(kind="seal_changed").values_list("recipient", flat=True)
    assert sorted(told) == sorted([caseworker.pk, caseworker.pk, colleague.pk])


def test_r12_where_nobody_who_is_named_is_left_a_head_who_opened_it_takes_over(
    sealed: Case, second_head: User, friday: dt.datetime
) -> None:
    named = sealed.seals.get().readers.values("user")
    Membership.objects.filter(user__in=named).update(ends_on=dt.date(2026, 3, 1))
    Case.objects.filter(pk=sealed.pk).update(responsible=second_head)
    sealed = Case.objects.get(pk=sealed.pk)
    workflow.break_glass(sealed.number, by=second_head, now=friday, reason="They have left.")
    workflow.name_readers(sealed, by=second_head, now=friday, readers=[])
    later = friday + dt.timedelta(days=3)
    with within(scope_of(second_head)):
        assert Case.objects.exists()
        assert workflow.seal_of(sealed)
    workflow.unseal(sealed, by=second_head, now=later, reason="The threat is over.")


def test_r12_a_case_on_its_way_to_another_centre_is_not_sealed(
    case: Case, caseworker: User, head: User, other_centre: Centre, friday: dt.datetime
) -> None:
    workflow.ask_transfer(case, by=caseworker, now=friday, to_centre=other_centre, reason="Moved.")
    with pytest.raises(Refused, match="Take it back"):
        seal(case, by=head, now=friday, readers=[caseworker])


def test_r12_an_iin_is_not_corrected_to_that_of_a_sealed_person(
    sealed: Case, centre: Centre, colleague: User, friday: dt.datetime
) -> None:
    other = CaseFactory.create(centre=centre)
    person, hidden = other.family.members.all()[0], sealed.family.members.all()[0]
    data = PersonData(
        last_name=person.last_name, first_name=person.first_name, iin=hidden.iin, relation="self"
    )
    with pytest.raises(Invalid, match="Ask the head"):
        workflow.correct_person(
            other, by=colleague, now=friday, person=person, data=data, confirmed=True
        )


def test_r12_opening_a_seal_tells_nothing_of_other_cases(
    sealed: Case, centre: Centre, second_head: User, other_head: User, sign_in: SignIn
) -> None:
    """A case that is not there, one without a seal, one of another Centre: the same answer."""
    url = reverse("case-break-glass")
    plain = CaseFactory.create(centre=centre)
    answers = [
        sign_in(user).post(url, {"number": number, "reason": "A reason."})
        for user, number in (
            (second_head, "XYZ-1"),
            (second_head, plain.number),
            (other_head, sealed.number),
        )
    ]
    assert [answer.status_code for answer in answers] == [400] * 3
    assert all("No case under seal has this number" in a.content.decode() for a in answers)


@pytest.mark.parametrize("name", ["case", "case-timeline", "case-add-note", "case-list"])
def test_r12_who_sees_a_sealed_case_sees_that_it_is_sealed(
    sealed: Case, caseworker: User, sign_in: SignIn, friday: dt.datetime, name: str
) -> None:
    address = reverse(name, args=[] if name == "case-list" else [sealed.pk])
    assert "access limited" in sign_in(caseworker).get(address).content.decode()
    Seal.objects.update(lifted_at=friday)
    assert "access limited" not in sign_in(caseworker).get(address).content.decode()


def test_the_pages_of_a_seal_seal_name_and_unseal(
    case: Case, caseworker: User, colleague: User, head: User, sign_in: SignIn
) -> None:
    browser = sign_in(head)
    given = {"ground": "relative", "reason": "His sister works here.", "readers": [caseworker.pk]}
    browser.post(reverse("case-seal", args=[case.pk]), given)
    page = browser.get(reverse("case", args=[case.pk])).content.decode()
    assert "This case is under seal." in page
    assert "Agencies see nothing of it." in page
    browser.post(
        reverse("case-name-readers", args=[case.pk]), {"readers": [caseworker.pk, colleague.pk]}
    )
    page = sign_in(colleague).get(reverse("case", args=[case.pk])).content.decode()
    assert "Colleague" in page
    sign_in(head).post(reverse("case-unseal", args=[case.pk]), {"reason": "She has left."})
    assert not Seal.objects.open().exists()
