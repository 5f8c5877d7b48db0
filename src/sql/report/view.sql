-- Views of an attachment for BI tools: typed keys, text labels with a rank beside them, comments in
-- Chinese or English. They read with their owner's rights, so a reader needs no more than SELECT on them.

CREATE TABLE customer_grade_internal.report_view (
	standard text COLLATE pg_catalog."C" NOT NULL,
	subject  customer_grade_internal.relation_reference NOT NULL,
	name     text NOT NULL,
	view     customer_grade_internal.relation_reference NOT NULL,
	PRIMARY KEY (standard, subject, name)
);
COMMENT ON TABLE customer_grade_internal.report_view IS
	'the views that create_report_views() has made';
COMMENT ON COLUMN customer_grade_internal.report_view.standard IS 'name of the standard';
COMMENT ON COLUMN customer_grade_internal.report_view.subject IS 'the table whose rows are graded';
COMMENT ON COLUMN customer_grade_internal.report_view.name IS
	'what it shows: current, scale, distribution, trend, monthly, changes, migration';
COMMENT ON COLUMN customer_grade_internal.report_view.view IS 'the view';
SELECT customer_grade_internal.make_registry_view('report_view', 'customer_grade_internal.may_see(r.standard, r.subject)');
SELECT pg_catalog.pg_extension_config_dump('customer_grade_internal.report_view',
	'WHERE EXISTS (SELECT FROM pg_catalog.pg_class AS c WHERE c.oid = subject)');

CREATE TRIGGER attachment_check BEFORE INSERT OR UPDATE OR DELETE ON customer_grade_internal.report_view
	FOR EACH ROW EXECUTE FUNCTION customer_grade_internal.attachment_check();
COMMENT ON TRIGGER attachment_check ON customer_grade_internal.report_view IS 'only the owner of the subject writes';

