-- The type activity: its forms, and every error it reports.
-- That it computes what plain SQL computes is told by test/activity.sql.
SET search_path = customer_grade, pg_catalog;

-- Text: periods in any order, periods of one month added, one canonical form.
SELECT '{}'::activity, ' { } '::activity;
SELECT '{2016-05-07 1 20 1; 2015-01-04..2015-12-30 carried 12 3400.50 40; 2016-03-02..2016-03-30 2 150.25 3}'::activity;
SELECT '{2016-03-30 1 100.000 -1;2016-03-02 2 .50 0;2016-03-15 1 -7. 0010.0}'::activity;
SELECT '{2016-03-02 1 0.5 0; 2016-03-03 1 0.5 0}'::activity;
SELECT '{0001-01-01 1 0 0; 9999-12-31 9223372036854775807 -99999999999999999999999999999999999999 0.00000000000000000000000000000000000001}'::activity;
-- A month that is not after the carried total's belongs to it.
SELECT '{2015-11-30 2 5 1; 2015-01-04..2015-12-30 carried 12 100 40; 2016-01-01 1 7 1; 2015-12-31 1 3 1}'::activity;
SELECT '{2015-11-30 2 5 1; 2014-01-04..2014-12-30 carried 12 100 40; 2015-02-03 carried 1 7 1}'::activity;

SELECT ''::activity;
SELECT '{2016-03-02 1 5}'::activity;
SELECT '{2016-03-02 1 5 1'::activity;
SELECT '{2016-03-02 1 5 1;}'::activity;
SELECT '{2016-03-02 1 5 1} 客户 x'::activity;
SELECT '{2016-3-2 1 5 1}'::activity;
SELECT '{2015-02-29 1 5 1}'::activity;
SELECT '{2016-03-02.. 1 5 1}'::activity;
SELECT '{2016-03-021 5 1 1}'::activity;
SELECT '{2016-03-02 1.5 5 1}'::activity;
SELECT '{2016-03-02 9223372036854775808 5 1}'::activity;
SELECT '{2016-03-02 1 NaN 1}'::activity;
SELECT '{2016-03-02 1 1e5 1}'::activity;
SELECT '{2016-03-02 1 1.2.3 1}'::activity;
SELECT '{2016-03-02 1 100000000000000000000000000000000000000 1}'::activity;
SELECT '{2016-03-02 1 1 0.000000000000000000000000000000000000001}'::activity;
SELECT '{2016-03-02 0 5 1}'::activity;
SELECT '{2016-03-02..2016-03-01 2 5 1}'::activity;
SELECT '{2016-03-02..2016-04-01 2 5 1}'::activity;
SELECT '{2016-03-02..2016-03-03 1 5 1}'::activity;
SELECT '{2016-03-02 9223372036854775807 5 1; 2016-03-03 1 5 1}'::activity;
SELECT '{2016-03-02 1 99999999999999999999999999999999999999 1; 2016-03-02 1 1 1}'::activity;
SELECT '{2016-03-02 1 10000000000000000000000000000000000000 1; 2016-04-02 1 0.05 1}'::activity;
SELECT '{2016-04-02 1 0.05 1; 2016-03-02 1 10000000000000000000000000000000000000 1}'::activity;

-- Making
SELECT activity('2016-03-02', 150.00, 3), activity('2016-03-02', NULL), activity(NULL, 5), activity('2016-03-02'::date),
	activity('2016-03-02', -12.5, 0, 7);
SELECT activity('infinity', 5);
SELECT activity('0044-03-15 BC', 5);
SELECT activity('10000-01-01', 5);
SELECT activity('2016-03-02', 'NaN');
SELECT activity('2016-03-02', 1, 'NaN');
SELECT activity('2016-03-02', 1, 1, 0);
SELECT activity('2016-03-02', 1e38);
SELECT activity('2016-03-02', 1, ('0.' || repeat('0', 38) || '1')::numeric);
-- zeros at the end do not count
SELECT activity('2016-03-02', ('1.5' || repeat('0', 100))::numeric, 1.10);

