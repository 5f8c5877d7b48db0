-- Who may read and write the registry: nobody but through functions, which ask who has called. See also attach_rights.sql.

\o /dev/null
SET client_min_messages = error;
CREATE ROLE regress_dba;
CREATE ROLE regress_alice;
CREATE ROLE regress_bob;
CREATE ROLE regress_carol;
CREATE ROLE regress_team;
CREATE ROLE regress_owner;
CREATE ROLE regress_reader;
CREATE ROLE regress_stranger;
GRANT regress_team TO regress_alice;

-- what one of several roles may do with a relation, statement by statement; nothing is done
CREATE FUNCTION pg_temp.allowed(role name, relation regclass) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	done text[] := '{}';
	wanted record;
BEGIN
	PERFORM set_config('role', role, true);
	FOR wanted IN
		SELECT s.verb, format(s.statement, relation, a.attname)
		FROM pg_attribute AS a, (VALUES
			('SELECT', 'SELECT %2$I FROM %1$s'),
			('INSERT', 'INSERT INTO %s DEFAULT VALUES'),
			('UPDATE', 'UPDATE %1$s SET %2$I = DEFAULT'),
			('DELETE', 'DELETE FROM %s'),
			('TRUNCATE', 'TRUNCATE %s CASCADE'),
			('FOR KEY SHARE', 'SELECT %2$I FROM %1$s FOR KEY SHARE'),
			('LOCK', 'LOCK TABLE %s IN SHARE MODE'),
			('TRIGGER', 'CREATE TRIGGER planted BEFORE INSERT ON %s FOR EACH STATEMENT EXECUTE FUNCTION suppress_redundant_updates_trigger()'),
			('RULE', 'CREATE RULE planted AS ON UPDATE TO %s DO ALSO NOTHING'),
			('ALTER', 'ALTER TABLE %s ADD planted int')) AS s(verb, statement)
		WHERE a.attrelid = relation AND a.attnum = 2
	LOOP
		BEGIN
			EXECUTE wanted.format;
			RAISE EXCEPTION 'undo';
		EXCEPTION WHEN insufficient_privilege OR wrong_object_type OR feature_not_supported THEN
			NULL;
		WHEN OTHERS THEN
			done := done || wanted.verb;
		END;
	END LOOP;
	PERFORM set_config('role', 'none', true);
	RETURN array_to_string(done, ', ');
END $$;
\ir include/error.sql
CREATE FUNCTION pg_temp.define(name text, day date DEFAULT '2020-01-01', owner regrole DEFAULT NULL) RETURNS int LANGUAGE sql AS
	$$ SELECT customer_grade.define_standard(name, 'grades A; grade A otherwise;', day, owner => owner) $$;

-- the extension belongs to the owner of the database, which is not a superuser
SELECT format('ALTER DATABASE %I OWNER TO regress_dba', current_database()) \gexec
DROP EXTENSION customer_grade;
SET ROLE regress_dba;
CREATE EXTENSION customer_grade;
\o
SELECT * FROM no_plan();

--
-- New standards, and those of others
--
SET ROLE regress_alice;
SELECT is(pg_temp.error($$ SELECT pg_temp.define('alice') $$),
	'42501 permission denied for standard "alice" | Role regress_alice may not define new standards. | '
	'Role regress_dba can allow it: SELECT customer_grade.grant_standard(NULL, ''regress_alice'');', 'an ordinary role defines no standard');
SELECT is(pg_temp.error($$ SELECT customer_grade.adopt('sales_opportunity_abcd') $$),
	'42501 permission denied for standard "sales_opportunity_abcd" | Role regress_alice may not define new standards. | '
	'Role regress_dba can allow it: SELECT customer_grade.grant_standard(NULL, ''regress_alice'');', 'nor adopts one');
SELECT is(pg_temp.error($$ SELECT customer_grade.grant_standard(NULL, 'regress_alice') $$),
	'42501 permission denied to grant the right to define new standards | Members of role regress_dba can grant it.', 'nor grants itself the right');
SELECT is(pg_temp.error($$ SELECT customer_grade.revoke_standard(NULL, 'regress_alice') $$),
	'42501 permission denied to grant the right to define new standards | Members of role regress_dba can grant it.', 'or takes it away');
