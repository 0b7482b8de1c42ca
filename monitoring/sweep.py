"""The sweep: what passed becomes a breach, what is near or late becomes a notice (R10, R18, R24).

Set-based and repeatable: each statement adds only what is missing, from the rows as they stand,
so that it does not matter when the last sweep ran, or whether two run at once. Its cost grows with
the terms that are late or near, which the partial indexes on open rows find, not with the tables.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from agencies import settings
from agencies.calendar import working_calendar
from regulations.working_days import FIRST_DAY, WorkingCalendar

#: PostgreSQL knows an advisory lock by a number only; this one means "a sweep runs".
SWEEP_LOCK = 192_010


#: A decision or a notice on a case is entered with its own day, so that a term may have begun and
#: been met between two sweeps on days long past: so far back closed terms of cases are looked at.
ENTERED_LATER = timedelta(days=366)


@dataclass(frozen=True)
class Swept:
    """How many rows a sweep added."""

    breaches: int = 0
    escalations: int = 0
    notices: int = 0


@transaction.atomic
def sweep(*, now: datetime) -> Swept:
    """Record breaches, take them to head and region, and write notices, as of a moment.

    Reminders go out `reminder_lead` working days before the last day and on it; a term that passed
    is a breach: noticed by those who owe it, and by head and regional manager after as many working
    days as the settings say. While another sweep runs, this one leaves the work to it.
    """
    values = settings.values("reminder_lead", "escalate_to_head_after", "escalate_to_region_after")
    day = _day(timezone.localdate(now), working_calendar(), values)
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, [SWEEP_LOCK])
        alone, since = cursor.fetchone()
        if not alone:
            return Swept()
        day["plan_since"] = day["quarter_since"] = since or FIRST_DAY
        day["case_since"] = max(day["plan_since"] - ENTERED_LATER, FIRST_DAY)
        return Swept(
            breaches=_add(cursor, _RECORD, day),
            escalations=_add(cursor, _ESCALATE, day),
            notices=_add(cursor, _NOTIFY, day),
        )


def _add(cursor: CursorWrapper, statement: str, day: dict[str, Any]) -> int:
    cursor.execute(statement, day)
    return int(cursor.rowcount)


def _day(today: date, calendar: WorkingCalendar, values: dict[str, Any]) -> dict[str, Any]:
    head_after, region_after = (
        values[f"escalate_to_{level}_after"] for level in ("head", "region")
    )
    return {
        "today": today,
        "horizon": calendar.add(today, values["reminder_lead"]),
        "head_after": head_after,
        "head_before": _late_if_before(calendar, today, head_after),
        "region_after": region_after,
        "region_before": _late_if_before(calendar, today, region_after),
    }


def _late_if_before(calendar: WorkingCalendar, today: date, working_days: int) -> date:
    """A term whose last day lies before this one is at least so many working days late."""
    return calendar.before(today + timedelta(days=1), working_days) if working_days else today


#: Where terms stand, by the word that names the source in breaches and notices.
TABLES = {
    "plan": "plans_plandeadline",
    "case": "cases_casedeadline",
    "quarter": "monitoring_quarterdeadline",
}


def _of_all(select: str) -> str:
    """The same selection from the terms of plans, of cases and of quarters."""
    parts = (select.format(source=source, table=table) for source, table in TABLES.items())
    return " UNION ALL ".join(parts)


# The lock ends with the transaction. No term of a plan that was closed before the day of the
# newest breach can be unknown: on that day a sweep saw it open, or saw it closed.
_BEGIN = """
SELECT pg_try_advisory_xact_lock(%s), (SELECT max(recorded_on) FROM monitoring_breach)
"""

_IS_OPEN = "d.met_on IS NULL AND d.ended_on IS NULL"

# Per table: what is open past its last day, and what was closed past it since the last sweep.
_PASSED = f"""
    SELECT d.*, true AS is_open FROM {{table}} d WHERE {_IS_OPEN} AND d.due_on < %(today)s
    UNION ALL
    SELECT d.*, false FROM {{table}} d
    WHERE coalesce(d.met_on, d.ended_on) > d.due_on
      AND coalesce(d.met_on, d.ended_on) >= %({{source}}_since)s
"""

_UNRECORDED = f"""
    SELECT '{{source}}' AS source, p.id, p.centre_id, p.agency_id, p.role, p.term, p.clause,
           p.due_on
    FROM ({_PASSED}) p
    WHERE NOT EXISTS (
        SELECT FROM monitoring_breach b
        WHERE b.{{source}}_deadline_id = p.id AND b.due_on = p.due_on)
"""

_RECORD = f"""
INSERT INTO monitoring_breach
    (plan_deadline_id, case_deadline_id, quarter_deadline_id, centre_id, agency_id, role, term,
     clause, due_on, recorded_on)
