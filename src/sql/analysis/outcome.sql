-- Standards against what became of the customers: bins of a criterion, and how well score and grades tell the bad from the good.

CREATE FUNCTION customer_grade_internal.check_flag(relation regclass, flag_column name) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	type regtype;
BEGIN
	SELECT c.atttypid INTO type FROM pg_attribute AS c
	WHERE c.attrelid = relation AND c.attname = flag_column AND c.attnum > 0 AND NOT c.attisdropped;
	IF type IS NULL THEN
		PERFORM customer_grade_internal.throw('42703',
			message => format('"%s" has no column "%s"', relation, coalesce(flag_column, '')));
	ELSIF type <> 'boolean'::regtype THEN
		PERFORM customer_grade_internal.throw('42804',
			message => format('column "%s" is of type %s, not boolean', flag_column, type),
			detail => 'It tells who turned out bad: true is bad, false good, null not known.',
			hint => format('Make a view with a column such as "%s = ... AS bad".', flag_column));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_flag(regclass, name) IS
	'require that a relation has a boolean column. Errors: 42703 no such column, 42804 it is not boolean';

CREATE FUNCTION customer_grade_internal.outcome_basis(standard text, relation regclass, flag_column name, given jsonb,
	OUT rubric customer_grade.rubric, OUT parameters jsonb)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	day CONSTANT date := customer_grade.as_of();
BEGIN
	PERFORM customer_grade_internal.check_may_evaluate(relation, relation);
	PERFORM customer_grade_internal.check_object('parameters', given);
	PERFORM customer_grade_internal.check_flag(relation, flag_column);
	rubric := customer_grade_internal.rubric_of(standard, customer_grade_internal.first_version(standard, day));
	SELECT t.parameters INTO parameters FROM customer_grade_internal.take_population(rubric, relation, coalesce(given, '{}'), day) AS t;
	parameters := customer_grade_internal.with_as_of(rubric, parameters, day);
	PERFORM customer_grade_internal.check_taken(rubric, parameters);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.outcome_basis(text, regclass, name, jsonb) IS
	'what bins() and discrimination() evaluate the rows of a relation by: the version effective on as_of(), and values of its parameters, '
	'taken from these rows where it takes them from the population';

-- Only what the points of the criterion need is evaluated, and also where no rule reads the score.
CREATE FUNCTION customer_grade_internal.criterion_alone(rubric customer_grade.rubric, criterion text) RETURNS customer_grade.rubric
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	statements CONSTANT jsonb := rubric::jsonb -> 'statements';
BEGIN
	IF NOT statements @> jsonb_build_array(jsonb_build_object('kind', 'criterion', 'name', criterion)) THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('the standard has no criterion "%s"', coalesce(criterion, '')),
			hint => (SELECT 'Its criteria are ' || string_agg(s.statement ->> 'name', ', ' ORDER BY s.place) || '.'
				FROM jsonb_array_elements(statements) WITH ORDINALITY AS s(statement, place) WHERE s.statement ->> 'kind' = 'criterion'));
	END IF;
	RETURN (
		SELECT jsonb_build_object('statements', jsonb_agg(s.statement ORDER BY s.place))::customer_grade.rubric
		FROM jsonb_array_elements(statements) WITH ORDINALITY AS s(statement, place)
		WHERE s.statement ->> 'kind' IN ('metric', 'parameter', 'define', 'scope', 'require')
			OR s.statement ->> 'kind' = 'criterion' AND s.statement ->> 'name' = criterion);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.criterion_alone(customer_grade.rubric, text) IS
	'a rubric without all that grades, and with one of its criteria. Error: 22023 it has no such criterion';

CREATE FUNCTION customer_grade_internal.weight_of_evidence(good bigint, bad bigint, all_good bigint, all_bad bigint,
	OUT woe numeric, OUT iv numeric, OUT adjusted boolean)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT round(w.woe, 6), round((good / nullif(all_good, 0)::numeric - bad / nullif(all_bad, 0)::numeric) * w.woe, 6), w.adjusted
	FROM (
		SELECT CASE WHEN good + bad > 0
				THEN ln((good + c.added) / nullif(all_good, 0) / ((bad + c.added) / nullif(all_bad, 0))) END AS woe, c.added > 0 AS adjusted
		FROM (SELECT CASE WHEN good + bad > 0 AND (good = 0 OR bad = 0) THEN 0.5 ELSE 0 END AS added) AS c
	) AS w
