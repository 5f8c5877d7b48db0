-- What another rubric would do: impact(), impact_matrix(), impact_summary() and challenge(), against what grade() and
-- publish() really do.

\o /dev/null
SET client_min_messages = error;
SET TimeZone = 'UTC';
SET customer_grade.clock = '2026-03-10 12:00+00';
SELECT setseed(0.42);
CREATE TABLE client (region text, "in force" int, x numeric, y numeric, revenue numeric, PRIMARY KEY (region, "in force"));
INSERT INTO client SELECT (ARRAY['north', 'it''s', '北'])[1 + n % 3], n, CASE WHEN n % 50 = 0 THEN NULL WHEN n % 97 = 0 THEN -1 ELSE floor(random() * 100) END,
	floor(random() * 10), CASE WHEN n % 40 > 0 THEN round((random() * 1000)::numeric, 2) END FROM generate_series(1, 600) AS n;
CREATE VIEW figures AS SELECT region, "in force", x, y, x * 10 AS amount FROM client;
SELECT customer_grade.define_standard('tier', $$ grades A > B > C; metric x number >= 0; parameter cut = 70;
	require x; grade A when x >= cut 'high'; grade B when x >= 40; grade C otherwise; $$, '2020-01-01');
SELECT customer_grade.attach('tier', 'client', 'figures', parameters => '{"cut": 75}', publish => 'by hand');
SELECT customer_grade.define_standard('tier', $$ grades S > A > B > C; metric x number >= 0; metric y number; parameter cut = 70; parameter low = 20;
	define value = coalesce(x, y - 4);
	grade S when value >= 90 and 1 / (y - 4) > 0; grade A when value >= cut + 5; grade B when value >= low; grade C when value > 2; cap A when y = 9; $$, '2026-04-01', force => 'it has gaps on purpose');
SELECT rubric::text AS first FROM customer_grade.standard WHERE name = 'tier' AND version = 1 \gset
SELECT rubric::text AS second FROM customer_grade.standard WHERE name = 'tier' AND version = 2 \gset

-- by hand
CREATE TEMP TABLE by_hand AS
SELECT jsonb_build_object('region', region, 'in force', "in force") AS key, o.grade, o.rank, n.grade AS grade_to, n.rank AS rank_to,
	o.rule, n.rule AS rule_to, n.reason, coalesce(o.reason LIKE 'refused%', false) AS refused, coalesce(n.reason LIKE 'refused%', false) AS refused_to, f.amount, c.revenue
FROM client AS c JOIN figures AS f USING (region, "in force"),
	LATERAL customer_grade.assess(:'first'::customer_grade.rubric, f, '{"cut": 75}') AS o,
	LATERAL customer_grade.assess(:'second'::customer_grade.rubric, f, '{"cut": 75, "low": 30}') AS n;
\o
SELECT * FROM no_plan();
SELECT is((SELECT count(*) > 5 FROM by_hand WHERE refused) AND (SELECT count(*) > 5 FROM by_hand WHERE refused_to AND NOT refused)
	AND (SELECT count(*) > 5 FROM by_hand WHERE grade IS NULL AND NOT refused AND grade_to IS NULL), true, 'there are rows of each kind');

-- movers
SELECT results_eq($$ SELECT key, grade, rank, grade_to, rank_to, rule, rule_to, reason, amount FROM customer_grade.impact('tier', 'client', version => 2, parameters => '{"low": 30}', amount_column => 'amount') ORDER BY key $$,
	$$ SELECT key, grade, rank, grade_to, rank_to, rule, rule_to, reason, amount FROM by_hand WHERE grade IS DISTINCT FROM grade_to OR refused <> refused_to ORDER BY key $$, 'the movers by a version');
