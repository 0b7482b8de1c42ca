-- Made-up plans %(first)s to %(last)s for `make bench`: a Centre for each 500 plans, with twelve
-- caseworkers, a head, and six agencies of one worker each; five activities a plan, one of them the
-- Centre's own; one activity in a hundred fell due yesterday. Ids are plan numbers, so that a
-- second load goes on where the first one ended. Run by the owner in an empty bench database.

CREATE TEMP TABLE new_plan ON COMMIT DROP AS
SELECT i AS id, (i - 1) / 500 + 1 AS centre_id, ((i - 1) / 500) * 20 + 1 + i %% 12 AS caseworker_id,
       ((i - 1) / 500) * 20 + 13 AS head_id, i %% 2 = 0 AS with_children
FROM generate_series(%(first)s::bigint, %(last)s) AS i;

CREATE TEMP TABLE new_centre ON COMMIT DROP AS
SELECT DISTINCT centre_id AS id FROM new_plan
WHERE centre_id NOT IN (SELECT id FROM agencies_centre);

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
JOIN agencies_sector s ON s.order = n;

-- Of the twenty numbers of a Centre 1-12 are caseworkers, 13 is the head, 14-19 serve agencies.
INSERT INTO accounts_user
    (id, password, is_superuser, email, full_name, language, is_active, is_staff, created_at,
     session_round)
SELECT (c.id - 1) * 20 + n, '!', false, 'bench-' || (c.id - 1) * 20 + n || '@example.kz',
       'Үлгі Қызметкер ' || (c.id - 1) * 20 + n, 'kk', true, false, %(moment)s, 0
FROM new_centre c CROSS JOIN generate_series(1, 19) n;

INSERT INTO agencies_membership (user_id, role, centre_id, agency_id, acting, starts_on)
SELECT (c.id - 1) * 20 + n,
       CASE WHEN n < 13 THEN 'caseworker' WHEN n = 13 THEN 'head' ELSE 'agency_worker' END,
       CASE WHEN n < 14 THEN c.id END, CASE WHEN n > 13 THEN (c.id - 1) * 6 + n - 13 END,
       false, '2020-01-01'
FROM new_centre c CROSS JOIN generate_series(1, 19) n;

INSERT INTO cases_person
    (id, centre_id, iin, iin_absent, last_name, first_name, patronymic, folded_name, birth_date,
     sex, phone, created_on)
SELECT id, centre_id, '', 'unknown', 'Үлгіева' || id, 'Айша', '', 'улгиева' || id || ' аиша',
       '1990-05-17', 'f', '', '2026-01-05'
FROM new_plan;

INSERT INTO cases_family (id, centre_id) SELECT id, centre_id FROM new_plan;

INSERT INTO cases_familymember (family_id, person_id, relation) SELECT id, id, 'self' FROM new_plan;

INSERT INTO cases_case
    (id, centre_id, number, family_id, state, source, source_detail, detected_on, danger, situation,
     territory_id, address, responsible_id, with_children, first_person_name, recognised_on,
     recognised_by_id, closure, exit_reason)
SELECT p.id, p.centre_id, 'B' || p.centre_id || '-' || p.id, p.id, 'supported', 'application', '',
       %(today)s::date - 30, false, '', c.territory_id, '', p.caseworker_id, p.with_children,
       'Үлгіева' || p.id || ' Айша', %(today)s::date - 27, p.head_id, '', ''
FROM new_plan p JOIN agencies_centre c ON c.id = p.centre_id;

INSERT INTO plans_plan
    (id, case_id, centre_id, series, version, number, state, aim, change_reason, drafted_by_id,
     created_at, approved_by_id, approved_on)
SELECT id, id, centre_id, gen_random_uuid(), 1, 'B' || id, 'running', '', '', caseworker_id,
       %(moment)s, head_id, %(today)s::date - 20
FROM new_plan;

-- Two of the six agencies take part in a plan, with two activities each; the fifth is the Centre's.
CREATE TEMP TABLE new_activity ON COMMIT DROP AS
SELECT (id - 1) * 5 + n AS id, id AS plan_id, n, centre_id, caseworker_id, with_children,
       CASE WHEN n < 5 THEN (centre_id - 1) * 6 + 1 + (id + (n - 1) / 2) %% 6 END AS agency_id,
       CASE WHEN n < 5 THEN (id - 1) * 2 + 1 + (n - 1) / 2 END AS dispatch_id,
       %(today)s::date + CASE WHEN ((id - 1) * 5 + n) * 37 %% 100 = 0 THEN -1
                              ELSE ((id * 7 + n * 13) %% 240)::integer END AS due_on
FROM new_plan CROSS JOIN generate_series(1, 5) n;

INSERT INTO plans_dispatch (id, plan_id, agency_id, state, send_on, sent_at, on_paper)
SELECT DISTINCT dispatch_id, plan_id, agency_id, 'sent', %(today)s::date - 18, %(moment)s, false
FROM new_activity WHERE agency_id IS NOT NULL;

INSERT INTO plans_planitem
    (id, plan_id, "order", stage, kind, executor, agency_id, title, description, expected_result,
     told_grounds, due_on, late_reason)
SELECT id, plan_id, n, 1, 'adaptation', CASE WHEN n < 5 THEN 'agency' ELSE 'centre' END, agency_id,
       %(title)s, %(description)s, '', '{}', due_on, ''
FROM new_activity;

INSERT INTO plans_planitem_persons (planitem_id, person_id) SELECT id, plan_id FROM new_activity;

INSERT INTO plans_activity
    (id, case_id, centre_id, plan_id, item_id, executor, agency_id, dispatch_id, state, due_on,
     started_on, rounds)
SELECT id, plan_id, centre_id, plan_id, id, CASE WHEN n < 5 THEN 'agency' ELSE 'centre' END,
       agency_id, dispatch_id, 'accepted', due_on, %(today)s::date - 18, 0
FROM new_activity;

UPDATE plans_planitem i SET activity_id = i.id FROM new_activity a WHERE a.id = i.id;

INSERT INTO plans_plandeadline
    (term, clause, centre_id, agency_id, role, responsible_id, with_children, started_on, due_on,
     derivation, plan_id, activity_id)
SELECT 'report', '11 para 1', centre_id, agency_id,
       CASE WHEN n < 5 THEN 'agency_worker' ELSE 'caseworker' END,
       CASE WHEN n = 5 THEN caseworker_id END, with_children, %(today)s::date - 18, due_on,
       '{"given": true}', plan_id, id
FROM new_activity;

-- The term of clause 9 was met for each plan.
INSERT INTO plans_plandeadline
    (term, clause, centre_id, role, with_children, started_on, working_days, due_on, met_on,
     days_late, derivation, plan_id)
SELECT 'dispatch', '9', centre_id, 'head', with_children, %(today)s::date - 20, 2,
       %(today)s::date - 18, %(today)s::date - 18, 0, '{}', id
FROM new_plan;