$function$;
COMMENT ON FUNCTION customer_grade_internal.weight_of_evidence(bigint, bigint, bigint, bigint) IS
	'weight of evidence of a bin, ln((good / all good) / (bad / all bad)), and its part of the information value, (good / all good - bad / '
	'all bad) * woe, after N. Siddiqi, Credit Risk Scorecards (2006), chapter 6. Where a bin has none of one kind, the logarithm would be '
	'infinite: then 0.5 is added to both counts of the bin, as SAS does (PROC HPBIN, WOEADJUST), and adjusted is true. Null: nobody is in '
	'the bin, or there are no good or no bad at all';

CREATE FUNCTION customer_grade_internal.as_owner_bins(standard text, criterion text, relation regclass, flag_column name,
	parameters jsonb DEFAULT NULL)
RETURNS TABLE (bin integer, alternative text, title text, customers bigint, good bigint, bad bigint, bad_rate numeric, woe numeric,
	iv numeric, adjusted boolean)
LANGUAGE plpgsql STABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	basis record;
	alone customer_grade.rubric;
	numbers integer[];
BEGIN
	SELECT * INTO basis FROM customer_grade_internal.outcome_basis(as_owner_bins.standard, as_owner_bins.relation,
		as_owner_bins.flag_column, as_owner_bins.parameters);
	alone := customer_grade_internal.criterion_alone(basis.rubric, as_owner_bins.criterion);
	numbers := ARRAY(SELECT p.part FROM customer_grade_internal.parts(alone) AS p WHERE p.kind IN ('points', 'missing'));
	RETURN QUERY EXECUTE format($query$
		WITH counted AS (
			SELECT d.part, count(*) FILTER (WHERE NOT d.flag) AS good, count(*) FILTER (WHERE d.flag) AS bad
			FROM (
				SELECT m.%1$I AS flag, (SELECT p.part FROM unnest(customer_grade_internal.decided(%2$L::customer_grade.rubric, m.*, $1)) AS p(part)
						WHERE p.part = ANY ($2)) AS part
				FROM %3$s AS m WHERE m.%1$I IS NOT NULL OFFSET 0
			) AS d
			GROUP BY d.part
		), bins AS (
			SELECT p.part, p.kind, coalesce(p.ordinal, 1) AS ordinal, p.statement, coalesce(c.good, 0) AS good, coalesce(c.bad, 0) AS bad
			FROM customer_grade_internal.parts(%2$L::customer_grade.rubric) AS p LEFT JOIN counted AS c ON c.part = p.part
			WHERE p.part = ANY ($2)
			UNION ALL
			SELECT NULL, 'none', NULL, NULL, c.good, c.bad FROM counted AS c WHERE c.part IS NULL
		)
		SELECT row_number() OVER (ORDER BY b.part)::integer, CASE b.kind WHEN 'missing' THEN 'missing'
				ELSE b.statement || CASE WHEN $3 -> b.ordinal - 1 ? 'otherwise' THEN ' otherwise' ELSE '' END END,
			CASE b.kind WHEN 'points' THEN $3 -> b.ordinal - 1 ->> 'title' END,
			b.good + b.bad, b.good, b.bad, round(b.bad::numeric / nullif(b.good + b.bad, 0), 6), w.woe, w.iv, w.adjusted
		FROM bins AS b, (SELECT sum(b.good)::bigint AS good, sum(b.bad)::bigint AS bad FROM bins AS b) AS total,
			customer_grade_internal.weight_of_evidence(b.good, b.bad, total.good, total.bad) AS w
		ORDER BY b.part
		$query$, as_owner_bins.flag_column, alone, as_owner_bins.relation)
	USING basis.parameters, numbers, jsonb_path_query_first(alone::jsonb, '$.statements[*] ? (@.kind == "criterion").points');
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_bins(text, text, regclass, name, jsonb) IS
	'the alternatives of a criterion against what became of the customers: for each, in the order of the text, how many rows of the relation '
	'take it, how many of them turned out good and bad, the bad rate, the weight of evidence woe = ln((good / all good) / (bad / all bad)) '
	'and its part of the information value, iv = (good / all good - bad / all bad) * woe (N. Siddiqi, Credit Risk Scorecards, 2006); '
	'sum(iv) is that of the criterion. Adjusted: the bin has no good or no bad, and 0.5 is added to both for woe. The bin without an '
	'alternative has the rows whose points have no value, that are out of scope, lack what is required, or are refused. The flag is a '
	'boolean column, true for bad; rows where it is null are left out. By the version effective on as_of(); values that the standard takes '
	'from the population are those of these rows. Errors: 42703 no such column or a metric is missing, 42804 the flag is not boolean, '
	'22023 no such criterion, 55000 no version is effective';

