-- Treatments: what a customer gets for a grade.

CREATE FUNCTION customer_grade_internal.condition_rubric(condition text) RETURNS customer_grade.rubric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $function$
	SELECT ('grades unranked yes, no; grade yes when (' OPERATOR(pg_catalog.||) coalesce(condition, 'true')
		OPERATOR(pg_catalog.||) E'\n) is true; grade no otherwise;')::customer_grade.rubric
$function$;
COMMENT ON FUNCTION customer_grade_internal.condition_rubric(text) IS
	'a condition of the rubric language as a rubric with the grades yes and no; null is yes. Error: 42601 it is not a condition';

CREATE TABLE customer_grade_internal.treatment (
	standard    text COLLATE pg_catalog."C" NOT NULL,
	grade       text,
	name        text NOT NULL,
	value       text,
	unit        text,
	condition   text,
	note        text,
	UNIQUE (standard, grade, name, condition, value),
	CONSTRAINT treatment_condition_check
		CHECK (customer_grade_internal.condition_rubric(condition) IS NOT NULL)
);
-- Logical replication needs it, because the table has no primary key.
ALTER TABLE customer_grade_internal.treatment REPLICA IDENTITY FULL;
COMMENT ON TABLE customer_grade_internal.treatment IS
	'treatments: what customers get for their grades by a standard; set_treatment() writes it';
COMMENT ON COLUMN customer_grade_internal.treatment.standard IS
	'name of the standard';
COMMENT ON COLUMN customer_grade_internal.treatment.grade IS
	'the grade that gets it; null: every grade';
COMMENT ON COLUMN customer_grade_internal.treatment.name IS
	'what it is: visit_interval, service_level, price, credit_limit, payment_term, priority, ...';
COMMENT ON COLUMN customer_grade_internal.treatment.value IS
	'how much or which; a number where it has a unit';
COMMENT ON COLUMN customer_grade_internal.treatment.unit IS
	'unit of the value; null: a word or a plain number';
COMMENT ON COLUMN customer_grade_internal.treatment.condition IS
	'a condition of the rubric language over the customer''s row; null: always';
COMMENT ON COLUMN customer_grade_internal.treatment.note IS
	'remark, such as the wording of the document that it comes from';
SELECT customer_grade_internal.make_registry_view('treatment');

SELECT pg_catalog.pg_extension_config_dump('customer_grade_internal.treatment', '');

CREATE FUNCTION customer_grade_internal.treatment_interval(value text, unit text) RETURNS interval
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- "3 month" is every three months; "2 time/month" and the like are so many times in one
	SELECT CASE WHEN p.per = '' THEN n.number * u.span WHEN n.number > 0 THEN u.span / n.number::float8 END
	FROM (SELECT CASE WHEN value ~ E'^\\s*\\d{1,9}(\\.\\d{1,9})?\\s*$' THEN value::numeric END AS number) AS n,
		(SELECT split_part(lower(unit), '/', 2) AS per,
			lower(btrim(CASE WHEN unit LIKE '%/%' THEN split_part(unit, '/', 2) ELSE unit END)) AS name) AS p,
		LATERAL (SELECT CASE
			WHEN p.name IN ('s', 'second', 'seconds', '秒') THEN interval '1 second'
			WHEN p.name IN ('min', 'minute', 'minutes', '分钟', '分鐘') THEN interval '1 minute'
			WHEN p.name IN ('h', 'hour', 'hours', '小时', '小時') THEN interval '1 hour'
			WHEN p.name IN ('day', 'days', '天', '日') THEN interval '1 day'
			WHEN p.name IN ('working day', 'working days', '工作日') THEN interval '1 day' * 1.4
			WHEN p.name IN ('week', 'weeks', '周', '週', '星期') THEN interval '7 days'
			WHEN p.name IN ('month', 'months', '月', '个月', '個月') THEN interval '1 month'
			WHEN p.name IN ('quarter', 'quarters', '季', '季度') THEN interval '3 months'
			WHEN p.name IN ('half-year', 'half-years', 'half year', '半年') THEN interval '6 months'
			WHEN p.name IN ('year', 'years', '年') THEN interval '1 year' END AS span) AS u
$function$;
COMMENT ON FUNCTION customer_grade_internal.treatment_interval(text, text) IS
	'value and unit of a treatment as an interval: "0.5" "week", "3" "month", "2" "time/year"; units second to year, in English or '
	'Chinese; a working day counts as 1.4 days; null: it is not an interval';

CREATE FUNCTION customer_grade_internal.treatment_amount(value text) RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE WHEN value ~ E'^\\s*\\d+(\\.\\d+)?\\s*$' THEN value::numeric END
$function$;
COMMENT ON FUNCTION customer_grade_internal.treatment_amount(text) IS
	'the value of a treatment as an amount; null: it is none';

-- The grade may be one of an earlier version, or of one that is not effective yet. What a report computes with must be a number.
CREATE FUNCTION customer_grade_internal.check_treatment(standard text, grade text, name text, value text, unit text) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	known CONSTANT text[] := ARRAY(
		SELECT g.grade FROM customer_grade_internal.standard AS s, customer_grade.grades(s.rubric) AS g
		WHERE s.name = check_treatment.standard GROUP BY g.grade ORDER BY min(g.rank), g.grade);
