-- Every rubric of the catalog equals the SQL that it prints, on generated rows.
--
-- The values of a row are those that the rubric itself names (so cut-offs are
-- met exactly), their neighbours, and null; text takes the values of its list.
-- Rows that the domains refuse are refused by both.

BEGIN;
SELECT * FROM no_plan();
SELECT setseed(0.42);

-- one of the values, or null; about one in twenty is null
CREATE FUNCTION pg_temp.pick(choices text[]) RETURNS text LANGUAGE sql VOLATILE AS
$$ SELECT CASE WHEN random() < 0.05 THEN NULL ELSE choices[1 + floor(random() * cardinality(choices))::int] END $$;

-- of a domain mostly the values inside, and one that is outside
CREATE FUNCTION pg_temp.numbers(rubric text, domain text) RETURNS text[] LANGUAGE sql AS $$
	SELECT array_agg(DISTINCT v::text) FILTER (WHERE v = -1 OR v >= coalesce(low, v) AND v <= coalesce(high, v)) FROM (
		SELECT (m[1]::numeric * CASE m[2] WHEN '万' THEN 10000 WHEN '亿' THEN 100000000 WHEN '%' THEN 0.01 ELSE 1 END) AS n
		FROM regexp_matches(regexp_replace(rubric, '--[^\n]*|''[^'']*''', '', 'g'), '(\d+(?:\.\d+)?)(万|亿|%)?', 'g') AS m
		UNION SELECT generate_series(0, 12)) AS literal,
		unnest(ARRAY[n, n - 0.01, n + 0.01, n * 2, -n]) AS v,
		(SELECT substring(domain FROM '^(?:between|>=?) (-?[0-9.]+)')::numeric AS low,
			substring(domain FROM '(?:and|<=?) (-?[0-9.]+)$')::numeric AS high) AS range $$;
CREATE FUNCTION pg_temp.dates(rubric text) RETURNS text[] LANGUAGE sql AS $$
	SELECT array_agg(DISTINCT (d + i)::text) FROM (
		SELECT m[1]::date AS d FROM regexp_matches(rubric, 'date ''([0-9-]+)''', 'g') AS m
		UNION SELECT '2024-03-01') AS literal, unnest(ARRAY[-400, -90, -1, 0, 1, 30, 365]) AS i $$;
CREATE FUNCTION pg_temp.texts(domain text) RETURNS text[] LANGUAGE sql AS $$
	SELECT coalesce(array_agg(m[1]), '{x,y}') FROM regexp_matches(domain, '''([^'']*)''', 'g') AS m $$;

-- an expression that makes a value for a metric or parameter of the rubric
CREATE FUNCTION pg_temp.maker(rubric text, type text, domain text) RETURNS text LANGUAGE sql AS $$
	SELECT format('pg_temp.pick(%L::text[])::%s', CASE type
			WHEN 'boolean' THEN '{true,false}'::text[]
			WHEN 'date' THEN pg_temp.dates(rubric)
			WHEN 'text' THEN pg_temp.texts(domain)
			ELSE CASE WHEN domain ~ '^in' THEN array(SELECT m[1] FROM regexp_matches(domain, '(\d+(?:\.\d+)?)', 'g') AS m)
				ELSE pg_temp.numbers(rubric, domain) END END,
		CASE type WHEN 'number' THEN 'numeric' ELSE type END) $$;