SET ROLE regress_dba;
SELECT is(pg_temp.define('dba'), 1, 'the role that created the extension defines standards');
SELECT lives_ok($$ SELECT customer_grade.grant_standard(NULL, 'regress_alice') $$, 'and lets others do so');
SELECT lives_ok($$ SELECT customer_grade.grant_standard(NULL, 'regress_alice') $$, 'also when they may already');
SELECT lives_ok($$ SELECT customer_grade.grant_standard(NULL, 'regress_bob') $$, 'and another role');

SET ROLE regress_alice;
SELECT is(pg_temp.define('alice'), 1, 'who may define standards does');
SELECT is(pg_temp.define('team', owner => 'regress_team'), 1, 'and those of a role that it is a member of');
SELECT is(pg_temp.error($$ SELECT pg_temp.define('bob', owner => 'regress_bob') $$),
	'42501 must be a member of role regress_bob | Nobody can give a standard to a role that it does not belong to.', 'not of another');
SELECT is(customer_grade.adopt('sales_opportunity_abcd', 'adopted'), 'adopted', 'it adopts');
SELECT results_eq($$ SELECT name, owner::text, created_by FROM customer_grade.standard WHERE name IN ('alice', 'team', 'adopted') ORDER BY name $$,
	$$ VALUES ('adopted' COLLATE "C", 'regress_alice', 'regress_alice'), ('alice', 'regress_alice', 'regress_alice'), ('team', 'regress_team', 'regress_alice') $$,
	'owner and writer are noted');
-- whatever the session has set, and whoever asks for it
CREATE FUNCTION pg_temp.claims() RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
	PERFORM pg_temp.define('alice', '2021-01-01');
	RETURN (SELECT created_by FROM customer_grade.standard WHERE name = 'alice' AND version = 2);
END $$;
RESET ROLE;
SELECT is(pg_temp.claims(), 'regress_alice', 'the writer is the current user, in a function that runs as its owner, too');

SET ROLE regress_bob;
SELECT is(pg_temp.define('bob'), 1, 'another has its own standards');
SELECT is(pg_temp.error(command), '42501 permission denied for standard "alice" | It belongs to role regress_alice, and only its members may do this.', command)
FROM unnest(ARRAY[
	$$SELECT customer_grade.retire_standard('alice', '2021-01-01')$$,
	$$SELECT customer_grade.alter_standard('alice', title => 'mine')$$,
	$$SELECT customer_grade.alter_standard('alice', owner => 'regress_bob')$$,
	$$SELECT customer_grade.drop_standard('alice')$$,
	$$SELECT customer_grade.grant_standard('alice', 'regress_bob')$$,
	$$SELECT customer_grade.revoke_standard('alice', 'regress_bob')$$]) AS command;
SELECT is(pg_temp.error(command), '42501 permission denied for standard "alice" | It belongs to role regress_alice. | '
	'Role regress_alice can grant it: SELECT customer_grade.grant_standard(''alice'', ''regress_bob'');', command)
FROM unnest(ARRAY[
	$$SELECT pg_temp.define('alice', '2022-01-01')$$]) AS command;
SELECT is(pg_temp.error($$ SELECT customer_grade.alter_standard('bob', owner => 'regress_alice') $$),
	'42501 must be a member of role regress_alice | Nobody can give a standard to a role that it does not belong to.',
	'nor is a standard given to a role that its owner does not belong to');
SELECT is(pg_temp.error($$ SELECT customer_grade.grant_standard('nothing', 'regress_bob') $$), '42704 standard "nothing" does not exist', 'only what exists is granted');
SET ROLE regress_dba;
SELECT alike(pg_temp.error($$ SELECT customer_grade.drop_standard('alice') $$), '42501 %', 'who created the extension does not change standards of others');

SET ROLE regress_alice;
SELECT lives_ok($$ SELECT customer_grade.grant_standard('alice', 'regress_bob') $$, 'the owner grants its standard');
SET ROLE regress_bob;
SELECT is(pg_temp.define('alice', '2022-01-01'), 3, 'who was granted a standard adds a version');
SELECT is(owner || ' ' || created_by, 'regress_alice regress_bob', 'it keeps its owner') FROM customer_grade.standard WHERE name = 'alice' AND version = 3;
SELECT alike(pg_temp.error(command), '42501 permission denied for standard "alice"%', 'it does no more: ' || command)
FROM unnest(ARRAY[
	$$SELECT customer_grade.drop_standard('alice')$$,
	$$SELECT customer_grade.alter_standard('alice', owner => 'regress_bob')$$,
	$$SELECT pg_temp.define('alice', '2023-01-01', 'regress_bob')$$,
	$$SELECT customer_grade.grant_standard('alice', 'regress_stranger')$$]) AS command;
