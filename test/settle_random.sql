-- settle() on random histories: beside a restatement in PL/pgSQL, by what must always hold, and day by day.

\o /dev/null
SET client_min_messages = warning;
SET jit = off;
\ir include/settle_restated.sql

-- A call for customer c by terms t: of what it has held, or of what a settlement r has left.
CREATE FUNCTION pg_temp.call(day text, reviewing text, is_new text, held text) RETURNS text LANGUAGE sql AS $$
	SELECT format('customer_grade_internal.settle(t.rubric, %s, %s, %s, %s, c.computed_grade, c.kept_rank, c.limit_rank, c.provisional_since, c.review_from, '
		'c.override_grade, c.override_until, c.minimum_grade, c.minimum_until, c.next_start, c.approved_grade, c.approved_until, c.rejected_grade, c.rejected_until)',
		day, reviewing, is_new, held)
$$;
CREATE FUNCTION pg_temp.call_again(day text, reviewing text) RETURNS text LANGUAGE sql AS $$
	SELECT pg_temp.call(day, reviewing, 'false', 'r.grade, h.since, r.state, r.worse_since, r.falls_on, r.valid_until, r.provisional_until, r.review_on')
$$;
-- the columns of a settlement, each in this form
CREATE FUNCTION pg_temp.columns(form text, names text[] DEFAULT '{grade,rank,state,worse_since,falls_on,valid_until,provisional_until,review_on,due_on}')
RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format(form, name), ', ') FROM unnest(names) AS name
$$;

--
-- 25,000 customers are settled 20 times each, from the fifth time on by another version, and so on.
--
CREATE UNLOGGED TABLE customer OF restated.standing;
SELECT format($query$
	SELECT c.*, t.ranked, t.approval, %s
	FROM customer AS c JOIN restated.random_terms AS t ON t.number = c.terms,
		LATERAL %s AS r,
		LATERAL restated.settle(t, c) AS restated,
		LATERAL (SELECT CASE WHEN c.is_new OR r.grade IS DISTINCT FROM c.held_grade THEN c.day ELSE c.held_since END AS since,
			-- a day before it is due
			CASE WHEN r.due_on <= c.day + 1 THEN c.day
				ELSE c.day + 1 + restated.dice(c.number, 50, least(coalesce(r.due_on - c.day - 1, 60), 60)) END AS later) AS h,
		LATERAL %s AS again, LATERAL %s AS later, LATERAL %s AS due, LATERAL %s AS reviewed
	$query$,
	(SELECT string_agg(pg_temp.columns(format('%1$s.%%1$s AS %1$s_%%1$s', row)), ', ') FROM unnest('{r,restated,again,later,due,reviewed}'::text[]) AS row),
	pg_temp.call('c.day', 'c.reviewing', 'c.is_new', 'c.held_grade, c.held_since, c.held_state, c.held_worse_since, c.held_falls_on, c.held_valid_until, '
		'c.held_provisional_until, c.held_review_on'),
	pg_temp.call_again('c.day', 'false'), pg_temp.call_again('h.later', 'false'), pg_temp.call_again('coalesce(r.due_on, c.day)', 'false'),
	pg_temp.call_again('coalesce(r.review_on, c.day)', 'true')) AS settle
\gset
CREATE UNLOGGED TABLE settled AS :settle WITH NO DATA;

