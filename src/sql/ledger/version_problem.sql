-- What stands in the way of putting a version in force for a table.

CREATE TYPE customer_grade_internal.version_problem AS (
	kind text,
	problem text,
	customers bigint,
	examples jsonb,
	cure text,
	blocks boolean
);
COMMENT ON TYPE customer_grade_internal.version_problem IS
	'a row of check_version(), but for its table';

CREATE FUNCTION customer_grade_internal.unusable_metrics(rubric customer_grade.rubric, relation regclass)
RETURNS TABLE (name text, type text, column_type text)
LANGUAGE C STABLE STRICT PARALLEL SAFE ROWS 5
AS 'MODULE_PATHNAME', 'unusable_metrics';
COMMENT ON FUNCTION customer_grade_internal.unusable_metrics(customer_grade.rubric, regclass) IS
	'the metrics that a rubric reads and that the columns of a relation cannot be; without column_type: there is no such column';

-- What a view that attach() has made lacks, extend_metrics() adds from the subject.
CREATE FUNCTION customer_grade_internal.addable_metrics(a customer_grade_internal.attachment, rubric customer_grade.rubric)
RETURNS TABLE (name text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT v.name
	FROM customer_grade_internal.unusable_metrics(rubric, a.metrics) AS v
	WHERE a.metrics_made AND v.column_type IS NULL AND v.name IS DISTINCT FROM a.mirror
		AND v.name NOT IN (SELECT s.name FROM customer_grade_internal.unusable_metrics(rubric, a.subject) AS s)
$function$;
COMMENT ON FUNCTION customer_grade_internal.addable_metrics(customer_grade_internal.attachment, customer_grade.rubric) IS
	'the metrics of a rubric that publish() would add to the metrics view that attach() has made';

CREATE FUNCTION customer_grade_internal.extended_metrics(a customer_grade_internal.attachment, rubric customer_grade.rubric) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	added CONSTANT text := (SELECT string_agg(format('s.%I', m.name), ', ' ORDER BY m.name)
		FROM customer_grade_internal.addable_metrics(a, rubric) AS m);
BEGIN
	IF added IS NULL THEN
		RETURN a.metrics::text;
	END IF;
	PERFORM customer_grade_internal.check_readable(a.subject);
	RETURN format('(SELECT v.*, %s FROM %s AS v JOIN %s AS s ON %s)', added, a.metrics, a.subject,
		customer_grade_internal.key_match(a.key_columns, 'v', a.key_columns, 's'));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.extended_metrics(customer_grade_internal.attachment, customer_grade.rubric) IS
	'the metrics view of an attachment as it would be once publish() has added what a rubric reads: for FROM. Error: 42501 the reader may '
	'not read the subject, whose columns are added';

CREATE FUNCTION customer_grade_internal.metric_problems(a customer_grade_internal.attachment, rubric customer_grade.rubric)
RETURNS SETOF customer_grade_internal.version_problem
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT 'metric', CASE WHEN m.column_type IS NULL THEN format('"%s" has no column for metric "%s"', m.relation, m.name)
			ELSE format('column "%s" of "%s" is of type %s, which cannot be a metric', m.name, m.relation, m.column_type)
				|| coalesce(' of type ' || m.type, '') END,
		NULL::bigint, NULL::jsonb,
		CASE WHEN m.is_addable THEN 'publish() adds the column'
			WHEN NOT a.metrics_made THEN format('CREATE OR REPLACE VIEW %s AS ...;', a.metrics)
			WHEN m.column_type IS NULL THEN format('ALTER TABLE %s ADD %I ...;', a.subject, m.name)
			ELSE format('ALTER TABLE %s ALTER %I TYPE ...;', a.subject, m.name) END,
		NOT m.is_addable
	FROM (
		SELECT v.name, v.type, coalesce(v.column_type, s.column_type) AS column_type,
			CASE WHEN s.column_type IS NULL THEN a.metrics ELSE a.subject END AS relation,
			v.name IN (SELECT n.name FROM customer_grade_internal.addable_metrics(a, rubric) AS n) AS is_addable
		FROM customer_grade_internal.unusable_metrics(rubric, a.metrics) AS v
			LEFT JOIN customer_grade_internal.unusable_metrics(rubric, a.subject) AS s
				ON s.name = v.name AND a.metrics_made AND v.column_type IS NULL
	) AS m
$function$;
COMMENT ON FUNCTION customer_grade_internal.metric_problems(customer_grade_internal.attachment, customer_grade.rubric) IS
	'metrics of a rubric that the metrics view of an attachment does not give';

CREATE FUNCTION customer_grade_internal.check_evaluable(a customer_grade_internal.attachment, rubric customer_grade.rubric,
	extended boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	found customer_grade_internal.version_problem;
BEGIN
	SELECT * INTO found FROM customer_grade_internal.metric_problems(a, rubric) AS p WHERE p.blocks OR NOT extended ORDER BY p.problem LIMIT 1;
	IF found.problem IS NOT NULL THEN
		PERFORM customer_grade_internal.throw('42703', message => found.problem, hint => regexp_replace(found.cure, '[^;]$', E'\\&.'));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_evaluable(customer_grade_internal.attachment, customer_grade.rubric, boolean) IS
	'require that the metrics view of an attachment, or its extended_metrics(), gives the metrics of a rubric. Error: 42703 it does not';

-- What publish() grades with: values that have been frozen stay, and those that a version needs in addition come from the option.
-- What was taken from the population stays, if the version takes it in the same way.
CREATE FUNCTION customer_grade_internal.publish_parameters(a customer_grade_internal.attachment, rubric customer_grade.rubric,
	OUT parameters jsonb, OUT taken text[])
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT a.parameters || (p.parameters - p.taken) || (p.parameters - ARRAY(
			SELECT k.name FROM jsonb_object_keys(p.parameters) AS k(name) WHERE k.name <> ALL (s.taken))), s.taken
	FROM customer_grade.parameter_set AS p, LATERAL (SELECT ARRAY(
		SELECT d.name
		FROM customer_grade_internal.population_definitions(customer_grade_internal.rubric_of(a.standard, a.version)) AS d
			JOIN customer_grade_internal.population_definitions(publish_parameters.rubric) AS n USING (name, definition)
		WHERE d.name = ANY (p.taken))) AS s(taken)
	WHERE p.standard = a.standard AND p.subject = a.subject AND p.number = a.parameter_set
$function$;
COMMENT ON FUNCTION customer_grade_internal.publish_parameters(customer_grade_internal.attachment, customer_grade.rubric) IS
	'the parameters that an attachment has for another version, and which of them were taken from the population in the same way';

CREATE FUNCTION customer_grade_internal.version_parameters(a customer_grade_internal.attachment, rubric customer_grade.rubric, as_of date,
	OUT parameters jsonb, OUT taken text[], OUT size bigint)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	kept CONSTANT record := customer_grade_internal.publish_parameters(a, rubric);
BEGIN
	SELECT t.parameters, kept.taken || t.taken, coalesce(t.size, p.population) INTO parameters, taken, size
	FROM customer_grade_internal.taken_values(a, rubric, kept.parameters, as_of) AS t, customer_grade.parameter_set AS p
	WHERE p.standard = a.standard AND p.subject = a.subject AND p.number = a.parameter_set;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.version_parameters(customer_grade_internal.attachment, customer_grade.rubric, date) IS
	'the parameters with which another version grades an attachment as of a day: those of publish_parameters(), and what it takes from '
	'the population besides';

CREATE FUNCTION customer_grade_internal.freeze_version(a customer_grade_internal.attachment, version integer, as_of date) RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	rubric CONSTANT customer_grade.rubric := customer_grade_internal.rubric_of(a.standard, version);
	frozen CONSTANT record := customer_grade_internal.version_parameters(a, rubric, as_of);
BEGIN
	PERFORM customer_grade_internal.check_taken(rubric, frozen.parameters);
	RETURN customer_grade_internal.add_parameter_set(a, frozen.parameters, frozen.taken, frozen.size);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.freeze_version(customer_grade_internal.attachment, integer, date) IS
	'freeze the parameters with which a version grades an attachment from now on; returns the number of the set. Error: 22023 a value '
	'from the population with which it cannot grade';

CREATE FUNCTION customer_grade_internal.parameter_problems(a customer_grade_internal.attachment, rubric customer_grade.rubric)
RETURNS SETOF customer_grade_internal.version_problem
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT 'parameter', p.problem, NULL::bigint, NULL::jsonb,
		format('SELECT customer_grade.alter_attachment(%L, %L, parameters => %L);  -- with a value instead of null', a.standard, a.subject,
			a.parameters || jsonb_build_object(p.name, NULL)),
		true
	FROM customer_grade_internal.publish_parameters(a, parameter_problems.rubric) AS v,
		customer_grade_internal.unusable_parameters(parameter_problems.rubric, v.parameters) AS p
$function$;
COMMENT ON FUNCTION customer_grade_internal.parameter_problems(customer_grade_internal.attachment, customer_grade.rubric) IS
	'parameters of a rubric for which an attachment has no possible value';

CREATE FUNCTION customer_grade_internal.step_problems(a customer_grade_internal.attachment, rubric customer_grade.rubric)
RETURNS SETOF customer_grade_internal.version_problem
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT 'step', s.problem, NULL::bigint, NULL::jsonb, s.cure, true
	FROM customer_grade_internal.approvals_without_role(a, rubric) AS s
$function$;
COMMENT ON FUNCTION customer_grade_internal.step_problems(customer_grade_internal.attachment, customer_grade.rubric) IS
	'approvals of a rubric, or their steps, for which an attachment names no role although it names some';

CREATE FUNCTION customer_grade_internal.registered_problems(a customer_grade_internal.attachment, rubric customer_grade.rubric)
RETURNS SETOF customer_grade_internal.version_problem
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT * FROM customer_grade_internal.metric_problems(a, rubric)
	UNION ALL SELECT * FROM customer_grade_internal.parameter_problems(a, rubric)
	UNION ALL SELECT * FROM customer_grade_internal.step_problems(a, rubric)
$function$;
COMMENT ON FUNCTION customer_grade_internal.registered_problems(customer_grade_internal.attachment, customer_grade.rubric) IS
	'what the catalogs and the registry tell about grading an attachment by a rubric; nothing of the table''s owner runs';

-- Settings may keep a grade: one harms nobody.
CREATE FUNCTION customer_grade_internal.named_problems(standard text, rubric customer_grade.rubric, settings jsonb)
RETURNS SETOF customer_grade_internal.version_problem
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT 'label', format('%s names grade "%s", which the version lacks', n.name, n.grade), NULL::bigint, NULL::jsonb, n.cure, false
	FROM (
		SELECT format('setting "%s"', s.key) AS name, g.grade,
			format('SELECT customer_grade.alter_standard(%L, settings => %L);', standard, settings #- ARRAY[s.key, g.grade]) AS cure
		FROM jsonb_each(settings) AS s, jsonb_object_keys(CASE jsonb_typeof(s.value) WHEN 'object' THEN s.value END) AS g(grade)
		WHERE s.key = 'color'
	) AS n
	WHERE n.grade NOT IN (SELECT g.grade FROM customer_grade.grades(rubric) AS g)
	ORDER BY n.name, n.grade
$function$;
COMMENT ON FUNCTION customer_grade_internal.named_problems(text, customer_grade.rubric, jsonb) IS
	'grades that settings name and that a rubric lacks';

CREATE FUNCTION customer_grade_internal.decision_problems(a customer_grade_internal.attachment, rubric customer_grade.rubric)
RETURNS SETOF customer_grade_internal.version_problem
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	RETURN QUERY EXECUTE format($query$
		SELECT 'label', format('decisions of kind %%s name grade "%%s", which the version lacks', p.decision, p.grade), count(*),
			jsonb_agg(p.key ORDER BY p.key) FILTER (WHERE p.place <= 3),
			CASE WHEN p.decision <> 'approval'
				THEN format('SELECT customer_grade.end_override(%%L, %%L, ..., decision => %%L);', $1, $2, p.decision) END, true
		FROM (
			SELECT d.decision, d.grade, k.key, row_number() OVER (PARTITION BY d.decision, d.grade ORDER BY k.key) AS place
			FROM %s AS d, LATERAL (SELECT %s) AS k(key)
			WHERE d.status IN ('proposed', 'approved') AND (d.valid_until IS NULL OR d.valid_until >= $3) AND d.grade <> ALL ($4)
		) AS p
		GROUP BY p.decision, p.grade ORDER BY p.decision, p.grade
		$query$, a.decisions, customer_grade_internal.key_expression(a.key_columns, 'd'))
	USING a.standard, a.subject::regclass, customer_grade_internal.clock_day(a),
		ARRAY(SELECT g.grade FROM customer_grade.grades(rubric) AS g);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.decision_problems(customer_grade_internal.attachment, customer_grade.rubric) IS
	'grades that decisions in force or proposed name and that a rubric lacks';

-- The metrics of a rubric with a domain that the metrics view gives, and whether the version in force has the same.
CREATE FUNCTION customer_grade_internal.domains(a customer_grade_internal.attachment, rubric customer_grade.rubric)
RETURNS TABLE (name text, domain text, condition text, is_old boolean)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT m.name, m.domain,
		customer_grade.to_sql(format('grades A; metric "%s" %s %s; grade A otherwise;', replace(m.name, '"', '""'), m.type,
			m.domain)::customer_grade.rubric, 'm', part => 'check'),
		EXISTS (
			SELECT FROM customer_grade.metrics(v.rubric) AS o WHERE (o.name, o.domain) = (m.name, m.domain))
	FROM customer_grade.metrics(rubric) AS m
		JOIN pg_attribute AS c ON c.attrelid = a.metrics AND c.attname = m.name AND c.attnum > 0
		LEFT JOIN customer_grade.standard AS v ON v.name = a.standard AND v.version = a.version
	WHERE m.domain IS NOT NULL
$function$;
COMMENT ON FUNCTION customer_grade_internal.domains(customer_grade_internal.attachment, customer_grade.rubric) IS
	'the metrics of a rubric that have a domain, as a condition of SQL over a row m, and whether they have the same in the version in '
	'force';

-- A row outside a domain is not graded here. Rows that the version in force refuses as well do not stand in the way.
CREATE FUNCTION customer_grade_internal.row_problems(a customer_grade_internal.attachment, rubric customer_grade.rubric)
RETURNS SETOF customer_grade_internal.version_problem
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	today CONSTANT date := customer_grade_internal.clock_day(a);
	parameters jsonb;
	outside text;
	inside text;
BEGIN
	parameters := jsonb_build_object('as_of', today)
		|| (customer_grade_internal.version_parameters(a, row_problems.rubric, today)).parameters;
	PERFORM set_config('customer_grade.as_of', to_char(today, 'YYYY-MM-DD'), true);
	PERFORM customer_grade_internal.use_version(a);
	SELECT coalesce(string_agg(format('CASE WHEN (%s) IS FALSE THEN %L END', d.condition, d.name), E',\n'), ''),
		coalesce(string_agg(format('(%s) IS NOT FALSE', d.condition), E' AND\n'), 'true')
	INTO outside, inside FROM customer_grade_internal.domains(a, rubric) AS d;
	RETURN QUERY EXECUTE format($query$
		WITH graded AS (
			SELECT m.*::%1$s AS row, array_remove(ARRAY[%3$s]::text[], NULL) AS outside,
				CASE WHEN %6$s THEN (customer_grade.assess(%4$L::customer_grade.rubric, m.*, $1)).reason END AS reason
			FROM %1$s AS m OFFSET 0
		), refused AS (
			SELECT 'domain' AS kind, format('value of metric "%%s" outside its domain (%%s)', d.name, d.domain) AS problem,
				%2$s AS key, d.is_old AS refused_now
			FROM graded AS c, unnest(c.outside) AS o(name) JOIN customer_grade_internal.domains($2, %4$L) AS d ON d.name = o.name
			UNION ALL
			SELECT 'row', c.reason, %2$s, ((customer_grade.assess(%5$L, c.row, $1)).reason LIKE 'refused: %%') IS TRUE
			FROM graded AS c WHERE c.reason LIKE 'refused: %%'
		)
		SELECT r.kind, r.problem, count(*), jsonb_agg(r.key ORDER BY r.place) FILTER (WHERE r.place <= 3), NULL,
			NOT bool_and(r.refused_now)
		FROM (SELECT r.*, row_number() OVER (PARTITION BY r.kind, r.problem ORDER BY r.key) AS place FROM refused AS r) AS r
		GROUP BY r.kind, r.problem ORDER BY r.kind, r.problem
		$query$, a.metrics, customer_grade_internal.key_expression(a.key_columns, '(c.row)'), outside, rubric, a.standard, inside)
	USING parameters, a;
EXCEPTION WHEN OTHERS THEN
	RETURN QUERY SELECT 'error', SQLERRM, NULL::bigint, NULL::jsonb, NULL::text, true;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.row_problems(customer_grade_internal.attachment, customer_grade.rubric) IS
	'the rows of an attachment that a rubric refuses, by reason, with up to three keys; an error that ends the evaluation, such as one '
	'of the metrics view, is a row';

CREATE FUNCTION customer_grade_internal.checked_rubric(standard text, rubric customer_grade.rubric, version integer,
	OUT candidate customer_grade.rubric, OUT settings jsonb)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
BEGIN
	IF num_nonnulls(checked_rubric.rubric, checked_rubric.version) > 1 THEN
		PERFORM customer_grade_internal.throw('22023',
			message => 'check_version() takes a rubric or a version, not both',
			hint => 'Without either it checks the latest version.');
	END IF;
	candidate := checked_rubric.rubric;
	IF candidate IS NULL THEN
		SELECT s.rubric, s.settings INTO candidate, settings FROM customer_grade.standard AS s
		WHERE s.name = checked_rubric.standard
			AND CASE WHEN checked_rubric.version IS NULL THEN s.status = 'final' ELSE s.version = checked_rubric.version END
		ORDER BY s.version DESC LIMIT 1;
	END IF;
	IF candidate IS NULL THEN
		PERFORM customer_grade_internal.throw('42704',
			message => format('standard "%s" does not exist, or has no such version', checked_rubric.standard),
			hint => 'The view customer_grade.standard lists all versions.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.checked_rubric(text, customer_grade.rubric, integer) IS
	'the rubric that check_version() is about, and the settings of that version. Errors: 22023 both are given, 42704 no such version';

-- Without a table, it runs as the caller: the gate is called for each table, and becomes its owner.
CREATE FUNCTION customer_grade_internal.as_owner_check_version(standard text, subject regclass DEFAULT NULL,
	rubric customer_grade.rubric DEFAULT NULL, version integer DEFAULT NULL)
RETURNS TABLE (graded_table regclass, kind text, problem text, customers bigint, examples jsonb, cure text, blocks boolean)
LANGUAGE plpgsql STABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	checked CONSTANT record := customer_grade_internal.checked_rubric(as_owner_check_version.standard,
		as_owner_check_version.rubric, as_owner_check_version.version);
	a customer_grade_internal.attachment;
	one regclass;
BEGIN
	IF as_owner_check_version.subject IS NULL THEN
		FOR one IN
			SELECT t.subject FROM customer_grade.attachment AS t WHERE t.standard = as_owner_check_version.standard
			ORDER BY t.subject::text
		LOOP
			BEGIN
				RETURN QUERY SELECT * FROM customer_grade.check_version(as_owner_check_version.standard, one,
					as_owner_check_version.rubric, as_owner_check_version.version);
			EXCEPTION WHEN insufficient_privilege THEN
				NULL;	-- whose rows the caller may not read
			END;
		END LOOP;
		RETURN;
	END IF;
	a := customer_grade_internal.attached(as_owner_check_version.standard, as_owner_check_version.subject);
	PERFORM customer_grade_internal.check_readable(a.grades, a.decisions);
	PERFORM customer_grade_internal.check_may_evaluate(a.subject, a.metrics);
	RETURN QUERY
		SELECT a.subject::regclass, p.* FROM customer_grade_internal.registered_problems(a, checked.candidate) AS p
		UNION ALL
		SELECT a.subject, p.* FROM customer_grade_internal.decision_problems(a, checked.candidate) AS p
		UNION ALL
		SELECT a.subject, p.* FROM customer_grade_internal.named_problems(a.standard, checked.candidate, checked.settings) AS p;
	-- without its metrics and parameters no row can be graded
	IF NOT EXISTS (SELECT FROM customer_grade_internal.registered_problems(a, checked.candidate) AS p
			WHERE p.kind IN ('metric', 'parameter')) THEN
		RETURN QUERY SELECT a.subject::regclass, p.* FROM customer_grade_internal.row_problems(a, checked.candidate) AS p;
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_check_version(text, regclass, customer_grade.rubric, integer) IS
	'what stands in the way of putting a version (default: the latest), or a rubric that is no version yet, in force for a table, by '
	'default for each table of the standard whose rows you may read: metrics that its view does not give, parameters without a value, '
	'steps of approvals without a role, grades that decisions and settings name and the version lacks, rows that it refuses '
	'(with up to three keys); blocks: publish() refuses unless it is forced. Nothing is written. Errors: 22023 rubric and version are '
	'given, 42704 no such version, 55000 not attached';
