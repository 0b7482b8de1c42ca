-- Made-up cases %(first)s to %(last)s of %(cases)s for `make bench ARGS="--quarter"`, detected one
-- after the other between %(begin)s and %(end)s, the first and last day of the quarters that are
-- made up; nothing is known of what came later. Centres take turns at random, so that what belongs
-- to one of them lies scattered over the tables. Two persons and, where the situation was
-- recognised, five activities to a case. Run by the owner in an empty bench database.

-- A die of n sides: the same throw every time for the same record and question.
CREATE OR REPLACE FUNCTION pg_temp.die(record bigint, question int, n int) RETURNS int
LANGUAGE sql IMMUTABLE AS 'SELECT abs(hashint8extended(record, question) %% n)::int';

-- Ten in the morning of a day.
CREATE OR REPLACE FUNCTION pg_temp.morning(day date) RETURNS timestamptz
LANGUAGE sql STABLE AS $$SELECT (day + time '10:00') AT TIME ZONE 'Asia/Almaty'$$;

-- The Centres, each with six agencies; the first batch makes them.

CREATE TEMP TABLE new_centre ON COMMIT DROP AS
SELECT c AS id FROM generate_series(1, %(centres)s) c
WHERE c NOT IN (SELECT id FROM agencies_centre);

INSERT INTO agencies_centre
    (id, name_kk, name_ru, code, territory_id, region_id, bin, address, phone)
SELECT c.id, 'Орталық ' || c.id, 'Центр ' || c.id, 'B' || c.id, t.code, t.parent_id, '', '', ''
FROM new_centre c
JOIN (SELECT code, parent_id, row_number() OVER (ORDER BY code) - 1 AS place,
             count(*) OVER () AS all_of_them
      FROM agencies_territory WHERE level = 2) t ON t.place = c.id %% t.all_of_them;

INSERT INTO agencies_agency
    (id, name_kk, name_ru, sector_id, bin, is_state_body, email, phone, address, gets_whole_plan,
     is_active)
SELECT (c.id - 1) * 6 + n, 'Ұйым ' || c.id || '-' || n, 'Организация ' || c.id || '-' || n,
       s.code, '99' || lpad(((c.id - 1) * 6 + n)::text, 10, '0'), true, '', '', '', false, true
FROM new_centre c CROSS JOIN generate_series(1, 6) n
JOIN agencies_sector s ON s.order = (c.id * 6 + n) %% 12 + 1;

-- Of the twenty numbers of a Centre 1-12 are caseworkers, 13 is the head; after all of them comes
-- one person of the authorised body, then the manager of the first Centre's region.
INSERT INTO accounts_user
    (id, password, is_superuser, email, full_name, language, is_active, is_staff, created_at,
     session_round)
SELECT n, '!', false, 'bench-' || n || '@example.kz', 'Үлгі Қызметкер ' || n, 'kk', true, false,
       pg_temp.morning(%(begin)s), 0
FROM (SELECT (c.id - 1) * 20 + n AS n FROM new_centre c CROSS JOIN generate_series(1, 13) n
      UNION ALL SELECT %(centres)s * 20 + n FROM generate_series(1, 2) n
      WHERE EXISTS (SELECT FROM new_centre)) people;

INSERT INTO agencies_membership (user_id, role, centre_id, region_id, acting, starts_on)
SELECT (c.id - 1) * 20 + n, CASE WHEN n < 13 THEN 'caseworker' ELSE 'head' END, c.id, NULL,
       false, '2020-01-01'::date
FROM new_centre c CROSS JOIN generate_series(1, 13) n
UNION ALL
SELECT %(centres)s * 20 + 1, 'authorised_body', NULL, NULL, false, '2020-01-01'
WHERE EXISTS (SELECT FROM new_centre)
UNION ALL
SELECT %(centres)s * 20 + 2, 'regional_manager', NULL, c.region_id, false, '2020-01-01'
FROM agencies_centre c JOIN new_centre ON new_centre.id = c.id WHERE c.id = 1;

-- Cases. One in twenty is not recognised; a plan runs for one to seven months and ends the case,
-- which leaves it open if that is later than the end of what is known.

