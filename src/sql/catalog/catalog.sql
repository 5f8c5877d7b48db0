-- The catalog: ready-made standards. The files beside this one fill it.

CREATE TABLE customer_grade.catalog (
	name        text COLLATE pg_catalog."C" NOT NULL,
	version     integer NOT NULL,
	family      text GENERATED ALWAYS AS (pg_catalog.split_part(name, '.', 1)) STORED,
	industry    text NOT NULL,
	title_zh    text NOT NULL,
	title_en    text NOT NULL,
	effective   daterange NOT NULL DEFAULT '(,)',
	source      text NOT NULL,
	review      text,
	remarks     text,
	rubric      customer_grade.rubric NOT NULL,
	PRIMARY KEY (name, version)
);
COMMENT ON TABLE customer_grade.catalog IS
	'the standards that ship with the extension, one row a version; adopt() makes one of them yours';
COMMENT ON COLUMN customer_grade.catalog.name IS
	'name of the standard; family.dimension where a customer gets several letters at once';
COMMENT ON COLUMN customer_grade.catalog.version IS
	'number of the version, counted from 1';
COMMENT ON COLUMN customer_grade.catalog.family IS
	'the name up to its first dot: common to the dimensions of one standard';
COMMENT ON COLUMN customer_grade.catalog.industry IS
	'the business it was written for';
COMMENT ON COLUMN customer_grade.catalog.title_zh IS
	'title in Chinese, as in the source';
COMMENT ON COLUMN customer_grade.catalog.title_en IS
	'title in English';
COMMENT ON COLUMN customer_grade.catalog.effective IS
	'evaluation dates this version is used for';
COMMENT ON COLUMN customer_grade.catalog.source IS
	'heading of the document that the rules are taken from';
COMMENT ON COLUMN customer_grade.catalog.review IS
	'when customers are graded anew, if the source says so';
COMMENT ON COLUMN customer_grade.catalog.remarks IS
	'where the source is open, the reading taken';
COMMENT ON COLUMN customer_grade.catalog.rubric IS
	'the rules';

CREATE FUNCTION customer_grade.adopt(name text, "as" text DEFAULT NULL) RETURNS text
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	new_name text := coalesce("as", adopt.name);
BEGIN
	LOCK TABLE customer_grade.standard IN SHARE ROW EXCLUSIVE MODE;

	IF EXISTS (SELECT FROM customer_grade.standard AS s WHERE s.name = new_name) THEN
		RAISE duplicate_object USING
			MESSAGE = format('standard "%s" already exists', new_name),
			HINT = 'Give it another name with the second argument.';
	END IF;

	INSERT INTO customer_grade.standard
		(name, version, rubric, title, description, source, effective)
	SELECT new_name, c.version, c.rubric, c.title_zh || ' | ' || c.title_en, c.remarks, c.source, c.effective
	FROM customer_grade.catalog AS c
	WHERE c.name = adopt.name;
	IF NOT FOUND THEN
		RAISE undefined_object USING
			MESSAGE = format('the catalog has no standard "%s"', adopt.name),
			HINT = 'SELECT name, title_en FROM customer_grade.catalog lists them.';
	END IF;

	RETURN new_name;
END
$function$;
COMMENT ON FUNCTION customer_grade.adopt(text, text) IS
	'copy all versions of a standard of the catalog into customer_grade.standard, under its own or another name; returns the name';
