-- Cases: rows with the grade that a standard must give them. Versions that fail them are refused, see finding.sql.

CREATE TABLE customer_grade_internal.standard_case (
	standard       text COLLATE pg_catalog."C" NOT NULL,
	name           text COLLATE pg_catalog."C" NOT NULL,
	input          jsonb NOT NULL,
	parameters     jsonb,
	as_of          date,
	expected_grade text,
	expected_score numeric,
	note           text,
	created_by     text NOT NULL DEFAULT pg_catalog.pg_get_userbyid(customer_grade_internal.caller()),
	created_at     timestamp with time zone NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	PRIMARY KEY (standard, name)
);
COMMENT ON TABLE customer_grade_internal.standard_case IS
	'rows with the grade that a standard must give them; set_case() and drop_case() write it';
COMMENT ON COLUMN customer_grade_internal.standard_case.standard IS
	'name of the standard';
COMMENT ON COLUMN customer_grade_internal.standard_case.name IS
	'name of the case';
COMMENT ON COLUMN customer_grade_internal.standard_case.input IS
	'the row: metrics by name; one that is not there is null';
COMMENT ON COLUMN customer_grade_internal.standard_case.parameters IS
	'values of parameters, by name; null: those of the text';
COMMENT ON COLUMN customer_grade_internal.standard_case.as_of IS
	'the day for the parameter as_of; null: the evaluation date';
COMMENT ON COLUMN customer_grade_internal.standard_case.expected_grade IS
	'the grade that it must get; null: the score only counts, or, without an expected score, it must not be graded';
COMMENT ON COLUMN customer_grade_internal.standard_case.expected_score IS
	'the score that it must get, to as many decimal places as are written here; null: any';
COMMENT ON COLUMN customer_grade_internal.standard_case.note IS
	'why it must';
COMMENT ON COLUMN customer_grade_internal.standard_case.created_by IS
	'the role that wrote it last';
COMMENT ON COLUMN customer_grade_internal.standard_case.created_at IS
	'when';
SELECT customer_grade_internal.make_registry_view('standard_case', $condition$
	r.standard IN (SELECT w.name FROM customer_grade_internal.written_standard AS w)
$condition$);

SELECT pg_catalog.pg_extension_config_dump('customer_grade_internal.standard_case', '');

-- Names of any version will do, also of a draft: cases may be written before it is approved.
CREATE FUNCTION customer_grade_internal.check_case_names(standard text, noun text, given jsonb, names text[]) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	unknown CONSTANT text := (SELECT k.name FROM jsonb_object_keys(given) AS k(name) WHERE k.name <> ALL (names) ORDER BY k.name LIMIT 1);
BEGIN
	IF unknown IS NOT NULL THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('no version of standard "%s" has a %s "%s"', standard, noun, unknown),
			hint => coalesce(customer_grade_internal.nearest_name(unknown, names),
				format('Its %ss are %s.', noun, nullif(array_to_string(names, ', '), '')), format('It has no %ss.', noun)));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_case_names(text, text, jsonb, text[]) IS
	'require that a case names nothing but these metrics or parameters (noun). Error: 22023 an unknown name';