SET ROLE regress_carol;
SELECT alike(pg_temp.error($$ SELECT pg_temp.define('alice', '2023-01-01') $$), '42501 %', 'others get nothing by it');
SELECT is_empty('SELECT FROM customer_grade.standard_grant', 'nor see it');
RESET ROLE;
GRANT regress_bob TO regress_carol;
SET ROLE regress_carol;
SELECT is(pg_temp.define('alice', '2023-01-01'), 4, 'a member of a role that was granted a standard adds a version');
SELECT is(pg_temp.define('carol'), 1, 'and new standards, as that role may');
SELECT is(owner::text, 'regress_carol', 'which belong to who defines them') FROM customer_grade.standard WHERE name = 'carol';
SELECT results_eq($$ SELECT standard, role::text, granted_by FROM customer_grade.standard_grant ORDER BY standard $$,
	$$ VALUES ('alice' COLLATE "C", 'regress_bob', 'regress_alice'), (NULL, 'regress_bob', 'regress_dba') $$, 'it sees what it was granted');
SET ROLE regress_alice;
SELECT results_eq($$ SELECT standard, role::text FROM customer_grade.standard_grant ORDER BY standard, role::text $$,
	$$ VALUES ('alice' COLLATE "C", 'regress_bob'), (NULL, 'regress_alice') $$, 'the owner what it has granted');
SET ROLE regress_dba;
SELECT is((SELECT count(*) FROM customer_grade.standard_grant), 3::bigint, 'and who created the extension all');

SET ROLE regress_alice;
SELECT is(pg_temp.define('team', '2021-01-01'), 2, 'a member of the owner adds a version');
SELECT is(pg_temp.error($$ SELECT pg_temp.define('team', '2022-01-01', 'regress_alice') $$),
	'42501 permission denied for standard "team" | All its versions belong to role "regress_team", and only its members may write them.', 'of the same owner');
SELECT lives_ok($$ SELECT customer_grade.alter_standard('team', owner => 'regress_alice') $$, 'all versions are handed over together');
SELECT is(string_agg(DISTINCT owner::text, ' '), 'regress_alice', 'to one role') FROM customer_grade.standard WHERE name = 'team';
SELECT lives_ok($$ SELECT customer_grade.revoke_standard('alice', 'regress_bob') $$, 'what is granted is revoked');
SELECT lives_ok($$ SELECT customer_grade.revoke_standard('alice', 'regress_bob') $$, 'twice, if need be');
SET ROLE regress_carol;
SELECT alike(pg_temp.error($$ SELECT pg_temp.define('alice', '2024-01-01') $$), '42501 %', 'and is no longer there');
RESET ROLE;
GRANT USAGE ON SCHEMA customer_grade TO regress_reader;
SET ROLE regress_alice;
SELECT lives_ok($$ SELECT customer_grade.revoke_standard('alice', 'regress_reader') $$, 'from a role that does not have it, too,');
SELECT is(count(*), 1::bigint, 'which keeps what others have granted it') FROM pg_namespace AS n, aclexplode(n.nspacl) AS a
WHERE n.nspname = 'customer_grade' AND a.grantee = 'regress_reader'::regrole;
RESET ROLE;
REVOKE USAGE ON SCHEMA customer_grade FROM regress_reader;
SET ROLE regress_dba;
SELECT customer_grade.revoke_standard(NULL, 'regress_bob') \g /dev/null
SET ROLE regress_bob;
SELECT alike(pg_temp.error($$ SELECT pg_temp.define('bob2') $$), '42501 %', 'as are new standards');
SELECT is(pg_temp.define('bob', '2021-01-01'), 2, 'but its own are its own');

--
-- Roles that own or may write standards
--
RESET ROLE;
\o /dev/null
CREATE ROLE regress_leaving;
CREATE ROLE regress_heir;
\o
SELECT lives_ok($$ SELECT customer_grade.grant_standard('bob', 'regress_leaving') $$, 'a superuser grants any standard');
SELECT is(pg_temp.error('DROP ROLE regress_leaving'), '2BP01 role "regress_leaving" cannot be dropped because some objects depend on it | privileges for type customer_grade_internal.role_reference',
	'a role that was granted a standard is not dropped');
