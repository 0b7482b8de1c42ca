"""Which records the quarter of a Centre consists of: one SQL selection for each kind of record.

Parameters: `centre`, `first` and `last` (days of the quarter, Asia/Almaty), `until` (the moment
at which it ended), `worked` and `origin` (how many working days there were up to each day since
`origin`), `probation` (the ground of probation). Nothing here looks at today's date: what is
counted tomorrow differs only by what was entered since.

The schema `counting` is a window for the scope that counts (`accounts.scopes.QUARTERS`): of each
table the columns that are asked for here, without names, numbers and texts.
"""

from typing import Final

#: The terms of the Order whose keeping is counted (clauses 9, 11, 12).
TERMS: Final = ("dispatch", "report", "review", "rework", "completion")

_DAY = "({0} AT TIME ZONE 'Asia/Almaty')::date"
_IN_QUARTER = "{0} BETWEEN %(first)s AND %(last)s"

# Cases that came to this Centre or left it by a transfer (R13), and on which day.
_MOVES: Final = f"""
SELECT t.case_id, t.id, t.from_centre_id, t.to_centre_id, {_DAY.format("l.at")} AS day
FROM counting.cases_transfer t
JOIN counting.cases_casetransition l ON l.transfer_id = t.id AND l.verb = 'accept_transfer'
WHERE t.state = 'accepted' AND %(centre)s IN (t.from_centre_id, t.to_centre_id)
"""


def _held(case: str, day: str) -> str:
    """Whether the Centre held a case on a day: by the last move before, or the first one after."""
    return f"""coalesce(
        (SELECT m.to_centre_id = %(centre)s FROM moves m WHERE m.case_id = {case} AND m.day <= {day}
         ORDER BY m.day DESC, m.id DESC LIMIT 1),
        (SELECT m.from_centre_id = %(centre)s FROM moves m WHERE m.case_id = {case}
         ORDER BY m.day, m.id LIMIT 1),
        true)"""


# Cases that ran in the quarter and were the Centre's on its last day, or on that of their end. A
# case that was not recognised ended on the day of the refusal; one registered by mistake is none.
_CANDIDATES: Final = f"""
SELECT c.*, coalesce(c.closed_on, {_DAY.format("refusal.at")}) AS ended_on,
       refusal.at IS NOT NULL AS refused
FROM (
    SELECT own.* FROM counting.cases_case own WHERE own.centre_id = %(centre)s
    UNION ALL
    SELECT gone.* FROM counting.cases_case gone
    WHERE gone.id IN (SELECT case_id FROM moves) AND gone.centre_id <> %(centre)s) c
LEFT JOIN LATERAL (
    SELECT l.at FROM counting.cases_casetransition l
    WHERE l.case_id = c.id AND l.verb = 'refuse' AND c.state = 'not_recognised'
    ORDER BY l.id DESC LIMIT 1) refusal ON true
WHERE c.detected_on <= %(last)s AND (c.closed_on IS NULL OR c.closed_on >= %(first)s)
  AND c.closure <> 'mistake'
"""

# The assessments of a case stand in the order of time: the first, the last before the quarter (none
# where there is no earlier one), the newest of its end.
_CASES: Final = f"""
SELECT c.id, c.family_id, c.source, c.danger, c.with_children, c.closure,
       c.detected_on >= %(first)s AS is_new,
       c.ended_on <= %(last)s AS has_ended,
       c.refused AND c.ended_on <= %(last)s AS refused,
       {_IN_QUARTER.format("c.recognised_on")} AS recognised,
       coalesce({_IN_QUARTER.format("c.exit_on")}, false) AS left_situation,
       c.previous_id IS NOT NULL AS relapse,
       (SELECT p.exit_on IS NOT NULL FROM counting.cases_case p
        WHERE p.id = c.previous_id) AS after_exit,
       (SELECT count(*) > 0 FROM counting.cases_caseground g
        WHERE g.case_id = c.id AND g.ground_id = %(probation)s
          AND g.added_on <= %(last)s) AS on_probation,
       s.ids[1] AS assessment_intake, s.ids[cardinality(s.ids)] AS assessment_now,
       s.levels[1] AS level_intake, s.levels[s.earlier] AS level_before,
       s.levels[cardinality(s.levels)] AS level_now
FROM candidates c
CROSS JOIN LATERAL (
    SELECT array_agg(a.id ORDER BY a.assessed_on, a.id) AS ids,
           array_agg(a.level_id ORDER BY a.assessed_on, a.id) AS levels,
           count(*) FILTER (WHERE a.assessed_on < %(first)s) AS earlier
    FROM counting.cases_assessment a WHERE a.case_id = c.id AND a.assessed_on <= %(last)s) s
WHERE (c.ended_on IS NULL OR c.ended_on >= %(first)s)
  AND {_held("c.id", "least(c.ended_on, %(last)s)")}
"""

