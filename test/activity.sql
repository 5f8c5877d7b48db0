-- Monthly series against plain SQL over the same events. (Forms and errors: sql/activity.sql.)

\set ON_ERROR_STOP 1
SET client_min_messages = warning;
SELECT * FROM no_plan();
SET search_path = customer_grade, customer_grade_internal, public;

-- customers with few and many events, returns, whole and broken amounts, months without events
SELECT setseed(0.25) IS NULL AS seeded \gset
CREATE TABLE event (id serial, customer int, at date, amount numeric, quantity numeric);
INSERT INTO event (customer, at, amount, quantity)
SELECT c, date '2012-01-15' + (random() * (200 + c * 10))::int,
	CASE c % 5
		WHEN 0 THEN round((random() * 1e5)::numeric, 2)
		WHEN 1 THEN round((random() * 1e3 - 300)::numeric, 2)
		WHEN 2 THEN round((random() * 1e2)::numeric, (random() * 8)::int)
		WHEN 3 THEN round((random() * 1e9)::numeric) * 1e15
		ELSE round((random() * 20)::numeric)
	END,
	CASE WHEN random() < 0.9 THEN round((random() * 10)::numeric, c % 2) END
FROM generate_series(1, 200) AS c, generate_series(1, 1 + c * c % 211) AS e;
ANALYZE event;

CREATE TABLE series AS
SELECT customer, activity_agg(at, amount, quantity) AS s, count(*) AS events FROM event GROUP BY customer;
CREATE TABLE monthly AS
SELECT customer, date_trunc('month', at)::date AS month, count(*) AS count, sum(amount) AS amount, coalesce(sum(quantity), 0) AS quantity
FROM event GROUP BY 1, 2;

--
-- What is kept
--
SELECT set_eq('SELECT customer, m.* FROM series, months(s) AS m', 'SELECT * FROM monthly',
	'months() gives the events grouped by month');
SELECT results_eq(
	'SELECT customer, first_event(s), last_event(s), event_count(s), sum_amount(s), sum_quantity(s) FROM series ORDER BY 1',
	'SELECT customer, min(at), max(at), count(*), sum(amount), coalesce(sum(quantity), 0) FROM event GROUP BY 1 ORDER BY 1',
	'totals and dates are those of the events');
SELECT is_empty($$
	SELECT customer FROM series
	WHERE customer % 5 <> 3 AND pg_column_size(s) > 8 + 24 * (SELECT count(*) FROM months(s))
	$$, 'a month takes at most 24 bytes');

--
-- Making in parts
--
SELECT is_empty($$
	SELECT customer FROM series JOIN (
		SELECT customer, activity_agg(activity(at, amount, quantity) ORDER BY at DESC, id) AS s FROM event GROUP BY customer
	) AS other USING (customer)
	WHERE series.s <> other.s
	$$, 'the series of events is the merge of the series of each event');
SELECT is_empty($$
	SELECT customer FROM series JOIN (
		SELECT customer, activity_agg(part) AS s, min(part::text) AS least
		FROM (SELECT customer, activity_agg(at, amount, quantity) AS part FROM event GROUP BY customer, id % 3) AS parts
		GROUP BY customer
	) AS other USING (customer)
	WHERE series.s <> other.s
	$$, 'the series of all parts merged is the series of the whole');
SELECT is_empty($$
	SELECT a.customer, b.customer FROM series AS a, series AS b, series AS c
	WHERE a.customer < 30 AND b.customer < 30 AND c.customer IN (7, 40, 155)
		AND (merge(a.s, b.s) <> merge(b.s, a.s) OR a.s + (b.s + c.s) <> (a.s + b.s) + c.s)
	$$, 'merging commutes and associates');
SELECT is_empty($$
	SELECT a.customer, b.customer
	FROM series AS a, series AS b, series AS c, unnest('{1,6,12,36}'::int[]) AS n, unnest('{2012-06-30,2013-06-01}'::date[]) AS d
	WHERE a.customer < 30 AND b.customer < 30 AND c.customer IN (7, 40, 155)
		AND (customer_grade.trim(a.s, n, d) + (b.s + customer_grade.trim(c.s, 3, d)) <>
			(b.s + customer_grade.trim(a.s, n, d)) + customer_grade.trim(c.s, 3, d)
		OR customer_grade.trim(customer_grade.trim(a.s, n, d) + b.s, n, d) <> customer_grade.trim(a.s + b.s, n, d))
	$$, 'also where months are folded, and late events belong to the carried total');
