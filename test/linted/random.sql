-- Random rubrics for lint(), and a grid of rows with at least one in each cell that their comparisons
-- can cut: so that what lint() says can be compared with what the rows come to.
--
-- CALL linted.run(rubrics) leaves what is wrong in linted.mistake, and the findings in linted.finding.

CREATE SCHEMA linted;
SET search_path = linted, public;

CREATE TABLE linted.mistake (what text, rubric text, detail text);
CREATE TABLE linted.finding (kind text, rubric text);

-- Comparisons are with 0, 1 and 5, of expressions that are one step away from a metric: so metrics are cut
-- at these, one less, half of them, and their negatives.
CREATE TABLE linted.grid AS
WITH constant AS (
	SELECT unnest('{0,1,5}'::numeric[]) AS n
), cut AS (
	SELECT n FROM constant UNION SELECT n - 1 FROM constant UNION SELECT n / 2 FROM constant UNION SELECT -n FROM constant
), number AS (
	SELECT trim_scale(n) AS n FROM cut
	UNION SELECT trim_scale((n + lead(n) OVER (ORDER BY n)) / 2) FROM cut
	UNION SELECT unnest('{-10,10,NULL}'::numeric[])
)
SELECT row_number() OVER ()::integer AS number, a.n AS a, b.n AS b, f, o, t, d
FROM number AS a, number AS b, unnest('{true,false,NULL}'::boolean[]) AS f, unnest('{high,mid,low,NULL}'::text[]) AS o,
	unnest('{x,other,NULL}'::text[]) AS t, unnest('{2020-01-01,2020-01-02,NULL}'::date[]) AS d
WHERE a.n IS NOT NULL OR b.n IS NOT NULL OR f IS NOT NULL OR o IS NOT NULL OR t IS NOT NULL OR d IS NOT NULL;

CREATE FUNCTION linted.chance(percent integer) RETURNS boolean
LANGUAGE sql AS 'SELECT random() * 100 < percent';

CREATE FUNCTION linted.one_of(VARIADIC choices text[]) RETURNS text
LANGUAGE sql AS 'SELECT choices[1 + floor(random() * cardinality(choices))::integer]';

CREATE FUNCTION linted.constant() RETURNS text
LANGUAGE sql AS $$ SELECT linted.one_of('0', '1', '5', 'five') $$;

CREATE FUNCTION linted.number(score boolean) RETURNS text
LANGUAGE sql AS $$
	SELECT CASE WHEN score AND linted.chance(50) THEN 'score' WHEN linted.chance(65) THEN linted.one_of('a', 'b') ELSE linted.one_of(
		'a + 1', '2 * b', '-a', '1 + b', 'x', 'x', 'nullif(b, 0)',
		format('coalesce(a, %s)', linted.constant()),
		format('coalesce(b + 1, %s)', linted.constant()),
		format('least(a, b, %s)', linted.constant()),
		format('greatest(b, %s)', linted.constant()),
		format('abs(%s)', linted.one_of('a', 'b')),
		format('case when f then a else %s end', linted.constant()),
		format('case o when ''high'' then %s when ''mid'' then b end', linted.constant())) END
$$;

CREATE FUNCTION linted.comparison(score boolean) RETURNS text
LANGUAGE sql AS $$
	SELECT CASE WHEN linted.chance(70) THEN
		linted.one_of(
			format('%s %s %s', linted.number(score), linted.one_of('>=', '>', '<=', '<', '=', '<>'), linted.constant()),
			format('%s %s %s', linted.number(score), linted.one_of('>=', '>', '<=', '<'), linted.constant()),
			format('%s %s %s', linted.constant(), linted.one_of('>=', '<'), linted.number(score)),
			format('%s %sbetween 0 and %s', linted.number(score), linted.one_of('', '', 'not '), linted.constant()),
			format('%s %sin (1, %s)', linted.number(score), linted.one_of('', 'not '), linted.constant()))
		ELSE linted.one_of('f', 'not f', 'f is true', 'f is null', 'o is not null', 'a is null', 'a is not null', 't is null', 't = ''x''', 't <> ''x''',
			'o >= ''mid''', 'o = ''high''', 'o < ''high''', 'least(o, ''mid'') = ''low''', 'd >= date ''2020-01-02''', 'd < date ''2020-01-02''',
			'd - date ''2020-01-01'' > 0', 'y', 'y is true') END