SELECT customer_grade.revoke_standard('bob', 'regress_leaving') \g /dev/null
SELECT lives_ok('DROP ROLE regress_leaving; CREATE ROLE regress_leaving', 'until that is revoked');
SELECT customer_grade.grant_standard(NULL, 'regress_leaving'), customer_grade.define_standard('left', 'grades A; grade A otherwise;', '2020-01-01', owner => 'regress_leaving') \g /dev/null
SELECT customer_grade.revoke_standard(NULL, 'regress_leaving') \g /dev/null
SELECT alike(pg_temp.error('DROP ROLE regress_leaving'), '2BP01 %', 'nor is one that owns a standard');
SELECT customer_grade.alter_standard('left', owner => 'regress_heir') \g /dev/null
SELECT lives_ok('DROP ROLE regress_leaving', 'until another role owns it');
SELECT alike(pg_temp.error('DROP ROLE regress_heir'), '2BP01 %', 'which is not dropped then');
SELECT customer_grade.drop_standard('left') \g /dev/null
SELECT lives_ok('DROP ROLE regress_heir', 'before the standard is');
SELECT customer_grade.define_standard('left', 'grades A; grade A otherwise;', '2020-01-01', owner => 'regress_team') \g /dev/null
SELECT lives_ok('DROP OWNED BY regress_team; DROP ROLE regress_team', 'DROP OWNED comes first, as ever');
SET ROLE regress_bob;
SELECT alike(pg_temp.error($$ SELECT customer_grade.drop_standard('left') $$), '42501 permission denied for standard "left" | It belongs to role %, and only its members may do this.',
	'a standard whose owner is gone is nobody''s');
SET ROLE regress_dba;
SELECT is(pg_temp.error($$ SELECT customer_grade.alter_standard('left', owner => 'regress_dba') $$), 'no error', 'but who created the extension can take it');

--
-- The tables and views, one by one
--
RESET ROLE;
SELECT is_empty(format($$ SELECT c.relname, pg_temp.allowed(%L, c.oid) FROM pg_class AS c
	WHERE c.relnamespace = 'customer_grade_internal'::regnamespace AND c.relkind = 'r' AND pg_temp.allowed(%1$L, c.oid) <> %L $$, role, allowed),
	format('%s may do with the tables: %s', role, coalesce(nullif(allowed, ''), 'nothing')))
FROM (VALUES ('regress_stranger', ''), ('regress_alice', ''), ('regress_dba', 'SELECT, INSERT')) AS v(role, allowed);
SELECT is_empty(format($$ SELECT c.relname, pg_temp.allowed(%L, c.oid) FROM pg_class AS c
	WHERE c.relnamespace = 'customer_grade'::regnamespace AND c.relkind = 'v' AND pg_temp.allowed(%1$L, c.oid) <> 'SELECT' $$, role),
	format('%s may do with the views: SELECT', role))
FROM unnest('{regress_stranger,regress_alice,regress_dba}'::name[]) AS role;
SELECT is(array_agg(has_sequence_privilege(role, 'customer_grade_internal.review_id_seq', privilege)), allowed, format('what %s may do with the sequence', role))
FROM unnest('{SELECT,UPDATE}'::text[]) AS privilege, (VALUES ('regress_stranger', '{f,f}'::boolean[]), ('regress_dba', '{t,t}')) AS v(role, allowed) GROUP BY role, allowed ORDER BY role;
SET ROLE regress_dba;
SELECT is(pg_temp.error(format('CREATE FUNCTION %s.registry_planted() RETURNS int LANGUAGE sql AS ''SELECT 1''', schema)), '42501 permission denied for schema ' || schema,
	'what the extension''s owner may not make in schema ' || schema) FROM unnest('{customer_grade,customer_grade_internal}'::text[]) AS schema;
SET ROLE regress_stranger;
SELECT alike(pg_temp.error(command), '42501 permission denied for function %', command || ': the body of a gate')
FROM unnest(ARRAY[
	$$SELECT customer_grade_internal.registry_add_row('attachment', '{}')$$,
	$$SELECT customer_grade_internal.registry_grant_standard(NULL, 'regress_stranger')$$,
	$$SELECT customer_grade_internal.registry_grant_dump('regress_stranger')$$,
	$$SELECT customer_grade_internal.registry_drop_standard('alice', true)$$]) AS command;
SELECT is(pg_temp.error($$ SELECT customer_grade_internal.add_row('standard', '{"name": "mine"}') $$),
	'42501 rows of "standard" are written by functions of their own only', 'rows of attachments have functions, others have none');
SELECT is(customer_grade_internal.caller()::text, 'regress_stranger', 'outside a gate the caller is the current user');
RESET ROLE;

