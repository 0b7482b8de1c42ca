"""Components say what they must, in three languages, and say mistakes of their authors aloud."""

from datetime import date

import pytest
from django import forms
from django.template import TemplateSyntaxError

from tests.ui.rendering import draw, term, words

FRIDAY = date(2026, 3, 27)


class VisitForm(forms.Form):
    """Made up for these tests."""

    findings = forms.CharField(label="Findings", help_text="In plain words")
    seen_on = forms.DateField(label="Day", required=False)
    at = forms.DateTimeField(label="Arrival", required=False)
    who = forms.ChoiceField(
        label="Who", choices=[("a", "Mother"), ("b", "Father")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="Agreed", required=False)
    token = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("kk", "Келесі қадам Қазір мұнда істейтін ештеңе жоқ."),
        ("ru", "Следующий шаг Сейчас здесь делать ничего не нужно."),
        ("en", "Next step Nothing to do here now."),
    ],
)
def test_nothing_to_do_is_said_too(language: str, said: str) -> None:
    assert words("{% next_step %}", language=language) == said


def test_the_next_step_says_what_who_when_and_one_button() -> None:
    source = "{% next_step 'Approve' who='You' deadline=t today=today url='/x/' label='Go' %}"
    today = date(2026, 3, 25)
    shown = words(source, t=term(2, due=FRIDAY), today=today)
    assert shown == "Next step Approve You Friday, 27 March · 2 working days left · cl. 9 Go"


@pytest.mark.parametrize(
    ("language", "ages"),
    [
        ("kk", {1: "1 жас", 2: "2 жас", 5: "5 жас", 21: "21 жас"}),
        ("ru", {1: "1 год", 2: "2 года", 5: "5 лет", 11: "11 лет", 21: "21 год"}),
        ("en", {1: "1 year old", 2: "2 years old"}),
    ],
)
def test_ages_of_children(language: str, ages: dict[int, str]) -> None:
    children = [{"name": "Үлгі", "age": age} for age in ages]
    shown = words(
        "{% case_header family='Ү' number='1' state='x' code='y' children=children %}",
        language=language,
        children=children,
    )
    assert shown.endswith("; ".join(f"Үлгі, {age}" for age in ages.values()))


def test_figures_are_grouped_and_name_the_one_that_filters() -> None:
    items = [{"label": "Late", "value": 1234, "url": "?late", "current": True, "kind": "late"}]
    drawn = draw("{% figures items name='Due' %}", language="kk", items=items)
    assert "1\xa0234" in drawn
    assert 'aria-current="true"' in drawn


def test_an_unknown_key_is_a_mistake() -> None:
    with pytest.raises(TemplateSyntaxError, match="colour"):
        draw("{% figures items name='Due' %}", items=[{"colour": "red"}])


def test_labels_and_values_go_in_pairs() -> None:
    with pytest.raises(TemplateSyntaxError, match="pairs"):
        draw("{% facts 'Family' %}")


def test_a_fact_that_is_not_given_says_so_and_zero_is_given() -> None:
    assert words("{% facts 'Address' '' 'Children' 0 %}") == "Address not given Children 0"


def test_a_list_says_how_many_how_sorted_and_what_is_filtered() -> None:
    source = (
        "{% table rows columns=columns row_template='styleguide/row.html' caption='Terms' "
        "count=1000 capped=True sorted_by='by date' filters=filters clear_url='?' empty='None.' %}"
    )
    shown = words(source, rows=[], columns=[{"label": "Due"}], filters=["late"])
    assert shown == "more than 1,000 sorted by date shown only: late Show all None."


def test_a_row_is_drawn_with_the_variables_of_the_page() -> None:
    row = {"term": term(2, due=FRIDAY), "what": "Review", "family": "Үлгі", "children": 2}
    drawn = draw(
        "{% table rows columns=columns row_template='styleguide/row.html' caption='T' count=1 %}",
        rows=[row],
        columns=[{"label": "Due", "sorted": "ascending", "url": "?sort=due"}],
        today=date(2026, 3, 25),
    )
    assert 'aria-sort="ascending"' in drawn
    assert "2 working days left" in drawn


def test_pager_without_addresses_is_nothing() -> None:
    assert words("{% pager %}") == ""
    assert words("{% pager next_url='?after=3' %}", language="ru") == "Дальше"


def test_the_current_tab_is_marked_whatever_the_query() -> None:
    drawn = draw("{% tabs 'Plan' '/1/?a=b' 'Family' '/1/family/' name='Parts' current='/1/' %}")
    assert drawn.count('aria-current="page"') == 1
    assert '<a href="/1/?a=b" aria-current="page">' in drawn