SELECT results_eq(format($$ SELECT key, grade, grade_to, amount FROM customer_grade.impact('tier', 'client', %L, parameters => '{"low": 30}', amount_column => 'revenue') ORDER BY key $$, :'second'),
	$$ SELECT key, grade, grade_to, revenue FROM by_hand WHERE grade IS DISTINCT FROM grade_to OR refused <> refused_to ORDER BY key $$, '... by a rubric, with an amount of the subject');
SELECT results_eq($$ SELECT DISTINCT direction FROM customer_grade.impact('tier', 'client', version => 2, parameters => '{"low": 30}') ORDER BY 1 $$,
	$$ VALUES ('better'), ('graded'), ('no longer graded'), ('refused'), ('worse') $$, 'in which directions');
SELECT is_empty($$ SELECT * FROM customer_grade.impact('tier', 'client', version => 1) $$, 'by the version in force nobody moves');
SELECT results_eq($$ SELECT DISTINCT rule_text, rule_text_to FROM customer_grade.impact('tier', 'client', version => 2, parameters => '{"low": 30}') WHERE rule = 1 ORDER BY 2 $$,
	$$ VALUES ('high', 'value >= 90 and 1 / (y - 4) > 0'), ('high', 'value >= low'), ('high', NULL) $$, 'titles and conditions of the rules');
SELECT results_eq(format($$ SELECT DISTINCT rule_text_to FROM customer_grade.impact('tier', 'client', %L) ORDER BY 1 $$,
	'grades A > B > C; metric x number; grade A when x >= 10; grade C otherwise; floor B when x >= 0; cap B when x >= 10;'),
	$$ VALUES ('otherwise'), ('otherwise, lifted by a floor'), ('x >= 10, limited by a cap') $$, 'caps and floors are told');
SELECT is((SELECT direction FROM customer_grade.impact('tier', 'client', 'grades A; metric x number; grade A otherwise;') WHERE amount IS NULL ORDER BY direction DESC LIMIT 1),
	'no longer refused', 'who is no longer refused moves');

-- the matrix
SELECT results_eq($$ SELECT grade, rank, refused, grade_to, rank_to, refused_to, customers, share, amount FROM customer_grade.impact_matrix('tier', 'client', version => 2, parameters => '{"low": 30}', amount_column => 'revenue') $$,
	$$ SELECT grade, rank, refused, grade_to, rank_to, refused_to, count(*), round(count(*) / 600.0, 4), coalesce(sum(revenue), 0) FROM by_hand GROUP BY 1, 2, 3, 4, 5, 6
		ORDER BY rank, grade, refused, rank_to, grade_to, refused_to $$, 'the matrix');
SELECT is_empty($$ SELECT 1 FROM customer_grade.impact_matrix('tier', 'client', version => 2, amount_column => 'amount') WHERE moving_now IS NOT NULL OR held_back IS NOT NULL OR amount_held_back IS NOT NULL $$,
	'without policies nothing is held back');
SELECT results_eq($$ SELECT customers, better, worse, other, graded, no_longer_graded, refused, no_longer_refused, amount, amount_better, amount_worse
		FROM customer_grade.impact_summary('tier', 'client', version => 2, parameters => '{"low": 30}', amount_column => 'amount') $$,
	$$ SELECT count(*), count(*) FILTER (WHERE better), count(*) FILTER (WHERE worse), 0::bigint, count(*) FILTER (WHERE grade IS NULL AND NOT refused AND grade_to IS NOT NULL),
			count(*) FILTER (WHERE grade IS NOT NULL AND grade_to IS NULL AND NOT refused_to), count(*) FILTER (WHERE refused_to AND NOT refused), count(*) FILTER (WHERE refused AND NOT refused_to),
			sum(amount), sum(amount) FILTER (WHERE better), sum(amount) FILTER (WHERE worse)
		FROM (SELECT *, position(grade IN 'SABC') > position(grade_to IN 'SABC') AS better, position(grade IN 'SABC') < position(grade_to IN 'SABC') AS worse FROM by_hand) AS h $$, 'and its sums');
