-- What users change by functions: options of attachments, standards, sources.

BEGIN;
SELECT plan(43);
SET LOCAL customer_grade.clock = '2024-03-01 12:00 UTC';

CREATE ROLE regress_owner;
CREATE ROLE regress_stranger;
GRANT CREATE ON SCHEMA public TO regress_owner;
SELECT customer_grade.grant_standard(NULL, 'regress_owner');
SET LOCAL ROLE regress_owner;

SELECT customer_grade.define_standard('s', 'grades A > B; metric amount number; parameter cut = 100; grade A when amount >= cut; grade B otherwise;', '2020-01-01');
CREATE TABLE customer (id int PRIMARY KEY, amount numeric, tier text);
INSERT INTO customer VALUES (1, 50), (2, 150);
CREATE TABLE orders (customer_id int, amount numeric);
CREATE INDEX ON orders (customer_id);
CREATE VIEW figures AS SELECT c.id, c.amount + coalesce((SELECT sum(o.amount) FROM orders AS o WHERE o.customer_id = c.id), 0) AS amount FROM customer AS c;
SET LOCAL client_min_messages = warning;
SELECT customer_grade.attach('s', 'customer', 'figures');
RESET client_min_messages;

-- options
SELECT lives_ok($$ SELECT customer_grade.alter_attachment('s', 'customer', mirror => 'tier', parameters => '{"cut": 40}', notify => true, time_zone => 'Asia/Shanghai') $$,
	'options are given by name');
SELECT results_eq($$ SELECT mirror::text COLLATE "default", parameters, notify, time_zone, benchmark FROM customer_grade.attachment $$,
	$$ VALUES ('tier', jsonb '{"cut": 40}', true, 'Asia/Shanghai', NULL::text) $$, '... and these change, no other');
SELECT lives_ok($$ SELECT customer_grade.alter_attachment('s', 'customer', benchmark => 'SELECT 30 AS cut', reset => '{mirror,notify,parameters}') $$,
	'reset names those that return to their default');
SELECT results_eq($$ SELECT mirror::text COLLATE "default", parameters, notify, time_zone, benchmark FROM customer_grade.attachment $$,
	$$ VALUES (NULL, jsonb '{}', false, 'Asia/Shanghai', 'SELECT 30 AS cut') $$, '... beside those that are given');
SELECT lives_ok($$ SELECT customer_grade.alter_attachment('s', 'customer', parameters => '{"cut": null}') $$, 'a parameter may be null');
SELECT is((SELECT parameters FROM customer_grade.attachment), '{"cut": null}', '... and stays so');
SELECT lives_ok($$ SELECT customer_grade.alter_attachment('s', 'customer', mirror => 'tier', reset => '{mirror}') $$, 'given and reset: what is given counts');
SELECT is((SELECT mirror::text FROM customer_grade.attachment), 'tier', '... as here');
SELECT lives_ok($$ SELECT customer_grade.alter_attachment('s', 'customer', approver => 'regress_stranger', scores => 'history', publish => 'by hand') $$, 'roles and words');
SELECT results_eq($$ SELECT approver, scores, publish FROM customer_grade.attachment $$, $$ VALUES ('regress_stranger'::regrole, 'history', 'by hand') $$, '... are kept');
SELECT throws_ok($$ SELECT customer_grade.alter_attachment('s', 'customer', reset => '{mirrow}') $$, '22023', 'an attachment has no option "mirrow" to reset', 'an unknown option');
SELECT throws_ok($$ SELECT customer_grade.alter_attachment('s', 'customer', reset => '{NULL}') $$, '22023', 'an attachment has no option "" to reset', 'no option');
SELECT throws_ok($$ SELECT customer_grade.alter_attachment('s', 'customer', mirror => 'teir') $$, '42703', 'table "public.customer" has no column "teir" of type text', 'options are checked as by attach()');
SELECT throws_ok($$ SELECT customer_grade.alter_attachment('s', 'customer', time_zone => 'Mars') $$, '22023', 'time zone "Mars" not recognized', '... the time zone, too');
SELECT throws_ok($$ SELECT customer_grade.alter_attachment('s', 'orders') $$, '55000', 'standard "s" is not attached to table "public.orders"', 'another table');
RESET ROLE;
SET LOCAL ROLE regress_stranger;
SELECT throws_ok($$ SELECT customer_grade.alter_attachment('s', 'customer', notify => true) $$, '42501', 'permission denied for standard "s" on table "public.customer"', 'for the owner of the subject only');
RESET ROLE;
SET LOCAL ROLE regress_owner;

-- metrics
CREATE TABLE small (id int PRIMARY KEY, amount numeric);
SELECT customer_grade.attach('s', 'small');
CREATE VIEW small_figures AS SELECT id, amount * 2 AS amount FROM small;
SELECT lives_ok($$ SELECT customer_grade.alter_attachment('s', 'small', metrics => 'small_figures') $$, 'another metrics view');
INSERT INTO small VALUES (1, 60);
SELECT is((SELECT grade FROM small_s_ledger), 'A', '... is graded by');
SELECT hasnt_view('small_s_metrics', '... and that of attach() is dropped');
SELECT throws_ok($$ SELECT customer_grade.alter_attachment('s', 'small', metrics => 'orders') $$, '42703', 'relation "public.orders" has no column "id"', '... checked as by attach()');
SELECT customer_grade.detach('s', 'small');
SELECT has_view('small_figures', '... and kept by detach()');

