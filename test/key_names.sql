-- A key column may have any name, also one that a query of ours uses: of a shop whose key is made of such names every
-- report, review and decision gives what it gives of a shop whose key has plain names.

\o /dev/null
SET client_min_messages = error;
SET TimeZone = 'UTC';
CREATE FUNCTION pg_temp.clock(at text) RETURNS void LANGUAGE sql AS $$ SELECT set_config('customer_grade.clock', at, false) $$;
SELECT pg_temp.clock('2024-01-01 12:00+00');

-- The names: what stands after AS or WITH or is a column of a result, anywhere in our functions, some of
-- the library's, and some that need quotes.
CREATE TABLE word AS
	WITH source AS (
		SELECT p.prosrc AS text, p.proargnames AS names, p.proargmodes AS modes FROM pg_proc AS p JOIN pg_language AS l ON l.oid = p.prolang
		WHERE p.pronamespace IN ('customer_grade'::regnamespace, 'customer_grade_internal'::regnamespace) AND l.lanname IN ('sql', 'plpgsql')
			AND p.prosrc ~* 'execute|format[(]|owner_query'	-- other SQL cannot name a key column
	), found AS (
		SELECT m[1] AS name FROM source AS s, regexp_matches(s.text, '\mAS "?([a-z_][a-z_0-9]*)', 'g') AS m
		UNION
		SELECT c FROM source AS s, regexp_matches(s.text, '\mAS [a-z_0-9]*\s?\(([a-z_0-9, ]+)\)', 'g') AS m, regexp_split_to_table(m[1], ',? ') AS c
		UNION
		SELECT m[1] FROM source AS s, regexp_matches(s.text, '(?:\mWITH|\)\s*,)\s+([a-z_]+) AS', 'g') AS m
		UNION
		SELECT n.name FROM source AS s, unnest(s.names, s.modes) AS n(name, mode) WHERE n.mode IN ('o', 'b', 't')
		UNION
		SELECT n FROM customer_grade_internal.report_columns() AS c(n)
		UNION
		VALUES ('key 1'), ('key 2'), ('key_color'), ('override'), ('approval'), ('rejection'), ('difference'),
			('old_rows'), ('new_rows'), ('select'), ('Quo"ted'), ('100%'), ('%1$s')
	)
	SELECT DISTINCT f.name::name COLLATE "C" AS name,
		f.name::name = ANY (customer_grade_internal.own_columns()) AS taken
	FROM found AS f WHERE f.name <> '';

CREATE TABLE shop AS
	SELECT 0 AS number, array_agg('id' || n ORDER BY n)::name[] AS keys FROM generate_series(1, 12) AS n
	UNION ALL
	SELECT (w.place - 1) / 12 + 1, array_agg(w.name ORDER BY w.place)
	FROM (SELECT name, row_number() OVER (ORDER BY name) AS place FROM word WHERE NOT taken) AS w
	GROUP BY 1;

CREATE FUNCTION pg_temp.list(keys name[], form text) RETURNS text LANGUAGE sql AS $$
	SELECT string_agg(format(form, k.name, k.n), ', ' ORDER BY k.n) FROM unnest(keys) WITH ORDINALITY AS k(name, n) $$;