SELECT is((SELECT psi || ' ' || band FROM customer_grade.impact_summary('tier', 'client', version => 2, parameters => '{"low": 30}')),
	(SELECT p.psi || ' ' || CASE WHEN p.psi < 0.1 THEN 'stable' WHEN p.psi <= 0.25 THEN 'shifting' ELSE 'shifted' END FROM (
		SELECT round(sum((b - a) * ln(b / a)), 4) AS psi FROM (
			SELECT greatest(count(*) FILTER (WHERE k = o) / 600.0, 0.0001) AS a, greatest(count(*) FILTER (WHERE k = n) / 600.0, 0.0001) AS b
			FROM (VALUES ('S'), ('A'), ('B'), ('C'), ('none'), ('refused')) AS k(k),
				(SELECT CASE WHEN refused THEN 'refused' ELSE coalesce(grade, 'none') END AS o, CASE WHEN refused_to THEN 'refused' ELSE coalesce(grade_to, 'none') END AS n FROM by_hand) AS h
			GROUP BY k) AS s) AS p), 'the population stability index by hand');
SELECT results_eq($$ SELECT customers, psi, band, amount, held_back FROM customer_grade.impact_summary('tier', 'client', version => 1) $$, $$ VALUES (600::bigint, 0.0000, 'stable', NULL::numeric, NULL::bigint) $$, 'of the version in force');

-- nothing is written
BEGIN TRANSACTION READ ONLY;
SELECT is((SELECT count(*) FROM customer_grade.impact('tier', 'client', version => 2, policies => true)) > 0
	AND (SELECT count(*) FROM customer_grade.impact_summary('tier', 'client', version => 2, amount_column => 'amount', as_of => '2026-01-01')) = 1
	AND (SELECT count(*) FROM customer_grade.challenge('tier', 'client', 2)) > 0 AND pg_current_xact_id_if_assigned() IS NULL, true, 'nothing is written');
COMMIT;
SELECT is(current_setting('customer_grade.as_of', true), '', 'the evaluation date is left as it was');

-- of nobody
\o /dev/null
CREATE TABLE nobody (id int PRIMARY KEY, x numeric, y numeric);
SELECT customer_grade.attach('tier', 'nobody', parameters => '{"cut": 75}', publish => 'by hand');
\o
SELECT results_eq($$ SELECT customers, worse, psi, band FROM customer_grade.impact_summary('tier', 'nobody', version => 1) $$, $$ VALUES (0::bigint, 0::bigint, NULL::numeric, NULL::text) $$, 'of nobody');

-- the challenger
CREATE TEMP TABLE sample AS SELECT * FROM customer_grade.challenge('tier', 'client', 2, 0.2, '{"low": 30}');
SELECT is((SELECT count(*) BETWEEN 80 AND 160 FROM sample), true, 'a share of the customers');
SELECT results_eq('SELECT key, grade, grade_to, rule, rule_to, reason FROM sample ORDER BY key',
	'SELECT key, h.grade, h.grade_to, h.rule, h.rule_to, h.reason FROM by_hand AS h JOIN sample AS s USING (key) ORDER BY key', 'with the grades by both');
SELECT is((SELECT count(DISTINCT direction) >= 3 AND bool_or(direction = 'same') FROM sample), true, 'whether they move or not');
SELECT is_empty($$ SELECT key FROM customer_grade.challenge('tier', 'client', 2, 0.05) EXCEPT SELECT key FROM sample $$, 'a larger share has all of a smaller one');
SELECT is((SELECT count(*) FROM customer_grade.challenge('tier', 'client', 2, 1)), 600::bigint, 'all of them');
SELECT is((SELECT count(*) BETWEEN 1 AND 100 FROM customer_grade.challenge('tier', 'client', 1, 0.2) JOIN sample USING (key)), true, 'another version has another sample');
INSERT INTO client SELECT 'west', n, 1, 1, 1 FROM generate_series(1, 100) AS n;
SELECT results_eq($$ SELECT * FROM customer_grade.challenge('tier', 'client', 2, 0.2, '{"low": 30}') WHERE key ->> 'region' <> 'west' ORDER BY key $$, 'SELECT * FROM sample ORDER BY key', 'who joins changes nothing for the others');
DELETE FROM client WHERE region = 'west';

