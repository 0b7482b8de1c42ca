"""What happens to a family: a life that yields its next moment and calls the verbs."""

from datetime import date

from django.utils import timezone

from accounts.models import User
from cases import workflow as cases
from cases.models import Assessment, Case, Ground, RiskIndicator, WellbeingDirection
from cases.models import WellbeingLevel as Level
from monitoring.demo.clock import Life, at
from monitoring.demo.plan_lives import carry_out, draw_up
from monitoring.demo.script import Days, Script
from plans.models import Plan
from plans.workflow import completion
from plans.workflow.cases import find_exit, terminate_case
from regulations.working_days import WorkingCalendar


def live(script: Script, calendar: WorkingCalendar, today: date) -> Life:
    """A family's life from detection to exit, as far as its script lets it go."""
    days = Days(calendar, calendar.before(today, script.starts) if script.starts else today)
    house, worker = script.house, script.house.caseworkers[script.worker]
    yield days.hour(0, "10:10")
    case = _register(script, worker)
    if script.stop == "assess":
        return
    if script.visit:
        yield days.hour(0, "15:40")
        _visit(case, worker)
    yield days.hour(1, "11:00")
    _assess(case, worker, script.level, Assessment.Occasion.INTAKE)
    if script.family.danger and script.family.children:
        cases.notify_guardianship(
            case, by=worker, now=timezone.now(), to_whom="Қорғаншылық органы",
            sent_on=timezone.localdate(),
        )  # fmt: skip
    if script.stop == "recognise":
        return
    yield days.hour(2, "09:40")
    if script.refused:
        reason = "Негіздер анықталмады: отбасы жағдайды өз бетінше еңсере алады."
        cases.refuse(case, by=house.head, now=timezone.now(), reason=reason)
        return
    grounds = list(Ground.objects.filter(code__in=script.family.grounds or ("G03",)))
    cases.recognise(case, by=house.head, now=timezone.now(), grounds=grounds)
    yield from _with_plan(script, case, worker, days)


def _with_plan(script: Script, case: Case, worker: User, days: Days) -> Life:
    house = script.house
    if script.stop == "draft":
        return
    plan = yield from draw_up(script, case, worker, days)
    if script.stop in ("submit", "approve", "rewrite"):
        return
    if script.leaves:
        yield days.hour(12, "16:20")
        case.refresh_from_db()
        terminate_case(
            case, by=house.head, now=timezone.now(), closure=script.leaves,
            reason="Отбасы қолдаудан бас тартты.",
        )  # fmt: skip
        return
    if script.transfer_to:
        yield days.hour(5, "17:10")
        reason = "Отбасы тұрғылықты жерін ауыстырды."
        to_centre = script.transfer_to.centre
        cases.ask_transfer(case, by=worker, now=timezone.now(), to_centre=to_centre, reason=reason)
    plan = yield from carry_out(script, plan, worker, days)
    plan.refresh_from_db()
    case.refresh_from_db()
    if plan.state != Plan.State.EXECUTED or script.stop == "complete":
        return
    done_on = plan.executed_on or days.first
    yield at(days.from_day(done_on, 1), "15:15")
    completion.complete(plan, by=house.head, now=timezone.now())
    yield from _leave(script, case, worker, days)


def _leave(script: Script, case: Case, worker: User, days: Days) -> Life:
    if not script.exit:
        return
    yield at(days.from_day(timezone.localdate(), 3), "11:30")
    _assess(case, worker, script.better, Assessment.Occasion.CLOSURE)
    yield at(days.from_day(timezone.localdate(), 1), "10:30")
    reason = "Табысы тұрақты, балалар сабаққа барады, тәуекелдер төмендеді."
    find_exit(
        case, by=script.house.head, now=timezone.now(), on=timezone.localdate(), reason=reason
    )


def _register(script: Script, worker: User) -> Case:
    family = script.family
    new = cases.NewCase(
        persons=family.persons,
        source=script.source,
        detected_on=timezone.localdate(),
        territory=script.house.centre.territory,
        danger=family.danger,
        situation=family.words,
        address="Үлгі көшесі, 12-үй",
    )
    centre, now = script.house.centre, timezone.now()
    return cases.register(centre, by=worker, now=now, new=new, confirmed=True, route="demo")


def _visit(case: Case, worker: User) -> None:
    hour = timezone.localtime().time().replace(microsecond=0)
    visit = cases.VisitData(
        visited_on=timezone.localdate(),
        arrived_at=hour.replace(hour=14),
        left_at=hour,
        findings="Тұрмыс жағдайы көрілді, отбасымен әңгіме өткізілді.",
        participants=[(worker.full_name, None)],
    )
    cases.record_visit(case, by=worker, now=timezone.now(), visit=visit)


def _assess(case: Case, worker: User, code: str, occasion: str) -> None:
    level = Level.objects.get(code=code)
    directions = WellbeingDirection.objects.filter(in_use=True).values_list("code", flat=True)
    high = {"A": 0, "B": 0, "C": 1, "D": 2, "E": 3}[code]
    cases.assess(
        case,
        by=worker,
        now=timezone.now(),
        occasion=occasion,
        level=level,
        directions=dict.fromkeys(directions, level),
        risks=dict.fromkeys(RiskIndicator.objects.values_list("code", flat=True), high),
    )