SELECT is_empty($$
	SELECT customer, n, d
	FROM series, unnest('{1,6,12,36}'::int[]) AS n, unnest('{2012-06-30,2013-06-01,2017-02-28}'::date[]) AS d,
		customer_grade.trim(s, n, d) AS t,
		LATERAL (SELECT min(at), max(at), count(*), sum(amount), coalesce(sum(quantity), 0) FROM event
			WHERE customer = series.customer AND at < date_trunc('month', d) - (n - 1) * interval '1 month'
			HAVING count(*) > 0) AS folded (first, last, count, amount, quantity)
	WHERE (SELECT ROW(c.*) FROM carried(t) AS c) IS DISTINCT FROM ROW(folded.*)
		OR (SELECT count(*) FROM months(t)) <> (SELECT count(*) FROM months(s)
			WHERE month >= date_trunc('month', d) - (n - 1) * interval '1 month')
		OR sum_amount(t) <> sum_amount(s) OR event_count(t) <> event_count(s)
		OR first_event(t) <> first_event(s) OR last_event(t) <> last_event(s)
	$$, 'trim() folds the events before the months it keeps');

-- deleted and updated events: the months touched are recounted
CREATE TABLE touched AS SELECT * FROM event WHERE id % 37 = 0;
CREATE TABLE after_dml AS
SELECT customer, at, amount, quantity FROM event WHERE id % 37 <> 0
UNION ALL SELECT customer, at + 40, amount + 1, quantity FROM touched WHERE id % 2 = 0;
SELECT is_empty($$
	SELECT customer
	FROM series JOIN (SELECT customer, array_agg(at) || array_agg(at + 40) AS months FROM touched GROUP BY customer) AS t USING (customer)
	WHERE without_months(s, t.months) + coalesce((SELECT activity_agg(at, amount, quantity) FROM after_dml AS e
			WHERE e.customer = series.customer
				AND date_trunc('month', at) IN (SELECT date_trunc('month', m) FROM unnest(t.months) AS m)), '{}')
		<> coalesce((SELECT activity_agg(at, amount, quantity) FROM after_dml AS e WHERE e.customer = series.customer), '{}')
	$$, 'without_months() and the events of these months give the series after updates and deletes');

-- a bounded series depends on its events only, and so does what becomes of it
CREATE VIEW replaced AS
SELECT customer, n, d, bounded(a.all_events, n, d) AS right,
	replace_months(bounded(s, n, d), t.months, a.month_events) AS by_months
FROM series JOIN (SELECT customer, array_agg(at) || array_agg(at + 40) AS months FROM touched GROUP BY customer) AS t USING (customer),
	unnest('{1,6,12,36}'::int[]) AS n, unnest('{2013-06-01,2017-02-28,2100-01-01}'::date[]) AS d,
	LATERAL (SELECT coalesce(activity_agg(at, amount, quantity), '{}') AS all_events, activity_agg(at, amount, quantity) FILTER (WHERE
			date_trunc('month', at) IN (SELECT date_trunc('month', m) FROM unnest(t.months) AS m)) AS month_events
		FROM after_dml AS e WHERE e.customer = series.customer) AS a;
SELECT is_empty($$ SELECT customer, n, d FROM replaced WHERE bounded(by_months, n, d) <> "right" $$,
	'replace_months() gives what the events give, or null');
SELECT is((SELECT bool_or(by_months IS NULL) AND bool_or(by_months IS NOT NULL AND carried(by_months) IS NOT NULL) FROM replaced), true, 'both happen');
SELECT is_empty($$
	SELECT a.customer, b.customer
	FROM series AS a, series AS b, unnest('{1,6,12,36}'::int[]) AS n, unnest('{2012-06-30,2013-06-01,2100-01-01}'::date[]) AS d
	WHERE a.customer < 30 AND b.customer < 60 AND (bounded(bounded(a.s, n, d) + b.s, n, d) <> bounded(a.s + b.s, n, d)
		OR bounded(bounded(a.s, n, d), n, d + 100) <> bounded(a.s, n, d + 100)
		OR bounded(a.s, n, d) <> customer_grade.trim(a.s, n, least(d, last_event(a.s))))
	$$, 'merging into a bounded series gives the bounded series of all events');