-- sources
SELECT customer_grade.watch('s', 'customer', 'orders', 'customer_id');
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgrelid = 'orders'::regclass), 5::bigint, 'a watched table has triggers');
INSERT INTO orders VALUES (1, 100);
SELECT is((SELECT grade FROM customer_s_ledger WHERE id = 1), 'A', '... which regrade');
SELECT throws_ok($$ SELECT customer_grade.unwatch('s', 'customer', 'figures') $$, '55000', 'standard "s" on table "public.customer" does not watch table "public.figures"', 'unwatch() of a view');
CREATE TABLE other (id int);
SELECT throws_ok($$ SELECT customer_grade.unwatch('s', 'customer', 'other') $$, '55000', 'standard "s" on table "public.customer" does not watch table "public.other"', 'unwatch() of what is not watched');
SELECT throws_ok($$ SELECT customer_grade.unwatch('s', 'customer', 'customer') $$, '55000', 'standard "s" on table "public.customer" does not watch table "public.customer"', '... of the subject itself');
SELECT lives_ok($$ SELECT customer_grade.unwatch('s', 'customer', 'orders') $$, 'unwatch()');
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgrelid = 'orders'::regclass), 0::bigint, '... takes all triggers away');
SELECT is((SELECT count(*) FROM customer_grade.source), 0::bigint, '... and forgets the source');
SELECT lives_ok($$ DELETE FROM orders $$, '... which is written like any table');
SELECT is((SELECT grade FROM customer_s_ledger WHERE id = 1), 'A', '... and regrades nobody');
SELECT is((SELECT count(*) FROM pg_trigger WHERE tgrelid = 'customer'::regclass AND tgname ~ '^customer_grade_regrade_s_'), 5::bigint, 'the subject keeps its triggers');

-- a source that is a subject as well keeps what it needs as such
CREATE TABLE branch (id int PRIMARY KEY, amount numeric);
CREATE VIEW branch_figures AS SELECT id, amount FROM branch;
SELECT customer_grade.attach('s', 'branch', 'branch_figures');
SELECT customer_grade.watch('s', 'customer', 'branch', 'id');
SELECT customer_grade.unwatch('s', 'customer', 'branch');
INSERT INTO branch VALUES (7, 500);
SELECT is((SELECT grade FROM branch_s_ledger WHERE id = 7), 'A', 'a source that is a subject, too, is graded on after unwatch()');

-- standards
SELECT lives_ok($$ SELECT customer_grade.alter_standard('s', title => 'Customers', settings => '{"color": {"A": "#123456"}}') $$, 'title and settings');
SELECT results_eq($$ SELECT title, settings FROM customer_grade.standard WHERE name = 's' $$, $$ VALUES ('Customers', jsonb '{"color": {"A": "#123456"}}') $$, '... of the latest version');
SELECT customer_grade.define_standard('s', 'grades A > B; grade A when amount >= 10; grade B otherwise;', '2025-01-01', title => 'Second');
SELECT lives_ok($$ SELECT customer_grade.alter_standard('s', effective => '[2021-01-01,2025-01-01)', version => 1, owner => 'regress_owner') $$, 'dates of one version');
SELECT is((SELECT string_agg(concat_ws(' ', version, effective, title), '; ' ORDER BY version) FROM customer_grade.standard WHERE name = 's'),
	'1 [2021-01-01,2025-01-01) Customers; 2 [2025-01-01,) Second', '... leave the others');
SELECT throws_ok($$ SELECT customer_grade.alter_standard('s', version => 9, title => 'x') $$, '42704', 'standard "s" has no version 9', 'no such version');
SELECT throws_ok($$ SELECT customer_grade.alter_standard('t', title => 'x') $$, '42704', 'standard "t" does not exist', 'no such standard');
SELECT throws_ok($$ SELECT customer_grade.drop_standard('s') $$, '2BP01', 'standard "s" is attached to table "public.branch"', 'an attached standard is not dropped');
SELECT customer_grade.detach('s', 'branch'), customer_grade.detach('s', 'customer');
RESET ROLE;
SET LOCAL ROLE regress_stranger;
SELECT throws_ok($$ SELECT customer_grade.drop_standard('s') $$, '42501', 'permission denied for standard "s"', 'drop_standard() is for the owner');
RESET ROLE;
SET LOCAL ROLE regress_owner;
SELECT lives_ok($$ SELECT customer_grade.drop_standard('s') $$, 'drop_standard()');
SELECT is((SELECT count(*) FROM customer_grade.standard WHERE name = 's'), 0::bigint, '... with all versions');

SELECT * FROM finish();
ROLLBACK;
