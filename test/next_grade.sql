-- next_grade(): what each customer of a table lacks to a better grade, and when it would be in force.
SET client_min_messages = warning;
SELECT * FROM no_plan();
\o /dev/null
SET customer_grade.clock = '2024-05-10 12:00 UTC';
CREATE FUNCTION pg_temp.define(name text, terms text) RETURNS void LANGUAGE sql AS $$
	SELECT customer_grade.define_standard(name, ('grades A > B > C, none; metric revenue number >= 0; metric overdue number >= 0; parameter cut number = 5000;
		grade none when revenue = 0; grade A when revenue >= cut; grade B when revenue > 1000; grade C otherwise; cap C when overdue > 90; ' || terms)::customer_grade.rubric, '2020-01-01');
$$;
CREATE TABLE customer (id int PRIMARY KEY, revenue numeric(12, 2), overdue int, label text);
INSERT INTO customer VALUES (1, 700, 0), (2, 3000, 0), (3, 9000, 0), (4, 9000, 100), (5, 700, 100), (6, NULL, 0), (7, -5, 0), (8, 0, 0), (9, 8000, 0);
SELECT pg_temp.define('sales', '');
SELECT customer_grade.attach('sales', 'customer');
\o
SELECT results_eq($$ SELECT (key ->> 'id')::int, grade, computed_grade, grade_to, metric, bound, needed, difference, change, progress, due_on, note
	FROM customer_grade.next_grade('sales', 'customer') ORDER BY 1 $$,
	$$ VALUES (1, 'C', 'C', 'B', 'revenue', 'at least', '1000.01'::jsonb, 300.01, 0.3000, 0.7000, date '2024-05-10', NULL::text),
		(2, 'B', 'B', 'A', 'revenue', 'at least', '5000', 2000, 0.5000, 0.5000, '2024-05-10', NULL),
		(4, 'C', 'C', 'A', 'overdue', 'at most', '90', -10, 0.1000, NULL, '2024-05-10', NULL),
		(5, 'C', 'C', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'no way found that changes one metric'),
		(6, NULL, NULL, 'C', 'revenue', 'at least', '0.01', NULL, NULL, NULL, '2024-05-10', NULL),
		(8, 'none', 'none', 'C', 'revenue', 'at least', '0.01', 0.01, 1.0000, 0.0000, '2024-05-10', NULL) $$,
	'the smallest change of each customer; the best grade and a refused row are left out');
SELECT is_empty($$ SELECT * FROM customer_grade.next_grade('sales', 'customer') AS n JOIN customer AS c ON n.key = jsonb_build_object('id', c.id)
	WHERE n.metric IS NOT NULL AND customer_grade.grade('sales', to_jsonb(c) || jsonb_build_object(n.metric, n.needed)) IS DISTINCT FROM n.grade_to $$, 'as graded');

-- values in force for the table
\o /dev/null
SELECT customer_grade.detach('sales', 'customer', true);
SELECT pg_temp.define('cut', '');
SELECT customer_grade.attach('cut', 'customer', parameters => '{"cut": 4000}');
\o
SELECT is((SELECT needed FROM customer_grade.next_grade('cut', 'customer') WHERE key = '{"id": 2}'), '4000'::jsonb, 'the parameters in force for the table');

-- when it would be in force
CREATE FUNCTION pg_temp.terms(terms text) RETURNS TABLE (id int, grade_to text, due_on date, note text) LANGUAGE plpgsql AS $$
BEGIN
	PERFORM pg_temp.define('terms', terms);
	PERFORM customer_grade.attach('terms', 'customer', overrider => current_user::regrole);
	PERFORM customer_grade.override('terms', 'customer', '9', 'C', 'lawsuit');
	RETURN QUERY SELECT (n.key ->> 'id')::int, n.grade_to, n.due_on, n.note FROM customer_grade.next_grade('terms', 'customer') AS n WHERE n.key ->> 'id' IN ('1', '2', '4', '9');
	PERFORM customer_grade.detach('terms', 'customer', true);
	PERFORM customer_grade.drop_standard('terms');
END
$$;
SELECT results_eq($$ SELECT * FROM pg_temp.terms('review month end; promotion at review;') ORDER BY 1 $$,
	$$ VALUES (1, 'B', date '2024-05-31', NULL::text), (2, 'A', '2024-05-31', NULL), (4, 'A', '2024-05-31', NULL) $$, 'at the next review');
SELECT results_eq($$ SELECT * FROM pg_temp.terms('review month end; promotion one step at review;') ORDER BY 1 $$,
	$$ VALUES (1, 'B', date '2024-05-31', NULL::text), (2, 'A', '2024-05-31', NULL), (4, 'A', '2024-05-31', 'one step at a time') $$, 'one step');
SELECT results_eq($$ SELECT * FROM pg_temp.terms('promotion never;') ORDER BY 1 $$,
	$$ VALUES (1, 'B', NULL::date, 'the standard promotes nobody'), (2, 'A', NULL, 'the standard promotes nobody'), (4, 'A', NULL, 'the standard promotes nobody') $$, 'never');
SELECT results_eq($$ SELECT * FROM pg_temp.terms('promotion never; provisional 6 months; approval of A;') ORDER BY 1 $$,
	$$ VALUES (1, 'B', date '2024-05-10', NULL::text), (2, 'A', NULL, 'needs approval'), (4, 'A', NULL, 'needs approval') $$, 'probation, and approval');

SELECT throws_ok($$ SELECT customer_grade.next_grade('sales', 'customer') $$, '55000', NULL, 'not attached');
SELECT * FROM finish();