-- growing aggregates, and parallel ones
SELECT is_empty($$
	SELECT id FROM (
		SELECT id, amount, count(*) OVER w, activity_agg(at, amount, quantity) OVER w AS s, sum(amount) OVER w AS total
		FROM event WHERE customer IN (10, 11, 12) WINDOW w AS (PARTITION BY customer ORDER BY id)
	) AS growing
	WHERE event_count(s) <> count OR sum_amount(s) <> total
	$$, 'as a window function the aggregate grows with its rows');
BEGIN;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 2;
CREATE TABLE parallel_plan (line text);
DO $$
DECLARE
	line text;
BEGIN
	FOR line IN EXPLAIN SELECT customer, activity_agg(at, amount, quantity) FROM event GROUP BY customer LOOP
		INSERT INTO parallel_plan VALUES (line);
	END LOOP;
END
$$;
SELECT isnt_empty($$SELECT * FROM parallel_plan WHERE line ~ 'Partial .*Aggregate'$$, 'the aggregate is planned in parallel');
CREATE TABLE parallel_series AS
SELECT customer, activity_agg(at, amount, quantity) AS s FROM event GROUP BY customer;
CREATE TABLE parallel_merge AS
SELECT customer % 7 AS part, activity_agg(customer_grade.trim(s, 3, '2013-01-01')) AS s FROM series GROUP BY customer % 7;
COMMIT;
SELECT set_eq('SELECT customer, s::text FROM parallel_series', 'SELECT customer, s::text FROM series',
	'workers give what one process gives');
SET max_parallel_workers_per_gather = 0;
SELECT set_eq('SELECT part, s::text FROM parallel_merge',
	$$SELECT customer % 7, activity_agg(customer_grade.trim(s, 3, '2013-01-01'))::text FROM series GROUP BY customer % 7$$,
	'so for merged series with carried totals');

--
-- What it says, in windows of complete months and with the current one
--
CREATE FUNCTION windows(from_customer int) RETURNS TABLE (customer int, s activity, n int, d date, including boolean,
	count bigint, amount numeric, quantity numeric, best numeric, worst numeric, active bigint) LANGUAGE sql AS $$
	SELECT series.customer, s, n, d, including,
		sum(m.count)::bigint, sum(m.amount), sum(m.quantity), max(m.amount), min(m.amount), count(*) FILTER (WHERE m.count > 0)
	FROM series, unnest('{1,2,6,12,24}'::int[]) AS n, unnest('{2012-02-29,2012-12-31,2013-07-01,2019-01-01}'::date[]) AS d,
		unnest('{f,t}'::boolean[]) AS including,
		generate_series(date_trunc('month', d)::date - ((n - including::int)::text || ' months')::interval,
			date_trunc('month', d)::date - ((1 - including::int)::text || ' months')::interval, '1 month') AS g (month)
		CROSS JOIN LATERAL (SELECT coalesce(max(y.count), 0) AS count, coalesce(max(y.amount), 0) AS amount,
				coalesce(max(y.quantity), 0) AS quantity
			FROM monthly AS y WHERE y.customer = series.customer AND y.month = g.month) AS m
	WHERE series.customer >= from_customer
	GROUP BY series.customer, s, n, d, including
$$;
CREATE INDEX ON monthly (customer, month);
CREATE TABLE windowed AS SELECT * FROM windows(1);
SELECT is((SELECT count(*) FROM windowed), 8000::bigint, 'windows of 200 customers');
SELECT is_empty($$
	SELECT customer, n, d, including FROM windowed
	WHERE (count, amount, quantity, active) <>
			(event_count(s, n, d, including), sum_amount(s, n, d, including), sum_quantity(s, n, d, including), active_months(s, n, d, including))
		OR (best, worst) <> (max_month(s, n, d, including), min_month(s, n, d, including))
	$$, 'counts, sums, best and worst month are those of plain SQL');
SELECT is_empty($$
	SELECT customer, n, d, including FROM windowed WHERE average(s, n, d, including) <> amount / n
	$$, 'average() is the sum by the number of months');
SELECT is_empty($$
	SELECT customer, n, d, including FROM windowed
	WHERE stability(s, n, d, including) IS DISTINCT FROM
		CASE WHEN amount > 0 THEN (amount - n * (best - worst)) / amount END
		OR abs(stability(s, n, d, including) - (amount / n - (best - worst)) / nullif(amount / n, 0)) > 1e-9 * abs(stability(s, n, d, including)) + 1e-9
	$$, 'stability() is what it is defined to be');
