-- The values of parameters that an attachment grades with: checked, then frozen as a numbered set.

CREATE FUNCTION customer_grade_internal.benchmark_values(standard text, subject regclass, as_of date) RETURNS jsonb
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'attachment_benchmark';
COMMENT ON FUNCTION customer_grade_internal.benchmark_values(text, regclass, date) IS
	'what the benchmark query of an attachment gives as of a day; an empty object without one. It runs as the owner of the subject. '
	'Error: 21000 not exactly one row';

CREATE FUNCTION customer_grade_internal.add_parameter_set(a customer_grade_internal.attachment, parameters jsonb, taken text[],
	population bigint) RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	-- after those in the history of an earlier attachment
	new_number CONSTANT integer := coalesce((SELECT max(p.number) FROM customer_grade.parameter_set AS p
			WHERE p.standard = a.standard AND p.subject = a.subject),
		customer_grade_internal.owner_query(a.subject, format('SELECT max(parameter_set) FROM %s', a.history),
			customer_grade.as_of())::integer, 0) + 1;
BEGIN
	PERFORM customer_grade_internal.add_row('parameter_set',
		jsonb_build_object('standard', a.standard, 'subject', a.subject, 'number', new_number, 'parameters', parameters,
			'taken', taken, 'population', population));
	PERFORM customer_grade_internal.change_attachment(a.standard, a.subject, jsonb_build_object('parameter_set', new_number));
	RETURN new_number;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.add_parameter_set(customer_grade_internal.attachment, jsonb, text[], bigint) IS
	'add these values as a parameter set of an attachment, which is in force from then on; returns its number';

CREATE FUNCTION customer_grade_internal.unusable_parameters(rubric customer_grade.rubric, given jsonb)
RETURNS TABLE (name text, problem text)
LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 5
AS 'MODULE_PATHNAME', 'unusable_parameters';
COMMENT ON FUNCTION customer_grade_internal.unusable_parameters(customer_grade.rubric, jsonb) IS
	'the parameters of a rubric that cannot have the value given, by type or domain, or that are read and have none';

CREATE FUNCTION customer_grade_internal.nearest_name(name text, candidates text[]) RETURNS text
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'text_nearest_name';
COMMENT ON FUNCTION customer_grade_internal.nearest_name(text, text[]) IS
	'a hint that asks whether one of these names was meant; null: none is near';

-- A name of any version will do: so values for the next version can be given before it grades.
CREATE FUNCTION customer_grade_internal.check_parameter_names(standard text, given jsonb, place text) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	names CONSTANT text[] := ARRAY(SELECT DISTINCT p.name FROM customer_grade.standard AS s, customer_grade.parameters(s.rubric) AS p
		WHERE s.name = check_parameter_names.standard ORDER BY p.name);
	unknown text;
BEGIN
	SELECT k.name INTO unknown FROM jsonb_object_keys(check_parameter_names.given) AS k(name) WHERE k.name <> ALL (names) LIMIT 1;
	IF FOUND THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('standard "%s" has no parameter "%s"', check_parameter_names.standard, unknown),
			detail => format('%s names it.', check_parameter_names.place),
			hint => coalesce(customer_grade_internal.nearest_name(unknown, names),
				'Its parameters are ' || nullif(array_to_string(names, ', '), '') || '.', 'It has no parameters.'));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_parameter_names(text, jsonb, text) IS
	'require that values are given only to parameters of a standard; place: what names them. Error: 22023 an unknown name';

CREATE FUNCTION customer_grade_internal.given_parameters(a customer_grade_internal.attachment, as_of date) RETURNS jsonb
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	benchmark CONSTANT jsonb := customer_grade_internal.benchmark_values(a.standard, a.subject, as_of);
	empty text;
BEGIN
	PERFORM customer_grade_internal.check_parameter_names(a.standard, a.parameters, 'The option "parameters"');
	PERFORM customer_grade_internal.check_parameter_names(a.standard, benchmark, 'The benchmark');
	SELECT string_agg(format('"%s"', b.key), ', ' ORDER BY b.key) INTO empty FROM jsonb_each(benchmark) AS b WHERE b.value = 'null';
	IF empty IS NOT NULL THEN
		RAISE NOTICE USING
			MESSAGE = format('the benchmark of standard "%s" on table "%s" gives no value for %s', a.standard, a.subject, empty),
			DETAIL = 'The option "parameters" counts then, or else the default in the standard.';
	END IF;
	RETURN a.parameters || jsonb_strip_nulls(benchmark);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.given_parameters(customer_grade_internal.attachment, date) IS
	'the values that an attachment gives to parameters as of a day: those of its benchmark, where there are any, laid over its option '
	'parameters. Errors: 22023 the standard has no such parameter, 21000 the benchmark does not give one row';

