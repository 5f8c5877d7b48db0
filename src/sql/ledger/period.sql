-- Periods of customers: the ledger has those in force, the history has those that have ended, and a view has both.

CREATE FUNCTION customer_grade_internal.period_columns() RETURNS text
LANGUAGE C IMMUTABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'period_columns';
COMMENT ON FUNCTION customer_grade_internal.period_columns() IS
	'the columns of a period that go from the ledger to the history as they are';

CREATE FUNCTION customer_grade_internal.period_end(valid_from timestamp with time zone) RETURNS timestamp with time zone
LANGUAGE sql VOLATILE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT greatest(customer_grade_internal.clock_now(), valid_from + interval '1 microsecond')
$function$;
COMMENT ON FUNCTION customer_grade_internal.period_end(timestamp with time zone) IS
	'when a period ends now, after its beginning also where the clock stands still or has been set back';

CREATE FUNCTION customer_grade_internal.make_ledger(name text, subject regclass, key_columns name[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	EXECUTE format($query$
		CREATE TABLE %s (
			%s,
			grade          text,
			rank           smallint,
			score          numeric,
			computed_grade text,
			computed_rank  smallint,
			state          text NOT NULL DEFAULT 'final',
			since          timestamp with time zone,
			valid_from     timestamp with time zone,
			version        integer,
			parameter_set  integer,
			evaluated_on   date,
			worse_since    date,
			falls_on       date,
			valid_until    date,
			provisional_until date,
			review_on      date,
			due_on         date,
			problem        text,
			before         jsonb,
			metrics        jsonb,
			PRIMARY KEY (%s)
		) WITH (fillfactor = 90)
		$query$, name, customer_grade_internal.key_definitions(subject, key_columns), customer_grade_internal.column_list(key_columns));
	PERFORM customer_grade_internal.set_key_size_check(name, key_columns);
	EXECUTE format('CREATE INDEX ON %s (due_on) WHERE due_on IS NOT NULL', name);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.make_ledger(text, regclass, name[]) IS
	'make the table of the periods in force';

CREATE FUNCTION customer_grade_internal.make_history(name text, subject regclass, key_columns name[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	EXECUTE format($query$
		CREATE TABLE %1$s (
			%2$s,
			grade          text,
			rank           smallint,
			score          numeric,
			computed_grade text,
			computed_rank  smallint,
			state          text NOT NULL,
			since          timestamp with time zone NOT NULL,
			valid_from     timestamp with time zone NOT NULL,
			valid_to       timestamp with time zone NOT NULL,
			version        integer,
			parameter_set  integer,
			worse_since    date,
			falls_on       date,
			valid_until    date,
			provisional_until date,
			review_on      date,
			cause          text NOT NULL,
			metrics        jsonb,
			PRIMARY KEY (%3$s, valid_from),
			UNIQUE (%3$s, valid_to),
			CHECK (valid_from < valid_to)
		)
		$query$, name, customer_grade_internal.key_definitions(subject, key_columns), customer_grade_internal.column_list(key_columns));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.make_history(text, regclass, name[]) IS
	'make the table of the periods that have ended';

CREATE FUNCTION customer_grade_internal.make_grades(name text, ledger text, history text, key_columns name[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	EXECUTE format($query$
		CREATE VIEW %1$s AS
		SELECT %2$s, grade, rank, score, computed_grade, computed_rank, state, since, valid_from,
			NULL::timestamp with time zone AS valid_to, version, parameter_set, NULL::text AS cause
		FROM %3$s
		UNION ALL
		SELECT %2$s, grade, rank, score, computed_grade, computed_rank, state, since, valid_from,
			valid_to, version, parameter_set, cause
		FROM %4$s
		$query$, name, customer_grade_internal.column_list(key_columns), ledger, history);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.make_grades(text, text, text, name[]) IS
	'make the view of all periods';

CREATE FUNCTION customer_grade_internal.comment_on_grades(ledger text, history text, grades text, standard text, subject regclass)
RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	t record;
	-- what a column means, whichever of the three has it
	meaning CONSTANT jsonb := '{
		"grade": "当前等级 | grade in force",
		"rank": "等级次序, 1 为最高 | rank of the grade, 1 is the best; null: the grade has none",
		"score": "得分 | score",
		"computed_grade": "按标准计算的等级 | what the standard says, before terms and decisions",
		"computed_rank": "计算等级的次序 | rank of the computed grade",
		"state":
			"状态: final 正式, provisional 暂定, pending 待审批, override 人工调整 | final, provisional, pending (approval), override",
		"since": "当前等级生效时间 | since when this grade has been in force",
		"valid_from": "本段开始时间 | beginning of the period: since when all of this holds",
		"valid_to": "结束时间 | end of the period; null: still in force",
		"version": "标准版本 | version of the standard",
		"parameter_set": "参数集编号 | number of the parameter set",
		"evaluated_on": "评级日期 | day as of which it was evaluated",
		"worse_since": "计算等级低于当前等级的起始日期 | day from which a worse grade waits",
		"falls_on": "届时降级的日期 | day on which the worse grade comes, unless the customer recovers",
		"valid_until": "等级有效期的最后一天 | last day of the term in which the grade does not fall",
		"provisional_until": "暂定期的最后一天 | last day of probation",
		"review_on": "下次单独复评的日期 | day of the customer''s own next review",
		"due_on": "下次到期日期 | day on which something changes without new data",
		"problem": "无法评级的原因, 此时等级保持不变 | why the standard refuses the customer, which keeps its grade meanwhile; null: it does not",
		"before": "内部使用 | only while a transaction runs: what it found when it changed the customer first",
		"cause": "变更原因 | what ended the period",
		"metrics":
			"本段开始时的指标和参数 | metrics that the version reads, and values of parameters, as the period began by them; null: not kept"}';
BEGIN
	EXECUTE format('COMMENT ON TABLE %s IS %L', ledger,
		format('当前等级 | grades in force of %s', subject) || customer_grade_internal.made_for(standard));
	EXECUTE format('COMMENT ON TABLE %s IS %L', history,
		format('历史等级 | earlier grades of %s', subject) || customer_grade_internal.made_for(standard));
	EXECUTE format('COMMENT ON VIEW %s IS %L', grades,
		format('全部等级及起止时间 | all grades of %s by standard %s, each with its period', subject, standard));
	FOR t IN
		SELECT r.name AS relation, a.attname, coalesce(meaning ->> a.attname, '客户主键 | key of the customer') AS text
		FROM unnest(ARRAY[ledger, history, grades]) AS r(name), pg_attribute AS a
		WHERE a.attrelid = r.name::regclass AND a.attnum > 0
	LOOP
		EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', t.relation, t.attname, t.text);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.comment_on_grades(text, text, text, text, regclass) IS
	'comment on ledger, history and the view of both, for BI tools';

-- They would go on into later periods, which no statement gives inputs any more. For "before" see src/ledger/transaction.c.
CREATE FUNCTION customer_grade_internal.drop_kept_metrics(a customer_grade_internal.attachment) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	PERFORM customer_grade_internal.owner_query(a.subject, format('UPDATE %s SET metrics = NULL, '
		'before = CASE WHEN customer_grade_internal.is_own(xmin) THEN before '
		'WHEN problem IS NOT NULL THEN jsonb_build_object(''problem'', problem) END '
		'WHERE metrics IS NOT NULL', a.ledger), customer_grade.as_of());
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.drop_kept_metrics(customer_grade_internal.attachment) IS
	'take the inputs that are kept from the periods in force; the history keeps its own';
