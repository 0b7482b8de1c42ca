-- The figures of one Centre for one quarter as somebody would ask for them in a single statement,
-- without the records behind them: `make bench ARGS="--quarter"` holds the product's own counting
-- against it, in numbers and in time. Parameters as in monitoring/figures/counting.py.

WITH moved AS MATERIALIZED (
    SELECT t.id, t.case_id, t.from_centre_id, t.to_centre_id,
           (l.at AT TIME ZONE 'Asia/Almaty')::date AS day,
           row_number() OVER (PARTITION BY t.case_id
                              ORDER BY (l.at AT TIME ZONE 'Asia/Almaty')::date, t.id) AS place
    FROM cases_transfer t
    JOIN cases_casetransition l ON l.transfer_id = t.id AND l.verb = 'accept_transfer'
    WHERE t.state = 'accepted'
      AND (t.from_centre_id = %(centre)s OR t.to_centre_id = %(centre)s)
),
-- From which day, and before which day, a case that came or went was the Centre's.
held AS MATERIALIZED (
    SELECT case_id, since, before
    FROM (SELECT case_id, to_centre_id AS centre_id, day AS since,
                 coalesce(lead(day) OVER (PARTITION BY case_id ORDER BY place), 'infinity') AS before
          FROM moved
          UNION ALL
          SELECT case_id, from_centre_id, '-infinity', day FROM moved WHERE place = 1) tenures
    WHERE centre_id = %(centre)s
),
ended AS MATERIALIZED (
    SELECT c.*, coalesce(c.closed_on, refused_on) AS ended_on, refused_on
    FROM cases_case c
    LEFT JOIN LATERAL (
        SELECT (l.at AT TIME ZONE 'Asia/Almaty')::date AS refused_on
        FROM cases_casetransition l
        WHERE c.state = 'not_recognised' AND l.case_id = c.id AND l.verb = 'refuse'
        ORDER BY l.id DESC LIMIT 1) refusal ON true
    WHERE c.id IN (SELECT id FROM cases_case
                   WHERE centre_id = %(centre)s
                     AND (closed_on IS NULL OR closed_on >= %(first)s)
                   UNION SELECT case_id FROM moved)
      AND c.detected_on <= %(last)s AND (c.closed_on IS NULL OR c.closed_on >= %(first)s)
      AND c.closure <> 'mistake'
),
mine AS MATERIALIZED (
    SELECT e.*, e.detected_on >= %(first)s AS is_new, e.ended_on <= %(last)s AS has_ended,
           p.exit_on IS NOT NULL AS after_exit,
           s.first_id, s.newest_id, s.intake, s.before, s.now
    FROM ended e
    LEFT JOIN cases_case p ON p.id = e.previous_id
    LEFT JOIN LATERAL (
        SELECT (array_agg(id ORDER BY assessed_on, id))[1] AS first_id,
               (array_agg(id ORDER BY assessed_on DESC, id DESC))[1] AS newest_id,
               (array_agg(level_id ORDER BY assessed_on, id))[1] AS intake,
               (array_agg(level_id ORDER BY assessed_on DESC, id DESC)
                    FILTER (WHERE assessed_on < %(first)s))[1] AS before,
               (array_agg(level_id ORDER BY assessed_on DESC, id DESC))[1] AS now
        FROM cases_assessment a WHERE a.case_id = e.id AND a.assessed_on <= %(last)s) s ON true
    WHERE (e.ended_on IS NULL OR e.ended_on >= %(first)s)
      AND (e.centre_id = %(centre)s AND e.id NOT IN (SELECT case_id FROM moved)
           OR EXISTS (SELECT FROM held h WHERE h.case_id = e.id
                      AND h.since <= least(e.ended_on, %(last)s)
                      AND h.before > least(e.ended_on, %(last)s)))
),
grounds AS MATERIALIZED (
    SELECT g.ground_id FROM mine m
    JOIN cases_caseground g ON g.case_id = m.id AND g.added_on <= %(last)s
),
persons AS MATERIALIZED (
    SELECT DISTINCT p.id, p.iin_absent
    FROM mine m
    JOIN cases_familymember f ON f.family_id = m.family_id
    JOIN cases_person p ON p.id = f.person_id
    WHERE coalesce(f.left_on, 'infinity') >= %(first)s
      AND coalesce(f.joined_on, '-infinity') <= %(last)s
),
plans AS MATERIALIZED (
    SELECT p.version, log.to_state AS state,
           p.approved_on BETWEEN %(first)s AND %(last)s AS approved,
           p.completed_on BETWEEN %(first)s AND %(last)s AS completed
    FROM mine m JOIN plans_plan p ON p.case_id = m.id
    JOIN LATERAL (SELECT l.to_state FROM plans_plantransition l
                  WHERE l.plan_id = p.id AND l.at < %(until)s AND l.activity_id IS NULL
                    AND l.dispatch_id IS NULL AND l.extension_id IS NULL
                  ORDER BY l.id DESC LIMIT 1) log ON true
),
activities AS MATERIALIZED (
    SELECT a.id, a.executor, a.agency_id, o.sector_id, i.kind, a.state,
           a.service_id IS NULL AS free_text,
           a.ended_on BETWEEN %(first)s AND %(last)s AS has_ended,
           a.started_on >= %(first)s AS is_new
    FROM mine m JOIN plans_activity a ON a.case_id = m.id
    JOIN plans_planitem i ON i.id = a.item_id
    LEFT JOIN agencies_agency o ON o.id = a.agency_id
    WHERE a.started_on <= %(last)s AND (a.ended_on IS NULL OR a.ended_on >= %(first)s)
),
outcomes AS MATERIALIZED (
    SELECT DISTINCT ON (r.activity_id) r.outcome
    FROM activities a JOIN plans_report r ON r.activity_id = a.id
    WHERE a.kind = 'offences' AND r.withdrawn_at IS NULL
      AND r.received_on BETWEEN %(first)s AND %(last)s
    ORDER BY r.activity_id, r.round DESC
),
rounds AS MATERIALIZED (
    SELECT l.verb, i.executor, i.agency_id
    FROM mine m JOIN plans_activity a ON a.case_id = m.id
    JOIN plans_plantransition l ON l.activity_id = a.id
    JOIN plans_planitem i ON i.plan_id = l.plan_id AND i.activity_id = l.activity_id
    WHERE l.verb IN ('decline', 'return_activity')
      AND (l.at AT TIME ZONE 'Asia/Almaty')::date BETWEEN %(first)s AND %(last)s
),
due AS MATERIALIZED (
    SELECT d.id, d.plan_id, d.term, d.agency_id, d.due_on,
           d.met_on IS NOT NULL AND d.met_on <= d.due_on AS kept,
           CASE WHEN d.met_on <= %(last)s
                THEN greatest(0, (%(worked)s::int[])[d.met_on - %(origin)s + 1]
                               - (%(worked)s::int[])[d.started_on - %(origin)s + 1]) END AS days
    FROM plans_plandeadline d
    WHERE (d.centre_id = %(centre)s) AND d.due_on BETWEEN %(first)s AND %(last)s
      AND d.term = ANY(%(terms)s) AND (d.ended_on IS NULL OR d.ended_on > d.due_on)
      AND d.plan_id NOT IN (SELECT p.id FROM plans_plan p JOIN moved m ON m.case_id = p.case_id)
    UNION ALL
    SELECT d.id, d.plan_id, d.term, d.agency_id, d.due_on,
           d.met_on IS NOT NULL AND d.met_on <= d.due_on,
           CASE WHEN d.met_on <= %(last)s
                THEN greatest(0, (%(worked)s::int[])[d.met_on - %(origin)s + 1]
                               - (%(worked)s::int[])[d.started_on - %(origin)s + 1]) END
    FROM held h JOIN plans_plan p ON p.case_id = h.case_id
    JOIN plans_plandeadline d ON d.plan_id = p.id AND d.due_on BETWEEN %(first)s AND %(last)s
     AND d.due_on >= h.since AND d.due_on < h.before
    WHERE d.term = ANY(%(terms)s) AND (d.ended_on IS NULL OR d.ended_on > d.due_on)
    UNION ALL
    SELECT d.id, d.plan_id, d.term, d.agency_id, v.old_due_on, false, NULL
    FROM plans_plandeadlinemove v
    JOIN plans_plandeadline d ON d.id = v.deadline_id
    JOIN plans_plan p ON p.id = d.plan_id
    WHERE v.old_due_on BETWEEN %(first)s AND %(last)s AND v.correction_id IS NULL
      AND v.by_id IS NOT NULL AND (v.at AT TIME ZONE 'Asia/Almaty')::date > v.old_due_on
      AND d.term = ANY(%(terms)s)
      AND (d.centre_id = %(centre)s AND p.case_id NOT IN (SELECT case_id FROM moved)
           OR EXISTS (SELECT FROM held h WHERE h.case_id = p.case_id
                      AND v.old_due_on >= h.since AND v.old_due_on < h.before))
),
terms AS MATERIALIZED (
    SELECT d.term || CASE WHEN d.agency_id IS NULL THEN ':centre' ELSE ':agency' END AS owed,
           d.term IN ('report', 'rework') AS is_report, d.agency_id, o.sector_id, d.kept, d.days
    FROM due d LEFT JOIN agencies_agency o ON o.id = d.agency_id
)
SELECT figure, '' AS key, number
FROM (SELECT count(*) AS all_of_them, count(*) FILTER (WHERE is_new) AS new,
             count(*) FILTER (WHERE danger) AS danger,
             count(*) FILTER (WHERE with_children) AS with_children,
             count(*) FILTER (WHERE is_new AND previous_id IS NOT NULL) AS relapse,
             count(*) FILTER (WHERE is_new AND after_exit) AS after_exit,
             count(*) FILTER (WHERE recognised_on BETWEEN %(first)s AND %(last)s) AS recognised,
             count(*) FILTER (WHERE refused_on <= %(last)s) AS refused,
             count(*) FILTER (WHERE exit_on BETWEEN %(first)s AND %(last)s) AS exit,
             count(*) FILTER (WHERE EXISTS (
                 SELECT FROM cases_caseground g WHERE g.case_id = mine.id
                 AND g.ground_id = %(probation)s AND g.added_on <= %(last)s)) AS probation
      FROM mine) n, LATERAL (VALUES
          ('cases', all_of_them), ('cases_new', new), ('cases_danger', danger),
          ('cases_with_children', with_children), ('cases_relapse', relapse),
          ('cases_after_exit', after_exit), ('cases_recognised', recognised),
          ('cases_refused', refused), ('cases_exit', exit), ('cases_probation', probation))
          figures (figure, number)
