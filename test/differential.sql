-- Whatever one transaction does, its grades and activities are right when it ends: shown on random transactions, with
-- triggers of users that write the same tables, blocks and savepoints that are rolled back, upserts, MERGE, WITH and
-- changes of keys. See differential/run for how they are made; make differential for more of them.
\set transactions `echo ${TRANSACTIONS:-200}`
\set seed `echo ${SEED:-1}`
\setenv TRANSACTIONS :transactions
\setenv SEED :seed
\setenv PGDATABASE :DBNAME

\ir differential/worlds.sql
\set report `test/differential/run $TRANSACTIONS $SEED`

SELECT plan(3);
SELECT diag(:'report'::text);
SELECT matches(:'report'::text, '^' || :transactions || ' transactions', 'no transaction leaves a difference, and no error is unexpected');
SELECT cmp_ok(count(*), '>=', (:transactions * 0.3)::bigint, 'many are committed') FROM committed;
SELECT is_empty($$
	SELECT * FROM (
		SELECT *, lead(valid_from) OVER (PARTITION BY ledger, id ORDER BY valid_from) AS next
		FROM (
			SELECT 1 AS ledger, id, valid_from, valid_to, cause FROM plain.customer_own_grades
			UNION ALL SELECT 2, id, valid_from, valid_to, cause FROM plain.customer_total_grades
			UNION ALL SELECT 3, id, valid_from, valid_to, cause FROM partitioned.customer_own_grades
			UNION ALL SELECT 4, id, valid_from, valid_to, cause FROM partitioned.customer_total_grades) AS g) AS p
	WHERE next < valid_to OR next > valid_to AND cause <> 'deleted' OR valid_to IS NULL AND next IS NOT NULL $$,
	'no period overlaps another, and there is no hole');
SELECT * FROM finish();
