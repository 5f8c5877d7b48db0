-- Decisions of DMN.

CREATE FUNCTION customer_grade_internal.read_feel(source text, subject text, subject_type text, names text[], written text[], types text[])
RETURNS TABLE (condition text, type text, strings text[], constant boolean, problem text)
LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 1
AS 'MODULE_PATHNAME', 'read_feel';
COMMENT ON FUNCTION customer_grade_internal.read_feel(text, text, text, text[], text[], text[]) IS
	'an expression of FEEL as a rubric writes it; with subject, unary tests of what is written so (null: all pass). names: what the '
	'expression may read, how a rubric writes it, and its types. strings: where only constant strings can come out, these; problem: why it '
	'was not read';

-- The names that expressions may read: {"name": {"written", "type"}}
CREATE FUNCTION customer_grade_internal.dmn_feel(document text, element jsonb, source text, names jsonb, subject text DEFAULT NULL,
	subject_type text DEFAULT NULL)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	reading record;
BEGIN
	SELECT r.* INTO reading
	FROM (SELECT array_agg(n.key) AS names, array_agg(n.value ->> 'written') AS written, array_agg(n.value ->> 'type') AS types
		FROM jsonb_each(names) AS n) AS n,
		customer_grade_internal.read_feel(source, subject, subject_type, coalesce(n.names, '{}'), coalesce(n.written, '{}'), coalesce(n.types,
			'{}')) AS r;
	IF reading.problem IS NOT NULL THEN
		PERFORM customer_grade_internal.fail_element(document, element, format('%s in "%s"', reading.problem, btrim(source, E' \t\r\n')));
	END IF;
	RETURN jsonb_build_object('written', reading.condition, 'type', reading.type, 'strings', reading.strings, 'constant', reading.constant);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.dmn_feel(text, jsonb, text, jsonb, text,
	text) IS 'an expression or tests of FEEL within an element; see read_feel()';

CREATE FUNCTION customer_grade_internal.dmn_text(elements jsonb, element jsonb) RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT customer_grade_internal.xml_child(elements, element, 'text') ->> 'content'
$function$;
COMMENT ON FUNCTION customer_grade_internal.dmn_text(jsonb, jsonb) IS 'the text of an element of DMN that has an expression';

CREATE FUNCTION customer_grade_internal.dmn_item(elements jsonb, type_ref text) RETURNS jsonb
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT i FROM customer_grade_internal.xml_children(elements, elements -> '1', 'itemDefinition') AS i
	WHERE i -> 'attributes' ->> 'name' = type_ref LIMIT 1
$function$;
COMMENT ON FUNCTION customer_grade_internal.dmn_item(jsonb, text) IS 'the definition of a type; null: there is none';

CREATE FUNCTION customer_grade_internal.dmn_type(document text, elements jsonb, element jsonb, type_ref text,
	depth integer DEFAULT 0) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	item CONSTANT jsonb := customer_grade_internal.dmn_item(elements, type_ref);
	simple CONSTANT text := regexp_replace(type_ref, '^.*[:}]', '');
BEGIN
	IF item IS NOT NULL AND depth < 20 AND coalesce(item -> 'attributes' ->> 'isCollection', 'false') <> 'true'
			AND customer_grade_internal.xml_child(elements, item, 'typeRef') IS NOT NULL THEN
		RETURN customer_grade_internal.dmn_type(document, elements, item,
			btrim(customer_grade_internal.xml_child(elements, item, 'typeRef') ->> 'content', E' \t\r\n'), depth + 1);
	END IF;
	IF item IS NOT NULL OR (simple NOT IN ('number', 'string', 'boolean', 'date', 'Any', '')) THEN
		PERFORM customer_grade_internal.fail_element(document, element, format('type "%s" is not understood', type_ref));
	END IF;
	RETURN CASE simple WHEN 'string' THEN 'text' WHEN 'Any' THEN NULL WHEN '' THEN NULL ELSE simple END;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.dmn_type(text, jsonb, jsonb, text, integer) IS 'a type of DMN as one of a rubric; null: any';

CREATE FUNCTION customer_grade_internal.dmn_values(document text, element jsonb, list text) RETURNS TABLE (written text, string text,
	place bigint)
LANGUAGE sql STABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT r.value ->> 'written', r.value -> 'strings' ->> 0, m.place
	FROM regexp_matches(list, E'"(?:[^"\\\\]|\\\\.)*"|[^,\\s][^,]*', 'g') WITH ORDINALITY AS m(item, place),
		LATERAL (SELECT customer_grade_internal.dmn_feel(document, element, m.item[1], '{}')) AS r(value)
$function$;
COMMENT ON FUNCTION customer_grade_internal.dmn_values(text, jsonb, text) IS 'the constants of a list such as that of allowed values';