$$;

CREATE FUNCTION linted.condition(score boolean, depth integer) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
	a text := linted.comparison(score);
	b text;
BEGIN
	IF depth <= 0 OR linted.chance(25) THEN
		RETURN a;
	END IF;
	a := linted.condition(score, depth - 1);
	b := linted.condition(score, depth - 1);
	RETURN linted.one_of(format('(%s) and (%s)', a, b), format('(%s) and (%s)', a, b), format('(%s) or (%s)', a, b), format('(%s) or (%s)', a, b),
		format('not (%s)', a), format('((%s) or (%s)) is true', a, b), format('(%s) is not false', a), format('coalesce(%s, %s)', a, b),
		format('case when %s then %s else %s end', linted.comparison(false), a, b), format('(%s) = (%s)', a, b));
END
$$;

CREATE FUNCTION linted.criterion(name text) RETURNS text
LANGUAGE sql AS $$
	SELECT format('criterion %s%s%s%s = %s;', name, CASE WHEN linted.chance(30) THEN ' weight 0.5' END, CASE WHEN linted.chance(20) THEN ' max 1' END,
		CASE WHEN linted.chance(40) THEN ' missing 0' END,
		CASE WHEN linted.chance(15) THEN linted.one_of('a', 'b / 2', 'a + 1') ELSE
			format('%s when %s, %s when %s%s', linted.constant(), linted.condition(false, 1), linted.constant(), linted.condition(false, 1),
				CASE WHEN linted.chance(70) THEN format(', %s otherwise', linted.constant()) END) END)
$$;

-- A rubric whose rules all give different grades, so that the grade tells the rule; and the rows within its domains.
CREATE FUNCTION linted.rubric(OUT head text, OUT rules text[], OUT adjustments text[], OUT domain text)
LANGUAGE plpgsql AS $$
DECLARE
	labels text[] := ARRAY (SELECT 'R' || i FROM generate_series(1, 2 + floor(random() * 4)::integer) AS i);
	scored boolean := linted.chance(30);
BEGIN
	-- the rank of a rule's grade is another matter than its place
	SELECT format('grades %s > last, gap;', string_agg(l, ' > ' ORDER BY CASE WHEN linted.chance(70) THEN n ELSE random() * 6 END)) INTO head
	FROM unnest(labels) WITH ORDINALITY AS l(l, n);
	SELECT concat(head, E'\nmetric a number ', m.text, ';'), m.inside INTO head, domain
	FROM (VALUES ('', 'true'), ('>= 0', 'a >= 0'), ('between 0 and 5', 'a BETWEEN 0 AND 5'), ('in (0, 1, 5)', 'a IN (0, 1, 5)')) AS m(text, inside)
	ORDER BY random() LIMIT 1;
	head := head || E'\nmetric b number; metric f boolean; metric o text in (''high'' > ''mid'' > ''low''); metric t text; metric d date;\n'
		'parameter five = 4 + 1;' || format(E'\ndefine x = %s;', linted.one_of('a', 'coalesce(b, 0)', 'a + 1')) || format(E'\ndefine y = %s;', linted.comparison(false));
	head := replace(head, E'\ndefine y = y', E'\ndefine y = f');
	domain := format('(%s) IS NOT FALSE', domain);
	IF linted.chance(20) THEN
		head := head || format(E'\nscope when %s;', linted.condition(false, 1));
	END IF;
	IF linted.chance(40) THEN
		head := head || format(E'\nrequire %s;', linted.one_of('a', 'a, b', 'a or b', 'f, o', 'a, f or t'));
	END IF;
	FOR i IN 1 .. CASE WHEN scored THEN 1 + floor(random() * 3)::integer ELSE 0 END LOOP
		head := head || E'\n' || linted.criterion('k' || i);
	END LOOP;
	rules := ARRAY (SELECT format('grade %s when %s;', l, linted.condition(scored, 1 + floor(random() * 2)::integer)) FROM unnest(labels) AS l);
	IF linted.chance(30) THEN
		rules := rules || 'grade last otherwise;'::text;
	END IF;
	adjustments := '{}';
	FOR i IN 1 .. CASE WHEN linted.chance(30) THEN 1 + floor(random() * 3)::integer ELSE 0 END LOOP
		adjustments := adjustments || format('%s %s when %s;', linted.one_of('cap', 'floor'), linted.one_of(VARIADIC labels), linted.condition(scored, 1));
	END LOOP;
