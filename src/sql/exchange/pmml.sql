-- Scorecards of PMML.

CREATE FUNCTION customer_grade_internal.pmml_number(document text, element jsonb, value text) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF value !~ E'^\\s*[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,2})?\\s*$' THEN
		PERFORM customer_grade_internal.fail_element(document, element, format('"%s" is no number', value));
	END IF;
	RETURN value::numeric::text;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.pmml_number(text, jsonb, text) IS 'a number of PMML as a rubric writes it; null: null';

CREATE FUNCTION customer_grade_internal.pmml_literal(document text, element jsonb, type text, value text) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	CASE
		WHEN value IS NULL THEN
			RETURN NULL;
		WHEN type = 'number' THEN
			RETURN customer_grade_internal.pmml_number(document, element, value);
		WHEN type = 'date' THEN
			RETURN 'date ' || customer_grade_internal.rubric_string(value);
		WHEN type = 'boolean' AND lower(value) NOT IN ('true', 'false', '0', '1') THEN
			PERFORM customer_grade_internal.fail_element(document, element, format('"%s" is no boolean', value));
		WHEN type = 'boolean' THEN
			RETURN CASE WHEN lower(value) IN ('true', '1') THEN 'true' ELSE 'false' END;
		ELSE
			RETURN customer_grade_internal.rubric_string(value);
	END CASE;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.pmml_literal(text, jsonb, text, text) IS 'a value of PMML as a literal of a rubric; null: null';

CREATE FUNCTION customer_grade_internal.pmml_field(document text, element jsonb, fields jsonb, name text) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF NOT fields ? name OR name IS NULL THEN
		PERFORM customer_grade_internal.fail_element(document, element, format('there is no field "%s" that the model reads', name));
	END IF;
	RETURN fields -> name;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.pmml_field(text, jsonb, jsonb, text) IS 'how a field is written in the rubric, and its type';

-- "a b" "c \" d" e
CREATE FUNCTION customer_grade_internal.pmml_array(content text) RETURNS SETOF text
LANGUAGE sql IMMUTABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(replace(m.part[1], E'\\"', '"'), m.part[2])
	FROM regexp_matches(content, E'"((?:[^"\\\\]|\\\\.)*)"|(\\S+)', 'g') WITH ORDINALITY AS m(part, place) ORDER BY m.place
$function$;
COMMENT ON FUNCTION customer_grade_internal.pmml_array(text) IS 'the values of an Array';

CREATE FUNCTION customer_grade_internal.pmml_predicate(document text, elements jsonb, element jsonb, fields jsonb) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	a CONSTANT jsonb := element -> 'attributes';
	operator CONSTANT text := coalesce(a ->> 'operator', a ->> 'booleanOperator');
	field jsonb;
	parts text[];
