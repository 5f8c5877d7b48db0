-- doctor(): each kind of problem is found, told to whom it concerns, and gone after the cure.

\o /dev/null
SET client_min_messages = error;
SET customer_grade.clock = '2026-01-15 12:00+00';
SELECT customer_grade.define_standard('sales', 'grades A > B; metric amount number >= 0; grade A when amount >= 10; grade B otherwise;', '2020-01-01');
CREATE TABLE client (id int PRIMARY KEY, amount numeric);
CREATE TABLE orders (client int REFERENCES client, amount numeric, at date);
INSERT INTO client VALUES (1, 5), (2, 50);
SELECT customer_grade.attach('sales', 'client', outbox => true);
SELECT customer_grade.track('client', 'orders', 'client', 'at', 'amount');
CREATE FUNCTION pg_temp.found() RETURNS TABLE (standard text, subject text, object text, problem text, cure text) LANGUAGE sql AS
	$$ SELECT d.standard, d.subject::text, d.object, d.problem, d.cure FROM customer_grade.doctor() AS d $$;
-- what is found, as one text
CREATE FUNCTION pg_temp.told() RETURNS text LANGUAGE sql AS
	$$ SELECT coalesce(string_agg(concat_ws(' | ', f.standard, f.subject, f.object, f.problem), E'\n'), '') FROM pg_temp.found() AS f $$;
\set cures 'SELECT DISTINCT cure FROM customer_grade.doctor() WHERE cure IS NOT NULL'
\o
SELECT * FROM no_plan();

SELECT is_empty('SELECT * FROM pg_temp.found()', 'nothing is wrong');

-- triggers
\o /dev/null
ALTER TABLE client DISABLE TRIGGER customer_grade_begin;
DROP TRIGGER customer_grade_regrade_sales_insert ON client;
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE TRIGGER customer_grade_regrade_sales_insert AFTER INSERT ON client FOR EACH STATEMENT EXECUTE FUNCTION nothing();
DROP TRIGGER customer_grade_regrade_sales_update ON client_sales_decisions;
DROP TRIGGER customer_grade_activity_insert ON orders;
CREATE TABLE strange (id int PRIMARY KEY, amount numeric);
CREATE TRIGGER strange AFTER DELETE ON strange REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION customer_grade_internal.regrade('sales');
\o
SELECT results_eq('SELECT * FROM pg_temp.found()', $$ VALUES
	('sales', 'client', 'public.client', 'trigger "customer_grade_begin" of table "public.client" is disabled', 'SELECT customer_grade.refresh(''sales'', ''public.client'');'),
	('sales', 'client', 'public.client', 'trigger "customer_grade_regrade_sales_insert" of table "public.client" is replaced by another one', 'DROP TRIGGER customer_grade_regrade_sales_insert ON public.client; SELECT customer_grade.refresh(''sales'', ''public.client'');'),
	('sales', 'client', 'public.client_sales_decisions', 'trigger "customer_grade_regrade_sales_update" of table "public.client_sales_decisions" is missing', 'SELECT customer_grade.refresh(''sales'', ''public.client'');'),
	(NULL, 'client', 'public.orders', 'trigger "customer_grade_activity_insert" of table "public.orders" is missing', 'SELECT customer_grade.refresh_activity(''public.client'', ''public.orders'');'),
	(NULL, 'strange', 'public.strange', 'trigger "strange" of table "public.strange" is left over', 'DROP TRIGGER strange ON public.strange;') $$, 'triggers');
\o /dev/null
SELECT replace(cure, '; ', E';\n') FROM pg_temp.found() WHERE cure LIKE 'DROP %' \gexec
:cures \gexec
\o
SELECT is(pg_temp.told(), '', '... and the cure');