-- runs a command for each shop; its tables are customer_<number> and so on, its customers c1 and c2
CREATE FUNCTION pg_temp.for_shops(command text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE s shop;
BEGIN
	FOR s IN SELECT * FROM shop ORDER BY number LOOP
		EXECUTE replace(replace(replace(replace(replace(command, '{n}', s.number::text), '{keys}', pg_temp.list(s.keys, '%I')),
			'{definitions}', pg_temp.list(s.keys, '%I text')), '{1}', pg_temp.list(s.keys, '''c1.%2$s''')), '{2}', pg_temp.list(s.keys, '''c2.%2$s'''));
	END LOOP;
END $$;

SELECT customer_grade.define_standard('s', $$
	grades A > B > C; metric "net amount" number >= 0;
	grade A when "net amount" >= 1000; grade B when "net amount" >= 500; grade C otherwise;
$$, '2020-01-01');
SELECT customer_grade.define_standard('t', $$
	grades A > B > C; metric "net amount" number >= 0; parameter top number = 1000 keep 900;
	grade A when "net amount" >= top; grade B when "net amount" >= 500; grade C otherwise;
	demotion after 3 days; provisional 20 days; approval of A;
	treatment visit_interval = 1 unit 'week'; treatment credit_limit = 100 unit 'CNY'; treatment payment_term = 1 when "net amount" >= 0 unit 'month';
	treatment validity for B = 40 unit 'day';
$$, '2020-01-01');
SELECT pg_temp.for_shops('CREATE TABLE customer_{n} ({definitions}, "net amount" numeric, "the mirror" text, PRIMARY KEY ({keys}))');
SELECT pg_temp.for_shops('CREATE TABLE orders_{n} ({definitions}, "order id" int, "ordered on" date, "the amount" numeric)');
SELECT pg_temp.for_shops('CREATE TABLE visit_{n} ("visit id" int PRIMARY KEY, {definitions})');
SELECT pg_temp.for_shops('INSERT INTO customer_{n} VALUES ({1}, 2000), ({2}, 600)');
SELECT pg_temp.for_shops('INSERT INTO orders_{n} VALUES ({1}, 1, ''2024-01-01'', 90), ({1}, 2, ''2024-01-05'', 60), ({2}, 3, ''2023-12-01'', 70)');
SELECT pg_temp.for_shops('INSERT INTO visit_{n} VALUES (1, {1}), (2, {2})');
\o
SELECT * FROM no_plan();
SELECT cmp_ok(count(*), '>', 250::bigint, 'names') FROM word;

SELECT lives_ok($$ SELECT pg_temp.for_shops('SELECT customer_grade.attach(''s'', ''customer_{n}'', outbox => true, mirror => ''the mirror'')') $$, 'attach()');
SELECT lives_ok($$ SELECT pg_temp.for_shops('SELECT customer_grade.attach(''t'', ''customer_{n}'', outbox => true, prefix => ''t{n}'', approver => ''postgres'')') $$, 'attach() of a standard with terms');
SELECT lives_ok(format('SELECT customer_grade.watch(''s'', %L, %L, VARIADIC %L)', 'customer_' || number, 'orders_' || number, keys), 'watch() ' || number)
FROM shop ORDER BY number;
SELECT lives_ok(format('SELECT customer_grade.watch_through(''t'', %L, %L, ''{visit id}'', %L)', 'customer_' || number, 'visit_' || number,
	format('SELECT v."visit id", %s FROM public.visit_%s AS v', pg_temp.list(keys, 'v.%I'), number)), 'watch_through() ' || number) FROM shop ORDER BY number;
SELECT lives_ok(format('SELECT customer_grade.track(%L, %L, %L::name[], ''ordered on'', ''the amount'')', 'customer_' || number, 'orders_' || number, keys),
	'track() ' || number) FROM shop WHERE NOT keys && '{series,month,count,amount,quantity}' ORDER BY number;
SELECT throws_ok(format('SELECT customer_grade.track(%L, %L, %L::name[], ''ordered on'', ''the amount'')', 'customer_' || number, 'orders_' || number, keys),
	'42701', NULL, 'not beside a column that the activity has ' || number) FROM shop WHERE keys && '{series,month,count,amount,quantity}' ORDER BY number;

-- some statements and days
\o /dev/null
SELECT pg_temp.clock('2024-02-01 12:00+00');
SELECT pg_temp.for_shops('UPDATE customer_{n} SET "net amount" = "net amount" - 300');
SELECT pg_temp.clock('2024-02-10 12:00+00');
SELECT pg_temp.for_shops('UPDATE customer_{n} SET "net amount" = "net amount" + 290');
SELECT pg_temp.for_shops('UPDATE visit_{n} SET "visit id" = "visit id" + 10');
SELECT pg_temp.for_shops('INSERT INTO orders_{n} SELECT {keys}, 4, ''2024-02-10'', 20 FROM customer_{n}');
SELECT pg_temp.for_shops('DELETE FROM orders_{n} WHERE "order id" = 2');
SELECT pg_temp.clock('2024-02-20 12:00+00');
SELECT pg_temp.for_shops('UPDATE customer_{n} SET "net amount" = "net amount" - 400');
SELECT format('CALL customer_grade.review(%L, %L)', standard, 'customer_' || number) FROM shop, (VALUES ('s'), ('t')) AS v(standard) ORDER BY number \gexec
SELECT format('CALL customer_grade.publish(%L, %L)', standard, 'customer_' || number) FROM shop, (VALUES ('s'), ('t')) AS v(standard) ORDER BY number \gexec
SELECT pg_temp.clock('2024-03-01 12:00+00');
CALL customer_grade.run_due_reviews();
\o
SELECT is_empty($$ SELECT * FROM customer_grade.review WHERE status <> 'done' OR refused > 0 $$, 'reviews');

-- what a query gives, in one text: of a key the first value, numbers of shops left out
CREATE FUNCTION pg_temp.outcome(command text, keys name[]) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
	EXECUTE format('SELECT string_agg(r::text, E''\n'' ORDER BY r::text) FROM (
		SELECT CASE WHEN r ? ''key'' THEN r || jsonb_build_object(''key'', ARRAY(SELECT r -> ''key'' ->> k FROM unnest($1[:1]) AS k)) ELSE r END - ''request'' AS r
		FROM (SELECT to_jsonb(q) AS r FROM (%s) AS q) AS r) AS r', command) INTO result USING keys;
	RETURN regexp_replace(result, '\m(customer_|orders_|t)\d+', '\1', 'g');
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
CREATE TEMP TABLE call AS
	SELECT c.text, c.ordinality AS place
	FROM unnest(ARRAY[
		$$ * FROM customer_grade.distribution('t', 'customer_{n}', '2024-02-15') $$,
		$$ * FROM customer_grade.population_stability('t', 'customer_{n}', '2024-01-15') $$,
		$$ * FROM customer_grade.concentration('t', 'customer_{n}', 'net amount') $$,
		$$ * FROM customer_grade.migration('t', 'customer_{n}', '2024-01-15', amount_column => 'net amount') $$,
		$$ * FROM customer_grade.movers('t', 'customer_{n}', '2024-01-15') $$,
		$$ * FROM customer_grade.movers('t', 'customer_{n}', '2023-01-15') $$,
		$$ * FROM customer_grade.dwell_time('t', 'customer_{n}') $$,
		$$ * FROM customer_grade.flapping('t', 'customer_{n}', '2023-01-01', times => 1) $$,
		$$ * FROM customer_grade.grade_days('t', 'customer_{n}', '2024-01-01') $$,
		$$ * FROM customer_grade.override_rate('t', 'customer_{n}', '2024-01-01') $$,
		$$ * FROM customer_grade.watchlist('t', 'customer_{n}', 0.5, 100) $$,
		$$ * FROM customer_grade.roll_off('t', 'customer_{n}') $$,
		$$ * FROM customer_grade.impact('t', 'customer_{n}',
			'grades A > C; metric "net amount" number; grade A when "net amount" > 100; grade C otherwise;') $$,
		$$ * FROM customer_grade.impact('t', 'customer_{n}', policies => true, amount_column => 'net amount',
			rubric => 'grades A > C; metric "net amount" number; grade A when "net amount" > 100; grade C otherwise;') $$,
		$$ (grade, grade_to, customers, moving_now, held_back)::text FROM customer_grade.impact_matrix('t', 'customer_{n}', policies => true,
			rubric => 'grades A > C; metric "net amount" number; grade A when "net amount" > 100; grade C otherwise;') $$,
		$$ * FROM customer_grade.challenge('t', 'customer_{n}', 1, 1) $$,
		$$ * FROM customer_grade.contacts_due('t', 'customer_{n}', 'orders_{n}', 'ordered on', {key_columns}) $$,
		$$ * FROM customer_grade.service_order('t', 'customer_{n}', 'orders_{n}', 'ordered on') $$,
		$$ * FROM customer_grade.credit_check('t', 'customer_{n}', 'orders_{n}', 'the amount', 'ordered on') $$,
		$$ * FROM customer_grade.benefits_expiring('t', 'customer_{n}', 100) $$,
		$$ * FROM customer_grade.verify('s', 'customer_{n}') $$,
		$$ * FROM customer_grade.verify('t', 'customer_{n}') $$,
		$$ * FROM customer_grade.verify('s', 'customer_{n}', '2024-03-02') $$,
		$$ * FROM customer_grade.verify('t', 'customer_{n}', '2024-03-02') $$,
		$$ * FROM customer_grade.verify('t', 'customer_{n}', '2024-05-02') $$,
		$$ * FROM customer_grade.customer_grades('customer_{n}', {key}) $$,
		$$ * FROM customer_grade.explain_customer('t', 'customer_{n}', {key}) $$,
		$$ grade, name, value FROM customer_grade.customer_treatments('t', 'customer_{n}', {key}) $$,
		$$ * FROM customer_grade.assessment_form('t', 'customer_{n}', {key}) WHERE section_en <> 'customer' $$,
		$$ customer_grade.grade_at('t', 'customer_{n}', {key}, '2024-02-05') $$,
		$$ customer_grade.override('t', 'customer_{n}', {key}, 'C', 'test', '2024-03-05') $$,
		$$ * FROM customer_grade.watchlist('t', 'customer_{n}', 0.5, 100) $$,
		$$ customer_grade.end_override('t', 'customer_{n}', {key}) $$,
		$$ customer_grade.propose('t', 'customer_{n}', {key}, 'A') $$,
		$$ customer_grade.withdraw('t', 'customer_{n}', {key}) $$,
		$$ customer_grade.approve('t', 'customer_{n}', {best}) $$,
		$$ customer_grade.reject('t', 'customer_{n}', {best}) $$,
		$$ * FROM customer_grade.take_events('t', 'customer_{n}') $$,
		$$ customer_grade.report_html('t', 'customer_{n}', name_column => 'the mirror', amount_column => 'net amount') $$,
		$$ kind, as_of, total, done, changed FROM customer_grade.review_log('t', 'customer_{n}') $$]) WITH ORDINALITY AS c(text, ordinality)
	UNION ALL
	SELECT $$ * FROM customer_grade.verify_activity('customer_{n}', 'orders_{n}') $$, 1000;

CREATE TEMP TABLE outcome (number int, place bigint, text text, result text);
DO $$
DECLARE o record;
BEGIN
	FOR o IN
		SELECT s.number, s.keys, c.place, c.text, replace(replace(replace(replace(c.text, '{n}', s.number::text),
			'{key_columns}', quote_literal(s.keys)), '{best}', k.c1), '{key}', k.c2) AS command
		FROM shop AS s, call AS c, LATERAL (
			SELECT quote_literal(jsonb_object_agg(k.name, 'c1.' || k.n)) AS c1, quote_literal(jsonb_object_agg(k.name, 'c2.' || k.n)) AS c2
			FROM unnest(s.keys) WITH ORDINALITY AS k(name, n)) AS k
		WHERE c.place < 1000 OR NOT s.keys && '{series,month,count,amount,quantity}'
		ORDER BY s.number, c.place
	LOOP
		INSERT INTO outcome VALUES (o.number, o.place, o.text, pg_temp.outcome('SELECT' || o.command, o.keys));
	END LOOP;
END $$;
-- (the page and the form show the names)
SELECT is(string_agg(o.number || ': ' || o.result, E'\n' ORDER BY o.number) FILTER (WHERE o.result IS DISTINCT FROM p.result), NULL, translate(o.text, E'\n\t', ''))
FROM outcome AS o JOIN outcome AS p ON p.number = 0 AND p.place = o.place
WHERE o.text !~ 'report_html|assessment_form' GROUP BY o.place, o.text ORDER BY o.place;
SELECT is(string_agg(o.number || ': ' || o.result, E'\n' ORDER BY o.number) FILTER (WHERE o.result ~ '^[0-9A-Z]{5} '), NULL, o.text)
FROM outcome AS o WHERE o.text ~ 'report_html|assessment_form' GROUP BY o.place, o.text ORDER BY o.place;
SELECT is(string_agg(text || result, E'\n'), NULL, 'without errors') FROM outcome WHERE number = 0 AND result ~ '^[0-9A-Z]{5} ';

SELECT customer_grade.alter_attachment(standard, ('customer_' || number)::regclass, label => 'the mirror')
FROM shop, (VALUES ('s'), ('t')) AS v(standard) \g /dev/null
SELECT lives_ok(format('SELECT customer_grade.create_report_views(%L, %L)', standard, 'customer_' || number), 'create_report_views() ' || number)
FROM shop, (VALUES ('s'), ('t')) AS v(standard) ORDER BY number;
SELECT is(string_agg(v.view::text, ', ') FILTER (WHERE pg_temp.outcome(format('SELECT count(*) FROM %s', v.view), '{}')
		<> pg_temp.outcome(format('SELECT count(*) FROM %s', w.view), '{}')), NULL, 'rows of report view ' || v.name)
FROM customer_grade.report_view AS v JOIN customer_grade.report_view AS w ON w.standard = v.standard AND w.name = v.name AND w.subject = 'customer_0'::regclass
GROUP BY v.name ORDER BY v.name;
SELECT lives_ok(format('SELECT customer_grade.explain(''s'', m.*) FROM %s AS m', metrics), 'explain() ' || subject)
FROM customer_grade.attachment WHERE standard = 's' ORDER BY subject::text;
SELECT lives_ok(format('SELECT customer_grade.refresh(%L, %L)', standard, subject), 'refresh() ' || standard || ' ' || subject)
FROM customer_grade.attachment ORDER BY subject::text, standard;
SELECT is(customer_grade.refresh_activity(subject, source), 0::bigint, 'refresh_activity() ' || subject) FROM customer_grade.tracking ORDER BY subject::text;

-- the tables' own names are all that a key may not have
SELECT set_eq($$
	SELECT c.attname FROM customer_grade.attachment AS a, unnest(ARRAY[a.ledger, a.history, a.grades, a.decisions, a.outbox, a.review_queue]) AS t(relation)
		JOIN pg_attribute AS c ON c.attrelid = t.relation AND c.attnum > 0 AND c.attname !~ '^id\d'
	WHERE a.subject = 'customer_0'::regclass $$, 'SELECT unnest(customer_grade_internal.own_columns())', 'own_columns() are the columns of the tables');
SELECT set_eq($$
	SELECT c.attname FROM customer_grade.tracking AS a, unnest(ARRAY[a.activity, a.monthly]) AS t(relation)
		JOIN pg_attribute AS c ON c.attrelid = t.relation AND c.attnum > 0 AND c.attname !~ '^id\d'
	WHERE a.subject = 'customer_0'::regclass $$, '{series,month,count,amount,quantity}'::name[], 'and so are those that track() refuses');
SELECT set_eq($$
	SELECT DISTINCT c.attname::text FROM customer_grade.report_view AS v JOIN pg_attribute AS c ON c.attrelid = v.view AND c.attnum > 0 AND c.attname !~ '^id\d'
	WHERE v.subject = 'customer_0'::regclass $$, 'SELECT name FROM customer_grade_internal.report_columns()', 'report_columns() are the columns of the report views');
SELECT pg_temp.for_shops('DROP TABLE orders_{n}, visit_{n}') \g /dev/null
SELECT lives_ok(format('SELECT customer_grade.detach(%L, %L, true)', standard, subject), 'detach() ' || standard || ' ' || subject)
FROM customer_grade.attachment ORDER BY subject::text, standard;
DO $$
DECLARE w name;
BEGIN
	FOREACH w IN ARRAY customer_grade_internal.own_columns() LOOP
		EXECUTE format('CREATE TABLE taken_%1$s (%1$I int PRIMARY KEY, "net amount" numeric)', w);
	END LOOP;
END $$;
SELECT throws_ok(format('SELECT customer_grade.attach(''s'', ''taken_%s'')', w), '42701',
	format('key column "%s" of table "public.taken_%1$s" has the name of a column of the ledger', w), 'refused: ' || w)
FROM unnest(customer_grade_internal.own_columns()) AS w;

SELECT * FROM finish();
