-- What a rubric takes from the population: the values of count(), top(), tile() and their like.

CREATE FUNCTION customer_grade_internal.population_query(rubric customer_grade.rubric, relation regclass, parameters jsonb, as_of date)
RETURNS text
LANGUAGE C STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'rubric_population_query';
COMMENT ON FUNCTION customer_grade_internal.population_query(customer_grade.rubric, regclass, jsonb, date) IS
	'the query that takes from a relation the values that parameters lack and that read nothing but what they have, as '
	'{"size": of the population, "values": {...}}; null: they have all. Errors: 42703 the relation lacks a metric, 42804 a column that '
	'cannot be one';

CREATE FUNCTION customer_grade_internal.population_definitions(rubric customer_grade.rubric)
RETURNS TABLE (name text, definition text, measure text)
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 5
AS 'MODULE_PATHNAME', 'rubric_population_definitions';
COMMENT ON FUNCTION customer_grade_internal.population_definitions(customer_grade.rubric) IS
	'what a rubric takes from the population, by its name in the parameters, with all of the text that decides it. measure: in a few '
	'words, such as "top 20% per region"; null: it is computed of several values, or is the cuts of a tile';

-- Values that read others are taken after these: one query for each level.
CREATE FUNCTION customer_grade_internal.take_population(rubric customer_grade.rubric, relation regclass, given jsonb, as_of date,
	OUT parameters jsonb, OUT taken text[], OUT size bigint)
LANGUAGE plpgsql STABLE STRICT
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	query text;
	part jsonb;
BEGIN
	parameters := given;
	taken := '{}';
	LOOP
		query := customer_grade_internal.population_query(rubric, relation, parameters, as_of);
		EXIT WHEN query IS NULL;
		EXECUTE query INTO part;
		parameters := parameters || (part -> 'values');
		taken := taken || ARRAY(SELECT k.name FROM jsonb_object_keys(part -> 'values') AS k(name));
		size := coalesce(size, (part ->> 'size')::bigint);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.take_population(customer_grade.rubric, regclass, jsonb, date) IS
	'add to the values given what a rubric takes from the rows of a relation; taken: the names of these values; size: how many customers '
	'the population has, null: nothing is taken. Runs as the current user';

CREATE FUNCTION customer_grade_internal.check_taken(rubric customer_grade.rubric, parameters jsonb) RETURNS void
LANGUAGE plpgsql STABLE STRICT
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	problem text;
BEGIN
	SELECT p.problem INTO problem FROM customer_grade_internal.unusable_parameters(rubric, parameters) AS p LIMIT 1;
	IF FOUND THEN
		PERFORM customer_grade_internal.throw('22023', message => problem);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_taken(customer_grade.rubric, jsonb) IS
	'require values with which a rubric can grade. Error: 22023 it cannot';

CREATE FUNCTION customer_grade_internal.as_owner_benchmark(standard text, relation regclass, parameters jsonb DEFAULT NULL)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	day CONSTANT date := customer_grade.as_of();
	rubric customer_grade.rubric;
	result jsonb;
BEGIN
	PERFORM customer_grade_internal.check_may_evaluate(as_owner_benchmark.relation, as_owner_benchmark.relation);
	PERFORM customer_grade_internal.check_object('parameters', as_owner_benchmark.parameters);
	rubric := customer_grade_internal.rubric_of(as_owner_benchmark.standard,
		customer_grade_internal.first_version(as_owner_benchmark.standard, day));
	SELECT t.parameters INTO result FROM customer_grade_internal.take_population(rubric, as_owner_benchmark.relation,
		coalesce(as_owner_benchmark.parameters, '{}'), day) AS t;
	PERFORM customer_grade_internal.check_taken(rubric, result);
	RETURN result;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_benchmark(text, regclass, jsonb) IS
	'the values that a standard takes from the population, which is here the rows of any table or view with its metrics: to be given to '
	'grade() and its like as parameters, in a subselect, so that they are taken once. Values in parameters go before those of the text. '
	'Errors: 55000 no version of the standard is effective, 42703 a metric is missing, 22023 a value outside its domain';

CREATE FUNCTION customer_grade.frozen(standard text, subject regclass) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a CONSTANT customer_grade_internal.attachment := customer_grade_internal.attached(frozen.standard, frozen.subject);
BEGIN
	RETURN p.parameters FROM customer_grade.parameter_set AS p
	WHERE p.standard = a.standard AND p.subject = a.subject AND p.number = a.parameter_set;
END
$function$;
COMMENT ON FUNCTION customer_grade.frozen(text, regclass) IS
	'the values of parameters that a table is graded with, frozen at attach(), by the last review or when the version was published: '
	'those from outside and those taken from the population. To be given to grade() and its like as parameters, in a subselect. For who '
	'may read the table, its ledger or its grades. Error: 55000 not attached';