END
$$;

CREATE FUNCTION linted.mistake(what text, rubric text, detail text) RETURNS void
LANGUAGE sql AS 'INSERT INTO linted.mistake VALUES (what, rubric, detail)';

-- The grades that rows of the grid come to.
CREATE FUNCTION linted.grades(rubric text, domain text) RETURNS text[]
LANGUAGE plpgsql AS $$
DECLARE
	result text[];
BEGIN
	EXECUTE format('SELECT array_agg(DISTINCT customer_grade.grade(%L::customer_grade.rubric, g)) FROM linted.grid AS g WHERE %s', rubric, domain) INTO result;
	RETURN array_remove(coalesce(result, '{}'), NULL);
END
$$;

CREATE FUNCTION linted.same_grades(rubric text, other text, domain text) RETURNS boolean
LANGUAGE plpgsql AS $$
DECLARE
	result boolean;
BEGIN
	-- one that is undecided makes a difference, but moves no grade
	EXECUTE format('SELECT NOT EXISTS (SELECT FROM linted.grid AS g WHERE %3$s
		AND customer_grade.grade(%1$L::customer_grade.rubric, g) <> customer_grade.grade(%2$L::customer_grade.rubric, g))', rubric, other, domain) INTO result;
	RETURN result;
END
$$;

-- A row that a condition for customers of a gap is true for, but that another one than "no rule" is told of; null: none in a part of the grid.
CREATE FUNCTION linted.beside_gap(rubric text, condition text, domain text) RETURNS jsonb
LANGUAGE plpgsql AS $$
DECLARE
	result jsonb;
BEGIN
	EXECUTE format('SELECT to_jsonb(g.*) FROM linted.grid AS g, customer_grade_internal.given(%L::customer_grade.rubric, g.*, NULL, ''gap'', NULL) AS t
		WHERE hashint4(g.number) %% 23 = 0 AND (%s) AND (customer_grade.assess(%L::customer_grade.rubric, g.*)).reason IS DISTINCT FROM ''no rule'' LIMIT 1',
		customer_grade_internal.with_conditions(rubric::customer_grade.rubric, ARRAY[condition]), domain, rubric) INTO result;
	RETURN result;
END
$$;