-- JSON
SELECT '{2016-05-07 1 20 1; 2015-01-04..2015-12-30 carried 12 3400.55 40; 2016-03-02..2016-03-30 2 150 3}'::activity::jsonb;
SELECT '{}'::activity::jsonb, '{}'::jsonb::activity, '{"months": []}'::jsonb::activity;
SELECT '{"months": [{"first": "2016-05-07", "count": 2, "amount": 3}, {"first": "2015-05-07", "count": 1}], "carried": {"first": "2014-01-01", "last": "2014-12-31", "count": 5}}'::jsonb::activity;
SELECT '[]'::jsonb::activity;
SELECT '{"month": []}'::jsonb::activity;
SELECT '{"months": 1}'::jsonb::activity;
SELECT '{"months": {}}'::jsonb::activity;
SELECT '{"months": [1]}'::jsonb::activity;
SELECT '{"months": [[]]}'::jsonb::activity;
SELECT '{"months": [{"count": 1}]}'::jsonb::activity;
SELECT '{"months": [{"first": "2016-05-07"}]}'::jsonb::activity;
SELECT '{"months": [{"first": "2016-05-07", "count": 1.5}]}'::jsonb::activity;
SELECT '{"months": [{"first": "2016-05-07", "count": "1"}]}'::jsonb::activity;
SELECT '{"months": [{"first": "2016-02-30", "count": 1}]}'::jsonb::activity;
SELECT '{"months": [{"first": "2016-02-03", "count": 1, "sum": 4}]}'::jsonb::activity;
SELECT '{"months": [{"first": "2016-02-03", "count": -1}]}'::jsonb::activity;

