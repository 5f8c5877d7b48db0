-- Reports: one customer.

CREATE FUNCTION customer_grade_internal.as_owner_customer_grades(subject regclass, key jsonb)
RETURNS TABLE (standard text, title_zh text, title_en text, grade text, rank smallint, score numeric, grade_zh text,
	grade_en text, state text,
	computed_grade text, since timestamp with time zone)
LANGUAGE plpgsql STABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment;
	readable CONSTANT regclass[] := ARRAY(SELECT t.grades FROM customer_grade.attachment AS t
		WHERE t.subject = as_owner_customer_grades.subject
			AND has_table_privilege(customer_grade_internal.reader(), t.grades, 'SELECT'));
BEGIN
	FOR a IN SELECT * FROM customer_grade.attachment AS t WHERE t.subject = as_owner_customer_grades.subject ORDER BY t.standard LOOP
		-- of several standards those that the reader may read
		CONTINUE WHEN cardinality(readable) > 0 AND a.grades <> ALL (readable);
		PERFORM customer_grade_internal.check_readable(a.grades);
		RETURN QUERY EXECUTE format($query$
			SELECT $1,
				customer_grade_internal.title_part(coalesce(v.title, $1), 1), customer_grade_internal.title_part(coalesce(v.title, $1), 2),
				l.grade, l.rank, l.score, coalesce(s.title_zh, l.grade), coalesce(s.title_en, l.grade), l.state, l.computed_grade, l.since
			FROM %1$s AS l
				JOIN jsonb_populate_record(NULL::%1$s, $2) AS k ON %2$s
				LEFT JOIN customer_grade.standard AS v ON v.name = $1 AND v.version = l.version
				LEFT JOIN customer_grade_internal.version_scale($1, l.version) AS s ON coalesce(s.grade, '') = coalesce(l.grade, '')
			WHERE l.since IS NOT NULL
			$query$, a.ledger, customer_grade_internal.key_match(a.key_columns, 'l', a.key_columns, 'k'))
		USING a.standard, customer_grade_internal.read_key(a, as_owner_customer_grades.key);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_customer_grades(regclass, jsonb) IS
	'the grades in force of one customer by all standards attached to the table whose grades you may read; key: its key columns as an '
	'object, {"id": 7}, or the value of a single one. Error: 22023 it is not a key';