CREATE TEMP TABLE new_case ON COMMIT DROP AS
SELECT c.*, (centre_id - 1) * 20 + 1 + pg_temp.die(id, 2, 12) AS caseworker_id,
       (centre_id - 1) * 20 + 13 AS head_id,
       detected_on + 8 AS approved_on, detected_on + 10 AS sent_on,
       CASE WHEN NOT is_refused AND detected_on + 50 + span <= %(end)s
            THEN detected_on + 50 + span END AS closed_on,
       NOT is_refused AND detected_on + 10 <= %(end)s AS has_plan,
       CASE WHEN NOT is_refused AND pg_temp.die(id, 5, 10) = 0 AND detected_on + 40 <= %(end)s
            THEN detected_on + 40 END AS revised_on,
       CASE WHEN pg_temp.die(id, 6, 100) = 0 AND detected_on + 30 <= %(end)s
            THEN detected_on + 30 END AS moved_on
FROM (SELECT i AS id, 1 + pg_temp.die(i, 1, %(centres)s) AS centre_id,
             %(begin)s::date + ((i - 1) * (%(end)s::date - %(begin)s::date + 1)
                                / %(cases)s)::int AS detected_on,
             30 + pg_temp.die(i, 3, 180) AS span, pg_temp.die(i, 4, 20) = 0 AS is_refused
      FROM generate_series(%(first)s::bigint, %(last)s) i) c;
ANALYZE new_case;

INSERT INTO cases_family (id, centre_id) SELECT id, centre_id FROM new_case;

INSERT INTO cases_person
    (id, centre_id, iin, iin_hash, iin_absent, last_name, first_name, patronymic, folded_name,
     birth_date, sex, phone, created_on)
SELECT p, centre_id, '', CASE WHEN has_iin THEN decode(md5(p::text), 'hex') END,
       CASE WHEN has_iin THEN '' ELSE 'unknown' END, 'Үлгіева' || p, 'Айша', '',
       'улгиева' || p || ' аиша', '1990-05-17', 'f', '', '2024-01-05'
FROM (SELECT id * 2 - n AS p, centre_id, pg_temp.die(id * 2 - n, 1, 16) > 0 AS has_iin
      FROM new_case CROSS JOIN generate_series(0, 1) n) persons;

INSERT INTO cases_familymember (family_id, person_id, relation, joined_on, left_on)
SELECT id, id * 2 - n, CASE n WHEN 1 THEN 'self' ELSE 'child' END, detected_on,
       CASE WHEN n = 0 AND pg_temp.die(id, 7, 50) = 0 THEN detected_on + 60 END
FROM new_case CROSS JOIN generate_series(0, 1) n;

INSERT INTO cases_case
    (id, centre_id, number, family_id, state, source, source_detail, detected_on, danger, situation,
     territory_id, address, responsible_id, with_children, first_person_name, recognised_on,
     recognised_by_id, closed_on, closure, exit_on, exit_reason, previous_id)
SELECT n.id, n.centre_id, 'B' || n.id, n.id,
       CASE WHEN is_refused AND detected_on + 3 <= %(end)s THEN 'not_recognised'
            WHEN n.closed_on IS NULL THEN 'supported'
            WHEN pg_temp.die(n.id, 8, 10) < 7 THEN 'completed' ELSE 'terminated' END,
       ('{application,agency,mobile_group,family_card,gateway,hotline}'::text[])
           [1 + pg_temp.die(n.id, 9, 6)],
       '', detected_on, pg_temp.die(n.id, 10, 25) = 0, '', c.territory_id, '', caseworker_id,
       pg_temp.die(n.id, 11, 3) > 0, 'Үлгіева' || n.id * 2 - 1 || ' Айша',
       CASE WHEN NOT is_refused AND detected_on + 3 <= %(end)s THEN detected_on + 3 END,
       CASE WHEN NOT is_refused AND detected_on + 3 <= %(end)s THEN head_id END, n.closed_on,
       CASE WHEN n.closed_on IS NULL THEN '' WHEN pg_temp.die(n.id, 8, 10) < 7 THEN 'exit'
            ELSE 'moved_away' END,
       CASE WHEN pg_temp.die(n.id, 8, 10) < 7 THEN n.closed_on END, %(exit_reason)s,
       CASE WHEN n.id > %(cases)s / 2 AND pg_temp.die(n.id, 12, 16) = 0
            THEN n.id - %(cases)s / 2 END
FROM new_case n JOIN agencies_centre c ON c.id = n.centre_id;