BEGIN
	IF element ->> 'name' IN ('True', 'False') THEN
		RETURN lower(element ->> 'name');
	END IF;
	IF element ->> 'name' = 'CompoundPredicate' THEN
		parts := ARRAY(SELECT customer_grade_internal.pmml_predicate(document, elements, c, fields)
			FROM customer_grade_internal.xml_children(elements, element) AS c);
		RETURN CASE operator WHEN 'and' THEN '(' || array_to_string(parts, ' and ') || ')' WHEN 'or' THEN '(' || array_to_string(parts, ' or ')
			|| ')'
			WHEN 'xor' THEN repeat('(', cardinality(parts) - 1) || '(' || parts[1] || ') <> (' || array_to_string(parts[2:], ')) <> (') || '))'
			WHEN 'surrogate' THEN 'coalesce(' || array_to_string(parts, ', ') || ')' END;
	END IF;
	IF element ->> 'name' NOT IN ('SimplePredicate', 'SimpleSetPredicate') THEN
		PERFORM customer_grade_internal.fail_element(document, element, 'is no predicate that is understood');
	END IF;
	field := customer_grade_internal.pmml_field(document, element, fields, a ->> 'field');
	IF operator IN ('isMissing', 'isNotMissing') THEN
		RETURN format('%s is %s', field ->> 'written', CASE operator WHEN 'isMissing' THEN 'null' ELSE 'not null' END);
	END IF;
	IF operator IN ('isIn', 'isNotIn') THEN
		RETURN format('%s %s (%s)', field ->> 'written', CASE operator WHEN 'isIn' THEN 'in' ELSE 'not in' END, (
			SELECT string_agg(customer_grade_internal.pmml_literal(document, element, field ->> 'type', v), ', ')
			FROM customer_grade_internal.pmml_array(customer_grade_internal.xml_child(elements, element, 'Array') ->> 'content') AS v));
	END IF;
	RETURN format('%s %s %s', field ->> 'written', CASE operator WHEN 'equal' THEN '=' WHEN 'notEqual' THEN '<>' WHEN 'lessThan' THEN '<'
			WHEN 'lessOrEqual' THEN '<=' WHEN 'greaterThan' THEN '>' WHEN 'greaterOrEqual' THEN '>=' END,
		customer_grade_internal.pmml_literal(document, element, field ->> 'type', a ->> 'value'));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.pmml_predicate(text, jsonb, jsonb, jsonb) IS 'a predicate of PMML as a condition of a rubric';

CREATE FUNCTION customer_grade_internal.pmml_expression(document text, elements jsonb, element jsonb, fields jsonb) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	function CONSTANT text := element -> 'attributes' ->> 'function';
	parts text[];
	written text;
BEGIN
	IF element ->> 'name' = 'Constant' THEN
		RETURN CASE WHEN element -> 'attributes' ->> 'dataType' IN ('string') THEN customer_grade_internal.rubric_string(element ->> 'content')
			ELSE '(' || customer_grade_internal.pmml_number(document, element, element ->> 'content') || ')' END;
	END IF;
	IF element ->> 'name' = 'FieldRef' THEN
		RETURN customer_grade_internal.pmml_field(document, element, fields, element -> 'attributes' ->> 'field') ->> 'written';
	END IF;
	IF element ->> 'name' IS DISTINCT FROM 'Apply' THEN
		PERFORM customer_grade_internal.fail_element(document, element, 'is no expression that is understood');
	END IF;
	parts := ARRAY(SELECT customer_grade_internal.pmml_expression(document, elements, c, fields)
		FROM customer_grade_internal.xml_children(elements, element) AS c);
	SELECT f.written INTO written
	FROM (VALUES ('min', 'least'), ('max', 'greatest'), ('pow', 'power'), ('abs', 'abs'), ('exp', 'exp'), ('ln', 'ln'), ('sqrt', 'sqrt'),
		('floor', 'floor'), ('ceil', 'ceil'), ('round', 'round')) AS f(name, written) WHERE f.name = function;
	IF written IS NOT NULL THEN
		RETURN format('%s(%s)', written, array_to_string(parts, ', '));
	END IF;
	SELECT o.written INTO written
	FROM (VALUES ('equal', '='), ('notEqual', '<>'), ('lessThan', '<'), ('lessOrEqual', '<='), ('greaterThan', '>'), ('greaterOrEqual', '>='),
		('and', 'and'), ('or', 'or'), ('+', '+'), ('-', '-'), ('*', '*'), ('/', '/')) AS o(name, written) WHERE o.name = function;
	CASE
		WHEN function = '-' AND cardinality(parts) = 1 THEN
			RETURN format('(- %s)', parts[1]);
		WHEN written IS NOT NULL AND cardinality(parts) > 1 THEN
			RETURN '(' || array_to_string(parts, format(' %s ', written)) || ')';
		WHEN function = 'if' AND cardinality(parts) IN (2, 3) THEN
			RETURN format('case when %s then %s else %s end', parts[1], parts[2], coalesce(parts[3], 'null'));
		WHEN function = 'not' THEN
			RETURN format('(not %s)', parts[1]);
		WHEN function IN ('isMissing', 'isNotMissing') THEN
			RETURN format('(%s is %s)', parts[1], CASE function WHEN 'isMissing' THEN 'null' ELSE 'not null' END);
		ELSE
			PERFORM customer_grade_internal.fail_element(document, element, format('there is no function "%s" in a rubric', function));
	END CASE;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.pmml_expression(text, jsonb, jsonb, jsonb) IS 'an expression of PMML as one of a rubric';