CREATE FUNCTION linted.check(head text, rules text[], adjustments text[], domain text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
	plain text := concat_ws(E'\n', head, array_to_string(rules, E'\n'));
	whole text := concat_ws(E'\n', plain, array_to_string(adjustments, E'\n'));
	-- which rules decide is seen without caps and floors, and whether none does by a last grade of its own
	deciding text[] := linted.grades(plain || CASE WHEN plain !~ 'otherwise;$' THEN E'\ngrade gap otherwise;' ELSE '' END, domain);
	reached text[] := linted.grades(whole, domain);
	found record;
	rule text;
	gaps integer := 0;
	-- a sum of points that are not constants may have cells without a row of the grid
	unknown boolean := head ~ '\mcriterion [^=]*= (a|b / 2|a \+ 1);';
	dead text[] := '{}';
	unreached text[] := '{}';
BEGIN
	FOR found IN SELECT f.*, substring(f.statement FROM '^(?:grade|cap|floor) (\w+)') AS label FROM customer_grade_internal.lint_frozen(whole::customer_grade.rubric, '{}') AS f LOOP
		IF found.severity = 'not analysed' THEN
			unknown := true;
			INSERT INTO linted.finding VALUES ('not analysed', whole);
		ELSIF found.message ~ '^no rule fits' THEN
			gaps := gaps + 1;
			INSERT INTO linted.finding VALUES ('gap', whole);
			IF (customer_grade.assess(whole::customer_grade.rubric, found.witness)).reason IS DISTINCT FROM 'no rule' THEN
				PERFORM linted.mistake('a witness of a gap that a rule fits', whole, found.witness::text);
			END IF;
			IF NOT EXISTS (SELECT FROM customer_grade_internal.given(customer_grade_internal.with_conditions(whole::customer_grade.rubric, ARRAY[found.condition]),
					found.witness, NULL, 'gap', NULL)) THEN
				PERFORM linted.mistake('a gap that its witness is not in', whole, found.condition);
			END IF;
			IF linted.beside_gap(whole, found.condition, domain) IS NOT NULL THEN
				PERFORM linted.mistake('a customer beside the gap that it is counted in', whole, linted.beside_gap(whole, found.condition, domain)::text);
			END IF;
		ELSIF found.message ~ '^this (cap|floor) never applies' THEN
			IF NOT linted.same_grades(whole, concat_ws(E'\n', plain, array_to_string(array_remove(adjustments, found.statement || ';'), E'\n')), domain) THEN
				PERFORM linted.mistake('a cap or floor said to be idle that changes a grade', whole, found.statement);
			END IF;
		ELSIF found.statement ~ '^grade' AND found.message ~ '^this rule never|can never be reached: (it|wh|the rules|the score)' THEN
			dead := dead || found.label;
			INSERT INTO linted.finding VALUES ('dead rule', whole);
			IF found.label = ANY (deciding) THEN
				PERFORM linted.mistake('a rule said to be dead that decides', whole, found.statement);
			END IF;
		END IF;
		IF found.message ~ 'can never be reached' THEN
			unreached := unreached || found.label;
			INSERT INTO linted.finding VALUES ('never reached', whole);
			IF found.label = ANY (reached) THEN
				PERFORM linted.mistake('a grade said to be never reached that is', whole, found.statement);
			END IF;
		END IF;
	END LOOP;
	IF gaps > 0 AND NOT 'gap' = ANY (deciding) AND unknown THEN
		NULL;		-- shown by a row beside the grid
	ELSIF gaps > 0 AND NOT 'gap' = ANY (deciding) THEN
		PERFORM linted.mistake('a gap that is none', whole, NULL);
	ELSIF gaps = 0 AND 'gap' = ANY (deciding) AND NOT unknown THEN
		PERFORM linted.mistake('a gap that is not found', whole, NULL);
	END IF;
	IF gaps = 0 AND dead = '{}' AND unreached = '{}' THEN
		INSERT INTO linted.finding VALUES ('sound', whole);
	END IF;
	FOREACH rule IN ARRAY rules LOOP
		rule := substring(rule FROM '^grade (\w+)');
		IF NOT rule = ANY (deciding || dead) AND NOT unknown THEN
			PERFORM linted.mistake('a dead rule that is not found', whole, rule);
		END IF;
		IF NOT rule = ANY (reached || unreached) AND NOT unknown THEN
			PERFORM linted.mistake('a grade that is never reached and not found', whole, rule);
		END IF;
	END LOOP;
END
$$;

CREATE PROCEDURE linted.run(rubrics integer)
LANGUAGE plpgsql AS $$
DECLARE
	made record;
BEGIN
	FOR i IN 1 .. rubrics LOOP
		made := linted.rubric();
		PERFORM linted.check(made.head, made.rules, made.adjustments, made.domain);
		COMMIT;
	END LOOP;
END
$$;
