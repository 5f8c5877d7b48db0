-- Documents in XML, read by the server's own functions.

CREATE FUNCTION customer_grade_internal.parse_xml(document text) RETURNS xml
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET xmloption = document
AS $function$
DECLARE
	detail text;
BEGIN
	IF octet_length(document) > 16 * 1024 * 1024 THEN
		PERFORM customer_grade_internal.throw('54000', message => 'the document is larger than 16 MB');
	END IF;
	-- with it go entities, which may grow without bound and name files
	IF document ~* '<!(DOCTYPE|ENTITY)' THEN
		PERFORM customer_grade_internal.throw('22023', message => 'a document with a DOCTYPE is not read',
			hint => 'DMN and PMML need none: remove it.');
	END IF;
	RETURN xmlparse(DOCUMENT document);
EXCEPTION WHEN invalid_xml_document OR invalid_xml_content THEN
	GET STACKED DIAGNOSTICS detail = PG_EXCEPTION_DETAIL;
	PERFORM customer_grade_internal.throw('2200M', message => 'the document is not XML', detail => detail);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.parse_xml(text) IS
	'a text as XML; refused are entities and what is no XML. A server without libxml says so';

-- The attributes of DMN and PMML that somebody reads.
CREATE FUNCTION customer_grade_internal.xml_elements(document xml)
RETURNS TABLE (n bigint, name text, namespace text, depth integer, content text, attributes jsonb)
LANGUAGE sql STABLE ROWS 1000
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT x.n, x.name, x.namespace, x.depth, x.content, jsonb_strip_nulls(jsonb_build_object(
		'id', x.id, 'name', x.label, 'typeRef', x.type_ref, 'hitPolicy', x.hit_policy, 'aggregation', x.aggregation, 'href', x.href,
		'isCollection', x.is_collection, 'expressionLanguage', x.expression_language,
		'version', x.version, 'dataType', x.data_type, 'optype', x.optype, 'modelName', x.model_name, 'useReasonCodes', x.use_reason_codes,
		'reasonCodeAlgorithm', x.reason_code_algorithm, 'initialScore', x.initial_score, 'baselineScore', x.baseline_score,
		'reasonCode', x.reason_code, 'partialScore', x.partial_score, 'field', x.field, 'operator', x.operator, 'value', x.value,
		'property', x.property, 'leftMargin', x.left_margin, 'rightMargin', x.right_margin, 'closure', x.closure, 'outliers', x.outliers,
			'usageType', x.usage_type,
		'missingValueReplacement', x.missing_replacement, 'missingValueTreatment', x.missing_treatment,
		'invalidValueTreatment', x.invalid_treatment, 'booleanOperator', x.boolean_operator, 'function', x.function, 'type', x.type))
	FROM xmltable('/descendant::*[not(ancestor-or-self::*[local-name() = "DMNDI"])]' PASSING document COLUMNS
		n FOR ORDINALITY, name text PATH 'local-name()', namespace text PATH 'namespace-uri()', depth integer PATH 'count(ancestor::*)',
		content text PATH 'string(self::*[not(*)])',
		id text PATH '@id', label text PATH '@name', type_ref text PATH '@typeRef', hit_policy text PATH '@hitPolicy',
		aggregation text PATH '@aggregation', href text PATH '@href', is_collection text PATH '@isCollection',
		expression_language text PATH '@expressionLanguage', version text PATH '@version',
		data_type text PATH '@dataType', optype text PATH '@optype', model_name text PATH '@modelName',
		use_reason_codes text PATH '@useReasonCodes', reason_code_algorithm text PATH '@reasonCodeAlgorithm',
		initial_score text PATH '@initialScore', baseline_score text PATH '@baselineScore', reason_code text PATH '@reasonCode',
		partial_score text PATH '@partialScore', field text PATH '@field', operator text PATH '@operator', value text PATH '@value',
		property text PATH '@property', left_margin text PATH '@leftMargin', right_margin text PATH '@rightMargin', closure text PATH '@closure',
		outliers text PATH '@outliers',		usage_type text PATH '@usageType', missing_replacement text PATH '@missingValueReplacement',
		missing_treatment text PATH '@missingValueTreatment', invalid_treatment text PATH '@invalidValueTreatment',
		boolean_operator text PATH '@booleanOperator', function text PATH '@function', type text PATH '@type') AS x
$function$;
COMMENT ON FUNCTION customer_grade_internal.xml_elements(xml) IS
	'the elements of a document in its order, without diagrams of DMN; depth: how many others each is in; content: the text of one '
	'without elements';