-- The next standing of every customer: the settlement that it has, and what has happened since.
CREATE PROCEDURE pg_temp.go_on(step int) LANGUAGE plpgsql AS $$
BEGIN
	TRUNCATE customer;
	INSERT INTO customer
	SELECT n.number, n.terms, n.day, restated.dice(seed, 1, 4) = 0, n.is_new,
		n.grade, n.since, n.state, n.worse_since, n.falls_on, n.valid_until, n.provisional_until, n.review_on,
		n.computed, CASE WHEN place IS NOT NULL AND restated.dice(seed, 2, 2) = 0 THEN greatest(1, place - 1 - restated.dice(seed, 3, 2)) END,
		-- a cap at once is a cap: the computed grade is not better
		CASE WHEN place IS NOT NULL AND restated.dice(seed, 4, 6) = 0 THEN 1 + restated.dice(seed, 5, place) END,
		CASE WHEN restated.dice(n.number, 6, 5) > 0 THEN date '2024-01-15' + restated.dice(n.number + CASE WHEN restated.dice(seed, 7, 20) = 0 THEN step ELSE 0 END, 8, 60) END,
		CASE WHEN restated.dice(n.number, 9, 6) > 0 THEN date '2024-02-29' - restated.dice(n.number + CASE WHEN restated.dice(seed, 10, 20) = 0 THEN step ELSE 0 END, 11, 4) * 31 END,
		n."override", n.override_until, n.minimum, n.minimum_until,
		CASE WHEN restated.dice(seed, 12, 15) = 0 THEN n.day + 1 + restated.dice(seed, 13, 20) END,
		n.approved, n.approved_until, n.rejected, n.rejected_until
	FROM (
		SELECT o.number, t.ranked, t.number AS terms, seed, o.day IS NULL AS is_new,
			CASE WHEN o.day IS NULL THEN date '2024-01-20' ELSE o.day + CASE restated.dice(seed, 20, 10) WHEN 0 THEN 0 WHEN 1 THEN 1 WHEN 2 THEN 1 WHEN 3 THEN 3 WHEN 4 THEN 7 WHEN 5 THEN 20 WHEN 6 THEN 40
				ELSE CASE WHEN o.r_due_on BETWEEN o.day + 1 AND o.day + 400 THEN o.r_due_on - o.day ELSE 15 END END END AS day,
			o.r_grade AS grade, o.r_state AS state, o.r_worse_since AS worse_since, o.r_falls_on AS falls_on, o.r_valid_until AS valid_until,
			o.r_provisional_until AS provisional_until, o.r_review_on AS review_on, CASE WHEN o.is_new OR o.r_grade IS DISTINCT FROM o.held_grade THEN o.day ELSE o.held_since END AS since,
			CASE WHEN restated.dice(seed, 21, 2) = 0 AND o.day IS NOT NULL THEN o.computed_grade
				ELSE ('{NULL,none,vip,A,B,C,D,A,B,C,C}'::text[])[1 + restated.dice(seed, 22, 11)] END AS computed,
			d.*
		FROM (SELECT * FROM generate_series(0, 24999) AS g(number) LEFT JOIN settled USING (number)) AS o,
			LATERAL (SELECT o.number * 100::bigint + step) AS i(seed),
			LATERAL (SELECT CASE restated.dice(seed, 30, 10) WHEN 0 THEN ('{A,B,D,vip,gold}'::text[])[1 + restated.dice(seed, 31, 5)] WHEN 1 THEN NULL ELSE o.override_grade END,
				CASE restated.dice(seed, 30, 10) WHEN 0 THEN o.day + ('{NULL,0,9,30}'::int[])[1 + restated.dice(seed, 32, 4)] ELSE o.override_until END,
				CASE restated.dice(seed, 33, 8) WHEN 0 THEN ('{A,B,C,D,none}'::text[])[1 + restated.dice(seed, 34, 5)] WHEN 1 THEN NULL ELSE o.minimum_grade END,
				CASE restated.dice(seed, 33, 8) WHEN 0 THEN o.day + ('{NULL,0,9,30}'::int[])[1 + restated.dice(seed, 35, 4)] ELSE o.minimum_until END,
				CASE restated.dice(seed, 36, 6) WHEN 0 THEN ('{A,B,C,vip,gold}'::text[])[1 + restated.dice(seed, 37, 5)] WHEN 1 THEN NULL ELSE o.approved_grade END,
				CASE restated.dice(seed, 36, 6) WHEN 0 THEN o.day + ('{NULL,0,10,50}'::int[])[1 + restated.dice(seed, 38, 4)] ELSE o.approved_until END,
				CASE restated.dice(seed, 39, 6) WHEN 0 THEN ('{A,B,C,vip}'::text[])[1 + restated.dice(seed, 40, 4)] WHEN 1 THEN NULL ELSE o.rejected_grade END,
				CASE restated.dice(seed, 39, 6) WHEN 0 THEN o.day + ('{NULL,0,10,50}'::int[])[1 + restated.dice(seed, 41, 4)] ELSE o.rejected_until END
			) AS d("override", override_until, minimum, minimum_until, approved, approved_until, rejected, rejected_until),
			-- customers of one text stand together
			restated.random_terms AS t
		WHERE t.number = 1 + (o.number / 210 + step / 5 * 7) % 120
		OFFSET 0
	) AS n, LATERAL (SELECT array_position(n.ranked, n.computed)) AS p(place)
	ORDER BY n.terms, n.number;
