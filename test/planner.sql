-- A call with a whole row gives the same answer whether the planner rewrites it to the
-- columns or not, in every form in which a row can be written.
--
-- Schema whole has the functions of the extension once more, without planner support.
-- In the table of forms, @(...) stands for a call: each form is run with grade(),
-- score(), rank() and assess(), by the standard's name and by the rubric itself, with and
-- without support. The statistics of functions tell which function the executor called.

BEGIN;
SET client_min_messages = warning;
SET track_functions = 'all';
SELECT * FROM no_plan();

--
-- Tables, standard, rubric
--
CREATE TABLE customer (id int PRIMARY KEY, gone text, name text, months numeric, went int, amount numeric, kept text);
ALTER TABLE customer DROP COLUMN gone, DROP COLUMN went;
INSERT INTO customer (id, name, months, amount) VALUES
	(1, 'both', 2, 150000), (2, 'by time', 3, 10), (3, 'by amount', 40, 100000), (4, 'a B', 6, 49999.99),
	(5, 'another', 13, 50000), (6, 'a C', 12, 0), (7, 'a D', 12.01, 19999.99), (8, 'no months', NULL, 60000),
	(9, 'no amount', 5, NULL), (10, 'neither', NULL, NULL), (11, NULL, 0, 0.00);

CREATE TABLE orders (id int, customer_id int, price numeric);
INSERT INTO orders VALUES (1, 1, 10), (2, 1, 40), (3, 2, 7), (4, 99, 3), (5, NULL, 1), (6, 10, 2), (7, 7, 6);

CREATE TABLE vip (customer_id int);
INSERT INTO vip VALUES (1), (3), (99);

CREATE TABLE bought (
	amount numeric, year int, customer_id int, months int) PARTITION BY LIST (year);
CREATE TABLE bought_2023 PARTITION OF bought FOR VALUES IN (2023);
CREATE TABLE bought_2024 (gone int, months int, year int, x text, customer_id int, amount numeric);
ALTER TABLE bought_2024 DROP COLUMN gone, DROP COLUMN x;
ALTER TABLE bought ATTACH PARTITION bought_2024 FOR VALUES IN (2024);
INSERT INTO bought VALUES (200000, 2023, 1, 20), (1, 2023, 2, 7), (60000, 2024, 1, 30), (5, 2024, 7, 1), (NULL, 2024, 3, NULL);

CREATE TABLE branch (months int, id int, amount numeric);
CREATE TABLE branch_abroad (country text, amount numeric, id int, months int);
ALTER TABLE branch_abroad INHERIT branch;
INSERT INTO branch VALUES (2, 1, 5), (NULL, 2, 30000);
INSERT INTO branch_abroad VALUES ('fr', 70000, 3, 8), ('jp', NULL, 4, NULL);

CREATE TYPE opportunity AS (amount numeric, months numeric);
CREATE TYPE counted AS (amount numeric, months numeric, n int);
CREATE DOMAIN opportunity_domain AS opportunity;
CREATE TABLE holder (id int, who opportunity);
INSERT INTO holder VALUES (1, ROW(5, 5)), (2, ROW(NULL, NULL)), (3, NULL), (4, ROW(30000, 30));

CREATE DOMAIN amount_domain AS numeric(20, 2) CHECK (VALUE < 1000000);
CREATE TABLE typed (months smallint, amount amount_domain);
INSERT INTO typed VALUES (7, 5), (13, 60000), (NULL, 999999.99);
CREATE TABLE typed_float (months real, amount double precision);
INSERT INTO typed_float VALUES (7.1, 0.1), (3.0000001, 5e4), (1e10, 1e-300);
CREATE TABLE typed_wrong (months text, amount timestamptz);
INSERT INTO typed_wrong VALUES ('7', now());

CREATE VIEW customer_view AS SELECT amount, kept, id, months FROM customer;
CREATE VIEW customer_computed AS SELECT id, amount * 2 AS amount, coalesce(months, 0) AS months FROM customer;
CREATE VIEW customer_barrier WITH (security_barrier) AS SELECT id, months, amount FROM customer WHERE id < 9;
CREATE MATERIALIZED VIEW customer_stored AS SELECT id, months, amount FROM customer;

CREATE FUNCTION customers() RETURNS SETOF customer LANGUAGE sql STABLE AS 'SELECT * FROM customer';
CREATE FUNCTION customers_opaque() RETURNS SETOF customer LANGUAGE plpgsql STABLE AS
'BEGIN RETURN QUERY SELECT * FROM customer; END';
CREATE FUNCTION customer_columns() RETURNS TABLE (id int, amount numeric, months numeric) LANGUAGE plpgsql STABLE AS
'BEGIN RETURN QUERY SELECT c.id, c.amount, c.months FROM customer c; END';

CREATE TABLE rubric_text AS SELECT $$
	grades A > B > C > D;
	metric amount number >= 0;
	metric months number >= 0;
	parameter cut number = 10万;
	criterion size weight 2 max 10 missing 0 = amount / 3;
	criterion haste missing 1.50 = 12 - months;
	grade A when (amount >= cut or months <= 3) is true;
	grade B when (amount >= 5万 or months <= 6) is true;
	grade C when (amount >= 2万 or months <= 12) is true;
	grade D otherwise;
$$ AS rubric;
SELECT customer_grade.define_standard('sales', rubric::customer_grade.rubric, '2020-01-01') IS NOT NULL AS defined FROM rubric_text \gset

--
-- The functions without support
--
CREATE SCHEMA whole;
DO $$
DECLARE
	definition text;
BEGIN
	FOR definition IN
		SELECT pg_get_functiondef(oid) FROM pg_proc
		WHERE prosupport = 'customer_grade_internal.rubric_support'::regproc
	LOOP
		definition := replace(definition, 'FUNCTION customer_grade.', 'FUNCTION whole.');
		EXECUTE regexp_replace(definition, ' SUPPORT \S+', '');
	END LOOP;
END $$;

--
-- Running a form
--
-- The rows of a query as sorted text, or its error; what the statements wrote is undone.
CREATE FUNCTION answer(statements text[]) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
	found record;
	rows text[] := '{}';
BEGIN
	BEGIN
		FOR i IN 1 .. cardinality(statements) - 1 LOOP
			EXECUTE statements[i];
		END LOOP;
		FOR found IN EXECUTE statements[cardinality(statements)] LOOP
			rows := rows || coalesce(found::text, 'no row');
		END LOOP;
		RAISE SQLSTATE 'ZZUND';
	EXCEPTION
		WHEN SQLSTATE 'ZZUND' THEN NULL;
		WHEN OTHERS THEN rows := ARRAY['error ' || SQLSTATE || ': ' || SQLERRM];
	END;
	RETURN ARRAY(SELECT r FROM unnest(rows) AS r ORDER BY r COLLATE "C");
END $$;

CREATE FUNCTION calls(like_name text) RETURNS bigint LANGUAGE sql AS
$$ SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_xact_user_functions
   WHERE schemaname ~ '^customer_grade' AND funcname ~ ('^(grade|score|rank|assess)' || like_name || '$') $$;

-- What was found wrong with a form: empty, when all answers agree and the calls are as expected.
CREATE FUNCTION faults(statements text[], rewritten boolean, fails boolean) RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
	f text;
	source text;
	args text[];
	with_support text[];
	without_support text[];
	columns_before bigint;
	rows_before bigint;
	faults text[] := '{}';
BEGIN
	FOREACH f IN ARRAY ARRAY['grade', 'score', 'rank', 'assess'] LOOP
		FOREACH source IN ARRAY ARRAY['''sales''', quote_literal((SELECT rubric FROM rubric_text)) || '::customer_grade.rubric'] LOOP
			args := ARRAY(SELECT replace(s, '@(', format('@.%s(%s, ', f, source)) FROM unnest(statements) AS s);
			without_support := answer(ARRAY(SELECT replace(s, '@.', 'whole.') FROM unnest(args) AS s));
			columns_before := calls('_columns');
			rows_before := calls('');
			with_support := answer(ARRAY(SELECT replace(s, '@.', 'customer_grade.') FROM unnest(args) AS s));

			IF with_support IS DISTINCT FROM without_support THEN
				faults := faults || format('%s(%s): %s, without support %s', f, left(source, 7),
					with_support, without_support);
			END IF;
			-- assess() tells what the others raise
			IF with_support = '{}' OR (with_support[1] LIKE 'error %' OR with_support::text LIKE '%refused: %') <> fails THEN
				faults := faults || format('%s(%s): no answer: %s', f, left(source, 7), with_support);
			END IF;
			IF fails THEN
				CONTINUE;		-- calls that fail are not counted
			ELSIF rewritten AND (calls('_columns') = columns_before OR calls('') > rows_before) THEN
				faults := faults || format('%s(%s): not rewritten', f, left(source, 7));
			ELSIF NOT rewritten AND (calls('_columns') > columns_before OR calls('') = rows_before) THEN
				faults := faults || format('%s(%s): rewritten', f, left(source, 7));
			END IF;
		END LOOP;
	END LOOP;
	RETURN faults;