CREATE FUNCTION customer_grade_internal.pmml_model(document text, elements jsonb, model text) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	found jsonb[];
	other jsonb;
BEGIN
	IF elements -> '1' ->> 'name' <> 'PMML' THEN
		PERFORM customer_grade_internal.throw('22023', message => format('the document is no PMML, but %s', elements -> '1' ->> 'name'));
	END IF;
	found := ARRAY(SELECT c FROM customer_grade_internal.xml_children(elements, elements -> '1', 'Scorecard') AS c
		WHERE model IS NULL OR c -> 'attributes' ->> 'modelName' = model);
	IF cardinality(found) = 1 THEN
		RETURN found[1];
	END IF;
	SELECT c INTO other FROM customer_grade_internal.xml_children(elements, elements -> '1') AS c
	WHERE c ->> 'name' NOT IN ('Header', 'MiningBuildTask', 'DataDictionary', 'TransformationDictionary', 'Scorecard') LIMIT 1;
	IF other IS NOT NULL AND found = '{}' THEN
		PERFORM customer_grade_internal.fail_element(document, other, 'only a Scorecard can be read');
	END IF;
	PERFORM customer_grade_internal.throw('22023', message => CASE
		WHEN found = '{}' AND model IS NOT NULL THEN format('the document has no Scorecard "%s"', model)
		WHEN found = '{}' THEN 'the document has no Scorecard'
		ELSE 'the document has several Scorecards' END,
		hint => (SELECT 'There are: ' || string_agg(format('"%s"', c -> 'attributes' ->> 'modelName'), ', ') || '.'
			FROM customer_grade_internal.xml_children(elements, elements -> '1', 'Scorecard') AS c));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.pmml_model(text, jsonb, text) IS 'the scorecard of a document, or the one of a name';