-- what is wrong
SELECT throws_ok($$ SELECT * FROM customer_grade.impact_summary('tier', 'client', 'grades A; grade A otherwise;', 2) $$, '22023', 'impact() takes either a rubric or a version', 'both');
SELECT throws_ok($$ SELECT * FROM customer_grade.impact_matrix('tier', 'client', version => 9) $$, '42704', 'standard "tier" has no version 9', 'no such version');
SELECT throws_ok($$ SELECT * FROM customer_grade.impact('tier', 'client', version => 2, as_of => '2026-03-09', policies => true) $$, '22023', 'impact() with policies is as of today', 'policies of another day');
SELECT throws_ok($$ SELECT * FROM customer_grade.impact('tier', 'client', version => 2, as_of => 'infinity') $$, '22023', 'cannot grade as of infinity', 'no day');
SELECT throws_ok($$ SELECT * FROM customer_grade.impact('tier', 'client', version => 2, amount_column => 'turnover') $$, '42703', 'neither "public.figures" nor "public.client" has a column "turnover"', 'no such amount');
SELECT throws_ok($$ SELECT * FROM customer_grade.challenge('tier', 'client', 2, 10) $$, '22023', 'invalid share 10', 'no such share');
SELECT throws_ok($$ SELECT * FROM customer_grade.challenge('tier', 'client', 2, NULL) $$, '22023', 'invalid share null', 'none');
SELECT throws_ok($$ SELECT * FROM customer_grade.challenge('tier', 'client', 9) $$, '42704', 'standard "tier" has no version 9', 'no such challenger');

-- a metric that nobody has
SELECT throws_ok($$ SELECT * FROM customer_grade.impact_summary('tier', 'client', 'grades A > B; metric z number; grade A when z > 1; grade B otherwise;') $$,
	'42703', '"public.figures" has no column for metric "z"', 'a metric without a column');
SELECT throws_ok($$ SELECT * FROM customer_grade.coverage('tier', 'client', 'grades A > B; metric z number; grade A when z > 1; grade B otherwise;') $$,
	'42703', '"public.figures" has no column for metric "z"', '... nor does coverage() find it');

-- a draft is told on its own scale
\o /dev/null
SELECT customer_grade.define_standard('tier', :'second', draft => true);
\o
SELECT results_eq($$ SELECT key, direction, row_number() OVER () FROM customer_grade.impact('tier', 'client', version => 3) $$,
	$$ SELECT key, direction, row_number() OVER () FROM customer_grade.impact('tier', 'client', version => 2) $$, 'the movers by a draft');
SELECT results_eq($$ SELECT * FROM customer_grade.impact_matrix('tier', 'client', version => 3) $$,
	$$ SELECT * FROM customer_grade.impact_matrix('tier', 'client', version => 2) $$, '... its matrix');
SELECT results_eq($$ SELECT key, direction FROM customer_grade.challenge('tier', 'client', 3, 1) $$,
	$$ SELECT key, direction FROM customer_grade.challenge('tier', 'client', 2, 1) $$, '... and it as a challenger');

