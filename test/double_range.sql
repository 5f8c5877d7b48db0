-- Constants that double precision cannot hold: compared with a column of any type, they give what the numbers say, and no
-- error, by evaluation and by the SQL of to_sql().

\o /dev/null
SET client_min_messages = error;
CREATE TABLE n (x numeric);
CREATE TABLE d (x double precision);
CREATE TABLE r (x real);
CREATE TABLE i (x bigint);
INSERT INTO i VALUES (-1), (0), (1), (NULL);
INSERT INTO r SELECT x FROM i;
INSERT INTO d SELECT x FROM i UNION ALL SELECT x FROM unnest('{5e-324,-5e-324,1.7976931348623157e308,-1.7976931348623157e308}'::double precision[]) AS x;
INSERT INTO n SELECT x FROM i UNION ALL
	SELECT (sign || digits)::numeric FROM unnest('{"",-}'::text[]) AS sign, unnest(ARRAY['0.' || repeat('0', 700) || '5', '1' || repeat('0', 400)]) AS digits;

CREATE TABLE condition AS SELECT replace(form, 'C', sign || digits) AS text, form, sign || left(digits, 1) || '... (' || length(digits) || ' characters)' AS constant
FROM unnest(ARRAY['x = C', 'x <> C', 'x < C', 'x <= C', 'x > C', 'x >= C', 'C = x', 'C < x', 'C >= x',
		'x between C and 1', 'x between -1 and C', 'x not between C and 1', 'x in (0, C, 1)', 'x not in (0, C)', 'x in (C)',
		'case x when C then true when 1 then false else x < 0 end', 'nullif(x, C) >= 0', 'coalesce(nullif(x, C), 1) = 1']) AS form,
	unnest('{"",-}'::text[]) AS sign, unnest(ARRAY['0.' || repeat('0', 700) || '5', '1' || repeat('0', 400)]) AS digits;

-- the values that fulfil a condition, and those that do not, by an expression over t, a row of a table
CREATE FUNCTION pg_temp.answers(expression text, relation text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
	EXECUTE format('SELECT string_agg(concat_ws('' '', left(t.x::text, 12), coalesce((%s)::text, ''null'')), '', '' ORDER BY t.x) FROM %I AS t', expression, relation) INTO result;
	RETURN result;
EXCEPTION WHEN numeric_value_out_of_range THEN
	RETURN SQLERRM;
END $$;
CREATE TABLE answer AS
SELECT c.*, relation, customer_grade.to_sql(rubric, 't') AS sql,
	pg_temp.answers(format('SELECT CASE WHEN %s THEN ''yes'' WHEN NOT (%1$s) THEN ''no'' END FROM (SELECT t.x::text::numeric) AS number(x)', c.text), relation) AS expected,
	pg_temp.answers(format('customer_grade.grade(%L::customer_grade.rubric, t)', rubric), relation) AS evaluated,
	pg_temp.answers(customer_grade.to_sql(rubric, 't'), relation) AS by_sql
FROM condition AS c, unnest('{n,d,r,i}'::text[]) AS relation,
	LATERAL (SELECT format('grades yes > no; metric x; grade yes when %s; grade no otherwise;', c.text)::customer_grade.rubric AS rubric) AS g;
-- as a parameter
CREATE TABLE given AS
SELECT op, digits, pg_temp.answers(format('customer_grade.grade(%L::customer_grade.rubric, t, %L)', rubric, parameters), 'd') AS evaluated,
	pg_temp.answers(customer_grade.to_sql(rubric, 't', parameters), 'd') AS by_sql, pg_temp.answers(format('SELECT CASE WHEN x %s %s THEN ''yes'' WHEN NOT (x %1$s %2$s) THEN ''no'' END FROM (SELECT t.x::text::numeric) AS number(x)', op, digits), 'd') AS expected
FROM unnest('{<,=,>=}'::text[]) AS op, unnest(ARRAY['0.' || repeat('0', 700) || '5', '1' || repeat('0', 400)]) AS digits,
	LATERAL (SELECT format('grades yes > no; metric x; parameter p number; grade yes when x %s p; grade no otherwise;', op)::customer_grade.rubric AS rubric, jsonb_build_object('p', digits::numeric) AS parameters) AS g;
\o
SELECT * FROM no_plan();
SELECT is_empty('SELECT form, constant, relation, expected, evaluated FROM answer WHERE evaluated IS DISTINCT FROM expected', 'evaluation');
SELECT is_empty('SELECT form, constant, relation, expected, by_sql, left(sql, 100) FROM answer WHERE by_sql IS DISTINCT FROM expected', 'the SQL of to_sql()');
SELECT is_empty('SELECT * FROM given WHERE evaluated IS DISTINCT FROM expected OR by_sql IS DISTINCT FROM expected', 'a parameter');

-- domains, whose CHECK is to_sql(..., part => 'check')
CREATE FUNCTION pg_temp.accepted(domain text, part text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
	rubric customer_grade.rubric := format('grades yes; metric x number %s; grade yes when x is not null; ', domain);
	v double precision;
	accepted boolean;
	result text := '';
BEGIN
	FOR v IN SELECT x FROM d WHERE x IS NOT NULL ORDER BY x LOOP
		BEGIN
			EXECUTE format(CASE part WHEN 'check' THEN 'SELECT ' || customer_grade.to_sql(rubric, 't', part => 'check') ELSE 'SELECT customer_grade.grade(%L::customer_grade.rubric, t) = ''yes''' END
				|| ' FROM (SELECT $1 AS x) AS t', rubric) INTO accepted USING v;
		EXCEPTION WHEN check_violation THEN accepted := false;
		END;
		result := result || accepted::int;
	END LOOP;
	RETURN result;
END $$;
-- of -1.8e308, -1, -5e-324, 0, 5e-324, 1, 1.8e308
SELECT is(pg_temp.accepted(replace(replace(domain, 'T', '0.' || repeat('0', 700) || '5'), 'L', '1' || repeat('0', 400)), part), expected, domain || ' by ' || part)
FROM (VALUES ('>= T', '0000111'), ('> T', '0000111'), ('<= T', '1111000'), ('< T', '1111000'), ('>= -T', '0001111'), ('<= -T', '1110000'),
	('>= L', '0000000'), ('<= L', '1111111'), ('>= -L', '1111111'), ('< -L', '0000000'), ('between T and L', '0000111'), ('in (T, 0, L)', '0001000')) AS v(domain, expected),
	unnest('{evaluation,check}'::text[]) AS part;
SELECT * FROM finish();