CREATE FUNCTION customer_grade_internal.xml_document(document text) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	parsed CONSTANT xml := customer_grade_internal.parse_xml(document);
	above bigint[] := '{}';		-- the last element of each depth
	parents bigint[] := '{}';
	elements jsonb[] := '{}';
	element record;
BEGIN
	FOR element IN SELECT * FROM customer_grade_internal.xml_elements(parsed) AS e LOOP
		above[element.depth] := element.n;
		parents := parents || above[element.depth - 1];
		elements := elements || jsonb_build_object('n', element.n, 'name', element.name, 'namespace', element.namespace,
			'content', element.content, 'attributes', element.attributes);
	END LOOP;
	RETURN (
		WITH element AS MATERIALIZED (
			SELECT e.element, e.n, p.parent
			FROM unnest(elements) WITH ORDINALITY AS e(element, n) JOIN unnest(parents) WITH ORDINALITY AS p(parent, n) USING (n)
		), child AS MATERIALIZED (
			SELECT e.parent, jsonb_agg(e.n ORDER BY e.n) AS children FROM element AS e WHERE e.parent IS NOT NULL GROUP BY e.parent
		)
		SELECT jsonb_object_agg(e.n, e.element || jsonb_build_object('children', coalesce(c.children, '[]')))
		FROM element AS e LEFT JOIN child AS c ON c.parent = e.n);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.xml_document(text) IS
	'the elements of a document, by their number in its order: name, namespace, content, attributes, and the numbers of those directly within';

CREATE FUNCTION customer_grade_internal.xml_children(document jsonb, element jsonb, name text DEFAULT NULL) RETURNS SETOF jsonb
LANGUAGE sql IMMUTABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT document -> c.n
	FROM jsonb_array_elements_text(element -> 'children') WITH ORDINALITY AS c(n, place)
	WHERE document -> c.n ->> 'name' = xml_children.name OR (xml_children.name IS NULL AND document -> c.n ->> 'name' <> 'Extension')
	ORDER BY c.place
$function$;
COMMENT ON FUNCTION customer_grade_internal.xml_children(jsonb, jsonb, text) IS
	'the elements directly within one, of a name; null: all but extensions';

CREATE FUNCTION customer_grade_internal.xml_child(document jsonb, element jsonb, name text) RETURNS jsonb
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT c FROM customer_grade_internal.xml_children(document, element, name) AS c LIMIT 1
$function$;
COMMENT ON FUNCTION customer_grade_internal.xml_child(jsonb, jsonb,
	text) IS 'the first element directly within one of a name; null: there is none';

CREATE FUNCTION customer_grade_internal.without_tags(document text, opening text, closing text) RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT string_agg(CASE WHEN p.place > 1 THEN translate(split_part(p.piece, closing, 1), '<', ' ') || substr(p.piece, strpos(p.piece,
		closing))
			ELSE p.piece END, '' ORDER BY p.place)
	FROM unnest(string_to_array(document, opening)) WITH ORDINALITY AS p(piece, place)
$function$;
COMMENT ON FUNCTION customer_grade_internal.without_tags(text, text, text) IS
	'a document where what stands between two marks, such as those of comments, has no tags';

CREATE FUNCTION customer_grade_internal.xml_line(document text, n integer) RETURNS bigint
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT sum(length(m.piece[1]) - length(replace(m.piece[1], E'\n', ''))) + 1
	FROM (
		SELECT m.piece
		FROM regexp_matches(customer_grade_internal.without_tags(customer_grade_internal.without_tags(document, '<!--', '-->'), '<![CDATA[',
			']]>'),
			'(.*?<[^/!?])', 'g') WITH ORDINALITY AS m(piece, place)
		ORDER BY m.place LIMIT n
	) AS m
$function$;
COMMENT ON FUNCTION customer_grade_internal.xml_line(text, integer) IS 'the line on which the n-th element of a document begins';

CREATE FUNCTION customer_grade_internal.fail_element(document text, element jsonb, problem text, hint text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	PERFORM customer_grade_internal.throw('0A000', message => format('line %s, %s: %s',
		customer_grade_internal.xml_line(document, (element ->> 'n')::integer),
		concat_ws(' ', element ->> 'name', quote_ident(element -> 'attributes' ->> 'name')), problem), hint => fail_element.hint);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.fail_element(text, jsonb, text, text) IS 'refuse an element of a document, with its line';