def test_a_timeline_tells_when_who_what_clause_reason() -> None:
    entry = {"at": FRIDAY, "who": "Үлгі", "what": "Approved", "clause": "8", "reason": "Ready"}
    shown = words("{% timeline entries %}", entries=[entry])
    assert shown == "Approved 27 March 2026 · Үлгі · cl. 8 Reason: Ready"


def test_a_month_has_its_days_off_by_name_and_begins_on_monday() -> None:
    days = {date(2026, 3, 23): {"kind": "holiday", "title": "Наурыз мейрамы", "url": "/d/"}}
    drawn = draw("{% month 2026 3 days=days %}", language="kk", days=days)
    assert drawn.count("day-weekend") == 9
    assert drawn.count('class="outside"') == 11
    assert drawn.count("day-holiday") == 1
    assert "2026 жылғы наурыз дс сс ср бс жм сб жс 1 2" in words(
        "{% month 2026 3 days=days %}", language="kk", days=days
    )


def test_a_field_has_label_help_error_and_keeps_what_was_typed() -> None:
    form = VisitForm({"findings": "", "seen_on": "tomorrow", "who": "a"})
    drawn = draw("{% field form.findings %}", form=form)
    assert 'aria-describedby="id_findings_helptext id_findings_error"' in drawn
    assert 'id="id_findings_error"' in drawn
    assert words("{% field form.findings %}", form=form) == (
        "Findings In plain words Error: This field is required."
    )
    assert 'value="tomorrow"' in draw("{% field form.seen_on %}", form=form)


def test_what_is_optional_is_marked() -> None:
    assert words("{% field form.seen_on %}", language="kk", form=VisitForm()) == (
        "Day (міндетті емес)"
    )
    assert words("{% field form.seen_on mark=False %}", form=VisitForm()) == "Day"


def test_dates_go_to_the_browser_as_its_pickers_want_them() -> None:
    form = VisitForm(initial={"seen_on": FRIDAY})
    drawn = draw("{% field form.seen_on %}", language="kk", form=form)
    assert 'type="date"' in drawn
    assert 'value="2026-03-27"' in drawn
    assert 'type="datetime-local"' in draw("{% field form.at %}", form=form)


def test_choices_are_one_fieldset_with_a_legend() -> None:
    drawn = draw("{% field form.who %}", form=VisitForm({"who": "b"}))
    assert drawn.count("<legend") == 1
    assert drawn.count('type="radio"') == 2
    assert drawn.count("checked") == 1


def test_a_hidden_field_has_no_label() -> None:
    assert words("{% field form.token %}", form=VisitForm()) == ""


def test_a_single_box_has_its_label_after_it() -> None:
    drawn = draw("{% field form.agreed %}", form=VisitForm())
    assert drawn.index("checkbox") < drawn.index("Agreed")


@pytest.mark.parametrize(
    ("language", "heading"),
    [("kk", "2 жерін түзету керек"), ("ru", "Нужно исправить: 2"), ("en", "2 things to correct")],
)
def test_the_summary_links_to_each_field(language: str, heading: str) -> None:
    form = VisitForm({"seen_on": "2026-03-27"})
    drawn = draw("{% form_errors form %}", language=language, form=form)
    assert '<a href="#id_findings">' in drawn
    assert '<a href="#id_who">' in drawn
    assert heading in words("{% form_errors form %}", language=language, form=form)
    assert 'id="id_who"' in draw("{% field form.who %}", form=form)


def test_a_form_without_errors_has_no_summary() -> None:
    assert words("{% form_errors form %}", form=VisitForm()) == ""


def test_errors_of_a_formset_are_in_the_summary() -> None:
    visits = forms.formset_factory(VisitForm)
    formset = visits({"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-who": "c"})
    assert 'href="#id_form-0-who"' in draw("{% form_errors formset %}", formset=formset)


def test_a_decision_says_what_it_will_do() -> None:
    source = "{% confirm heading='Return' label='Return it' effects=effects cancel_url='/' %}"
    assert words(source, effects=["A new term starts."]) == (
        "Return What will happen: A new term starts. Return it Go back, change nothing"
    )


def test_text_is_escaped() -> None:
    assert "&lt;b&gt;" in draw("{% empty_state text %}", text="<b>")


def test_a_state_looks_by_its_code() -> None:
    assert "state-done" in draw("{% state 'x' code='completed' %}")
    assert "state-plain" in draw("{% state 'x' code='draft' %}")
