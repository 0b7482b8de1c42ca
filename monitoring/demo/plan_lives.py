"""What happens to a plan: drawn up, approved, sent, carried out, reviewed."""

from collections.abc import Generator
from datetime import date, datetime

from django.utils import timezone

from accounts.models import User
from agencies.calendar import working_calendar
from agencies.models import Agency, Service
from cases.models import Case, Person
from monitoring.demo.clock import Life, at
from monitoring.demo.places import House
from monitoring.demo.script import Days, Script, Wish
from plans.models import Activity, Agreement, Plan, PlanItem, Report, Review
from plans.states import ActivityState
from plans.workflow import approval, dispatch, drafting, execution, review
from plans.workflow.drafting import ItemInput
from plans.workflow.execution import ReportInput

A = ActivityState
FAMILY = "family"


def draw_up(
    script: Script, case: Case, worker: User, days: Days
) -> Generator[datetime, None, Plan]:
    """Draft, agreement, submission and approval, on the third to fifth working day."""
    yield days.hour(3, "10:20")
    aim = "Отбасы тұрақты табысқа шығады, балалар мектепке үзбей барады."
    plan = drafting.draft(case, by=worker, now=timezone.now(), aim=aim)
    members = members_of(case)
    items: list[PlanItem] = []
    for wish in script.wishes:
        items.append(_add_item(script.house, plan, wish, members, items, worker))
    drafting.record_agreement(
        plan, answer=Agreement.Answer.AGREED, person=members[-1],
        answered_on=timezone.localdate(), note="", by=worker, now=timezone.now(),
    )  # fmt: skip
    if script.stop == "submit":
        return plan
    yield days.hour(3, "16:45")
    drafting.submit(plan, by=worker, now=timezone.now())
    if script.stop == "approve":
        return plan
    yield days.hour(4, "09:30")
    if script.stop == "rewrite":
        reason = "Баланың мектептегі қажеттілігі бойынша іс-шара қосылсын."
        drafting.return_plan(plan, by=script.house.head, now=timezone.now(), reason=reason)
        return plan
    agencies = script.house.agencies
    approval.approve(
        plan,
        by=script.house.head,
        now=timezone.now(),
        hold=[agencies[sector].pk for sector in script.hold],
        block={agencies[s].pk: "Мекеме қайта ұйымдастырылуда." for s in script.block},
    )
    return plan


def members_of(case: Case) -> list[Person]:
    """The family, youngest first."""
    rows = Person.objects.filter(memberships__family_id=case.family_id, memberships__left_on=None)
    return list(rows.order_by("-birth_date", "pk"))


def _add_item(
    house: House, plan: Plan, wish: Wish, members: list[Person], items: list[PlanItem], worker: User
) -> PlanItem:
    agency: Agency | None = house.agencies.get(wish.sector)
    executor = PlanItem.Executor.AGENCY if agency else PlanItem.Executor.CENTRE
    if wish.sector == FAMILY:
        executor = PlanItem.Executor.FAMILY
    service = Service.objects.get(code=wish.service) if wish.service else None
    entered = ItemInput(
        kind=wish.kind,
        executor=executor,
        agency=agency,
        service=service,
        title=wish.title,
        description="" if service else wish.title + ".",
        expected_result="Нәтиже құжатпен расталады.",
        persons=members,
        due_on=working_calendar().add(timezone.localdate(), wish.due),
        depends_on=items[wish.after] if wish.after is not None else None,
        stage=2 if wish.after is not None else 1,
        late_reason="Құжаттарды қалпына келтіруге уақыт қажет." if service else "",
    )
    return drafting.add_item(plan, entered, by=worker, now=timezone.now())


def carry_out(
    script: Script, plan: Plan, worker: User, days: Days
) -> Generator[datetime, None, Plan]:
    """Every activity of the plan lives on its own; then the plan may get a new version."""
    yield days.hour(5, "09:50")
    pairs = list(zip(script.wishes, plan.items.order_by("order"), strict=True))
    lives = [_run(script.house, wish, item, worker) for wish, item in pairs]
    waiting = [(moment, n) for n, life in enumerate(lives) if (moment := next(life, None))]
    while waiting:
        moment, n = min(waiting)
        waiting.remove((moment, n))
        yield max(moment, timezone.now())
        following = next(lives[n], None)
        if following:
            waiting.append((following, n))
    if script.revises:
        plan = yield from _revise(script, plan, worker)
    return plan


def _revise(script: Script, plan: Plan, worker: User) -> Generator[datetime, None, Plan]:
    """What ended as impossible leaves the plan by an approved new version (R15, R20)."""
    yield _in_days(1, "10:40")
    reason = "Орындалуы мүмкін емес іс-шара басқамен ауыстырылады."
    copy = drafting.new_version(plan, by=worker, now=timezone.now(), reason=reason)
    for item in copy.items.filter(activity__state=A.IMPOSSIBLE):
        drafting.remove_item(item, by=worker)
    members = members_of(plan.case)
    wish = Wish("social_protection", "S02", due=12)
    _add_item(script.house, copy, wish, members, [], worker)
    drafting.record_agreement(
        copy,
        answer=Agreement.Answer.AGREED,
        person=members[-1],
        answered_on=timezone.localdate(),
        note="",
        by=worker,
        now=timezone.now(),
    )
    drafting.submit(copy, by=worker, now=timezone.now())
    yield _in_days(1, "09:35")
    approval.approve(copy, by=script.house.head, now=timezone.now())
    yield from _run(script.house, wish, copy.items.get(service_id=wish.service), worker)
    return copy


