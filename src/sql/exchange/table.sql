-- Decision tables and points tables, as people keep them in spreadsheets.

CREATE FUNCTION customer_grade_internal.rubric_name(name text) RETURNS text
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'rubric_name';
COMMENT ON FUNCTION customer_grade_internal.rubric_name(text) IS 'a name as a rubric writes it, in double quotes where it needs them';

CREATE FUNCTION customer_grade_internal.rubric_string(value text) RETURNS text
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'rubric_string';
COMMENT ON FUNCTION customer_grade_internal.rubric_string(text) IS 'a text as a rubric writes it, in quotes';

CREATE FUNCTION customer_grade_internal.read_cell(cell text, name text, type text, percent text, thousands text)
RETURNS TABLE (read_type text, ordered boolean, condition text, "values" text[], problem text, hint text)
LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 1
AS 'MODULE_PATHNAME', 'read_cell';
COMMENT ON FUNCTION customer_grade_internal.read_cell(text, text, text, text, text) IS
	'a cell of a decision table as a condition about a name, as a rubric writes it. type: of the column; null: the values tell. percent: '
	'fraction or points; null: not told. thousands: the separator. read_type: of the values; ordered: the test needs an order; condition: '
	'null where the cell says nothing; values: literals it is compared with; problem: why it was not read';

CREATE FUNCTION customer_grade.rule_table(rubric customer_grade.rubric)
RETURNS TABLE (rule integer, kind text, grade text, metric text, test text, missing text, title text)
LANGUAGE C IMMUTABLE PARALLEL SAFE STRICT ROWS 20
AS 'MODULE_PATHNAME', 'rubric_rule_table';
COMMENT ON FUNCTION customer_grade.rule_table(customer_grade.rubric) IS
	'the rules of a rubric as a decision table, in the form that rubric_from_table() reads: for each rule, in the order they are tried, one '
	'row for each metric with its test, such as ">= 100". kind: scope, require, grade, floor or cap. missing: stop where a missing input '
	'stops the grading, next where it makes the rule fail ("is true"). Alternatives joined by "or" are rules of their own where that is '
	'the same. Without metric: test is the whole condition, as the rubric writes it; without either: the rule always fits';
CREATE FUNCTION customer_grade.rule_table(standard text)
RETURNS TABLE (rule integer, kind text, grade text, metric text, test text, missing text, title text)
LANGUAGE C STABLE PARALLEL SAFE STRICT ROWS 20
AS 'MODULE_PATHNAME', 'standard_rule_table';
COMMENT ON FUNCTION customer_grade.rule_table(text) IS
	'the same of a standard''s version in force. Errors: 42704 no such standard, 55000 no version is effective';

-- What is read of the table.

CREATE FUNCTION customer_grade_internal.table_rows(relation regclass, ordering text) RETURNS TABLE (place bigint, fields jsonb)
LANGUAGE plpgsql STABLE ROWS 100
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
BEGIN
	RETURN QUERY EXECUTE format('SELECT row_number() OVER (%s), to_jsonb(row.*) FROM %s AS row LIMIT 1001',
		'ORDER BY row.' || quote_ident(ordering), table_rows.relation);
	GET DIAGNOSTICS place = ROW_COUNT;
	IF place > 1000 THEN
		PERFORM customer_grade_internal.throw('54000', message => format('table "%s" has more than 1000 rows', table_rows.relation));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.table_rows(regclass, text) IS
	'the rows of a table that the caller may read, in the order of a column (null: as the table gives them)';

CREATE FUNCTION customer_grade_internal.is_long_table(relation regclass) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT count(*) = 3 FROM pg_attribute AS a
	WHERE a.attrelid = relation AND a.attname IN ('rule', 'metric', 'test') AND NOT a.attisdropped
$function$;
COMMENT ON FUNCTION customer_grade_internal.is_long_table(regclass) IS
	'has a table one row for each rule and metric, as rule_table() gives it? Else it has one for each rule';