-- A field that the model reads: {"name", "type", "written": how conditions read it, "statements": what declares it}
CREATE FUNCTION customer_grade_internal.pmml_input(document text, elements jsonb, mining jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	name CONSTANT text := mining -> 'attributes' ->> 'name';
	written text := customer_grade_internal.rubric_name(name);
	data CONSTANT jsonb := (SELECT c FROM customer_grade_internal.xml_children(elements,
		customer_grade_internal.xml_child(elements, elements -> '1', 'DataDictionary'),
			'DataField') AS c WHERE c -> 'attributes' ->> 'name' = name);
	type CONSTANT text := CASE WHEN data -> 'attributes' ->> 'dataType' IN ('double', 'float', 'integer') THEN 'number'
		WHEN data -> 'attributes' ->> 'dataType' = 'string' THEN 'text'
		WHEN data -> 'attributes' ->> 'dataType' IN ('boolean', 'date') THEN data -> 'attributes' ->> 'dataType' END;
	treatment CONSTANT text := coalesce(mining -> 'attributes' ->> 'invalidValueTreatment', 'returnInvalid');
	replacement CONSTANT text := mining -> 'attributes' ->> 'missingValueReplacement';
	admitted text[];			-- literals
	intervals text[];
	valid text;
	domain jsonb;
	statements jsonb := '[]';
BEGIN
	IF type IS NULL THEN
		PERFORM customer_grade_internal.fail_element(document, coalesce(data, mining), format('dataType "%s" is not understood',
			data -> 'attributes' ->> 'dataType'));
	END IF;
	IF treatment NOT IN ('returnInvalid', 'asMissing', 'asIs') THEN
		PERFORM customer_grade_internal.fail_element(document, mining, format('invalidValueTreatment "%s" is not understood', treatment));
	END IF;
	IF mining -> 'attributes' ->> 'outliers' <> 'asIs' THEN
		PERFORM customer_grade_internal.fail_element(document, mining, format('outliers "%s" is not understood',
			mining -> 'attributes' ->> 'outliers'));
	END IF;
	admitted := ARRAY(SELECT customer_grade_internal.pmml_literal(document, v, type, v -> 'attributes' ->> 'value')
		FROM customer_grade_internal.xml_children(elements, data, 'Value') AS v WHERE coalesce(v -> 'attributes' ->> 'property',
			'valid') = 'valid');
	intervals := ARRAY(
		SELECT concat_ws(' and ',
			written || CASE WHEN i -> 'attributes' ->> 'closure' LIKE 'open%' THEN ' > ' ELSE ' >= ' END
				|| customer_grade_internal.pmml_literal(document, i, type, i -> 'attributes' ->> 'leftMargin'),
			written || CASE WHEN i -> 'attributes' ->> 'closure' LIKE '%Open' THEN ' < ' ELSE ' <= ' END
				|| customer_grade_internal.pmml_literal(document, i, type, i -> 'attributes' ->> 'rightMargin'))
		FROM customer_grade_internal.xml_children(elements, data, 'Interval') AS i);
	valid := array_to_string(CASE WHEN admitted <> '{}' AND type <> 'boolean' THEN ARRAY[format('%s in (%s)', written,
		array_to_string(admitted, ', '))] ELSE '{}' END
		|| intervals, ' or ');
	-- a scope where a domain cannot say it
	IF treatment = 'returnInvalid' AND valid <> '' AND intervals = '{}' THEN
		domain := jsonb_build_object('in', admitted);
	ELSIF treatment = 'returnInvalid' AND cardinality(intervals) = 1 AND admitted = '{}' AND valid !~ ' and ' THEN
		domain := (SELECT jsonb_build_object(CASE m.sign[1] WHEN '>=' THEN 'from' WHEN '>' THEN 'above' WHEN '<=' THEN 'to' ELSE 'below' END,
			m.sign[2])
			FROM regexp_match(substr(valid, length(written) + 2), E'^(\\S+) (.*)$') AS m(sign));
	END IF;
	statements := statements || jsonb_strip_nulls(jsonb_build_object('kind', 'metric', 'name', name, 'type', type, 'domain', domain));
	IF treatment = 'returnInvalid' AND intervals <> '{}' AND domain IS NULL THEN
		statements := statements || jsonb_build_object('kind', 'scope', 'when', format('%s is null or %s', written, valid));
	END IF;
	IF mining -> 'attributes' ->> 'missingValueTreatment' = 'returnInvalid' THEN
		statements := statements || jsonb_build_object('kind', 'require', 'any_of', jsonb_build_array(jsonb_build_array(name)));
	END IF;
	IF treatment = 'asMissing' AND valid <> '' THEN
		statements := statements || jsonb_build_object('kind', 'define', 'name', name || ' (valid)', 'value', format('case when %s then %s end',
			valid, written));
		written := customer_grade_internal.rubric_name(name || ' (valid)');
	END IF;
	IF replacement IS NOT NULL THEN
		statements := statements || jsonb_build_object('kind', 'define', 'name', name || ' (completed)', 'value',
			format('coalesce(%s, %s)', written, customer_grade_internal.pmml_literal(document, mining, type, replacement)));
		written := customer_grade_internal.rubric_name(name || ' (completed)');
	END IF;
	RETURN jsonb_build_object('name', name, 'type', type, 'written', written, 'statements', statements);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.pmml_input(text, jsonb, jsonb) IS
	'a field that a model reads: its type, how conditions write it, and the statements that declare it';

-- Where all alternatives ask for one field, and none for a missing one, a missing input stops at the first: the same as none that fits.
CREATE FUNCTION customer_grade_internal.pmml_needs_is_true(elements jsonb, characteristic jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH RECURSIVE inside AS (
		SELECT c AS element FROM customer_grade_internal.xml_children(elements, characteristic, 'Attribute') AS a,
			customer_grade_internal.xml_children(elements, a) AS c
		UNION ALL
		SELECT c FROM inside AS i, customer_grade_internal.xml_children(elements, i.element) AS c
		WHERE i.element ->> 'name' = 'CompoundPredicate'
	)
	SELECT count(DISTINCT i.element -> 'attributes' ->> 'field') > 1
		OR bool_or(i.element ->> 'name' NOT IN ('SimplePredicate', 'SimpleSetPredicate', 'CompoundPredicate')
			OR i.element -> 'attributes' ->> 'operator' IN ('isMissing', 'isNotMissing'))
	FROM inside AS i
$function$;
COMMENT ON FUNCTION customer_grade_internal.pmml_needs_is_true(jsonb, jsonb) IS
	'must the conditions of a characteristic say that what is missing does not fit?';

CREATE FUNCTION customer_grade_internal.pmml_alternative(document text, elements jsonb, attribute jsonb, fields jsonb,
	is_true boolean) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	complex CONSTANT jsonb := customer_grade_internal.xml_child(elements, attribute, 'ComplexPartialScore');
	predicate CONSTANT jsonb := (SELECT c FROM customer_grade_internal.xml_children(elements,
		attribute) AS c WHERE c ->> 'name' <> 'ComplexPartialScore' LIMIT 1);
	condition text;
BEGIN
	IF predicate IS NULL OR (complex IS NULL AND NOT attribute -> 'attributes' ? 'partialScore') THEN
		PERFORM customer_grade_internal.fail_element(document, attribute, 'lacks a predicate or a partial score');
	END IF;
	condition := customer_grade_internal.pmml_predicate(document, elements, predicate, fields);
	RETURN jsonb_strip_nulls(jsonb_build_object(
		'value', CASE WHEN complex IS NULL THEN customer_grade_internal.pmml_number(document, attribute,
			attribute -> 'attributes' ->> 'partialScore')
			ELSE customer_grade_internal.pmml_expression(document, elements, (SELECT c FROM customer_grade_internal.xml_children(elements,
				complex) AS c LIMIT 1), fields) END,
		'when', CASE
			WHEN predicate ->> 'name' IN ('SimplePredicate', 'SimpleSetPredicate') AND is_true THEN format('(%s) is true', condition)
			WHEN predicate ->> 'name' = 'CompoundPredicate' AND is_true THEN condition || ' is true'
			-- its brackets
			WHEN predicate -> 'attributes' ->> 'booleanOperator' IN ('and', 'or') THEN substr(condition, 2, length(condition) - 2)
			ELSE condition END,
		'title', attribute -> 'attributes' ->> 'reasonCode'));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.pmml_alternative(text, jsonb, jsonb, jsonb,
	boolean) IS 'an Attribute as an alternative of a criterion';

CREATE FUNCTION customer_grade.rubric_from_pmml(document text, model text DEFAULT NULL) RETURNS customer_grade.rubric
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	elements CONSTANT jsonb := customer_grade_internal.xml_document(document);
	scorecard CONSTANT jsonb := customer_grade_internal.pmml_model(document, elements, model);
	derived jsonb;
	written text;
	fields jsonb;
	statements jsonb;
	initial numeric;
BEGIN
	SELECT coalesce(jsonb_agg(s.statement ORDER BY array_position('{metric,define,scope,require}', s.statement ->> 'kind'), i.place, s.place)
			FILTER (WHERE s.statement IS NOT NULL), '[]'),
		coalesce(jsonb_object_agg(i.input ->> 'name', i.input - 'statements') FILTER (WHERE s.place = 1), '{}')
	INTO statements, fields
	FROM (
		SELECT customer_grade_internal.pmml_input(document, elements, m) AS input, m.place
		FROM customer_grade_internal.xml_children(elements, customer_grade_internal.xml_child(elements, scorecard, 'MiningSchema'), 'MiningField')
				WITH ORDINALITY AS m(m, place)
		WHERE coalesce(m -> 'attributes' ->> 'usageType', 'active') IN ('active', 'supplementary')
	) AS i, jsonb_array_elements(i.input -> 'statements') WITH ORDINALITY AS s(statement, place);
	FOR derived IN
		SELECT f FROM (VALUES (elements -> '1', 'TransformationDictionary'), (scorecard, 'LocalTransformations')) AS w(parent, name),
			customer_grade_internal.xml_children(elements, customer_grade_internal.xml_child(elements, w.parent, w.name), 'DerivedField') AS f
	LOOP
		written := customer_grade_internal.pmml_expression(document, elements, (SELECT c FROM customer_grade_internal.xml_children(elements,
			derived) AS c LIMIT 1), fields);
		statements := statements || jsonb_build_object('kind', 'define', 'name', derived -> 'attributes' ->> 'name', 'value', written);
		fields := fields || jsonb_build_object(derived -> 'attributes' ->> 'name', jsonb_build_object('type',
			CASE derived -> 'attributes' ->> 'dataType' WHEN 'string' THEN 'text' WHEN 'boolean' THEN 'boolean' ELSE 'number' END,
			'written', customer_grade_internal.rubric_name(derived -> 'attributes' ->> 'name')));
	END LOOP;
	SELECT statements || jsonb_agg(jsonb_strip_nulls(jsonb_build_object('kind', 'criterion',
			'name', coalesce(c.element -> 'attributes' ->> 'name', 'characteristic ' || c.place), 'missing', '0',
			'title', c.element -> 'attributes' ->> 'reasonCode', 'points', (
				SELECT jsonb_agg(customer_grade_internal.pmml_alternative(document, elements, a.element, fields,
					customer_grade_internal.pmml_needs_is_true(elements, c.element)) ORDER BY a.place)
				FROM customer_grade_internal.xml_children(elements, c.element, 'Attribute') WITH ORDINALITY AS a(element, place)))) ORDER BY c.place)
	INTO statements
	FROM customer_grade_internal.xml_children(elements, customer_grade_internal.xml_child(elements, scorecard, 'Characteristics'),
		'Characteristic')
		WITH ORDINALITY AS c(element, place);
	IF statements IS NULL THEN
		PERFORM customer_grade_internal.fail_element(document, scorecard, 'has no Characteristic');
	END IF;
	initial := customer_grade_internal.pmml_number(document, scorecard, scorecard -> 'attributes' ->> 'initialScore');
	IF initial <> 0 THEN
		statements := statements || jsonb_build_object('kind', 'score', 'value', 'score ' || CASE WHEN initial < 0 THEN '- ' ELSE '+ ' END
			|| abs(initial));
	END IF;
	RETURN customer_grade_internal.rubric_from_statements(statements);
END
$function$;
COMMENT ON FUNCTION customer_grade.rubric_from_pmml(text, text) IS
	'the rubric of a Scorecard in PMML 4: fields are metrics, characteristics are criteria, and reason codes the titles that reasons() '
	'tells; pmml_baselines() gives its baselines. model: its name, if there are several. Without a condition that fits, or with a missing '
	'input, a characteristic adds nothing. The findings of lint() are told. Errors: 0A000 an element, named with its line, that is not '
	'understood, 2200M no XML, 22023 no Scorecard, several, or a DOCTYPE, 54000 larger than 16 MB; those of a rubric';

CREATE FUNCTION customer_grade.pmml_baselines(document text, model text DEFAULT NULL) RETURNS jsonb
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(jsonb_object_agg(coalesce(c.element -> 'attributes' ->> 'name', 'characteristic ' || c.place),
		customer_grade_internal.pmml_number(document, c.element,
			coalesce(c.element -> 'attributes' ->> 'baselineScore', s.scorecard -> 'attributes' ->> 'baselineScore', '0'))::numeric), '{}')
	FROM customer_grade_internal.xml_document(document) AS d(elements),
		customer_grade_internal.pmml_model(document, d.elements, model) AS s(scorecard),
		customer_grade_internal.xml_children(d.elements, customer_grade_internal.xml_child(d.elements, s.scorecard, 'Characteristics'),
			'Characteristic')
			WITH ORDINALITY AS c(element, place)
$function$;
COMMENT ON FUNCTION customer_grade.pmml_baselines(text, text) IS
	'the baseline scores of a Scorecard by criterion of its rubric, for reasons(). By reasonCodeAlgorithm pointsBelow, reasons are the rows '
	'where lost is more than 0, most first; by pointsAbove those where it is less than 0, least first. Errors: as rubric_from_pmml()';

-- The way back.

CREATE FUNCTION customer_grade_internal.write_pmml(rubric customer_grade.rubric, name text, baselines jsonb)
RETURNS TABLE (document text, problem text, left_out text[])
LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 1
AS 'MODULE_PATHNAME', 'write_pmml';
COMMENT ON FUNCTION customer_grade_internal.write_pmml(customer_grade.rubric, text, jsonb) IS
	'the scorecard of a rubric in PMML; problem: an expression that it has no words for; left_out: parts that it says nothing about';

CREATE FUNCTION customer_grade.rubric_to_pmml(rubric customer_grade.rubric, name text DEFAULT 'score',
	baselines jsonb DEFAULT NULL) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	written record;
BEGIN
	PERFORM customer_grade_internal.check_object('baselines', baselines);
	IF NOT EXISTS (SELECT FROM customer_grade.criteria(rubric)) THEN
		PERFORM customer_grade_internal.throw('22023', message => 'the rubric has no criteria');
	END IF;
	SELECT * INTO written FROM customer_grade_internal.write_pmml(rubric, coalesce(name, 'score'), baselines);
	IF written.problem IS NOT NULL THEN
		PERFORM customer_grade_internal.throw('0A000', message => format('a Scorecard has no words for "%s"', written.problem));
	END IF;
	IF written.left_out <> '{}' THEN
		RAISE NOTICE 'a Scorecard says nothing about parts of the rubric' USING DETAIL = format('Left out: %s.',
			array_to_string(written.left_out, '; '));
	END IF;
	RETURN written.document;
END
$function$;
COMMENT ON FUNCTION customer_grade.rubric_to_pmml(customer_grade.rubric, text, jsonb) IS
	'the scorecard of a rubric as a Scorecard of PMML 4.4, under this name: criteria are characteristics, titles reason codes, baselines (an '
	'object of points by criterion) baseline scores. Defines are written out, parameters have the value of the text. A metric that a '
	'criterion without "missing" reads must be given there. Told is what is left out: grades, scopes, and what one of several must give. '
	'Errors: 0A000 an expression that PMML has no words for, 22023 no criteria';

CREATE FUNCTION customer_grade.rubric_to_pmml(standard text, name text DEFAULT NULL, baselines jsonb DEFAULT NULL) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT customer_grade.rubric_to_pmml(customer_grade_internal.chosen_rubric(standard, NULL, NULL), coalesce(name, standard), baselines)
$function$;
COMMENT ON FUNCTION customer_grade.rubric_to_pmml(text, text, jsonb) IS
	'the same of a standard''s version in force, under its name. Errors: 42704 no such standard; those of rubric_to_pmml() of a rubric';
