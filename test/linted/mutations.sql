-- Mistakes in standards that lint() found sound: each standard of the catalog in which it finds no error
-- gets one mistake at a time, in the table mutant.
--
-- A mistake is found if lint() tells something that it did not tell before. What is not found has a reason,
-- which is computed from rows: those that suggest_cases() has for both texts.

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

CREATE FUNCTION told(rubric text, parameters jsonb DEFAULT '{}') RETURNS text[]
LANGUAGE sql AS $$
	SELECT coalesce(array_agg(l.severity || ' ' || l.message), '{}')
	FROM customer_grade_internal.lint_frozen(rubric::customer_grade.rubric, parameters) AS l WHERE l.severity <> 'not analysed'
$$;

CREATE TABLE result AS
SELECT m.*, s.rubric AS sound, ARRAY(SELECT unnest(told(m.rubric)) EXCEPT SELECT unnest(s.told)) AS found
FROM mutant AS m JOIN (SELECT s.*, told(s.rubric) AS told FROM sound AS s) AS s USING (name, version);

-- Values for parameters that the text leaves open, or takes from the population: descending in the order of the text, or ascending.
-- A text that rows of suggest_cases() have where any will do is "other", so that is a group, too.
CREATE FUNCTION made_parameters(rubric text, ascending boolean) RETURNS jsonb
LANGUAGE sql AS $$
	SELECT coalesce(jsonb_object_agg(p.name, CASE WHEN p.groups IS NOT NULL THEN jsonb_build_object('other', v.value) ELSE v.value END), '{}')
		|| coalesce((SELECT jsonb_object_agg(t.tile, '[10, 20, 30, 40]'::jsonb) FROM (SELECT m[1] AS tile FROM regexp_matches(rubric, '(tile\([^)]*\))', 'g') AS m) AS t), '{}')
	FROM customer_grade.parameters(rubric::customer_grade.rubric) WITH ORDINALITY AS p(name, type, domain, value, keep, groups, unit, title, n),
		LATERAL (SELECT d[1]::numeric AS low, d[2]::numeric AS high FROM regexp_match(p.domain, 'between ([0-9.]+) and ([0-9.]+)') AS d) AS d,
		LATERAL (SELECT CASE WHEN ascending THEN p.n ELSE 10 - p.n END AS place) AS o,
		LATERAL (SELECT CASE p.type WHEN 'text' THEN to_jsonb(substring(p.domain FROM '''([^'']*)''')) WHEN 'date' THEN '"2024-06-01"' WHEN 'boolean' THEN 'true'
			ELSE to_jsonb(coalesce(trim_scale(d.low + (d.high - d.low) * o.place / 20), substring(p.domain FROM '^in \(([0-9.]+)')::numeric, 100 * o.place)) END AS value) AS v
	WHERE p.value IS NULL OR p.value ~ '\m(top|pareto|quantile|largest|count|sum|avg|median|min|max)\('
$$;

-- Each tile, where there are tiles: suggest_cases() does not look for them.
CREATE FUNCTION rows_of(rubric text, parameters jsonb) RETURNS SETOF jsonb
LANGUAGE sql AS $$
	SELECT s.input FROM customer_grade.suggest_cases('mutation', rubric::customer_grade.rubric, parameters => parameters) AS s WHERE s.input IS NOT NULL
	UNION
	SELECT jsonb_build_object(m.names[1], a, coalesce(m.names[2], 'x'), b, coalesce(m.names[3], 'y'), c)
	FROM (SELECT array_agg(name) AS names FROM customer_grade.metrics(rubric::customer_grade.rubric) WHERE type = 'number' HAVING rubric ~ 'tile\(') AS m,
		unnest('{5,15,25,35,45}'::integer[]) AS a, unnest('{5,15,25,35,45}'::integer[]) AS b, unnest('{5,15,25,35,45}'::integer[]) AS c
$$;
CREATE TABLE sound_row AS
SELECT s.name, s.version, p.ascending, made_parameters(s.rubric, p.ascending) AS parameters, r.input
FROM sound AS s, unnest('{false,true}'::boolean[]) AS p(ascending), LATERAL rows_of(s.rubric, made_parameters(s.rubric, p.ascending)) AS r(input)
WHERE NOT p.ascending OR made_parameters(s.rubric, true) <> made_parameters(s.rubric, false);

-- Of standards with such values the witnesses may all be at bounds: so numbers beside them, too.
CREATE FUNCTION rows_beside(input jsonb, parameters jsonb) RETURNS SETOF jsonb
LANGUAGE sql AS $$
	SELECT input
	UNION ALL
	SELECT input || jsonb_build_object(m.key, m.value::numeric + d) FROM jsonb_each(input) AS m, unnest('{-1,0.5,1,50}'::numeric[]) AS d
	WHERE jsonb_typeof(m.value) = 'number' AND parameters <> '{}'
$$;

-- What a mistake does to the rows. "one": the answer of the sound standard, "other": that with the mistake.
CREATE FUNCTION compared(r result, OUT tried bigint, OUT moved bigint, OUT witness jsonb, OUT lost jsonb, OUT unreached text[])
LANGUAGE sql AS $$
	WITH graded AS (
		SELECT n.input, a.grade AS one, b.grade AS other, b.reason
		FROM (
			SELECT s.input, s.parameters FROM sound_row AS s WHERE s.name = r.name AND s.version = r.version
			UNION
			SELECT m.input, p.parameters
			FROM (SELECT DISTINCT s.parameters FROM sound_row AS s WHERE s.name = r.name AND s.version = r.version) AS p,
				LATERAL rows_of(r.rubric, p.parameters) AS m(input)
		) AS i, LATERAL rows_beside(i.input, i.parameters) AS n(input),
			LATERAL customer_grade.assess(r.sound::customer_grade.rubric, n.input, i.parameters) AS a,
			LATERAL customer_grade.assess(r.rubric::customer_grade.rubric, n.input, i.parameters) AS b
	)
	SELECT count(*), count(*) FILTER (WHERE one IS DISTINCT FROM other),
		(array_agg(input ORDER BY one IS NULL OR other IS NULL, input) FILTER (WHERE one IS DISTINCT FROM other))[1],
		(array_agg(input ORDER BY input) FILTER (WHERE one IS NOT NULL AND reason = 'no rule'))[1],
		ARRAY(SELECT one FROM graded WHERE one IS NOT NULL EXCEPT SELECT other FROM graded)
	FROM graded
$$;

-- Why it is not found: each reason is checked, and what has none is null.
CREATE TABLE miss AS
SELECT r.kind, r.name, r.version, r.rubric, c.*, CASE
	WHEN EXISTS (SELECT FROM (SELECT DISTINCT w.parameters FROM sound_row AS w WHERE w.name = r.name AND w.version = r.version) AS p
			WHERE p.parameters <> '{}' AND NOT told(r.rubric, p.parameters) <@ told(r.sound, p.parameters)) THEN 'found once parameters have values'
	WHEN c.lost IS NOT NULL OR c.unreached <> '{}' THEN NULL
	WHEN c.moved = 0 AND c.tried > 0 THEN 'nobody gets another grade'
	WHEN c.moved > 0 THEN 'another standard, which has no hole: it grades everybody that the sound one grades, and gives all its grades' END AS reason
FROM result AS r, LATERAL compared(r) AS c
WHERE r.found = '{}';