-- roles
\o /dev/null
CREATE ROLE regress_doctor_approver;
CREATE ROLE regress_doctor_owner;
SELECT customer_grade.alter_attachment('sales', 'client', approver => 'regress_doctor_approver', overrider => 'regress_doctor_approver');
SELECT customer_grade.define_standard('idle', 'grades A > B; metric amount number; grade A when amount >= 10; grade B otherwise;', '2020-01-01', owner => 'regress_doctor_owner');
SELECT oid AS approver FROM pg_roles WHERE rolname = 'regress_doctor_approver' \gset
SELECT oid AS owner FROM pg_roles WHERE rolname = 'regress_doctor_owner' \gset
DROP OWNED BY regress_doctor_approver, regress_doctor_owner;
DROP ROLE regress_doctor_approver, regress_doctor_owner;
\o
SELECT is(pg_temp.told(), format(E'sales | client | %1$s | the approver is a role that does not exist any more\nsales | client | %1$s | the overrider is a role that does not exist any more\n'
	'idle | %2$s | the owner of the standard is a role that does not exist any more', :'approver', :'owner'), 'roles');
\o /dev/null
:cures \gexec
\o
SELECT is(pg_temp.told(), '', '... and the cure');

-- versions and reviews
\o /dev/null
SELECT customer_grade.define_standard('sales', 'grades A > B; metric amount number >= 0; grade A when amount >= 20; grade B otherwise;', '2026-01-01');
\o
SELECT is(pg_temp.told(), 'sales | client | sales | version 2 is effective, but version 1 is in force: run_due_reviews() has not been called since', 'a version that is not published');
SELECT customer_grade.alter_attachment('sales', 'client', publish => 'by hand') \g /dev/null
SELECT is(pg_temp.told(), 'sales | client | sales | version 2 is effective, but version 1 is in force: versions are published by hand', '... because nobody has done so');
\o /dev/null
:cures \gexec
\o
SELECT is(pg_temp.told(), '', '... and the cure');
\o /dev/null
CREATE TABLE person (id int PRIMARY KEY, amount numeric);
INSERT INTO person VALUES (1, 5), (2, 50);
CREATE VIEW person_metrics AS SELECT id, amount FROM person;
SELECT customer_grade.attach('sales', 'person', 'person_metrics');
CREATE OR REPLACE VIEW person_metrics AS SELECT id, CASE id WHEN 2 THEN -1 ELSE amount END AS amount FROM person;
CALL customer_grade.review('sales', 'person');
SELECT max(id) AS review FROM customer_grade.review \gset
\o
SELECT is(pg_temp.told(), format('sales | person | %s | review %1$s as of 2026-01-15 could not grade 1 customer(s)', :'review'), 'what the last review has refused');
SELECT is((SELECT array_agg(cure) FROM pg_temp.found()), ARRAY['SELECT * FROM customer_grade.problems(''sales'', ''public.person'');'], '... and where it is listed');
\o /dev/null
SET customer_grade.clock = '2026-01-16 12:00+00';
CREATE OR REPLACE VIEW person_metrics AS SELECT id, amount / (id - 2) AS amount FROM person;
ALTER TABLE person_sales_ledger ADD CONSTRAINT none CHECK (id <> 1 OR evaluated_on < '2026-01-16') NOT VALID;
SELECT customer_grade_internal.open_review('sales', 'person', 'review', NULL) AS review \gset
SELECT customer_grade_internal.log_review_problem(:review, 'the disk is full');
\o
SELECT is((SELECT string_agg(problem || ' | ' || cure, E'\n') FROM pg_temp.found() WHERE object = :'review'),
	format('review %s as of 2026-01-16 is not finished: the disk is full | CALL customer_grade.review(''sales'', ''public.person'');', :'review'), 'a review that is left open');
\o /dev/null
CREATE OR REPLACE VIEW person_metrics AS SELECT id, amount FROM person;
ALTER TABLE person_sales_ledger DROP CONSTRAINT none;
:cures \gexec
\o
SELECT is(pg_temp.told(), '', '... and the cure');