UNION ALL SELECT 'cases_source', source, count(*) FROM mine GROUP BY source
UNION ALL SELECT 'cases_closed', closure, count(*) FROM mine
    WHERE has_ended AND closure <> '' GROUP BY closure
UNION ALL SELECT 'cases_level', coalesce(now, '-'), count(*) FROM mine GROUP BY now
UNION ALL SELECT 'levels_intake', intake || '>' || now, count(*) FROM mine
    WHERE intake IS NOT NULL GROUP BY intake, now
UNION ALL SELECT 'levels_quarter', before || '>' || now, count(*) FROM mine
    WHERE before IS NOT NULL GROUP BY before, now
UNION ALL SELECT 'levels_closure', intake || '>' || now, count(*) FROM mine
    WHERE has_ended AND closure <> '' AND intake IS NOT NULL GROUP BY intake, now
UNION ALL SELECT 'cases_ground', ground_id, count(*) FROM grounds GROUP BY ground_id
UNION ALL SELECT 'risks', r.indicator_id || ':' || r.height || '>' || n.height, count(*)
    FROM mine m JOIN cases_assessmentrisk r ON r.assessment_id = m.first_id
    JOIN cases_assessmentrisk n ON n.assessment_id = m.newest_id AND n.indicator_id = r.indicator_id
    GROUP BY r.indicator_id, r.height, n.height