END
$$;


-- What is never true of a settlement, and what is true of many.
CREATE FUNCTION pg_temp.differ(a text, b text, names text[]) RETURNS text LANGUAGE sql AS $$
	SELECT format('(%s) IS DISTINCT FROM (%s)', pg_temp.columns(a || '_%s', names), pg_temp.columns(b || '_%s', names))
$$;
CREATE TABLE claim (what text, never boolean, condition text, n bigint DEFAULT 0);
\set every '{grade,rank,state,worse_since,falls_on,valid_until,provisional_until,review_on,due_on}'
\set shown '{grade,state,worse_since,falls_on,valid_until,provisional_until,review_on}'
INSERT INTO claim VALUES
	('it differs from its restatement', true, pg_temp.differ('r', 'restated', :'every')),
	('to settle again changes something', true, pg_temp.differ('r', 'again', :'every')),
	('something changes before the due day', true, pg_temp.differ('r', 'later', :'every')),
	-- a minimum and a decision that is still to begin may change nothing; own reviews have to be held
	('nothing changes on the due day', true, 'r_due_on > day AND NOT ' || pg_temp.differ('r', 'due', :'shown')
		|| ' AND minimum_grade IS NULL AND (next_start = r_due_on) IS NOT TRUE AND (r_review_on + 1 = r_due_on) IS NOT TRUE
			AND (approved_grade IS NULL OR rejected_grade IS NULL)'),
	('the due day is over', true, 'r_due_on <= day AND (r_review_on + 1 = r_due_on) IS NOT TRUE'),
	('an own review leaves its day', true, 'reviewed_review_on <= r_review_on'),
	('it is worse than both the computed and the held grade', true, $$r_state <> 'override' AND approval = '{}' AND r_rank > greatest(
		array_position(ranked, computed_grade), array_position(ranked, held_grade), limit_rank::int)$$),
	('it is better than a cap at once', true, $$r_state <> 'override' AND r_rank < limit_rank AND (minimum_grade IS NULL OR minimum_until < day)$$),
	('it is worse than the minimum', true, $$r_state <> 'override' AND minimum_until >= day AND r_rank > array_position(ranked, minimum_grade)$$),
	('it falls within validity', true, $$held_valid_until >= day + reviewing::int AND r_rank > array_position(ranked, held_grade) AND r_state <> 'override'
		AND limit_rank IS NULL AND held_grade <> ALL (approval) AND held_provisional_until IS NULL AND r_provisional_until IS NULL$$),
	('it stands by an override', false, $$r_state = 'override'$$),
	('the minimum lifts it', false, $$r_state = 'override' AND r_grade = minimum_grade AND override_grade IS NULL$$),
	('it waits for approval', false, $$r_state = 'pending'$$),
	('it is on probation', false, $$r_state = 'provisional'$$),
	('probation has just ended', false, $$held_provisional_until < day AND r_provisional_until IS NULL AND r_state = 'final'$$),
	('it falls', false, 'r_rank > array_position(ranked, held_grade)'),
	('it falls by more than a step', false, 'r_rank > array_position(ranked, held_grade) + 1'),
	('it rises', false, 'r_rank < array_position(ranked, held_grade)'),
	('a fall is announced', false, 'r_falls_on IS NOT NULL'),
	('a fall is announced by a review', false, 'reviewing AND r_worse_since = day AND r_falls_on > day + 1'),
	('a fall waits for a review', false, 'r_worse_since IS NOT NULL AND r_falls_on IS NULL'),
	('it has got worse and recovers', false, 'held_worse_since < day AND r_worse_since IS NULL AND r_grade = held_grade'),
	('validity holds it', false, 'r_grade = held_grade AND r_falls_on = r_valid_until + 1'),
	('validity goes on', false, 'r_grade = held_grade AND held_valid_until < day AND r_valid_until >= day'),
	('a cap at once takes its grade', false, 'r_rank = limit_rank AND array_position(ranked, held_grade) < limit_rank'),
	('keep values hold it', false, $$r_grade = held_grade AND kept_rank <= r_rank AND array_position(ranked, computed_grade) > r_rank
		AND r_worse_since IS NULL AND r_state = 'final' AND minimum_grade IS NULL$$),
	('it has a label of an older version', false, $$held_grade = 'D' AND cardinality(ranked) = 3$$),
	('an own review is planned', false, 'r_review_on IS NOT NULL');
SELECT format('UPDATE claim SET n = claim.n + f.n FROM (SELECT %s FROM settled) AS s, LATERAL (VALUES %s) AS f(what, n) WHERE f.what = claim.what',
	string_agg(format('count(*) FILTER (WHERE %s) AS n%s', condition, place), ', '), string_agg(format('(%L, n%s)', what, place), ', ')) AS count_claims
FROM (SELECT *, row_number() OVER () AS place FROM claim) AS c
\gset
SELECT format('CALL pg_temp.go_on(%s); TRUNCATE settled; INSERT INTO settled %s; %s; DELETE FROM customer', step, :'settle', :'count_claims')
FROM generate_series(0, 19) AS step
\gexec
\o
SELECT * FROM no_plan();
SELECT is(sum(n), 0::numeric, 'never: ' || what) FROM claim WHERE never GROUP BY what ORDER BY what;
SELECT cmp_ok(n, '>', 500::bigint, 'often: ' || what) FROM claim WHERE NOT never ORDER BY what;

--
-- 500 customers for 240 days: those that are settled daily, and those that are settled only when something happens, they
-- are due, or everybody is reviewed.
--
\o /dev/null
CREATE UNLOGGED TABLE run (number int, daily boolean, terms int, happened boolean, as_of date,
	is_new boolean DEFAULT true, since date, grade text, rank smallint, state text, worse_since date, falls_on date, valid_until date,
	provisional_until date, review_on date, due_on date,
	computed_grade text, kept_rank smallint, limit_rank smallint, provisional_since date, review_from date, override_grade text, override_until date,
	minimum_grade text, minimum_until date, next_start date, approved_grade text, approved_until date, rejected_grade text, rejected_until date);
INSERT INTO run (number, daily, terms, provisional_since, review_from)
SELECT number, daily, 1 + number % 120, date '2024-01-15' + restated.dice(number, 60, 60), date '2024-02-29' - restated.dice(number, 61, 90)
FROM generate_series(1, 500) AS number, unnest('{true,false}'::boolean[]) AS daily;
CREATE TABLE run_differs (day date, number int);
CREATE TABLE statement_of_day (place int, statement text);
INSERT INTO statement_of_day VALUES
	-- what happens, on one day of fifteen; on 1 May another version is published
	(1, $$UPDATE run AS r SET happened = NOT seed IS NULL, terms = CASE '{day}' WHEN '2024-05-01' THEN 1 + r.number * 7 % 120 ELSE r.terms END,
		computed_grade = CASE WHEN restated.dice(seed, 71, 3) > 0 THEN ('{A,B,C,D,none,NULL}'::text[])[1 + restated.dice(seed, 72, 6)] ELSE computed_grade END,
		kept_rank = CASE restated.dice(seed, 73, 4) WHEN 0 THEN 1 WHEN 1 THEN NULL ELSE kept_rank END,
		(minimum_grade, minimum_until) = ROW(CASE restated.dice(seed, 74, 8) WHEN 0 THEN 'B' WHEN 1 THEN NULL ELSE minimum_grade END, coalesce(date '{day}' + nullif(restated.dice(seed, 75, 30), 0), minimum_until)),
		(override_grade, override_until) = ROW(CASE restated.dice(seed, 76, 8) WHEN 0 THEN 'A' WHEN 1 THEN NULL ELSE override_grade END, coalesce(date '{day}' + nullif(restated.dice(seed, 77, 30), 0), override_until)),
		(approved_grade, approved_until) = ROW(CASE restated.dice(seed, 78, 4) WHEN 0 THEN 'A' WHEN 1 THEN 'C' ELSE approved_grade END, coalesce(date '{day}' + nullif(restated.dice(seed, 79, 60), 0), approved_until))
		FROM (SELECT number, number * 1000::bigint + (date '{day}' - '2024-01-20') AS seed FROM generate_series(1, 500) AS number) AS e
		WHERE e.number = r.number AND ('{day}' IN ('2024-01-20', '2024-05-01') OR restated.dice(seed, 70, 15) = 0)$$),
	-- reviews: of everybody as of the last day of a month, and of each by itself
	(2, $$UPDATE run AS c SET as_of = coalesce(customer_grade_internal.due_review_day(t.rubric, date '{day}' - 2, '{day}'),
			customer_grade_internal.due_own_review_day(t.rubric, CASE WHEN t.review_from THEN c.review_from ELSE c.since END, c.review_on, '{day}'))
		FROM restated.random_terms AS t WHERE t.number = c.terms AND NOT c.is_new AND (c.daily OR t.own_review IS NULL OR c.due_on <= '{day}')$$),
	(3, '{settle reviewing}'),
	(4, $$UPDATE run SET as_of = CASE WHEN daily OR happened OR as_of IS NOT NULL OR due_on <= '{day}' THEN date '{day}' END$$),
	(5, '{settle}'),
	(6, $$UPDATE run SET as_of = NULL, happened = NULL$$),
	(7, format($$INSERT INTO run_differs SELECT '{day}', number FROM run AS a JOIN run AS b USING (number)
		WHERE a.daily AND NOT b.daily AND (a.since, %s) IS DISTINCT FROM (b.since, %s)$$, pg_temp.columns('a.%s'), pg_temp.columns('b.%s')));
UPDATE statement_of_day SET statement = format('UPDATE run AS now SET is_new = false, %s,
		since = CASE WHEN c.is_new OR r.grade IS DISTINCT FROM c.grade THEN c.as_of ELSE c.since END
	FROM run AS c, restated.random_terms AS t, LATERAL %s AS r
	WHERE now.number = c.number AND now.daily = c.daily AND t.number = c.terms AND c.as_of IS NOT NULL', pg_temp.columns('%1$s = r.%1$s'),
	pg_temp.call('c.as_of', (statement ~ 'reviewing')::text, 'c.is_new',
		'c.grade, c.since, c.state, c.worse_since, c.falls_on, c.valid_until, c.provisional_until, c.review_on'))
WHERE statement ~ '^{settle';
SELECT replace(statement, '{day}', to_char(day, 'YYYY-MM-DD'))
FROM generate_series(timestamp '2024-01-20', '2024-09-15', '1 day') AS day, statement_of_day ORDER BY day, place
\gexec
\o
SELECT is((SELECT count(*) FROM run_differs), 0::bigint, 'whoever is settled only when it is due stands every day as who is settled daily');
SELECT is((SELECT d FROM run_differs AS d ORDER BY day, number LIMIT 1), NULL, 'the first that does not');
SELECT * FROM finish();