-- the answer of a rubric by the function and by the printed SQL, or the SQLSTATE
CREATE FUNCTION pg_temp.answer(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
	EXECUTE query INTO result;
	RETURN result;
EXCEPTION WHEN others THEN
	RETURN SQLSTATE;
END $$;

CREATE TEMP TABLE compared (standard text, version int, what text, rows int, graded int, refused int, differing int, example text);

CREATE FUNCTION pg_temp.compare(standard text, version int, rubric customer_grade.rubric) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	columns text;
	parameters jsonb;
	what text;
	made text;
	checks text;
BEGIN
	SELECT string_agg(format('%s AS %I', pg_temp.maker(rubric::text, m.type, m.domain), m.name), ', ') INTO columns
	FROM customer_grade.metrics(rubric) AS m;
	-- parameters without a default get one value each
	SELECT coalesce(jsonb_object_agg(p.name, CASE p.type
			WHEN 'number' THEN to_jsonb(CASE WHEN p.domain ~ '^in' THEN substring(p.domain FROM '[0-9.]+')::numeric
				WHEN p.domain ~ '^between 0 and 1$' THEN 0.5 ELSE 5 * row_number END)
			WHEN 'date' THEN to_jsonb(date '2024-03-01') ELSE to_jsonb((pg_temp.texts(p.domain))[1]) END), '{}') INTO parameters
	FROM (SELECT *, row_number() OVER () FROM customer_grade.parameters(rubric)) AS p WHERE p.value IS NULL;

	EXECUTE format('CREATE TEMP TABLE r ON COMMIT DROP AS SELECT i AS "row number", %s FROM generate_series(1, 300) AS i', columns);
	SELECT t.parameters INTO parameters FROM customer_grade_internal.take_population(rubric, 'r', parameters, '2024-03-01') AS t;
	checks := coalesce(nullif(customer_grade.to_sql(rubric, 'r', parameters, 'check'), ''), 'true');
	FOREACH what IN ARRAY ARRAY['grade', 'score'] LOOP
		CONTINUE WHEN what = 'grade' AND NOT EXISTS (SELECT FROM customer_grade.grades(rubric))
			OR what = 'score' AND NOT EXISTS (SELECT FROM customer_grade.criteria(rubric)) AND rubric::text !~ '\mscore\s*=';
		made := customer_grade.to_sql(rubric, 'r', parameters, what);
		EXECUTE format($q$
			INSERT INTO compared
			SELECT %1$L, %2$L, %3$L, count(*), count(mine) FILTER (WHERE inside), count(*) FILTER (WHERE NOT inside),
				count(*) FILTER (WHERE mine IS DISTINCT FROM printed),
				min("row") FILTER (WHERE mine IS DISTINCT FROM printed)
			FROM (SELECT inside, mine, CASE WHEN inside THEN printed ELSE '23514' END AS printed, format('%%s: %%s, SQL %%s', r, mine, printed) AS "row"
				FROM (SELECT r, (%4$s) IS NOT FALSE AS inside,
						pg_temp.answer(format('SELECT customer_grade.%3$s(%%L::customer_grade.rubric, %%L::%5$s.r, %%L::jsonb)::text', %6$L, r, %7$L)) AS mine,
						pg_temp.answer(format('SELECT (%%s)::text FROM (SELECT (%%L::%5$s.r).*) AS r', %8$L, r)) AS printed
					FROM r) AS a) AS b $q$,
			standard, version, what, checks, pg_my_temp_schema()::regnamespace, rubric, parameters, made);
	END LOOP;
	DROP TABLE r;
END $$;

SELECT pg_temp.compare(name, version, rubric) FROM customer_grade.catalog ORDER BY name, version;

SELECT is(differing, 0, format('%s %s: %s() equals the printed SQL on %s rows (%s with a result, %s refused)%s',
	standard, version, what, rows, graded, refused, ': ' || example))
FROM compared ORDER BY standard, version, what;
SELECT is(array_agg(DISTINCT standard) FILTER (WHERE standard <> 'real_estate_scorecard'), NULL, 'some rows of each have a result, but where random points rarely fit random ratings')
FROM compared WHERE graded = 0;
SELECT cmp_ok((SELECT count(DISTINCT standard) FROM compared), '=', (SELECT count(DISTINCT name) FROM customer_grade.catalog), 'no standard is left out');

SELECT * FROM finish();
ROLLBACK;
