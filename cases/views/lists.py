"""The list of cases, the search before a new case, and the country-wide question."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.access import log_reading
from accounts.models import User
from accounts.roles import Role
from agencies.offices import offices
from cases import keyset, search
from cases.filters import ALL_CASES, CENTRE, MINE, OPEN_CASES, CaseFilter
from cases.forms import FindForm, WhereaboutsForm
from cases.models import Case, Person
from cases.permissions import can_import
from cases.views.base import SEALED, StaffPage, centres_of
from cases.workflow.people import IIN_ERRORS
from regulations.numbers import check_iin

#: The address that shows the whole Centre, in every state.
EVERYTHING = f"whose={CENTRE}&state={ALL_CASES}"
#: Sorts of the list: columns downwards, each served by an index.
SORTS = {"children": ("with_children", "id"), "newest": ("id",)}


class CaseListPage(StaffPage, TemplateView):
    """Cases of the user's Centres; at first one's own open ones, those with children on top."""

    template_name = "cases/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = self.request.GET
        cases = Case.objects.visible_to(self.user).kept()
        cases = cases.annotate(is_sealed=SEALED).select_related("wellbeing", "responsible")
        filters = CaseFilter(
            with_defaults(given, user=self.user), queryset=cases, request=self.request
        )
        sort = given.get("sort", "") if given.get("sort") in SORTS else "children"
        page = keyset.page(filters.qs, by=SORTS[sort], after=given.get("after", ""))
        ids = [case.pk for case in page.rows]
        log_reading(self.request, "case_list", records=ids, cases=ids)
        return super().get_context_data(**kwargs) | {
            "page": page,
            "form": filters.form,
            "sort": sort,
            "sorted_by": _("with children first") if sort == "children" else _("newest first"),
            "columns": columns(given, sort),
            "filters": chosen(filters),
            "clear_url": "" if given.urlencode() == EVERYTHING else f"?{EVERYTHING}",
            "may_import": any(can_import(self.user, c) for c in centres_of(self.user)),
            "next_url": address(given, after=page.after) if page.after else "",
            "first_url": "" if page.is_first else address(given, after=""),
            "today": self.today,
        }


def with_defaults(given: QueryDict, *, user: User) -> QueryDict:
    """What the address says, else the open cases: one's own; of the whole Centre for its head."""
    data = given.copy()
    data.setdefault("whose", CENTRE if Role.HEAD in offices(user).roles else MINE)
    data.setdefault("state", OPEN_CASES)
    return data


def address(given: QueryDict, **changes: str) -> str:
    """The list's address with some parameters changed; an empty value takes one out."""
    data = given.copy()
    for name, value in changes.items():
        data.pop(name, None)
        if value:
            data[name] = value
    return f"?{data.urlencode()}"


def columns(given: QueryDict, sort: str) -> list[dict[str, Any]]:
    newest = address(given, sort="newest", after="")
    children = address(given, sort="children", after="")
    return [
        {"label": _("Family")},
        {
            "label": _("Case number"),
            "url": newest,
            "sorted": "descending" if sort == "newest" else "",
        },
        {"label": _("State")},
        {
            "label": _("Children"),
            "url": children,
            "sorted": "descending" if sort == "children" else "",
        },
        {"label": _("Wellbeing")},
        {"label": _("Detected")},
        {"label": _("Responsible")},
    ]


def chosen(filters: CaseFilter) -> list[str]:
    """The filters that are on, in words."""
    texts: list[str] = []
    for bound in filters.form:
        value = filters.form.cleaned_data.get(bound.name) if filters.is_valid() else None
        if value is True:
            texts.append(str(bound.label))
        elif value:
            names = dict(getattr(bound.field, "choices", ()))
            texts.append(f"{bound.label}: {names.get(value, value)}")
    return texts


class FindPage(StaffPage, TemplateView):
    """Search before create. What is typed travels by POST: no name and no IIN in an address."""

    template_name = "cases/find.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self.show(FindForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = FindForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=400)
        values = form.cleaned_data
        error = iin_error(values["iin"]) if values["iin"] else ""
        if error:
            form.add_error("iin", error)
            return self.show(form, status=400)
        return self.show(form, found=list(find(values, by=self.user)), searched=True)

    def show(
        self,
        form: FindForm,
        *,
        found: list[Person] | None = None,
        searched: bool = False,
        status: int = 200,
    ) -> HttpResponse:
        rows = with_cases(found or [], user=self.user)
        if rows:
            log_reading(
                self.request,
                "person_search",
                records=[row["person"].pk for row in rows],
                cases=[case.pk for row in rows for case in row["cases"]],
            )
        context = {"form": form, "rows": rows, "searched": searched, "today": self.today}
        return render(self.request, self.template_name, context, status=status)


def find(values: dict[str, Any], *, by: User) -> Any:
    if values["iin"]:
        return search.by_iin(values["iin"], by=by)
    return search.by_name(values["name"], by=by, birth_date=values["birth_date"])


def iin_error(iin: str) -> str:
    """Why this is no IIN, in words, or nothing."""
    error = check_iin(iin, today=timezone.localdate()).error
    return str(IIN_ERRORS[error]) if error else ""


def with_cases(persons: list[Person], *, user: User) -> list[dict[str, Any]]:
    """Each person with the cases of their families, the newest first."""
    of_persons = Case.objects.visible_to(user).filter(family__memberships__person__in=persons)
    pairs = of_persons.order_by("-id").values_list("family__memberships__person_id", "pk")
    by_person: dict[int, list[int]] = {}
    for person_id, case_id in pairs:
        by_person.setdefault(person_id, []).append(case_id)
    cases = Case.objects.in_bulk([pk for ids in by_person.values() for pk in ids])
    return [{"person": p, "cases": [cases[pk] for pk in by_person.get(p.pk, [])]} for p in persons]


class WhereaboutsPage(StaffPage, TemplateView):
    """Is this exact IIN known, and at which Centre: asked with a reason, logged, answered so."""

    template_name = "cases/whereabouts.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return render(request, self.template_name, {"form": WhereaboutsForm(), "asked": False})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = WhereaboutsForm(request.POST)
        if form.is_valid() and (error := iin_error(form.cleaned_data["iin"])):
            form.add_error("iin", error)
        if not form.is_valid():
            context = {"form": form, "asked": False}
            return render(request, self.template_name, context, status=400)
        answers = search.whereabouts(
            [form.cleaned_data["iin"]],
            by=self.user,
            route="case-whereabouts",
            reason=form.cleaned_data["reason"],
            besides=centres_of(self.user)[0].pk,
        )
        return render(
            request, self.template_name, {"form": form, "asked": True, "answers": answers}
        )