-- who may dump
SET ROLE regress_stranger;
SELECT is(pg_temp.error(command), '42501 permission denied to grant the right to dump the registry | Members of role regress_dba can grant it.', command)
FROM unnest(ARRAY[$$SELECT customer_grade.grant_dump('regress_stranger')$$, $$SELECT customer_grade.revoke_dump('regress_alice')$$]) AS command;
SET ROLE regress_dba;
SELECT lives_ok($$ SELECT customer_grade.grant_dump('regress_reader') $$, 'who created the extension lets a role dump it');
RESET ROLE;
SELECT is(string_agg(DISTINCT pg_temp.allowed('regress_reader', c.oid), '; '), 'SELECT', 'which may read all of it')
FROM pg_class AS c WHERE c.relnamespace = 'customer_grade_internal'::regnamespace AND c.relkind = 'r';
SET ROLE regress_dba;
SELECT lives_ok($$ SELECT customer_grade.revoke_dump('regress_reader') $$, 'and takes that back');
RESET ROLE;
SELECT is(string_agg(DISTINCT pg_temp.allowed('regress_reader', c.oid), '; '), '', 'nothing is left of it')
FROM pg_class AS c WHERE c.relnamespace = 'customer_grade_internal'::regnamespace AND c.relkind = 'r';

--
-- A stranger that may connect, and rows of the registry that name what belongs to others
--
\o /dev/null
CREATE SCHEMA shop AUTHORIZATION regress_owner;
SELECT customer_grade.define_standard('sales', 'grades A > B; metric amount number >= 0; parameter secret number = 1; grade A when amount >= 100; grade B otherwise; override by two people;', '2020-01-01');
CREATE SCHEMA hostile AUTHORIZATION regress_stranger;
SET ROLE regress_owner;
CREATE TABLE shop.customer (id int PRIMARY KEY, amount numeric);
CREATE TABLE shop.orders (customer_id int, on_day date);
INSERT INTO shop.customer VALUES (1, 1), (2, 2);
SELECT customer_grade.attach('sales', 'shop.customer', notify => true, outbox => true);
SELECT customer_grade.track('shop.customer', 'shop.orders', 'customer_id', 'on_day');
SELECT customer_grade.create_report_views('sales', 'shop.customer');
RESET ROLE;
SELECT count(*) AS triggers FROM pg_trigger WHERE tgrelid = 'shop.customer_sales_decisions'::regclass \gset
SET ROLE regress_stranger;
CREATE TABLE hostile.own (id int PRIMARY KEY, amount numeric);
SELECT customer_grade.attach('sales', 'hostile.own');
-- a row of the stranger's, with one column of the victim's row
CREATE FUNCTION pg_temp.stolen(name text) RETURNS jsonb LANGUAGE sql AS $$
	SELECT jsonb_build_object('standard', 'stolen', 'subject', 'hostile.own'::regclass, 'key_columns', '{id}'::text[], 'metrics', 'hostile.own'::regclass, 'metrics_made', false,
		'ledger', 'hostile.own'::regclass, 'history', 'hostile.own'::regclass, 'grades', 'hostile.own'::regclass, 'decisions', 'hostile.own'::regclass, 'review_queue', 'hostile.own'::regclass,
		'time_zone', 'UTC') || jsonb_build_object(name, 'shop.customer_sales_' || CASE name WHEN 'review_queue' THEN 'queue' ELSE name END)
$$;
RESET ROLE;
GRANT USAGE ON SCHEMA shop TO regress_stranger;
SET ROLE regress_stranger;
\o
SELECT alike(pg_temp.error($$ INSERT INTO customer_grade.attachment (standard) VALUES ('sales') $$), '42501 permission denied for view attachment%',
	'nobody writes the views');
RESET ROLE;
SELECT alike(pg_temp.error(statement), '55000 view "customer_grade.' || name || '" is read-only | It shows %', 'a superuser neither: ' || name)
FROM (VALUES ('attachment', 'DELETE FROM customer_grade.attachment'), ('standard', $$ UPDATE customer_grade.standard SET title = 'mine' $$),
	('treatment', $$ INSERT INTO customer_grade.treatment (standard, grade, name, value) VALUES ('sales', 'Platin', 'discount', '1') $$)) AS v(name, statement);