-- $1 standard, $2 key, $3 the attachment
CREATE FUNCTION customer_grade_internal.form_query(a customer_grade_internal.attachment) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format($query$
		WITH k AS (
			SELECT k.* FROM jsonb_populate_record(NULL::%1$s, $2) AS k
		), l AS (
			SELECT l.* FROM %1$s AS l JOIN k ON %2$s
		), section(kind, place, zh, en) AS (VALUES
			('metric', 3, '指标', 'metric'), ('parameter', 4, '参数', 'parameter'), ('define', 5, '计算', 'define'),
			('criterion', 6, '评分', 'criterion'), ('score', 7, '总分', 'score'), ('scope', 8, '适用范围', 'scope'),
			('require', 8, '评级前提', 'require'), ('rule', 8, '规则', 'rule'),
			('floor', 8, '下限', 'floor'), ('cap', 8, '上限', 'cap'),
			('result', 9, '评级结果', 'result')
		), form(section_zh, section_en, place, item_zh, item_en, value, result) AS (
			SELECT '客户', 'customer', 1.0, e.key, e.key, e.value, NULL
			FROM jsonb_each_text($2) AS e
			UNION ALL
			SELECT '标准', 'standard', 2, customer_grade_internal.title_part(coalesce(v.title, v.name), 1),
				customer_grade_internal.title_part(coalesce(v.title, v.name), 2), v.name, v.version::text
			FROM customer_grade.standard AS v
			WHERE v.name = $1 AND v.version = ($3).version
			UNION ALL
			SELECT z.zh, z.en, z.place + e.step / 10000.0, customer_grade_internal.title_part(coalesce(e.title, e.name, z.zh), 1),
				customer_grade_internal.title_part(coalesce(e.title, e.name, z.en), 2),
				CASE WHEN e.kind IN ('metric', 'parameter', 'define', 'score', 'result') THEN coalesce(e.value, e.name)
					WHEN e.kind = 'criterion' THEN e.value
					ELSE e.expression END, e.outcome
			FROM %3$s AS m JOIN k ON %4$s,
				customer_grade.explain(%5$L, m.*, (
					SELECT p.parameters FROM customer_grade.parameter_set AS p
					WHERE p.standard = $1 AND p.subject = ($3).subject AND p.number = ($3).parameter_set)) AS e
				JOIN section AS z ON z.kind = e.kind
			UNION ALL
			SELECT '当前等级', 'grade in force', 10, coalesce(s.title_zh, l.grade), coalesce(s.title_en, l.grade), l.grade,
				concat_ws(', ', l.state, 'since ' || to_char(l.since AT TIME ZONE ($3).time_zone, 'YYYY-MM-DD'),
					'provisional until ' || to_char(l.provisional_until, 'YYYY-MM-DD'),
					'valid until ' || to_char(l.valid_until, 'YYYY-MM-DD'),
					'worse since ' || to_char(l.worse_since, 'YYYY-MM-DD'), 'cannot be graded now: ' || l.problem)
			FROM l LEFT JOIN customer_grade_internal.version_scale($1, l.version) AS s ON coalesce(s.grade, '') = coalesce(l.grade, '')
			UNION ALL
			SELECT '待遇', 'treatment', 11 + t.place / 10000.0, t.name, t.name, concat_ws(' ', t.value, t.unit), t.title
			FROM l, customer_grade.treatments($1, l.grade) WITH ORDINALITY AS t(name, nth, value, condition, unit, title, place)
			UNION ALL
			SELECT '人工决定', 'decision', 12 + row_number() OVER (ORDER BY d.decision_id) / 10000.0,
				CASE d.decision WHEN 'override' THEN '人工调整' WHEN 'minimum' THEN '不低于' ELSE '审批' END, d.decision, d.grade,
				concat_ws(', ', d.status, coalesce(d.decided_by, d.proposed_by),
					to_char(coalesce(d.decided_at, d.proposed_at) AT TIME ZONE ($3).time_zone, 'YYYY-MM-DD'),
					d.reason, 'from ' || to_char(d.valid_from, 'YYYY-MM-DD'), 'until ' || to_char(d.valid_until, 'YYYY-MM-DD'),
					(SELECT string_agg(format('%%s: %%s', s.step ->> 'step', s.step ->> 'by'), ', ') FROM jsonb_array_elements(d.steps) AS s(step)))
			FROM %6$s AS d JOIN k ON %7$s
			UNION ALL
			SELECT '历史', 'history', 13 + row_number() OVER (ORDER BY h.valid_from DESC) / 10000.0,
				coalesce(s.title_zh, h.grade), coalesce(s.title_en, h.grade), h.grade,
				concat_ws(', ', h.state, to_char(h.valid_from AT TIME ZONE ($3).time_zone, 'YYYY-MM-DD')
					|| ' to ' || to_char(h.valid_to AT TIME ZONE ($3).time_zone, 'YYYY-MM-DD'), h.cause)
			FROM %8$s AS h JOIN k ON %9$s
				LEFT JOIN customer_grade_internal.version_scale($1, h.version) AS s ON coalesce(s.grade, '') = coalesce(h.grade, '')
		)
		SELECT (row_number() OVER (ORDER BY f.place, f.item_en))::integer, f.section_zh, f.section_en,
			f.item_zh, f.item_en, f.value, f.result
		FROM form AS f
		WHERE EXISTS (SELECT FROM l)
		ORDER BY f.place, f.item_en
		$query$,
		a.ledger,
		customer_grade_internal.key_match(a.key_columns, 'l', a.key_columns, 'k'),
		a.metrics,
		customer_grade_internal.key_match(a.key_columns, 'm', a.key_columns, 'k'),
		a.standard,
		a.decisions,
		customer_grade_internal.key_match(a.key_columns, 'd', a.key_columns, 'k'),
		a.history,
		customer_grade_internal.key_match(a.key_columns, 'h', a.key_columns, 'k'))
$function$;
COMMENT ON FUNCTION customer_grade_internal.form_query(customer_grade_internal.attachment) IS
	'the query of assessment_form()';

CREATE FUNCTION customer_grade_internal.as_owner_assessment_form(standard text, subject regclass, key jsonb)
RETURNS TABLE (line integer, section_zh text, section_en text, item_zh text, item_en text, value text, result text)
LANGUAGE plpgsql STABLE ROWS 30
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_assessment_form.standard,
		as_owner_assessment_form.subject);
	customer CONSTANT jsonb := customer_grade_internal.read_key(a, as_owner_assessment_form.key);
	today CONSTANT date := customer_grade_internal.clock_day(a);
BEGIN
	PERFORM customer_grade_internal.check_readable(a.grades, a.decisions);
	PERFORM customer_grade_internal.check_may_evaluate(a.subject, a.metrics);
	PERFORM customer_grade_internal.use_version(a);
	RETURN QUERY EXECUTE customer_grade_internal.form_query(a) USING as_owner_assessment_form.standard, customer, a;
	IF NOT FOUND THEN
		RAISE no_data_found USING
			MESSAGE = format('no customer with key %s in table "%s"', customer, as_owner_assessment_form.subject);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_assessment_form(text, regclass, jsonb) IS
	'客户质量等级评估表, the assessment form of one customer, line by line: customer, standard, each metric, criterion with points of max, rules, '
	'result, the grade in force, what it gets, decisions and history, in Chinese and English; key: its key columns as an object, or the '
	'value of a single one. Errors: 55000 not attached, 22023 it is not a key, P0002 no such customer';
