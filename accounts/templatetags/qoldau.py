"""The components of every page; `docs/pages.md` shows how each is written.

A tag draws the template of the same name in `templates/components/`. Whatever a page may leave
out is a keyword with a default, so that no template meets an undefined variable.
"""

import copy
from calendar import Calendar
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, cast

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.template.context import Context
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language

from accounts import due_dates
from accounts.due_dates import Deadline
from regulations import clauses

register = template.Library()

Item = Mapping[str, Any]

# How a state looks: somebody works, somebody has to decide, done, sent back, ended otherwise.
_LOOKS: Final = {
    "work": "assessing recognised supported approved sent running accepted",
    "wait": "submitted reported asked pending held signed",
    "done": "executed completed granted received done",
    "back": "returned declined blocked not_done",
    "stopped": "not_recognised terminated replaced excluded partly impossible refused withdrawn "
    "dropped",
}
TONES: Final = {code: tone for tone, codes in _LOOKS.items() for code in codes.split()}


@register.inclusion_tag("components/icon.html")
def icon(name: str) -> dict[str, Any]:
    """A shape of `static/icons.svg`. It decorates: the word stands beside it."""
    return {"name": name}


@register.simple_tag
def cite(clause: str) -> str:
    """How the reader's language cites "9", "4(3)" or, as terms store a paragraph, "11.2"."""
    number, _, paragraph = clause.partition(".")
    language = cast(clauses.Language, get_language() or "kk")
    return clauses.cite(number, language, paragraph=int(paragraph) if paragraph else None)


@register.inclusion_tag("components/badge.html")
def badge(text: str, *, kind: str = "plain") -> dict[str, Any]:
    """A word with its shape. Kinds: late, today, soon, ok, done, urgent, plain."""
    return {"text": text, "kind": kind}


@register.inclusion_tag("components/badge.html")
def due_badge(deadline: Deadline, *, today: date | None = None) -> dict[str, Any]:
    """How a term stands, short enough for a row of a list."""
    today = today or timezone.localdate()
    return {
        "text": due_dates.words_of(deadline, today=today),
        "kind": due_dates.state_of(deadline, today=today),
    }


@register.inclusion_tag("components/due_date.html")
def due_date(deadline: Deadline, *, today: date | None = None) -> dict[str, Any]:
    """A due date with its weekday, how it stands and its clause; opened, it explains itself."""
    today = today or timezone.localdate()
    return {
        "deadline": deadline,
        "date": due_dates.in_words(deadline.due_on, today=today),
        "words": due_dates.words_of(deadline, today=today),
        "kind": due_dates.state_of(deadline, today=today),
        "days": list(due_dates.explain(deadline.derivation)),
    }


@register.inclusion_tag("components/next_step.html")
def next_step(
    what: str = "",
    *,
    who: str = "",
    deadline: Deadline | None = None,
    today: date | None = None,
    url: str = "",
    label: str = "",
    note: str = "",
    key: str = "",
) -> dict[str, Any]:
    """What to do next, who, by when, one button; without `what` it says that nothing is to do.

    The button is a link: a decision has its own page. `key` is a letter that follows it.
    """
    return {
        "what": what,
        "who": who,
        "deadline": deadline,
        "today": today,
        "url": url,
        "label": label,
        "note": note,
        "key": key,
    }


@register.inclusion_tag("components/state.html")
def state(label: str, *, code: str) -> dict[str, Any]:
    """The state of a record: its label, and the stored code, from which its look follows."""
    return {"label": label, "tone": TONES.get(code, "plain")}


@register.inclusion_tag("components/breadcrumbs.html")
def breadcrumbs(*label_url: str) -> dict[str, Any]:
    """Labels and addresses in turn, from the top down; the page itself is not among them."""
    return {"crumbs": _pairs(label_url)}


@register.inclusion_tag("components/tabs.html")
def tabs(*label_url: str, name: str, current: str) -> dict[str, Any]:
    """Labels and addresses in turn; `current` is the address of the page, without its query."""
    items = [
        {"label": label, "url": url, "current": url.partition("?")[0] == current}
        for label, url in _pairs(label_url)
    ]
    return {"items": items, "name": name}


@register.inclusion_tag("components/facts.html")
def facts(*label_value: Any) -> dict[str, Any]:
    """Labels and values in turn; an empty value is shown as not given."""
    return {"facts": _pairs(label_value)}