CREATE FUNCTION customer_grade_internal.registry_set_case(standard text, name text, input jsonb, parameters jsonb, as_of date,
	expected_grade text, expected_score numeric, note text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
BEGIN
	PERFORM customer_grade_internal.check_standard_exists(registry_set_case.standard);
	PERFORM customer_grade_internal.check_standard_writer(registry_set_case.standard);
	IF registry_set_case.name !~ '[^[:space:]]' IS NOT FALSE OR registry_set_case.input IS NULL THEN
		PERFORM customer_grade_internal.throw('22004',
			message => 'a case needs a name and an input',
			hint => format('SELECT customer_grade.set_case(%L, ''at the bound'', ''{"amount": 1000}'', expected_grade => ''A'');',
				registry_set_case.standard));
	END IF;
	PERFORM customer_grade_internal.check_object('input', registry_set_case.input);
	PERFORM customer_grade_internal.check_object('parameters', registry_set_case.parameters);
	PERFORM customer_grade_internal.check_case_names(registry_set_case.standard, 'metric', registry_set_case.input, ARRAY(
		SELECT DISTINCT m.name FROM customer_grade_internal.standard AS s, customer_grade.metrics(s.rubric) AS m
		WHERE s.name = registry_set_case.standard ORDER BY m.name));
	PERFORM customer_grade_internal.check_case_names(registry_set_case.standard, 'parameter', registry_set_case.parameters, ARRAY(
		SELECT n.name FROM (
			SELECT DISTINCT p.name FROM customer_grade_internal.standard AS s, customer_grade.parameters(s.rubric) AS p
			WHERE s.name = registry_set_case.standard) AS p,
			unnest(ARRAY[p.name, p.name || ' keep']) AS n(name)
		-- the cuts of a tile, as frozen() gives them, have no name of their own
		UNION ALL SELECT k.name FROM jsonb_object_keys(registry_set_case.parameters) AS k(name) WHERE k.name LIKE 'tile(%)'
		ORDER BY 1));
	INSERT INTO customer_grade_internal.standard_case AS c
		(standard, name, input, parameters, as_of, expected_grade, expected_score, note)
	VALUES (registry_set_case.standard, registry_set_case.name, registry_set_case.input, registry_set_case.parameters,
		registry_set_case.as_of, registry_set_case.expected_grade, registry_set_case.expected_score, registry_set_case.note)
	ON CONFLICT ON CONSTRAINT standard_case_pkey DO UPDATE SET input = excluded.input, parameters = excluded.parameters,
		as_of = excluded.as_of, expected_grade = excluded.expected_grade, expected_score = excluded.expected_score,
		note = excluded.note, created_by = excluded.created_by, created_at = excluded.created_at;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_set_case(text, text, jsonb, jsonb, date, text, numeric, text) IS
	'body of set_case()';

CREATE FUNCTION customer_grade.set_case(standard text, name text, input jsonb, parameters jsonb DEFAULT NULL, as_of date DEFAULT NULL,
	expected_grade text DEFAULT NULL, expected_score numeric DEFAULT NULL, note text DEFAULT NULL) RETURNS void
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade.set_case(text, text, jsonb, jsonb, date, text, numeric, text) IS
	'write down which grade a standard must give to a row, under a name, in place of the case of that name. Without expected_grade only '
	'the score counts, and without expected_score, too, the row must not be graded. A score is compared to as many decimal places as are '
	'expected. as_of is the value of the parameter as_of. For members of the owner and roles to which grant_standard() has granted the '
	'standard. Errors: 42704 no such standard, 22004 no name or no input, 22023 not an object, '
	'or no version has such a metric or parameter, 42501 not yours';

CREATE FUNCTION customer_grade_internal.registry_drop_case(standard text, name text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
BEGIN
	PERFORM customer_grade_internal.check_standard_exists(registry_drop_case.standard);
	PERFORM customer_grade_internal.check_standard_writer(registry_drop_case.standard);
	DELETE FROM customer_grade_internal.standard_case AS c
	WHERE c.standard = registry_drop_case.standard AND c.name = registry_drop_case.name;
	IF NOT FOUND THEN
		PERFORM customer_grade_internal.throw('42704',
			message => format('standard "%s" has no case "%s"', registry_drop_case.standard, registry_drop_case.name),
			hint => 'The view customer_grade.standard_case lists them.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_drop_case(text, text) IS
	'body of drop_case()';

CREATE FUNCTION customer_grade.drop_case(standard text, name text) RETURNS void
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade.drop_case(text, text) IS
	'forget a case. For the same roles as set_case(). Errors: 42704 no such standard or case, 42501 not yours';

CREATE FUNCTION customer_grade_internal.graded_cases(standard text, rubric customer_grade.rubric)
RETURNS TABLE (name text, input jsonb, parameters jsonb, expected_grade text, expected_score numeric, note text, grade text, score numeric,
	reason text)
LANGUAGE sql STABLE ROWS 20
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT c.name, c.input, p.parameters, c.expected_grade, c.expected_score, c.note, a.grade, a.score, a.reason
	FROM customer_grade.standard_case AS c,
		LATERAL (SELECT customer_grade_internal.with_as_of(graded_cases.rubric, coalesce(c.parameters, '{}'),
			coalesce(c.as_of, customer_grade.as_of()))) AS p(parameters),
		LATERAL customer_grade.assess(graded_cases.rubric, c.input, p.parameters) AS a
	WHERE c.standard = graded_cases.standard
	ORDER BY c.name
$function$;
COMMENT ON FUNCTION customer_grade_internal.graded_cases(text, customer_grade.rubric) IS
	'the cases of a standard that the reader may see, with their whole parameters and results by a rubric';

-- A row that is refused is never right: its case is written wrong, or the domains are.
CREATE FUNCTION customer_grade_internal.case_results(standard text, rubric customer_grade.rubric)
RETURNS TABLE (name text, passed boolean, expected_grade text, grade text, expected_score numeric, score numeric, reason text, note text)
LANGUAGE sql STABLE ROWS 20
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT c.name,
		CASE WHEN c.reason LIKE 'refused: %' THEN false
			WHEN c.expected_grade IS NULL AND c.expected_score IS NULL THEN CASE WHEN s.has_grades THEN c.grade IS NULL ELSE c.score IS NULL END
			ELSE (c.expected_grade IS NULL OR (c.grade = c.expected_grade) IS TRUE)
				AND (c.expected_score IS NULL OR (round(c.score, scale(c.expected_score)) = c.expected_score) IS TRUE) END,
		c.expected_grade, c.grade, c.expected_score, c.score, c.reason, c.note
	FROM customer_grade_internal.graded_cases(case_results.standard, case_results.rubric) AS c,
		(SELECT EXISTS (SELECT FROM customer_grade.grades(case_results.rubric)) AS has_grades) AS s
$function$;
COMMENT ON FUNCTION customer_grade_internal.case_results(text, customer_grade.rubric) IS
	'the cases of a standard and what a rubric gives them: the rows of run_cases()';

CREATE FUNCTION customer_grade_internal.case_failure(result jsonb) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('expected %s, got %s%s',
		coalesce(nullif(concat_ws(', ', 'grade ' || (result ->> 'expected_grade'), 'score ' || (result ->> 'expected_score')), ''), 'no grade'),
		coalesce(nullif(concat_ws(', ', 'grade ' || (result ->> 'grade'), 'score ' || (result ->> 'score')), ''), 'no grade'),
		' (' || (result ->> 'reason') || ')')
$function$;
COMMENT ON FUNCTION customer_grade_internal.case_failure(jsonb) IS
	'a row of case_results() that has not passed, in words';

CREATE FUNCTION customer_grade_internal.reads_cases(standard text, owner regrole) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT pg_has_role(reader, owner, 'USAGE') OR customer_grade_internal.administers() OR EXISTS (
		SELECT FROM customer_grade.standard_grant AS g
		WHERE g.standard = reads_cases.standard AND pg_has_role(reader, g.role, 'USAGE'))
	FROM customer_grade_internal.reader() AS reader
$function$;
COMMENT ON FUNCTION customer_grade_internal.reads_cases(text, regrole) IS
	'may the reader see the cases of a standard, which has this owner? The same as in the view';

-- Without this, who may not read the cases would think that all of them pass.
CREATE FUNCTION customer_grade_internal.check_case_reader(standard text) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	owner CONSTANT regrole := (SELECT s.owner FROM customer_grade.standard AS s WHERE s.name = check_case_reader.standard LIMIT 1);
BEGIN
	PERFORM customer_grade_internal.check_standard_known(check_case_reader.standard);
	IF NOT customer_grade_internal.reads_cases(check_case_reader.standard, owner) THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('permission denied for the cases of standard "%s"', check_case_reader.standard),
			hint => format('Role %1$s can allow it: SELECT customer_grade.grant_standard(%2$L, %3$L);', owner,
				check_case_reader.standard, customer_grade_internal.reader()));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_case_reader(text) IS
	'require that the reader may see the cases of a standard. Errors: 42704 no such standard, 42501 it may not';

CREATE FUNCTION customer_grade_internal.chosen_rubric(standard text, rubric customer_grade.rubric, version integer)
RETURNS customer_grade.rubric
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF num_nonnulls(rubric, version) > 1 THEN
		PERFORM customer_grade_internal.throw('22023',
			message => 'a rubric and a version are given',
			hint => 'Give one of them, or neither for the version in force.');
	END IF;
	RETURN coalesce(rubric, customer_grade_internal.rubric_of(standard,
		customer_grade_internal.version_or_effective(standard, version)));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.chosen_rubric(text, customer_grade.rubric, integer) IS
	'the rubric that is given, that of a version, or by default the one effective on as_of(). Errors: 22023 both are given, 42704 no such '
	'version, 55000 none is effective';

CREATE FUNCTION customer_grade.run_cases(standard text, rubric customer_grade.rubric DEFAULT NULL, version integer DEFAULT NULL)
RETURNS TABLE (name text, passed boolean, expected_grade text, grade text, expected_score numeric, score numeric, reason text, note text)
LANGUAGE plpgsql STABLE ROWS 20
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	PERFORM customer_grade_internal.check_case_reader(standard);
	RETURN QUERY SELECT r.* FROM customer_grade_internal.case_results(standard,
		customer_grade_internal.chosen_rubric(standard, rubric, version)) AS r;
END
$function$;
COMMENT ON FUNCTION customer_grade.run_cases(text, customer_grade.rubric, integer) IS
	'grade the cases of a standard, one row for each: by the version in force on as_of(), by another one, also a draft, or by a rubric that '
	'is no version yet. A row that is refused has not passed; reason tells why. For members of the owner and roles to which '
	'grant_standard() has granted the standard. Errors: 42704 no such standard or version, 22023 rubric and version are given, 55000 no '
	'version is effective, 42501 not for you';
