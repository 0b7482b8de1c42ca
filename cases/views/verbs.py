"""The verbs of a case, each on its own page."""

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import forms, workflow
from cases.models import FamilyMember, WellbeingLevel
from cases.permissions import can_decide, can_hand_over, can_work_on
from cases.views.base import CaseVerbPage


class WorkPage(CaseVerbPage):
    """A verb of the Centre's staff."""

    def allowed(self) -> bool:
        return can_work_on(self.user, self.case)


class DecisionPage(CaseVerbPage):
    """A verb of the head."""

    def allowed(self) -> bool:
        return can_decide(self.user, self.case)


class StartAssessmentPage(WorkPage):
    heading = gettext_lazy("Start the assessment")
    label = gettext_lazy("Start the assessment")
    done = gettext_lazy("The assessment has started.")

    def act(self, values: dict[str, Any], *, confirmed: bool) -> None:
        workflow.start_assessment(self.case, by=self.user, now=timezone.now())


class AssessPage(WorkPage):
    form_class = forms.AssessForm
    template_name = "cases/assess.html"
    heading = gettext_lazy("Assess the family")
    label = gettext_lazy("Save the assessment")
    done = gettext_lazy("The assessment is saved.")
    back = "case-assessments"

    def get_initial(self) -> dict[str, Any]:
        assessed = self.case.assessments.exists()
        return {"occasion": "quarter" if assessed else "intake", "assessed_on": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        levels = WellbeingLevel.objects.all()
        return super().get_context_data(**kwargs) | {"levels": levels}

    def act(self, values: dict[str, Any], *, confirmed: bool) -> None:
        chosen = self.form.chosen()
        workflow.assess(self.case, by=self.user, now=timezone.now(), **chosen)


class RecognisePage(DecisionPage):
    form_class = forms.RecogniseForm
    template_name = "cases/recognise.html"
    heading = gettext_lazy("Recognise a difficult life situation")
    label = gettext_lazy("Recognise")
    done = gettext_lazy("The difficult life situation is recognised.")

    def effects(self) -> list[str]:
        return [
            _("The case is recognised on the grounds chosen here and at registration."),
            _("The term of the assessment is met on the day of the decision."),
            _("An individual work plan is drawn up next."),
        ]

    def get_initial(self) -> dict[str, Any]:
        grounds = self.case.case_grounds.values_list("ground_id", flat=True)
        return {"on": self.today, "grounds": list(grounds)}

    def act(self, values: dict[str, Any], *, confirmed: bool) -> None:
        workflow.recognise(
            self.case,
            by=self.user,
            now=timezone.now(),
            grounds=list(values["grounds"]),
            on=values["on"],
        )


class RefusePage(DecisionPage):
    form_class = forms.ReasonForm
    heading = gettext_lazy("Do not recognise a difficult life situation")
    label = gettext_lazy("Do not recognise")
    done = gettext_lazy("The case ended: no difficult life situation was recognised.")
    danger = True

    def effects(self) -> list[str]:
        return [
            _("The case ends here; nothing more is owed in it."),
            _("The reason stands in the case for good."),
        ]

    def act(self, values: dict[str, Any], *, confirmed: bool) -> None:
        workflow.refuse(self.case, by=self.user, now=timezone.now(), reason=values["reason"])


class HandOverPage(CaseVerbPage):
    form_class = forms.HandOverForm
    heading = gettext_lazy("Hand the case over")
    label = gettext_lazy("Hand over")
    done = gettext_lazy("The case is handed over.")

    def allowed(self) -> bool:
        return can_hand_over(self.user, self.case)

    def effects(self) -> list[str]:
        return [_("Open terms of the case go to the new caseworker.")]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"case": self.case, "today": self.today}

    def act(self, values: dict[str, Any], *, confirmed: bool) -> None:
        workflow.hand_over(self.case, by=self.user, now=timezone.now(), **values)


