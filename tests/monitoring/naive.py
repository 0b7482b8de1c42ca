"""The figures of a quarter counted the slow way: row by row in Python, as the definitions say.

Nothing of `monitoring.figures` is used, so that a mistake there does not repeat itself here.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from agencies.calendar import working_calendar
from agencies.models import Centre
from cases.models import Assessment, Case, CaseGround, CaseTransition, FamilyMember, Transfer
from plans.models import (
    Activity,
    Plan,
    PlanDeadline,
    PlanDeadlineMove,
    PlanItem,
    PlanTransition,
    Report,
)
from regulations.quarters import Quarter

ALMATY = ZoneInfo("Asia/Almaty")
Counts = Counter[tuple[str, str]]


def day_of(moment: dt.datetime) -> dt.date:
    return moment.astimezone(ALMATY).date()


def holder(case: Case, day: dt.date) -> int:
    """The Centre that held a case at the end of a day."""
    moves = []
    for transfer in Transfer.objects.filter(case=case, state="accepted"):
        entry = CaseTransition.objects.get(transfer=transfer, verb="accept_transfer")
        moves.append((day_of(entry.at), transfer.pk, transfer))
    moves.sort(key=lambda move: move[:2])
    centre = moves[0][2].from_centre_id if moves else case.centre_id
    for moved_on, _pk, transfer in moves:
        if moved_on <= day:
            centre = transfer.to_centre_id
    return int(centre)


def ended_on(case: Case) -> dt.date | None:
    if case.closed_on:
        return case.closed_on
    if case.state != "not_recognised":
        return None
    refusals = CaseTransition.objects.filter(case=case, verb="refuse").order_by("pk")
    return day_of(refusals.last().at)  # type: ignore[union-attr]


class Naive:
    def __init__(self, centre: Centre, quarter: Quarter) -> None:
        self.centre, self.quarter = centre, quarter
        self.first, self.last = quarter.first_day, quarter.last_day
        self.counts: Counts = Counter()
        self.cases = [case for case in Case.objects.all() if self._is_in(case)]

    def _is_in(self, case: Case) -> bool:
        end = ended_on(case)
        if case.detected_on > self.last or (end and end < self.first):
            return False
        if case.closure == "mistake":
            return False
        return holder(case, min(end, self.last) if end else self.last) == self.centre.pk

    def within(self, day: dt.date | None) -> bool:
        return day is not None and self.first <= day <= self.last

    def add(self, figure: str, key: Any = "") -> None:
        self.counts[figure, str(key)] += 1

    def count(self) -> Counts:
        for case in self.cases:
            self._case(case)
            self._levels(case)
            self._plans(case)
            for activity in Activity.objects.filter(case=case):
                self._activity(activity)
                self._rounds(activity)
        self._persons()
        for term, agency, kept, days in self._terms():
            self._term(term, agency, kept=kept, days=days)
        return self.counts

    def _case(self, case: Case) -> None:
        end = ended_on(case)
        self.add("cases")
        self.add("cases_source", case.source)
        is_new = case.detected_on >= self.first
        facts = {
            "cases_new": is_new,
            "cases_danger": case.danger,
            "cases_with_children": case.with_children,
            "cases_relapse": is_new and case.previous is not None,
            "cases_after_exit": is_new and bool(case.previous and case.previous.exit_on),
            "cases_recognised": self.within(case.recognised_on),
            "cases_refused": case.state == "not_recognised" and self.within(end),
            "cases_exit": self.within(case.exit_on),
        }
        for figure, holds in facts.items():
            if holds:
                self.add(figure)
        if case.closure and end and end <= self.last:
            self.add("cases_closed", case.closure)
        for ground in CaseGround.objects.filter(case=case, added_on__lte=self.last):
            self.add("cases_ground", ground.ground_id)
            if ground.ground_id == "G12":
                self.add("cases_probation")

    def _levels(self, case: Case) -> None:
        done = [a for a in Assessment.objects.filter(case=case) if a.assessed_on <= self.last]
        done.sort(key=lambda a: (a.assessed_on, a.pk))
        before = [a for a in done if a.assessed_on < self.first]
        now = done[-1].level_id if done else "-"
        self.add("cases_level", now)
        end = ended_on(case)
        if done:
            self.add("levels_intake", f"{done[0].level_id}>{now}")
            if case.closure and end and end <= self.last:
                self.add("levels_closure", f"{done[0].level_id}>{now}")
            first = {risk.indicator_id: risk.height for risk in done[0].risks.all()}
            for risk in done[-1].risks.all():
                if risk.indicator_id in first:
                    change = f"{first[risk.indicator_id]}>{risk.height}"
                    self.add("risks", f"{risk.indicator_id}:{change}")
        if before:
            self.add("levels_quarter", f"{before[-1].level_id}>{now}")

    def _persons(self) -> None:
        found = {}
        for case in self.cases:
            for member in FamilyMember.objects.filter(family=case.family_id):
                joined = member.joined_on is None or member.joined_on <= self.last
                if joined and (member.left_on is None or member.left_on >= self.first):
                    found[member.person_id] = member.person
        for person in found.values():
            self.add("persons")
            if person.iin_absent:
                self.add("persons_without_iin", person.iin_absent)

    def _plans(self, case: Case) -> None:
        for plan in Plan.objects.filter(case=case):
            own = PlanTransition.objects.filter(
                plan=plan, dispatch=None, activity=None, extension=None
            ).order_by("pk")
            states = [entry.to_state for entry in own if day_of(entry.at) <= self.last]
            if not states:
                continue
            if states[-1] != "replaced":
                self.add("plans_state", states[-1])
            if self.within(plan.approved_on):
                self.add("plans_approved")
                if plan.version > 1:
                    self.add("plans_revised")
            if self.within(plan.completed_on):
                self.add("plans_completed")

    def _activity(self, activity: Activity) -> None:
        """As it stands; one that began anew after the quarter, as the log tells of it."""
        started, end = activity.started_on, activity.ended_on
        state, item = activity.state, activity.item
        if started is None or started > self.last:
            entries = PlanTransition.objects.filter(activity=activity, extension=None)
            log = [entry for entry in entries.order_by("pk") if day_of(entry.at) <= self.last]
            begun = [e for e in log if e.verb in ("send", "begin", "release", "release_own")]
            if not begun:
                return
            started, state = day_of(begun[-1].at), log[-1].to_state
            over = state in ("executed", "partly", "impossible", "excluded")
            end = day_of(log[-1].at) if over else None
            item = PlanItem.objects.get(plan=log[-1].plan_id, activity=activity)
        if end and end < self.first:
            return
        self.add("activities")
        self.add("activities_executor", item.executor)
        self.add("activities_kind", item.kind)
        if self.within(started):
            self.add("activities_new")
        if item.service_id is None:
            self.add("activities_free_text", item.executor)
        if item.agency:
            self.add("activities_agency", item.agency.pk)
            self.add("activities_sector", item.agency.sector_id)
        if self.within(end):
            self.add("activities_ended", state)
        if item.kind == "offences":
            self._offences(activity, state if self.within(end) else "")

    def _offences(self, activity: Activity, ended: str) -> None:
        if ended:
            self.add("offences_ended", ended)
        reports = Report.objects.filter(activity=activity, withdrawn_at=None).order_by("round")
        newest = [report for report in reports if self.within(report.received_on)]
        if newest and newest[-1].outcome:
            self.add("offences_outcome", newest[-1].outcome)

    def _rounds(self, activity: Activity) -> None:
        figures = {"decline": "declined", "return_activity": "returned"}
        for entry in PlanTransition.objects.filter(activity=activity, verb__in=figures):
            if self.within(day_of(entry.at)):
                item = PlanItem.objects.get(plan=entry.plan_id, activity=activity)
                figure = figures[entry.verb]
                self.add(figure, item.executor if figure == "returned" else "")
                if item.agency_id:
                    self.add(f"{figure}_agency", item.agency_id)

    def _terms(self) -> Iterator[tuple[str, Any, bool, int | None]]:
        calendar = working_calendar()
        wanted = {"dispatch", "report", "review", "rework", "completion"}
        for row in PlanDeadline.objects.filter(term__in=wanted).select_related("plan__case"):
            for move in PlanDeadlineMove.objects.filter(deadline=row, correction=None):
                passed = day_of(move.at) > move.old_due_on
                if move.by_id and passed and self._owed_here(row, move.old_due_on):
                    yield row.term, row.agency, False, None
            fell_away = row.met_on is None and row.ended_on and row.ended_on <= row.due_on
            if fell_away or not self._owed_here(row, row.due_on):
                continue
            kept = row.met_on is not None and row.met_on <= row.due_on
            days = None
            if row.met_on and row.met_on <= self.last:
                days = max(calendar.distance(row.started_on, row.met_on), 0)
            yield row.term, row.agency, kept, days

    def _owed_here(self, row: PlanDeadline, day: dt.date) -> bool:
        return self.within(day) and holder(row.plan.case, day) == self.centre.pk

    def _term(self, term: str, agency: Any, *, kept: bool, days: int | None) -> None:
        key = f"{term}:{'agency' if agency else 'centre'}"
        self.add("terms_due", key)
        self.add("terms_kept" if kept else "terms_missed", key)
        if days is not None:
            self.add("terms_days", f"{key}:{days}")
        if agency and term in ("report", "rework"):
            for figure, counted in (("reports_due", True), ("reports_missed", not kept)):
                if counted:
                    self.add(f"{figure}_agency", agency.pk)
                    self.add(f"{figure}_sector", agency.sector_id)
            if days is not None:
                self.add("reports_days_agency", f"{agency.pk}:{days}")
