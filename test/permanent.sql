-- Tables whose rows end earlier than the grades made from them: temporary and unlogged ones are refused.

\o /dev/null
SET client_min_messages = warning;
SELECT customer_grade.define_standard('sales', 'grades A > B; metric amount number; parameter line number = 10; grade A when amount >= line; grade B otherwise;', '2020-01-01');
\ir include/error.sql
CREATE TEMP TABLE passing (id int PRIMARY KEY, amount numeric, at date);
CREATE UNLOGGED TABLE fragile (id int PRIMARY KEY, amount numeric, at date);
CREATE TABLE client (id int PRIMARY KEY, amount numeric);
CREATE TABLE orders (client int, amount numeric, at date) PARTITION BY RANGE (at);
CREATE TABLE orders_2026 PARTITION OF orders FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
INSERT INTO client VALUES (1, 5), (2, 50);
SELECT customer_grade.attach('sales', 'client');
\o
SELECT * FROM no_plan();

SELECT is(pg_temp.error($$ SELECT customer_grade.attach('sales', 'passing') $$),
	'42809 grades cannot depend on temporary table "passing" | Only one session sees its rows, and they end with that session. | Use a permanent table.', 'a temporary table is not attached');
SELECT is(pg_temp.error($$ SELECT customer_grade.attach('sales', 'fragile') $$),
	'42809 grades cannot depend on unlogged table "public.fragile" | A crash empties it, and the grades stay. | ALTER TABLE public.fragile SET LOGGED;', 'nor an unlogged one');
SELECT is((SELECT count(*) FROM customer_grade.attachment), 1::bigint, 'and nothing remains of it');
SELECT is(pg_temp.error(format('SELECT customer_grade.%s', call)) ~ format('^42809 grades cannot depend on %s table "(public.)?%s"', kind, name), true, call)
FROM (VALUES ('temporary', 'passing'), ('unlogged', 'fragile')) AS t(kind, name),
	LATERAL (VALUES (format($$watch('sales', 'client', %L, 'id')$$, name)),
		(format($$watch_through('sales', 'client', %L, '{id}', 'SELECT id, id AS client FROM public.client')$$, name)),
		(format($$track('client', %L, 'id', 'at')$$, name)),
		(format($$track(%L, 'orders', 'client', 'at')$$, name))) AS c(call);

-- metrics, mapping, benchmark
\o /dev/null
CREATE TABLE person (id int PRIMARY KEY);
CREATE VIEW passing_metrics AS SELECT id, amount FROM passing;
CREATE TABLE company (id int PRIMARY KEY);
\o
SELECT matches(pg_temp.error($$ SELECT customer_grade.attach('sales', 'person', 'passing_metrics') $$), '^42809 grades cannot depend on temporary view "passing_metrics" .* \| Use a permanent view.$',
	'a view of temporary tables does not give metrics');
SELECT matches(pg_temp.error($$ SELECT customer_grade.attach('sales', 'person', 'fragile') $$), '^42809 grades cannot depend on unlogged table "public.fragile"', 'nor does an unlogged table');
SELECT matches(pg_temp.error($$ SELECT customer_grade.watch_through('sales', 'client', 'company', '{id}', 'SELECT p.id, p.id AS client FROM passing AS p') $$),
	'^42809 grades cannot depend on temporary table "passing"', 'a mapping does not read one');
SELECT lives_ok($$ SELECT customer_grade.watch_through('sales', 'client', 'company', '{id}', 'SELECT id, id AS client FROM public.client') $$, 'other mappings are possible');
\set refused '42809 the benchmark of standard "sales" on table "public.person" reads a temporary table | Reviews in other sessions do not find it. Use a permanent table.'
SELECT is(pg_temp.error($$ SELECT customer_grade.attach('sales', 'person', 'client', benchmark => 'SELECT count(*) AS line FROM passing') $$), :'refused', 'nor does a benchmark');
\o /dev/null
CREATE FUNCTION count_passing() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM pg_temp.passing';
\o
SELECT is(pg_temp.error($$ SELECT customer_grade.attach('sales', 'person', 'client', benchmark => 'SELECT public.count_passing() AS line') $$), :'refused', 'not even through a function');
-- what the transaction has read besides does not matter, and is not forgotten
\o /dev/null
CREATE EXTENSION dblink;
SELECT dblink_connect('other', format('host=%s port=%s dbname=%s', split_part(current_setting('unix_socket_directories'), ',', 1), current_setting('port'), current_database()));
SELECT dblink_exec('other', 'BEGIN; CREATE TEMP TABLE passing (id int)');
\o
SELECT lives_ok($$ SELECT dblink_exec('other', $q$ DO 'BEGIN PERFORM customer_grade.attach(''sales'', ''person'', ''client'', benchmark => ''SELECT count(*) AS line FROM public.client''); END' $q$) $$,
	'a benchmark of permanent tables in a transaction that uses temporary ones');
SELECT throws_ok($$ SELECT dblink_exec('other', 'PREPARE TRANSACTION ''permanent''') $$, '0A000', 'cannot PREPARE a transaction that has operated on temporary objects',
	'does not make the server forget them');

-- what is attached, watched or tracked stays permanent, with its partitions and children
\o /dev/null
SELECT customer_grade.watch('sales', 'client', 'orders', 'client');
SELECT customer_grade.track('person', 'orders', 'client', 'at');
CREATE TABLE invoice (client int);
SELECT customer_grade.watch('sales', 'client', 'invoice', 'client');
CREATE TABLE payment (client int, at date);
SELECT customer_grade.track('client', 'payment', 'client', 'at');
CREATE TABLE free (id int);
\o
SELECT matches(pg_temp.error(format('ALTER TABLE %s SET UNLOGGED', t)), format('^42809 grades cannot depend on unlogged table "public.%s"', t), t || ' does not become unlogged')
FROM unnest('{client,invoice,payment,orders_2026}'::text[]) AS t;
SELECT matches(pg_temp.error($$ CREATE UNLOGGED TABLE orders_2027 PARTITION OF orders FOR VALUES FROM ('2027-01-01') TO ('2028-01-01') $$),
	'^42809 grades cannot depend on unlogged table "public.orders_2027" \| It is a partition or child of table "public.orders". A crash empties it, and the grades stay.', 'an unlogged partition is refused');
SELECT matches(pg_temp.error('CREATE TEMP TABLE client_today () INHERITS (client)'), '^42809 grades cannot depend on temporary table', 'so is a temporary child');
SELECT lives_ok('ALTER TABLE free SET UNLOGGED; ALTER TABLE free SET LOGGED', 'other tables may be what they like');
SELECT is((SELECT count(*) FROM customer_grade.verify('sales', 'client')), 0::bigint, 'verify() is empty');

SELECT * FROM finish();
