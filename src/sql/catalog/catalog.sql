-- The catalog: ready-made standards. The files beside this one fill it.

CREATE TABLE customer_grade_internal.catalog (
	name        text COLLATE pg_catalog."C" NOT NULL,
	version     integer NOT NULL,
	family      text GENERATED ALWAYS AS (pg_catalog.split_part(name, '.', 1)) STORED,
	industry    text NOT NULL,
	title_zh    text NOT NULL,
	title_en    text NOT NULL,
	effective   daterange NOT NULL DEFAULT '(,)',
	origin      text NOT NULL,
	review      text,
	remarks     text,
	settings    jsonb NOT NULL DEFAULT '{}',
	rubric      customer_grade.rubric NOT NULL,
	PRIMARY KEY (name, version)
);
COMMENT ON TABLE customer_grade_internal.catalog IS
	'the standards that ship with the extension, one row for each version; adopt() makes one of them yours';
COMMENT ON COLUMN customer_grade_internal.catalog.name IS
	'name of the standard; family.dimension if it is one of several that grade the same customer';
COMMENT ON COLUMN customer_grade_internal.catalog.version IS
	'number of the version, counted from 1';
COMMENT ON COLUMN customer_grade_internal.catalog.family IS
	'the name up to its first dot, which the dimensions of a family share';
COMMENT ON COLUMN customer_grade_internal.catalog.industry IS
	'the industry it was written for';
COMMENT ON COLUMN customer_grade_internal.catalog.title_zh IS
	'title in Chinese, as in the source';
COMMENT ON COLUMN customer_grade_internal.catalog.title_en IS
	'title in English';
COMMENT ON COLUMN customer_grade_internal.catalog.effective IS
	'evaluation dates on which this version is in force';
COMMENT ON COLUMN customer_grade_internal.catalog.origin IS
	'heading of the document that the rules are taken from';
COMMENT ON COLUMN customer_grade_internal.catalog.review IS
	'when customers are reviewed, if the source says so';
COMMENT ON COLUMN customer_grade_internal.catalog.remarks IS
	'how the source was read where it is ambiguous';
COMMENT ON COLUMN customer_grade_internal.catalog.settings IS
	'what the source says about review, promotion, demotion, provisional grades, approval and validity, as data';
COMMENT ON COLUMN customer_grade_internal.catalog.rubric IS
	'the rules';
SELECT customer_grade_internal.make_registry_view('catalog');

CREATE TABLE customer_grade_internal.catalog_treatment (
	standard    text COLLATE pg_catalog."C" NOT NULL,
	grade       text,
	name        text NOT NULL,
	value       text,
	unit        text,
	condition   text,
	note        text,
	UNIQUE (standard, grade, name, condition, value),
	CONSTRAINT catalog_treatment_condition_check
		CHECK (customer_grade_internal.condition_rubric(condition) IS NOT NULL)
);
COMMENT ON TABLE customer_grade_internal.catalog_treatment IS
	'what the grades of the catalog''s standards get; same columns as customer_grade.treatment';
COMMENT ON COLUMN customer_grade_internal.catalog_treatment.standard IS
	'name of the standard in customer_grade.catalog';
COMMENT ON COLUMN customer_grade_internal.catalog_treatment.grade IS
	'the grade that gets it; null: every grade';
COMMENT ON COLUMN customer_grade_internal.catalog_treatment.name IS
	'what it is: visit_interval, service_level, price, credit_limit, payment_term, priority, ...';
COMMENT ON COLUMN customer_grade_internal.catalog_treatment.value IS
	'how much or which; a number if there is a unit';
COMMENT ON COLUMN customer_grade_internal.catalog_treatment.unit IS
	'unit of the value; null: a word or a plain number';
COMMENT ON COLUMN customer_grade_internal.catalog_treatment.condition IS
	'a condition of the rubric language over the customer''s row; null: always';
COMMENT ON COLUMN customer_grade_internal.catalog_treatment.note IS
	'the words of the source, Chinese | English';
SELECT customer_grade_internal.make_registry_view('catalog_treatment');

CREATE FUNCTION customer_grade.catalog_treatments(standard text, grade text, input jsonb DEFAULT NULL)
RETURNS TABLE (name text, value text, unit text, condition text, note text)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT t.name, t.value, t.unit, t.condition, t.note
	FROM customer_grade.catalog_treatment AS t
	WHERE t.standard = catalog_treatments.standard
		AND (t.grade IS NULL OR t.grade = catalog_treatments.grade)
		AND (catalog_treatments.input IS NULL OR t.condition IS NULL OR
			 customer_grade.grade(customer_grade_internal.condition_rubric(t.condition), catalog_treatments.input) = 'yes')
	ORDER BY t.name, t.value
$function$;
COMMENT ON FUNCTION customer_grade.catalog_treatments(text, text, jsonb) IS
	'what a grade of a standard of the catalog gets; if the input is given, only the treatments whose conditions it meets';

CREATE FUNCTION customer_grade_internal.registry_adopt(name text, new_name text) RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	adopted_name text := coalesce(registry_adopt.new_name, registry_adopt.name);
BEGIN
	PERFORM customer_grade_internal.lock_standards();
	IF customer_grade_internal.owner_of_standard(adopted_name) IS NOT NULL THEN
		PERFORM customer_grade_internal.throw('42710',
			message => format('standard "%s" already exists', adopted_name),
			hint => 'Give the copy another name with the argument new_name.');
	END IF;
	PERFORM customer_grade_internal.check_standard_writer(adopted_name);

	INSERT INTO customer_grade_internal.standard
		(name, version, rubric, title, description, origin, effective, settings)
	SELECT adopted_name, c.version, c.rubric, c.title_zh || ' | ' || c.title_en, c.remarks, c.origin, c.effective, c.settings
	FROM customer_grade_internal.catalog AS c
	WHERE c.name = registry_adopt.name;
	IF NOT FOUND THEN
		PERFORM customer_grade_internal.throw('42704',
			message => format('the catalog has no standard "%s"', registry_adopt.name),
			hint => 'SELECT name, title_en FROM customer_grade.catalog lists them.');
	END IF;
	PERFORM customer_grade_internal.protect_role(customer_grade_internal.caller());

	INSERT INTO customer_grade_internal.treatment (standard, grade, name, value, unit, condition, note)
	SELECT adopted_name, t.grade, t.name, t.value, t.unit, t.condition, t.note
	FROM customer_grade_internal.catalog_treatment AS t
	WHERE t.standard = registry_adopt.name;

	RETURN adopted_name;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_adopt(text, text) IS
	'body of adopt()';

CREATE FUNCTION customer_grade.adopt(name text, new_name text DEFAULT NULL) RETURNS text
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade.adopt(text, text) IS
	'copy all versions of a standard of the catalog, with settings and treatments, to your own standards; returns the name, which is '
	'new_name if you give one. Errors: 42704 the catalog has no such standard, 42710 there is a standard of this name, 42501 '
	'you may not define standards';