SET ROLE regress_stranger;
SELECT alike(pg_temp.error(format('SELECT customer_grade_internal.add_row(''attachment'', %L)', pg_temp.stolen(name))),
	'42501 %' || CASE name WHEN 'review_queue' THEN 'queue' ELSE name END || '" and "hostile.own" have different owners%', 'an attachment names no other owner''s ' || name)
FROM unnest('{metrics,ledger,history,grades,decisions,outbox,review_queue}'::text[]) AS name;
SELECT alike(pg_temp.error(format('SELECT customer_grade_internal.change_row(''attachment'', jsonb_build_object(''subject'', ''hostile.own''::regclass), jsonb_build_object(%L, %L))', name, value)), '42501 %', 'nor is one changed to: ' || name)
FROM (VALUES ('decisions', 'shop.customer_sales_decisions'), ('outbox', 'shop.customer_sales_outbox'), ('subject', 'shop.customer')) AS v(name, value);
SELECT alike(pg_temp.error(format('SELECT customer_grade_internal.%s', call)), '42501 must be owner of table "shop.customer"%', call)
FROM unnest(ARRAY[
	$$add_row('attachment', '{"standard": "sales", "subject": "shop.customer"}')$$,
	$$change_row('attachment', '{"standard": "sales", "subject": "shop.customer"}', '{"notify": false}')$$,
	$$remove_rows('attachment', '{"subject": "shop.customer"}')$$,
	$$add_row('source', '{"standard": "sales", "subject": "shop.customer", "source": "hostile.own", "customer_columns": "{id}"}')$$,
	$$add_row('parameter_set', '{"standard": "sales", "subject": "shop.customer", "number": 2, "parameters": {}}')$$,
	$$change_row('parameter_set', '{"subject": "shop.customer"}', '{"parameters": {}}')$$,
	$$add_row('tracking', '{"subject": "shop.customer", "source": "hostile.own"}')$$,
	$$remove_rows('tracking', '{"subject": "shop.customer"}')$$,
	$$add_row('review', '{"standard": "sales", "subject": "shop.customer", "kind": "review", "as_of": "2024-01-01"}')$$,
	$$change_row('review', '{"subject": "shop.customer"}', '{"problem": "x"}')$$,
	$$remove_rows('review', '{"subject": "shop.customer"}')$$,
	$$remove_rows('report_view', '{"subject": "shop.customer"}')$$,
	$$lock_attachment('sales', 'shop.customer')$$]) AS call;
SELECT alike(pg_temp.error($$ SELECT customer_grade_internal.add_row('tracking', jsonb_build_object('subject', 'hostile.own'::regclass, 'source', 'shop.orders')) $$),
	'42501 "shop.orders" and "hostile.own" have different owners%', 'a tracking names no other owner''s table');
SELECT is(pg_temp.error(format('SELECT customer_grade_internal.remove_rows(''attachment'', %L)', key)), '42501 rows of the registry are not selected by "notify"',
	'nobody asks for values in rows of others: ' || key)
FROM unnest(ARRAY['{"subject": "shop.customer", "notify": true}', '{"subject": "shop.customer", "notify": null}']) AS key;
-- the number of a table that is made later
SELECT is(pg_temp.error(format('SELECT customer_grade_internal.add_row(''attachment'', %L)', pg_temp.stolen('decisions') || '{"decisions": "4000000000"}')),
	'42809 "4000000000" is not a permanent relation', 'an attachment names no table that does not exist yet');
SELECT is(pg_temp.error($$ SELECT customer_grade_internal.add_row('source', '{"standard": "sales", "subject": "hostile.own", "source": "4000000000", "customer_columns": "{id}"}') $$),
	'42809 "4000000000" is not a permanent relation', 'nor does a source');
SELECT is(pg_temp.error($$ SELECT customer_grade_internal.change_row('attachment', '{"subject": "hostile.own"}', '{"outbox": "4000000000"}') $$),
	'42809 "4000000000" is not a permanent relation', 'nor is one changed to one');
CREATE TEMPORARY TABLE scratch (id int PRIMARY KEY);
SELECT alike(pg_temp.error(format('SELECT customer_grade_internal.add_row(''attachment'', %L)', (
		SELECT jsonb_object_agg(s.key, CASE s.value WHEN '"hostile.own"' THEN '"pg_temp.scratch"' ELSE s.value END)
		FROM jsonb_each(pg_temp.stolen('metrics') || '{"metrics": "hostile.own"}') AS s))),
	'42809 "%scratch" is not a permanent relation', 'nor does an attachment name a table of a session');
