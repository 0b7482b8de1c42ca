"""What the pages of one case share: the case within the user's scope, its header, its log."""

from datetime import date
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.generic import FormView, TemplateView
from django.views.generic.base import View

from accounts.access import log_reading
from accounts.errors import Refused
from accounts.models import User
from agencies.models import Centre
from agencies.offices import offices
from cases.erased import Anonymised
from cases.forms import VerbForm
from cases.models import Case, FamilyMember, Seal
from cases.models.cases import age
from cases.permissions import can_see_readers
from cases.workflow.family import current_members, is_child


def user_of(request: HttpRequest) -> User:
    """Who is signed in; the views here let nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def centres_of(user: User) -> list[Centre]:
    """The Centres where the user works today, for pages that belong to no case yet."""
    found = {m.centre_id: m.centre for m in offices(user).memberships if m.centre}
    return list(found.values())


#: Whether the family of a case is under seal, for those who see it all the same.
SEALED: Final = Exists(Seal.objects.open().filter(case__family=OuterRef("family")))


class StaffPage(LoginRequiredMixin, View):
    """A page for the staff of Centres; 403 for everybody else who signs in."""

    user: User
    today: date

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.user, self.today = user_of(request), timezone.localdate()
        if not offices(self.user).is_centre_staff:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class CaseView(LoginRequiredMixin, View):
    """Something about one case: 404 outside the user's scope, 403 without the right."""

    user: User
    today: date
    case: Case
    is_sealed: bool
    #: Whether the page is about a case of which nothing is left but its act.
    of_erased = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        self.user, self.today = user_of(request), timezone.localdate()
        self.case = self.fetch(kwargs["pk"])
        if not self.allowed():
            raise PermissionDenied
        if self.case.erased_at and not self.of_erased:
            context = {"case": self.case, "act": self.case.erasure}
            return render(request, "cases/erased.html", context, status=self._erased_status)
        return super().dispatch(request, *args, **kwargs)

    @property
    def _erased_status(self) -> int:
        """A page says what became of the case; a verb has nothing left to work on."""
        return 200 if self.request.method in ("GET", "HEAD") else Anonymised.status

    def fetch(self, pk: int) -> Case:
        cases = (
            Case.objects.visible_to(self.user)
            .annotate(is_sealed=SEALED)
            .select_related("centre", "family", "responsible", "wellbeing", "territory", "previous")
        )
        case = cases.filter(pk=pk).first()
        if case is None:
            raise Http404
        self.is_sealed = case.is_sealed
        return case

    def allowed(self) -> bool:
        """Whether the user may; whether the state allows it is the verb's to say."""
        return True

    def header(self) -> dict[str, Any]:
        """What `case_header` and the tabs need; one row of the access log comes with it."""
        members = current_members(self.case.family)
        log_reading(self.request, "case", records=[self.case.pk], cases=[self.case.pk])
        return {
            "case": self.case,
            "members": members,
            "children": children_of(members, today=self.today),
            "today": self.today,
            "sees_readers": can_see_readers(self.user, self.case),
        }


class CasePage(CaseView, TemplateView):
    """One of the tabs of a case."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | self.header()


class CaseVerbPage(CaseView, FormView):
    """A decision or an entry on its own page: what it will do, what it asks, one button."""

    template_name = "cases/verb.html"
    form_class: type[VerbForm] = VerbForm
    heading: Any = ""
    label: Any = ""
    done: Any = ""
    danger = False
    back = "case"
    form: Any

    def effects(self) -> list[str]:
        """What will happen, in sentences."""
        return []

    def act(self, values: dict[str, Any], *, confirmed: bool) -> None:
        """Call the verb."""
        raise TypeError(f"{type(self).__name__} must call its verb")

    def form_valid(self, form: VerbForm) -> HttpResponse:
        self.form, values = form, dict(form.cleaned_data)
        try:
            self.act(values, confirmed=values.pop("confirmed", False))
        except Refused as error:
            form.show(error)
            return self.render_to_response(self.get_context_data(form=form), status=error.status)
        messages.success(self.request, str(self.done))
        return redirect(self.back_url())

    def form_invalid(self, form: VerbForm) -> HttpResponse:
        if form.data.get("confirmed"):
            form.ask_to_confirm()
        return self.render_to_response(self.get_context_data(form=form), status=400)

    def back_url(self) -> str:
        return reverse(self.back, args=[self.case.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs) | self.header()
        return context | {
            "heading": self.heading,
            "label": self.label,
            "effects": self.effects(),
            "danger": self.danger,
            "back_url": self.back_url(),
        }


def children_of(members: list[FamilyMember] | Any, *, today: date) -> list[dict[str, Any]]:
    """Name and age of each child, the youngest first (R11)."""
    children = [m.person for m in members if is_child(m.person, m.relation, today=today)]
    rows = [(age(p.birth_date, today), p.first_name) for p in children]
    rows.sort(key=lambda row: (row[0] is None, row[0]))
    return [
        {"name": name} if years is None else {"name": name, "age": years} for years, name in rows
    ]