CREATE FUNCTION customer_grade_internal.as_owner_discrimination(standard text, relation regclass, flag_column name,
	parameters jsonb DEFAULT NULL)
RETURNS TABLE (measure text, grade text, rank integer, customers bigint, good bigint, bad bigint, bad_rate numeric, auc numeric,
	gini numeric, ks numeric)
LANGUAGE plpgsql STABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	basis record;
BEGIN
	SELECT * INTO basis FROM customer_grade_internal.outcome_basis(as_owner_discrimination.standard, as_owner_discrimination.relation,
		as_owner_discrimination.flag_column, as_owner_discrimination.parameters);
	RETURN QUERY EXECUTE format($query$
		WITH counted AS MATERIALIZED (
			SELECT (d.a).grade, (d.a).rank::integer AS rank, (d.a).score, count(*) FILTER (WHERE NOT d.flag) AS good,
				count(*) FILTER (WHERE d.flag) AS bad
			FROM (
				SELECT m.%1$I AS flag, customer_grade.assess(%2$L::customer_grade.rubric, m.*, $1) AS a
				FROM %3$s AS m WHERE m.%1$I IS NOT NULL OFFSET 0
			) AS d
			GROUP BY 1, 2, 3
		), measured AS (		-- the greater, the better
			SELECT v.measure, v.value, sum(c.good) AS good, sum(c.bad) AS bad
			FROM counted AS c, LATERAL (VALUES ('score', c.score), ('grade', -c.rank)) AS v(measure, value)
			WHERE v.value IS NOT NULL GROUP BY 1, 2
		), running AS (
			SELECT r.*, sum(r.good) OVER (r ORDER BY r.value) AS good_below, sum(r.bad) OVER (r ORDER BY r.value) AS bad_below,
				sum(r.good) OVER r AS all_good, sum(r.bad) OVER r AS all_bad
			FROM measured AS r WINDOW r AS (PARTITION BY r.measure)
		), told AS (
			SELECT r.measure, sum(r.good)::bigint AS good, sum(r.bad)::bigint AS bad,
				sum(r.good * (r.bad_below - r.bad / 2)) / nullif(max(r.all_good) * max(r.all_bad), 0) AS auc,
				max(abs(r.bad_below / nullif(r.all_bad, 0) - r.good_below / nullif(r.all_good, 0))) AS ks
			FROM running AS r GROUP BY r.measure
		)
		SELECT r.measure, r.grade, r.rank, r.good + r.bad, r.good, r.bad, round(r.bad::numeric / nullif(r.good + r.bad, 0), 6), round(r.auc, 6),
			round(2 * r.auc - 1, 6), round(r.ks, 6)
		FROM (
			SELECT CASE t.measure WHEN 'score' THEN 1 ELSE 2 END AS place, t.measure, NULL::text AS grade, NULL::integer AS rank,
				t.good, t.bad, t.auc, t.ks
			FROM told AS t
			UNION ALL
			SELECT 3, 'grade', g.grade, g.rank, g.good, g.bad, NULL, abs(r.bad_below / nullif(r.all_bad, 0) - r.good_below / nullif(r.all_good, 0))
			FROM (
				SELECT c.grade, c.rank, sum(c.good)::bigint AS good, sum(c.bad)::bigint AS bad FROM counted AS c GROUP BY c.grade, c.rank
			) AS g LEFT JOIN running AS r ON r.measure = 'grade' AND r.value = -g.rank
			WHERE EXISTS (SELECT FROM customer_grade.grades(%2$L::customer_grade.rubric))
		) AS r
		ORDER BY r.place, r.rank, r.grade
		$query$, as_owner_discrimination.flag_column, basis.rubric, as_owner_discrimination.relation)
	USING basis.parameters;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_discrimination(text, regclass, name, jsonb) IS
	'how well score and grades tell the customers that turned out bad from the good: the first rows, without a grade, measure the score, where '
	'the standard has one, and the ranks of the grades; the others are the grades, and the rows that are not graded (grade null). auc: the '
	'probability that of a good and a bad row the good one has the better value, equal ones counted by half (J. Hanley and B. McNeil, Radiology '
	'143, 1982); gini = 2 * auc - 1; ks: the greatest difference between the shares of the bad and of the good up to a value (Kolmogorov and '
	'Smirnov), in the row of a grade that of this grade or worse. Rows without a score or rank are left out of these, and so are rows whose '
	'flag is null of everything. The flag is a boolean column, true for bad; auc, gini and ks are null without any good or bad. By the version '
	'effective on as_of(); values that the standard takes from the population are those of these rows. Errors: 42703 no such column or a '
	'metric is missing, 42804 the flag is not boolean, 55000 no version is effective';
