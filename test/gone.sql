-- Deleting a customer evaluates no metrics: not of itself, nor of others, where the view computes over all.

\o /dev/null
SET client_min_messages = warning;
SELECT customer_grade.define_standard('share', 'grades A > B; metric share number; grade A when share >= 0.5; grade B otherwise;', '2020-01-01');
CREATE FUNCTION make_shares(name text, options jsonb DEFAULT '{}') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE TABLE %1$I (id int PRIMARY KEY, amount numeric);
		CREATE TABLE %2$I (customer_id int REFERENCES %1$I ON DELETE CASCADE);
		CREATE VIEW %3$I AS SELECT id, amount / sum(amount) OVER () AS share FROM %1$I;
		INSERT INTO %1$I VALUES (1, 5), (2, 3), (3, 0);
		INSERT INTO %2$I SELECT id FROM %1$I', name, name || '_visit', name || '_share');
	PERFORM customer_grade.attach('share', name::regclass, (name || '_share')::regclass, prefix => name);
	PERFORM customer_grade.watch('share', name::regclass, (name || '_visit')::regclass, 'customer_id');
END $$;
SELECT make_shares('one'), make_shares('many'), make_shares('decided'), make_shares('emptied');
\o
SELECT * FROM no_plan();

-- without the first two the total is 0, and so the view divides by 0
SELECT lives_ok('DELETE FROM one WHERE id = 1', 'a customer is deleted');
SELECT lives_ok('DELETE FROM one WHERE id = 2', 'another, and the rest cannot be graded');
SELECT throws_ok('UPDATE one SET amount = 0', '22012', 'division by zero', 'this is so');
SELECT results_eq('SELECT id, grade FROM one_ledger', $$ VALUES (3, 'B') $$, 'the ledger has the rest');
SELECT results_eq('SELECT id, cause FROM one_history ORDER BY id', $$ VALUES (1, 'deleted'), (2, 'deleted') $$, 'history has the others');

SELECT lives_ok('DELETE FROM many WHERE id <= 2', 'two at once');
SELECT results_eq('SELECT id, grade FROM many_ledger', $$ VALUES (3, 'B') $$, 'the ledger has the rest');

SELECT lives_ok($$ SELECT customer_grade.override('share', 'decided', '{"id": 2}', 'A', 'a friend') $$, 'a decision');
SELECT lives_ok('DELETE FROM decided WHERE id <= 2', 'a customer with a decision');
SELECT results_eq('SELECT id, status, end_reason FROM decided_decisions', $$ VALUES (2, 'ended', 'deleted') $$, 'which ends');
SELECT results_eq('SELECT id, grade FROM decided_ledger', $$ VALUES (3, 'B') $$, 'the ledger has the rest');

SELECT lives_ok('TRUNCATE emptied, emptied_visit', 'all');
SELECT is_empty('SELECT * FROM emptied_ledger', 'the ledger is empty');
SELECT results_eq('SELECT DISTINCT cause FROM emptied_history', $$ VALUES ('deleted') $$, 'all periods have ended');

-- the metrics view says who is a customer, also of rows that are not in the subject any more
CREATE TABLE shop (id int PRIMARY KEY);
CREATE TABLE sale (shop_id int, share numeric);
CREATE VIEW shop_share AS SELECT shop_id AS id, sum(share) AS share FROM sale GROUP BY shop_id;
INSERT INTO shop VALUES (1), (2);
INSERT INTO sale VALUES (1, 0.7), (2, 0.2);
SELECT lives_ok($$ SELECT customer_grade.attach('share', 'shop', 'shop_share', prefix => 'shop'), customer_grade.watch('share', 'shop', 'sale', 'shop_id') $$);
SELECT lives_ok('DELETE FROM shop WHERE id = 1', 'its sales remain');
SELECT results_eq('SELECT id, grade FROM shop_ledger ORDER BY id', $$ VALUES (1, 'A'), (2, 'B') $$, 'it stays');
SELECT lives_ok('DELETE FROM sale WHERE shop_id = 1', 'its sales are deleted');
SELECT results_eq('SELECT id, grade FROM shop_ledger ORDER BY id', $$ VALUES (2, 'B') $$, 'it is gone');
SELECT lives_ok('TRUNCATE sale', 'all sales are deleted, but a shop is there');
SELECT is_empty('SELECT * FROM shop_ledger', 'nobody is left');
SELECT lives_ok('DELETE FROM shop', 'a shop that nobody knows');

SELECT is_empty(format('SELECT * FROM customer_grade.verify(%L, %L)', 'share', s), 'verify() of ' || s) FROM unnest('{emptied,shop}'::text[]) AS s;
SELECT * FROM finish();