BEGIN
	IF check_treatment.grade <> ALL (known) THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('standard "%s" has no grade "%s"', check_treatment.standard, check_treatment.grade),
			hint => format('Its grades are %s.', array_to_string(known, ', ')));
	END IF;
	IF check_treatment.name IN ('visit_interval', 'payment_term')
		AND customer_grade_internal.treatment_interval(check_treatment.value, check_treatment.unit) IS NULL
		OR check_treatment.name = 'credit_limit' AND customer_grade_internal.treatment_amount(check_treatment.value) IS NULL
	THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('treatment "%s" cannot be "%s"', check_treatment.name,
				concat_ws(' ', check_treatment.value, check_treatment.unit)),
			detail => CASE check_treatment.name WHEN 'credit_limit' THEN 'It is an amount, such as 50000.'
				ELSE 'It is a time with its unit, such as 2 week, or so many times in one, such as 2 time/month.' END,
			hint => 'Give words another name, such as service, or write them into the note.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_treatment(text, text, text, text, text) IS
	'require a treatment of a grade that the standard has, and of visit_interval, payment_term and credit_limit a value that reports can '
	'compute with; for the bodies of gates. Error: 22023 it is none';

CREATE FUNCTION customer_grade_internal.registry_set_treatment(standard text, grade text, name text, value text, unit text,
	condition text, note text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
BEGIN
	PERFORM customer_grade_internal.check_standard_exists(registry_set_treatment.standard);
	PERFORM customer_grade_internal.check_standard_writer(registry_set_treatment.standard);
	DELETE FROM customer_grade_internal.treatment AS t
	WHERE t.standard = registry_set_treatment.standard AND t.name = registry_set_treatment.name
		AND t.grade IS NOT DISTINCT FROM registry_set_treatment.grade
		AND t.condition IS NOT DISTINCT FROM registry_set_treatment.condition;
	IF registry_set_treatment.value IS NOT NULL THEN
		PERFORM customer_grade_internal.check_treatment(registry_set_treatment.standard, registry_set_treatment.grade,
			registry_set_treatment.name, registry_set_treatment.value, registry_set_treatment.unit);
		INSERT INTO customer_grade_internal.treatment (standard, grade, name, value, unit, condition, note)
		VALUES (registry_set_treatment.standard, registry_set_treatment.grade, registry_set_treatment.name,
			registry_set_treatment.value, registry_set_treatment.unit, registry_set_treatment.condition, registry_set_treatment.note);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_set_treatment(text, text, text, text, text, text, text) IS
	'body of set_treatment()';

CREATE FUNCTION customer_grade.set_treatment(standard text, grade text, name text, value text, unit text DEFAULT NULL,
	condition text DEFAULT NULL, note text DEFAULT NULL) RETURNS void
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade.set_treatment(text, text, text, text, text, text, text) IS
	'say what a grade of a standard gets (grade null: every grade), on a condition of the rubric language over the customer''s row '
	'(null: always); replaces what was said before for the same grade, name and condition, and a null value takes it away. For members '
	'of the standard''s owner and roles to which grant_standard() has granted it. visit_interval and payment_term must be a time, '
	'credit_limit an amount. Errors: 42704 no such standard, 42501 not yours, 42601 not a condition, 22023 no such grade or not a time '
	'or amount';

CREATE FUNCTION customer_grade.treatments(standard text, grade text)
RETURNS TABLE (name text, value text, unit text, condition text, note text)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT t.name, t.value, t.unit, t.condition, t.note
	FROM customer_grade.treatment AS t
	WHERE t.standard = treatments.standard AND (t.grade IS NULL OR t.grade = treatments.grade)
	ORDER BY t.name, t.value
$function$;
COMMENT ON FUNCTION customer_grade.treatments(text, text) IS
	'what a grade of a standard gets, including what depends on a condition';

CREATE FUNCTION customer_grade.row_treatments(standard text, input anyelement, parameters jsonb DEFAULT NULL)
RETURNS TABLE (grade text, name text, value text, unit text, note text)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT g.grade, t.name, t.value, t.unit, t.note
	FROM (SELECT customer_grade.grade(standard, input, parameters) AS grade) AS g
	JOIN customer_grade.treatment AS t
		ON t.standard = row_treatments.standard AND (t.grade IS NULL OR t.grade = g.grade)
	WHERE g.grade IS NOT NULL AND
		customer_grade.grade(customer_grade_internal.condition_rubric(t.condition), input) = 'yes'
	ORDER BY t.name, t.value
$function$;
COMMENT ON FUNCTION customer_grade.row_treatments(text, anyelement, jsonb) IS
	'what a row gets: the treatments of the grade that the standard gives it, whose conditions it meets; none when it is not graded. The '
	'row is a row of a table or jsonb. For customers of an attached table, whose grade in force counts: customer_treatments()';

-- Takes literals without a type, from which anyelement could not be determined.
CREATE FUNCTION customer_grade.row_treatments(standard text, "row" text, parameters jsonb DEFAULT NULL)
RETURNS TABLE (grade text, name text, value text, unit text, note text)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT t.grade, t.name, t.value, t.unit, t.note
	FROM customer_grade.row_treatments(standard, "row"::jsonb, parameters) AS t
$function$;
COMMENT ON FUNCTION customer_grade.row_treatments(text, text, jsonb) IS
	'the same for a row as the text of a JSON object';
