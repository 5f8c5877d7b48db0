-- Keys of many columns and of many bytes: refused by attach() or when the customer is written, never later.

\o /dev/null
SET client_min_messages = error;
SET customer_grade.clock = '2024-01-01 12:00+00';
SELECT customer_grade.define_standard(name, ('grades A > B; metric amount number; grade A when amount >= 100; grade B otherwise;' || terms)::customer_grade.rubric, '2020-01-01')
FROM (VALUES ('s', ''), ('a', 'approval of A;')) AS v(name, terms);
CREATE FUNCTION pg_temp.wide(columns int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE TABLE wide_%s (%s, amount numeric, PRIMARY KEY (%s))', columns,
		(SELECT string_agg(format('k%s text', n), ', ') FROM generate_series(1, columns) AS n), (SELECT string_agg('k' || n, ', ') FROM generate_series(1, columns) AS n));
	EXECUTE format('INSERT INTO wide_%s VALUES (%s, 1)', columns, (SELECT string_agg('''x''', ', ') FROM generate_series(1, columns)));
END $$;
SELECT pg_temp.wide(30), pg_temp.wide(31), pg_temp.wide(32);
-- text that does not compress
CREATE FUNCTION pg_temp.noise(bytes int) RETURNS text LANGUAGE sql AS $$
	SELECT left(string_agg(translate(encode(sha512(n::text::bytea), 'base64'), E'\n=', ''), '' ORDER BY n), bytes) FROM generate_series(1, bytes / 64 + 1) AS n $$;
CREATE TABLE long (region text, name text, amount numeric, PRIMARY KEY (region, name));
INSERT INTO long VALUES ('repeated', repeat('x', 100000), 1), ('fits', pg_temp.noise(2400), 1), ('', pg_temp.noise(2480), 1);
SELECT customer_grade.attach('a', 'long', outbox => true, overrider => 'postgres');
\o
SELECT * FROM no_plan();
SELECT throws_ok(format('SELECT customer_grade.attach(''s'', ''wide_%s'')', n), '54011', format('the key of table "public.wide_%s" has %s columns, more than 30', n, n), n || ' columns')
FROM generate_series(31, 32) AS n;
SELECT lives_ok('SELECT customer_grade.attach(''s'', ''wide_30'', outbox => true, overrider => ''postgres'')', '30 columns');
SELECT lives_ok('UPDATE wide_30 SET amount = 100', 'of such a customer the grade changes');
SELECT is((SELECT count(*) FROM customer_grade.verify('s', 'wide_30')), 0::bigint, 'verify()');
SELECT lives_ok(format('SELECT customer_grade.override(''s'', ''wide_30'', %L, ''B'', ''why'')', (SELECT to_jsonb(w) - 'amount' FROM wide_30 AS w)), 'a decision');

SELECT throws_ok('INSERT INTO long VALUES (''new'', pg_temp.noise(2600), 1)', '22001', 'the key of a customer is too long', 'a key without room in our indexes is refused when it is written');
SELECT throws_ok('UPDATE long SET region = repeat(''y'', 20), name = pg_temp.noise(2490) WHERE region = ''fits''', '22001', 'the key of a customer is too long', 'or when it becomes one');
SELECT throws_ok('INSERT INTO long SELECT ''new '' || n, pg_temp.noise(2600), 1 FROM generate_series(1, 2000) AS n', '22001', 'the key of a customer is too long', 'among many');
SELECT is((SELECT count(*) FROM long_a_ledger), 3::bigint, 'the others have grades');
SELECT lives_ok('UPDATE long SET amount = 100', 'which change');
SELECT lives_ok('UPDATE long SET amount = 1', 'again');
SELECT is((SELECT count(*) FROM customer_grade.verify('a', 'long')), 0::bigint, 'verify()');
SELECT lives_ok(format('SELECT customer_grade.propose(''a'', ''long'', %L, ''A'', ''why'')', jsonb_build_object('region', region, 'name', name)), 'a decision about ' || region) FROM long;
SELECT lives_ok('DELETE FROM long', 'they end');

-- a refresh of customers written without the trigger, and reviews
\o /dev/null
CREATE TABLE late (name text PRIMARY KEY, amount numeric);
INSERT INTO late VALUES ('short', 1);
SELECT customer_grade.attach('s', 'late');
ALTER TABLE late DISABLE TRIGGER USER;
INSERT INTO late VALUES (pg_temp.noise(2600), 1), ('next', 1);
ALTER TABLE late ENABLE TRIGGER USER;
\o
SELECT throws_ok('SELECT customer_grade.refresh(''s'', ''late'')', '22001', 'the key of a customer is too long', 'refresh()');
SET customer_grade.clock = '2024-02-01 12:00+00';
CALL customer_grade.review('s', 'late');
SELECT is((SELECT string_agg(v.problem, ', ') FROM customer_grade.verify('s', 'late') AS v), 'not in the ledger', 'a review leaves it out');
SELECT is((SELECT string_agg(name, ', ' ORDER BY name) FROM late_s_ledger), 'next, short', 'and grades the others');

-- anybody may call the constraint's function
SELECT is(customer_grade_internal.check_key_size('a', NULL::text), NULL, 'nothing is known of a null');
SELECT is(customer_grade_internal.check_key_size(VARIADIC NULL::text[]), NULL, 'nor of no values');
SELECT throws_ok(format('SELECT customer_grade_internal.check_key_size(%s)', (SELECT string_agg(quote_literal(repeat('x', 50)) || '::text', ', ') FROM generate_series(1, 90))),
	'54011', 'number of index columns (90) exceeds limit (32)', 'more values than an index can have are refused');
SELECT * FROM finish();