CREATE FUNCTION customer_grade_internal.dmn_by_reference(document text, elements jsonb, reference jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	found jsonb;
BEGIN
	SELECT c INTO found FROM customer_grade_internal.xml_children(elements, elements -> '1') AS c
	WHERE '#' || (c -> 'attributes' ->> 'id') = reference -> 'attributes' ->> 'href';
	IF found IS NULL THEN
		PERFORM customer_grade_internal.fail_element(document, reference, format('"%s" is not in the document',
			reference -> 'attributes' ->> 'href'));
	END IF;
	RETURN found;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.dmn_by_reference(text, jsonb, jsonb) IS 'the element that a reference names';

-- What a decision needs, each after what it needs itself.
CREATE FUNCTION customer_grade_internal.dmn_needed(document text, elements jsonb, element jsonb, above bigint[],
	done bigint[]) RETURNS bigint[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	n CONSTANT bigint := element ->> 'n';
	reference jsonb;
BEGIN
	IF n = ANY (above) THEN
		PERFORM customer_grade_internal.fail_element(document, element, 'the decision needs itself');
	END IF;
	IF n = ANY (done) THEN
		RETURN done;
	END IF;
	FOR reference IN
		SELECT c FROM customer_grade_internal.xml_children(elements, element, 'informationRequirement') AS r,
			customer_grade_internal.xml_children(elements, r) AS c
	LOOP
		done := customer_grade_internal.dmn_needed(document, elements, customer_grade_internal.dmn_by_reference(document, elements, reference),
			above || n, done);
	END LOOP;
	RETURN done || n;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.dmn_needed(text, jsonb, jsonb, bigint[], bigint[]) IS
	'the elements that a decision needs, in the order in which they are to be evaluated, itself last. above: decisions that need this one';

CREATE FUNCTION customer_grade_internal.dmn_decision(elements jsonb, decision text) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	found jsonb[];
BEGIN
	IF elements -> '1' ->> 'name' <> 'definitions' OR elements -> '1' ->> 'namespace' !~ '/DMN/' THEN
		PERFORM customer_grade_internal.throw('22023', message => format('the document is no DMN, but %s', elements -> '1' ->> 'name'));
	END IF;
	-- without a name: the one that no other needs
	found := ARRAY(
		SELECT d FROM customer_grade_internal.xml_children(elements, elements -> '1', 'decision') AS d
		WHERE d -> 'attributes' ->> 'name' = decision OR (decision IS NULL AND NOT EXISTS (
			SELECT FROM jsonb_each(elements) AS e
			WHERE e.value ->> 'name' = 'requiredDecision' AND e.value -> 'attributes' ->> 'href' = '#' || (d -> 'attributes' ->> 'id'))));
	IF cardinality(found) = 1 THEN
		RETURN found[1];
	END IF;
	PERFORM customer_grade_internal.throw('22023', message => CASE
		WHEN decision IS NULL AND found = '{}' THEN 'the document has no decision that no other needs'
		WHEN decision IS NULL THEN 'the document has several decisions'
		WHEN found = '{}' THEN format('the document has no decision "%s"', decision)
		ELSE format('the document has several decisions "%s"', decision) END,
		hint => (SELECT 'There are: ' || string_agg(format('"%s"', d -> 'attributes' ->> 'name'), ', ') || '.'
			FROM customer_grade_internal.xml_children(elements, elements -> '1', 'decision') AS d));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.dmn_decision(jsonb, text) IS 'the decision of a name, or the only one that no other needs';

CREATE FUNCTION customer_grade_internal.dmn_output(document text, elements jsonb, decision_table jsonb, output text) RETURNS integer
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	names CONSTANT text[] := ARRAY(SELECT o -> 'attributes' ->> 'name' FROM customer_grade_internal.xml_children(elements, decision_table,
		'output') AS o);
	place CONSTANT integer := CASE WHEN output IS NULL THEN 1 ELSE array_position(names, output) END;
BEGIN
	IF names = '{}' OR place IS NULL OR (output IS NULL AND cardinality(names) > 1) THEN
		PERFORM customer_grade_internal.fail_element(document, decision_table, CASE
			WHEN names = '{}' THEN 'has no output'
			WHEN output IS NULL THEN 'has several outputs'
			ELSE format('has no output "%s"', output) END, 'There are: ' || array_to_string(names, ', ') || '.');
	END IF;
	RETURN place;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.dmn_output(text, jsonb, jsonb, text) IS 'which output of a decision table is meant';

-- A decision table: {"policy", "type", "labels": in the order of outputValues, "otherwise": reading, "rules": [{"when", "then": reading}]}
CREATE FUNCTION customer_grade_internal.dmn_table(document text, elements jsonb, decision_table jsonb, names jsonb,
	output text) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	policy CONSTANT text := coalesce(decision_table -> 'attributes' ->> 'hitPolicy', 'UNIQUE');
	chosen CONSTANT integer := customer_grade_internal.dmn_output(document, elements, decision_table, output);
	outputs CONSTANT jsonb[] := ARRAY(SELECT o FROM customer_grade_internal.xml_children(elements, decision_table, 'output') AS o);

	inputs jsonb;
	rules jsonb;
	fallback jsonb;
BEGIN
	IF policy NOT IN ('UNIQUE', 'ANY', 'PRIORITY', 'FIRST') THEN
		PERFORM customer_grade_internal.fail_element(document, decision_table, format('hit policy %s is not understood', policy));
	END IF;
	SELECT jsonb_agg(customer_grade_internal.dmn_feel(document, i, customer_grade_internal.dmn_text(elements, e), names)
		|| jsonb_strip_nulls(jsonb_build_object('declared', customer_grade_internal.dmn_type(document, elements, e,
			e -> 'attributes' ->> 'typeRef'))) ORDER BY place)
	INTO inputs
	FROM customer_grade_internal.xml_children(elements, decision_table, 'input') WITH ORDINALITY AS i(i, place),
		customer_grade_internal.xml_child(elements, i, 'inputExpression') AS e;
	SELECT coalesce(jsonb_agg(jsonb_build_object('when', w.condition, 'then', t.outputs -> chosen - 1, 'priority', t.priority) ORDER BY
		CASE WHEN policy = 'PRIORITY' THEN t.priority END, r.place), '[]')
	INTO rules
	FROM customer_grade_internal.xml_children(elements, decision_table, 'rule') WITH ORDINALITY AS r(rule, place),
		LATERAL (
			SELECT string_agg(CASE WHEN c.test ~ ' or ' THEN '(' || c.test || ')' ELSE c.test END, ' and ' ORDER BY c.place) AS condition
			FROM (
				SELECT customer_grade_internal.dmn_feel(document, e.entry, customer_grade_internal.dmn_text(elements, e.entry), names,
					CASE WHEN (inputs -> e.place::integer - 1) ->> 'written' ~ E'^("([^"]|"")*"|\\w+)$' THEN (inputs -> e.place::integer - 1) ->> 'written'
						ELSE '(' || ((inputs -> e.place::integer - 1) ->> 'written') || ')' END,
					coalesce((inputs -> e.place::integer - 1) ->> 'type', (inputs -> e.place::integer - 1) ->> 'declared')) ->> 'written' AS test, e.place
				FROM customer_grade_internal.xml_children(elements, r.rule, 'inputEntry') WITH ORDINALITY AS e(entry, place)
			) AS c WHERE c.test IS NOT NULL
		) AS w,
		LATERAL (
			SELECT jsonb_agg(o.value ORDER BY o.place) AS outputs, array_agg(coalesce(o.rank, 1000000) ORDER BY o.place) AS priority
			FROM (
				SELECT v.value, e.place, (
					SELECT p.place FROM customer_grade_internal.dmn_values(document, outputs[e.place], customer_grade_internal.dmn_text(elements,
						customer_grade_internal.xml_child(elements, outputs[e.place],
							'outputValues'))) AS p WHERE p.written = v.value ->> 'written' LIMIT 1) AS rank
				FROM customer_grade_internal.xml_children(elements, r.rule, 'outputEntry') WITH ORDINALITY AS e(entry, place),
					LATERAL (SELECT customer_grade_internal.dmn_feel(document, e.entry,
						CASE WHEN btrim(coalesce(customer_grade_internal.dmn_text(elements, e.entry), ''), E'- \t\r\n') = '' THEN 'null'
							ELSE customer_grade_internal.dmn_text(elements, e.entry) END, names)) AS v(value)
			) AS o
		) AS t;
	SELECT customer_grade_internal.dmn_feel(document, d, customer_grade_internal.dmn_text(elements, d), names) INTO fallback
	FROM customer_grade_internal.xml_child(elements, outputs[chosen], 'defaultOutputEntry') AS d WHERE d IS NOT NULL;
	IF rules = '[]' THEN
		PERFORM customer_grade_internal.fail_element(document, decision_table, 'has no rule');
	END IF;
	RETURN jsonb_build_object('policy', policy, 'rules', rules, 'otherwise', fallback,
		'type', coalesce(customer_grade_internal.dmn_type(document, elements, outputs[chosen], outputs[chosen] -> 'attributes' ->> 'typeRef'),
			(SELECT min(r ->> 'type') FROM (SELECT r -> 'then' FROM jsonb_array_elements(rules) AS r UNION ALL SELECT fallback) AS t(r))),
		'ranked', (SELECT coalesce(jsonb_agg(v.string ORDER BY v.place), '[]') FROM customer_grade_internal.dmn_values(document, outputs[chosen],
			customer_grade_internal.dmn_text(elements, customer_grade_internal.xml_child(elements, outputs[chosen], 'outputValues'))) AS v));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.dmn_table(text, jsonb, jsonb, jsonb, text) IS
	'a decision table: its policy, the type of its output, output values in order, and its rules in the order in which they decide';

CREATE FUNCTION customer_grade_internal.dmn_case(decision jsonb) RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('case %s else %s end', string_agg(format('when %s then %s', CASE WHEN r.rule ->> 'when' IS NULL THEN 'true'
			ELSE format('(%s) is true', r.rule ->> 'when') END, r.rule -> 'then' ->> 'written'), ' ' ORDER BY r.place),
		coalesce(decision -> 'otherwise' ->> 'written', 'null'))
	FROM jsonb_array_elements(decision -> 'rules') WITH ORDINALITY AS r(rule, place)
$function$;
COMMENT ON FUNCTION customer_grade_internal.dmn_case(jsonb) IS 'the value of a decision table as one expression';

-- lint finds rules that overlap where the later one is of a better grade: so let each have a grade of its own, the last one the best.
CREATE FUNCTION customer_grade_internal.dmn_tell_overlaps(name text, decision jsonb, statements jsonb) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	count CONSTANT integer := jsonb_array_length(decision -> 'rules');
	checked customer_grade.rubric;
	overlap record;
BEGIN
	IF decision ->> 'policy' NOT IN ('UNIQUE', 'ANY') THEN
		RETURN;
	END IF;
	IF count > 64 THEN
		RAISE NOTICE 'not analysed: table "%" has more than 64 rules, so whether they overlap is not known', name;
		RETURN;
	END IF;
	checked := (jsonb_build_object('statements', jsonb_build_array(jsonb_build_object('kind', 'grades', 'ranked', (
			SELECT jsonb_agg(jsonb_build_object('label', n::text) ORDER BY n DESC) FROM generate_series(1, count) AS n))) || statements || (
			SELECT jsonb_agg(jsonb_build_object('kind', 'grade', 'label', r.place::text, 'when',
				coalesce('(' || (r.rule ->> 'when') || ') is true', 'true')) ORDER BY r.place)
			FROM jsonb_array_elements(decision -> 'rules') WITH ORDINALITY AS r(rule, place))))::customer_grade.rubric;
	FOR overlap IN
		SELECT coalesce(m.pair[1], customer_grade.grade(checked, l.witness))::integer AS first, coalesce(m.pair[2],
			m.pair[3])::integer AS second, l.witness
		FROM customer_grade.lint(checked) AS l,
			regexp_match(l.message, E'^this rule comes first and gives "(\\d+)" where the rule of the better grade "(\\d+)" fits|'
				'^grade "(\\d+)" can never be reached: .* a rule before it decides') AS m(pair)
		WHERE m.pair IS NOT NULL
	LOOP
		CONTINUE WHEN decision ->> 'policy' = 'ANY'
			AND decision -> 'rules' -> overlap.first - 1 -> 'then' = decision -> 'rules' -> overlap.second - 1 -> 'then';
		RAISE NOTICE 'warning: rules % and % of table "%", hit policy %, fit the same row', overlap.first, overlap.second, name,
			decision ->> 'policy' USING
			DETAIL = format('The first one decides, as for %s.', overlap.witness);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.dmn_tell_overlaps(text, jsonb, jsonb) IS
	'tell which rules of a decision table its hit policy forbids to fit the same row';

-- A condition under which a rule has decided, and no grade is known.
CREATE FUNCTION customer_grade_internal.dmn_rule(rule jsonb, label text, is_last boolean) RETURNS jsonb
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE
		WHEN rule -> 'then' ->> 'written' = 'null' THEN jsonb_build_object('kind', 'grade', 'label', label, 'when',
			format('case when %s then null else false end', coalesce('(' || (rule ->> 'when') || ') is true', 'true')))
		WHEN rule ->> 'when' IS NULL AND is_last THEN jsonb_build_object('kind', 'grade', 'label', label, 'otherwise', true)
		ELSE jsonb_build_object('kind', 'grade', 'label', label, 'when', coalesce('(' || (rule ->> 'when') || ') is true', 'true')) END
$function$;
COMMENT ON FUNCTION customer_grade_internal.dmn_rule(jsonb, text,
	boolean) IS 'a rule of a decision table as a statement; one that gives null has any label';

CREATE FUNCTION customer_grade_internal.dmn_grades(name text, decision jsonb, grades text[]) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	is_boolean CONSTANT boolean := decision ->> 'type' = 'boolean';
	rules CONSTANT jsonb := (decision -> 'rules') || CASE WHEN decision -> 'otherwise' ->> 'written' IS NULL THEN '[]'
		ELSE jsonb_build_array(jsonb_build_object('then', decision -> 'otherwise')) END;
	plain CONSTANT boolean := (SELECT bool_and((r -> 'then' ->> 'constant')::boolean) FROM jsonb_array_elements(rules) AS r);
	ordered CONSTANT text[] := coalesce(grades, ARRAY(SELECT v
		FROM jsonb_array_elements_text(decision -> 'ranked') AS v WHERE NOT is_boolean));
	others CONSTANT text[] := ARRAY(SELECT v.value FROM jsonb_array_elements(rules) WITH ORDINALITY AS r(rule, place),
			LATERAL (SELECT s FROM jsonb_array_elements_text(CASE WHEN jsonb_typeof(r.rule -> 'then' -> 'strings') = 'array'
				THEN r.rule -> 'then' -> 'strings' ELSE '[]' END) AS s
				UNION ALL SELECT b FROM unnest('{true,false}'::text[]) AS b WHERE is_boolean) AS v(value)
		WHERE v.value <> ALL (ordered) GROUP BY v.value ORDER BY min(r.place), v.value DESC);
	labels CONSTANT text[] := ordered || others;
	statements jsonb := jsonb_build_array(jsonb_build_object('kind', 'grades', CASE WHEN ordered = '{}' THEN 'unranked' ELSE 'ranked' END,
		(SELECT jsonb_agg(jsonb_build_object('label', l)) FROM unnest(labels) AS l)));
BEGIN
	IF labels = '{}' OR NOT is_boolean AND EXISTS (SELECT FROM jsonb_array_elements(rules) AS r
			WHERE NOT (r -> 'then' ->> 'constant')::boolean AND coalesce(r -> 'then' -> 'strings', '[]') = '[]') THEN
		RETURN NULL;
	END IF;
	IF plain THEN
		RETURN statements || (SELECT jsonb_agg(customer_grade_internal.dmn_rule(r.rule, coalesce(r.rule -> 'then' -> 'strings' ->> 0,
				CASE WHEN is_boolean AND r.rule -> 'then' ->> 'written' <> 'null' THEN r.rule -> 'then' ->> 'written' END, labels[1]),
			r.place = jsonb_array_length(rules)) ORDER BY r.place)
			FROM jsonb_array_elements(rules) WITH ORDINALITY AS r(rule, place)
			WHERE NOT EXISTS (SELECT FROM jsonb_array_elements(rules) WITH ORDINALITY AS b(rule, place)
				WHERE b.place < r.place AND b.rule ->> 'when' IS NULL));
	END IF;
	RETURN statements || jsonb_build_object('kind', 'define', 'name', name, 'value', customer_grade_internal.dmn_case(decision)) || (
		SELECT jsonb_agg(jsonb_build_object('kind', 'grade', 'label', l.label, 'when', CASE
			WHEN is_boolean THEN CASE l.label WHEN 'true' THEN '' ELSE 'not ' END || customer_grade_internal.rubric_name(name)
			ELSE customer_grade_internal.rubric_name(name) || ' = ' || customer_grade_internal.rubric_string(l.label) END) ORDER BY l.place)
		FROM unnest(labels) WITH ORDINALITY AS l(label, place));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.dmn_grades(text, jsonb,
	text[]) IS
	'the grades and rules of a decision that gives strings or booleans; null: which strings it gives is not known. grades: best first';

CREATE FUNCTION customer_grade_internal.dmn_points(name text, decision jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT jsonb_build_object('kind', 'criterion', 'name', name, 'points', (
			SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('value', r.rule -> 'then' ->> 'written',
				'when', coalesce('(' || (r.rule ->> 'when') || ') is true', 'true'))) ORDER BY r.place)
			FROM jsonb_array_elements(decision -> 'rules') WITH ORDINALITY AS r(rule, place))
		|| CASE WHEN decision -> 'otherwise' ->> 'written' IS NULL THEN '[]'
			ELSE jsonb_build_array(jsonb_build_object('value', decision -> 'otherwise' ->> 'written', 'otherwise', true)) END)
$function$;
COMMENT ON FUNCTION customer_grade_internal.dmn_points(text, jsonb) IS 'a decision table that gives numbers as a criterion';

-- The logic of a decision: as of dmn_table(), a literal expression as one rule without a condition.
CREATE FUNCTION customer_grade_internal.dmn_logic(document text, elements jsonb, decision jsonb, names jsonb, output text) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	logic jsonb;
	declared text;
	reading jsonb;
BEGIN
	SELECT c INTO logic FROM customer_grade_internal.xml_children(elements, decision) AS c
	WHERE c ->> 'name' NOT IN ('description', 'extensionElements', 'question', 'allowedAnswers', 'variable', 'informationRequirement',
		'authorityRequirement',
		'supportedObjective', 'impactedPerformanceIndicator', 'decisionMaker', 'decisionOwner', 'usingProcess', 'usingTask') LIMIT 1;
	IF logic IS NULL THEN
		PERFORM customer_grade_internal.fail_element(document, decision, 'has no logic');
	END IF;
	-- of several outputs it is a structure
	IF output IS NULL THEN
		declared := customer_grade_internal.dmn_type(document, elements, decision,
			customer_grade_internal.xml_child(elements, decision, 'variable') -> 'attributes' ->> 'typeRef');
	END IF;
	IF logic ->> 'name' = 'decisionTable' THEN
		reading := customer_grade_internal.dmn_table(document, elements, logic, names, output);
	ELSIF logic ->> 'name' <> 'literalExpression' THEN
		PERFORM customer_grade_internal.fail_element(document, logic, 'is not understood');
	ELSIF logic -> 'attributes' ->> 'expressionLanguage' !~* 'feel' THEN
		PERFORM customer_grade_internal.fail_element(document, logic, format('language "%s" is not understood',
			logic -> 'attributes' ->> 'expressionLanguage'));
	ELSE
		reading := customer_grade_internal.dmn_feel(document, logic, customer_grade_internal.dmn_text(elements, logic), names);
		reading := jsonb_build_object('policy', 'FIRST', 'type', reading -> 'type', 'ranked', '[]'::jsonb, 'otherwise', NULL,
			'rules', jsonb_build_array(jsonb_build_object('when', NULL, 'then', reading)));
	END IF;
	IF declared IS NOT NULL AND reading ->> 'type' <> declared THEN
		PERFORM customer_grade_internal.fail_element(document, decision, format('gives a %s, not a %s', reading ->> 'type', declared));
	END IF;
	RETURN reading || jsonb_build_object('type', coalesce(reading ->> 'type', declared));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.dmn_logic(text, jsonb, jsonb, jsonb, text) IS 'what a decision gives, and when';

CREATE FUNCTION customer_grade_internal.dmn_metric(document text, elements jsonb, input jsonb) RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	type_ref CONSTANT text := customer_grade_internal.xml_child(elements, input, 'variable') -> 'attributes' ->> 'typeRef';
	allowed CONSTANT jsonb := customer_grade_internal.xml_child(elements, customer_grade_internal.dmn_item(elements, type_ref),
		'allowedValues');
	type CONSTANT text := customer_grade_internal.dmn_type(document, elements, input, type_ref);
BEGIN
	RETURN jsonb_strip_nulls(jsonb_build_object('kind', 'metric', 'name', input -> 'attributes' ->> 'name', 'type', type, 'domain', (
		SELECT jsonb_build_object('in', jsonb_agg(v.written ORDER BY v.place))
		FROM customer_grade_internal.dmn_values(document, allowed, customer_grade_internal.dmn_text(elements, allowed)) AS v
		WHERE type = 'text' HAVING count(*) > 0)));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.dmn_metric(text, jsonb,
	jsonb) IS 'an input of DMN as a metric; a string has the values that its type allows';

CREATE FUNCTION customer_grade_internal.dmn_rubric(document text, elements jsonb, decision text, output text, grades text[])
RETURNS customer_grade.rubric
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	top CONSTANT jsonb := customer_grade_internal.dmn_decision(elements, decision);
	needed CONSTANT bigint[] := customer_grade_internal.dmn_needed(document, elements, top, '{}', '{}');
	n bigint;
	element jsonb;
	name text;
	logic jsonb;
	names jsonb := '{}';
	metrics jsonb := '[]';
	statements jsonb := '[]';
BEGIN
	FOREACH n IN ARRAY needed LOOP
		element := elements -> n::text;
		name := element -> 'attributes' ->> 'name';
		logic := NULL;
		IF element ->> 'name' NOT IN ('inputData', 'decision') THEN
			PERFORM customer_grade_internal.fail_element(document, element, 'is not understood');
		END IF;
		IF names ? name THEN
			PERFORM customer_grade_internal.fail_element(document, element, 'another element has this name');
		END IF;
		IF element ->> 'name' = 'inputData' THEN
			logic := customer_grade_internal.dmn_metric(document, elements, element);
			metrics := metrics || logic;
		ELSE
			logic := customer_grade_internal.dmn_logic(document, elements, element, names, CASE WHEN element = top THEN output END);
			PERFORM customer_grade_internal.dmn_tell_overlaps(name, logic, metrics || statements);
			IF element <> top THEN
				statements := statements || jsonb_build_object('kind', 'define', 'name', name, 'value', CASE
					WHEN logic -> 'rules' -> 0 -> 'when' = 'null' THEN logic -> 'rules' -> 0 -> 'then' ->> 'written'
					ELSE customer_grade_internal.dmn_case(logic) END);
			END IF;
		END IF;
		names := names || jsonb_build_object(name, jsonb_build_object('written', customer_grade_internal.rubric_name(name), 'type',
			logic -> 'type'));
	END LOOP;
	name := top -> 'attributes' ->> 'name';
	statements := metrics || statements;
	CASE
		WHEN logic ->> 'type' IN ('text', 'boolean') THEN
			logic := customer_grade_internal.dmn_grades(name, logic, grades);
			IF logic IS NULL THEN
				PERFORM customer_grade_internal.fail_element(document, top, 'gives strings that are not written there');
			END IF;
			statements := jsonb_build_array(logic -> 0) || statements || (logic - 0);
		WHEN logic ->> 'type' = 'number' AND logic -> 'rules' -> 0 -> 'when' = 'null' THEN
			statements := statements || jsonb_build_object('kind', 'score', 'value', logic -> 'rules' -> 0 -> 'then' ->> 'written');
		WHEN logic ->> 'type' = 'number' THEN
			statements := statements || customer_grade_internal.dmn_points(name, logic);
		ELSE
			PERFORM customer_grade_internal.fail_element(document, top, 'gives neither a number, nor a string, nor a boolean');
	END CASE;
	RETURN customer_grade_internal.rubric_from_statements(statements);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.dmn_rubric(text, jsonb, text, text,
	text[]) IS 'the rubric of a decision; elements: those of the document';

CREATE FUNCTION customer_grade.rubric_from_dmn(document text, decision text DEFAULT NULL, output text DEFAULT NULL,
	grades text[] DEFAULT NULL)
RETURNS customer_grade.rubric
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT customer_grade_internal.dmn_rubric(document, customer_grade_internal.xml_document(document), decision, output, grades)
$function$;
COMMENT ON FUNCTION customer_grade.rubric_from_dmn(text, text, text, text[]) IS
	'the rubric of a decision of DMN 1.1 to 1.5: inputs are metrics, decisions that it needs are defines. Strings and booleans that it gives '
	'are grades, numbers a score. decision: its name; default: the one that no other needs. output: of a table that has several. grades: '
	'best first; default: the order of its output values, or else no rank. Decision tables with hit policies UNIQUE, ANY, PRIORITY and '
	'FIRST, and literal expressions in FEEL, of numbers, strings, booleans and dates. Told are the findings of lint(), and rules that UNIQUE or ANY forbid to '
	'fit the same row. Errors: 0A000 an element, named with its line, that is not understood, 2200M no XML, 22023 no or several such '
	'decisions, or a DOCTYPE, 54000 larger than 16 MB; those of a rubric';

-- The way back.

CREATE FUNCTION customer_grade_internal.rule_feel(rubric customer_grade.rubric)
RETURNS TABLE (rule integer, kind text, grade text, metric text, test text, missing text, title text)
LANGUAGE C IMMUTABLE PARALLEL SAFE STRICT ROWS 20
AS 'MODULE_PATHNAME', 'rubric_rule_feel';
COMMENT ON FUNCTION customer_grade_internal.rule_feel(customer_grade.rubric) IS 'as rule_table(), with unary tests of FEEL';

CREATE FUNCTION customer_grade_internal.feel_type(type text) RETURNS text
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE type WHEN 'text' THEN 'string' ELSE type END
$function$;
COMMENT ON FUNCTION customer_grade_internal.feel_type(text) IS 'a type of a rubric as one of FEEL';

-- A decision table has cells for tests of metrics, and nothing else.
CREATE FUNCTION customer_grade_internal.check_fits_table(rubric customer_grade.rubric) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	part text;
BEGIN
	SELECT coalesce(r.kind || ' ' || r.grade, r.kind) || CASE WHEN r.kind IN ('floor', 'cap', 'scope') THEN '' ELSE format(' when %s',
		coalesce(r.metric || ' ', '') || r.test) END INTO part
	FROM customer_grade_internal.rule_feel(rubric) AS r
	WHERE r.kind IN ('floor', 'cap', 'scope')
		OR r.kind = 'grade' AND r.test IS NOT NULL AND (r.metric IS NULL OR NOT EXISTS (SELECT
			FROM customer_grade.metrics(rubric) AS m WHERE m.name = r.metric))
	ORDER BY r.rule LIMIT 1;
	IF part IS NOT NULL OR NOT EXISTS (SELECT FROM customer_grade_internal.rule_feel(rubric) AS r WHERE r.kind = 'grade') THEN
		PERFORM customer_grade_internal.throw('0A000', message => format('a decision table has no place for "%s"', coalesce(part, 'score')),
			hint => 'It has rules that are tests of metrics against constants.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_fits_table(customer_grade.rubric) IS
	'raise an error unless the rules of a rubric are those of a decision table';

-- Its rules, and before them those that give nothing to rows that lack what is required.
CREATE FUNCTION customer_grade_internal.dmn_cells(rubric customer_grade.rubric)
RETURNS TABLE (rule integer, grade text, title text, metric text, place bigint, test text)
LANGUAGE sql STABLE ROWS 20
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT r.rule, r.grade, r.title, r.metric, row_number() OVER (PARTITION BY r.rule, r.metric), r.test
	FROM customer_grade_internal.rule_feel(rubric) AS r WHERE r.kind = 'grade'
	UNION ALL
	SELECT -q.place::integer, NULL, 'required', n.name, 1, 'null'
	FROM jsonb_array_elements(rubric::jsonb -> 'statements') AS s(statement),
		jsonb_array_elements(s.statement -> 'any_of') WITH ORDINALITY AS q(names, place),
		jsonb_array_elements_text(q.names) AS n(name)
	WHERE s.statement ->> 'kind' = 'require'
$function$;
COMMENT ON FUNCTION customer_grade_internal.dmn_cells(customer_grade.rubric) IS
	'the cells of the decision table of a rubric; place: among those of its metric and rule';

CREATE FUNCTION customer_grade_internal.tell_stops(rubric customer_grade.rubric) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	metrics CONSTANT text := (
		SELECT string_agg(DISTINCT r.metric, ', ') FROM customer_grade_internal.rule_feel(rubric) AS r
		WHERE r.kind = 'grade' AND r.missing = 'stop' AND NOT EXISTS (
			SELECT FROM jsonb_array_elements(rubric::jsonb -> 'statements') AS s
			WHERE s -> 'any_of' @> jsonb_build_array(jsonb_build_array(r.metric))));
BEGIN
	IF metrics <> '' THEN
		RAISE NOTICE 'DMN goes on to the next rule where an input is missing' USING
			DETAIL = format('The rubric leaves rows without grade that lack what a rule reads. Not required are: %s.', metrics);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.tell_stops(customer_grade.rubric) IS
	'tell of metrics that stop the grading where they are missing, which DMN does not know';

CREATE FUNCTION customer_grade.rubric_to_dmn(rubric customer_grade.rubric, name text DEFAULT 'grade') RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	labels CONSTANT text := (SELECT string_agg('"' || replace(replace(g.grade, E'\\', E'\\\\'), '"', E'\\"') || '"', ', ' ORDER BY g.rank, g.place)
		FROM customer_grade.grades(rubric) WITH ORDINALITY AS g(grade, rank, title, place));
	written xml;
BEGIN
	PERFORM customer_grade_internal.check_fits_table(rubric), customer_grade_internal.tell_stops(rubric);
	WITH metric AS MATERIALIZED (
		SELECT m.name, customer_grade_internal.feel_type(m.type) AS type, m.place FROM customer_grade.metrics(rubric) WITH ORDINALITY AS m(name,
			type, domain, unit, title, place)
	), cell AS MATERIALIZED (
		SELECT * FROM customer_grade_internal.dmn_cells(rubric)
	), input AS MATERIALIZED (
		SELECT DISTINCT m.place AS number, m.name, m.type, c.place FROM cell AS c JOIN metric AS m ON m.name = c.metric
	), rule AS (
		SELECT DISTINCT c.rule, c.grade, c.title FROM cell AS c
	)
	SELECT xmlelement(NAME definitions, xmlattributes('https://www.omg.org/spec/DMN/20230324/MODEL/' AS xmlns, 'customer_grade' AS namespace,
		name AS name, 'definitions' AS id),
		(SELECT xmlagg(xmlelement(NAME "inputData", xmlattributes(m.name AS name, 'input_' || m.place AS id),
			xmlelement(NAME variable, xmlattributes(m.name AS name, m.type AS "typeRef"))) ORDER BY m.place) FROM metric AS m),
		xmlelement(NAME decision, xmlattributes(name AS name, 'decision' AS id), xmlelement(NAME variable, xmlattributes(name AS name,
			'string' AS "typeRef")),
			(SELECT xmlagg(xmlelement(NAME "informationRequirement", xmlelement(NAME "requiredInput", xmlattributes('#input_'
				|| m.place AS href))) ORDER BY m.place) FROM metric AS m),
			xmlelement(NAME "decisionTable", xmlattributes('FIRST' AS "hitPolicy"),
				(SELECT xmlagg(xmlelement(NAME input, xmlelement(NAME "inputExpression", xmlattributes(i.type AS "typeRef"), xmlelement(NAME text,
					i.name)))
					ORDER BY i.number, i.place) FROM input AS i),
				xmlelement(NAME output, xmlattributes('string' AS "typeRef"), xmlelement(NAME "outputValues", xmlelement(NAME text, labels))),
				(SELECT xmlagg(xmlelement(NAME rule, xmlforest(r.title AS description),
					(SELECT xmlagg(xmlelement(NAME "inputEntry", xmlelement(NAME text, coalesce(c.test, '-'))) ORDER BY i.number, i.place)
						FROM input AS i LEFT JOIN cell AS c ON c.rule = r.rule AND c.metric = i.name AND c.place = i.place),
					xmlelement(NAME "outputEntry", xmlelement(NAME text, coalesce('"' || replace(replace(r.grade, E'\\', E'\\\\'), '"', E'\\"') || '"',
						'null')))) ORDER BY r.rule)
					FROM rule AS r))))
	INTO written;
	RETURN E'<?xml version="1.0" encoding="UTF-8"?>\n' || written::text || E'\n';
END
$function$;
COMMENT ON FUNCTION customer_grade.rubric_to_dmn(customer_grade.rubric, text) IS
	'the rules of a rubric as a decision table of DMN 1.5 with hit policy FIRST, under this name. What is required becomes rules that give '
	'null. Told is where missing inputs stop the rubric, but not DMN. Terms, treatments, units and domains are left out. Errors: 0A000 a '
	'rule that is no list of tests of metrics, a scope, floor, cap or score';

CREATE FUNCTION customer_grade.rubric_to_dmn(standard text, name text DEFAULT 'grade') RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT customer_grade.rubric_to_dmn(customer_grade_internal.chosen_rubric(standard, NULL, NULL), name)
$function$;
COMMENT ON FUNCTION customer_grade.rubric_to_dmn(text,
	text) IS 'the same of a standard''s version in force. Errors: 42704 no such standard; those of rubric_to_dmn() of a rubric';