-- Merging and folding
\set series '''{2015-01-04..2015-12-30 carried 12 3400.50 40; 2016-03-02..2016-03-30 2 150 3; 2016-05-07 1 20 1}''::activity'
SELECT :series + activity('2016-03-31', 1.005, 1);
SELECT merge(activity('2015-06-01', 1, 1), :series);
SELECT '{}'::activity + '{}'::activity, :series + NULL;
SELECT customer_grade.trim(:series, 36, '2016-05-31');
SELECT customer_grade.trim(:series, 2, '2016-05-01');
SELECT customer_grade.trim(:series, 1, '2016-06-01');
SELECT customer_grade.trim(:series, 0, '2016-06-01');
SELECT customer_grade.trim(:series, 12001, '2016-06-01');
SELECT customer_grade.trim(:series, 3, 'infinity');
SELECT without_months(:series, '{2016-03-15,2016-04-01,2016-03-01}'), without_months(:series, '{}');
SELECT without_months(:series, '{2016-03-15,2015-12-31}');
SELECT without_months(:series, '{2016-03-15,NULL}');
SELECT replace_months(:series, '{2016-03-15}', activity('2016-03-01', 7)), replace_months(:series, '{2016-03-15,2016-06-01}', NULL);
SELECT replace_months(:series, '{2015-12-31}', NULL), replace_months(:series, '{2016-05-31}', NULL), replace_months(NULL, '{2016-05-31}', :series);
SELECT replace_months(:series, '{2016-05-31}', activity(date '2016-05-01')), replace_months('{2016-05-07 1 0 0}', '{2016-05-31}', NULL);
SELECT replace_months(:series, '{NULL}', NULL);
SELECT bounded(:series, 3, '2016-12-31'), bounded(:series, 1, '2016-12-31'), bounded(:series, 1, '2016-03-01');
SELECT bounded('{}', 1, '2016-12-31'), bounded(:series, NULL, '2016-12-31');
SELECT bounded(:series, 0, '2016-12-31');
SELECT bounded(:series, 1, 'infinity');
SELECT * FROM carried(:series);
SELECT * FROM carried('{}');

-- What it says
SELECT * FROM months(:series);
SELECT * FROM months(:series, 6, '2016-05-20', true);
SELECT * FROM months('{}'::activity, 2, '2016-02-29');
SELECT * FROM months(:series, 0, '2016-05-20');
SELECT event_count(:series), sum_amount(:series), sum_quantity(:series), first_event(:series), last_event(:series);
SELECT n, event_count(:series, n, '2016-06-15'), sum_amount(:series, n, '2016-06-15'), sum_quantity(:series, n, '2016-06-15'),
	round(average(:series, n, '2016-06-15'), 2) AS average, max_month(:series, n, '2016-06-15'), min_month(:series, n, '2016-06-15'),
	active_months(:series, n, '2016-06-15'), round(stability(:series, n, '2016-06-15'), 2) AS stability
FROM unnest('{1,2,3,5,6,16,17,18}'::int[]) AS n;
SELECT d, recency(:series, d), tenure(:series, d)
FROM unnest('{2014-12-31,2015-01-04,2015-06-01,2015-12-30,2016-03-01,2016-03-15,2016-03-30,2016-07-01}'::date[]) AS d;
SELECT event_count('{}'), sum_amount('{}'), first_event('{}'), last_event('{}'), recency('{}', '2016-01-01'), tenure('{}', '2016-01-01'),
	sum_amount('{}', 3, '2016-01-01'), max_month('{}', 3, '2016-01-01'), stability('{}', 3, '2016-01-01');
-- nothing but returns: an average that is not positive has no stability
SELECT average(s, 2, '2016-07-01'), max_month(s, 2, '2016-07-01'), min_month(s, 2, '2016-07-01'), stability(s, 2, '2016-07-01')
FROM (SELECT '{2016-05-07 1 -20 -1; 2016-06-07 1 -30 -1}'::activity) AS v (s);
SELECT sum_amount(s), event_count(s)
FROM (SELECT '{2016-05-07 9223372036854775807 99999999999999999999999999999999999999 0; 2016-06-07 1 99999999999999999999999999999999999999 0}'::activity) AS v (s);
SELECT sum_amount('{2016-05-07 1 99999999999999999999999999999999999999 0; 2016-06-07 1 99999999999999999999999999999999999999 0}');
SELECT recency(:series, '-infinity');

-- Aggregates
SELECT activity_agg(d::date, a, 1), activity_agg(d::date, a), activity_agg(d::date), activity_agg(d::date, a, 1, 2)
FROM (VALUES ('2016-01-02', 5.5), ('2015-12-31', 1), (NULL, 7), ('2016-01-31', NULL)) AS v (d, a);
SELECT activity_agg(activity(d::date, a))
FROM (VALUES ('2016-01-02', 5.5), ('2015-12-31', 1), (NULL, 7), ('2016-01-31', NULL)) AS v (d, a);
SELECT activity_agg(NULL::date), activity_agg(NULL::activity);
SELECT activity_agg(make_date(1 + i / 12, 1 + i % 12, 1)) FROM generate_series(0, 12000) AS i;
SELECT event_count(customer_grade.trim(activity_agg(make_date(1 + i / 12, 1 + i % 12, 1)), 5, '1000-12-01'))
FROM generate_series(0, 11999) AS i;

-- Comparison
SELECT a, b, a = b AS eq, a <> b AS ne, (a < b) <> (a >= b) AS lt, (a > b) <> (a <= b) AS gt, sign(customer_grade_internal.activity_cmp(a, b)) = -sign(customer_grade_internal.activity_cmp(b, a)) AS cmp,
	customer_grade_internal.activity_hash(a) = customer_grade_internal.activity_hash(b) AS hash
FROM (VALUES ('{}'::activity, '{}'::activity), (activity('2016-01-01', 1.0), activity('2016-01-01', 1)), (activity('2016-01-01', 1), '{}')) AS v (a, b);

-- Stored bytes that no version of this extension has written; the header word is in the byte order of this machine.
CREATE CAST (bytea AS activity) WITHOUT FUNCTION;
CREATE CAST (activity AS bytea) WITHOUT FUNCTION;
CREATE FUNCTION pg_temp.header(word int) RETURNS bytea LANGUAGE sql AS $$
	SELECT CASE '{}'::activity::bytea WHEN int4send(1) THEN int4send(word)
		ELSE (SELECT string_agg(substr(int4send(word), i, 1), '' ORDER BY i DESC) FROM generate_series(1, 4) AS i) END
$$;
SELECT pg_temp.header(1)::activity;
SELECT '\x01'::bytea::activity::text;
SELECT pg_temp.header(2)::activity::text;
SELECT pg_temp.header(x'40000001'::int)::activity::text;
SELECT pg_temp.header(x'a01'::int)::activity::text;
SELECT pg_temp.header(x'6001'::int)::activity::text;
SELECT pg_temp.header(x'9c0001'::int)::activity::text;
SELECT (pg_temp.header(1) || '\x01')::activity::text;
SELECT pg_temp.header(x'101'::int)::activity::text;
DROP CAST (bytea AS activity);
DROP CAST (activity AS bytea);