CREATE FUNCTION customer_grade_internal.metric_type(type regtype) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE WHEN t.oid = 'date'::regtype THEN 'date' WHEN t.typcategory = 'N' THEN 'number' WHEN t.typcategory = 'B' THEN 'boolean'
			WHEN t.typcategory IN ('S', 'E') THEN 'text' END
	FROM pg_type AS t WHERE t.oid = metric_type.type
$function$;
COMMENT ON FUNCTION customer_grade_internal.metric_type(regtype) IS 'the type of a metric that a column of a type feeds; null: none';

CREATE FUNCTION customer_grade_internal.preamble_rubric(preamble text) RETURNS customer_grade.rubric
LANGUAGE sql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT (coalesce(preamble, '') || E'\ngrades x; grade x otherwise;')::customer_grade.rubric
$function$;
COMMENT ON FUNCTION customer_grade_internal.preamble_rubric(text) IS
	'statements that lack grades, with two more that make them a rubric; null: there are none';

CREATE FUNCTION customer_grade_internal.declared_names(preamble customer_grade.rubric) RETURNS TABLE (name text, type text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT s.statement ->> 'name', i.type
	FROM jsonb_array_elements(preamble::jsonb -> 'statements') AS s(statement)
		LEFT JOIN (
			SELECT m.name, m.type FROM customer_grade.metrics(preamble) AS m
			UNION ALL
			SELECT p.name, p.type FROM customer_grade.parameters(preamble) AS p
		) AS i ON i.name = s.statement ->> 'name'
	WHERE s.statement ->> 'kind' IN ('metric', 'parameter', 'define')
	UNION ALL
	SELECT 'score', 'number'
	WHERE jsonb_path_exists(preamble::jsonb, '$.statements[*] ? (@.kind == "criterion" || @.kind == "score")')
$function$;
COMMENT ON FUNCTION customer_grade_internal.declared_names(customer_grade.rubric) IS
	'the names that a rubric declares, with their types where these are known, and the score, if there is one';

CREATE FUNCTION customer_grade_internal.table_cells(relation regclass, ordering text, others text[], known text[])
RETURNS TABLE (rule bigint, field text, metric text, type text, value text)
LANGUAGE sql STABLE ROWS 100
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT r.place, a.attname::text, coalesce(b.bound[1], a.attname), nullif(customer_grade_internal.metric_type(a.atttypid), 'text'),
		CASE b.bound[2] WHEN 'min' THEN '>= ' WHEN 'max' THEN '<= ' WHEN 'above' THEN '> ' WHEN 'below' THEN '< ' ELSE '' END
			|| CASE WHEN btrim(r.fields ->> a.attname) NOT IN ('', '-') THEN r.fields ->> a.attname END
	FROM customer_grade_internal.table_rows(relation, ordering) AS r,
		pg_attribute AS a LEFT JOIN LATERAL regexp_match(a.attname, '^(.+)_(min|max|above|below)$') AS b(bound) ON a.attname <> ALL (known)
	WHERE NOT customer_grade_internal.is_long_table(relation) AND a.attrelid = relation AND a.attnum > 0 AND NOT a.attisdropped
		AND a.attname <> ALL (others)
	UNION ALL
	SELECT dense_rank() OVER (ORDER BY (r.fields ->> 'rule')::numeric), 'test', r.fields ->> 'metric', NULL, r.fields ->> 'test'
	FROM customer_grade_internal.table_rows(relation, ordering) AS r
	WHERE customer_grade_internal.is_long_table(relation)
$function$;
COMMENT ON FUNCTION customer_grade_internal.table_cells(regclass, text, text[], text[]) IS
	'the cells of a decision table, and which metric each is about. others: columns that are no cells; known: names that are metrics, even '
	'if they end like a bound; type: of the column, where it tells one';

CREATE FUNCTION customer_grade_internal.fail_cell(relation regclass, rule bigint, field text, problem text, hint text) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	PERFORM customer_grade_internal.throw('22023', message => format('row %s, column "%s" of table "%s": %s', rule, field, relation, problem),
		hint => fail_cell.hint);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.fail_cell(regclass, bigint, text, text, text) IS 'raise an error about a cell of a table';

CREATE FUNCTION customer_grade_internal.check_reading(missing text, percent text, thousands text) RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF missing NOT IN ('stop', 'next') THEN
		PERFORM customer_grade_internal.throw('22023', message => format('missing must be "stop" or "next", not "%s"', missing));
	END IF;
	IF percent NOT IN ('fraction', 'points') THEN
		PERFORM customer_grade_internal.throw('22023', message => format('percent must be "fraction" or "points", not "%s"', percent));
	END IF;
	IF thousands NOT IN (',', '.', ' ', '''') THEN
		PERFORM customer_grade_internal.throw('22023', message => format('thousands are not separated by "%s"', thousands),
			hint => 'They are separated by a comma, a point, a space or an apostrophe.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_reading(text, text, text) IS 'check what the caller tells about the cells of a table';

CREATE FUNCTION customer_grade_internal.tell_lint(rubric customer_grade.rubric) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	finding record;
BEGIN
	FOR finding IN SELECT l.severity, l.statement, l.message FROM customer_grade.lint(rubric) AS l WHERE l.severity <> 'notice' LIMIT 20 LOOP
		RAISE NOTICE '%: %', finding.severity, finding.message USING DETAIL = coalesce(finding.statement, '');
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.tell_lint(customer_grade.rubric) IS
	'tell what lint finds in a rubric that comes from another form, but for its notices';

CREATE FUNCTION customer_grade_internal.column_values(relation regclass, field text) RETURNS text[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	found text[];
BEGIN
	SELECT array_agg(e.enumlabel::text ORDER BY e.enumsortorder) INTO found
	FROM pg_attribute AS a JOIN pg_enum AS e ON e.enumtypid = a.atttypid
	WHERE a.attrelid = relation AND a.attname = field;
	IF found IS NULL THEN
		EXECUTE format('SELECT array_agg(v.value ORDER BY v.value COLLATE "C") FROM '
			'(SELECT DISTINCT row.%1$I::text FROM %2$s AS row WHERE row.%1$I IS NOT NULL LIMIT 21) AS v(value)', field, relation) INTO found;
	END IF;
	RETURN CASE WHEN cardinality(found) <= 20 THEN found END;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.column_values(regclass, text) IS
	'the values of a column: of an enum all that there can be, else those that the table has; null: there are none, or more than 20';

CREATE FUNCTION customer_grade_internal.metric_statement(metric text, type text, subject regclass, mentioned text[]) RETURNS jsonb
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT jsonb_strip_nulls(jsonb_build_object('kind', 'metric', 'name', metric, 'type', type, 'domain', (
		SELECT jsonb_build_object('in', jsonb_agg(customer_grade_internal.rubric_string(v.value) ORDER BY v.place)
			|| (SELECT coalesce(jsonb_agg(DISTINCT m.value), '[]') FROM unnest(mentioned) AS m(value)
				WHERE min(t.typtype) <> 'e' AND m.value <> ALL (array_agg(customer_grade_internal.rubric_string(v.value)))))
		FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid,
			unnest(customer_grade_internal.column_values(subject, metric)) WITH ORDINALITY AS v(value, place)
		WHERE type = 'text' AND a.attrelid = subject AND a.attname = metric AND a.attnum > 0
		HAVING count(*) > 0)))
$function$;
COMMENT ON FUNCTION customer_grade_internal.metric_statement(text, text, regclass, text[]) IS
	'a metric as a statement; a text has its domain where the column of the subject has few values, with the literals mentioned in the table';

CREATE FUNCTION customer_grade_internal.rubric_from_statements(statements jsonb) RETURNS customer_grade.rubric
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	rubric CONSTANT customer_grade.rubric := jsonb_build_object('after', E'\n', 'statements', (
		SELECT jsonb_agg(s.statement || CASE WHEN s.place > 1 AND s.statement ->> 'kind' IS DISTINCT FROM s.before
			THEN E'{"before": "\\n\\n"}'::jsonb ELSE '{}' END ORDER BY s.place)
		FROM (
			SELECT s.statement, s.place, lag(s.statement ->> 'kind') OVER (ORDER BY s.place) AS before
			FROM jsonb_array_elements(statements) WITH ORDINALITY AS s(statement, place)
		) AS s))::customer_grade.rubric;
BEGIN
	PERFORM customer_grade_internal.tell_lint(rubric);
	RETURN rubric;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.rubric_from_statements(jsonb) IS
	'a rubric from its statements, with an empty line between those of different kinds; lint tells what it finds';

-- The type of a metric is told by its declaration, the subject, the table, and then the cells.
CREATE FUNCTION customer_grade_internal.table_tests(relation regclass, ordering text, others text[], declared jsonb, subject regclass,
	percent text, thousands text)
RETURNS TABLE (rule bigint, metric text, type text, condition text, "values" text[])
LANGUAGE plpgsql STABLE ROWS 100
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	known CONSTANT text[] := ARRAY(SELECT jsonb_object_keys(declared)) || ARRAY(SELECT a.attname::text FROM pg_attribute AS a
		WHERE a.attrelid = subject AND a.attnum > 0 AND NOT a.attisdropped);
	test record;
BEGIN
	FOR test IN
		WITH cell AS MATERIALIZED (
			SELECT c.*, row_number() OVER () AS place,
				CASE WHEN c.metric = 'score' AND declared ? 'score' THEN 'score' ELSE customer_grade_internal.rubric_name(c.metric) END AS written
			FROM customer_grade_internal.table_cells(relation, ordering, others, known) AS c
		), metric AS (
			SELECT c.metric, coalesce(declared ->> c.metric, (
					SELECT customer_grade_internal.metric_type(a.atttypid) FROM pg_attribute AS a
					WHERE a.attrelid = subject AND a.attname = c.metric AND a.attnum > 0),
				max(c.type), max(r.read_type) FILTER (WHERE r.ordered AND r.read_type <> 'text'),
				CASE WHEN count(DISTINCT r.read_type) = 1 THEN max(r.read_type) END, 'text') AS type
			FROM cell AS c, customer_grade_internal.read_cell(c.value, c.written, NULL, coalesce(percent, 'fraction'), thousands) AS r
			WHERE c.metric IS NOT NULL AND c.value IS NOT NULL
			GROUP BY c.metric
		)
		SELECT c.rule, c.field, c.metric, m.type, CASE WHEN c.metric IS NULL THEN c.value ELSE r.condition END AS condition,
			r.values, r.problem, r.hint, c.value, r.ordered AND m.type = 'text' AND NOT declared ? c.metric AS lacks_order
		FROM cell AS c LEFT JOIN metric AS m ON m.metric = c.metric
			LEFT JOIN LATERAL customer_grade_internal.read_cell(c.value, c.written, m.type, percent, thousands) AS r
				ON m.metric IS NOT NULL AND c.value IS NOT NULL
		ORDER BY c.rule, c.place
	LOOP
		IF test.problem IS NOT NULL THEN
			PERFORM customer_grade_internal.fail_cell(relation, test.rule, test.field, test.problem, test.hint);
		END IF;
		IF test.lacks_order THEN
			PERFORM customer_grade_internal.fail_cell(relation, test.rule, test.field, format('"%s" needs an order, which text has not', test.value),
				'Declare the metric in preamble with its values, best first.');
		END IF;
		rule := test.rule;
		metric := test.metric;
		type := test.type;
		condition := test.condition;
		"values" := test.values;
		RETURN NEXT;
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.table_tests(regclass, text, text[], jsonb, regclass, text, text) IS
	'the cells of a decision table as conditions, in the order of its rules; declared: names with their types';

CREATE FUNCTION customer_grade_internal.table_rules(relation regclass, ordering text, grade text, title text, missing text)
RETURNS TABLE (rule bigint, kind text, label text, title text, goes_on boolean)
LANGUAGE sql STABLE ROWS 100
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT DISTINCT ON (r.rule) r.rule, CASE WHEN r.long THEN coalesce(r.fields ->> 'kind', 'grade') ELSE 'grade' END,
		nullif(btrim(r.fields ->> grade), ''), nullif(btrim(r.fields ->> coalesce(table_rules.title, CASE WHEN r.long THEN 'title' END)), ''),
		CASE WHEN r.long THEN coalesce(r.fields ->> 'missing', missing) ELSE missing END = 'next'
	FROM (
		SELECT t.place, t.fields, l.long, CASE WHEN l.long THEN dense_rank() OVER (ORDER BY (t.fields ->> 'rule')::numeric)
			ELSE t.place END AS rule
		FROM customer_grade_internal.is_long_table(relation) AS l(long), customer_grade_internal.table_rows(relation, ordering) AS t
	) AS r
	WHERE r.long OR EXISTS (SELECT FROM jsonb_each_text(r.fields) AS f WHERE btrim(f.value) <> '')
	ORDER BY r.rule, r.place
$function$;
COMMENT ON FUNCTION customer_grade_internal.table_rules(regclass, text, text, text, text) IS
	'the rules of a decision table without their conditions; rows without anything are none';

CREATE FUNCTION customer_grade_internal.rule_statement(relation regclass, rule bigint, kind text, label text, title text, conditions text[],
	goes_on boolean, is_last boolean)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	condition text := array_to_string(conditions, ' and ');
BEGIN
	IF kind NOT IN ('grade', 'floor', 'cap', 'scope', 'require') THEN
		PERFORM customer_grade_internal.fail_cell(relation, rule, 'kind', format('"%s" is no kind of rule', kind),
			'There are grade, floor, cap, scope and require.');
	END IF;
	IF kind IN ('grade', 'floor', 'cap') AND label IS NULL THEN
		PERFORM customer_grade_internal.throw('22023', message => format('row %s of table "%s" has no grade', rule, relation));
	END IF;
	IF condition = '' AND NOT (kind = 'grade' AND is_last) THEN
		PERFORM customer_grade_internal.throw('22023', message => format('row %s of table "%s" has no condition', rule, relation),
			hint => 'Only the last row may fit everybody; rows below it would never be reached.');
	END IF;
	IF kind = 'require' THEN
		RETURN jsonb_build_object('text', 'require ' || condition);
	END IF;
	IF goes_on THEN
		condition := format('(%s) is true', condition);
	END IF;
	RETURN jsonb_strip_nulls(jsonb_build_object('kind', kind, 'label', label, 'title', title)
		|| CASE WHEN conditions = '{}' THEN '{"otherwise": true}' ELSE jsonb_build_object('when', condition) END);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.rule_statement(regclass, bigint, text, text, text, text[], boolean, boolean) IS
	'a row of a decision table as a statement';

CREATE FUNCTION customer_grade.rubric_from_table(
	relation regclass,
	grade text DEFAULT 'grade',
	title text DEFAULT NULL,
	order_by text DEFAULT NULL,
	grades text[] DEFAULT NULL,
	subject regclass DEFAULT NULL,
	preamble text DEFAULT NULL,
	missing text DEFAULT 'stop',
	percent text DEFAULT NULL,
	thousands text DEFAULT NULL
) RETURNS customer_grade.rubric
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	before CONSTANT customer_grade.rubric := customer_grade_internal.preamble_rubric(preamble);
	declared CONSTANT jsonb := (SELECT coalesce(jsonb_object_agg(d.name, d.type), '{}')
		FROM customer_grade_internal.declared_names(before) AS d);
	labels text[] := rubric_from_table.grades;
	statements jsonb;			-- those before the rules
	rules jsonb;
	places bigint[];			-- of the rules
	place bigint;
	message text;
BEGIN
	PERFORM customer_grade_internal.check_reading(missing, percent, thousands);
	PERFORM customer_grade_internal.check_columns(relation, grade, title, order_by);
	WITH test AS MATERIALIZED (
		SELECT t.*, row_number() OVER () AS place
		FROM customer_grade_internal.table_tests(relation, order_by, array_remove(ARRAY[grade, title, order_by], NULL), declared, subject,
			percent, thousands) AS t
	), statement AS (
		SELECT r.rule, r.kind, r.label, customer_grade_internal.rule_statement(relation, r.rule, r.kind, r.label, r.title,
			ARRAY(SELECT t.condition FROM test AS t WHERE t.rule = r.rule AND t.condition IS NOT NULL ORDER BY t.place), r.goes_on,
			r.rule = max(r.rule) FILTER (WHERE r.kind = 'grade') OVER ()) AS statement
		FROM customer_grade_internal.table_rules(relation, order_by, grade, title, missing) AS r
	)
	SELECT (SELECT jsonb_agg(s.statement ORDER BY s.rule) FROM statement AS s), ARRAY(SELECT s.rule FROM statement AS s ORDER BY s.rule),
		coalesce(labels, ARRAY(SELECT s.label FROM statement AS s WHERE s.label IS NOT NULL GROUP BY s.label ORDER BY min(s.rule))),
		(SELECT coalesce(jsonb_agg(m.statement ORDER BY m.place), '[]') FROM (
			SELECT customer_grade_internal.metric_statement(t.metric, min(t.type), subject,
				ARRAY(SELECT v FROM test AS o, unnest(o.values) AS v WHERE o.metric = t.metric)) AS statement, min(t.place) AS place
			FROM test AS t WHERE t.condition IS NOT NULL AND t.metric IS NOT NULL AND NOT declared ? t.metric
			GROUP BY t.metric) AS m)
	INTO rules, places, labels, statements;
	IF rules IS NULL THEN
		PERFORM customer_grade_internal.throw('22023', message => format('table "%s" has no rules', relation));
	END IF;
	statements := jsonb_build_array(jsonb_build_object('kind', 'grades', 'ranked', (
			SELECT jsonb_agg(jsonb_build_object('label', l.label) ORDER BY l.place) FROM unnest(labels) WITH ORDINALITY AS l(label, place))))
		|| ((before::jsonb -> 'statements') - -1 - -1) || statements;
	RETURN customer_grade_internal.rubric_from_statements(statements || rules);
EXCEPTION WHEN syntax_error THEN
	GET STACKED DIAGNOSTICS message = MESSAGE_TEXT;
	place := places[1 + substring(message, E'^statements\\[(\\d+)\\]')::integer - jsonb_array_length(statements)];
	PERFORM customer_grade_internal.throw('42601', message => CASE
		WHEN place IS NULL THEN format('table "%s": %s', relation, message)
		ELSE format('row %s of table "%s": %s', place, relation, regexp_replace(message, E'^statements\\[\\d+\\][^:]*: ', '')) END);
END
$function$;
COMMENT ON FUNCTION customer_grade.rubric_from_table(regclass, text, text, text, text[], regclass, text, text, text, text) IS
	'the rubric of a decision table: one row for each rule, which are tried in this order. A column x has tests of metric x: ">= 100", '
	'"90..100", "[90..100)", "A, B", "not(A, B)", "null"; empty or "-" fits everybody. Columns x_min, x_max, x_above, x_below have bounds. '
	'Or one row for each rule and metric, as rule_table() gives them. grade, title, order_by: columns; without the last the rows are taken '
	'as the table gives them. grades: best first; default: in the order of the rules. subject: a table whose columns give metrics their '
	'types, and texts of few values their domains. preamble: statements of your own before the rules, such as metrics with units, or '
	'a scorecard of criteria_from_table(). missing: stop, or next where a missing input makes a rule fail. percent: fraction reads 60% as '
	'0.6, points as 60. thousands: what separates them. The findings of lint() are told. Errors: 22023 a row or cell, named, that cannot be '
	'read, 42703 no such column, 54000 more than 1000 rows; those of a rubric';

-- Points tables: a row for each alternative of a criterion.

CREATE FUNCTION customer_grade_internal.points_cells(relation regclass, ordering text, bounds text)
RETURNS TABLE (place bigint, criterion text, metric text, field text, value text)
LANGUAGE sql STABLE ROWS 100
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT r.place, c.criterion, coalesce(nullif(btrim(r.fields ->> 'metric'), ''), c.criterion), f.field,
		f.sign || CASE WHEN btrim(r.fields ->> f.field) NOT IN ('', '-') THEN r.fields ->> f.field END
	FROM customer_grade_internal.table_rows(relation, ordering) AS r,
		LATERAL (SELECT nullif(btrim(r.fields ->> 'criterion'), '')) AS c(criterion),
		(VALUES ('from', CASE left(bounds, 1) WHEN '[' THEN '>= ' ELSE '> ' END), ('to', CASE right(bounds, 1) WHEN ']' THEN '<= ' ELSE '< ' END),
			('test', '')) AS f(field, sign)
	WHERE EXISTS (SELECT FROM jsonb_each_text(r.fields) AS e WHERE btrim(e.value) <> '')
$function$;
COMMENT ON FUNCTION customer_grade_internal.points_cells(regclass, text,
	text) IS 'the cells of a points table that are conditions; bounds: as of a range type';

CREATE FUNCTION customer_grade_internal.points_conditions(relation regclass, ordering text, bounds text, percent text, thousands text)
RETURNS TABLE (place bigint, criterion text, metric text, type text, condition text)
LANGUAGE plpgsql STABLE ROWS 100
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	cell record;
BEGIN
	FOR cell IN
		WITH cell AS MATERIALIZED (
			SELECT c.*, customer_grade_internal.rubric_name(c.metric) AS written, row_number() OVER () AS number
			FROM customer_grade_internal.points_cells(relation, ordering, bounds) AS c
		), metric AS (
			SELECT c.metric, coalesce(max(r.read_type) FILTER (WHERE r.ordered AND r.read_type <> 'text'),
				CASE WHEN count(DISTINCT r.read_type) = 1 THEN max(r.read_type) END, 'text') AS type
			FROM cell AS c, customer_grade_internal.read_cell(c.value, c.written, NULL, coalesce(percent, 'fraction'), thousands) AS r
			GROUP BY c.metric
		)
		SELECT c.place, c.criterion, c.metric, c.field, m.type, c.number, r.condition, r.problem, r.hint
		FROM cell AS c JOIN metric AS m ON m.metric IS NOT DISTINCT FROM c.metric,
			LATERAL customer_grade_internal.read_cell(c.value, c.written, m.type, percent, thousands) AS r
		ORDER BY c.number
	LOOP
		IF cell.criterion IS NULL THEN
			PERFORM customer_grade_internal.fail_cell(relation, cell.place, 'criterion', 'the row names no criterion', NULL);
		END IF;
		IF cell.problem IS NOT NULL THEN
			PERFORM customer_grade_internal.fail_cell(relation, cell.place, cell.field, cell.problem, cell.hint);
		END IF;
		RETURN QUERY SELECT cell.place, cell.criterion, cell.metric, cell.type, cell.condition;
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.points_conditions(regclass, text, text, text,
	text) IS 'the cells of a points table as conditions';

CREATE FUNCTION customer_grade_internal.amount_of_cell(relation regclass, place bigint, field text, fields jsonb, percent text,
	thousands text)
RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	cell record;
BEGIN
	SELECT r.values, r.problem, r.hint INTO cell
	FROM customer_grade_internal.read_cell(fields ->> field, '', 'number', percent, thousands) AS r;
	IF cell.problem IS NOT NULL OR cardinality(cell.values) > 1 THEN
		PERFORM customer_grade_internal.fail_cell(relation, place, field, coalesce(cell.problem, 'it is no number'), cell.hint);
	END IF;
	RETURN cell.values[1];
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.amount_of_cell(regclass, bigint, text, jsonb, text,
	text) IS 'the number in a cell of a points table; null: it is empty';

CREATE FUNCTION customer_grade_internal.alternative_of_row(relation regclass, place bigint, fields jsonb, conditions text[],
	is_last boolean,
	percent text, thousands text)
RETURNS jsonb
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	points CONSTANT text := customer_grade_internal.amount_of_cell(relation, place, 'points', fields, percent, thousands);
BEGIN
	IF points IS NULL THEN
		PERFORM customer_grade_internal.fail_cell(relation, place, 'points', 'there are none', NULL);
	END IF;
	IF conditions = '{}' AND NOT is_last THEN
		PERFORM customer_grade_internal.throw('22023', message => format('row %s of table "%s" has no condition', place, relation),
			hint => 'Only the last row of a criterion may fit everybody; those below it would never be reached.');
	END IF;
	RETURN jsonb_strip_nulls(jsonb_build_object('value', points, 'when', nullif(array_to_string(conditions, ' and '), ''),
		'otherwise', CASE WHEN conditions = '{}' THEN true END, 'title', nullif(btrim(fields ->> 'reason'), '')));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.alternative_of_row(regclass, bigint, jsonb, text[], boolean, text, text) IS
	'a row of a points table as an alternative of its criterion';

CREATE FUNCTION customer_grade.criteria_from_table(relation regclass, order_by text DEFAULT NULL, bounds text DEFAULT '[)',
	percent text DEFAULT NULL, thousands text DEFAULT NULL)
RETURNS customer_grade.rubric
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	metrics jsonb;
	criteria jsonb;
BEGIN
	PERFORM customer_grade_internal.check_reading('stop', percent, thousands);
	PERFORM customer_grade_internal.check_columns(relation, 'criterion', 'points', order_by);
	IF bounds NOT IN ('[)', '[]', '(]', '()') OR bounds IS NULL THEN
		PERFORM customer_grade_internal.throw('22023', message => format('bounds are one of [), [], (] and (), not "%s"', bounds));
	END IF;
	WITH cell AS MATERIALIZED (
		SELECT c.*, row_number() OVER () AS number
		FROM customer_grade_internal.points_conditions(relation, order_by, bounds, percent, thousands) AS c
	), line AS (
		SELECT c.place, c.criterion, array_remove(array_agg(c.condition ORDER BY c.number), NULL) AS conditions,
			max(c.place) OVER (PARTITION BY c.criterion) AS last
		FROM cell AS c GROUP BY c.place, c.criterion
	), amount AS (
		SELECT l.*, r.fields, customer_grade_internal.alternative_of_row(relation, l.place, r.fields, l.conditions, l.place = l.last, percent,
			thousands) AS alternative,
			a.weight, a.max, a.missing
		FROM line AS l JOIN customer_grade_internal.table_rows(relation, order_by) AS r ON r.place = l.place,
			LATERAL (SELECT customer_grade_internal.amount_of_cell(relation, l.place, 'weight', r.fields, percent, thousands),
				customer_grade_internal.amount_of_cell(relation, l.place, 'max', r.fields, percent, thousands),
				customer_grade_internal.amount_of_cell(relation, l.place, 'missing', r.fields, percent, thousands)) AS a(weight, max, missing)
	)
	SELECT (SELECT jsonb_agg(jsonb_build_object('kind', 'metric', 'name', m.metric, 'type', m.type) ORDER BY m.place)
			FROM (SELECT c.metric, min(c.type) AS type, min(c.number) AS place FROM cell AS c GROUP BY c.metric) AS m),
		(SELECT jsonb_agg(c.statement ORDER BY c.place) FROM (
			SELECT min(a.place) AS place, jsonb_strip_nulls(jsonb_build_object('kind', 'criterion', 'name', a.criterion,
				'weight', max(a.weight), 'max', max(a.max), 'missing', max(a.missing), 'title', max(nullif(btrim(a.fields ->> 'title'), '')),
				'points', jsonb_agg(a.alternative ORDER BY a.place))) AS statement
			FROM amount AS a GROUP BY a.criterion) AS c)
	INTO metrics, criteria;
	IF criteria IS NULL THEN
		PERFORM customer_grade_internal.throw('22023', message => format('table "%s" has no rules', relation));
	END IF;
	RETURN customer_grade_internal.rubric_from_statements(metrics || criteria);
END
$function$;
COMMENT ON FUNCTION customer_grade.criteria_from_table(regclass, text, text, text, text) IS
	'the scorecard of a points table: one row for each alternative of a criterion, tried in this order. Columns: criterion; points; from '
	'and to, or test as a cell of rubric_from_table(): whom the row is for; metric, if it is not named as the criterion; weight, max, missing '
	'and title of the criterion, and reason, the title of the alternative. A row without bounds and test is for all others. bounds: do '
	'from and to belong to the row, as in a range type: [) is from inclusive, to exclusive. Give the result as preamble to '
	'rubric_from_table() to grade by its score. Others as rubric_from_table(). Errors: as there';