END $$;

CREATE TABLE forms (
	id int GENERATED ALWAYS AS IDENTITY, form text, rewritten boolean, statements text[],
	fails boolean DEFAULT false);

--
-- Where the row comes from
--
INSERT INTO forms (form, rewritten, statements) VALUES
('a table', true, ARRAY['SELECT id, @(c) FROM customer c']),
('a table without alias', true, ARRAY['SELECT id, @(customer) FROM public.customer']),
('c.*', true, ARRAY['SELECT id, @(c.*) FROM customer c']),
('an alias like a column', true, ARRAY['SELECT id, @(name.*) FROM customer name']),
('renamed columns of an alias do not rename those of a table''s row', true,
	ARRAY['SELECT n, @(c) FROM customer c (n, name, amount, months)']),
('a view', true, ARRAY['SELECT id, @(v) FROM customer_view v']),
('a view of expressions', true, ARRAY['SELECT id, @(v) FROM customer_computed v']),
('a security barrier view', true, ARRAY['SELECT id, @(v) FROM customer_barrier v WHERE (@(v))::text IS NOT NULL']),
('a materialized view', true, ARRAY['SELECT id, @(v) FROM customer_stored v']),
('a pulled-up subquery', true, ARRAY['SELECT id, @(q) FROM (SELECT id, months + 1 AS months, amount FROM customer) q']),
('a subquery in a subquery', true, ARRAY['SELECT id, @(q) FROM (SELECT * FROM (SELECT id, amount AS months, months AS amount FROM customer) p) q']),
('a subquery that gives rows', true, ARRAY['SELECT @(q.c) FROM (SELECT c FROM customer c) q']),
('a subquery with LIMIT', true, ARRAY['SELECT id, @(q) FROM (SELECT id, months, amount FROM customer ORDER BY id LIMIT 7) q']),
('a subquery with OFFSET 0', true, ARRAY['SELECT id, @(q) FROM (SELECT * FROM customer OFFSET 0) q']),
('a subquery with GROUP BY', true,
	ARRAY['SELECT id, @(q) FROM (SELECT customer_id AS id, sum(price) * 1000 AS amount, count(*) AS months FROM orders GROUP BY 1) q']),
('a subquery with DISTINCT', true, ARRAY['SELECT @(q) FROM (SELECT DISTINCT amount, months FROM customer) q']),
('a subquery with a window function', true,
	ARRAY['SELECT id, @(q) FROM (SELECT id, sum(amount) OVER (ORDER BY id) AS amount, months FROM customer) q']),
('UNION ALL of subqueries', true,
	ARRAY['SELECT @(q) FROM (SELECT amount, months FROM customer UNION ALL SELECT price, id FROM orders) q']),
('UNION ALL of a table and a view of other column order', true,
	ARRAY['SELECT @(q) FROM (SELECT amount, months FROM customer UNION ALL SELECT months, amount FROM customer_view) q']),
('UNION', true, ARRAY['SELECT @(q) FROM (SELECT amount, months FROM customer UNION SELECT price, id FROM orders) q']),
('EXCEPT', true, ARRAY['SELECT @(q) FROM (SELECT amount, months FROM customer EXCEPT SELECT 0, 12) q']),
('a list of values', true, ARRAY['SELECT @(v) FROM (VALUES (1, 20000), (2.50, 3), (NULL, NULL)) v (months, amount)']),
('one row of values, a constant', false, ARRAY['SELECT @(v) FROM (VALUES (1, 20000.0)) v (months, amount)']),
('a query without FROM, a constant', false, ARRAY['SELECT @(q) FROM (SELECT 7 AS months, 1 AS amount) q']),
('a CTE', true, ARRAY['WITH q AS (SELECT * FROM customer) SELECT id, @(q) FROM q']),
('a MATERIALIZED CTE', true, ARRAY['WITH q AS MATERIALIZED (SELECT * FROM customer) SELECT id, @(q) FROM q']),
('a recursive CTE', true,
	ARRAY['WITH RECURSIVE q (amount, months) AS (SELECT 0, 0 UNION ALL SELECT amount + 30000, months + 4 FROM q WHERE months < 20) SELECT q, @(q) FROM q']),
('a CTE that writes', true,
	ARRAY['WITH q AS (UPDATE customer SET amount = amount * 2 RETURNING *) SELECT id, @(q) FROM q']),
('a join', true, ARRAY['SELECT o.id, @(c) FROM customer c JOIN orders o ON o.customer_id = c.id']),
('the alias of a join', true,
	ARRAY['SELECT order_id, @(j) FROM (customer c JOIN orders o ON o.customer_id = c.id) AS j (id, name, months, amount, kept, order_id)']),
('a join with USING', true,
	ARRAY['SELECT id, @(c), @(v) FROM customer c JOIN customer_view v USING (id)']),
('the alias of a join with USING', true,
	ARRAY['SELECT id, @(j) FROM (customer c JOIN orders o USING (id)) AS j']),
('a semi join', true, ARRAY['SELECT id, @(c) FROM customer c WHERE id IN (SELECT customer_id FROM orders)']),
('an anti join', true, ARRAY['SELECT id, @(c) FROM customer c WHERE NOT EXISTS (SELECT FROM orders o WHERE o.customer_id = c.id)']),
('a cross join', true, ARRAY['SELECT v.customer_id, @(c) FROM vip v, customer c']),
('a LATERAL subquery', true, ARRAY['SELECT c.id, l.g FROM customer c, LATERAL (SELECT @(c) AS g) l']),
('rows of a LATERAL subquery', true,
	ARRAY['SELECT c.id, @(l) FROM customer c, LATERAL (SELECT o.price AS months, c.amount FROM orders o WHERE o.customer_id = c.id LIMIT 1) l']),
('a function in FROM', true, ARRAY['SELECT id, @(f) FROM customers() f']),
('a function in FROM that cannot be inlined', true, ARRAY['SELECT id, @(f) FROM customers_opaque() f']),
('a function that RETURNS TABLE', true, ARRAY['SELECT id, @(f) FROM customer_columns() f']),
('a function WITH ORDINALITY', true, ARRAY['SELECT id, @(f) FROM customers_opaque() WITH ORDINALITY f']),
('ROWS FROM', true,
	ARRAY['SELECT n, @(f) FROM ROWS FROM (customers_opaque(), generate_series(1, 15)) AS f (id, name, months, amount, kept, n)']),
('a column definition list', true,
	ARRAY[$$SELECT @(f) FROM jsonb_to_recordset('[{"amount": 5, "months": 7}, {}, {"amount": 1e6}]') AS f (months numeric, amount numeric)$$]),
