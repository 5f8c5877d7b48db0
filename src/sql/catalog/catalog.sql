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
	remarks     text,
	settings    jsonb NOT NULL DEFAULT '{}',
	accepted    jsonb NOT NULL DEFAULT '[]',
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
COMMENT ON COLUMN customer_grade_internal.catalog.remarks IS
	'how the source was read where it is ambiguous';
COMMENT ON COLUMN customer_grade_internal.catalog.settings IS
	'how reports show the grades: {"color": {"A": "#004488"}}; nothing in it changes a grade';
COMMENT ON COLUMN customer_grade_internal.catalog.accepted IS
	'findings of lint() that stand with their reasons: a list of {"statement", "message", "reason"}';
COMMENT ON COLUMN customer_grade_internal.catalog.rubric IS
	'the whole standard: classes, conditions, terms and treatments';
SELECT customer_grade_internal.make_registry_view('catalog');

CREATE VIEW customer_grade.catalog_treatment WITH (security_barrier) AS
	SELECT c.name AS standard, c.version, t.name, t.grade, t.place, t.value, t.condition, t.unit, t.title
	FROM customer_grade.catalog AS c, customer_grade.treatments(c.rubric) AS t;
COMMENT ON VIEW customer_grade.catalog_treatment IS
	'what the grades of the catalog''s standards get, as their texts say it; same columns as customer_grade.treatment';
COMMENT ON COLUMN customer_grade.catalog_treatment.standard IS
	'name of the standard in customer_grade.catalog';
COMMENT ON COLUMN customer_grade.catalog_treatment.version IS
	'number of its version';
COMMENT ON COLUMN customer_grade.catalog_treatment.name IS
	'what it is: visit_interval, service_level, price, credit_limit, payment_term, priority, ...';
COMMENT ON COLUMN customer_grade.catalog_treatment.grade IS
	'the grade that gets it';
COMMENT ON COLUMN customer_grade.catalog_treatment.place IS
	'counts what the grade gets by this name, in the order of the text';
COMMENT ON COLUMN customer_grade.catalog_treatment.value IS
	'how much or which: text, or an expression as written; null: it is given without a value';
COMMENT ON COLUMN customer_grade.catalog_treatment.condition IS
	'when it is given, as written; null: always; otherwise: when the alternatives before it are not';
COMMENT ON COLUMN customer_grade.catalog_treatment.unit IS
	'unit of the value; null: a word or a plain number';
COMMENT ON COLUMN customer_grade.catalog_treatment.title IS
	'the words of the source, Chinese | English';
CREATE TRIGGER read_only INSTEAD OF INSERT OR UPDATE OR DELETE ON customer_grade.catalog_treatment
	FOR EACH ROW EXECUTE FUNCTION customer_grade_internal.refuse_writing();
COMMENT ON TRIGGER read_only ON customer_grade.catalog_treatment IS 'the view is read-only';
GRANT SELECT ON customer_grade.catalog_treatment TO PUBLIC;

CREATE FUNCTION customer_grade.catalog_treatments(standard text, grade text, input jsonb DEFAULT NULL, parameters jsonb DEFAULT NULL)
RETURNS TABLE (name text, value text, unit text, condition text, title text, problem text)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH latest AS (
		SELECT c.rubric FROM customer_grade.catalog AS c WHERE c.name = catalog_treatments.standard ORDER BY c.version DESC LIMIT 1
	)
	SELECT t.name, t.value, t.unit, t.condition, t.title, t.problem
	FROM (
		SELECT t.name, t.value, t.unit, t.condition, t.title, NULL AS problem, t.place
		FROM latest, customer_grade.treatments(latest.rubric) AS t
		WHERE catalog_treatments.input IS NULL AND t.grade = catalog_treatments.grade
		UNION ALL
		SELECT t.name, t.value, t.unit, NULL, t.title, t.problem, t.place
		FROM latest, customer_grade_internal.given(latest.rubric, catalog_treatments.input, catalog_treatments.parameters,
			catalog_treatments.grade, NULL) WITH ORDINALITY AS t(name, value, unit, title, problem, place)
	) AS t
	ORDER BY t.name, t.place
$function$;
COMMENT ON FUNCTION customer_grade.catalog_treatments(text, text, jsonb, jsonb) IS
	'what a grade of a standard of the catalog gets, by its latest version, as written; if the input is given: what it gets for it, with '
	'the values of these parameters; problem: why one has no value for it';

-- A name of both a standard and a family is that of the standard.
CREATE FUNCTION customer_grade_internal.registry_adopt(name text, new_name text) RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	adopted_name CONSTANT text := coalesce(registry_adopt.new_name, registry_adopt.name);
	is_standard CONSTANT boolean := EXISTS (SELECT FROM customer_grade_internal.catalog AS c WHERE c.name = registry_adopt.name);
	member record;
BEGIN
	PERFORM customer_grade_internal.lock_standards();
	FOR member IN
		SELECT DISTINCT c.name, adopted_name || substr(c.name, length(registry_adopt.name) + 1) AS adopted_name
		FROM customer_grade_internal.catalog AS c
		WHERE CASE WHEN is_standard THEN c.name ELSE c.family END = registry_adopt.name
		ORDER BY c.name
	LOOP
		IF customer_grade_internal.owner_of_standard(member.adopted_name) IS NOT NULL THEN
			PERFORM customer_grade_internal.throw('42710',
				message => format('standard "%s" already exists', member.adopted_name),
				hint => 'Give the copy another name with the argument new_name.');
		END IF;
		PERFORM customer_grade_internal.check_standard_writer(member.adopted_name);
		INSERT INTO customer_grade_internal.standard
			(name, version, rubric, title, description, origin, effective, settings, accepted)
		SELECT member.adopted_name, c.version, c.rubric, c.title_zh || ' | ' || c.title_en, c.remarks, c.origin, c.effective, c.settings,
			c.accepted
		FROM customer_grade_internal.catalog AS c
		WHERE c.name = member.name;
	END LOOP;
	IF NOT FOUND THEN
		PERFORM customer_grade_internal.throw('42704',
			message => format('the catalog has no standard "%s"', registry_adopt.name),
			hint => 'SELECT name, title_en FROM customer_grade.catalog lists them.');
	END IF;
	PERFORM customer_grade_internal.protect_role(customer_grade_internal.caller());

	RETURN adopted_name;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_adopt(text, text) IS
	'body of adopt()';

CREATE FUNCTION customer_grade.adopt(name text, new_name text DEFAULT NULL) RETURNS text
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade.adopt(text, text) IS
	'copy a standard of the catalog, with all its versions, to your own standards; the name of a family that is no standard''s own name '
	'copies all standards of the family. Returns the name, which is new_name if you give one. Errors: 42704 the catalog has no such '
	'standard, 42710 there is a standard of this name, 42501 you may not define standards';