DROP TABLE scratch;
SELECT is(pg_temp.error($$ SELECT customer_grade_internal.count_review(r.id, 1, 1, 1) FROM customer_grade_internal.review AS r $$), '42501 permission denied for table review', 'reviews of others are not seen');
\o /dev/null
RESET ROLE;
SELECT id AS review FROM customer_grade_internal.review WHERE subject = 'shop.customer'::regclass \gset
SELECT customer_grade_internal.open_review('sales', 'shop.customer', 'review', NULL) AS open_review \gset
SET ROLE regress_stranger;
\o
SELECT alike(pg_temp.error(format('SELECT customer_grade_internal.%s', call)), '42501 must be owner of table "shop.customer"%', call)
FROM unnest(ARRAY[format('lock_review(%s)', :review), format('count_review(%s, 1, 1, 1)', :open_review), format('end_review(%s, ''cancelled'')', :open_review)]) AS call;
RESET ROLE;
SELECT customer_grade.cancel_review('sales', 'shop.customer') \g /dev/null
SET ROLE regress_owner;
SELECT lives_ok($$ INSERT INTO shop.customer VALUES (3, 300); UPDATE shop.customer SET amount = 200 WHERE id = 1 $$, 'after all that its owner writes as before');
SELECT customer_grade.override('sales', 'shop.customer', '2', 'A', 'promising') \g /dev/null
SELECT is((SELECT d.status || ' ' || l.grade FROM shop.customer_sales_decisions AS d JOIN shop.customer_sales_ledger AS l USING (id)), 'proposed B', 'and four eyes look at a decision');
RESET ROLE;
SELECT customer_grade.detach('sales', 'hostile.own') \g /dev/null
DROP TABLE hostile.own CASCADE;
SELECT is(count(*), :triggers::bigint, 'whose table keeps its triggers when the stranger''s is gone') FROM pg_trigger WHERE tgrelid = 'shop.customer_sales_decisions'::regclass;
SELECT is_empty($$ SELECT FROM customer_grade.verify('sales', 'shop.customer') $$, 'no grade is wrong');

--
-- What others see of a table that they may not read
--
\o /dev/null
SET ROLE regress_owner;
CREATE TABLE shop.private (id int PRIMARY KEY, amount numeric);
SELECT customer_grade.attach('sales', 'shop.private', parameters => '{"secret": 1}', benchmark => 'SELECT 4711 AS secret');
CREATE TABLE shop.visit (customer_id int, on_day date);
SELECT customer_grade.watch('sales', 'shop.private', 'shop.visit', 'customer_id');
SELECT customer_grade.track('shop.private', 'shop.visit', 'customer_id', 'on_day');
SELECT customer_grade.create_report_views('sales', 'shop.private');
ALTER TABLE shop.private DISABLE TRIGGER USER;
INSERT INTO shop.private VALUES (1, 5), (2, -4200);
ALTER TABLE shop.private ENABLE TRIGGER USER;
CALL customer_grade.review('sales', 'shop.private');
RESET ROLE;
CREATE FUNCTION pg_temp.seen() RETURNS text LANGUAGE sql AS $$
	SELECT concat_ws(', ', (SELECT count(*) FROM customer_grade.attachment WHERE subject::text = 'shop.private'),
		(SELECT count(*) FROM customer_grade.parameter_set WHERE subject::text = 'shop.private'),
		(SELECT count(*) FROM customer_grade.source WHERE subject::text = 'shop.private'),
		(SELECT count(*) FROM customer_grade.tracking WHERE subject::text = 'shop.private'),
		(SELECT count(*) FROM customer_grade.review WHERE subject::text = 'shop.private'),
		(SELECT count(*) FROM customer_grade.report_view WHERE subject::text = 'shop.private') > 0)
$$;
GRANT USAGE ON SCHEMA shop TO regress_reader;
\o
SET ROLE regress_owner;
SELECT is(pg_temp.seen(), '1, 2, 1, 1, 2, t', 'the owner sees attachment, parameters, source, tracking, reviews and report views');
SET ROLE regress_stranger;
SELECT is(pg_temp.seen(), '0, 0, 0, 0, 0, f', 'a stranger nothing');
SELECT is(pg_temp.error($$ SELECT customer_grade_internal.attached('sales', 'shop.private') $$),
	'42501 permission denied for standard "sales" on table "shop.private" | It is open to roles that may read the table, its ledger or its grades.', 'and is told so');
