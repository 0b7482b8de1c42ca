"""The page on which a person's data are given out: what will be in it, why, and to whom."""

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import papers
from accounts.access import log_reading
from accounts.errors import Refused
from cases.forms import ReasonForm, VerbForm
from cases.models import Person
from cases.permissions import can_give_out
from cases.views.base import CaseVerbPage
from monitoring.workflow.giving import NAME, Checked, cases_of, give_out, refuse_sealed


class OwnDataForm(ReasonForm):
    """Whoever is asked for data notes the person's request as the reason."""

    checked = forms.ChoiceField(
        label=gettext_lazy("How identity was checked"), choices=Checked.choices
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the paper"), choices=list(papers.LANGUAGES.items())
    )

    field_order = ["reason", "checked", "language"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("The person’s request")
        self.fields["reason"].help_text = _("Its number and date, or how it was asked.")


class OwnDataPage(CaseVerbPage):
    form_class = OwnDataForm
    heading = gettext_lazy("Give a person the data that are kept of them")
    label = gettext_lazy("Take the file")

    def allowed(self) -> bool:
        return can_give_out(self.user, self.case)

    def person(self) -> Person:
        member = self.case.family.memberships.filter(pk=self.kwargs["member"])
        found = member.select_related("person").first()
        if found is None:
            raise Http404
        return found.person

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Refused before anything is typed, where it would be after."""
        refuse_sealed(cases_of(self.person(), by=self.user))
        return super().get(request, *args, **kwargs)

    def effects(self) -> list[str]:
        return [
            _("You get one file for %(name)s: a paper and the same as data.")
            % {"name": self.person().full_name},
            _(
                "In it: identity, own contacts, since when in the family, the cases with their"
                " decisions and dates, activities and reports for this person alone."
            ),
            _(
                "Only for somebody who is the only member the family ever had, also: address, what"
                " happened, grounds, assessments, visits, notes, names of files, and who looked, by"
                " office."
            ),
            _(
                "Not in it: other members of the family, who told of it, and texts that name one of"
                " them; who acted is told by office. Somebody who has left the family is told"
                " nothing of later days."
            ),
            _(
                "It is left out because the other members have rights too: what tells of the"
                " household can tell one of them where another is. Under a seal nothing is given."
            ),
            _(
                "Read it through before you hand it over: a pet name, initials, a name in other"
                " letters or a mistyped one is not recognised."
            ),
            _("Cases of other Centres are not in it: the person asks there."),
            _("It stands in the history of each case and in the log of readings."),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        self.person()
        return super().get_context_data(**kwargs)

    def form_valid(self, form: VerbForm) -> HttpResponse:
        person, now = self.person(), timezone.now()
        values = {name: form.cleaned_data[name] for name in OwnDataForm.field_order}
        try:
            given = give_out(self.case, person, by=self.user, now=now, **values)
        except Refused as error:
            form.show(error)
            return self.render_to_response(self.get_context_data(form=form), status=error.status)
        log_reading(self.request, "own_data", records=[person.pk], cases=given.cases)
        answer = HttpResponse(given.content, content_type="application/zip")
        day = timezone.localdate(now).isoformat()
        answer["Content-Disposition"] = f'attachment; filename="{NAME}-{day}.zip"'
        answer["Cache-Control"] = "no-store"
        return answer