-- who may see it
CREATE ROLE regress_impact_reader;
SET ROLE regress_impact_reader;
SELECT throws_ok($$ SELECT * FROM customer_grade.impact_summary('tier', 'client', version => 2) $$, '42501', NULL, 'who may read nothing sees nothing');
SELECT throws_ok($$ SELECT * FROM customer_grade.challenge('tier', 'client', 2) $$, '42501', NULL, '... nor the challenger');
RESET ROLE;
GRANT SELECT ON figures TO regress_impact_reader;
SET ROLE regress_impact_reader;
SELECT is((SELECT customers FROM customer_grade.impact_summary('tier', 'client', version => 2, amount_column => 'amount')), 600::bigint, 'SELECT on the metrics view is enough');
SELECT is((SELECT count(*) FROM customer_grade.challenge('tier', 'client', 2, 1)), 600::bigint, '... for the challenger');
SELECT throws_ok($$ SELECT * FROM customer_grade.impact_summary('tier', 'client', version => 2, amount_column => 'revenue') $$, '42501', NULL, 'but for an amount of the subject');
SELECT throws_ok($$ SELECT * FROM customer_grade.impact_summary('tier', 'client', version => 2, policies => true) $$, '42501', NULL, '... and the grades in force');
RESET ROLE;
GRANT SELECT ON client_tier_grades TO regress_impact_reader;
SET ROLE regress_impact_reader;
SELECT is((SELECT customers FROM customer_grade.impact_summary('tier', 'client', version => 2, policies => true)), 600::bigint, 'these are to be read, too');
RESET ROLE;
DROP OWNED BY regress_impact_reader;
DROP ROLE regress_impact_reader;

--
-- With policies it is what publish() does
--
\o /dev/null
CREATE TABLE member (id int PRIMARY KEY, x numeric, joined date);
INSERT INTO member SELECT n, floor(random() * 100), date '2026-01-01' + (random() * 60)::int FROM generate_series(1, 400) AS n;
SELECT customer_grade.define_standard('terms', 'grades A > B > C > D; metric x number >= 0; metric joined date; grade A when x >= 75; grade B when x >= 50; grade C when x >= 25; grade D otherwise;', '2020-01-01');
SELECT customer_grade.attach('terms', 'member');
-- each follows the one before
SELECT customer_grade.define_standard('terms', (format('grades A > B > C > D; metric x number >= 0; metric joined date; grade A when x >= %s; grade B when x >= %s; grade C when x >= 25; grade D otherwise; ', 60 + n * 4, 40 + n % 2 * 15) || terms)::customer_grade.rubric, date '2020-01-01' + n::int)
FROM unnest(ARRAY[
	'approval of A valid 1 year;',
	'review month end; promotion one step at review; demotion after 20 days; approval of A;',
	'provisional 30 days since joined; validity 3 months;',
	'review month end; promotion at review; demotion one step at review; approval of A, B until C;',
	'cap C when x < 60 at once; review every 10 days from joined; demotion never;',
	'demotion immediate; approval of B;'
]) WITH ORDINALITY AS t(terms, n);
\o
-- people decide, rows change, and then the next version is published
CREATE PROCEDURE pg_temp.days_pass(version int) LANGUAGE plpgsql AS $$
DECLARE
	c record;
BEGIN
	UPDATE member SET x = CASE WHEN id % 60 = version THEN -1 ELSE floor(random() * 100) END WHERE random() < 0.4;
	FOR c IN SELECT id, grade, computed_grade, state, row_number() OVER (ORDER BY id) AS n FROM member_terms_ledger WHERE grade IS NOT NULL AND problem IS NULL AND random() < 0.15 ORDER BY id LOOP
		CASE
		WHEN c.state = 'pending' THEN
			PERFORM customer_grade.approve('terms', 'member', to_jsonb(c.id), 'so it is', valid_until => customer_grade.as_of() + 10 + c.id % 40);
		WHEN c.state = 'final' AND NOT EXISTS (SELECT FROM member_terms_decisions AS d WHERE d.id = c.id AND d.decision IN ('override', 'minimum') AND d.status = 'approved') THEN
			PERFORM customer_grade.override('terms', 'member', to_jsonb(c.id), CASE WHEN c.grade = 'B' THEN 'C' ELSE 'B' END, 'a reason',
				valid_until => customer_grade.as_of() + 5 + c.id % 30, at_least => c.n % 2 = 0);
		ELSE
		END CASE;
	END LOOP;