('unnest of an array of rows', true, ARRAY['SELECT id, @(u) FROM unnest(ARRAY(SELECT c FROM customer c)) u']),
('a partitioned table', true, ARRAY['SELECT customer_id, @(b) FROM bought b']),
('a partition', true, ARRAY['SELECT customer_id, @(b) FROM bought_2024 b']),
('an inheritance parent', true, ARRAY['SELECT id, @(b) FROM branch b']),
('an inheritance child', true, ARRAY['SELECT id, @(b) FROM branch_abroad b']),
('ONLY the parent', true, ARRAY['SELECT id, @(b) FROM ONLY branch b']),
('a child''s row cast to the parent''s type', false, ARRAY['SELECT id, @(b::branch) FROM branch_abroad b']),
('TABLESAMPLE', true, ARRAY['SELECT id, @(c) FROM customer c TABLESAMPLE system (100)']),
('FOR UPDATE', true, ARRAY['SELECT id, @(c) FROM customer c FOR UPDATE']),
('ROW(...) of a composite type', true, ARRAY['SELECT id, @(ROW(amount, months)::opportunity) FROM customer']),
('ROW(...) of constants', true, ARRAY['SELECT @(ROW(60000, id)::opportunity) FROM customer']),
('ROW(...) of a domain', false, ARRAY['SELECT id, @(ROW(amount, months)::opportunity_domain) FROM customer']),
('ROW(...) with a volatile function', false, ARRAY['SELECT id, @(ROW(amount, months + floor(random()))::opportunity) FROM customer']),
('ROW(...) with a set', false, ARRAY['SELECT id, @(ROW(amount, months, generate_series(1, id % 3))::counted) FROM customer']),
('ROW(...) with an aggregate', true, ARRAY['SELECT name, @(ROW(sum(amount), min(months))::opportunity) FROM customer GROUP BY name']),
('ROW(...) with a sublink', true, ARRAY['SELECT id, @(ROW((SELECT sum(price) FROM orders WHERE customer_id = c.id), months)::opportunity) FROM customer c']),
('an anonymous ROW(...), which has no names', false, ARRAY['SELECT id, @(ROW(amount, months)) FROM customer']),
('a table that lacks a metric', false, ARRAY['SELECT id, @(o) FROM orders o']),
('columns of other types', true, ARRAY['SELECT @(t) FROM typed t']),
('columns of floating types', true, ARRAY['SELECT @(t) FROM typed_float t']),
('columns of unusable types', true, ARRAY['SELECT @(t) FROM typed_wrong t']),
('values outside of a domain', true, ARRAY['SELECT @(q) FROM (SELECT -amount AS amount, months FROM customer) q']),
('a composite column', false, ARRAY['SELECT id, @(h.who) FROM holder h']),
('a composite column taken apart', false, ARRAY['SELECT id, @((h.who)) FROM holder h']),
('a null of a composite type', false, ARRAY['SELECT id, @(NULL::customer) FROM customer']),
('CASE that gives a row', false, ARRAY['SELECT id, @(CASE WHEN id > 5 THEN c END) FROM customer c']),
('a row of a sublink', false,
	ARRAY['SELECT o.id, @((SELECT c FROM customer c WHERE c.id = o.customer_id)) FROM orders o']),
('a row of a window function', false, ARRAY['SELECT id, @(lag(c) OVER (ORDER BY id)) FROM customer c']),
('a row of an aggregate', false, ARRAY['SELECT @((array_agg(c ORDER BY id))[8]) FROM customer c']),
('to_jsonb of a row', false, ARRAY['SELECT id, @(to_jsonb(c)) FROM customer c']);

--
-- Where the call stands
--
INSERT INTO forms (form, rewritten, statements) VALUES
('WHERE', true, ARRAY['SELECT id FROM customer c WHERE (@(c))::text IS DISTINCT FROM ''A''']),
('ORDER BY', true, ARRAY['SELECT id, row_number() OVER (ORDER BY (@(c))::text, id) FROM customer c']),
('GROUP BY the call', true, ARRAY['SELECT (@(c))::text, count(*) FROM customer c GROUP BY 1']),
-- since 18 grouped columns are Vars of an entry of their own
('GROUP BY the row', current_setting('server_version_num')::int < 180000, ARRAY['SELECT @(c) FROM customer c GROUP BY c']),
('GROUP BY the primary key', true, ARRAY['SELECT @(c), count(o) FROM customer c JOIN orders o ON o.customer_id = c.id GROUP BY c.id']),
('HAVING', true, ARRAY['SELECT c.id FROM customer c GROUP BY c.id HAVING (@(c))::text IS DISTINCT FROM ''A''']),
('DISTINCT', true, ARRAY['SELECT DISTINCT (@(c))::text FROM customer c']),
('DISTINCT ON', true, ARRAY['SELECT DISTINCT ON ((@(c))::text) id, (@(c))::text FROM customer c ORDER BY 2, 1']),
('an aggregate''s argument', true, ARRAY['SELECT string_agg((@(c))::text, ''/'' ORDER BY id) FROM customer c']),
('FILTER', true, ARRAY['SELECT count(*) FILTER (WHERE (@(c))::text > ''B'') FROM customer c']),
('PARTITION BY', true, ARRAY['SELECT id, count(*) OVER (PARTITION BY (@(c))::text) FROM customer c']),
('a set operation', true, ARRAY['SELECT (@(c))::text FROM customer c INTERSECT SELECT (@(v))::text FROM customer_view v']),
('an ON condition', true, ARRAY['SELECT c.id, v.id FROM customer c JOIN customer_view v ON (@(c))::text = (@(v))::text']),
('an uncorrelated sublink', true, ARRAY['SELECT (SELECT @(c) FROM customer c WHERE id = 4) FROM vip']),
('a correlated sublink', false, ARRAY['SELECT id, (SELECT @(c) FROM vip LIMIT 1) FROM customer c']),
('EXISTS', true, ARRAY['SELECT id FROM customer c WHERE EXISTS (SELECT FROM orders o WHERE o.customer_id = c.id AND (@(c))::text <> ''x'')']),
('NOT EXISTS that becomes a join', true,
	ARRAY['SELECT id, @(c) FROM customer c WHERE NOT EXISTS (SELECT FROM customer_view v WHERE v.id = c.id + 1 AND (@(v))::text ~ ''A'')']),
('EXISTS that becomes a hashed subplan', true,
	ARRAY['SELECT o.id, EXISTS (SELECT FROM customer c WHERE c.id = o.customer_id AND (@(c))::text ~ ''A'') FROM orders o']),