SELECT is_empty($$
	SELECT customer, n, d, including FROM windowed
	WHERE (SELECT ROW(count(*), sum(m.count), sum(m.amount), sum(m.quantity), max(m.amount), max(m.month))
		FROM months(s, n, d, including) AS m) <>
		ROW(n::bigint, count::numeric, amount, quantity, best,
			(date_trunc('month', d) - (1 - including::int) * interval '1 month')::date)
	$$, 'months() gives all months of the window');
-- the carried total hides what it holds, and nothing else
SELECT is_empty($$
	SELECT customer, n, d, including
	FROM windowed, unnest('{1,4,20}'::int[]) AS kept, customer_grade.trim(s, kept, '2013-07-01') AS t, carried(t) AS c,
		LATERAL (SELECT date_trunc('month', d)::date - ((1 - including::int)::text || ' months')::interval AS to_month) AS w,
		LATERAL (SELECT to_month - (n - 1) * interval '1 month' AS from_month) AS v,
		LATERAL (SELECT c.count IS NULL OR c.last_event < from_month OR c.first_event >= to_month + interval '1 month' AS apart,
			coalesce(c.first_event >= from_month AND c.last_event < to_month + interval '1 month', false) AS within,
			coalesce(date_trunc('month', c.first_event) = date_trunc('month', c.last_event), false) AS single) AS k
	WHERE customer % 10 < 5 AND (
		sum_amount(t, n, d, including) IS DISTINCT FROM CASE WHEN apart OR within THEN windowed.amount END
		OR average(t, n, d, including) IS DISTINCT FROM CASE WHEN apart OR within THEN windowed.amount / n END
		OR event_count(t, n, d, including) IS DISTINCT FROM CASE WHEN apart OR within THEN windowed.count END
		OR sum_quantity(t, n, d, including) IS DISTINCT FROM CASE WHEN apart OR within THEN windowed.quantity END
		OR max_month(t, n, d, including) IS DISTINCT FROM CASE WHEN apart OR within AND single THEN best END
		OR min_month(t, n, d, including) IS DISTINCT FROM CASE WHEN apart OR within AND single THEN worst END
		OR active_months(t, n, d, including) IS DISTINCT FROM CASE WHEN apart OR within AND single THEN active END)
	$$, 'a window that reaches into the carried total has no answer, any other has the same');

SELECT is_empty($$
	SELECT customer, d
	FROM series, unnest('{2011-01-01,2012-03-31,2012-08-31,2013-12-31,2020-02-29}'::date[]) AS d,
		LATERAL (SELECT d - max(at) FILTER (WHERE at <= d) AS recency, CASE WHEN min(at) <= d THEN d - min(at) END AS tenure
			FROM event WHERE customer = series.customer) AS e
	WHERE recency(s, d) IS DISTINCT FROM e.recency OR tenure(s, d) IS DISTINCT FROM e.tenure
	$$, 'recency and tenure at the ends of months are those of the events');
SELECT is_empty($$
	SELECT customer, d
	FROM series, generate_series(date '2012-01-01', '2012-12-31', '5 days') AS g, CAST(g AS date) AS d,
		LATERAL (SELECT d - max(at) FILTER (WHERE at <= d) AS recency FROM event WHERE customer = series.customer) AS e
	WHERE customer < 60 AND recency(s, d) <> e.recency
	$$, 'recency within a month is right or null');

--
-- Forms
--
CREATE TABLE form AS
SELECT s FROM series
UNION ALL SELECT customer_grade.trim(s, 4, '2013-03-01') FROM series
UNION ALL VALUES ('{}'::activity), ('{0001-01-01 3 -0.00000000000000000000000000000000000001 0}'),
	('{9999-12-31 1 99999999999999999999999999999999999999 -99999999999999999999999999999999999999}');