END $$;
CREATE FUNCTION pg_temp.unlike() RETURNS TABLE (key int, before text, foreseen text, after text) LANGUAGE plpgsql AS $$
BEGIN
	RETURN QUERY SELECT b.id, concat_ws(' ', b.grade, b.state), concat_ws(' ', f.grade_to, f.in_force, f.in_force_to, f.state_to), concat_ws(' ', l.computed_grade, l.grade, l.state)
	FROM before AS b JOIN member_terms_ledger AS l USING (id) LEFT JOIN foreseen AS f ON (f.key ->> 'id')::int = b.id
	WHERE CASE WHEN f.key IS NULL THEN l.grade IS DISTINCT FROM b.grade OR l.problem IS NULL AND l.computed_grade IS DISTINCT FROM b.computed_grade
		ELSE f.in_force IS DISTINCT FROM b.grade OR f.in_force_to IS DISTINCT FROM l.grade OR f.state_to <> l.state
			OR l.problem IS NULL AND f.grade_to IS DISTINCT FROM l.computed_grade OR (l.problem IS NOT NULL) <> (f.direction = 'refused' OR coalesce(f.reason, '') LIKE 'refused: %') END;
END $$;
SELECT format('SET customer_grade.clock = %L', date '2026-03-12' + v * 12 || ' 12:00+00'), format('CALL pg_temp.days_pass(%s)', v),
	'DROP TABLE IF EXISTS before, foreseen, matrix, summary',
	'CREATE TABLE before AS SELECT * FROM member_terms_ledger',
	format('CREATE TABLE foreseen AS SELECT * FROM customer_grade.impact(''terms'', ''member'', version => %s, policies => true)', v),
	format('CREATE TABLE summary AS SELECT * FROM customer_grade.impact_summary(''terms'', ''member'', version => %s, policies => true, amount_column => ''x'')', v),
	format('CALL customer_grade.publish(''terms'', ''member'', version => %s, force => ''a test'')', v),
	format('SELECT is_empty(''SELECT * FROM pg_temp.unlike()'', ''version %s: publish() does what impact() foresees'')', v),
	format('SELECT is((SELECT (customers, moving_now, held_back, amount_held_back)::text FROM summary), (SELECT (count(*), count(*) FILTER (WHERE l.grade IS DISTINCT FROM b.grade), '
		'count(*) FILTER (WHERE h.held), coalesce(sum(m.x) FILTER (WHERE h.held), 0))::text FROM before AS b JOIN member_terms_ledger AS l USING (id) JOIN member AS m USING (id), '
		'LATERAL (SELECT l.problem IS NULL AND l.grade IS DISTINCT FROM l.computed_grade AS held) AS h), ''version %s: whom the terms hold back'')', v),
	format('SELECT is((SELECT count(*) > 30 FROM foreseen) AND (SELECT held_back > 30 FROM summary), true, ''version %s: there are some'')', v)
FROM generate_series(2, 7) AS v \gexec
SELECT is((SELECT count(*) FROM member_terms_decisions WHERE decision_reason LIKE 'held when version % began%') > 50, true, 'holders were approved');
SELECT is_empty($$ SELECT * FROM customer_grade.verify('terms', 'member') $$, 'verify() is empty');

-- so does verify() on a day to come
\o /dev/null
SELECT customer_grade.define_standard('ask', 'grades A > B > C; metric x number; grade A when x >= 60; grade B when x >= 30; grade C otherwise; review daily;', '2020-01-01');
CREATE TABLE asked (id int PRIMARY KEY, x numeric);
INSERT INTO asked SELECT n, n FROM generate_series(1, 99) AS n;
SELECT customer_grade.attach('ask', 'asked');
SELECT customer_grade.override('ask', 'asked', '5', 'A', 'a reason');
SELECT customer_grade.define_standard('ask', 'grades A > B > C; metric x number; grade A when x >= 50; grade B when x >= 30; grade C otherwise; review daily; approval of A valid 5 days; approval of B;',
	date '2026-06-10');