('EXISTS that becomes a hashed subplan, over an outer join', true,
	ARRAY['SELECT o.id, EXISTS (SELECT FROM vip v LEFT JOIN customer c ON c.id = v.customer_id WHERE v.customer_id = o.customer_id AND coalesce((@(c))::text, '''') ~ ''row|^$'') FROM orders o']),
('EXISTS that becomes a hashed subplan, of anonymous rows', true,
	ARRAY['SELECT o.id, EXISTS (SELECT FROM vip v JOIN (SELECT * FROM customer_view OFFSET 0) q ON q.id = v.customer_id WHERE v.customer_id = o.customer_id AND (@(q))::text IS NOT NULL) FROM orders o']),
('EXISTS in a subquery that UNION ALL pulls up', true,
	ARRAY['SELECT * FROM (SELECT o.id, EXISTS (SELECT FROM vip v JOIN (SELECT * FROM customer_view OFFSET 0) q ON q.id = v.customer_id WHERE v.customer_id = o.customer_id AND (@(q))::text IS NOT NULL) FROM orders o UNION ALL SELECT 0, true) u']),
('beside an EXISTS without rows', true,
	ARRAY['SELECT id, @(c), EXISTS (SELECT FROM orders o WHERE o.customer_id = c.id) FROM customer c']),
('a row beside an EXISTS with rows', false,
	ARRAY['SELECT id, @(c), EXISTS (SELECT FROM customer_view v WHERE v.id = c.id + 1 AND v IS NOT NULL) FROM customer c']),
('a LATERAL subquery with LIMIT', false, ARRAY['SELECT c.id, l.g FROM customer c, LATERAL (SELECT @(c) AS g, random() LIMIT 1) l']),
('GROUPING SETS over the row', false, ARRAY['SELECT c.id, @(c) FROM customer c GROUP BY GROUPING SETS ((c, c.id), (c.id), ())']),
('ROLLUP over the row', false, ARRAY['SELECT @(c), count(*) FROM customer c GROUP BY ROLLUP (c)']),
('GROUPING SETS over the call', false, ARRAY['SELECT (@(c))::text, count(*) FROM customer c GROUP BY GROUPING SETS (1, ())']),
('a subquery below GROUPING SETS', false,
	ARRAY['SELECT g, count(*) FROM (SELECT (@(c))::text AS g FROM customer c) q GROUP BY ROLLUP (g)']),
('rows out of GROUPING SETS', true,
	ARRAY['SELECT @(q) FROM (SELECT sum(amount) AS amount, months FROM customer GROUP BY ROLLUP (months)) q']),
('RETURNING of INSERT', true, ARRAY['INSERT INTO customer AS c (id, months, amount) VALUES (21, 4, 1), (22, NULL, NULL) RETURNING id, @(c)']),
('RETURNING of UPDATE', true, ARRAY['UPDATE customer c SET months = months + 2 RETURNING id, @(c)']),
('RETURNING of DELETE', true, ARRAY['DELETE FROM customer c RETURNING id, @(c)']),
('UPDATE SET sees the old row', true, ARRAY['UPDATE customer c SET kept = (@(c))::text, amount = amount * 10 RETURNING id, kept']),
('UPDATE FROM', true, ARRAY['UPDATE customer c SET kept = (@(c))::text || (@(v))::text FROM customer_view v WHERE v.id = c.id + 1 RETURNING c.id, c.kept']),
('UPDATE FROM an outer join', true,
	ARRAY['UPDATE vip v SET customer_id = 0 FROM orders o LEFT JOIN customer c ON c.id = o.customer_id WHERE v.customer_id = 1 AND o.id = 4 RETURNING @(c)']),
('UPDATE of a partitioned table', true, ARRAY['UPDATE bought b SET customer_id = length((@(b))::text) RETURNING b.year, b.customer_id']),
('UPDATE that moves rows between partitions', true, ARRAY['UPDATE bought b SET year = 2047 - year + 2000 RETURNING b.amount, @(b)']),
('UPDATE of an inheritance tree', true, ARRAY['UPDATE branch b SET id = length((@(b))::text) RETURNING b.amount, b.id']),
('UPDATE through a view', true, ARRAY['UPDATE customer_view v SET kept = (@(v))::text RETURNING id, kept']),
('DELETE USING', true, ARRAY['DELETE FROM vip v USING customer c WHERE c.id = v.customer_id RETURNING c.id, @(c)']),
('INSERT ... SELECT', true, ARRAY['INSERT INTO customer (id, kept) SELECT id + 100, (@(c))::text FROM customer c RETURNING id, kept']),
('ON CONFLICT with EXCLUDED', true,
	ARRAY['INSERT INTO customer AS c (id, months, amount) VALUES (1, 9, 9), (31, 1, 1), (10, 4, 4) ON CONFLICT (id) DO UPDATE SET kept = (@(excluded))::text || (@(c))::text WHERE (@(excluded))::text IS NOT NULL RETURNING id, kept']),
('a DEFAULT-free generated series', true, ARRAY['INSERT INTO orders SELECT 50, id, 5 FROM customer c WHERE (@(c))::text = ''x'' RETURNING id', 'SELECT @(c) FROM customer c']),
('CREATE TABLE AS', true, ARRAY['CREATE TABLE made AS SELECT id, (@(c))::text AS g FROM customer c', 'SELECT * FROM made']),
('a cursor', true, ARRAY['DECLARE graded CURSOR FOR SELECT id, (@(c))::text FROM customer c', 'FETCH ALL FROM graded']),
('a stored view', true, ARRAY['CREATE VIEW made AS SELECT id, (@(c))::text AS g FROM customer c', 'SELECT * FROM made']),
('a stored view after a column was renamed', true,
	ARRAY['CREATE VIEW made AS SELECT id, (@(c))::text AS g FROM customer c',
		'ALTER TABLE customer RENAME amount TO bulk', 'ALTER TABLE customer RENAME months TO amount',
		'ALTER TABLE customer RENAME bulk TO months', 'SELECT * FROM made']),
('a stored view after a column changed its type', true,
	ARRAY['CREATE VIEW made AS SELECT id, (@(c.*))::text AS g FROM customer c', 'DROP VIEW customer_view, customer_computed, customer_barrier',
		'DROP MATERIALIZED VIEW customer_stored', 'ALTER TABLE customer ADD extra int', 'SELECT * FROM made']),
('an SQL function that is inlined', true,
	ARRAY['CREATE FUNCTION made(customer) RETURNS text LANGUAGE sql STABLE AS $f$ SELECT (@($1))::text $f$', 'SELECT id, made(c) FROM customer c']),
('an SQL function with a body', true,
	ARRAY['CREATE FUNCTION made(i int) RETURNS text LANGUAGE sql STABLE AS $f$ SELECT (@(c))::text FROM customer c WHERE c.id = i $f$', 'SELECT made(id) FROM customer']),
('a PL/pgSQL variable of a row type', false,
	ARRAY['CREATE FUNCTION made(i int) RETURNS text LANGUAGE plpgsql AS $f$ DECLARE c customer; BEGIN SELECT * INTO c FROM customer WHERE id = i; RETURN (@(c))::text; END $f$',
		'SELECT id, made(id) FROM customer']),
('a PL/pgSQL record', false,
	ARRAY['CREATE FUNCTION made() RETURNS SETOF text LANGUAGE plpgsql AS $f$ DECLARE c record; BEGIN FOR c IN SELECT months, amount FROM customer LOOP RETURN NEXT (@(c))::text; END LOOP; FOR c IN SELECT amount, id, months FROM customer LOOP RETURN NEXT (@(c))::text; END LOOP; END $f$',
		'SELECT made()']),
('a query inside of PL/pgSQL', true,
	ARRAY['CREATE FUNCTION made(i int) RETURNS text LANGUAGE plpgsql AS $f$ BEGIN RETURN (SELECT (@(c))::text FROM customer c WHERE id = i); END $f$',
		'SELECT id, made(id) FROM customer']),
('NEW in a trigger function', false,
	ARRAY['CREATE FUNCTION made() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN NEW.kept := (@(NEW))::text; RETURN NEW; END $f$',
		'CREATE TRIGGER made BEFORE UPDATE ON customer FOR EACH ROW EXECUTE FUNCTION made()',
		'UPDATE customer SET months = months + 1 RETURNING id, kept']),
('WHEN of a trigger', true,
	ARRAY['CREATE FUNCTION made() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN UPDATE customer SET kept = ''fired'' WHERE id = NEW.id AND kept IS NULL; RETURN NULL; END $f$',
		'CREATE TRIGGER made AFTER UPDATE ON customer FOR EACH ROW WHEN ((@(OLD))::text IS DISTINCT FROM (@(NEW))::text) EXECUTE FUNCTION made()',
		'UPDATE customer SET months = months + 1', 'SELECT id, kept FROM customer']),
('a CHECK constraint', true,
	ARRAY['CREATE TABLE made (id int, months numeric, amount numeric, CHECK (length((@(made))::text) > 0))',
		'INSERT INTO made SELECT id, months, amount FROM customer', 'SELECT * FROM made']),
('a CHECK constraint that refuses', true,
	ARRAY['CREATE TABLE made (id int, months numeric, amount numeric, refused int)',
		'INSERT INTO made SELECT id, months, amount FROM customer',
		'CREATE FUNCTION try() RETURNS void LANGUAGE plpgsql AS $f$ BEGIN ALTER TABLE made ADD CHECK (length((@(made))::text) > 100); EXCEPTION WHEN check_violation THEN UPDATE made SET refused = 1; END $f$',
		'SELECT try()', 'SELECT * FROM made']),
('a policy', true,
	ARRAY['CREATE POLICY made ON customer USING ((@(customer))::text IS NOT NULL)', 'ALTER TABLE customer ENABLE ROW LEVEL SECURITY',
		'CREATE ROLE regress_planner_reader', 'GRANT ALL ON customer TO regress_planner_reader', 'GRANT USAGE ON SCHEMA whole TO regress_planner_reader',
		'SET ROLE regress_planner_reader', 'SELECT id FROM customer']),
('a rule', true,
	ARRAY['CREATE RULE made AS ON DELETE TO customer_view DO INSTEAD UPDATE customer c SET kept = (@(c))::text || (@(old))::text WHERE c.id = old.id',
		'DELETE FROM customer_view', 'SELECT id, kept FROM customer']),
('parameters', true, ARRAY[$$SELECT id, @(c, '{"cut": 55000}') FROM customer c$$]),
('parameters by name', true, ARRAY[$$SELECT id, @(c, parameters => '{"cut": 55000}') FROM customer c$$]),
('parameters that differ by row', true,
	ARRAY[$$SELECT c.id, o.id, @(c, jsonb_build_object('cut', o.price * 2000)) FROM customer c CROSS JOIN orders o$$]),
('parameters of which some are null', true,
	ARRAY[$$SELECT id, @(c, CASE WHEN id % 2 = 0 THEN '{"cut": 55000}'::jsonb END) FROM customer c$$]);

--
-- Rows that an outer join makes null: a customer that does not exist is no D
--
INSERT INTO forms (form, rewritten, statements) VALUES
('LEFT JOIN', true, ARRAY['SELECT o.id, @(c) FROM orders o LEFT JOIN customer c ON c.id = o.customer_id']),
('the other side of LEFT JOIN', true, ARRAY['SELECT c.id, @(c) FROM customer c LEFT JOIN orders o ON c.id = o.customer_id']),
('RIGHT JOIN', true, ARRAY['SELECT o.id, @(c) FROM customer c RIGHT JOIN orders o ON c.id = o.customer_id']),
('FULL JOIN', true, ARRAY['SELECT o.id, c.id, @(c) FROM customer c FULL JOIN orders o ON c.id = o.customer_id']),
('both sides of FULL JOIN', true, ARRAY['SELECT @(c), @(d) FROM customer c FULL JOIN customer d ON c.id = d.id + 4']),
('LEFT JOIN under LEFT JOIN', true,
	ARRAY['SELECT o.id, @(c) FROM orders o LEFT JOIN (customer c LEFT JOIN vip v ON v.customer_id = c.id) ON c.id = o.customer_id']),
('inner join under LEFT JOIN', true,
	ARRAY['SELECT o.id, @(c) FROM orders o LEFT JOIN (customer c JOIN vip v ON v.customer_id = c.id) ON c.id = o.customer_id']),
('LEFT JOIN over LEFT JOIN', true,
	ARRAY['SELECT v.customer_id, o.id, @(c) FROM vip v LEFT JOIN orders o USING (customer_id) LEFT JOIN customer c ON c.id = o.customer_id']),
('LEFT JOIN that a condition makes inner', true,
	ARRAY['SELECT o.id, @(c) FROM orders o LEFT JOIN customer c ON c.id = o.customer_id WHERE c.months > 1']),
('LEFT JOIN on false', true, ARRAY['SELECT o.id, @(c) FROM orders o LEFT JOIN customer c ON false', 'SELECT o.id, @(c) FROM orders o LEFT JOIN customer c ON o.id = c.id AND c.id > 3']),
('WHERE over LEFT JOIN', true, ARRAY['SELECT o.id FROM orders o LEFT JOIN customer c ON c.id = o.customer_id WHERE coalesce((@(c))::text, '''') ~ ''row|^$''']),
('ON of LEFT JOIN', true, ARRAY['SELECT o.id, c.id FROM orders o LEFT JOIN customer c ON c.id = o.customer_id AND (@(c))::text > ''A''']),
('ORDER BY over LEFT JOIN', true, ARRAY['SELECT o.id, row_number() OVER (ORDER BY (@(c))::text, o.id) FROM orders o LEFT JOIN customer c ON c.id = o.customer_id']),
('GROUP BY over LEFT JOIN', true, ARRAY['SELECT (@(c))::text, count(*) FROM orders o LEFT JOIN customer c ON c.id = o.customer_id GROUP BY 1']),
('an aggregate over LEFT JOIN', true, ARRAY['SELECT string_agg((@(c))::text, ''/'' ORDER BY o.id) FROM orders o LEFT JOIN customer c ON c.id = o.customer_id']),
('a partitioned table on the nullable side', true,
	ARRAY['SELECT o.id, @(b) FROM orders o LEFT JOIN bought b ON b.customer_id = o.customer_id']),