CREATE FUNCTION customer_grade_internal.report_columns() RETURNS TABLE (name text, title text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE ROWS 30
SET search_path = pg_catalog, pg_temp
AS $function$
	VALUES
	('grade_label', '等级代码(未评级为 -) | the grade as a label, - where there is none'),
	('grade', '等级 | grade in force; null: not graded'),
	('rank', '等级次序, 1 为最高 | rank of the grade, 1 is the best; null: it has none'),
	('title_zh', '等级名称(中文) | title of the grade in Chinese'),
	('title_en', '等级名称(英文) | title of the grade in English'),
	('color', '颜色 | color of the grade, #rrggbb'),
	('sort_order', '排序 | place in the order of display, never null'),
	('target_share', '目标占比 | share that the standard aims at'),
	('customer_label', '客户名称 | name of the customer, of the column that the option label names'),
	('score', '得分 | score in force'),
	('state',
		'状态: final 正式, provisional 暂定, pending 待审批, override 人工调整 | final, provisional, pending (approval), override'),
	('computed_label', '计算等级代码(未评级为 -) | computed grade as a label, - where there is none'),
	('computed_grade', '按标准计算的等级 | what the standard says, before terms and decisions'),
	('computed_rank', '计算等级的次序 | rank of the computed grade'),
	('since', '生效时间 | since when the grade is in force'),
	('days_since', '已持续天数 | days since then'),
	('problem', '无法评级的原因, 此时等级保持不变 | why the customer cannot be graded now; it keeps its grade meanwhile'),
	('customers', '客户数 | number of customers'),
	('share', '占比 | share of all customers'),
	('as_of', '日期(月末或今天) | end of the month, or today'),
	('changed_at', '变更时间 | when the grade changed'),
	('changed_on', '变更日期 | day of the change'),
	('label_from', '原等级代码(未评级为 -) | grade before as a label, - where there was none'),
	('grade_from', '原等级 | grade before'),
	('rank_from', '原等级次序 | rank of the grade before'),
	('label_to', '新等级代码(未评级为 -) | grade after as a label, - where there is none'),
	('grade_to', '新等级 | grade after'),
	('rank_to', '新等级次序 | rank of the grade after'),
	('direction', '变动方向 | better, worse, same, graded, no longer graded, joined, left or other'),
	('notches', '升降级数(正为升) | how many ranks better, on a scale that has both grades; negative: worse'),
	('cause', '变更原因 | what ended the grade before')
$function$;
COMMENT ON FUNCTION customer_grade_internal.report_columns() IS
	'the columns that the report views have beside the key, with a title "Chinese | English"';

-- A key column that has the name of one of ours is called key_..., and so are those beside it.
CREATE FUNCTION customer_grade_internal.report_keys(key_columns name[], qualifier text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT string_agg(format('%s.%I AS %I', qualifier, k.name, p.prefix || k.name), ', ' ORDER BY k.ordinality)
	FROM (
		SELECT CASE WHEN EXISTS (SELECT FROM customer_grade_internal.report_columns() AS c WHERE c.name = ANY (key_columns))
			THEN 'key_' ELSE '' END AS prefix
	) AS p, unnest(key_columns) WITH ORDINALITY AS k(name, ordinality)
$function$;
COMMENT ON FUNCTION customer_grade_internal.report_keys(name[], text) IS
	'the columns of a key as a report view names them';

CREATE FUNCTION customer_grade_internal.report_label(attachment customer_grade_internal.attachment, qualifier text,
	OUT shown text, OUT joined text)
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE WHEN l.name IS NULL THEN '' ELSE format(', c.%I::text AS customer_label', l.name) END,
		CASE WHEN l.name IS NULL THEN '' ELSE format(' LEFT JOIN %s AS c ON %s', attachment.subject,
			customer_grade_internal.key_match(attachment.key_columns, 'c', attachment.key_columns, qualifier)) END
	FROM customer_grade_internal.label_of(attachment) AS l(name)
$function$;
COMMENT ON FUNCTION customer_grade_internal.report_label(customer_grade_internal.attachment, text) IS
	'for the views that show customers: the column with its name, and the join that has it; empty without the option label';

-- Who may read a report view need not see the attachment. Every version that is in force is public.
CREATE FUNCTION customer_grade_internal.registry_version_of(standard text, subject regclass) RETURNS integer
LANGUAGE sql STABLE PARALLEL RESTRICTED
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT a.version FROM customer_grade_internal.attachment AS a
	WHERE a.standard = registry_version_of.standard AND a.subject = registry_version_of.subject
$function$;
COMMENT ON FUNCTION customer_grade_internal.registry_version_of(text, regclass) IS
	'body of version_of()';

CREATE FUNCTION customer_grade_internal.version_of(standard text, subject regclass) RETURNS integer
LANGUAGE C STABLE PARALLEL RESTRICTED
AS 'MODULE_PATHNAME', 'registry_gate';
COMMENT ON FUNCTION customer_grade_internal.version_of(text, regclass) IS
	'the version in force for a table, for report views; null: the standard is not attached to it';

CREATE FUNCTION customer_grade_internal.report_queries(attachment customer_grade_internal.attachment)
RETURNS TABLE (name text, query text, title text)
LANGUAGE plpgsql STABLE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	keys CONSTANT name[] := customer_grade_internal.key_names(attachment.key_columns);
	label CONSTANT record := customer_grade_internal.report_label(attachment, 'l');
	label_then CONSTANT record := customer_grade_internal.report_label(attachment, 'g');
	label_before CONSTANT record := customer_grade_internal.report_label(attachment, 'f');
	in_force CONSTANT text := format('(SELECT customer_grade_internal.version_of(%L, %L::regclass))', attachment.standard,
		attachment.subject);
	today text := format('(customer_grade_internal.clock_now() AT TIME ZONE %L)::date', attachment.time_zone);
	months text := format($query$
		SELECT m.month_number, least((m.month + interval '1 month')::date - 1, %2$s) AS as_of,
			(m.month + interval '1 month') AT TIME ZONE %1$L AS closing
		FROM generate_series(date_trunc('month', (SELECT min(g.valid_from) FROM %3$s AS g) AT TIME ZONE %1$L),
			customer_grade_internal.clock_now() AT TIME ZONE %1$L, interval '1 month') WITH ORDINALITY AS m(month, month_number)
		$query$, attachment.time_zone, today, attachment.grades);
BEGIN
	RETURN QUERY VALUES
	-- with the labels of other versions: an earlier period may have them, and a join must not lose it
	('scale', format($query$
		SELECT coalesce(s.grade, '-') AS grade_label, s.grade, s.rank, s.title_zh, s.title_en, s.color,
			(CASE WHEN s.in_force THEN s.target_share END)::numeric(9,4) AS target_share,
			row_number() OVER (ORDER BY s.grade IS NULL, s.in_force DESC, s.version DESC, s.ordinality)::integer AS sort_order
		FROM (
			SELECT DISTINCT ON (s.grade) s.*, v.version = %1$s AS in_force, v.version
			FROM customer_grade.standard AS v, customer_grade_internal.version_scale(v.name, v.version) WITH ORDINALITY AS s
			WHERE v.name = %2$L AND v.status = 'final'
			ORDER BY s.grade, v.version = %1$s DESC, v.version DESC
		) AS s
		$query$, in_force, attachment.standard),
		'等级对照表 | the grades, best first, grades of other versions, and a row for customers that are not graded'),
	('current', format($query$
		SELECT %1$s%7$s, coalesce(l.grade, '-') AS grade_label, l.grade, l.rank,
			coalesce(s.title_zh, l.grade) AS title_zh, coalesce(s.title_en, l.grade) AS title_en, s.color, l.score, l.state,
			coalesce(l.computed_grade, '-') AS computed_label, l.computed_grade, l.computed_rank,
			l.since, %2$s - (l.since AT TIME ZONE %3$L)::date AS days_since, l.problem
		FROM %4$s AS l LEFT JOIN customer_grade_internal.version_scale(%5$L, %6$s) AS s ON coalesce(s.grade, '') = coalesce(l.grade, '')%8$s
		WHERE l.since IS NOT NULL
		$query$, customer_grade_internal.report_keys(attachment.key_columns, 'l'), today, attachment.time_zone, attachment.ledger,
		attachment.standard, in_force, label.shown, label.joined),
		'当前等级 | the grade in force of each customer'),
	('distribution', format($query$
		WITH held AS (
			SELECT l.grade, min(l.rank) AS rank, count(*) AS customers FROM %3$s AS l WHERE l.since IS NOT NULL GROUP BY l.grade
		)
		SELECT coalesce(s.grade, '-') AS grade_label, s.grade, s.rank, s.title_zh, s.title_en, s.color,
			coalesce(h.customers, 0) AS customers,
			(coalesce(h.customers, 0) / nullif(sum(h.customers) OVER (), 0))::numeric(5,4) AS share, s.target_share::numeric(9,4)
		FROM (SELECT array_agg(h.grade) AS grades, array_agg(h.rank) AS ranks FROM held AS h) AS k
			CROSS JOIN LATERAL customer_grade_internal.scale_with(%1$L, %2$s, k.grades, k.ranks) AS s
			LEFT JOIN held AS h ON h.grade IS NOT DISTINCT FROM s.grade
		$query$, attachment.standard, in_force, attachment.ledger),
		'等级分布 | how many customers have each grade now'),
	('monthly', format($query$
		SELECT m.as_of, %s%s, coalesce(g.grade, '-') AS grade_label, g.grade, g.rank, %s AS score, g.state,
			coalesce(g.computed_grade, '-') AS computed_label, g.computed_grade, g.computed_rank
		FROM (%s) AS m JOIN %s AS g ON customer_grade_internal.held_at(g.valid_from, g.valid_to, m.closing)%s
		$query$, customer_grade_internal.report_keys(attachment.key_columns, 'g'), label_then.shown,
		customer_grade_internal.score_at(attachment, 'g', 'm.closing'), months, attachment.grades, label_then.joined),
		'月末等级 | the grade of each customer at the end of each month, and today'),
	('trend', format($query$
		SELECT m.as_of, coalesce(g.grade, '-') AS grade_label, g.grade, min(g.rank) AS rank, count(*) AS customers,
			(count(*) / sum(count(*)) OVER (PARTITION BY m.as_of))::numeric(5,4) AS share
		FROM (%s) AS m JOIN %s AS g ON customer_grade_internal.held_at(g.valid_from, g.valid_to, m.closing)
		GROUP BY m.as_of, g.grade
		$query$, months, attachment.grades),
		'分布趋势 | how many customers had each grade at the end of each month'),
	('changes', format($query$
		SELECT %1$s%7$s, f.valid_to AS changed_at, (f.valid_to AT TIME ZONE %3$L)::date AS changed_on,
			coalesce(f.grade, '-') AS label_from, f.grade AS grade_from, f.rank AS rank_from,
			coalesce(t.grade, '-') AS label_to, t.grade AS grade_to, t.rank AS rank_to,
			CASE WHEN t.valid_from IS NULL THEN 'left'
				ELSE customer_grade_internal.direction(%6$L, f.version, f.grade, t.version, t.grade) END AS direction,
			customer_grade_internal.notches(%6$L, f.version, f.grade, t.version, t.grade) AS notches, f.cause
		FROM %2$s AS f LEFT JOIN %4$s AS t ON t.valid_from = f.valid_to AND %5$s%8$s
		WHERE t.valid_from IS NULL OR f.grade IS DISTINCT FROM t.grade
		$query$, customer_grade_internal.report_keys(attachment.key_columns, 'f'), attachment.history, attachment.time_zone,
		attachment.grades,
		customer_grade_internal.key_match(attachment.key_columns, 't', attachment.key_columns, 'f'),
		attachment.standard, label_before.shown, label_before.joined),
		'等级变动 | each change of a grade, with its cause'),
	('migration', format($query$
		WITH m AS (%1$s), s AS (
			SELECT m.month_number, %2$s, g.grade, g.rank, g.version
			FROM m JOIN %3$s AS g ON customer_grade_internal.held_at(g.valid_from, g.valid_to, m.closing)
		)
		SELECT m.as_of,
			coalesce(f.grade, '-') AS label_from, f.grade AS grade_from, f.rank AS rank_from,
			coalesce(t.grade, '-') AS label_to, t.grade AS grade_to, t.rank AS rank_to,
			CASE WHEN f.month_number IS NULL THEN 'joined' WHEN t.month_number IS NULL THEN 'left'
				ELSE customer_grade_internal.direction(%5$L, f.version, f.grade, t.version, t.grade) END AS direction,
			count(*) AS customers
		FROM s AS f FULL JOIN s AS t ON t.month_number = f.month_number + 1 AND %4$s
			JOIN m ON m.month_number = coalesce(t.month_number, f.month_number + 1)
		GROUP BY m.as_of, f.grade, f.rank, t.grade, t.rank, 8
		$query$, months,
		customer_grade_internal.named_keys(attachment.key_columns, 'g'),
		attachment.grades,
		customer_grade_internal.key_match(keys, 't', keys, 'f'),
		attachment.standard),
		'等级迁移 | the migration matrix of each month');
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.report_queries(customer_grade_internal.attachment) IS
	'the queries of the report views, with a title "Chinese | English"';

CREATE FUNCTION customer_grade.drop_report_views(standard text, subject regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	made regclass[];
BEGIN
	SELECT array_agg(v.view) INTO made FROM customer_grade.report_view AS v
	WHERE v.standard = drop_report_views.standard AND v.subject = drop_report_views.subject;
	PERFORM customer_grade_internal.remove_rows('report_view',
		jsonb_build_object('standard', drop_report_views.standard, 'subject', drop_report_views.subject));
	PERFORM customer_grade_internal.drop_made(drop_report_views.subject, VARIADIC made);
END
$function$;
COMMENT ON FUNCTION customer_grade.drop_report_views(text, regclass) IS
	'drop the views that create_report_views() has made; detach() does that, too. For the owner of the subject. Errors: 42501 not yours, '
	'2BP01 something of yours reads them';

CREATE FUNCTION customer_grade.create_report_views(standard text, subject regclass) RETURNS SETOF regclass
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(create_report_views.standard, create_report_views.subject);
	place record;
	report record;
	view_name text;
	col record;
BEGIN
	PERFORM customer_grade_internal.check_owner(create_report_views.subject);
	PERFORM customer_grade.drop_report_views(create_report_views.standard, create_report_views.subject);
	SELECT n.nspname AS schema, pg_get_userbyid(c.relowner) AS owner, customer_grade_internal.prefix_of(a) AS prefix INTO place
	FROM pg_class AS c, pg_class AS l JOIN pg_namespace AS n ON n.oid = l.relnamespace
	WHERE c.oid = a.subject AND l.oid = a.ledger;

	FOR report IN SELECT * FROM customer_grade_internal.report_queries(a) LOOP
		view_name := format('%I.%I', place.schema, customer_grade_internal.cut(place.prefix, 62 - octet_length(report.name)) || '_'
			|| report.name);
		EXECUTE format('CREATE VIEW %s AS %s', view_name, report.query);
		EXECUTE format('COMMENT ON VIEW %s IS %L', view_name,
			customer_grade_internal.shown_title(report.title) || format(' (%s, %s)', a.standard, a.subject));
		FOR col IN
			SELECT c.attname AS name, coalesce(t.title, '客户主键 | key of the customer') AS title
			FROM pg_attribute AS c LEFT JOIN customer_grade_internal.report_columns() AS t ON t.name = c.attname
			WHERE c.attrelid = view_name::regclass AND c.attnum > 0
		LOOP
			EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', view_name, col.name, customer_grade_internal.shown_title(col.title));
		END LOOP;
		EXECUTE format('ALTER VIEW %s OWNER TO %I', view_name, place.owner);
		PERFORM customer_grade_internal.add_row('report_view', jsonb_build_object('standard', a.standard, 'subject', a.subject,
			'name', report.name, 'view', view_name));
		RETURN NEXT view_name::regclass;
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade.create_report_views(text, regclass) IS
	'make the views of an attachment for BI tools, named like its ledger with _scale, _current, _distribution, _trend, _monthly, '
	'_changes and _migration, for the owner of the subject; every column has a comment in the language of the setting customer_grade.language. '
	'Where a key column has '
	'the name of another column, those of the key are called key_... Calling it again rebuilds them. Errors: 55000 not attached, 42501 '
	'not yours, 42P07 a name is taken, 42703 the label is gone';