CREATE TABLE verified AS SELECT day, v.* FROM generate_series(date '2026-06-10', '2026-06-16', '1 day') AS day, customer_grade.verify('ask', 'asked', day::date) AS v;
\o
SELECT results_eq('SELECT (key ->> ''id'')::int, stored_grade, grade, change FROM verified WHERE day = ''2026-06-10'' ORDER BY 1',
	$$ SELECT n, 'B', 'B', 'final becomes pending' FROM generate_series(50, 59) AS n $$, 'who holds a grade keeps it when a version asks approval of it');
SELECT results_eq('SELECT (key ->> ''id'')::int, grade FROM verified WHERE day = ''2026-06-16'' ORDER BY 1', $$ SELECT n, CASE WHEN n < 60 THEN 'B' ELSE 'C' END FROM generate_series(50, 99) AS n $$, 'until that approval ends');
CREATE TABLE before_asked AS SELECT * FROM asked_ask_ledger;
SELECT format('SET customer_grade.clock = %L', day || ' 12:00+00'), 'CALL customer_grade.run_due_reviews()',
	format('SELECT results_eq(%L, %L, %L)', 'SELECT l.id, l.grade FROM asked_ask_ledger AS l JOIN before_asked AS b USING (id) WHERE l.grade <> b.grade OR l.state <> b.state ORDER BY 1',
		format('SELECT (key ->> ''id'')::int, grade FROM verified WHERE day = %L ORDER BY 1', day), 'as foreseen for ' || day)
FROM (VALUES (date '2026-06-10'), ('2026-06-16')) AS d(day) \gexec

--
-- A past day
--
\o /dev/null
SET customer_grade.clock = '2027-01-01 12:00+00';
CREATE TABLE buyer (id int PRIMARY KEY);
CREATE TABLE purchase (id int, day date, amount numeric);
INSERT INTO buyer SELECT generate_series(1, 60);
CREATE VIEW recent AS SELECT b.id, coalesce(sum(p.amount), 0) AS amount FROM buyer AS b
	LEFT JOIN purchase AS p ON p.id = b.id AND p.day > customer_grade.as_of() - 10 AND p.day <= customer_grade.as_of() GROUP BY b.id;
SELECT customer_grade.define_standard('recent', 'grades A > B > C; metric amount number; parameter cut = top(amount, 20%); grade A when amount >= cut and amount > 0; grade B when amount > 0; grade C otherwise; review daily;', '2020-01-01');
SELECT customer_grade.attach('recent', 'buyer', 'recent');
SELECT customer_grade.define_standard('recent', 'grades A > B > C; metric amount number; parameter cut = top(amount, 30%); grade A when amount >= cut and amount > 0; grade B when amount > 0; grade C otherwise; review daily;', '2027-01-10');
SELECT format('SET customer_grade.clock = %L', day || ' 23:00+00'),
	format('INSERT INTO purchase SELECT 1 + floor(random() * 60), %L, floor(random() * 100) FROM generate_series(1, 12)', day),
	'CALL customer_grade.run_due_reviews()', 'CALL customer_grade.review(''recent'', ''buyer'')'
FROM (SELECT d::date AS day FROM generate_series(date '2027-01-02', '2027-01-20', '1 day') AS d) AS d \gexec
\o
SELECT is((SELECT version FROM customer_grade.attachment WHERE standard = 'recent'), 2, 'a version was published meanwhile');
-- by this rubric everybody moves
SELECT results_eq(format($q$ SELECT (key ->> 'id')::int, grade FROM customer_grade.impact('recent', 'buyer', 'grades x; grade x otherwise;', as_of => %L) ORDER BY 1 $q$, day),
	format($q$ SELECT id, grade FROM buyer_recent_grades WHERE valid_from < date %1$L + 1 AND (valid_to >= date %1$L + 1 OR valid_to IS NULL) ORDER BY 1 $q$, day), 'impact() as of ' || day)