CREATE FUNCTION customer_grade_internal.tell_missing_parameters(a customer_grade_internal.attachment, missing text[]) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF missing <> '{}' THEN
		RAISE WARNING USING
			MESSAGE = format('no customer of table "%s" is graded: there is no value for "%s"', a.subject, array_to_string(missing, '", "')),
			DETAIL = format('Standard "%s" needs values of all parameters that it reads; until then problems() lists the customers.', a.standard),
			HINT = format('SELECT customer_grade.alter_attachment(%1$L, %2$L, parameters => %3$L);  -- with a value instead of null; '
				'then CALL customer_grade.review(%1$L, %2$L);', a.standard, a.subject,
				a.parameters || (SELECT jsonb_object_agg(m.name, NULL) FROM unnest(missing) AS m(name)));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.tell_missing_parameters(customer_grade_internal.attachment, text[]) IS
	'warn that an attachment grades nobody because parameters have no value';

CREATE FUNCTION customer_grade_internal.check_parameters(a customer_grade_internal.attachment, given jsonb, attaching boolean) RETURNS text[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	problems text[];
	missing text[];
BEGIN
	SELECT coalesce(array_agg(p.problem) FILTER (WHERE u.is_given OR NOT attaching), '{}'),
		coalesce(array_agg(p.name) FILTER (WHERE NOT u.is_given AND attaching), '{}')
	INTO problems, missing
	FROM customer_grade_internal.unusable_parameters(customer_grade_internal.rubric_of(a.standard, a.version), check_parameters.given) AS p,
		LATERAL (SELECT jsonb_strip_nulls(check_parameters.given) ? p.name AS is_given) AS u;
	IF problems <> '{}' THEN
		PERFORM customer_grade_internal.throw('22023',
			message => problems[1],
			detail => concat_ws(E'\n', format('Standard "%s" cannot grade table "%s".', a.standard, a.subject),
				nullif(array_to_string(problems[2:], E'\n'), '')),
			hint => 'Give values by parameters => ... or by the benchmark.');
	END IF;
	RETURN missing;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_parameters(customer_grade_internal.attachment, jsonb, boolean) IS
	'require values with which the version in force can grade; attaching: a parameter may have none; returns those. Error: 22023 it cannot';

-- Of all customers, so as the owner.
CREATE FUNCTION customer_grade_internal.taken_values(a customer_grade_internal.attachment, rubric customer_grade.rubric, given jsonb,
	as_of date, OUT parameters jsonb, OUT taken text[], OUT size bigint)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	result CONSTANT jsonb := customer_grade_internal.owner_query(a.subject, format(
		'SELECT to_jsonb(t) FROM customer_grade_internal.take_population(%L, %L, %L, %L) AS t',
		rubric, a.metrics::regclass, given, as_of), as_of);
BEGIN
	parameters := result -> 'parameters';
	taken := ARRAY(SELECT jsonb_array_elements_text(result -> 'taken'));
	size := (result ->> 'size')::bigint;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.taken_values(customer_grade_internal.attachment, customer_grade.rubric, jsonb, date) IS
	'take_population() from the metrics of an attachment as of a day, as the owner of the subject';

CREATE FUNCTION customer_grade_internal.freeze_parameters(standard text, subject regclass, as_of date, attaching boolean DEFAULT false)
RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(freeze_parameters.standard, freeze_parameters.subject);
	given CONSTANT jsonb := customer_grade_internal.given_parameters(a, freeze_parameters.as_of);
	frozen record;
BEGIN
	PERFORM customer_grade_internal.check_parameters(a, given, attaching);
	frozen := customer_grade_internal.taken_values(a, customer_grade_internal.rubric_of(a.standard, a.version), given,
		freeze_parameters.as_of);
	PERFORM customer_grade_internal.tell_missing_parameters(a,
		customer_grade_internal.check_parameters(a, frozen.parameters, attaching));
	RETURN customer_grade_internal.add_parameter_set(a, frozen.parameters, frozen.taken, frozen.size);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.freeze_parameters(text, regclass, date, boolean) IS
	'freeze the parameters of an attachment as of a day as a new set, which is in force from then on; returns its number: those of the '
	'benchmark and of the option, then what the text takes from the population. Nothing is frozen that the version in force cannot '
	'grade with; attaching: but for parameters without a value. Errors: 22023 an unknown parameter, or one without a possible value';