_GROUNDS: Final = """
SELECT c.id, g.ground_id FROM case_facts c
JOIN counting.cases_caseground g ON g.case_id = c.id AND g.added_on <= %(last)s
"""

# Each risk of a case in the first assessment, and in the newest of the quarter's end.
_RISKS: Final = """
SELECT c.id, old.indicator_id AS indicator, old.height AS intake, new.height AS now
FROM case_facts c
JOIN counting.cases_assessmentrisk old ON old.assessment_id = c.assessment_intake
JOIN counting.cases_assessmentrisk new ON new.assessment_id = c.assessment_now
     AND new.indicator_id = old.indicator_id
"""

_PERSONS: Final = """
SELECT DISTINCT p.id, p.iin_absent
FROM case_facts c
JOIN counting.cases_familymember f ON f.family_id = c.family_id
     AND (f.left_on IS NULL OR f.left_on >= %(first)s)
     AND (f.joined_on IS NULL OR f.joined_on <= %(last)s)
JOIN counting.cases_person p ON p.id = f.person_id
"""

# A version of a plan in the state that its log gives for the quarter's end.
_PLANS: Final = f"""
SELECT p.id, p.version, log.to_state AS state,
       {_IN_QUARTER.format("p.approved_on")} AS approved,
       {_IN_QUARTER.format("p.completed_on")} AS completed
FROM case_facts c
JOIN counting.plans_plan p ON p.case_id = c.id
CROSS JOIN LATERAL (
    SELECT l.to_state FROM counting.plans_plantransition l
    WHERE l.plan_id = p.id AND l.at < %(until)s
      AND l.dispatch_id IS NULL AND l.activity_id IS NULL AND l.extension_id IS NULL
    ORDER BY l.id DESC LIMIT 1) log
"""

# Asked for where it is counted.
_OUTCOME: Final = f"""CASE WHEN i.kind = 'offences' THEN (
           SELECT r.outcome FROM counting.plans_report r
           WHERE r.activity_id = a.id AND r.withdrawn_at IS NULL
             AND {_IN_QUARTER.format("r.received_on")}
           ORDER BY r.round DESC LIMIT 1) END"""

# Activities that were being carried out on some day of the quarter. One that a later version of
# the plan made begin anew, after the quarter, is as its log and the version of that time say.
_ACTIVITIES: Final = f"""
SELECT a.id, a.executor, a.agency_id, agency.sector_id AS sector, i.kind,
       a.service_id IS NULL AS free_text, a.state,
       coalesce({_IN_QUARTER.format("a.ended_on")}, false) AS has_ended,
       {_IN_QUARTER.format("a.started_on")} AS is_new, {_OUTCOME} AS outcome
FROM case_facts c
JOIN counting.plans_activity a ON a.case_id = c.id
JOIN counting.plans_planitem i ON i.id = a.item_id
LEFT JOIN agencies_agency agency ON agency.id = a.agency_id
WHERE a.started_on <= %(last)s AND (a.ended_on IS NULL OR a.ended_on >= %(first)s)
UNION ALL
SELECT a.id, i.executor, i.agency_id, agency.sector_id, i.kind, i.service_id IS NULL,
       then_.to_state, then_.ended_on IS NOT NULL, {_IN_QUARTER.format("begun.day")}, {_OUTCOME}
FROM case_facts c
JOIN counting.plans_activity a ON a.case_id = c.id AND coalesce(a.started_on > %(last)s, true)
CROSS JOIN LATERAL (
    SELECT {_DAY.format("l.at")} AS day FROM counting.plans_plantransition l
    WHERE l.activity_id = a.id AND l.at < %(until)s
      AND l.verb IN ('send', 'begin', 'release', 'release_own')
    ORDER BY l.id DESC LIMIT 1) begun
CROSS JOIN LATERAL (
    SELECT l.plan_id, l.to_state,
           CASE WHEN l.to_state IN ('executed', 'partly', 'impossible', 'excluded')
                THEN {_DAY.format("l.at")} END AS ended_on
    FROM counting.plans_plantransition l
    WHERE l.activity_id = a.id AND l.extension_id IS NULL AND l.at < %(until)s
    ORDER BY l.id DESC LIMIT 1) then_
JOIN counting.plans_planitem i ON i.plan_id = then_.plan_id AND i.activity_id = a.id
LEFT JOIN agencies_agency agency ON agency.id = i.agency_id
WHERE then_.ended_on IS NULL OR then_.ended_on >= %(first)s
"""

