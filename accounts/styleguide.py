"""`/styleguide/`, in development: every component in every state, with made-up families."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.styleguide_charts import charts
from regulations.working_days import DayOverride, WorkingCalendar

TODAY: Final = date(2026, 3, 26)
ALMATY: Final = ZoneInfo("Asia/Almaty")
NAURYZ: Final = DayOverride(working=False, name_kk="Наурыз мейрамы", name_ru="Наурыз мейрамы")
CALENDAR: Final = WorkingCalendar({date(2026, 3, day): NAURYZ for day in (21, 22, 23, 24, 25)})


@dataclass(frozen=True)
class Term:
    """A deadline as the components read it."""

    due_on: date
    working_days_left: int
    clause: str = "9"
    met_on: date | None = None
    ended_on: date | None = None
    derivation: Mapping[str, Any] | None = None


class MadeUpUser:
    is_authenticated = True

    def get_full_name(self) -> str:
        return "Айгүл Сәрсенқызы Үлгі"


class SampleForm(forms.Form):
    """One field of every kind."""

    description = forms.CharField(
        label=gettext_lazy("What is to be done"),
        help_text=gettext_lazy("As the family and the agency will read it."),
    )
    result = forms.CharField(
        label=gettext_lazy("Expected result"), widget=forms.Textarea({"rows": 3}), required=False
    )
    by = forms.DateField(label=gettext_lazy("Due date"))
    visited_at = forms.DateTimeField(label=gettext_lazy("Time of arrival"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of activity"))
    urgency = forms.ChoiceField(label=gettext_lazy("Urgency"), widget=forms.RadioSelect)
    whom = forms.MultipleChoiceField(
        label=gettext_lazy("For whom"), widget=forms.CheckboxSelectMultiple, required=False
    )
    file = forms.FileField(label=gettext_lazy("File"), required=False)
    agreed = forms.BooleanField(
        label=gettext_lazy("The family agrees to the plan"),
        help_text=gettext_lazy("Recorded with today's date."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            ("", ""),
            ("adaptation", _("social adaptation")),
            ("relapse", _("lowering the risk of relapse")),
        ]
        self.fields["urgency"].choices = [  # type: ignore[attr-defined]
            ("usual", _("usual")),
            ("urgent", _("danger to life or health")),
        ]
        self.fields["whom"].choices = [  # type: ignore[attr-defined]
            ("1", "Үлгі Айша"),
            ("2", "Үлгі Данияр"),
        ]

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("by", TODAY) < TODAY:
            self.add_error("by", _("This date is in the past. Choose today or a later day."))
        return self.cleaned_data


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea({"rows": 3}))


def styleguide(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("The plan was sent to four agencies."))
    messages.warning(request, _("One child of the family has no activity of their own."))
    context = {
        "user": MadeUpUser(),
        "nav_role": _("Caseworker"),
        "nav": _navigation(),
        "today": TODAY,
        "terms": _terms(),
        **_lists(),
        **_case(),
        **_forms(),
        "charts": charts(),
    }
    return render(request, "styleguide.html", context)


def _navigation() -> list[dict[str, Any]]:
    return [
        {"label": _("My day"), "url": "#", "current": True, "count": 12},
        {"label": _("Cases"), "url": "#", "current": False, "count": 0},
        {"label": _("Review"), "url": "#", "current": False, "count": 3},
        {"label": _("Working calendar"), "url": "#", "current": False, "count": 0},
        {"label": _("Reference data"), "url": "#", "current": False, "count": 0},
    ]


def _terms() -> dict[str, Term]:
    explained = CALENDAR.explain(date(2026, 3, 20), 2).as_json()
    return {
        "late": Term(date(2026, 3, 19), -2, clause="11.2"),
        "today": Term(TODAY, 0, clause="12"),
        "soon": Term(date(2026, 3, 27), 1, derivation=explained),
        "ok": Term(date(2026, 4, 27), 21, clause="11.1"),
        "next_year": Term(date(2027, 1, 11), 195, clause=""),
        "done": Term(date(2026, 3, 27), 1, met_on=TODAY),
        "done_late": Term(date(2026, 3, 19), -2, met_on=TODAY),
        "ended": Term(date(2026, 3, 27), 1, ended_on=TODAY),
    }


def _lists() -> dict[str, Any]:
    terms = _terms()
    columns = [
        {"label": _("Due"), "url": "?sort=due", "sorted": "ascending"},
        {"label": _("What is owed")},
        {"label": _("Family"), "url": "?sort=family"},
        {"label": _("Children"), "numeric": True},
        {"label": ""},
    ]
    rows = [
        {"term": terms["late"], "what": _("Review the report"), "family": "Үлгі", "children": 2},
        {"term": terms["today"], "what": _("Completion mark"), "family": "Мысалов", "children": 0},
        {"term": terms["soon"], "what": _("Send the plan"), "family": "Мысалбаева", "children": 4},
    ]
    figures = [
        {"label": _("Late"), "value": 1, "url": "?late", "kind": "late", "current": True},
        {"label": _("Today"), "value": 3, "url": "?today", "kind": "today"},
        {"label": _("This week"), "value": 1284, "url": "?week"},
    ]
    return {
        "columns": columns,
        "rows": rows,
        "nothing": [],
        "figures": figures,
        "filters": [_("late")],
    }


def _case() -> dict[str, Any]:
    moment = datetime(2026, 3, 20, 16, 5, tzinfo=ALMATY)
    return {
        "children": [{"name": "Айша", "age": 7}, {"name": "Данияр", "age": 1}],
        "steps": [
            {"label": _("detected"), "status": "done", "date": date(2026, 3, 2)},
            {"label": _("being assessed"), "status": "done", "date": date(2026, 3, 4)},
            {"label": _("recognised"), "status": "done", "date": date(2026, 3, 10)},
            {"label": _("in support"), "status": "current", "date": date(2026, 3, 20)},
            {"label": _("case completed"), "status": "todo"},
        ],
        "entries": [
            {"at": moment, "who": "Серік Мысалов", "what": _("Plan approved"), "clause": "8"},
            {
                "at": date(2026, 3, 18),
                "who": "Серік Мысалов",
                "what": _("Plan returned"),
                "reason": _("The youngest child has no activity."),
            },
        ],
        "days": _days(),
    }


def _days() -> dict[date, dict[str, Any]]:
    nauryz = {"kind": "holiday", "title": "Наурыз мейрамы", "url": "#"}
    transfer = {"kind": "day_off", "title": _("day off by decree or transfer")}
    worked = {"kind": "working_weekend", "title": _("weekend made a working day")}
    return {
        **{date(2026, 3, day): nauryz for day in (21, 22, 23)},
        **{date(2026, 3, day): transfer for day in (24, 25)},
        date(2026, 3, 14): worked,
    }


def _forms() -> dict[str, Any]:
    typed = {"description": "", "result": "…", "by": "2026-03-02", "urgency": "no", "kind": ""}
    filled = {"by": date(2026, 3, 27), "urgency": "usual", "whom": ["1"]}
    return {
        "clean_form": SampleForm(initial=filled, prefix="clean"),
        "wrong_form": SampleForm(typed),
        "reason_form": ReasonForm(),
        "effects": [
            _("The agency sees the reason at once."),
            _("A new term of two working days starts when it reports again."),
        ],
    }
