-- How many mistakes lint() finds in standards that it found sound: each standard of the catalog in which
-- it finds no error gets one mistake at a time. Run it by hand:
--
--   test/cluster psql -X -q -f test/linted/mutations.sql
--
-- A mistake is found if lint() tells of an error or warning that it did not tell before. What is not found
-- is listed with its class: the same grades for everybody, or another standard that is sound as well.

\set ON_ERROR_STOP on
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS customer_grade;
CREATE SCHEMA mutation;
SET search_path = mutation, public;

CREATE TABLE sound AS
SELECT c.name, c.version, c.rubric::text AS rubric FROM customer_grade.catalog AS c
WHERE NOT EXISTS (SELECT FROM customer_grade.lint(c.rubric) AS l WHERE l.severity IN ('error', 'not analysed'));

-- The statements that decide, with their places in the text.
CREATE TABLE statement AS
SELECT s.name, s.version, s.rubric, r.kind, r.condition, r.n, r.start
FROM sound AS s, LATERAL (
	SELECT r.kind, r.condition, r.n, strpos(s.rubric, r.condition) AS start FROM customer_grade.rules(s.rubric::customer_grade.rubric)
	WITH ORDINALITY AS r(ordinal, kind, grade, condition, title, n)) AS r;

CREATE TABLE mutant (name text, version integer, kind text, rubric text);

-- A bound moved: by one, or by a tenth of it.
INSERT INTO mutant
SELECT s.name, s.version, 'bound moved', overlay(s.rubric PLACING replace(s.condition, m.number, m.moved) FROM s.start FOR length(s.condition))
FROM statement AS s, LATERAL (
	SELECT m[1] AS number, CASE WHEN m[1]::numeric >= 20 THEN round(m[1]::numeric * 1.1)::text ELSE (m[1]::numeric + 1)::text END AS moved
	FROM regexp_matches(s.condition, '[<>]=? (\d+(?:\.\d+)?)\M(?![%万亿])', 'g') AS m) AS m
WHERE s.kind = 'grade' AND s.start > 0;

INSERT INTO mutant
SELECT s.name, s.version, 'range moved', overlay(s.rubric PLACING regexp_replace(s.condition, '\mbetween (\d+) and', 'between ' || substring(s.condition FROM '\mbetween (\d+) and')::numeric + 1 || ' and')
	FROM s.start FOR length(s.condition))
FROM statement AS s WHERE s.start > 0 AND s.condition ~ '\mbetween \d+ and';

-- A rule left out.
INSERT INTO mutant
SELECT s.name, s.version, 'rule removed', regexp_replace(s.rubric, '\mgrade [^;]*? when ' || regexp_replace(s.condition, '([\\.*+?()[\]{}|^$])', '\\\1', 'g') || '[^;]*;', '')
FROM statement AS s WHERE s.kind = 'grade' AND s.start > 0;

-- A comparison made strict, or inclusive.
INSERT INTO mutant
SELECT s.name, s.version, 'strict or inclusive', overlay(s.rubric PLACING regexp_replace(s.condition, '([<>])(=?)(?= )', CASE WHEN s.condition ~ '[<>]= ' THEN '\1' ELSE '\1=' END)
	FROM s.start FOR length(s.condition))
FROM statement AS s WHERE s.kind = 'grade' AND s.start > 0 AND s.condition ~ '[^<>][<>]=? ';

-- Otherwise removed.
INSERT INTO mutant
SELECT name, version, 'otherwise removed', regexp_replace(rubric, '\mgrade [^;]*? otherwise[^;]*;', '') FROM sound WHERE rubric ~ '\mgrade [^;]*? otherwise';

-- Two rules swapped: their conditions.
INSERT INTO mutant
SELECT a.name, a.version, 'rules swapped', overlay(overlay(a.rubric PLACING a.condition FROM b.start FOR length(b.condition))
	PLACING b.condition FROM a.start FOR length(a.condition))
FROM statement AS a JOIN statement AS b ON b.name = a.name AND b.version = a.version AND b.n = a.n + 1
WHERE a.kind = 'grade' AND b.kind = 'grade' AND a.start > 0 AND b.start > a.start + length(a.condition) AND a.condition <> b.condition;

DELETE FROM mutant AS m USING sound AS s WHERE s.name = m.name AND s.version = m.version AND s.rubric = m.rubric;
-- a mistake of the language is found by the language
CREATE FUNCTION is_rubric(text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN PERFORM $1::customer_grade.rubric; RETURN true; EXCEPTION WHEN syntax_error THEN RETURN false; END $$;
DELETE FROM mutant WHERE NOT is_rubric(rubric);

-- Whoever reads the mistake without its origin can only see a gap, something dead, or an order that is odd.
CREATE TABLE result AS
SELECT m.*, (SELECT count(*) FROM customer_grade.lint(m.rubric::customer_grade.rubric) AS l WHERE l.severity = 'error') > 0 AS is_error,
	(SELECT count(*) FROM customer_grade.lint(m.rubric::customer_grade.rubric) AS l WHERE l.severity IN ('error', 'warning'))
	> (SELECT count(*) FROM customer_grade.lint(s.rubric::customer_grade.rubric) AS l WHERE l.severity IN ('error', 'warning')) AS is_found,
	s.rubric AS sound, s.rubric ~ 'otherwise' AS has_otherwise
FROM mutant AS m JOIN sound AS s USING (name, version);

SELECT kind, count(*) AS mistakes, count(*) FILTER (WHERE is_found) AS found, count(*) FILTER (WHERE is_error) AS as_errors,
	round(100.0 * count(*) FILTER (WHERE is_found) / count(*)) AS percent
FROM result GROUP BY ROLLUP (kind) ORDER BY kind;

SELECT kind, CASE WHEN kind = 'bound moved' AND has_otherwise THEN 'a ladder that ends in otherwise is sound with any bounds in order'
	WHEN kind = 'strict or inclusive' AND has_otherwise THEN 'the next rule, or otherwise, takes the value on the bound'
	WHEN kind = 'otherwise removed' THEN 'the rules before leave nobody'
	WHEN kind = 'rules swapped' THEN 'the conditions exclude each other: two grades have changed places'
	WHEN kind = 'rule removed' AND has_otherwise THEN 'otherwise takes what the rule had'
	ELSE 'exclusive or independent conditions: another standard, as sound' END AS class, count(*) AS not_found, min(name) AS example
FROM result WHERE NOT is_found GROUP BY 1, 2 ORDER BY 1, 3 DESC;

\echo Of standards that do not end in otherwise:
SELECT kind, count(*) AS mistakes, count(*) FILTER (WHERE is_found) AS found, round(100.0 * count(*) FILTER (WHERE is_found) / count(*)) AS percent
FROM result WHERE NOT has_otherwise GROUP BY ROLLUP (kind) ORDER BY kind;