('a partitionwise outer join', true,
	ARRAY['SET LOCAL enable_partitionwise_join = on', 'SELECT a.amount, @(b) FROM bought a LEFT JOIN bought b ON b.year = a.year AND b.months > a.months']),
('an inheritance tree on the nullable side', true,
	ARRAY['SELECT o.id, @(b) FROM orders o LEFT JOIN branch b ON b.id = o.customer_id']),
('a materialized view on the nullable side', true,
	ARRAY['SELECT o.id, @(v) FROM orders o LEFT JOIN customer_stored v ON v.id = o.customer_id']),
('a view on the nullable side', false,
	ARRAY['SELECT o.id, @(v) FROM orders o LEFT JOIN customer_view v ON v.id = o.customer_id']),
('a view of expressions on the nullable side', false,
	ARRAY['SELECT o.id, @(v) FROM orders o LEFT JOIN customer_computed v ON v.id = o.customer_id']),
('a subquery with LIMIT on the nullable side', false,
	ARRAY['SELECT o.id, @(q) FROM orders o LEFT JOIN (SELECT * FROM customer ORDER BY id LIMIT 5) q ON q.id = o.customer_id']),
('a CTE on the nullable side', false,
	ARRAY['WITH q AS MATERIALIZED (SELECT * FROM customer) SELECT o.id, @(q) FROM orders o LEFT JOIN q ON q.id = o.customer_id']),
('a function on the nullable side', false,
	ARRAY['SELECT o.id, @(f) FROM orders o LEFT JOIN customers_opaque() f ON f.id = o.customer_id']),
('values on the nullable side', false,
	ARRAY['SELECT o.id, @(v) FROM orders o LEFT JOIN (VALUES (1, 2, 3), (7, 8, 9)) v (id, months, amount) ON v.id = o.customer_id']),
('LATERAL on the nullable side', false,
	ARRAY['SELECT o.id, @(q) FROM orders o LEFT JOIN LATERAL (SELECT * FROM customer c WHERE c.id = o.customer_id LIMIT 1) q ON true']),
('a call in a subquery on the nullable side', true,
	ARRAY['SELECT o.id, q.g FROM orders o LEFT JOIN (SELECT id, @(c) AS g FROM customer c) q ON q.id = o.customer_id']),
('a row out of a subquery with an outer join', true,
	ARRAY['SELECT q.id, @(q.c) FROM (SELECT o.id, c FROM orders o LEFT JOIN customer c ON c.id = o.customer_id) q']),
('a subquery''s columns out of an outer join are a row of nulls', true,
	ARRAY['SELECT q.o, @(q) FROM (SELECT o.id AS o, c.months, c.amount FROM orders o LEFT JOIN customer c ON c.id = o.customer_id) q']),
('the alias of an outer join', true,
	ARRAY['SELECT j.o, @(j) FROM (orders o LEFT JOIN customer c ON c.id = o.customer_id) AS j (o, x, p, id, name, months, amount)']),
-- since 16 such a row is wrapped in a placeholder
('the alias of a join on the nullable side', current_setting('server_version_num')::int < 160000,
	ARRAY['SELECT o.id, @(j) FROM orders o LEFT JOIN (customer c JOIN vip v ON v.customer_id = c.id) AS j ON j.id = o.customer_id']),
('a stored view with an outer join', true,
	ARRAY['CREATE VIEW made AS SELECT o.id, (@(c))::text AS g FROM orders o LEFT JOIN customer c ON c.id = o.customer_id', 'SELECT * FROM made']),
('an inlined function over an outer join', true,
	ARRAY['CREATE FUNCTION made(customer) RETURNS text LANGUAGE sql STABLE AS $f$ SELECT (@($1))::text $f$',
		'SELECT o.id, made(c) FROM orders o LEFT JOIN customer c ON c.id = o.customer_id']),
('an outer join in another query level', true,
	ARRAY['SELECT o.id, (SELECT @(c) FROM customer c WHERE c.id = 4) FROM orders o LEFT JOIN vip v USING (customer_id)']);

INSERT INTO forms (form, rewritten, statements)
SELECT 'MERGE', true,
	ARRAY['MERGE INTO customer c USING branch s ON c.id = s.id * 5'
		' WHEN MATCHED AND (@(c))::text IS DISTINCT FROM ''x'' THEN UPDATE SET kept = (@(c))::text || (@(s))::text'
		' WHEN NOT MATCHED THEN INSERT (id, kept) VALUES (s.id + 100, (@(s))::text)', 'SELECT id, kept FROM customer']
WHERE current_setting('server_version_num')::int >= 150000
UNION ALL
SELECT 'MERGE with WHEN NOT MATCHED BY SOURCE', true,
	ARRAY['MERGE INTO customer c USING branch s ON c.id = s.id'
		' WHEN NOT MATCHED BY SOURCE AND (@(c))::text IS DISTINCT FROM ''A'' THEN UPDATE SET kept = (@(c))::text'
		' WHEN MATCHED THEN UPDATE SET kept = (@(s))::text RETURNING c.id, @(c), c.kept']
WHERE current_setting('server_version_num')::int >= 170000
UNION ALL
SELECT 'RETURNING old and new', false, ARRAY['UPDATE customer c SET months = months + 2 RETURNING id, @(old), @(new)']
WHERE current_setting('server_version_num')::int >= 180000;

UPDATE forms SET fails = true WHERE form IN ('an anonymous ROW(...), which has no names',
	'a table that lacks a metric', 'columns of unusable types', 'values outside of a domain');