@register.inclusion_tag("components/figures.html")
def figures(items: Iterable[Item], *, name: str) -> dict[str, Any]:
    """Figures that are filters: each item has label, value, url and may have current and kind."""
    filled = [_filled(item, "label value url current kind") for item in items]
    return {"name": name, "items": [{**i, "value": _grouped(i["value"])} for i in filled]}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[Item]) -> dict[str, Any]:
    """What happened: each entry has at, who, what and may have clause and reason."""
    return {"entries": [_filled(e, "at who what clause reason") for e in entries]}


@register.inclusion_tag("components/progress_steps.html")
def progress_steps(steps: Iterable[Item], *, name: str) -> dict[str, Any]:
    """A life in steps: each has label, status (done, current, todo) and may have a date."""
    return {"name": name, "steps": [_filled(s, "label status date") for s in steps]}


@register.inclusion_tag("components/pager.html")
def pager(*, next_url: str = "", first_url: str = "") -> dict[str, Any]:
    """Links of a list that is read onwards; an empty address leaves its link out."""
    return {"next_url": next_url, "first_url": first_url}


@register.inclusion_tag("components/empty_state.html")
def empty_state(text: str, *, url: str = "", label: str = "") -> dict[str, Any]:
    """Nothing here: why, and what to do about it."""
    return {"text": text, "url": url, "label": label}


@register.inclusion_tag("components/table.html", takes_context=True)
def table(
    context: Context,
    rows: Sequence[Any],
    *,
    columns: Iterable[Item],
    row_template: str,
    caption: str,
    count: int,
    capped: bool = False,
    sorted_by: str = "",
    filters: Iterable[str] = (),
    clear_url: str = "",
    empty: str = "",
    empty_url: str = "",
    empty_label: str = "",
) -> dict[str, Any]:
    """A list: a line per row on a laptop, a card on a phone.

    Columns have a label and may have url (sorts), sorted (ascending, descending) and numeric.
    `row_template` draws a `<tr>` from `row` and the page's own variables, each `<td>` with its
    `data-label`. `capped`: there are more than `count`.
    """
    return {
        **cast(dict[str, Any], context.flatten()),
        "rows": rows,
        "columns": [_filled(c, "label url sorted numeric") for c in columns],
        "row_template": row_template,
        "caption": caption,
        "count": _grouped(count),
        "capped": capped,
        "sorted_by": sorted_by,
        "filters": list(filters),
        "clear_url": clear_url,
        "empty": empty,
        "empty_url": empty_url,
        "empty_label": empty_label,
    }


@register.inclusion_tag("components/case_header.html")
def case_header(
    *,
    family: str,
    number: str,
    state: str,
    code: str,
    children: Iterable[Item] = (),
    letter: str = "",
    urgent: bool = False,
    sealed: bool = False,
    centre: str = "",
) -> dict[str, Any]:
    """The heading of a case, children first (R11): each child has name and age in full years."""
    return {
        "family": family,
        "number": number,
        "state": state,
        "code": code,
        "children": [_filled(child, "name age") for child in children],
        "letter": letter,
        "urgent": urgent,
        "sealed": sealed,
        "centre": centre,
    }


@register.inclusion_tag("components/confirm.html")
def confirm(
    *,
    heading: str,
    label: str,
    effects: Iterable[str] = (),
    form: forms.BaseForm | None = None,
    url: str = "",
    cancel_url: str = "",
    danger: bool = False,
    key: str = "",
) -> dict[str, Any]:
    """A decision on its own page: what it will do, what it asks, one button and the way back.

    Posts to `url` (the page itself when empty). `danger` marks what cannot be taken back.
    """
    return {
        "heading": heading,
        "label": label,
        "effects": list(effects),
        "form": form,
        "url": url,
        "cancel_url": cancel_url,
        "danger": danger,
        "key": key,
    }


@register.inclusion_tag("components/paper_head.html")
def paper_head(
    *, title: str, number: str = "", day: date | None = None, place: str = "", clause: str = ""
) -> dict[str, Any]:
    """The head of a page that prints as official paper: emblem space, title, number, date."""
    return {"title": title, "number": number, "day": day, "place": place, "clause": clause}


