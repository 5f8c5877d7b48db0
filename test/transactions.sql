-- The unit is the transaction: what policies, histories, decisions and events go by is what transactions commit, not what
-- their statements come to in between. Shown on random transactions, see transactions/model.sql for what must be, and
-- lib/RandomTransactions.pm for what they do. TRANSACTIONS=n SEED=n for others.
\set transactions `echo ${TRANSACTIONS:-300}`
\set seed `echo ${SEED:-1}`
\setenv TRANSACTIONS :transactions
\setenv SEED :seed
\setenv PGDATABASE :DBNAME

SET customer_grade.clock = '2026-01-01 12:00+00';
\ir transactions/worlds.sql
\set report `test/transactions/run $TRANSACTIONS $SEED`

SELECT plan(3);
SELECT diag(:'report'::text);
SELECT matches(:'report'::text, '^' || :transactions || ' transactions', 'no transaction leaves a difference, and no error is unexpected');
SELECT cmp_ok(transactions, '>=', (:transactions * 0.6)::bigint, 'many change something') FROM model.replayed;
SELECT cmp_ok(count(*), '>=', (:transactions * 0.5)::bigint, 'and end periods') FROM model.history;
SELECT * FROM finish();