-- tables that nobody watches
\o /dev/null
CREATE TABLE invoice (number int, client int, amount numeric);
CREATE TABLE company (id int, share numeric);
CREATE TABLE rate (currency text, factor numeric);
CREATE TABLE firm (id int PRIMARY KEY);
CREATE TABLE contract (number int, firm int REFERENCES firm, amount numeric) PARTITION BY LIST (number);
CREATE TABLE contract_1 PARTITION OF contract FOR VALUES IN (1);
CREATE VIEW sums AS SELECT o.firm, sum(o.amount * r.factor) AS amount FROM contract AS o, rate AS r GROUP BY o.firm;
CREATE VIEW firm_metrics AS SELECT f.id, s.amount * c.share AS amount FROM firm AS f LEFT JOIN sums AS s ON s.firm = f.id LEFT JOIN company AS c ON c.id = f.id;
SELECT customer_grade.attach('sales', 'firm', 'firm_metrics');
\o
SELECT results_eq('SELECT * FROM pg_temp.found()', $$ VALUES
	('sales', 'firm', 'public.company', 'metrics come from table "public.company", which is not watched', 'SELECT customer_grade.watch(''sales'', ''public.firm'', ''public.company'', ''id'');'),
	('sales', 'firm', 'public.company', 'table "public.company" has no index on id', 'CREATE INDEX ON public.company (id);'),
	('sales', 'firm', 'public.contract', 'metrics come from table "public.contract", which is not watched', 'SELECT customer_grade.watch(''sales'', ''public.firm'', ''public.contract'', ''firm'');'),
	('sales', 'firm', 'public.contract', 'table "public.contract" has no index on firm', 'CREATE INDEX ON public.contract (firm);'),
	('sales', 'firm', 'public.rate', 'metrics come from table "public.rate", which is not watched', NULL) $$, 'tables that nobody watches');
\o /dev/null
:cures \gexec
\o
SELECT is(pg_temp.told(), 'sales | firm | public.rate | metrics come from table "public.rate", which is not watched', '... and the cure, where there is one');
\o /dev/null
SELECT customer_grade.detach('sales', 'firm', true);
CREATE TABLE buyer (id int PRIMARY KEY);
CREATE TABLE sale (buyer int, at date, amount numeric);
SELECT customer_grade.track('buyer', 'sale', 'buyer', 'at', 'amount');
CREATE VIEW buyer_metrics AS SELECT b.id, customer_grade.sum_amount(a.series) AS amount FROM buyer AS b LEFT JOIN buyer_sale_activity AS a USING (id);
SELECT customer_grade.attach('sales', 'buyer', 'buyer_metrics');
\o
SELECT is(pg_temp.told(), 'sales | buyer | public.buyer_sale_activity | metrics come from table "public.buyer_sale_activity", which is not watched', 'activity is watched itself');
\o /dev/null
SELECT customer_grade.watch('sales', 'buyer', 'sale', 'buyer');
\o
SELECT is(pg_temp.told(), '', '... or by its source');

-- owners, and what is dropped while the event triggers are disabled
\o /dev/null
CREATE ROLE regress_doctor_other;
ALTER TABLE person_sales_history OWNER TO regress_doctor_other;
\o
SELECT is(pg_temp.told(), format('sales | person | public.person_sales_history | the history belongs to role "regress_doctor_other", not to the owner of the table'), 'another owner');
\o /dev/null
:cures \gexec
\o
SELECT is(pg_temp.told(), '', '... and the cure');
\o /dev/null
SELECT 'person'::regclass::oid AS person, 'orders'::regclass::oid AS orders, 'sale'::regclass::oid AS sale \gset
ALTER EVENT TRIGGER customer_grade_dropped DISABLE;
DROP TABLE person CASCADE;
DROP TABLE orders, sale;
DROP VIEW client_sales_metrics;
\o
SELECT is((SELECT string_agg(f, E'\n' ORDER BY f COLLATE "C") FROM unnest(string_to_array(pg_temp.told(), E'\n')) AS f), format(concat_ws(E'\n',
	'buyer | %1$s | the source of a tracking does not exist any more',
	'client | %2$s | the source of a tracking does not exist any more',
	'customer_grade_dropped | event trigger "customer_grade_dropped" is disabled',
	'sales | %3$s | %3$s | the subject does not exist any more',
	'sales | buyer | %1$s | a watched table does not exist any more',
	'sales | client | %4$s | the metrics view does not exist any more'), :'sale', :'orders', :'person',
		(SELECT metrics::oid FROM customer_grade.attachment WHERE subject = 'client'::regclass)), 'what does not exist any more');
