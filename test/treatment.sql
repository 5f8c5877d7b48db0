-- Treatments: what a grade gets, and for whom.

BEGIN;
SELECT plan(29);

CREATE ROLE regress_analyst;
CREATE ROLE regress_other;
SELECT customer_grade.grant_standard(NULL, 'regress_analyst'), customer_grade.grant_standard(NULL, 'regress_other');
GRANT CREATE ON DATABASE :DBNAME TO regress_analyst;

SET LOCAL ROLE regress_analyst;
SELECT customer_grade.define_standard('card', 'grades gold > silver; metric revenue number >= 0; grade gold when revenue >= 100; grade silver otherwise;');
SELECT customer_grade.set_treatment(standard, grade, name, value, unit, condition) FROM (VALUES
	('card', 'gold', 'visit_interval', '1', 'month', NULL),
	('card', 'silver', 'visit_interval', '3', 'month', NULL),
	('card', 'gold', 'card_count', '10', NULL, 'revenue >= 500'),
	('card', 'gold', 'card_count', '5', NULL, 'revenue >= 200 and revenue < 500'),
	('card', 'gold', 'gift', 'calendar', NULL, 'region = ''north'' -- only there'),
	('card', NULL, 'hotline', '95555', NULL, NULL)) AS t(standard, grade, name, value, unit, condition);

SELECT results_eq($$ SELECT name, value FROM customer_grade.treatments('card', 'gold') $$,
	$$ VALUES ('card_count', '10'), ('card_count', '5'), ('gift', 'calendar'), ('hotline', '95555'), ('visit_interval', '1') $$,
	'all treatments of a grade, those of every grade among them');
SELECT results_eq($$ SELECT grade, name, value FROM customer_grade.row_treatments('card', '{"revenue": 500, "region": "north"}'::jsonb) $$,
	$$ VALUES ('gold', 'card_count', '10'), ('gold', 'gift', 'calendar'), ('gold', 'hotline', '95555'), ('gold', 'visit_interval', '1') $$,
	'of a customer''s row: those whose condition holds');
SELECT results_eq($$ SELECT name, value FROM customer_grade.row_treatments('card', '{"revenue": 499.99}'::jsonb) $$,
	$$ VALUES ('card_count', '5'), ('hotline', '95555'), ('visit_interval', '1') $$, 'a condition on what is not there is not met');
SELECT results_eq($$ SELECT name, value FROM customer_grade.row_treatments('card', '{"revenue": 1}'::jsonb) $$,
	$$ VALUES ('hotline', '95555'), ('visit_interval', '3') $$, 'another grade');
SELECT is_empty($$ SELECT * FROM customer_grade.row_treatments('card', '{}'::jsonb) $$, 'a customer that is not graded gets nothing');

CREATE TEMP TABLE customer AS SELECT * FROM (VALUES (1, 600, 'south'), (2, 250, 'north'), (3, 5, 'north')) AS v(id, revenue, region);
SELECT results_eq($$ SELECT c.id, t.name FROM customer AS c, customer_grade.row_treatments('card', c) AS t ORDER BY 1, 2 $$,
	$$ VALUES (1, 'card_count'), (1, 'hotline'), (1, 'visit_interval'), (2, 'card_count'), (2, 'gift'), (2, 'hotline'), (2, 'visit_interval'),
		(3, 'hotline'), (3, 'visit_interval') $$, 'for the rows of a table');

SELECT throws_ok(format('SELECT customer_grade.set_treatment(''card'', ''gold'', ''x'', ''1'', condition => %L)', condition),
	'42601', NULL, 'no condition: ' || condition)
FROM (VALUES ('revenue >='), ('revenue + 1'), ('1 = ''a'''), ('')) AS v(condition);

-- typing errors that would silently give nothing
SELECT throws_ok($$ SELECT customer_grade.set_treatment('card', 'Gold', 'x', '1') $$, '22023', 'standard "card" has no grade "Gold"', 'a grade that the standard lacks');
SELECT throws_ok(format('SELECT customer_grade.set_treatment(''card'', ''gold'', %L, %L, %L)', name, value, unit), '22023',
	format('treatment "%s" cannot be "%s"', name, concat_ws(' ', value, unit)), format('%s of %s', name, concat_ws(' ', value, unit)))
FROM (VALUES ('visit_interval', 'fortnightly', NULL), ('visit_interval', '2', NULL), ('payment_term', '30', 'CNY'), ('credit_limit', 'high', NULL))
	AS v(name, value, unit);
SELECT lives_ok($$ SELECT customer_grade.define_standard('card', 'grades black > gold > silver; metric revenue number; grade silver otherwise;', current_date + 30) $$, 'a version to come');
SELECT lives_ok($$ SELECT customer_grade.set_treatment('card', 'black', 'visit_interval', '2', 'time/month') $$, 'its grades may have treatments');
SELECT lives_ok($$ SELECT customer_grade.set_treatment('card', 'black', 'visit_interval', NULL) $$, 'and lose them');
SELECT lives_ok($$ SELECT customer_grade.set_treatment('card', 'Gold', 'visit_interval', NULL) $$, 'as may a grade that there is not');
SELECT lives_ok($$ SELECT customer_grade.set_treatment('card', 'gold', 'visit', 'fortnightly') $$, 'words have other names');
SELECT customer_grade.set_treatment('card', 'gold', 'visit', NULL);

-- rights
SET LOCAL ROLE regress_other;
SELECT throws_ok($$ SELECT customer_grade.set_treatment('card', 'gold', 'x', '1') $$, '42501', 'permission denied for standard "card"', 'not for another''s standard');
SELECT throws_ok($$ SELECT customer_grade.set_treatment('card', 'gold', 'visit_interval', NULL) $$, '42501', 'permission denied for standard "card"', 'not taken away by others');
SELECT throws_ok($$ SELECT customer_grade.set_treatment('unknown', 'gold', 'x', '1') $$, '42704', 'standard "unknown" does not exist', 'not for a standard that does not exist');
SELECT is((SELECT count(*) FROM customer_grade.treatments('card', 'silver')), 2::bigint, 'but everybody reads');
RESET ROLE;
SET LOCAL ROLE regress_analyst;
SELECT customer_grade.grant_standard('card', 'regress_other');
SET LOCAL ROLE regress_other;
SELECT lives_ok($$ SELECT customer_grade.set_treatment('card', 'gold', 'x', '1') $$, 'who was granted the standard may');
RESET ROLE;

-- adopt() brings them along
INSERT INTO customer_grade_internal.catalog_treatment (standard, grade, name, value, condition) VALUES ('cmb_five_level', 'gold', 'test_only', '1', 'asset_yuan > 300万');
SELECT is(customer_grade.adopt('cmb_five_level', 'bank'), 'bank', 'adopt under another name');
SELECT results_eq($$ SELECT grade, value FROM customer_grade.row_treatments('bank', '{"asset_yuan": 4000000}'::jsonb) WHERE name = 'test_only' $$,
	$$ VALUES ('gold', '1') $$, 'with the treatments');
SELECT is_empty($$ SELECT grade, value FROM customer_grade.row_treatments('bank', '{"asset_yuan": 3000000}'::jsonb) WHERE name = 'test_only' $$,
	'and their conditions');
SELECT is((SELECT settings FROM customer_grade.standard WHERE name = 'bank'), (SELECT settings FROM customer_grade.catalog WHERE name = 'cmb_five_level'),
	'and the settings');

SELECT * FROM finish();
ROLLBACK;
