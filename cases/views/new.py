"""Registering a case: one page, members line by line, nothing typed is lost."""

from typing import Any

from django.contrib import messages
from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import log_reading
from accounts.errors import Refused
from cases.forms import NewCaseForm, PersonForm
from cases.models import Case, FamilyMember, Person
from cases.views.base import StaffPage, centres_of
from cases.workflow import NeedsConfirmation, NewCase, PersonData, register
from cases.workflow.family import current_members

PREFIX = "persons"
#: A family larger than this is completed on the page of the case.
MOST_PERSONS = 30
PersonFormSet = formset_factory(
    PersonForm, extra=0, min_num=1, max_num=MOST_PERSONS, absolute_max=MOST_PERSONS
)
PREFILLED = ("last_name", "first_name", "patronymic", "iin", "birth_date")


class NewCasePage(StaffPage):
    """Register a case; "add a line" and the search come back with everything still typed."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(self.form(), self.formset(initial=[{}]))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "from_search" in request.POST:
            return self.show(self.form(), self.formset(initial=self.prefilled()))
        if "add_line" in request.POST:
            return self.show(self.form(initial=typed(self.form(data=request.POST))), self.longer())
        return self.submit(self.form(data=request.POST), self.formset(data=request.POST))

    def form(self, **kwargs: Any) -> NewCaseForm:
        return NewCaseForm(centres=centres_of(self.user), **kwargs)

    def formset(self, **kwargs: Any) -> "BaseFormSet[PersonForm]":
        return PersonFormSet(form_kwargs={"user": self.user}, prefix=PREFIX, **kwargs)

    def prefilled(self) -> list[dict[str, Any]]:
        """From the search: the person found with the family, or what was typed to search."""
        given = self.request.POST
        chosen = given.get("known", "")
        if chosen.isdecimal():
            person = Person.objects.visible_to(self.user).filter(pk=chosen).first()
            return family_rows(person) if person else [{}]
        last, _space, rest = given.get("name", "").strip().partition(" ")
        first, _space, patronymic = rest.partition(" ")
        values = (last, first, patronymic, given.get("iin", ""), given.get("birth_date", ""))
        return [{k: v for k, v in zip(PREFILLED, values, strict=True) if v}]

    def longer(self) -> "BaseFormSet[PersonForm]":
        """What was typed in each line, and an empty line."""
        rows = [typed(form) for form in self.formset(data=self.request.POST).forms]
        return self.formset(initial=[*rows, {}][:MOST_PERSONS])

    def submit(self, form: NewCaseForm, formset: "BaseFormSet[PersonForm]") -> HttpResponse:
        if not (form.is_valid() & formset.is_valid()):
            if form.data.get("confirmed"):
                form.ask_to_confirm()
            return self.show(form, formset, status=400)
        used = [f for n, f in enumerate(formset.forms) if n == 0 or f.has_changed()]
        persons = [f.data_of_person(first=n == 0) for n, f in enumerate(used)]
        try:
            case = self.register(form.cleaned_data, persons)
        except Refused as error:
            return self.refused(error, form, formset, used)
        messages.success(self.request, _("The case is registered as %s.") % case.number)
        return redirect("case", case.pk)

    def register(self, values: dict[str, Any], persons: list[PersonData]) -> Case:
        entered = {k: v for k, v in values.items() if k in NewCase.__annotations__}
        return register(
            values["centre"],
            by=self.user,
            now=timezone.now(),
            new=NewCase(persons=persons, **entered),
            token=values["token"],
            confirmed=values["confirmed"],
            route="case-new",
        )

    def refused(
        self,
        error: Refused,
        form: NewCaseForm,
        formset: "BaseFormSet[PersonForm]",
        used: list[PersonForm],
    ) -> HttpResponse:
        """A second click goes to the case of the first; all else is shown where it belongs."""
        sent = Case.objects.visible_to(self.user).filter(token=form.cleaned_data["token"]).first()
        if sent:
            messages.info(self.request, _("The case was registered already, as %s.") % sent.number)
            return redirect("case", sent.pk)
        prefix, number, name = [*(error.field or "").split("-"), "", ""][:3]
        if prefix == PREFIX and number:
            row = used[int(number)]
            row.add_error(name if name in row.fields else None, str(error))
        else:
            form.show(error)
        if isinstance(error, NeedsConfirmation):
            form.ask_to_confirm()
        return self.show(form, formset, status=error.status)

    def show(
        self, form: NewCaseForm, formset: "BaseFormSet[PersonForm]", *, status: int = 200
    ) -> HttpResponse:
        known = [f.known_person for f in formset.forms]
        if any(known):
            log_reading(self.request, "person", records=[p.pk for p in known if p])
        context = {"form": form, "formset": formset, "rows": list(zip(formset, known, strict=True))}
        return render(self.request, "cases/new.html", context, status=status)


def typed(form: Any) -> dict[str, Any]:
    """What stands in the fields of a form, as it was typed."""
    return {bound.name: bound.value() for bound in form}


def family_rows(person: Person) -> list[dict[str, Any]]:
    """The person first, then the others of the family that the person stands first in."""
    own = FamilyMember.objects.filter(
        person=person, relation=FamilyMember.Relation.SELF, left_on=None
    )
    member = own.order_by("-id").select_related("family").first()
    others = (
        [m for m in current_members(member.family) if m.person_id != person.pk] if member else []
    )
    rows = [{"known": m.person_id, "relation": m.relation} for m in others]
    return [{"known": person.pk}, *rows]