\o /dev/null
DROP VIEW buyer_metrics;
CREATE VIEW buyer_metrics AS SELECT b.id, 1 AS amount FROM buyer AS b;
UPDATE customer_grade_internal.attachment SET metrics = 'buyer_metrics' WHERE subject = 'buyer'::regclass;
:cures \gexec
\o
SELECT is(pg_temp.told(), '', '... and the cure');

-- rows of the registry that belong to nothing, as a restore of a part may leave them; and a broken one
\o /dev/null
SET session_replication_role = replica;
INSERT INTO customer_grade_internal.parameter_set (standard, subject, number, parameters) VALUES ('sales', 'firm', 1, '{}');
INSERT INTO customer_grade_internal.source VALUES ('sales', '1', 'firm', '{id}');
INSERT INTO customer_grade_internal.report_view VALUES ('gone', 'firm', 'movers', 'sums');
INSERT INTO customer_grade_internal.review (standard, subject, kind, as_of) VALUES ('sales', 'firm', 'due', '2026-01-01');
UPDATE customer_grade_internal.attachment SET time_zone = 'Nowhere' WHERE subject = 'buyer'::regclass;
DELETE FROM customer_grade_internal.standard WHERE name = 'idle';
RESET session_replication_role;
\o
SELECT is(pg_temp.told(), concat_ws(E'\n',
	'sales | buyer | cannot be examined: time zone "Nowhere" not recognized',
	'gone | firm | report_view | the registry has rows of an attachment that does not exist',
	'sales | 1 | source | the registry has rows of an attachment that does not exist',
	'sales | firm | parameter_set | the registry has rows of an attachment that does not exist',
	'sales | firm | review | the registry has rows of an attachment that does not exist'), 'rows that belong to nothing, and one that cannot be read');
\o /dev/null
SELECT customer_grade.alter_attachment('sales', 'buyer', time_zone => 'UTC');
:cures \gexec
\o
SELECT is(pg_temp.told(), '', '... and the cure');
\o /dev/null
SELECT customer_grade.retire_standard('sales', '2026-01-10', force => true);
SET session_replication_role = replica;
\o
SELECT is(pg_temp.told(), '', 'a standard that has ended grades on');
\o /dev/null
DELETE FROM customer_grade_internal.standard WHERE name = 'sales' AND version = (SELECT version FROM customer_grade.attachment WHERE subject = 'client'::regclass);
\o
SELECT matches(pg_temp.told(), 'sales \| client \| sales \| version \d of the standard, which is in force, does not exist any more', 'but not by a version that is gone');
\o /dev/null
DELETE FROM customer_grade_internal.standard WHERE name = 'sales';
RESET session_replication_role;
\o
SELECT is(pg_temp.told(), E'sales | buyer | sales | the standard does not exist any more\nsales | client | sales | the standard does not exist any more', 'or is gone');

-- who sees what
\o /dev/null
ALTER TABLE buyer OWNER TO regress_doctor_other;
ALTER EVENT TRIGGER customer_grade_partitions DISABLE;
CREATE ROLE regress_doctor_stranger;
SELECT count(*) AS everything FROM customer_grade.doctor() \gset
\o
SELECT cmp_ok(:everything, '>', 4, 'superusers see everything');
SET ROLE regress_doctor_stranger;
SELECT is_empty('SELECT * FROM customer_grade.doctor()', 'strangers see nothing');
SET ROLE regress_doctor_other;
SELECT results_eq('SELECT DISTINCT subject::text FROM customer_grade.doctor()', $$ VALUES ('buyer') $$, 'owners see what is wrong with their tables');
RESET ROLE;
SELECT format('GRANT %s TO regress_doctor_stranger', extowner::regrole) FROM pg_extension WHERE extname = 'customer_grade' \gexec
SET ROLE regress_doctor_stranger;
SELECT is((SELECT count(*) FROM customer_grade.doctor()), :everything::bigint, 'members of the role that created the extension see everything');
RESET ROLE;
\o /dev/null
DROP OWNED BY regress_doctor_other, regress_doctor_stranger CASCADE;
DROP ROLE regress_doctor_other, regress_doctor_stranger;
\o

SELECT * FROM finish();
