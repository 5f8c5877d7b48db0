-- Hostile names: whatever schema, tables, columns, key and standard are called, everything works for them as it does for plain
-- names: attach, decide, review, publish, report, alter, detach, drop.

\o /dev/null
SET client_min_messages = error;
SET TimeZone = 'UTC';
SET customer_grade.clock = '2024-01-01 12:00+00';

-- plain names first, to compare with
CREATE TABLE victim (n int PRIMARY KEY, name text NOT NULL, standard text NOT NULL);
INSERT INTO victim
SELECT row_number() OVER (), v.name, coalesce(v.standard, 's' || row_number() OVER ())
FROM (VALUES ('plain', 'plain'), ('50%s off', NULL), ('%1$s%I%%', '...'), ('it''s', '.'), ('Quo"ted', 'Ünïcödé'), ('""', '_'), (E'back\\slash''; --', '等级标准'),
	(E'new\r\n\tline', repeat('s', 63)), (' ', NULL), ('{keys}', 'keys'), ('{x} {', NULL), ('`old grade`', NULL), ('$1 $function$ $query$', NULL), ('😀', '😀'),
	('a.b', 'a.b'), ('SELECT', 'SELECT'), ('<b>&amp;', NULL), ('{a,b}', NULL), ('NULL', 'null'),
	(repeat('x', 63), repeat('x', 200)), (repeat('x', 62) || 'y', repeat('x', 199) || 'y'), (repeat('"', 63), repeat('等', 60)), (repeat('%', 63), NULL), (repeat('客', 21), NULL)) AS v(name, standard);


-- A statement about each of them. It names <schema>, <table>, <orders>, <visits>, <key> (the column of its key), <mirror>, <n>; and, quoted
-- as strings, [table], [orders], [visits], [standard], [key], [mirror], [name]; [1] and [2] are the keys of two customers.
CREATE FUNCTION pg_temp.statement(template text, x victim) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	orders text := format('%I.%I', x.name, 'o' || substr(x.name, 2));
	visits text := format('%I.%I', x.name, 'v' || substr(x.name, 2));
	mirror text := 'm' || substr(x.name, 2);
	place record;
	result text := '';
BEGIN
	FOR place IN
		SELECT m[1] AS before, m[2] AS name FROM regexp_matches(template || '<end>', '(.*?)([<\[]\w+[>\]])', 'g') AS m
	LOOP
		result := result || place.before || CASE place.name WHEN '<end>' THEN ''
			WHEN '<schema>' THEN quote_ident(x.name) WHEN '<table>' THEN format('%1$I.%1$I', x.name) WHEN '<orders>' THEN orders WHEN '<visits>' THEN visits
			WHEN '<key>' THEN quote_ident(x.name) WHEN '<mirror>' THEN quote_ident(mirror) WHEN '<n>' THEN x.n::text
			WHEN '[table]' THEN quote_literal(format('%1$I.%1$I', x.name)) WHEN '[orders]' THEN quote_literal(orders) WHEN '[visits]' THEN quote_literal(visits)
			WHEN '[mapping]' THEN quote_literal(format('SELECT %I, %I FROM %s', mirror, x.name, visits))
			WHEN '[standard]' THEN quote_literal(x.standard) WHEN '[key]' THEN quote_literal(x.name) WHEN '[mirror]' THEN quote_literal(mirror)
			WHEN '[name]' THEN quote_literal(x.name)
			WHEN '[1]' THEN quote_literal(jsonb_build_object(x.name, x.name || '1')) WHEN '[2]' THEN quote_literal(jsonb_build_object(x.name, x.name || '2'))
			ELSE place.name END;
	END LOOP;
	RETURN result;