-- at each width: 0 to 17 bytes of coefficient and its neighbours
INSERT INTO form
SELECT activity('2016-02-29', sign * (trunc(power(2::numeric, bits)) + more), -sign * (trunc(power(2::numeric, bits)) + more), 1 + abs(more))
FROM generate_series(0, 125) AS bits, unnest('{-1,1}'::int[]) AS sign, unnest('{-1,0,1}'::int[]) AS more;
CREATE TABLE count_form AS
SELECT activity('2016-02-29', 1, 1, n) AS s, n
FROM generate_series(1, 62) AS bits, unnest('{-1,0,1}'::int[]) AS more, CAST((1::bigint << bits) + more AS bigint) AS n;
SELECT is_empty('SELECT * FROM count_form WHERE event_count(s) <> n', 'counts of any width are kept');
SELECT is_empty('SELECT s FROM form WHERE s::text::activity <> s', 'text goes out and in');
SELECT is_empty('SELECT s FROM form WHERE s::text::activity::text <> s::text', 'and is the same again');
SELECT is_empty('SELECT s FROM form WHERE s::jsonb::activity <> s', 'JSON goes out and in');
SELECT is_empty($$
	SELECT s FROM form
	WHERE s <> (SELECT coalesce(activity_agg(one::activity), '{}')
		FROM regexp_split_to_table(btrim(s::text, '{}'), '; ') WITH ORDINALITY AS p (period, i),
			LATERAL (SELECT '{' || period || '}' AS one) AS o)
	$$, 'and in any order');

SELECT current_setting('data_directory') || '/activity.bin' AS binary_file \gset
COPY form TO :'binary_file' (FORMAT binary);
CREATE TABLE form_copy (s activity);
COPY form_copy FROM :'binary_file' (FORMAT binary);
SELECT results_eq('SELECT s::text FROM form ORDER BY s', 'SELECT s::text FROM form_copy ORDER BY s', 'binary goes out and in');

-- short headers, compressed, out of line
CREATE TABLE stored (id int, plain activity, compressed activity, external activity);
ALTER TABLE stored ALTER plain SET STORAGE main, ALTER compressed SET STORAGE extended, ALTER external SET STORAGE external;
ALTER TABLE stored SET (toast_tuple_target = 128);
INSERT INTO stored SELECT row_number() OVER (), s, s, s FROM form;
INSERT INTO stored SELECT 0, a, a, a FROM (SELECT activity_agg(date '1900-01-01' + i * 31, i) FROM generate_series(1, 1500) AS i) AS v (a);
SELECT is((SELECT count(*) FROM stored AS t JOIN form ON form.s = t.external),
	(SELECT count(*) FROM form JOIN form AS t ON form.s = t.s), 'stored forms join with others');
SELECT is_empty($$
	SELECT id FROM stored
	WHERE plain <> compressed OR plain <> external OR external <> compressed
		OR activity_hash(plain) <> activity_hash(external) OR activity_hash(compressed) <> activity_hash(external)
		OR plain::text <> external::text OR plain::text <> compressed::text
		OR activity_send(plain) <> activity_send(external)
		OR compressed + activity(date '2016-02-29') <> activity(date '2016-02-29') + external OR sum_amount(compressed) <> sum_amount(external)
	$$, 'series with a short header, compressed and out of line behave alike');

--
-- Comparison
--
SELECT is_empty('SELECT a.s FROM form AS a, form AS b WHERE (a.s = b.s) <> (a.s::text = b.s::text)', 'one text for equal series only');
SELECT is((SELECT count(DISTINCT activity_hash(s)) FROM form), (SELECT count(DISTINCT s) FROM form), 'different series have different hashes');
SELECT is_empty($$SELECT s FROM form WHERE (activity_hash_extended(s, 0) & 4294967295) <> (activity_hash(s)::bigint & 4294967295)$$,
	'the two hashes agree');
SELECT is_empty($$
	SELECT a.s FROM (SELECT s, row_number() OVER (ORDER BY s) AS i FROM (SELECT DISTINCT s FROM form) AS d) AS a,
		(SELECT s, row_number() OVER (ORDER BY s) AS i FROM (SELECT DISTINCT s FROM form) AS d) AS b
	WHERE sign(activity_cmp(a.s, b.s)) <> sign(a.i - b.i)
		OR ((a.s < b.s), (a.s <= b.s), (a.s = b.s), (a.s <> b.s), (a.s >= b.s), (a.s > b.s)) <>
			((a.i < b.i), (a.i <= b.i), (a.i = b.i), (a.i <> b.i), (a.i >= b.i), (a.i > b.i))
	$$, 'the order is total');
CREATE INDEX form_btree ON form (s);
CREATE INDEX form_hash ON form USING hash (s);
SET enable_seqscan = off;
SELECT is((SELECT count(*) FROM form WHERE s = activity('2016-02-29', 1024, -1024, 1)), 1::bigint, 'indexes find series');
RESET enable_seqscan;