class AddMemberPage(WorkPage):
    form_class = forms.MemberForm
    heading = gettext_lazy("Add a family member")
    label = gettext_lazy("Add to the family")
    done = gettext_lazy("The family member is added.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.user}

    def act(self, values: dict[str, Any], *, confirmed: bool) -> None:
        joined_on = values.pop("joined_on")
        known = values.pop("known")
        del values["token"]
        person = workflow.PersonData(**values, known=known.pk if known else None)
        workflow.add_member(
            self.case,
            by=self.user,
            now=timezone.now(),
            person=person,
            joined_on=joined_on,
            confirmed=confirmed,
        )


class MemberPage(WorkPage):
    """A verb about one present member of the family; 404 for anybody else."""

    member: FamilyMember

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.member_pk = kwargs["member"]

    def allowed(self) -> bool:
        members = self.case.family.memberships.filter(left_on=None).select_related("person")
        member = members.filter(pk=self.member_pk).first()
        if member is None:
            raise Http404
        self.member = member
        return super().allowed()


class MemberLeftPage(MemberPage):
    form_class = forms.LeftForm
    label = gettext_lazy("Record that the person left")
    done = gettext_lazy("The family is up to date.")

    @property
    def heading(self) -> str:
        name = self.member.person.full_name
        return _("%(name)s left the family") % {"name": name}

    def get_initial(self) -> dict[str, Any]:
        return {"left_on": self.today}

    def act(self, values: dict[str, Any], *, confirmed: bool) -> None:
        workflow.member_left(
            self.case,
            by=self.user,
            now=timezone.now(),
            member=self.member,
            left_on=values["left_on"],
        )


class CorrectPersonPage(MemberPage):
    form_class = forms.CorrectionForm
    label = gettext_lazy("Save the correction")
    done = gettext_lazy("The particulars are corrected.")

    @property
    def heading(self) -> str:
        name = self.member.person.full_name
        return _("Correct the particulars of %(name)s") % {"name": name}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.user}

    def get_initial(self) -> dict[str, Any]:
        names = forms.CorrectionForm.base_fields.keys() - {"known", "confirmed", "relation"}
        return {name: getattr(self.member.person, name) for name in names}

    def act(self, values: dict[str, Any], *, confirmed: bool) -> None:
        del values["known"]
        workflow.correct_person(
            self.case,
            by=self.user,
            now=timezone.now(),
            person=self.member.person,
            data=workflow.PersonData(**values),
            confirmed=confirmed,
        )


class VisitPage(WorkPage):
    form_class = forms.VisitForm
    heading = gettext_lazy("Record a visit")
    label = gettext_lazy("Save the visit")
    done = gettext_lazy("The visit is saved.")
    back = "case-visits"

    def get_initial(self) -> dict[str, Any]:
        return {"visited_on": self.today, "by_mobile_group": True}

    def act(self, values: dict[str, Any], *, confirmed: bool) -> None:
        entered = {k: v for k, v in values.items() if k in workflow.VisitData.__annotations__}
        visit = workflow.VisitData(**entered, participants=self.form.participants())
        workflow.record_visit(
            self.case, by=self.user, now=timezone.now(), visit=visit, token=values["token"]
        )


class NotePage(WorkPage):
    form_class = forms.NoteForm
    heading = gettext_lazy("Write a note")
    label = gettext_lazy("Save the note")
    done = gettext_lazy("The note is saved.")
    back = "case-visits"

    def effects(self) -> list[str]:
        return [_("Only the staff of your Centre read it. It cannot be changed later.")]

    def act(self, values: dict[str, Any], *, confirmed: bool) -> None:
        workflow.add_note(self.case, by=self.user, now=timezone.now(), **values)


class DangerPage(WorkPage):
    form_class = forms.ReasonForm
    heading = gettext_lazy("Report danger to life or health")
    label = gettext_lazy("Report the danger")
    done = gettext_lazy("The danger is reported.")

    def effects(self) -> list[str]:
        return [
            _("An open assessment becomes urgent, with a shorter term."),
            _("Where there is a child, the guardianship body must be told."),
        ]

    def act(self, values: dict[str, Any], *, confirmed: bool) -> None:
        workflow.report_danger(self.case, by=self.user, now=timezone.now(), reason=values["reason"])


class NotifyGuardianshipPage(WorkPage):
    form_class = forms.NoticeForm
    heading = gettext_lazy("Record the notice to the guardianship body")
    label = gettext_lazy("Record the notice")
    done = gettext_lazy("The notice is recorded.")

    def get_initial(self) -> dict[str, Any]:
        return {"sent_on": self.today}

    def act(self, values: dict[str, Any], *, confirmed: bool) -> None:
        workflow.notify_guardianship(self.case, by=self.user, now=timezone.now(), **values)


class AskTransferPage(WorkPage):
    form_class = forms.TransferForm
    heading = gettext_lazy("Ask another Centre to take the case over")
    label = gettext_lazy("Ask for the transfer")
    done = gettext_lazy("The transfer is asked.")

    def effects(self) -> list[str]:
        return [
            _("The other Centre sees the name of the family and your reason, not the case."),
            _("Until it decides, the case and its terms stay with you."),
            _("When it accepts, case, plan and open terms go there."),
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"case": self.case}

    def act(self, values: dict[str, Any], *, confirmed: bool) -> None:
        workflow.ask_transfer(
            self.case,
            by=self.user,
            now=timezone.now(),
            to_centre=values["to_centre"],
            reason=values["reason"],
        )