UNION ALL SELECT 'persons', '', count(*) FROM persons
UNION ALL SELECT 'persons_without_iin', iin_absent, count(*) FROM persons
    WHERE iin_absent <> '' GROUP BY iin_absent
UNION ALL SELECT 'plans_state', state, count(*) FROM plans WHERE state <> 'replaced' GROUP BY state
UNION ALL SELECT 'plans_approved', '', count(*) FROM plans WHERE approved
UNION ALL SELECT 'plans_revised', '', count(*) FROM plans WHERE approved AND version > 1
UNION ALL SELECT 'plans_completed', '', count(*) FROM plans WHERE completed
UNION ALL SELECT figure, '', number
FROM (SELECT count(*) AS all_of_them, count(*) FILTER (WHERE is_new) AS new FROM activities) n,
     LATERAL (VALUES ('activities', all_of_them), ('activities_new', new)) figures (figure, number)
UNION ALL SELECT 'activities_executor', executor, count(*) FROM activities GROUP BY executor
UNION ALL SELECT 'activities_free_text', executor, count(*) FROM activities
    WHERE free_text GROUP BY executor
UNION ALL SELECT 'activities_kind', kind, count(*) FROM activities GROUP BY kind
UNION ALL SELECT 'activities_agency', agency_id::text, count(*) FROM activities
    WHERE agency_id IS NOT NULL GROUP BY agency_id