--
-- Hostile bytes
--
CREATE TABLE bytes (b bytea);
CREATE TABLE received (s activity);
CREATE FUNCTION receive(bytes bytea) RETURNS activity LANGUAGE plpgsql AS $$
DECLARE
	file text := current_setting('data_directory') || '/activity_bytes.bin';
	result customer_grade.activity;
BEGIN
	TRUNCATE bytes, received;
	INSERT INTO bytes VALUES (bytes);
	EXECUTE format('COPY bytes TO %L (FORMAT binary)', file);
	EXECUTE format('COPY received FROM %L (FORMAT binary)', file);
	SELECT s INTO result FROM received;
	RETURN result;
END
$$;
CREATE FUNCTION try(bytes bytea) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result activity;
BEGIN
	result := receive(bytes);
	RETURN CASE WHEN result::text::activity = result AND result::jsonb::activity = result
		AND event_count(result) >= 0 AND sum_amount(result) = sum_amount(result + '{}')
		THEN 'valid' ELSE 'INVALID' END;
EXCEPTION
	-- refused bytes, too few of them, counts or sums that do not fit
	WHEN invalid_binary_representation OR protocol_violation OR numeric_value_out_of_range THEN
		RETURN 'refused';
END
$$;

SELECT activity_send('{2015-01-04..2015-12-30 carried 12 3400.50 40; 2016-03-02..2016-03-30 2 150 3}') AS good \gset
SELECT is(receive(:'good')::text, '{2015-01-04..2015-12-30 carried 12 3400.5 40; 2016-03-02..2016-03-30 2 150.0 3}', 'the bytes of a series are received');
SELECT throws_ok(format('SELECT receive(%L)', bytes), state, message, what)
FROM (VALUES
	(set_byte(:'good', 0, 2), '22P03', 'unsupported activity version number 2', 'another version is refused'),
	(set_byte(:'good', 1, 2), '22P03', 'invalid binary form of an activity', 'so is a flag that is not known'),
	(set_byte(:'good', 2, 39), '22P03', 'invalid binary form of an activity', 'a scale of 39'),
	(set_byte(:'good', 3, 255), '22P03', 'invalid binary form of an activity', 'a scale of 255'),
	(set_byte(:'good', 4, 255), '22P03', 'invalid binary form of an activity', 'a huge number of periods'),
	(set_byte(:'good', 7, 1), '22P03', 'invalid binary form of an activity', 'bytes after the last period'),
	(substring(:'good'::bytea, 1, 60), '22P03', 'invalid binary form of an activity', 'a period cut off'),
	(substring(:'good'::bytea, 1, 6), '08P01', 'insufficient data left in message', 'a header cut off'),
	(''::bytea, '08P01', 'no data left in message', 'nothing at all'),
	(set_byte(:'good', 8, 127), '22P03', 'invalid period of an activity', 'a date far away'),
	(set_byte(:'good', 1, 0), '22P03', 'invalid period of an activity', 'a month that spans two'),
	(set_byte(:'good', 23, 0), '22P03', 'invalid period of an activity', 'a count of nothing'),
	(set_byte(:'good', 16, 255), '22P03', 'invalid period of an activity', 'a negative count'),
	(set_byte(:'good', 24, 127), '22P03', 'invalid period of an activity', 'an amount of more than 38 digits')
) AS v (bytes, state, message, what);

CREATE FUNCTION mutate(bytes bytea) RETURNS bytea LANGUAGE plpgsql AS $$
BEGIN
	FOR i IN 1 .. 1 + (random() * 3)::int LOOP
		bytes := set_byte(bytes, (random() * (length(bytes) - 1))::int,
			CASE WHEN random() < 0.5 THEN (random() * 255)::int ELSE (ARRAY[0, 1, 127, 128, 255])[1 + floor(random() * 5)::int] END);
	END LOOP;
	RETURN CASE WHEN random() < 0.1 THEN substring(bytes, 1, (random() * length(bytes))::int) ELSE bytes END;
END
$$;
CREATE TABLE tried AS
SELECT try(mutate(activity_send(s))) AS result
FROM (SELECT customer_grade.trim(s, 5, '2013-01-01') AS s FROM series WHERE customer <= 40) AS v, generate_series(1, 25);
SELECT set_eq('SELECT DISTINCT result FROM tried', ARRAY['valid', 'refused'], '1000 mutated binary forms are refused or received as valid series');

SELECT * FROM finish();