FROM (SELECT d::date AS day FROM generate_series(date '2027-01-03', '2027-01-20', '4 days') AS d) AS d;
SELECT results_eq($$ SELECT grade, sum(customers) FROM customer_grade.impact_matrix('recent', 'buyer', version => 2, as_of => '2027-01-08') GROUP BY 1 ORDER BY 1 $$,
	$$ SELECT grade, sum(customers) FROM customer_grade.distribution('recent', 'buyer', '2027-01-08') WHERE customers > 0 GROUP BY 1 ORDER BY 1 $$, 'the matrix of a past day');
SELECT is((SELECT better > 0 FROM customer_grade.impact_summary('recent', 'buyer', version => 2, as_of => '2027-01-08')), true, 'what the version would have done then');

-- a metric that publish() would add to the view that attach() has made
\o /dev/null
CREATE TABLE shop (id int PRIMARY KEY, x int, y int);
INSERT INTO shop VALUES (1, 9, 0), (2, 9, 10), (3, 1, 10);
SELECT customer_grade.define_standard('shop', 'grades A > B; metric x number; grade A when x > 5; grade B otherwise;', '2020-01-01'),
	customer_grade.attach('shop', 'shop'),
	customer_grade.define_standard('shop', 'grades A > B; metric x number; metric y number; grade A when x > 5 and y > 5; grade B otherwise;', draft => true);
\o
SELECT results_eq($$ SELECT key, grade, grade_to FROM customer_grade.impact('shop', 'shop', version => 2) $$, $$ VALUES ('{"id": 1}'::jsonb, 'A', 'B') $$, 'a metric of the subject that the view lacks');
SELECT is((SELECT customers || ' ' || worse FROM customer_grade.impact_summary('shop', 'shop', version => 2)), '3 1', '... in the summary');
SELECT is((SELECT string_agg(grade || grade_to, ' ' ORDER BY key) FROM customer_grade.challenge('shop', 'shop', 2, 1)), 'AB AA BB', '... of a challenger');
SELECT is((SELECT string_agg(customers::text, ' ') FROM customer_grade.coverage('shop', 'shop', version => 2) WHERE kind = 'rule'), '1 2', '... and of what decides');
SELECT throws_ok($$ SELECT * FROM customer_grade.impact('shop', 'shop', version => 2, policies => true) $$, '42703', '"public.shop_shop_metrics" has no column for metric "y"', 'policies need the view as it is');

-- in sessions of their own, whose notices are read and not printed
\setenv PGDATABASE :DBNAME
\set told `psql -X -c "SELECT count(*) FROM customer_grade.impact('tier', 'client', version => 1, as_of => '2026-02-01')" 2>&1`
SELECT matches(:'told'::text, 'NOTICE:  the metrics of table "public.client" are those of today, not of 2026-02-01\s+DETAIL:  "public.figures" never asks', 'metrics that do not follow the day are told');
\set told `psql -X -c "SELECT count(*) FROM customer_grade.impact('recent', 'buyer', version => 2, as_of => '2027-01-18')" 2>&1`
SELECT is(:'told'::text !~ 'NOTICE', true, '... and no others');
CREATE FUNCTION shown(amount numeric) RETURNS numeric LANGUAGE sql STABLE AS 'SELECT amount';
CREATE OR REPLACE VIEW figures AS SELECT region, "in force", shown(x) AS x, y, x * 10 AS amount FROM client;
\set told `psql -X -c "SELECT count(*) FROM customer_grade.impact('tier', 'client', version => 1, as_of => '2026-02-01')" 2>&1`
SELECT is(:'told'::text !~ 'NOTICE', true, 'what a function asks is not known');
SELECT * FROM finish();