SELECT is(faults(statements, rewritten, fails), '{}',
	form || CASE WHEN fails THEN ': same error' WHEN rewritten THEN ': rewritten, same answer'
		ELSE ': not rewritten, right answer' END)
FROM forms ORDER BY id;

SELECT results_eq(
	$$SELECT o.customer_id, customer_grade.grade('sales', c), customer_grade.rank('sales', c),
		customer_grade.score('sales', c) IS NULL, (customer_grade.assess('sales', c)).reason
	FROM orders o LEFT JOIN customer c ON c.id = o.customer_id WHERE o.id > 2 ORDER BY o.id$$,
	$$VALUES (2, 'A', 1::smallint, false, NULL::text), (99, NULL, NULL, true, 'no row'), (NULL, NULL, NULL, true, 'no row'),
		(10, 'D', 4::smallint, false, NULL), (7, 'D', 4::smallint, false, NULL)$$,
	'a customer that does not exist is not graded, one without any metric is');

--
-- What EXPLAIN shows
--
CREATE FUNCTION plan(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	line text;
	result text := '';
BEGIN
	FOR line IN EXECUTE 'EXPLAIN (VERBOSE, COSTS OFF) ' || query LOOP
		result := result || line || E'\n';
	END LOOP;
	RETURN result;
END $$;

SELECT is(plan($$SELECT customer_grade.grade('sales', c) FROM customer c$$), $$Seq Scan on public.customer c
  Output: customer_grade_internal.grade_columns('sales'::text, NULL::jsonb, '{amount,months}'::text[], true, amount, months)
$$, 'EXPLAIN shows the columns that are passed');
SELECT matches(plan($$SELECT customer_grade.score('sales', c, '{"cut": 5}') FROM orders o LEFT JOIN customer c ON c.id = o.customer_id$$),
	$$score_columns\('sales'::text, '\{"cut": 5\}'::jsonb, '\{amount,months\}'::text\[\], \(c.tableoid IS NOT NULL\), c.amount, c.months\)$$,
	'and whether the row exists, where an outer join may make it null');
CREATE VIEW customer_graded AS SELECT id, customer_grade.grade('sales', c) FROM customer c;
SELECT matches(pg_get_viewdef('customer_graded'::regclass), $$grade\('sales'::text, c\.\*\)$$,
	'a stored view keeps the call as it was written');

--
-- Volatility: an index of calls with a rubric
--
CREATE TABLE many AS
	SELECT n AS id, (n * 7919 % 300000)::numeric AS amount, (n * 31 % 40)::numeric AS months
	FROM generate_series(1, 5000) AS n;
SELECT rubric FROM rubric_text \gset
CREATE INDEX many_grade ON many (customer_grade.grade(:'rubric'::customer_grade.rubric, many));
ANALYZE many;
SELECT matches(plan(format('SELECT id FROM many m WHERE customer_grade.grade(%L::customer_grade.rubric, m) = %L', :'rubric', 'D')),
	'Index Cond: \(customer_grade_internal.grade_columns\(.* = ''D''::text\)', 'an index on the call with a rubric is used');
SELECT set_eq(format('SELECT id FROM many m WHERE customer_grade.grade(%L::customer_grade.rubric, m) = %L', :'rubric', 'D'),
	'SELECT id FROM many WHERE amount < 20000 AND months > 12', 'and finds the right rows');
UPDATE many SET amount = 150000 WHERE amount < 20000;
INSERT INTO many VALUES (6000, 0, 13), (6001, NULL, NULL), (6002, 0, 12);
SELECT set_eq(format('SELECT id FROM many m WHERE customer_grade.grade(%L::customer_grade.rubric, m) = %L', :'rubric', 'D'),
	'VALUES (6000), (6001)', 'also after changes');
SELECT throws_ok($$CREATE INDEX ON many (customer_grade.grade('sales', many))$$, '42P17', NULL,
	'the call with a name is not immutable, and cannot be indexed');

--
-- A generated column takes a typed ROW
--
SELECT throws_ok(format('CREATE TABLE refused (amount numeric, months numeric, grade text GENERATED ALWAYS AS (customer_grade.grade(%L::customer_grade.rubric, refused)) STORED)', :'rubric'),
	'42P17', NULL, 'a generated column refuses the whole row');
CREATE TABLE generated (id int, months numeric, amount numeric,
	grade text GENERATED ALWAYS AS (customer_grade.grade(:'rubric'::customer_grade.rubric, ROW(amount, months)::opportunity)) STORED,
	score numeric GENERATED ALWAYS AS (customer_grade.score(:'rubric'::customer_grade.rubric, ROW(amount, months)::opportunity)) STORED);
INSERT INTO generated SELECT id, months, amount FROM customer;
UPDATE generated SET months = months + 1 WHERE id < 4;
SELECT set_eq('SELECT id, grade, score FROM generated',
	$$SELECT id, whole.grade('sales', g), whole.score('sales', g) FROM generated g$$, 'and takes a typed ROW');

--
-- Prepared statements, generic plans, versions
--
CREATE FUNCTION executed(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text; BEGIN EXECUTE statement INTO result; RETURN result; END $$;

PREPARE one(int) AS SELECT customer_grade.grade('sales', c) FROM customer c WHERE id = $1;
PREPARE named(text) AS SELECT customer_grade.grade($1, c) FROM customer c WHERE id = 4;
PREPARE cut(int) AS SELECT customer_grade.grade('sales', c, jsonb_build_object('cut', $1)) FROM customer c WHERE id = 5;
SELECT is(ARRAY(SELECT executed(format('EXECUTE one(%s)', n)) FROM generate_series(1, 12) AS n),
	'{A,A,A,B,B,C,D,B,B,D,A,NULL}', format('EXECUTE, plan_cache_mode %s', set_config('plan_cache_mode', mode, true)))
FROM unnest('{auto,force_custom_plan,force_generic_plan}'::text[]) AS mode;
SELECT is(ARRAY[executed('EXECUTE one(4)'), executed('EXECUTE named(''sales'')'), executed('EXECUTE cut(50000)'), executed('EXECUTE cut(50001)')],
	'{B,B,A,B}', format('parameters of a statement, plan_cache_mode %s', set_config('plan_cache_mode', mode, true)))
FROM unnest('{auto,force_custom_plan,force_generic_plan}'::text[]) AS mode;
SET LOCAL plan_cache_mode = force_generic_plan;
SELECT matches(plan('EXECUTE one(4)'), 'grade_columns', 'the generic plan is rewritten');

ALTER TABLE customer ADD visits int;
UPDATE customer SET visits = id;
SELECT is(customer_grade.define_standard('sales', 'grades A > B; metric visits number; grade A when visits > 5; grade B otherwise;',
	'2999-01-01'), 2, 'another version, of another metric');
SET LOCAL customer_grade.as_of = '2998-12-31';
SELECT is(ARRAY[executed('EXECUTE one(4)'), executed('EXECUTE one(6)')], '{B,C}', 'a generic plan uses the version in force');
SET LOCAL customer_grade.as_of = '2999-01-01';
SELECT is(ARRAY[executed('EXECUTE one(4)'), executed('EXECUTE one(6)')], '{B,A}', 'and the next one, when it comes into force');
SELECT matches(plan('EXECUTE one(4)'), '\{amount,months,visits\}', 'for the metrics of all versions are passed');
SELECT throws_ok($$SELECT customer_grade.grade('sales', v) FROM customer_view v$$, '42703', 'the row has no column for metric "visits"',
	'a row that lacks a metric of the version in force is refused');
SET LOCAL customer_grade.as_of = '2998-12-31';
SELECT results_eq($$SELECT customer_grade.grade('sales', v) FROM customer_view v WHERE id = 4$$, $$VALUES ('B')$$,
	'but not one that lacks a metric of another version only');
SELECT matches(plan($$SELECT customer_grade.grade('sales', v) FROM customer_view v$$), 'grade_columns', 'which is rewritten, too');

DROP VIEW customer_view, customer_computed, customer_barrier;
DROP MATERIALIZED VIEW customer_stored;
DROP VIEW customer_graded;
ALTER TABLE customer ALTER amount TYPE double precision;
SELECT is(executed('EXECUTE one(4)'), 'B', 'a generic plan follows a column''s type');
ALTER TABLE customer RENAME months TO moons;
SELECT throws_ok('SELECT executed(''EXECUTE one(4)'')', '42703', 'the row has no column for metric "months"', 'and its name');
ALTER TABLE customer RENAME moons TO months;
SELECT is(executed('EXECUTE one(4)'), 'B', 'forth and back');
RESET plan_cache_mode;

--
-- Parallel plans
--
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL parallel_leader_participation = off;
ALTER TABLE many SET (parallel_workers = 2);
DROP INDEX many_grade;
SELECT matches(plan($$SELECT count(*) FROM many m WHERE customer_grade.grade('sales', m) = 'B'$$),
	'Parallel Seq Scan.*grade_columns', 'the rewritten call runs in parallel workers');
SELECT results_eq($$SELECT customer_grade.grade('sales', m), count(*) FROM many m GROUP BY 1 ORDER BY 1$$,
	$$SELECT CASE WHEN amount >= 100000 OR months <= 3 THEN 'A' WHEN amount >= 50000 OR months <= 6 THEN 'B'
		WHEN amount >= 20000 OR months <= 12 THEN 'C' ELSE 'D' END, count(*) FROM many GROUP BY 1 ORDER BY 1$$,
	'with the same answer');
SET LOCAL customer_grade.as_of = '2999-01-01';
SELECT throws_ok($$SELECT customer_grade.grade('sales', m) FROM many m$$, '42703', 'the row has no column for metric "visits"',
	'parallel workers know the evaluation date');
RESET parallel_setup_cost;
RESET parallel_tuple_cost;
RESET min_parallel_table_scan_size;
RESET parallel_leader_participation;
RESET customer_grade.as_of;

--
-- Many metrics: a function takes 100 arguments
--
CREATE FUNCTION wide(n int) RETURNS TABLE (rubric text, query text) LANGUAGE sql AS $$
	SELECT 'grades A > B; ' || string_agg(format('metric m%s number;', i), ' ')
			|| ' grade A when ' || string_agg('m' || i, ' + ') || format(' = %s; grade B otherwise;', n * (n + 1) / 2),
		'SELECT 0 AS id, ' || string_agg(format('%s::numeric AS m%s', i, i), ', ' ORDER BY -i) || ' OFFSET 0'
	FROM generate_series(1, n) AS i $$;
SELECT is(executed(format('SELECT customer_grade.grade(%L::customer_grade.rubric, q) FROM (%s) q', rubric, query)), 'A',
	format('%s metrics', n)) FROM unnest(ARRAY[1, 96, 97, 101, 150]) AS n, wide(n);
SELECT is(plan(format('SELECT customer_grade.grade(%L::customer_grade.rubric, q) FROM (%s) q', rubric, query)) ~ 'grade_columns', n <= 96,
	format('%s metrics: %s', n, CASE WHEN n <= 96 THEN 'rewritten' ELSE 'not rewritten' END))
FROM unnest(ARRAY[96, 97, 101]) AS n, wide(n);

--
-- Names of metrics
--
CREATE TABLE named (id int, "月度 ""金额""" numeric, 月数 numeric, "Mixed" text, "when" boolean);
INSERT INTO named VALUES (1, 10, 2, 'x', true), (2, 3, 4, 'y', false), (3, NULL, 0, 'x', NULL);
CREATE FUNCTION named_rubric() RETURNS text LANGUAGE sql AS $$ SELECT
	'grades A > B > C; grade A when ("月度 ""金额""" > 5 and 月数 < 3) is true; grade B when ("Mixed" = ''y'') is true or ("when" is null); grade C otherwise;' $$;
SELECT results_eq(format('SELECT customer_grade.grade(%L::customer_grade.rubric, n) FROM named n ORDER BY id', named_rubric()),
	$$VALUES ('A'), ('B'), ('B')$$, 'metrics with quoted and Chinese names');
SELECT matches(plan(format('SELECT customer_grade.grade(%L::customer_grade.rubric, n) FROM named n', named_rubric())),
	'"月度 ""金额""", "?月数"?, "Mixed", "when"\)', 'are passed as columns, too');

--
-- Long values
--
CREATE TABLE long (id int, note text, amount numeric);
ALTER TABLE long ALTER note SET STORAGE external;
INSERT INTO long VALUES (1, repeat('x', 100000), 1e50::numeric), (2, repeat('x', 99999) || 'y', 1.5), (3, 'x', repeat('9', 9000)::numeric);
SELECT results_eq(format('SELECT customer_grade.grade(%L::customer_grade.rubric, l) FROM long l ORDER BY id', rubric),
	$$VALUES ('A'), ('C'), ('B')$$, 'values that are stored out of line')
FROM (SELECT format($$grades A > B > C; grade A when note = '%s'; grade B when amount > 100000000000000; grade C otherwise;$$, repeat('x', 100000))) r (rubric);

--
-- Rights: EXECUTE on the function called counts, rewritten or not
--
CREATE ROLE regress_planner_caller;
GRANT SELECT ON ALL TABLES IN SCHEMA public TO regress_planner_caller;
CREATE FUNCTION as_caller(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	PERFORM set_config('role', 'regress_planner_caller', true);
	EXECUTE query INTO result;
	PERFORM set_config('role', 'none', true);
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ': ' || SQLERRM;
END $$;
CREATE TABLE calls_of_f AS
	SELECT f, source, format('SELECT customer_grade.%s(%s, %s)::text FROM customer c WHERE id = 4', f,
		CASE source WHEN 'name' THEN quote_literal('sales') ELSE quote_literal(rubric) || '::customer_grade.rubric' END, row) AS query, row
	FROM rubric_text, unnest('{grade,score,rank,assess}'::text[]) AS f, unnest('{name,rubric}'::text[]) AS source,
		unnest('{c,to_jsonb(c)}'::text[]) AS row;
GRANT SELECT ON calls_of_f TO regress_planner_caller;

SELECT unalike(as_caller(query), '%permission%', format('%s by %s of %s is allowed to everybody', f, source, row)) FROM calls_of_f;
CREATE VIEW customer_graded AS SELECT id, customer_grade.grade('sales', c) FROM customer c;
GRANT SELECT ON customer_graded TO regress_planner_caller;
PREPARE before_revoke AS SELECT customer_grade.grade('sales', c) FROM customer c WHERE id = 4;
SELECT is(as_caller('EXECUTE before_revoke'), 'B', 'a prepared statement');
CREATE FUNCTION as_definer() RETURNS text LANGUAGE sql SECURITY DEFINER AS $$ SELECT customer_grade.grade('sales', c) FROM customer c WHERE id = 4 $$;
CREATE FUNCTION looped() RETURNS text LANGUAGE plpgsql AS $$
DECLARE c customer; BEGIN SELECT * INTO c FROM customer WHERE id = 4; RETURN customer_grade.grade('sales', c); END $$;

REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA customer_grade, customer_grade_internal FROM PUBLIC;
SELECT is(as_caller(query), format('42501: permission denied for function %s', f),
	format('%s by %s of %s is refused without EXECUTE on anything', f, source, row)) FROM calls_of_f WHERE row <> 'c';
SELECT matches(as_caller(query), format('42501: permission denied for function %s', f),
	format('%s by %s of %s is refused without EXECUTE on anything', f, source, row)) FROM calls_of_f WHERE row = 'c';
DO $$
DECLARE
	f regprocedure;
BEGIN
	FOR f IN SELECT oid FROM pg_proc WHERE pronamespace = 'customer_grade_internal'::regnamespace AND proname ~ '_columns$' LOOP
		EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO PUBLIC', f);
	END LOOP;
END $$;
SELECT is(as_caller(query), format('42501: permission denied for function %s', f),
	format('%s by %s of %s is refused without EXECUTE on it', f, source, row)) FROM calls_of_f;
SELECT is(as_caller('EXECUTE before_revoke'), '42501: permission denied for function grade', 'a plan made before loses the right');
SELECT is(as_caller('SELECT grade FROM customer_graded WHERE id = 4'), '42501: permission denied for function grade', 'a view gives no right');
SELECT is(as_caller('SELECT looped()'), '42501: permission denied for function grade', 'nor does PL/pgSQL');
SELECT is(as_caller($$SELECT customer_grade_internal.grade_columns('sales', NULL, '{amount,months}', true, 1, 2)$$),
	'42501: permission denied for function grade', 'nor does a call of grade_columns() by hand');
SELECT is(as_caller('SELECT as_definer()'), 'B', 'a SECURITY DEFINER function does');
SELECT is(executed('EXECUTE before_revoke'), 'B', 'and the owner has it still');
GRANT EXECUTE ON FUNCTION customer_grade.grade(text, "any", jsonb) TO regress_planner_caller;
SELECT is(as_caller('EXECUTE before_revoke'), 'B', 'after a GRANT the plan works again');
SELECT is(as_caller($$SELECT customer_grade.rank('sales', c) FROM customer c WHERE id = 4$$),
	'42501: permission denied for function rank', 'each function by itself');
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA customer_grade, customer_grade_internal TO PUBLIC;
REVOKE SELECT ON customer FROM regress_planner_caller;
GRANT SELECT (id, amount, months) ON customer TO regress_planner_caller;
SELECT is(as_caller($$SELECT customer_grade.grade('sales', c) FROM customer c WHERE id = 4$$),
	'42501: permission denied for table customer', 'the row needs SELECT on every column, though few are read');

--
-- grade_columns() and the others called by hand: clear errors
--
CREATE TABLE by_hand (id int GENERATED ALWAYS AS IDENTITY, arguments text, expected text, sentence text);
INSERT INTO by_hand (arguments, expected, sentence) VALUES
($$@, NULL, '{amount,months}', true, 30000, 7$$, 'C', 'integers'),
($$@, NULL, '{months,amount}', true, 7, 30000.5$$, 'C', 'the order of the names'),
($$@, NULL, '{other,months,amount,third}', true, now(), 7, 30000.5, ROW(1, 2)$$, 'C', 'columns that nothing reads'),
($$@, NULL, '{months,months,amount}', true, 7, 20, 30000.5$$, 'C', 'a name twice'),
($$@, NULL, '{{months,amount}}', true, 7, 30000$$, 'C', 'names in two dimensions'),
($$@, NULL, '{amount,months}', false, 30000, 7$$, NULL, 'no row'),
($$@, NULL, '{amount,months}', NULL, 30000, 7$$, NULL, 'not known whether there is a row'),
($$@, NULL, '{amount,months}', true, NULL::int, NULL::numeric$$, 'D', 'a row of nulls'),
($$@, '{"cut": 30000}', '{amount,months}', true, 30000, 7$$, 'A', 'parameters'),
($$@, '[1]', '{amount,months}', true, 30000, 7$$, '22023: *', 'parameters that are no object'),
($$@, '{"cut": "high"}', '{amount,months}', true, 30000, 7$$, '*: *', 'a parameter that is no number'),
($$@, NULL, NULL, true, 30000, 7$$, '22004: the list of columns must not be null', 'names that are null'),
($$@, NULL, '{amount,NULL}', true, 30000, 7$$, '22004: the name of a column must not be null', 'a name that is null'),
($$@, NULL, '{amount}', true, 30000, 7$$, '22023: 2 columns are given, but only 1 are named', 'too few names'),
($$@, NULL, '{}', true, 30000, 7$$, '22023: 2 columns are given, but only 0 are named', 'no names'),
($$@, NULL, '{amount,months}', true$$, '42883: function * does not exist', 'no columns'),
($$@, NULL, '{amount,months}', true, '30000', 7$$, '42804: column "amount" of type unknown cannot be the number metric "amount"', 'an untyped literal'),
($$@, NULL, '{amount,months}', true, NULL, 7$$, '42804: column "amount" of type unknown cannot be the number metric "amount"', 'an untyped null'),
($$@, NULL, '{amount,months}', true, date '2020-01-01', 7$$, '42804: column "amount" of type date cannot be the number metric "amount"', 'a date as a number'),
($$@, NULL, '{amount,months}', true, ROW(1, 2), 7$$, '42804: column "amount" of type record cannot be the number metric "amount"', 'a row as a number'),
($$@, NULL, '{amount,months}', true, ARRAY[1], 7$$, '42804: column "amount" of type integer[] cannot be the number metric "amount"', 'an array as a number'),
($$@, NULL, '{amount,months}', true, VARIADIC ARRAY[30000, 7]$$, '0A000: columns cannot be given as a VARIADIC array', 'a VARIADIC array'),
($$@, NULL, '{amount,months}', true, VARIADIC NULL::int[]$$, '0A000: columns cannot be given as a VARIADIC array', 'a VARIADIC null'),
($$@, NULL, '{amount,months}', true, 'NaN'::numeric, 7$$, '23514: metric "amount" must be a finite number, not NaN', 'not a number'),
($$@, NULL, '{amount,months}', true, -1, 7$$, '23514: value -1 of metric "amount" is outside its domain', 'a value outside of the domain'),
($$NULL::text, NULL, '{amount,months}', true, 30000, 7$$, NULL, 'no name'),
($$NULL::customer_grade.rubric, NULL, '{amount,months}', true, 30000, 7$$, NULL, 'no rubric'),
($$'unheard of', NULL, '{amount,months}', true, 30000, 7$$, '42704: standard "unheard of" does not exist', 'a name that does not exist');

CREATE FUNCTION caught(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	result text;
BEGIN
	EXECUTE query INTO result;
	RETURN result;
EXCEPTION WHEN OTHERS THEN
	RETURN SQLSTATE || ': ' || SQLERRM;
END $$;
CREATE FUNCTION hand_made(arguments text) RETURNS SETOF text LANGUAGE sql AS $$
	SELECT format('SELECT customer_grade_internal.%s_columns(%s)', f, replace(arguments, '@', source))
	FROM rubric_text, unnest('{grade,score,rank,assess}'::text[]) AS f,
		unnest(CASE WHEN arguments ~ '@' THEN ARRAY[quote_literal('sales'), quote_literal(rubric) || '::customer_grade.rubric'] ELSE '{x}' END) AS source $$;

-- grade_columns() gives what is expected; the others the same error or no error, or assess() tells that error
SELECT is(ARRAY(SELECT DISTINCT caught(query) FROM hand_made(arguments) AS query
		WHERE query ~ 'grade_columns' AND NOT coalesce(caught(query) LIKE replace(expected, '*', '%'), expected IS NULL AND caught(query) IS NULL)),
	'{}', format('grade_columns: %s', sentence))
FROM by_hand ORDER BY id;
SELECT is(ARRAY(SELECT DISTINCT caught(query) FROM hand_made(arguments) AS query
		WHERE coalesce(caught(query), '') ~ '^\w{5}: |refused: ' <> coalesce(expected ~ ': ', false)
			OR expected ~ '^\w{5}: ' AND left(caught(query), 5) <> left(expected, 5) AND caught(query) !~ 'refused: '),
	'{}', format('score_columns, rank_columns, assess_columns: %s', sentence))
FROM by_hand ORDER BY id;

SELECT is(caught($$SELECT customer_grade_internal.grade_columns('sales', NULL, '{amount}', true, 5)$$),
	'40001: the plan does not pass metric "months" of the rubric in force', 'a metric that is left out, by name: as of a plan that is out of date');
SELECT is(caught($$SELECT customer_grade_internal.grade_columns('sales', NULL, '{amount,months}', true, 5)$$),
	'42703: the row has no column for metric "months"', 'a metric that is named without a column, by name');
SELECT is(caught(format('SELECT customer_grade_internal.grade_columns(%L::customer_grade.rubric, NULL, ''{amount}'', true, 5)', :'rubric')),
	'42703: the row has no column for metric "months"', 'a metric that is left out, by rubric');
SELECT results_eq($$SELECT customer_grade_internal.grade_columns('sales', NULL, names, true, 3, 60000) FROM
		(VALUES (ARRAY['months', 'amount']), ('{amount,months}'), ('{months,amount}')) AS v (names)$$,
	$$VALUES ('A'), ('D'), ('A')$$, 'names that differ by row');
SELECT results_eq($$SELECT customer_grade.grade(source, c) FROM customer c, (VALUES ('sales'), (NULL), ('sales')) v (source) WHERE id = 4$$,
	$$VALUES ('B'), (NULL), ('B')$$, 'standards that differ by row');

--
-- Rows that are none
--
SELECT throws_ok(format('SELECT customer_grade.%s(%s, 5)', f, source), '42804', 'a value of type integer is not a row', format('%s of a number', f))
FROM unnest('{grade,score,rank,assess}'::text[]) AS f, unnest(ARRAY[$$'sales'$$, quote_literal(:'rubric') || '::customer_grade.rubric']) AS source;
SELECT throws_ok($$SELECT customer_grade.grade('sales', name) FROM customer name$$, '22P02', NULL,
	'a column hides the row of an alias like it, and is read as json');

SELECT * FROM finish();
ROLLBACK;
