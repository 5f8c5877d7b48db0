-- Worklists: what the treatments of the grades ask for, compared with plain SQL.

\o /dev/null
SET client_min_messages = warning;
SET TimeZone = 'UTC';
SET customer_grade.clock = '2024-03-31 12:00+00';
SELECT customer_grade.define_standard('tier', 'grades gold > silver > bronze; metric amount number >= 0; metric class text in (''x'', ''y''); grade gold when amount >= 100; grade silver when amount >= 50; grade bronze when amount >= 0;
	metric region text;
	treatment visit_interval for gold = 0.5 unit ''week''; treatment visit_interval for silver = 1 unit ''month'';
	treatment visit_interval for silver = 1 when class = ''y'' and region = ''s'' unit ''week''; treatment visit_interval for bronze = 1 unit ''quarter'';
	treatment visit_interval for bronze = ''as the salesperson decides'' when class = ''y'';
	treatment call_interval for gold = 2 unit ''time/month'';
	treatment credit_limit = 1000 unit ''CNY''; treatment credit_limit for gold = 50 * 100 unit ''CNY''; treatment credit_limit for gold = ''higher by agreement'';
	treatment payment_term = 30 unit ''day''; treatment payment_term for gold = 2 unit ''month'';
	treatment validity for gold = 365 unit ''day''; treatment validity for silver = ''from_joining''; treatment product_access for silver = 6 unit ''month'';', '2020-01-01');
CREATE TABLE customer (region text, number int, amount numeric, class text, PRIMARY KEY (region, number));
INSERT INTO customer SELECT r, n, n * 7 % 150, CASE WHEN n % 2 = 0 THEN 'x' ELSE 'y' END FROM unnest('{n,s}'::text[]) AS r, generate_series(1, 60) AS n;
INSERT INTO customer VALUES ('n', 99, NULL, 'x');
SELECT customer_grade.attach('tier', 'customer', time_zone => 'Asia/Shanghai');
-- who, where, when, how much: evenings in UTC are the next day in Shanghai
CREATE TABLE visit ("where" text, who int, at timestamptz, note text);
INSERT INTO visit SELECT r, n, timestamptz '2024-03-31 17:00+00' - (n * 3 || ' days')::interval, 'last' FROM unnest('{n,s}'::text[]) AS r, generate_series(1, 55) AS n;
INSERT INTO visit SELECT r, n, timestamptz '2024-03-01 10:00+00' - (n * 9 || ' days')::interval, 'before' FROM unnest('{n,s}'::text[]) AS r, generate_series(1, 55) AS n;
INSERT INTO visit VALUES ('s', 20, '2024-04-10 10:00+00', 'planned');
CREATE TABLE invoice (region text, number int, invoiced date, amount numeric);
INSERT INTO invoice SELECT r, n, date '2024-03-31' - n * 2 - m, n * 20 * m FROM unnest('{n,s}'::text[]) AS r, generate_series(1, 60) AS n, generate_series(1, 3) AS m;
INSERT INTO invoice VALUES ('n', 99, '2020-01-01', 1000000);
CREATE FUNCTION tier(amount numeric) RETURNS text LANGUAGE sql AS $$ SELECT CASE WHEN amount >= 100 THEN 'gold' WHEN amount >= 50 THEN 'silver' WHEN amount >= 0 THEN 'bronze' END $$;
\o
SELECT * FROM no_plan();

SELECT is(customer_grade_internal.treatment_interval(value, unit), span::interval, 'an interval of ' || value || ' ' || coalesce(unit, '(no unit)'))
FROM (VALUES ('0.5', 'week', '3 days 12:00'), ('1', 'month', '1 month'), ('3', 'month', '3 months'), ('1', '季度', '3 months'), ('2', 'time/year', '6 months'),
	('4', 'holiday/year', '3 months'), ('1', 'drill/year', '1 year'), ('365', 'day', '365 days'), ('2', 'year', '2 years'), ('24', 'hour', '24:00'), ('20', 's', '00:00:20'),
	('1', 'half-year', '6 months'), ('2', '周', '14 days'), (' 15 ', 'Days', '15 days'), ('2', 'times/week', '3 days 12:00'),
	('2.50000000000000000000', 'day', '2 days 12:00'), ('0', 'day', '0'), ('1000', 'year', '1000 years'), ('1000.01', 'year', NULL), ('0.0000001', 'time/month', NULL), ('3', 'time/year', '4 months'), ('12345678901', 'day', NULL), ('regular', 'month', NULL), ('1', NULL, NULL), (NULL, 'month', NULL), ('0', 'time/year', NULL), ('85', '%', NULL), ('-1', 'month', NULL), ('1', 'bus section', NULL)) AS v(value, unit, span);
SELECT is(date '2024-01-01' + customer_grade_internal.treatment_interval('5', 'working day'), '2024-01-08'::timestamp, 'five working days are a week');
SELECT is_empty($$ SELECT * FROM customer_grade.catalog_treatment
	WHERE unit ~ '(day|week|month|year|hour|^s)$' AND value ~ '^[0-9.]+$' AND customer_grade_internal.treatment_interval(value, unit) IS NULL $$, 'all intervals of the catalog are understood');

--
-- Contacts
--
SELECT results_eq($$ SELECT key ->> 'region', (key ->> 'number')::int, grade, every, last_contact, due_on, days_overdue
		FROM customer_grade.contacts_due('tier', 'customer', 'visit', 'at', '{where,who}') ORDER BY 1, 2 $$,
	$$ SELECT * FROM (
		SELECT c.region, c.number, tier(c.amount) AS grade, i.every, v.day, coalesce((v.day + i.every)::date, '2024-03-31') AS due, date '2024-03-31' - coalesce((v.day + i.every)::date, '2024-03-31')
		FROM customer AS c
			LEFT JOIN (SELECT "where", who, max((at AT TIME ZONE 'Asia/Shanghai')::date) AS day FROM visit WHERE (at AT TIME ZONE 'Asia/Shanghai')::date <= '2024-03-31' GROUP BY 1, 2) AS v
				ON v."where" = c.region AND v.who = c.number,
			LATERAL (SELECT CASE tier(c.amount) WHEN 'gold' THEN interval '84 hours' WHEN 'silver' THEN CASE WHEN c.region = 's' AND c.number % 2 = 1 THEN interval '7 days' ELSE interval '1 month' END
				WHEN 'bronze' THEN interval '3 months' END AS every) AS i
		WHERE i.every IS NOT NULL) AS t
	WHERE due <= '2024-03-31' ORDER BY region, number $$, 'contacts_due(): twice a week, weekly on a condition, monthly, quarterly');
SELECT is((SELECT array_agg(DISTINCT grade) FROM customer_grade.contacts_due('tier', 'customer', 'visit', 'at', '{where,who}')), '{bronze,gold,silver}'::text[], 'each grade has customers that are due');
SELECT is_empty($$ SELECT * FROM (SELECT rank, due_on, lag(rank) OVER (ORDER BY ordinality) AS rank_before, lag(due_on) OVER (ORDER BY ordinality) AS due_before
		FROM customer_grade.contacts_due('tier', 'customer', 'visit', 'at', '{where,who}') WITH ORDINALITY) AS d
	WHERE rank < rank_before OR rank = rank_before AND due_on < due_before $$, 'best grade first, then the longest wait');
SELECT is((SELECT count(*) FROM customer_grade.contacts_due('tier', 'customer', 'visit', 'at', '{where,who}', treatment => 'call_interval', as_of => '2024-05-31')),
	(SELECT count(*) FROM customer WHERE amount >= 100), 'by another treatment and day');
SELECT results_eq($$ SELECT due_on FROM customer_grade.contacts_due('tier', 'customer', 'visit', 'at', '{where,who}', as_of => '2024-06-30') WHERE key = '{"region": "n", "number": 30}' $$,
	$$ VALUES (date '2024-02-02') $$, 'a month is a calendar month');
SELECT throws_ok($$ SELECT customer_grade.contacts_due('tier', 'customer', 'visit', 'at') $$, '42703', 'relation "public.visit" has no column "number"', 'the table of contacts has no such key');
SELECT throws_ok($$ SELECT customer_grade.contacts_due('tier', 'customer', 'visit', 'at', '{who}') $$, '22023', 'the key of table "public.customer" has 2 columns, not 1', 'or not all of it');
SELECT throws_ok($$ SELECT customer_grade.contacts_due('tier', 'customer', 'visit', 'at', '{who,where}') $$, '42804', 'column "where" of relation "public.visit" cannot hold the key of table "public.customer"', 'or in another order');
SELECT throws_ok($$ SELECT customer_grade.contacts_due('tier', 'customer', 'visit', 'on', '{where,who}') $$, '42703', 'relation "public.visit" has no column "on"', 'or no such time');

--
-- Order of service
--
SELECT results_eq($$ SELECT place, grade, request ->> 'region', (request ->> 'number')::int, (requested_at AT TIME ZONE 'Asia/Shanghai')::date FROM customer_grade.service_order('tier', 'customer', 'invoice', 'invoiced') $$,
	$$ SELECT row_number() OVER (ORDER BY position(left(coalesce(tier(c.amount), 'z'), 1) IN 'gsbz'), i.invoiced, to_jsonb(i)::text), tier(c.amount), i.region, i.number, i.invoiced
		FROM invoice AS i JOIN customer AS c USING (region, number) ORDER BY 1 $$, 'service_order(): better grade first, earlier request first');
SELECT is((SELECT request ->> 'number' FROM customer_grade.service_order('tier', 'customer', 'invoice', 'invoiced') ORDER BY place DESC LIMIT 1), '99', 'not graded last');
INSERT INTO invoice VALUES ('nowhere', 1, '2019-01-01', 1);
SELECT is((SELECT count(*) FROM customer_grade.service_order('tier', 'customer', 'invoice', 'invoiced')), (SELECT count(*) FROM invoice), 'requests of strangers are served, too');
DELETE FROM invoice WHERE region = 'nowhere';

--
-- Credit
--
SELECT results_eq($$ SELECT key ->> 'region', (key ->> 'number')::int, grade, balance, credit_limit, over_limit, payment_term, oldest_due_on, overdue_amount, days_overdue
		FROM customer_grade.credit_check('tier', 'customer', 'invoice', 'amount', 'invoiced') ORDER BY 1, 2 $$,
	$$ SELECT region, number, grade, balance, lim, greatest(balance - lim, 0), term, oldest, coalesce(overdue, 0), date '2024-03-31' - oldest
		FROM (SELECT c.region, c.number, tier(c.amount) AS grade, sum(i.amount) AS balance, l.lim, l.term,
				(min(i.invoiced) FILTER (WHERE i.invoiced + l.term < '2024-03-31') + l.term)::date AS oldest, sum(i.amount) FILTER (WHERE i.invoiced + l.term < '2024-03-31') AS overdue
			FROM customer AS c JOIN invoice AS i USING (region, number),
				LATERAL (SELECT CASE WHEN c.amount >= 100 THEN 5000.0 ELSE 1000.0 END::numeric(10) AS lim, CASE WHEN c.amount >= 100 THEN interval '2 months' ELSE interval '30 days' END AS term) AS l
			WHERE c.amount IS NOT NULL
			GROUP BY c.region, c.number, c.amount, l.lim, l.term) AS b
		WHERE balance > lim OR oldest IS NOT NULL ORDER BY 1, 2 $$, 'credit_check(): limit and term of the grade, the larger of two');
SELECT is((SELECT bool_and(over_limit > 0) AND bool_and(oldest_due_on IS NULL) FROM customer_grade.credit_check('tier', 'customer', 'invoice', 'amount')), true, 'without dates of invoice the limit only');
SELECT is((SELECT count(*) FROM customer_grade.credit_check('tier', 'customer', 'invoice', 'amount', 'invoiced', as_of => '2000-01-01')),
	(SELECT count(*) FROM customer_grade.credit_check('tier', 'customer', 'invoice', 'amount')), 'nothing is overdue before it is invoiced');

--
-- Benefits
--
SET customer_grade.clock = '2025-03-10 12:00+00';
SELECT results_eq($$ SELECT treatment, grade, granted_on, ends_on, days_left, count(*) FROM customer_grade.benefits_expiring('tier', 'customer') GROUP BY 1, 2, 3, 4, 5 $$,
	$$ SELECT 'validity', 'gold', date '2024-03-31', date '2025-03-31', 21, (SELECT count(*) FROM customer WHERE amount >= 100) $$, 'benefits_expiring(): a year from the day of the grade');
UPDATE customer SET amount = amount - 100 WHERE number = 15;
UPDATE customer SET amount = amount + 100 WHERE number = 15;
SELECT is((SELECT count(*) FROM customer_grade.benefits_expiring('tier', 'customer') WHERE key ->> 'number' = '15') = 0 AND tier((SELECT amount FROM customer WHERE region = 'n' AND number = 15)) = 'gold', true, 'whoever lost the grade and has it again begins again');
SELECT is((SELECT count(*) FROM customer_grade.benefits_expiring('tier', 'customer', 10)), 0::bigint, 'nothing ends within ten days');
SELECT throws_ok($$ SELECT customer_grade.benefits_expiring('tier', 'visit') $$, '55000', 'standard "tier" is not attached to table "public.visit"', 'nothing is attached to that');

SELECT * FROM finish();