END $$;
CREATE FUNCTION pg_temp.outcome(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE rows bigint;
BEGIN
	EXECUTE statement;
	GET DIAGNOSTICS rows = ROW_COUNT;
	RETURN rows || ' rows';
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ' ' || SQLERRM;
END $$;
-- every name has the outcome of the plain one, which is no error
CREATE FUNCTION pg_temp.all_alike(template text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	x victim;
	plain text;
	got text;
	wrong text := '';
BEGIN
	FOR x IN SELECT * FROM victim ORDER BY n LOOP
		got := pg_temp.outcome(pg_temp.statement(template, x));
		plain := coalesce(plain, got);
		IF got <> plain OR got !~ 'rows$' THEN
			wrong := wrong || format(E'\n%s: %s', to_json(x.name), got);
		END IF;
	END LOOP;
	RETURN is(wrong, '', left(template, 100));
END $$;
CREATE FUNCTION pg_temp.calls(procedure text) RETURNS SETOF text LANGUAGE sql AS $$ SELECT pg_temp.statement('CALL customer_grade.' || procedure, victim) FROM victim ORDER BY n $$;
\o
SELECT * FROM no_plan();

SELECT pg_temp.all_alike($$SELECT customer_grade.define_standard([standard], 'grades A > B > C; metric amount number; parameter cut number = 100;
	grade A when amount >= cut; grade B when amount >= 50; grade C otherwise;
	review month end; approval of A; provisional 5 days;
	treatment credit_limit = 100 unit ''CNY''; treatment validity for A = 40 unit ''day''; treatment visit_interval = 1 when amount > 0 unit ''week'';', '2020-01-01', title => [name], description => [name], origin => [name])$$);
SELECT pg_temp.all_alike(statement) FROM unnest(ARRAY[
	'CREATE SCHEMA <schema>',
	'CREATE TABLE <table> (<key> text PRIMARY KEY, amount numeric, <mirror> text)',
	'CREATE TABLE <orders> (number int PRIMARY KEY, <key> text, "ordered on" date, amount numeric)',
	$$INSERT INTO <table> VALUES ([name] || '1', 120), ([name] || '2', 60)$$,
	$$INSERT INTO <orders> VALUES (1, [name] || '1', '2023-12-01', 10)$$,
	$$SELECT customer_grade.attach([standard], [table], mirror => [mirror], outbox => true, overrider => 'postgres', approver => 'postgres',
		benchmark => 'SELECT 100 AS cut', notify => true)$$,
	$$SELECT customer_grade.track([table], [orders], [key], 'ordered on', 'amount')$$,
	$$SELECT customer_grade.watch([standard], [table], [orders], [key])$$,
	$$CREATE TABLE <visits> (<mirror> int PRIMARY KEY, <key> text)$$,
	'SELECT customer_grade.watch_through([standard], [table], [visits], ARRAY[ [mirror] ]::name[], [mapping])',
	$$INSERT INTO <visits> VALUES (1, [name] || '1')$$,
	$$INSERT INTO <orders> VALUES (2, [name] || '1', '2024-01-01', 20), (3, [name] || '2', '2024-01-01', 20)$$,
	$$UPDATE <table> SET amount = amount + 1$$,
	$$INSERT INTO <table> SELECT [name] || n, n FROM generate_series(3, 1100) AS n$$,
	$$DELETE FROM <table> WHERE amount BETWEEN 600 AND 1100$$,
	$$SELECT customer_grade.approve([standard], [table], [1])$$,
	$$SELECT customer_grade.override([standard], [table], [2], 'C', 'why')$$,
	$$SELECT customer_grade.end_override([standard], [table], [2])$$,
	$$SELECT customer_grade.propose([standard], [table], [2], 'A')$$,
	$$SELECT customer_grade.withdraw([standard], [table], [2])$$,
	$$SELECT customer_grade.reject([standard], [table], [1])$$,
	$$SELECT customer_grade.explain([standard], t) FROM <table> AS t$$]) WITH ORDINALITY AS s(statement, place)
ORDER BY place;

\o /dev/null
SET customer_grade.clock = '2024-02-01 12:00+00';
SELECT pg_temp.calls('review([standard], [table], ''2024-01-31'', 300)') \gexec
\o
SELECT pg_temp.all_alike($$SELECT customer_grade.define_standard([standard], 'grades A > B > C; metric amount number; parameter cut number = 90;
	grade A when amount >= cut; grade B when amount >= 40; grade C otherwise;
	review month end; approval of A; provisional 5 days;', '2024-02-01')$$);
\o /dev/null
SELECT pg_temp.calls('publish([standard])') \gexec
SET customer_grade.clock = '2024-03-05 12:00+00';
CALL customer_grade.run_due_reviews();
\o
SELECT is((SELECT string_agg(DISTINCT r.log, '; ') FROM (
		SELECT string_agg(concat_ws(' ', kind, as_of, status, total, done, changed, refused, problem), ', ' ORDER BY id) AS log FROM customer_grade.review GROUP BY standard, subject) AS r),
	(SELECT string_agg(concat_ws(' ', kind, as_of, status, total, done, changed, refused, problem), ', ' ORDER BY id) FROM customer_grade.review WHERE standard = 'plain'), 'reviews are alike');
SELECT pg_temp.all_alike(statement) FROM unnest(ARRAY[
	'SELECT * FROM customer_grade.verify([standard], [table])',
	$$SELECT * FROM customer_grade.verify([standard], [table], '2024-06-30')$$,
	'SELECT * FROM customer_grade.verify_activity([table], [orders])',
	$$SELECT 1 WHERE customer_grade.grade_at([standard], [table], [1], '2024-01-20') = 'A'$$,
	'SELECT customer_grade.next_review([standard], [table])',
	'SELECT * FROM customer_grade.take_events([standard], [table])',
	'SELECT * FROM customer_grade.grade_scale([standard])',
	'SELECT * FROM customer_grade.distribution([standard], [table])',
	$$SELECT * FROM customer_grade.population_stability([standard], [table], '2024-01-01', '2024-03-01')$$,
	'SELECT * FROM customer_grade.concentration([standard], [table], ''amount'')',
	$$SELECT * FROM customer_grade.migration([standard], [table], '2024-01-15', amount_column => 'amount')$$,
	$$SELECT * FROM customer_grade.movers([standard], [table], '2024-01-15')$$,
	'SELECT * FROM customer_grade.dwell_time([standard], [table])',
	$$SELECT * FROM customer_grade.flapping([standard], [table], '2023-01-01', times => 1)$$,
	$$SELECT * FROM customer_grade.grade_days([standard], [table], '2024-01-01')$$,
	$$SELECT * FROM customer_grade.override_rate([standard], [table], '2024-01-01')$$,
	'SELECT * FROM customer_grade.watchlist([standard], [table], 0.5, 100)',
	'SELECT * FROM customer_grade.roll_off([standard], [table])',
	$$SELECT * FROM customer_grade.impact([standard], [table], 'grades A > C; metric amount number; grade A when amount > 100; grade C otherwise;')$$,
	$$SELECT * FROM customer_grade.impact_matrix([standard], [table], 'grades A > C; metric amount number; grade A when amount > 100; grade C otherwise;', amount_column => 'amount', policies => true)$$,
	$$SELECT * FROM customer_grade.challenge([standard], [table], 1, 1)$$,
	$$SELECT * FROM customer_grade.contacts_due([standard], [table], [orders], 'ordered on')$$,
	$$SELECT * FROM customer_grade.service_order([standard], [table], [orders], 'ordered on')$$,
	$$SELECT * FROM customer_grade.credit_check([standard], [table], [orders], 'amount', 'ordered on')$$,
	'SELECT * FROM customer_grade.benefits_expiring([standard], [table], 100)',
	'SELECT * FROM customer_grade.customer_grades([table], [1])',
	'SELECT * FROM customer_grade.explain_customer([standard], [table], [1])',
	'SELECT * FROM customer_grade.customer_treatments([standard], [table], [1])',
	'SELECT * FROM customer_grade.awaiting([standard], [table])',
	'SELECT * FROM customer_grade.assessment_form([standard], [table], [1])',
	'SELECT * FROM customer_grade.review_log([standard], [table])',
	'SELECT customer_grade.to_sql([standard], [name])',
	$$SELECT 1 WHERE xml_is_well_formed_document(customer_grade.report_html([standard], [table], name_column => [mirror], amount_column => 'amount'))$$,
	$$SELECT 1 WHERE xml_is_well_formed_document(customer_grade.report_html([standard], [table], language => 'zh', name_column => [key]))$$,
	'SELECT customer_grade.create_report_views([standard], [table])',
	$$SELECT customer_grade.alter_attachment([standard], [table], benchmark => 'SELECT 95 AS cut', notify => false, reset => '{parameters}')$$,
	$$SELECT customer_grade.alter_attachment([standard], [table], reset => '{mirror}')$$,
	$$SELECT customer_grade.alter_attachment([standard], [table], mirror => [mirror])$$,
	'SELECT customer_grade.alter_tracking([table], [orders], 12)',
	'SELECT customer_grade.alter_standard([standard], title => [name])',
	$$UPDATE <table> SET amount = -1 WHERE <key> = [name] || '5'$$,
	'ALTER TABLE <table> ADD extra numeric DEFAULT 1',
	$$SELECT customer_grade.define_standard([standard], 'grades A > B > C; metric amount number; metric extra number; parameter cut number = 90;
		grade A when amount >= cut and extra > 0; grade B when amount >= 40; grade C otherwise;
		review month end; approval of A; provisional 5 days;', '2024-03-01')$$,
	'SELECT customer_grade.refresh([standard], [table])',
	'SELECT customer_grade.refresh_activity([table], [orders])',
	'TRUNCATE <visits>',
	'SELECT * FROM customer_grade.verify([standard], [table])',
	'SELECT customer_grade.drop_outbox([standard], [table])',
	'SELECT customer_grade.add_outbox([standard], [table])',
	'SELECT customer_grade.drop_report_views([standard], [table])',
	'SELECT customer_grade.unwatch([standard], [table], [visits])',
	'SELECT customer_grade.untrack([table], [orders])',
	'DROP TABLE <orders>',
	'SELECT customer_grade.detach([standard], [table])',
	'SELECT customer_grade.attach([standard], [table], prefix => [name])',
	'SELECT customer_grade.detach([standard], [table], true)',
	-- a customer that a review refuses, and a dropped table
	'SELECT customer_grade.attach([standard], [table])',
	'ALTER TABLE <table> DISABLE TRIGGER USER',
	$$UPDATE <table> SET amount = 'NaN' WHERE <key> = [name] || '1'$$,
	'ALTER TABLE <table> ENABLE TRIGGER USER']) WITH ORDINALITY AS s(statement, place) ORDER BY place;
\o /dev/null
SELECT pg_temp.calls('review([standard], [table])') \gexec
\o
SELECT is(pg_temp.outcome(pg_temp.statement('SELECT FROM customer_grade.problems([standard], [table]) WHERE key = [1]', victim)), '1 rows', 'problems() ' || n)
FROM victim;
SELECT pg_temp.all_alike(statement) FROM unnest(ARRAY[
	'SELECT * FROM customer_grade.verify([standard], [table])',
	'DROP SCHEMA <schema> CASCADE',
	'SELECT customer_grade.drop_standard([standard])']) WITH ORDINALITY AS s(statement, place) ORDER BY place;
SELECT is((SELECT count(*) FROM customer_grade.attachment), 0::bigint, 'nothing is left');
SELECT * FROM finish();