@register.inclusion_tag("components/signatures.html")
def signatures(*office_name: str) -> dict[str, Any]:
    """Offices and names in turn, each with a line to sign on; an empty name is left to write."""
    return {"people": _pairs(office_name)}


@register.inclusion_tag("components/month.html")
def month(
    year: int, number: int, *, days: Mapping[date, Item], url: str = "", today: date | None = None
) -> dict[str, Any]:
    """A month of the working calendar.

    `days` holds those that differ from Monday to Friday, or are named: each has kind (holiday,
    day_off, working_weekend), title and may have url, the page that corrects the day.
    """
    first = date(year, number, 1)
    weeks = [
        [_cell(day, days=days, first=first, today=today) for day in week]
        for week in Calendar().monthdatescalendar(year, number)
    ]
    weekdays = [(date_format(c["day"], "D"), date_format(c["day"], "l")) for c in weeks[0]]
    return {"first": first, "weeks": weeks, "weekdays": weekdays, "url": url}


def _cell(
    day: date, *, days: Mapping[date, Item], first: date, today: date | None
) -> dict[str, Any]:
    named = _filled(days.get(day, {}), "kind title url")
    weekend = day.isoweekday() in (6, 7)
    return {
        **named,
        "day": day,
        "kind": named["kind"] or ("weekend" if weekend else "working"),
        "outside": day.month != first.month,
        "today": day == today,
    }


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, *, mark: bool = True) -> dict[str, Any]:
    """One form field: label, help, control, errors. `mark` says which are optional."""
    kind = _kind(bound.field.widget)
    return {
        "field": bound,
        "kind": kind,
        "control": "" if kind == "choices" else _control(bound),
        "optional": mark and not bound.field.required and kind != "check",
    }


@register.inclusion_tag("components/form_errors.html")
def form_errors(*sources: forms.BaseForm | BaseFormSet) -> dict[str, Any]:
    """All errors of the forms and formsets of a page, each a link to its field."""
    found: list[tuple[str, str, str]] = []
    for source in sources:
        found.extend(_errors(source))
    return {"errors": found}


def _errors(source: Any) -> list[tuple[str, str, str]]:
    """(id of the field or "", its label or "", message)."""
    if isinstance(source, BaseFormSet):
        own = [("", "", str(message)) for message in source.non_form_errors()]
        return own + [error for form in source.forms for error in _errors(form)]
    own = [("", "", str(message)) for message in source.non_field_errors()]
    return own + [
        (bound.auto_id, str(bound.label), str(message))
        for bound in source
        for message in bound.errors
    ]


def _kind(widget: forms.Widget) -> str:
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "choices"
    if isinstance(widget, forms.MultiWidget | forms.SelectDateWidget):
        return "group"
    return "input"


# Browsers bring their own pickers; they want ISO values whatever the page's language is.
_PICKERS = (
    (forms.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
    (forms.DateInput, "date", "%Y-%m-%d"),
    (forms.TimeInput, "time", "%H:%M"),
)


def _control(bound: BoundField) -> str:
    widget = copy.deepcopy(bound.field.widget)
    for cls, input_type, iso in _PICKERS:
        if isinstance(widget, cls):
            widget.input_type, widget.format = input_type, iso
    classes = f"{widget.attrs.get('class', '')} {_bootstrap(widget)}".strip()
    attrs: dict[str, str | bool] = {"class": f"{classes} is-invalid" if bound.errors else classes}
    return bound.as_widget(widget=widget, attrs=attrs)


def _bootstrap(widget: forms.Widget) -> str:
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    return "form-select" if isinstance(widget, forms.Select) else "form-control"


def _grouped(number: int) -> str:
    return number_format(number, use_l10n=True, force_grouping=True)


def _pairs(flat: Sequence[Any]) -> list[tuple[Any, Any]]:
    if len(flat) % 2:
        raise template.TemplateSyntaxError("labels and values go in pairs")
    return list(zip(flat[::2], flat[1::2], strict=True))


def _filled(item: Item, names: str) -> dict[str, Any]:
    """The named keys of an item, "" where one is left out; an unknown key is a mistake."""
    known = names.split()
    if unknown := set(item) - set(known):
        raise template.TemplateSyntaxError(f"unknown keys {sorted(unknown)}, known are {known}")
    return {name: item.get(name, "") for name in known}