SET ROLE regress_alice;
SELECT is(pg_temp.seen(), '0, 0, 0, 0, 0, f', 'nor does who may define standards');
RESET ROLE;
GRANT SELECT ON shop.private_sales_grades TO regress_reader;
SET ROLE regress_reader;
SELECT is(pg_temp.seen(), '1, 2, 1, 0, 2, t', 'who may read the grades sees what they are made by');
SET ROLE regress_dba;
SELECT is(pg_temp.seen(), '1, 2, 1, 1, 2, t', 'who created the extension all');
RESET ROLE;

--
-- What an owner's code does when others write or drop runs as that owner, for whom no gate opens
--
\o /dev/null
CREATE TABLE loot (caller text, told text);
GRANT INSERT ON loot TO PUBLIC;
SET ROLE regress_owner;
CREATE FUNCTION shop.tries(amount numeric) RETURNS numeric LANGUAGE plpgsql AS $$
BEGIN
	PERFORM customer_grade.grant_standard(NULL, 'regress_owner');
	RETURN amount;
EXCEPTION WHEN OTHERS THEN
	INSERT INTO public.loot VALUES (customer_grade_internal.caller(), SQLSTATE);
	RETURN amount;
END $$;
CREATE TABLE shop.parted (id int PRIMARY KEY, amount numeric) PARTITION BY RANGE (id);
CREATE TABLE shop.part PARTITION OF shop.parted FOR VALUES FROM (0) TO (9);
CREATE TABLE shop.other_part PARTITION OF shop.parted FOR VALUES FROM (10) TO (19);
INSERT INTO shop.parted VALUES (1, 1), (10, 1);
CREATE VIEW shop.parted_metrics AS SELECT id, shop.tries(amount) AS amount FROM shop.parted;
SELECT customer_grade.attach('sales', 'shop.parted', 'shop.parted_metrics');
RESET ROLE;
TRUNCATE loot;
DROP TABLE shop.part;
\o
SELECT is(string_agg(DISTINCT caller || ' ' || told, ', '), 'regress_owner 42501', 'a superuser drops a partition: code of the owner is its own caller') FROM loot;

--
-- Locks, and rights that are taken away
--
SET ROLE regress_stranger;
SELECT alike(pg_temp.error(command), '42501 permission denied for %', command)
FROM unnest(ARRAY[
	'LOCK TABLE customer_grade.attachment IN ACCESS EXCLUSIVE MODE',
	'LOCK TABLE customer_grade_internal.attachment IN ACCESS SHARE MODE',
	'SELECT * FROM customer_grade.attachment FOR UPDATE',
	'SELECT * FROM customer_grade.review FOR SHARE',
	'SELECT customer_grade_internal.lock_standards()']) AS command;
RESET ROLE;
REVOKE USAGE ON SCHEMA customer_grade, customer_grade_internal FROM PUBLIC;
REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA customer_grade, customer_grade_internal FROM PUBLIC;
SET ROLE regress_stranger;
SELECT lives_ok(command, 'without a right on the extension: ' || command)
FROM unnest(ARRAY[
	'CREATE TEMP TABLE scratch (id int) PARTITION BY LIST (id)',
	'CREATE TEMP TABLE scratch_1 PARTITION OF scratch FOR VALUES IN (1)',
	'ALTER TABLE scratch DETACH PARTITION scratch_1',
	'DROP TABLE scratch, scratch_1']) AS command;
SET ROLE regress_owner;
SELECT lives_ok('DROP TABLE shop.private CASCADE', 'and of its owner: DROP TABLE shop.private');
RESET ROLE;
SELECT is_empty($$ SELECT FROM customer_grade.attachment WHERE ledger::text ~ 'private' $$, 'which the registry follows');

SELECT is(pg_temp.error(format('SELECT customer_grade.%s(%s NULL)', function, argument)), '22004 role must not be null', function || '() needs a role')
FROM (VALUES ('grant_standard', 'NULL,'), ('revoke_standard', 'NULL,'), ('grant_dump', ''), ('revoke_dump', '')) AS f(function, argument);
SELECT * FROM finish();
\o /dev/null
DROP EXTENSION customer_grade CASCADE;
SELECT format('ALTER DATABASE %I OWNER TO CURRENT_USER', current_database()) \gexec
DROP OWNED BY regress_dba, regress_alice, regress_bob, regress_carol, regress_owner, regress_reader, regress_stranger CASCADE;
DROP ROLE regress_dba, regress_alice, regress_bob, regress_carol, regress_owner, regress_reader, regress_stranger;
