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
	'of the standard''s owner and roles to which grant_standard() has granted it. Errors: 42704 no such standard, 42501 not yours, 42601 '
	'not a condition';

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

CREATE FUNCTION customer_grade.customer_treatments(standard text, input anyelement, parameters jsonb DEFAULT NULL)
RETURNS TABLE (grade text, name text, value text, unit text, note text)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT g.grade, t.name, t.value, t.unit, t.note
	FROM (SELECT customer_grade.grade(standard, input, parameters) AS grade) AS g
	JOIN customer_grade.treatment AS t
		ON t.standard = customer_treatments.standard AND (t.grade IS NULL OR t.grade = g.grade)
	WHERE g.grade IS NOT NULL AND
		customer_grade.grade(customer_grade_internal.condition_rubric(t.condition), input) = 'yes'
	ORDER BY t.name, t.value
$function$;
COMMENT ON FUNCTION customer_grade.customer_treatments(text, anyelement, jsonb) IS
	'what a customer gets: the treatments of the grade of this row whose conditions it meets; none when it is not graded. The row is a '
	'row of a table or jsonb';

-- Takes literals without a type, from which anyelement could not be determined.
CREATE FUNCTION customer_grade.customer_treatments(standard text, "row" text, parameters jsonb DEFAULT NULL)
RETURNS TABLE (grade text, name text, value text, unit text, note text)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT t.grade, t.name, t.value, t.unit, t.note
	FROM customer_grade.customer_treatments(standard, "row"::jsonb, parameters) AS t
$function$;
COMMENT ON FUNCTION customer_grade.customer_treatments(text, text, jsonb) IS
	'the same for a row as the text of a JSON object';
