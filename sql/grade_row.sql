-- The trigger grade_row: every way to misuse it, and what it says.
-- What it does when it is used well is told by test/grade_row.sql.

CREATE SCHEMA grade_row;
SET search_path = grade_row;

SELECT customer_grade.define_standard('grade_row', $$
	grades A > B > C;
	metric amount number >= 0;
	grade A when amount >= 100;
	grade B when amount >= 10;
	grade C otherwise;
$$, '2000-01-01');
SELECT customer_grade.define_standard('grade_row.card', $$
	metric amount number;
	criterion amount = amount / 10;
$$, '2000-01-01');

CREATE TABLE customer (
	id int,
	amount numeric,
	grade text,
	points numeric,
	place int,
	twice numeric GENERATED ALWAYS AS (amount * 2) STORED
);

-- creates the trigger on customer, inserts a row, and drops it again
CREATE FUNCTION try(timing text, level text, VARIADIC arguments text[]) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
	EXECUTE format('CREATE TRIGGER grade %s ON customer FOR EACH %s EXECUTE FUNCTION customer_grade.grade_row(%s)',
		timing, level, (SELECT string_agg(quote_literal(a), ', ' ORDER BY n) FROM unnest(arguments) WITH ORDINALITY AS u(a, n)));
	INSERT INTO customer VALUES (1, 50);
	UPDATE customer SET amount = 5;
	DELETE FROM customer;
	DROP TRIGGER grade ON customer;
	RETURN 'fine';
END
$$;
\set SHOW_CONTEXT never
\set row '''BEFORE INSERT OR UPDATE'', ''ROW'''

-- when and how it fires
SELECT customer_grade.grade_row();
SELECT try('AFTER INSERT', 'ROW', 'grade_row', 'grade');
SELECT try('BEFORE INSERT', 'STATEMENT', 'grade_row', 'grade');
SELECT try('BEFORE DELETE', 'ROW', 'grade_row', 'grade');
CREATE VIEW customers AS SELECT * FROM customer;
CREATE TRIGGER grade INSTEAD OF INSERT ON customers
	FOR EACH ROW EXECUTE FUNCTION customer_grade.grade_row('grade_row', 'grade');
INSERT INTO customers VALUES (1, 50);
DROP VIEW customers;
SELECT try(:row, 'grade_row', 'grade');

-- how many arguments
CREATE TRIGGER grade BEFORE INSERT ON customer FOR EACH ROW EXECUTE FUNCTION customer_grade.grade_row();
INSERT INTO customer VALUES (1, 50);
DROP TRIGGER grade ON customer;
SELECT try(:row, 'grade_row');
SELECT try(:row, 'grade_row', 'grade', 'points', 'place', 'id');
SELECT try(:row, 'grade_row', '', '');

-- the standard
SELECT try(:row, 'grades A; grade A otherwise;', 'grade');
SELECT try(:row, 'grade_rwo', 'grade');
SELECT try(:row, 'grade_row', 'grade', 'points');
SELECT try(:row, 'grade_row.card', 'grade', 'points');
SELECT try(:row, 'grade_row.card', '', 'points', 'place');
SELECT try(:row, 'grade_row.card', '', 'points');

-- the columns
SELECT try(:row, 'grade_row', 'grad');
SELECT try(:row, 'grade_row', 'Klasse des Kunden');
SELECT try(:row, 'grade_row', 'ctid');
SELECT try(:row, 'grade_row', 'points');
SELECT try(:row, 'grade_row.card', '', 'place');
SELECT try(:row, 'grade_row', 'grade', '', 'points');
SELECT try(:row, 'grade_row.card', '', 'twice');
SELECT try(:row, 'grade_row.card', '', 'amount');
SELECT try(:row, 'grade_row', 'grade', '', 'grade');

-- the metrics
SELECT customer_grade.define_standard('grade_row.twice', 'grades A > B; grade A when twice > 10; grade B otherwise;', '2000-01-01');
SELECT try(:row, 'grade_row.twice', 'grade');
SELECT customer_grade.define_standard('grade_row.lacks', 'grades A > B; grade A when amout > 10; grade B otherwise;', '2000-01-01');
SELECT try(:row, 'grade_row.lacks', 'grade');
SELECT customer_grade.define_standard('grade_row.type', 'grades A > B; metric grade number; grade A when grade > 10; grade B otherwise;', '2000-01-01');
SELECT try(:row, 'grade_row.type', '', '', 'place');
SELECT customer_grade.define_standard('grade_row.parameter', 'grades A > B; parameter cut number; grade A when cut > 10; grade B otherwise;', '2000-01-01');
SELECT try(:row, 'grade_row.parameter', 'grade');

-- the values
CREATE TYPE class AS ENUM ('A', 'B');
ALTER TABLE customer ALTER grade TYPE class USING NULL;
SELECT try(:row, 'grade_row', 'grade');
\set SHOW_CONTEXT errors
CREATE TRIGGER grade BEFORE INSERT OR UPDATE ON customer
	FOR EACH ROW EXECUTE FUNCTION customer_grade.grade_row('grade_row', 'grade');
INSERT INTO customer VALUES (1, 50), (2, -50);
INSERT INTO customer VALUES (3, 5);

DROP SCHEMA grade_row CASCADE;
SELECT customer_grade.drop_standard(name) FROM (SELECT DISTINCT name FROM customer_grade.standard WHERE name LIKE 'grade\_row%') AS s \g /dev/null
