-- Reports: the place of each customer in a ranking.

CREATE FUNCTION customer_grade_internal.ranked_values(standard text, relation regclass, given jsonb,
	OUT metrics regclass, OUT key_columns name[], OUT parameters jsonb)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment;
BEGIN
	SELECT * INTO a FROM customer_grade.attachment AS t
	WHERE t.standard = ranked_values.standard AND t.subject = ranked_values.relation;
	IF FOUND THEN
		PERFORM customer_grade_internal.check_may_evaluate(a.subject, a.metrics);
		PERFORM customer_grade_internal.use_version(a);
		metrics := a.metrics;
		key_columns := a.key_columns;
		parameters := customer_grade.frozen(a.standard, a.subject) || coalesce(given, '{}');
	ELSE
		metrics := relation;
		key_columns := customer_grade_internal.primary_key(relation);
		parameters := customer_grade_internal.as_owner_benchmark(standard, relation, given);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.ranked_values(text, regclass, jsonb) IS
	'where ranking() reads metrics, what the keys are (null: there are none), and the values of parameters: of an attached table those it '
	'is graded with, by the version in force for it, of another relation those taken from it. Error: 42501 the reader may not read them';

CREATE FUNCTION customer_grade_internal.as_owner_ranking(standard text, relation regclass, per name[] DEFAULT '{}',
	parameters jsonb DEFAULT NULL)
RETURNS TABLE (key jsonb, cohort jsonb, rank bigint, score numeric)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	basis record;
	missing text;
BEGIN
	PERFORM customer_grade_internal.check_object('parameters', as_owner_ranking.parameters);
	basis := customer_grade_internal.ranked_values(as_owner_ranking.standard, as_owner_ranking.relation, as_owner_ranking.parameters);
	SELECT c.name INTO missing FROM unnest(as_owner_ranking.per) AS c(name)
	WHERE NOT customer_grade_internal.has_column(basis.metrics, c.name) LIMIT 1;
	IF FOUND THEN
		PERFORM customer_grade_internal.throw('42703',
			message => format('relation "%s" has no column "%s"', basis.metrics, missing),
			hint => 'The argument per names columns of the relation that has the metrics.');
	END IF;
	-- raises where there is no score; assess() would have none for anybody
	PERFORM customer_grade.to_sql(as_owner_ranking.standard, 'm', basis.parameters, 'score');
	RETURN QUERY EXECUTE format($query$
		SELECT r.key, r.cohort, rank() OVER (PARTITION BY r.cohort ORDER BY r.score DESC), r.score
		FROM (
			SELECT %s AS key, %s AS cohort, (customer_grade.assess(%L, m.*, $1)).score
			FROM %s AS m
			OFFSET 0
		) AS r
		WHERE r.score IS NOT NULL
		ORDER BY r.cohort, 3, r.key
		$query$,
		CASE WHEN basis.key_columns IS NULL THEN 'to_jsonb(m.*)' ELSE customer_grade_internal.key_expression(basis.key_columns, 'm') END,
		CASE WHEN as_owner_ranking.per = '{}' THEN $$'{}'::jsonb$$ ELSE customer_grade_internal.key_expression(as_owner_ranking.per, 'm') END,
		as_owner_ranking.standard, basis.metrics)
	USING basis.parameters;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_ranking(text, regclass, name[], jsonb) IS
	'the rank of each customer by its score, the highest first, within its cohort: those with the same values in the columns per, by '
	'default all. Equal scores share a rank, and the next rank is left out; who has no score is not ranked. Of an attached table the '
	'customers are ranked by the values of parameters that they are graded with, of any other table or view with the metrics by those '
	'taken from it; values in parameters go before these. key: the key columns; without a primary key the whole row. Errors: 55000 no '
	'version of the standard is effective, 22023 the standard has no score, 42703 a metric or a column is missing';