-- One case in a hundred came from another Centre.
INSERT INTO cases_transfer
    (id, case_id, from_centre_id, to_centre_id, state, reason, asked_by_id, asked_on)
SELECT id, id, centre_id %% %(centres)s + 1, centre_id, 'accepted', %(reason)s, caseworker_id,
       moved_on - 2
FROM new_case WHERE moved_on IS NOT NULL;

INSERT INTO cases_casetransition
    (case_id, transfer_id, verb, from_state, to_state, at, clause, reason, details, by_id)
SELECT c.id, step.transfer_id, step.verb, '', step.to_state, pg_temp.morning(step.day), '', '',
       '{}', head_id
FROM new_case c, LATERAL (VALUES
    (NULL, 'register', 'detected', detected_on),
    (NULL, 'start_assessment', 'assessing', detected_on + 1),
    (NULL, CASE WHEN is_refused THEN 'refuse' ELSE 'recognise' END,
     CASE WHEN is_refused THEN 'not_recognised' ELSE 'recognised' END, detected_on + 3),
    (NULL, 'begin_support', 'supported', CASE WHEN has_plan THEN sent_on END),
    (id, 'accept_transfer', 'accepted', moved_on),
    (NULL, 'terminate', 'terminated', closed_on)) step (transfer_id, verb, to_state, day)
WHERE step.day <= %(end)s
ORDER BY step.day, c.id;

INSERT INTO cases_caseground (case_id, ground_id, added_on, added_by_id)
SELECT c.id, g.code, detected_on, caseworker_id
FROM new_case c CROSS JOIN generate_series(0, 1) n
JOIN (SELECT code, row_number() OVER (ORDER BY code) - 1 AS place, count(*) OVER () AS all_of_them
      FROM cases_ground WHERE parent_id IS NULL) g
  ON g.place = (pg_temp.die(c.id, 13, 1000) + n) %% g.all_of_them
WHERE n = 0 OR pg_temp.die(c.id, 14, 2) = 0;

-- An assessment at intake and one every quarter; families do better as time goes on.
WITH added AS (
    INSERT INTO cases_assessment (case_id, occasion, assessed_on, level_id, needs, assessed_by_id)
    SELECT id, CASE n WHEN 0 THEN 'intake' ELSE 'quarter' END, detected_on + 2 + n * 80,
           ('{E,D,D,C,C,B,A}'::text[])[least(1 + pg_temp.die(id, 15, 4) + n, 7)], '', caseworker_id
    FROM new_case CROSS JOIN generate_series(0, 3) n
    WHERE detected_on + 2 + n * 80 <= least(closed_on, %(end)s)
      AND (n = 0 OR NOT is_refused)
    ORDER BY detected_on, id
    RETURNING id)
INSERT INTO cases_assessmentrisk (assessment_id, indicator_id, height)
SELECT a.id, r.code, pg_temp.die(a.id, r.order::int, 4)
FROM added a CROSS JOIN cases_riskindicator r;

-- Plans. One in ten was revised: the second version has its number after all first ones.

CREATE TEMP TABLE new_plan ON COMMIT DROP AS
SELECT c.*, c.id + (version - 1) * %(cases)s AS plan_id, version,
       version = 1 AND revised_on IS NOT NULL AS is_replaced
FROM new_case c CROSS JOIN generate_series(1, 2) version
WHERE has_plan AND (version = 1 OR revised_on IS NOT NULL);

INSERT INTO plans_plan
    (id, case_id, centre_id, series, version, number, state, aim, change_reason, drafted_by_id,
     created_at, approved_by_id, approved_on, executed_on, completed_on)
SELECT plan_id, id, centre_id, md5(id::text)::uuid, version, 'B' || id,
       CASE WHEN is_replaced THEN 'replaced' WHEN closed_on IS NULL THEN 'running'
            ELSE 'completed' END, '', '', caseworker_id, pg_temp.morning(detected_on + 5), head_id,
       CASE version WHEN 1 THEN approved_on ELSE revised_on END,
       CASE WHEN NOT is_replaced THEN closed_on - 5 END,
       CASE WHEN NOT is_replaced THEN closed_on - 2 END
FROM new_plan;

INSERT INTO plans_dispatch (plan_id, agency_id, state, send_on, sent_at, on_paper)
SELECT plan_id, (centre_id - 1) * 6 + 1 + (id + n) %% 6, 'sent', sent_on,
       pg_temp.morning(sent_on), false