SELECT CASE source WHEN 'plan' THEN id END, CASE source WHEN 'case' THEN id END,
       CASE source WHEN 'quarter' THEN id END, centre_id, agency_id, role, term, clause, due_on,
       %(today)s
FROM ({_of_all(_UNRECORDED)}) passed
ORDER BY source, id
ON CONFLICT DO NOTHING
"""

_BREACHED = f"""
    SELECT b.id AS breach_id, p.due_on, p.is_open, coalesce(p.days_late, 0) AS days_late
    FROM ({_PASSED}) p
    JOIN monitoring_breach b ON b.{{source}}_deadline_id = p.id AND b.due_on = p.due_on
"""

# A term met before the step was due is not taken up, however late the sweep comes.
_ESCALATE = f"""
INSERT INTO monitoring_escalation (breach_id, level, escalated_on)
SELECT breach_id, step.level, %(today)s
FROM ({_of_all(_BREACHED)}) passed
JOIN (VALUES ('head', %(head_after)s, %(head_before)s),
             ('region', %(region_after)s, %(region_before)s)) AS step (level, after, late_before)
  ON due_on < step.late_before AND (is_open OR days_late >= step.after)
WHERE NOT EXISTS (
        SELECT FROM monitoring_escalation e
        WHERE e.breach_id = passed.breach_id AND e.level = step.level)
ORDER BY breach_id, step.level
ON CONFLICT DO NOTHING
"""

_NEAR_OR_LATE = f"""
    SELECT '{{source}}' AS source, d.id, d.centre_id, d.agency_id, d.role, d.responsible_id,
           d.due_on
    FROM {{table}} d WHERE {_IS_OPEN} AND d.due_on <= %(horizon)s
"""

_TAKEN_UP = """
    SELECT t.source, t.id, t.due_on, t.centre_id, e.level
    FROM terms t
    JOIN monitoring_breach b ON b.{source}_deadline_id = t.id AND b.due_on = t.due_on
    JOIN monitoring_escalation e ON e.breach_id = b.id
    WHERE t.source = '{source}' AND t.due_on < %(today)s
"""

# Whoever owes a term is told: the agency's people; in a Centre the responsible person while they
# work there, else those of the role. A term that has been met or fell away is nobody's notice.
_NOTIFY = f"""
WITH terms AS MATERIALIZED ({_of_all(_NEAR_OR_LATE)}),
staff AS MATERIALIZED (
    SELECT m.user_id, m.role, m.centre_id, m.agency_id, m.region_id
    FROM agencies_membership m JOIN accounts_user u ON u.id = m.user_id AND u.is_active
    WHERE m.starts_on <= %(today)s AND (m.ends_on IS NULL OR m.ends_on >= %(today)s)
),
owing AS (
    SELECT t.*, s.user_id FROM terms t JOIN staff s ON s.agency_id = t.agency_id
    UNION ALL
    SELECT t.*, s.user_id
    FROM terms t JOIN staff s ON s.centre_id = t.centre_id AND s.user_id = t.responsible_id
    WHERE t.agency_id IS NULL
    UNION ALL
    SELECT t.*, s.user_id
    FROM terms t JOIN staff s ON s.centre_id = t.centre_id AND s.role = t.role
    WHERE t.agency_id IS NULL AND NOT EXISTS (
        SELECT FROM staff r WHERE r.centre_id = t.centre_id AND r.user_id = t.responsible_id)
),
escalated AS ({_of_all(_TAKEN_UP)}),
told AS (
    SELECT user_id, source, id, due_on,
           CASE WHEN due_on < %(today)s THEN 'breach'
                WHEN due_on = %(today)s THEN 'last_day' ELSE 'reminder' END AS kind
    FROM owing
    UNION
    SELECT s.user_id, x.source, x.id, x.due_on, 'escalated_to_head'
    FROM escalated x JOIN staff s ON s.centre_id = x.centre_id AND s.role = 'head'
    WHERE x.level = 'head'
    UNION
    SELECT s.user_id, x.source, x.id, x.due_on, 'escalated_to_region'
    FROM escalated x
    JOIN agencies_centre c ON c.id = x.centre_id
    JOIN staff s ON s.region_id = c.region_id AND s.role = 'regional_manager'
    WHERE x.level = 'region'
)
INSERT INTO accounts_notice (recipient_id, kind, key, payload, created_on)
SELECT user_id, kind, source || '-' || id || '-' || to_char(due_on, 'YYYY-MM-DD'),
       jsonb_build_object(
           source || '_deadline', id, 'due_on', to_char(due_on, 'YYYY-MM-DD')),
       %(today)s
FROM told
ORDER BY user_id, kind, source, id
ON CONFLICT DO NOTHING
"""