def _run(house: House, wish: Wish, item: PlanItem, worker: User) -> Life:
    """One activity from its start to its mark."""
    assert item.activity_id is not None
    pk = item.activity_id
    actor = house.workers.get(wish.sector, worker)
    paper = wish.sector in house.agencies and wish.sector not in house.workers
    while _now(pk).state in (A.WAITING, A.PLANNED):
        if _now(pk).state == A.PLANNED and _now(pk).dispatch_id and _blocked(pk):
            return
        yield _in_days(1, "10:05")
    yield from _take_in(pk, wish, actor, house, paper=paper)
    if wish.silent or _now(pk).state not in (A.SENT, A.ACCEPTED):
        return
    for turn in range(wish.rounds + 1):
        yield _report_hour(_now(pk), wish, first=turn == 0)
        _report(_now(pk), wish, worker if paper else actor, paper=paper)
        if wish.unreviewed and turn == wish.rounds:
            return
        yield _in_days(1, "11:40")
        if turn < wish.rounds:
            _return(_now(pk), worker)
            if wish.in_rework:
                return
            continue
        _mark(_now(pk), wish, worker=worker, house=house)


def _now(pk: int) -> Activity:
    return Activity.objects.select_related("plan__case", "item", "dispatch__plan").get(pk=pk)


def _blocked(pk: int) -> bool:
    part = _now(pk).dispatch
    return part is not None and part.state == "blocked"


def _in_days(days: int, hour: str) -> datetime:
    return at(working_calendar().add(timezone.localdate(), days), hour)


def _take_in(pk: int, wish: Wish, actor: User, house: House, *, paper: bool) -> Life:
    """An agency opens its part and takes the activity into work, or declines it."""
    activity = _now(pk)
    if activity.agency_id is None or activity.dispatch is None:
        return
    if paper:
        yield _in_days(1, "12:00")
        dispatch.note_paper_received(
            activity.dispatch, received_on=timezone.localdate(), by=house.head, now=timezone.now()
        )
        return
    if not wish.opens:
        return
    yield _in_days(1, "09:20")
    dispatch.note_opened(activity.dispatch, by=actor, now=timezone.now())
    if wish.declines:
        reason = "Бұл қызмет біздің мекеменің құзыретіне жатпайды."
        dispatch.decline(_now(pk), by=actor, now=timezone.now(), reason=reason)
        return
    dispatch.accept(_now(pk), by=actor, now=timezone.now())
    if wish.asks_later:
        yield _in_days(2, "14:00")
        later = working_calendar().add(_now(pk).due_on, 5)
        reason = "Комиссия отырысы кейінге қалды."
        execution.ask_later_date(
            _now(pk), due_on=later, reason=reason, by=actor, now=timezone.now()
        )


def _report_hour(activity: Activity, wish: Wish, *, first: bool) -> datetime:
    """Some days before the date, on it, or after it; never in the past."""
    calendar = working_calendar()
    late = wish.late if first else 0
    day: date = activity.due_on
    if late > 0:
        day = calendar.add(day, late)
    elif late < 0:
        day = calendar.before(day, -late)
    return max(at(day, "15:30"), _in_days(1, "15:30"))


def _report(activity: Activity, wish: Wish, by: User, *, paper: bool) -> None:
    if activity.state not in (A.SENT, A.ACCEPTED, A.RETURNED):
        return
    today = timezone.localdate()
    risky = activity.item.kind in (PlanItem.Kind.RELAPSE, PlanItem.Kind.OFFENCES)
    entered = ReportInput(
        result=wish.result,
        done_on=today,
        text="Іс-шара өткізілді, растайтын құжаттар отбасыға берілді.",
        outcome=Report.Outcome.LOWERED if risky else "",
        on_paper=paper,
        received_on=today if paper else None,
    )
    execution.report([activity], entered, by=by, now=timezone.now())


def _return(activity: Activity, worker: User) -> None:
    if activity.state == A.REPORTED:
        review.return_for_rework(
            activity,
            ground=Review.Ground.PROOF,
            note="Нәтижені растайтын құжат қоса берілмеген.",
            new_due_on=working_calendar().add(timezone.localdate(), 5),
            by=worker,
            now=timezone.now(),
        )


def _mark(activity: Activity, wish: Wish, *, worker: User, house: House) -> None:
    """What the caseworker reported is marked by another person of the Centre (R19)."""
    if activity.state != A.REPORTED:
        return
    own = activity.agency_id is None
    by = next(u for u in house.caseworkers if u != worker) if own else worker
    if wish.result == Report.Result.DONE:
        review.mark_executed(activity, by=by, now=timezone.now())
    else:
        reason = "Мекеме жауабы бойынша толық орындау мүмкін емес."
        review.end_unfinished(activity, by=by, now=timezone.now(), reason=reason)