UNION ALL SELECT 'activities_sector', sector_id, count(*) FROM activities
    WHERE agency_id IS NOT NULL GROUP BY sector_id
UNION ALL SELECT 'activities_ended', state, count(*) FROM activities WHERE has_ended GROUP BY state
UNION ALL SELECT 'offences_ended', state, count(*) FROM activities
    WHERE has_ended AND kind = 'offences' GROUP BY state
UNION ALL SELECT 'offences_outcome', outcome, count(*) FROM outcomes
    WHERE outcome <> '' GROUP BY outcome
UNION ALL SELECT 'returned', executor, count(*) FROM rounds
    WHERE verb = 'return_activity' GROUP BY executor
UNION ALL SELECT 'returned_agency', agency_id::text, count(*) FROM rounds
    WHERE verb = 'return_activity' AND agency_id IS NOT NULL GROUP BY agency_id
UNION ALL SELECT 'declined', '', count(*) FROM rounds WHERE verb = 'decline'
UNION ALL SELECT 'declined_agency', agency_id::text, count(*) FROM rounds
    WHERE verb = 'decline' AND agency_id IS NOT NULL GROUP BY agency_id
UNION ALL SELECT figure, owed, number
FROM (SELECT owed, count(*) AS due, count(*) FILTER (WHERE kept) AS kept,
             count(*) FILTER (WHERE NOT kept) AS missed
      FROM terms GROUP BY owed) n, LATERAL (VALUES
          ('terms_due', due), ('terms_kept', kept), ('terms_missed', missed))
          figures (figure, number)
UNION ALL SELECT 'terms_days', owed || ':' || days, count(*) FROM terms
    WHERE days IS NOT NULL GROUP BY owed, days
UNION ALL SELECT figure, agency_id::text, number
FROM (SELECT agency_id, count(*) AS due, count(*) FILTER (WHERE NOT kept) AS missed
      FROM terms WHERE is_report AND agency_id IS NOT NULL GROUP BY agency_id) n, LATERAL (VALUES
          ('reports_due_agency', due), ('reports_missed_agency', missed)) figures (figure, number)
UNION ALL SELECT figure, sector_id, number
FROM (SELECT sector_id, count(*) AS due, count(*) FILTER (WHERE NOT kept) AS missed
      FROM terms WHERE is_report AND agency_id IS NOT NULL GROUP BY sector_id) n, LATERAL (VALUES
          ('reports_due_sector', due), ('reports_missed_sector', missed)) figures (figure, number)
UNION ALL SELECT 'reports_days_agency', agency_id || ':' || days, count(*) FROM terms
    WHERE is_report AND agency_id IS NOT NULL AND days IS NOT NULL GROUP BY agency_id, days