# What was declined or returned, by the agency that had the activity in that version of the plan.
_ROUNDS: Final = f"""
SELECT c.id AS case_id, l.activity_id AS id, l.verb, i.executor, i.agency_id
FROM case_facts c
JOIN counting.plans_activity a ON a.case_id = c.id
JOIN counting.plans_plantransition l ON l.activity_id = a.id
     AND l.verb IN ('decline', 'return_activity') AND {_IN_QUARTER.format(_DAY.format("l.at"))}
JOIN counting.plans_planitem i ON i.plan_id = l.plan_id AND i.activity_id = l.activity_id
"""

# Plans of cases that came or went: to whom a term belongs depends on its date.
_MOVED_PLANS: Final = """
SELECT DISTINCT p.id, p.case_id FROM counting.plans_plan p JOIN moves m ON m.case_id = p.case_id
"""

# Working days from the start of a term to the day it was met, if that was in the quarter.
_TAKEN: Final = """
CASE WHEN d.met_on <= %(last)s THEN greatest(
    (%(worked)s::int[])[d.met_on - %(origin)s + 1]
    - (%(worked)s::int[])[d.started_on - %(origin)s + 1], 0) END
"""

# Terms that fell due in the quarter: by the date that stands, and by each date that had passed
# when a later one was set. What fell away before its date was never due. A correction of the
# calendar is no breach.
_DUE: Final = f"""
SELECT d.id, d.plan_id, d.term, d.agency_id, d.due_on,
       coalesce(d.met_on <= d.due_on, false) AS kept, {_TAKEN} AS days
FROM (
    SELECT own.* FROM counting.plans_plandeadline own WHERE own.centre_id = %(centre)s
    UNION ALL
    SELECT gone.* FROM counting.plans_plandeadline gone
    WHERE gone.plan_id IN (SELECT id FROM moved_plans) AND gone.centre_id <> %(centre)s) d
WHERE {_IN_QUARTER.format("d.due_on")} AND d.term = ANY(%(terms)s)
  AND (d.met_on IS NOT NULL OR d.ended_on IS NULL OR d.ended_on > d.due_on)
UNION ALL
SELECT d.id, d.plan_id, d.term, d.agency_id, m.old_due_on, false, NULL
FROM counting.plans_plandeadlinemove m
JOIN counting.plans_plandeadline d ON d.id = m.deadline_id
WHERE {_IN_QUARTER.format("m.old_due_on")} AND d.term = ANY(%(terms)s)
  AND (d.centre_id = %(centre)s OR d.plan_id IN (SELECT id FROM moved_plans))
  AND m.correction_id IS NULL AND m.by_id IS NOT NULL AND {_DAY.format("m.at")} > m.old_due_on
"""

_TERMS: Final = f"""
SELECT d.id, d.term, CASE WHEN d.agency_id IS NULL THEN 'centre' ELSE 'agency' END AS side,
       d.agency_id, agency.sector_id AS sector, d.kept, d.days
FROM due d
LEFT JOIN moved_plans moved ON moved.id = d.plan_id
LEFT JOIN agencies_agency agency ON agency.id = d.agency_id
WHERE moved.id IS NULL OR {_held("moved.case_id", "d.due_on")}
"""

#: In the order in which they build on each other.
SELECTIONS: Final = {
    "moves": _MOVES,
    "candidates": _CANDIDATES,
    "case_facts": _CASES,
    "ground_facts": _GROUNDS,
    "risk_facts": _RISKS,
    "person_facts": _PERSONS,
    "plan_facts": _PLANS,
    "activity_facts": _ACTIVITIES,
    "round_facts": _ROUNDS,
    "moved_plans": _MOVED_PLANS,
    "due": _DUE,
    "term_facts": _TERMS,
}