FROM new_plan CROSS JOIN generate_series(0, 1) n WHERE version = 1;

-- Activities: four go to two agencies, or now and then to the family; the fifth is the Centre's.
-- One report in eight is late, one in ten is returned and followed by a second one.

CREATE TEMP TABLE new_activity ON COMMIT DROP AS
SELECT a.*, CASE WHEN executor = 'agency'
                 THEN (centre_id - 1) * 6 + 1 + (case_id + (n - 1) / 2) %% 6 END AS agency_id,
       CASE WHEN due_on + delay <= %(end)s THEN due_on + delay END AS reported_on,
       CASE WHEN is_returned AND due_on + delay + 2 <= %(end)s
            THEN due_on + delay + 2 END AS returned_on,
       CASE WHEN is_returned AND due_on + delay + 8 <= %(end)s
            THEN due_on + delay + 8 END AS again_on,
       CASE WHEN due_on + delay + CASE WHEN is_returned THEN 10 ELSE 2 END <= %(end)s
            THEN due_on + delay + CASE WHEN is_returned THEN 10 ELSE 2 END END AS ended_on
FROM (SELECT (p.id - 1) * 5 + n AS id, p.id AS case_id, p.plan_id, p.version, p.is_replaced, n,
             p.centre_id, p.caseworker_id, p.sent_on, p.sent_on + 10 + p.span * n / 5 AS due_on,
             CASE WHEN pg_temp.die(p.id * 5 + n, 1, 8) = 0
                  THEN 1 + pg_temp.die(p.id * 5 + n, 2, 12)
                  ELSE -pg_temp.die(p.id * 5 + n, 2, 9) END AS delay,
             pg_temp.die(p.id * 5 + n, 3, 10) = 0 AS is_returned,
             CASE WHEN n = 5 THEN 'centre' WHEN pg_temp.die(p.id * 5 + n, 4, 25) = 0 THEN 'family'
                  ELSE 'agency' END AS executor
      FROM new_plan p CROSS JOIN generate_series(1, 5) n) a;
ANALYZE new_activity;

INSERT INTO plans_planitem
    (id, plan_id, activity_id, "order", stage, kind, executor, agency_id, title, description,
     expected_result, told_grounds, due_on, late_reason)
SELECT id + (version - 1) * %(cases)s * 5, plan_id, id, n, 1,
       ('{adaptation,reintegration,relapse,offences}'::text[])[1 + pg_temp.die(id, 5, 4)],
       executor, agency_id, %(title)s, %(description)s, '', '{}', due_on, ''
FROM new_activity;

-- An activity belongs to the version in force.
DELETE FROM new_activity WHERE is_replaced;

INSERT INTO plans_activity
    (id, case_id, centre_id, plan_id, item_id, executor, agency_id, service_id, state, due_on,
     started_on, ended_on, rounds)
SELECT a.id, case_id, centre_id, plan_id, a.id + (version - 1) * %(cases)s * 5, executor, agency_id,
       CASE WHEN pg_temp.die(a.id, 6, 5) > 0 THEN s.code END,
       CASE WHEN ended_on IS NULL THEN 'accepted'
            ELSE ('{executed,executed,executed,partly,impossible}'::text[])
                 [1 + pg_temp.die(a.id, 7, 5)] END,
       due_on, sent_on, ended_on, num_nonnulls(reported_on, again_on)
FROM new_activity a
JOIN (SELECT code, row_number() OVER (ORDER BY code) - 1 AS place, count(*) OVER () AS all_of_them
      FROM agencies_service) s ON s.place = pg_temp.die(a.id, 8, 10000) %% s.all_of_them;

INSERT INTO plans_report
    (activity_id, round, submission, result, done_on, text, outcome, outcome_note, by_id,
     received_on, on_paper, entered_at)
SELECT id, r.round, md5(id::text)::uuid, 'done', r.day, '',
       ('{lowered,lowered,same,raised,""}'::text[])[1 + pg_temp.die(id, 9, 5)], '', caseworker_id,
       r.day, false, pg_temp.morning(r.day)
FROM new_activity, LATERAL (VALUES (1, reported_on), (2, again_on)) r (round, day)
WHERE r.day IS NOT NULL
ORDER BY r.day, id;

-- The log, in the order of time.
INSERT INTO plans_plantransition
    (plan_id, activity_id, verb, from_state, to_state, at, clause, reason, details, by_id)
SELECT plan_id, activity_id, verb, '', to_state, pg_temp.morning(day) + step * interval '1 minute',
       '', '', '{}', caseworker_id
FROM (SELECT plan_id, NULL::bigint AS activity_id, caseworker_id, log.*
      FROM new_plan, LATERAL (VALUES
          (1, 'draft_plan', 'draft', CASE version WHEN 1 THEN detected_on + 5 ELSE revised_on END),
          (2, 'submit', 'submitted', CASE version WHEN 1 THEN detected_on + 7 ELSE revised_on END),
          (3, 'approve', 'approved', CASE version WHEN 1 THEN approved_on ELSE revised_on END),
          (4, 'start_running', 'running', CASE version WHEN 1 THEN sent_on ELSE revised_on END),
          (5, 'replace', 'replaced', CASE WHEN is_replaced THEN revised_on END),
          (6, 'execute', 'executed', CASE WHEN NOT is_replaced THEN closed_on - 5 END),
          (7, 'complete', 'completed', CASE WHEN NOT is_replaced THEN closed_on - 2 END))
          log (step, verb, to_state, day)
      UNION ALL
      SELECT plan_id, id, caseworker_id, log.*
      FROM new_activity, LATERAL (VALUES
          (1, 'send', 'sent', sent_on), (2, 'report', 'reported', reported_on),
          (3, 'return_activity', 'returned', returned_on), (4, 'report', 'reported', again_on),
          (5, 'mark_executed', 'executed', ended_on),
          (6, 'decline', 'declined', CASE WHEN executor = 'agency' AND pg_temp.die(id, 10, 50) = 0
                                          THEN sent_on + 2 END))
          log (step, verb, to_state, day)) entries
WHERE day <= %(end)s
ORDER BY day, plan_id, step;

-- The terms of clauses 9, 11 and 12; three dates in a hundred of reports were put off in time, one
-- in two hundred after they had passed.
WITH added AS (
    INSERT INTO plans_plandeadline
        (term, clause, plan_id, activity_id, centre_id, agency_id, role, with_children, started_on,
         due_on, met_on, days_late, derivation)
    SELECT term, '11 para 1', plan_id, activity_id, centre_id, agency_id,
           CASE WHEN agency_id IS NULL THEN 'caseworker' ELSE 'agency_worker' END, false, started_on,
           due_on, met_on, CASE WHEN met_on IS NOT NULL THEN greatest(met_on - due_on, 0) END, '{}'
    FROM (SELECT plan_id, NULL::bigint AS activity_id, centre_id, NULL::bigint AS agency_id, term.*
          FROM new_plan, LATERAL (VALUES
              ('dispatch', approved_on, approved_on + 2,
               approved_on + CASE WHEN pg_temp.die(id, 16, 12) = 0 THEN 4 ELSE 2 END),
              ('dispatch', approved_on, approved_on + 2, approved_on + 1),
              ('completion', closed_on - 5, closed_on - 3,
               closed_on - CASE WHEN pg_temp.die(id, 17, 10) = 0 THEN 2 ELSE 3 END))
              term (term, started_on, due_on, met_on)
          WHERE NOT is_replaced
          UNION ALL
          SELECT plan_id, id, centre_id, CASE WHEN term.term = 'review' THEN NULL ELSE agency_id END,
                 term.*
          FROM new_activity, LATERAL (VALUES
              ('report', sent_on, due_on, reported_on),
              ('review', reported_on, reported_on + 2, coalesce(returned_on, ended_on)),
              ('rework', returned_on, returned_on + 5, again_on),
              ('review', again_on, again_on + 2, ended_on))
              term (term, started_on, due_on, met_on)) terms
    WHERE started_on <= %(end)s
    ORDER BY started_on, plan_id
    RETURNING id, activity_id, term, due_on)
INSERT INTO plans_plandeadlinemove (deadline_id, old_due_on, new_due_on, reason, by_id, at)
SELECT id, due_on - 10, due_on, '', 1,
       pg_temp.morning(due_on - CASE WHEN pg_temp.die(activity_id, 11, 7) = 0 THEN 8 ELSE 15 END)
FROM added
WHERE term = 'report' AND pg_temp.die(activity_id, 12, 1000) < 35;
