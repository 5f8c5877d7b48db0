-- Attaching standards to tables, and what keeps them up to date.

CREATE FUNCTION customer_grade.regrade() RETURNS trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'regrade';
COMMENT ON FUNCTION customer_grade.regrade() IS
	'statement trigger of subjects and sources: grades the customers anew whose rows the statement changed';

-- The names below are quoted lists of columns: "a", "b".
CREATE FUNCTION customer_grade.column_list(columns name[], qualifier text DEFAULT NULL) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT string_agg(coalesce(qualifier || '.', '') || quote_ident(c.name), ', ' ORDER BY c.ordinality)
	FROM unnest(columns) WITH ORDINALITY AS c(name, ordinality)
$function$;
COMMENT ON FUNCTION customer_grade.column_list(name[], text) IS
	'columns as a quoted list, each after the qualifier';

CREATE FUNCTION customer_grade.primary_key(subject regclass) RETURNS name[]
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT array_agg(a.attname ORDER BY k.ordinality)
	FROM pg_index AS i, unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, ordinality), pg_attribute AS a
	WHERE i.indrelid = subject AND i.indisprimary AND a.attrelid = i.indrelid AND a.attnum = k.attnum
$function$;
COMMENT ON FUNCTION customer_grade.primary_key(regclass) IS
	'the columns of a table''s primary key in order; null: it has none';

-- All versions' metrics that the subject has as columns: the view serves every version.
CREATE FUNCTION customer_grade.metrics_query(standard text, subject regclass, key_columns name[], mirror name) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('SELECT %s FROM %s AS s',
		string_agg(format('s.%I', c.name), ', ' ORDER BY c.place, c.name), subject)
	FROM (
		SELECT k.name::text, k.ordinality AS place
		FROM unnest(key_columns) WITH ORDINALITY AS k(name, ordinality)
		UNION ALL
		SELECT DISTINCT m.name, 1000000
		FROM customer_grade.standard AS v, customer_grade.metrics(v.rubric) AS m, pg_attribute AS a
		WHERE v.name = metrics_query.standard AND a.attrelid = subject AND a.attname = m.name AND a.attname IS DISTINCT FROM mirror
			AND a.attnum > 0 AND NOT a.attisdropped AND m.name <> ALL (key_columns)
	) AS c
$function$;
COMMENT ON FUNCTION customer_grade.metrics_query(text, regclass, name[], name) IS
	'the query of the metrics view that attach() makes: the key and the columns that some version of the standard reads';

CREATE FUNCTION customer_grade.make_metrics(name text, standard text, subject regclass, key_columns name[], mirror name) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	EXECUTE format('CREATE VIEW %s AS %s', name, customer_grade.metrics_query(standard, subject, key_columns, mirror));
	EXECUTE format('COMMENT ON VIEW %s IS %L', name, format('metrics that standard %s reads of %s', standard, subject));
	EXECUTE format('ALTER VIEW %s OWNER TO %I', name, (SELECT pg_get_userbyid(c.relowner) FROM pg_class AS c WHERE c.oid = subject));
END
$function$;
COMMENT ON FUNCTION customer_grade.make_metrics(text, text, regclass, name[], name) IS
	'make the metrics view of an attachment that is given none';

CREATE FUNCTION customer_grade.extend_metrics(standard text, subject regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(extend_metrics.standard, extend_metrics.subject);
	missing text;
	name text;
BEGIN
	IF NOT a.metrics_made THEN
		RETURN;
	END IF;
	IF NOT EXISTS (SELECT FROM pg_class AS c WHERE c.oid = a.metrics) THEN
		SELECT customer_grade.free_name(a.subject, regexp_replace(c.relname, '_ledger\d*$', ''), 'metrics') INTO name
		FROM pg_class AS c WHERE c.oid = a.ledger;
		PERFORM customer_grade.make_metrics(name, a.standard, a.subject, a.key_columns, a.mirror);
		UPDATE customer_grade.attachment AS u SET metrics = name::regclass WHERE u.standard = a.standard AND u.subject = a.subject;
		RETURN;
	END IF;

	SELECT string_agg(format('s.%I', m.name), ', ' ORDER BY m.name) INTO missing
	FROM (SELECT DISTINCT m.name FROM customer_grade.standard AS v, customer_grade.metrics(v.rubric) AS m
			WHERE v.name = extend_metrics.standard) AS m
		JOIN pg_attribute AS c ON c.attrelid = a.subject AND c.attname = m.name AND c.attnum > 0 AND NOT c.attisdropped
	WHERE c.attname IS DISTINCT FROM a.mirror
		AND NOT EXISTS (SELECT FROM pg_attribute AS v WHERE v.attrelid = a.metrics AND v.attname = m.name);
	IF missing IS NOT NULL THEN
		-- what columns it has it keeps, under the names that the subject's have by now
		EXECUTE format('CREATE OR REPLACE VIEW %s AS %s', a.metrics,
			regexp_replace(pg_get_viewdef(a.metrics), '\n\s+FROM ', E',\n' || missing || E'\n FROM '));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade.extend_metrics(text, regclass) IS
	'add to the metrics view that attach() made the columns that newer versions of the standard read; make it anew if it was dropped';

CREATE FUNCTION customer_grade.cut(name text, bytes integer) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT left(name, max(n)) FROM generate_series(0, least(length(name), bytes)) AS n
	WHERE octet_length(left(name, n)) <= bytes
$function$;
COMMENT ON FUNCTION customer_grade.cut(text, integer) IS
	'the beginning of a name, whole characters of at most so many bytes';

CREATE FUNCTION customer_grade.default_prefix(subject regclass, standard text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- what a person would guess; of a long one both parts stay readable
	SELECT customer_grade.cut(c.relname, 24) || '_' || customer_grade.cut(replace(standard, '.', '_'), 24)
	FROM pg_class AS c WHERE c.oid = subject
$function$;
COMMENT ON FUNCTION customer_grade.default_prefix(regclass, text) IS
	'what the names of the objects that attach() makes begin with';

CREATE FUNCTION customer_grade.free_name(subject regclass, prefix text, suffix text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT quote_ident(n.nspname) || '.' || quote_ident(names.name)
	FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace,
		generate_series(1, 1000) AS number,
		LATERAL (SELECT customer_grade.cut(prefix, 50) || '_' || suffix || coalesce(nullif(number, 1)::text, '') AS name) AS names
	WHERE c.oid = subject
		AND NOT EXISTS (SELECT FROM pg_class AS other WHERE other.relnamespace = c.relnamespace AND other.relname = names.name)
	ORDER BY number LIMIT 1
$function$;
COMMENT ON FUNCTION customer_grade.free_name(regclass, text, text) IS
	'the qualified name of an object that attach() makes, in the schema of the subject; numbered if it is taken';

-- The tables whose statements are seen: root triggers do not see statements on a partition or a child.
CREATE FUNCTION customer_grade.watched_tables(watched regclass) RETURNS SETOF regclass
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH RECURSIVE t AS (
		SELECT watched AS relation
		UNION
		SELECT i.inhrelid::regclass FROM t JOIN pg_inherits AS i ON i.inhparent = t.relation
	)
	SELECT t.relation FROM t
$function$;
COMMENT ON FUNCTION customer_grade.watched_tables(regclass) IS
	'a table with its partitions and children';

CREATE FUNCTION customer_grade.regrade_triggers(standard text, relation regclass) RETURNS SETOF name
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT g.tgname FROM pg_trigger AS g
	WHERE g.tgrelid = relation AND g.tgfoid = 'customer_grade.regrade()'::regprocedure AND g.tgparentid = 0
		AND g.tgargs = convert_to(standard, getdatabaseencoding()) || '\x00'
$function$;
COMMENT ON FUNCTION customer_grade.regrade_triggers(text, regclass) IS
	'the regrade triggers of a standard on a table';

CREATE FUNCTION customer_grade.trigger_name(standard text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- of two long names that begin alike each has its own
	SELECT 'customer_grade_' || customer_grade.cut(standard, 30) ||
		CASE WHEN octet_length(standard) > 30 THEN '_' || left(md5(standard), 6) ELSE '' END
$function$;
COMMENT ON FUNCTION customer_grade.trigger_name(text) IS
	'what the names of a standard''s regrade triggers begin with';

CREATE FUNCTION customer_grade.command_begins() RETURNS trigger
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'command_begins';
COMMENT ON FUNCTION customer_grade.command_begins() IS
	'statement trigger of subjects, sources and tracked tables: notes that a command begins, so that one which inserts and updates (ON CONFLICT, MERGE) locks its customers once';

CREATE FUNCTION customer_grade.make_begin_trigger(relation regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF NOT EXISTS (SELECT FROM pg_trigger AS g WHERE g.tgrelid = relation AND g.tgfoid = 'customer_grade.command_begins()'::regprocedure) THEN
		EXECUTE format('CREATE TRIGGER customer_begin BEFORE INSERT OR UPDATE ON %s '
			'FOR EACH STATEMENT EXECUTE FUNCTION customer_grade.command_begins()', relation);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade.make_begin_trigger(regclass) IS
	'make the trigger command_begins() of a table, where it is missing';

CREATE FUNCTION customer_grade.drop_begin_trigger(relation regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	name name;
BEGIN
	IF NOT EXISTS (SELECT FROM pg_trigger AS g JOIN pg_proc AS p ON p.oid = g.tgfoid
			WHERE g.tgrelid = relation AND p.pronamespace = 'customer_grade'::regnamespace AND p.proname IN ('regrade', 'keep_activity')) THEN
		FOR name IN SELECT g.tgname FROM pg_trigger AS g
			WHERE g.tgrelid = relation AND g.tgfoid = 'customer_grade.command_begins()'::regprocedure
		LOOP
			EXECUTE format('DROP TRIGGER %I ON %s', name, relation);
		END LOOP;
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade.drop_begin_trigger(regclass) IS
	'drop the trigger command_begins() of a table, where no other needs it any more';

CREATE FUNCTION customer_grade.make_triggers(standard text, watched regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	relation regclass;
	name text := customer_grade.trigger_name(standard);
BEGIN
	FOR relation IN SELECT customer_grade.watched_tables(watched) LOOP
		PERFORM customer_grade.make_begin_trigger(relation);
		CONTINUE WHEN EXISTS (SELECT FROM customer_grade.regrade_triggers(standard, relation));
		EXECUTE format('CREATE TRIGGER %I AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows '
			'FOR EACH STATEMENT EXECUTE FUNCTION customer_grade.regrade(%L)', name || '_insert', relation, standard);
		EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows '
			'FOR EACH STATEMENT EXECUTE FUNCTION customer_grade.regrade(%L)', name || '_update', relation, standard);
		EXECUTE format('CREATE TRIGGER %I AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows '
			'FOR EACH STATEMENT EXECUTE FUNCTION customer_grade.regrade(%L)', name || '_delete', relation, standard);
		EXECUTE format('CREATE TRIGGER %I AFTER TRUNCATE ON %s '
			'FOR EACH STATEMENT EXECUTE FUNCTION customer_grade.regrade(%L)', name || '_truncate', relation, standard);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade.make_triggers(text, regclass) IS
	'make the regrade triggers of a subject or source and of its partitions, where they are missing';

CREATE FUNCTION customer_grade.drop_triggers(standard text, watched regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	t record;
BEGIN
	FOR t IN
		SELECT name, relation
		FROM customer_grade.watched_tables(watched) AS relation, customer_grade.regrade_triggers(standard, relation) AS name
	LOOP
		EXECUTE format('DROP TRIGGER %I ON %s', t.name, t.relation);
		PERFORM customer_grade.drop_begin_trigger(t.relation);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade.drop_triggers(text, regclass) IS
	'drop the regrade triggers of a standard on a subject or source and its partitions';

CREATE FUNCTION customer_grade.check_key(subject regclass, keys name[], relation regclass, columns name[]) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	pair record;
	integers CONSTANT oid[] := '{smallint,integer,bigint}'::regtype[];
BEGIN
	FOR pair IN
		SELECT u.column_name, c.attname IS NOT NULL AS present, c.atttypid = k.atttypid
				OR EXISTS (SELECT FROM pg_cast AS t WHERE t.castcontext = 'i' AND t.castsource = c.atttypid AND t.casttarget = k.atttypid)
				OR c.atttypid = ANY (integers) AND k.atttypid = ANY (integers) AS same_type,
			c.attcollation = k.attcollation AS same_collation,
			format_type(k.atttypid, k.atttypmod) || coalesce(' COLLATE ' || nullif(k.attcollation, 0)::regcollation, '') AS type
		FROM unnest(keys, columns) AS u(key_name, column_name)
			JOIN pg_attribute AS k ON k.attrelid = subject AND k.attname = u.key_name
			LEFT JOIN pg_attribute AS c ON c.attrelid = relation AND c.attname = u.column_name AND NOT c.attisdropped
	LOOP
		IF NOT pair.present THEN
			RAISE undefined_column USING
				MESSAGE = format('%s has no column "%s"', relation, pair.column_name),
				HINT = format('It must hold the key of %s.', subject);
		ELSIF NOT (pair.same_type AND pair.same_collation) THEN
			RAISE datatype_mismatch USING
				MESSAGE = format('column "%s" of %s cannot hold the key of %s', pair.column_name, relation, subject),
				HINT = format('Its type must be %s.', pair.type);
		END IF;
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade.check_key(regclass, name[], regclass, name[]) IS
	'do the columns of a relation fit the key of a subject? Errors: 42703 no such column, 42804 another type or collation';

CREATE FUNCTION customer_grade.refresh(standard text, subject regclass) RETURNS bigint
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'refresh_attachment';
COMMENT ON FUNCTION customer_grade.refresh(text, regclass) IS
	'grade all customers of an attachment anew, add to its metrics view what newer versions of the standard read, and make the triggers of new partitions; blocks writers until the transaction ends. Returns the number of ledger rows changed';

CREATE FUNCTION customer_grade.regrade_keys(
	standard text,
	subject regclass,
	keys text,
	as_of date DEFAULT NULL,
	reviewing boolean DEFAULT false,
	cause text DEFAULT NULL
) RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'regrade_keys';
COMMENT ON FUNCTION customer_grade.regrade_keys(text, regclass, text, date, boolean, text) IS
	'grade the customers anew whose keys a query gives, as of a day (null: today), as a review or not; locks only those. For the owner of the subject, as whom the query runs. Returns the number of ledger rows changed';

CREATE FUNCTION customer_grade.difference_query(
	standard text,
	subject regclass,
	keys text DEFAULT NULL,
	rubric customer_grade.rubric DEFAULT NULL
) RETURNS text
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'attachment_difference_query';
COMMENT ON FUNCTION customer_grade.difference_query(text, regclass, text, customer_grade.rubric) IS
	'the query that compares the ledger with what the standard, or a rubric, says; of all customers or those whose keys a query gives. Its parameters: $1 jsonb parameters, $2 jsonb parameters for keeping a grade or null, $3 integer parameter set, $4 integer version, $5 date, $6 text cause, $7 the attachment, $8 text[] ranked labels, $9 boolean reviewing; customer_grade.as_of must be set to the date';

CREATE FUNCTION customer_grade.benchmark_values(standard text, subject regclass, as_of date) RETURNS jsonb
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'attachment_benchmark';
COMMENT ON FUNCTION customer_grade.benchmark_values(text, regclass, date) IS
	'what the benchmark query of an attachment gives as of a day; an empty object without one. It runs as the owner of the subject. Error: 21000 not exactly one row';

CREATE FUNCTION customer_grade.freeze_parameters(standard text, subject regclass, as_of date) RETURNS integer
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(freeze_parameters.standard, freeze_parameters.subject);
	new_number integer;
BEGIN
	INSERT INTO customer_grade.parameter_set (standard, subject, number, parameters)
	SELECT freeze_parameters.standard, freeze_parameters.subject, coalesce(max(p.number), 0) + 1,
		a.parameters || customer_grade.benchmark_values(freeze_parameters.standard, freeze_parameters.subject, as_of)
	FROM customer_grade.parameter_set AS p
	WHERE p.standard = freeze_parameters.standard AND p.subject = freeze_parameters.subject
	RETURNING number INTO new_number;
	UPDATE customer_grade.attachment AS u SET parameter_set = new_number
	WHERE u.standard = freeze_parameters.standard AND u.subject = freeze_parameters.subject;
	RETURN new_number;
END
$function$;
COMMENT ON FUNCTION customer_grade.freeze_parameters(text, regclass, date) IS
	'freeze the parameters of an attachment, its benchmark as of a day laid over the given ones, as a new set, which is in force from then on; returns its number';

CREATE FUNCTION customer_grade.comment_on_grades(ledger text, history text, grades text, standard text, subject regclass) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	t record;
	-- what a column means, whichever of the three has it
	meaning CONSTANT jsonb := '{
		"grade": "等级 | grade in force",
		"rank": "等级次序, 1 为最好 | rank of the grade, 1 is the best; null: the grade has none",
		"score": "得分 | score",
		"computed_grade": "按标准计算的等级 | what the standard says, before policies and decisions",
		"computed_rank": "计算等级的次序 | its rank",
		"state": "状态: final 确定, provisional 暂定, pending 待批准, override 人工指定 | final, provisional, pending (approval) or override",
		"since": "自何时起 | since when the grade is in force",
		"valid_from": "自 | beginning of the period",
		"valid_to": "至 | end of the period; null: still in force",
		"version": "标准的版本 | version of the standard",
		"parameter_set": "参数组编号 | number of the parameter set",
		"evaluated_on": "评定日期 | day it was evaluated as of",
		"worse_since": "自何日起低于现行等级 | first day of a demotion that waits",
		"provisional_until": "暂定至 | day the grade becomes final",
		"due_on": "下次到期日 | day on which something changes without new data",
		"cause": "变更原因 | what ended the period"}';
BEGIN
	EXECUTE format('COMMENT ON TABLE %s IS %L', ledger, format('现行等级 | grades in force of %s by standard %s', subject, standard));
	EXECUTE format('COMMENT ON TABLE %s IS %L', history, format('历史等级 | earlier grades of %s by standard %s', subject, standard));
	EXECUTE format('COMMENT ON VIEW %s IS %L', grades, format('全部等级及期间 | all grades of %s by standard %s, each with its period', subject, standard));
	FOR t IN
		SELECT r.name AS relation, a.attname, coalesce(meaning ->> a.attname, '客户标识 | key of the customer') AS text
		FROM unnest(ARRAY[ledger, history, grades]) AS r(name), pg_attribute AS a
		WHERE a.attrelid = r.name::regclass AND a.attnum > 0
	LOOP
		EXECUTE format('COMMENT ON COLUMN %s.%I IS %L', t.relation, t.attname, t.text);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade.comment_on_grades(text, text, text, text, regclass) IS
	'comment ledger, history and the view of both, for BI tools';

CREATE FUNCTION customer_grade.key_definitions(subject regclass, key_columns name[]) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT string_agg(format('%I %s%s NOT NULL', a.attname, format_type(a.atttypid, a.atttypmod),
		coalesce(' COLLATE ' || nullif(a.attcollation, 0)::regcollation, '')), ', ' ORDER BY k.ordinality)
	FROM unnest(key_columns) WITH ORDINALITY AS k(name, ordinality), pg_attribute AS a
	WHERE a.attrelid = subject AND a.attname = k.name
$function$;
COMMENT ON FUNCTION customer_grade.key_definitions(regclass, name[]) IS
	'the key columns of a subject as column definitions of a table of ours';

CREATE FUNCTION customer_grade.uses_clock(relation regclass) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- CURRENT_DATE and the like are nodes of their own, now() and its kin functions
	WITH RECURSIVE v AS (
		SELECT relation::oid AS id
		UNION
		SELECT d.refobjid FROM v JOIN pg_rewrite AS r ON r.ev_class = v.id
			JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = r.oid AND d.refclassid = 'pg_class'::regclass
	)
	SELECT EXISTS (SELECT FROM v JOIN pg_rewrite AS r ON r.ev_class = v.id
		WHERE r.ev_action::text ~ ('SQLVALUEFUNCTION :op [0-8] |:funcid (' || (
			SELECT string_agg(p.oid::text, '|') FROM pg_proc AS p WHERE p.pronamespace = 'pg_catalog'::regnamespace
				AND p.proname IN ('now', 'transaction_timestamp', 'statement_timestamp', 'clock_timestamp', 'timeofday')) || ') '))
$function$;
COMMENT ON FUNCTION customer_grade.uses_clock(regclass) IS
	'does a view, or one that it reads, ask for the date or time?';

CREATE FUNCTION customer_grade.check_row_security(relation regclass, subject regclass) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF EXISTS (SELECT FROM pg_class AS c WHERE c.oid = relation AND c.relrowsecurity
			AND (c.relforcerowsecurity OR c.relowner <> (SELECT o.relowner FROM pg_class AS o WHERE o.oid = subject))) THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('row-level security of %s applies to the owner of %s', relation, subject),
			HINT = 'Customers would be graded by a part of their rows.';
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade.check_row_security(regclass, regclass) IS
	'does the owner of the subject see all rows of a subject or source? Error: 55000 he does not';

CREATE FUNCTION customer_grade.check_metrics(subject regclass, key_columns name[], metrics regclass) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	twice jsonb;
BEGIN
	PERFORM customer_grade.check_key(subject, key_columns, metrics, key_columns);
	IF (SELECT c.relkind NOT IN ('v', 'r', 'p') FROM pg_class AS c WHERE c.oid = metrics) THEN
		RAISE wrong_object_type USING
			MESSAGE = format('%s is neither a view nor a table', metrics),
			HINT = 'Metrics must be true in the transaction that changes them.';
	END IF;
	IF (SELECT m.relowner <> s.relowner FROM pg_class AS m, pg_class AS s WHERE m.oid = metrics AND s.oid = subject) THEN
		RAISE insufficient_privilege USING
			MESSAGE = format('%s and %s have different owners', metrics, subject),
			HINT = format('ALTER VIEW %s OWNER TO %I;', metrics,
				(SELECT pg_get_userbyid(c.relowner) FROM pg_class AS c WHERE c.oid = subject));
	END IF;
	EXECUTE format('SELECT to_jsonb(k.*) FROM (SELECT %1$s FROM %2$s GROUP BY %1$s HAVING count(*) > 1 LIMIT 1) AS k',
		customer_grade.column_list(key_columns), metrics) INTO twice;
	IF twice IS NOT NULL THEN
		RAISE cardinality_violation USING
			MESSAGE = format('%s gives several rows for customer %s', metrics, twice),
			HINT = format('It must give one row for each key of %s.', subject);
	END IF;
	IF customer_grade.uses_clock(metrics) THEN
		RAISE WARNING USING
			MESSAGE = format('view %s asks for the date or time', metrics),
			DETAIL = 'Its metrics change without a change of rows, and grades as of another day cannot be computed.',
			HINT = 'Use customer_grade.as_of() instead.';
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade.check_metrics(regclass, name[], regclass) IS
	'may this relation give the metrics of a subject? Errors: 42703, 42804 the key, 42809 no view or table, 42501 of another owner, 21000 several rows for one customer; a warning where it asks for the time';

CREATE FUNCTION customer_grade.check_options(standard text, subject regclass, key_columns name[], mirror name, approval text[],
	until_approved text, time_zone text) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	unknown text;
BEGIN
	IF check_options.mirror IS NOT NULL AND NOT EXISTS (SELECT FROM pg_attribute AS c WHERE c.attrelid = check_options.subject
			AND c.attname = check_options.mirror AND c.atttypid = 'text'::regtype AND NOT c.attisdropped AND c.attgenerated = '') THEN
		RAISE undefined_column USING
			MESSAGE = format('%s has no column "%s" of type text', check_options.subject, check_options.mirror),
			HINT = format('ALTER TABLE %s ADD %I text;', check_options.subject, check_options.mirror);
	ELSIF check_options.mirror = ANY (check_options.key_columns) THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('key column "%s" of %s cannot repeat the grade', check_options.mirror, check_options.subject),
			HINT = 'mirror is a column that attach() may write.';
	ELSIF EXISTS (SELECT FROM customer_grade.attachment AS a WHERE a.subject = check_options.subject
			AND a.mirror = check_options.mirror AND a.standard <> check_options.standard) THEN
		RAISE duplicate_object USING
			MESSAGE = format('column "%s" of %s repeats the grade of another standard already', check_options.mirror, check_options.subject),
			HINT = format('ALTER TABLE %s ADD another column of type text.', check_options.subject);
	END IF;
	SELECT string_agg(format('"%s"', l.label), ', ') INTO unknown
	FROM unnest(check_options.approval || check_options.until_approved) AS l(label)
	WHERE l.label NOT IN (SELECT g.label FROM customer_grade.standard AS s, customer_grade.grades(s.rubric) AS g WHERE s.name = check_options.standard);
	IF unknown IS NOT NULL THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('standard "%s" has no grade %s', check_options.standard, unknown),
			HINT = 'approval and until_approved name grades of the standard.';
	END IF;
	-- an error of its own names the zone
	PERFORM now() AT TIME ZONE check_options.time_zone;
END
$function$;
COMMENT ON FUNCTION customer_grade.check_options(text, regclass, name[], name, text[], text, text) IS
	'may an attachment have these options? Errors: 42703 no such column, 22023 a key column, an unknown grade or time zone, 42710 a column that another standard has';

CREATE FUNCTION customer_grade.attach(
	standard text,
	subject regclass,
	metrics regclass DEFAULT NULL,
	parameters jsonb DEFAULT NULL,
	benchmark text DEFAULT NULL,
	mirror name DEFAULT NULL,
	promotion text DEFAULT 'immediate',
	demotion text DEFAULT 'immediate',
	grace interval DEFAULT NULL,
	maintenance jsonb DEFAULT NULL,
	provisional interval DEFAULT NULL,
	approval text[] DEFAULT NULL,
	until_approved text DEFAULT NULL,
	approver regrole DEFAULT NULL,
	valid_for interval DEFAULT NULL,
	overrider regrole DEFAULT NULL,
	notch_limit integer DEFAULT NULL,
	four_eyes boolean DEFAULT false,
	review_calendar text DEFAULT NULL,
	outbox boolean DEFAULT false,
	notify boolean DEFAULT false,
	time_zone text DEFAULT NULL,
	prefix text DEFAULT NULL
) RETURNS regclass
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	keys name[] := customer_grade.primary_key(attach.subject);
	owner name := (SELECT pg_get_userbyid(c.relowner) FROM pg_class AS c WHERE c.oid = attach.subject);
	given_prefix text := coalesce(nullif(attach.prefix, ''), customer_grade.default_prefix(attach.subject, attach.standard));
	ledger_name text := customer_grade.free_name(attach.subject, given_prefix, 'ledger');
	history_name text := customer_grade.free_name(attach.subject, given_prefix, 'history');
	decisions_name text := customer_grade.free_name(attach.subject, given_prefix, 'decisions');
	outbox_name text := CASE WHEN attach.outbox THEN customer_grade.free_name(attach.subject, given_prefix, 'outbox') END;
	worklist_name text := customer_grade.free_name(attach.subject, given_prefix, 'worklist');
	grades_name text := customer_grade.free_name(attach.subject, given_prefix, 'grades');
	metrics_name text := customer_grade.free_name(attach.subject, given_prefix, 'metrics');
	key_definitions text := customer_grade.key_definitions(attach.subject, keys);
	object text;
BEGIN
	PERFORM customer_grade.check_owner(attach.subject);
	IF NOT EXISTS (SELECT FROM customer_grade.standard AS s WHERE s.name = attach.standard) THEN
		RAISE undefined_object USING
			MESSAGE = format('standard "%s" does not exist', attach.standard),
			HINT = 'define_standard() makes one, adopt() copies one of the catalog.';
	END IF;
	IF (SELECT c.relkind NOT IN ('r', 'p') FROM pg_class AS c WHERE c.oid = attach.subject) OR keys IS NULL THEN
		RAISE wrong_object_type USING
			MESSAGE = format('%s is not a table with a primary key', attach.subject),
			HINT = 'The ledger has one row for each key of the subject.';
	END IF;
	IF EXISTS (SELECT FROM customer_grade.attachment AS a
			WHERE a.standard = attach.standard AND a.subject = attach.subject) THEN
		RAISE duplicate_object USING
			MESSAGE = format('standard "%s" is attached to table %s already', attach.standard, attach.subject),
			HINT = 'refresh() grades all of it anew, detach() undoes it.';
	END IF;
	PERFORM customer_grade.check_options(attach.standard, attach.subject, keys, attach.mirror, attach.approval, attach.until_approved,
		coalesce(attach.time_zone, current_setting('TimeZone')));

	SELECT string_agg(format('"%s"', k.name), ', ') INTO object FROM unnest(keys) AS k(name)
	WHERE k.name IN ('grade', 'rank', 'score', 'computed_grade', 'computed_rank', 'state', 'since', 'version', 'parameter_set',
		'evaluated_on', 'worse_since', 'provisional_until', 'due_on', 'valid_from', 'valid_to', 'cause',
		'decision_id', 'decision', 'status', 'reason', 'proposed_by', 'proposed_at', 'decided_by', 'decided_at', 'decision_reason',
		'valid_until', 'proposed_login', 'ended_by', 'ended_at', 'end_reason', 'event_id', 'at',
		'stored', 'present', 'gone', 'ends', 'assessment', 'settlement', 'kept_rank', 'approved', 'rejected')
		OR k.name ~ '^(old|new)_(grade|rank|score|state|computed_grade|computed_rank|version|parameter_set|evaluated_on|worse_since|provisional_until|due_on)$|^worklist_(review|number)$';
	IF object IS NOT NULL THEN
		RAISE duplicate_column USING
			MESSAGE = format('key column %s of %s has the name of a column of the ledger', object, attach.subject),
			HINT = format('ALTER TABLE %s RENAME COLUMN ...;', attach.subject);
	END IF;

	PERFORM customer_grade.check_row_security(attach.subject, attach.subject);
	-- keys are compared by PostgreSQL's own operators, which nobody plants
	SELECT format_type(a.atttypid, a.atttypmod) INTO object
	FROM pg_index AS i, unnest(i.indkey::int2[], i.indclass::oid[]) AS k(attnum, class), pg_opclass AS o, pg_attribute AS a
	WHERE i.indrelid = attach.subject AND i.indisprimary AND o.oid = k.class AND o.opcnamespace <> 'pg_catalog'::regnamespace
		AND a.attrelid = i.indrelid AND a.attnum = k.attnum;
	IF object IS NOT NULL THEN
		RAISE feature_not_supported USING
			MESSAGE = format('a key of type %s is not supported', object),
			HINT = format('Its equality is not one of PostgreSQL''s own. Use text, perhaps with a nondeterministic collation, as key of %s.', attach.subject);
	END IF;

	-- nobody writes until the triggers are there and all customers are graded
	EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', attach.subject);

	IF attach.metrics IS NULL THEN
		PERFORM customer_grade.make_metrics(metrics_name, attach.standard, attach.subject, keys, attach.mirror);
	ELSE
		metrics_name := attach.metrics::text;
		PERFORM customer_grade.check_metrics(attach.subject, keys, attach.metrics);
	END IF;

	EXECUTE format('CREATE TABLE %s (%s, grade text, rank smallint, score numeric, computed_grade text, computed_rank smallint, '
		'state text NOT NULL DEFAULT ''final'', since timestamp with time zone, version integer, parameter_set integer, '
		'evaluated_on date, worse_since date, provisional_until date, due_on date, PRIMARY KEY (%s)) WITH (fillfactor = 90)',
		ledger_name, key_definitions, customer_grade.column_list(keys));
	EXECUTE format('CREATE INDEX ON %s (due_on) WHERE due_on IS NOT NULL', ledger_name);
	EXECUTE format('CREATE TABLE %s (%s, grade text, rank smallint, score numeric, computed_grade text, computed_rank smallint, '
		'state text NOT NULL, valid_from timestamp with time zone NOT NULL, valid_to timestamp with time zone NOT NULL, '
		'version integer, parameter_set integer, cause text NOT NULL, '
		'PRIMARY KEY (%s, valid_from), UNIQUE (%3$s, valid_to), CHECK (valid_from < valid_to))',
		history_name, key_definitions, customer_grade.column_list(keys));
	EXECUTE format('CREATE VIEW %s AS SELECT %s, grade, rank, score, computed_grade, computed_rank, state, since AS valid_from, '
		'NULL::timestamp with time zone AS valid_to, version, parameter_set, NULL::text AS cause FROM %s '
		'UNION ALL SELECT %2$s, grade, rank, score, computed_grade, computed_rank, state, valid_from, valid_to, version, parameter_set, cause FROM %4$s',
		grades_name, customer_grade.column_list(keys), ledger_name, history_name);
	PERFORM customer_grade.make_decisions(decisions_name, attach.subject, keys);
	PERFORM customer_grade.make_worklist(worklist_name, attach.subject, keys);
	IF attach.outbox THEN
		PERFORM customer_grade.make_outbox(outbox_name, attach.subject, keys);
	END IF;
	PERFORM customer_grade.comment_on_grades(ledger_name, history_name, grades_name, attach.standard, attach.subject);

	-- a member of the owner may attach: what is made belongs to the owner
	FOREACH object IN ARRAY array_remove(ARRAY[ledger_name, history_name, decisions_name, outbox_name, worklist_name], NULL) LOOP
		EXECUTE format('ALTER TABLE %s OWNER TO %I', object, owner);
	END LOOP;
	EXECUTE format('ALTER VIEW %s OWNER TO %I', grades_name, owner);

	INSERT INTO customer_grade.attachment
		(standard, subject, key_columns, metrics, metrics_made, ledger, history, grades, decisions, outbox, worklist, time_zone,
		mirror, benchmark, parameters, promotion, demotion, grace, maintenance, provisional, approval, until_approved,
		approver, valid_for, overrider, notch_limit, four_eyes, review_calendar, notify)
	VALUES (attach.standard, attach.subject, keys, metrics_name::regclass, attach.metrics IS NULL,
		ledger_name::regclass, history_name::regclass, grades_name::regclass, decisions_name::regclass, outbox_name::regclass,
		worklist_name::regclass, coalesce(attach.time_zone, current_setting('TimeZone')),
		attach.mirror, attach.benchmark, coalesce(attach.parameters, '{}'), attach.promotion, attach.demotion, attach.grace,
		attach.maintenance, attach.provisional, attach.approval, attach.until_approved,
		attach.approver, attach.valid_for, attach.overrider, attach.notch_limit, attach.four_eyes, attach.review_calendar, attach.notify);
	PERFORM customer_grade.freeze_parameters(attach.standard, attach.subject,
		(customer_grade.clock_now() AT TIME ZONE coalesce(attach.time_zone, current_setting('TimeZone')))::date);

	PERFORM customer_grade.log_attach(attach.standard, attach.subject, customer_grade.refresh(attach.standard, attach.subject));
	RETURN ledger_name::regclass;
END
$function$;
COMMENT ON FUNCTION customer_grade.attach(text, regclass, regclass, jsonb, text, name, text, text, interval, jsonb, interval, text[], text, regrole, interval, regrole, integer, boolean, text, boolean, boolean, text, text) IS
	'keep the grades of a table''s rows by a standard, in the transactions that change them: makes ledger, history, a view of both, a table of decisions, a metrics view where none is given, and triggers, grades all rows, and returns the ledger. The options are those of customer_grade.attachment; prefix: what the names of what is made begin with. For the owner of the subject. Errors: 42501 not yours, 42704 no such standard, 42710 attached already, 42809 no table with a primary key';

CREATE FUNCTION customer_grade.attached(standard text, subject regclass) RETURNS customer_grade.attachment
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	found_row customer_grade.attachment;
BEGIN
	SELECT * INTO found_row FROM customer_grade.attachment AS a
	WHERE a.standard = attached.standard AND a.subject = attached.subject;
	IF NOT FOUND THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('standard "%s" is not attached to table %s', attached.standard, attached.subject),
			HINT = format('SELECT customer_grade.attach(%L, %L);', attached.standard, attached.subject);
	END IF;
	RETURN found_row;
END
$function$;
COMMENT ON FUNCTION customer_grade.attached(text, regclass) IS
	'the attachment of a standard to a table. Error: 55000 there is none';

CREATE FUNCTION customer_grade.release(a customer_grade.attachment) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	watched regclass;
BEGIN
	FOR watched IN SELECT a.subject UNION SELECT a.decisions UNION SELECT s.source FROM customer_grade.source AS s
			WHERE s.standard = a.standard AND s.subject = a.subject
	LOOP
		-- another attachment may need the triggers
		CONTINUE WHEN EXISTS (SELECT FROM customer_grade.source AS s
			WHERE s.standard = a.standard AND s.source = watched AND s.subject <> a.subject)
			OR watched <> a.subject AND EXISTS (SELECT FROM customer_grade.attachment AS o
			WHERE o.standard = a.standard AND o.subject = watched);
		PERFORM customer_grade.drop_triggers(a.standard, watched);
	END LOOP;
	DELETE FROM customer_grade.report_view AS v WHERE v.standard = a.standard AND v.subject = a.subject;
	DELETE FROM customer_grade.review AS r WHERE r.standard = a.standard AND r.subject = a.subject;
	DELETE FROM customer_grade.source AS s WHERE s.standard = a.standard AND s.subject = a.subject;
	DELETE FROM customer_grade.parameter_set AS p WHERE p.standard = a.standard AND p.subject = a.subject;
	DELETE FROM customer_grade.attachment AS d WHERE d.standard = a.standard AND d.subject = a.subject;
END
$function$;
COMMENT ON FUNCTION customer_grade.release(customer_grade.attachment) IS
	'drop the triggers of an attachment and forget it: of detach(), and of the event trigger for dropped tables';

CREATE FUNCTION customer_grade.detach(standard text, subject regclass, drop_history boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(detach.standard, detach.subject);
	made record;
BEGIN
	PERFORM customer_grade.check_owner(detach.subject);
	PERFORM customer_grade.drop_report_views(detach.standard, detach.subject);
	PERFORM customer_grade.release(a);
	-- what DROP ... CASCADE has taken already is not there, and what belongs to another was not made by attach()
	FOR made IN
		SELECT CASE c.relkind WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END AS kind, c.oid::regclass AS relation
		FROM unnest(ARRAY[a.grades, a.ledger, CASE WHEN drop_history THEN a.history END, CASE WHEN drop_history THEN a.decisions END,
				a.outbox, a.worklist, CASE WHEN a.metrics_made THEN a.metrics END]) WITH ORDINALITY AS m(relation, ordinality)
			JOIN pg_class AS c ON c.oid = m.relation
			JOIN pg_class AS s ON s.oid = a.subject AND s.relowner = c.relowner
		ORDER BY m.ordinality
	LOOP
		EXECUTE format('DROP %s %s', made.kind, made.relation);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade.detach(text, regclass, boolean) IS
	'undo attach(); history and decisions are kept unless asked. Errors: 55000 not attached, 42501 not yours';

CREATE FUNCTION customer_grade.leads_to(source regclass, subject regclass) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- rows of a source change the ledger of a subject, its mirror and its outbox
	WITH RECURSIVE reached AS (
		SELECT leads_to.source AS relation
		UNION
		SELECT m.relation
		FROM reached AS r
			JOIN LATERAL (
				SELECT a.standard, a.subject FROM customer_grade.attachment AS a WHERE a.subject = r.relation OR a.decisions = r.relation
				UNION ALL
				SELECT s.standard, s.subject FROM customer_grade.source AS s WHERE s.source = r.relation) AS w ON true
			JOIN customer_grade.attachment AS a ON a.standard = w.standard AND a.subject = w.subject,
			LATERAL (VALUES (a.ledger), (a.history), (a.outbox), (CASE WHEN a.mirror IS NOT NULL THEN a.subject END)) AS m(relation)
		WHERE m.relation IS NOT NULL
	)
	SELECT EXISTS (SELECT FROM reached AS r WHERE r.relation = leads_to.subject)
$function$;
COMMENT ON FUNCTION customer_grade.leads_to(regclass, regclass) IS
	'does a change of rows of one table change, through attachments, rows of the other (or is it the same)?';

CREATE FUNCTION customer_grade.add_source(standard text, subject regclass, source regclass, key_columns name[], mapping text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(add_source.standard, add_source.subject);
	made regclass;
BEGIN
	IF NOT (customer_grade.owns(add_source.subject) AND customer_grade.owns(add_source.source)) THEN
		RAISE insufficient_privilege USING
			MESSAGE = format('must be owner of tables %s and %s', add_source.subject, add_source.source);
	END IF;
	IF (SELECT c.relkind NOT IN ('r', 'p') FROM pg_class AS c WHERE c.oid = add_source.source) THEN
		RAISE wrong_object_type USING
			MESSAGE = format('%s is not a table', add_source.source),
			HINT = 'Only the statements on a table are seen.';
	END IF;
	-- what grading this subject writes must not be what starts it
	FOREACH made IN ARRAY array_remove(ARRAY[a.ledger, a.history, a.outbox, CASE WHEN a.mirror IS NOT NULL THEN a.subject END], NULL) LOOP
		IF customer_grade.leads_to(made, add_source.source) THEN
			RAISE invalid_object_definition USING
				MESSAGE = format('%s cannot be a source of %s: its rows change with the grades of %2$s', add_source.source, add_source.subject),
				HINT = 'Grades must not depend on themselves.';
		END IF;
	END LOOP;
	PERFORM customer_grade.check_row_security(add_source.source, add_source.subject);

	EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', add_source.source);
	INSERT INTO customer_grade.source (standard, subject, source, key_columns, mapping)
	VALUES (add_source.standard, add_source.subject, add_source.source, add_source.key_columns, add_source.mapping);
	PERFORM customer_grade.refresh(add_source.standard, add_source.subject);
END
$function$;
COMMENT ON FUNCTION customer_grade.add_source(text, regclass, regclass, name[], text) IS
	'what watch() and watch_through() do in the end';

CREATE FUNCTION customer_grade.watch(standard text, subject regclass, source regclass, VARIADIC key_columns name[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(watch.standard, watch.subject);
BEGIN
	IF cardinality(watch.key_columns) <> cardinality(a.key_columns) THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('the key of %s has %s columns, not %s', watch.subject,
				cardinality(a.key_columns), cardinality(watch.key_columns)),
			HINT = format('Name the columns of %s that hold %s.', watch.source, customer_grade.column_list(a.key_columns));
	END IF;
	PERFORM customer_grade.check_key(watch.subject, a.key_columns, watch.source, watch.key_columns);
	PERFORM customer_grade.add_source(watch.standard, watch.subject, watch.source, watch.key_columns, NULL);
END
$function$;
COMMENT ON FUNCTION customer_grade.watch(text, regclass, regclass, name[]) IS
	'rows of another table regrade their customers: names its columns that hold the subject''s key. For the owner of both tables. Errors: 55000 not attached, or row security would hide rows; 42501 not yours; 42703 no such column; 42P17 its rows depend on these grades';

CREATE FUNCTION customer_grade.watch_through(standard text, subject regclass, source regclass, source_key name[], mapping text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(watch_through.standard, watch_through.subject);
BEGIN
	PERFORM customer_grade.check_owner(watch_through.subject);
	-- as the triggers will run it: with a search path of pg_catalog
	BEGIN
		EXECUTE format('CREATE TEMP VIEW customer_grade_mapping AS %s', watch_through.mapping);
	EXCEPTION WHEN undefined_table OR undefined_function THEN
		RAISE EXCEPTION USING
			ERRCODE = SQLSTATE,
			MESSAGE = SQLERRM,
			HINT = 'Qualify the names in the mapping with their schemas.';
	END;
	IF (SELECT count(*) FROM pg_attribute AS c WHERE c.attrelid = 'pg_temp.customer_grade_mapping'::regclass AND c.attnum > 0)
		<> cardinality(watch_through.source_key) + cardinality(a.key_columns)
	THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('a mapping from %s to %s has %s columns', watch_through.source, watch_through.subject,
				cardinality(watch_through.source_key) + cardinality(a.key_columns)),
			HINT = format('SELECT the key of %s, then that of %s.', watch_through.source, watch_through.subject);
	END IF;
	PERFORM customer_grade.check_key(watch_through.source, watch_through.source_key, 'pg_temp.customer_grade_mapping'::regclass, (
		SELECT array_agg(c.attname ORDER BY c.attnum) FROM pg_attribute AS c
		WHERE c.attrelid = 'pg_temp.customer_grade_mapping'::regclass AND c.attnum BETWEEN 1 AND cardinality(watch_through.source_key)));
	PERFORM customer_grade.check_key(watch_through.subject, a.key_columns, 'pg_temp.customer_grade_mapping'::regclass, (
		SELECT array_agg(c.attname ORDER BY c.attnum) FROM pg_attribute AS c
		WHERE c.attrelid = 'pg_temp.customer_grade_mapping'::regclass AND c.attnum > cardinality(watch_through.source_key)));
	DROP VIEW pg_temp.customer_grade_mapping;
	PERFORM customer_grade.add_source(watch_through.standard, watch_through.subject, watch_through.source, watch_through.source_key, watch_through.mapping);
END
$function$;
COMMENT ON FUNCTION customer_grade.watch_through(text, regclass, regclass, name[], text) IS
	'rows of another table regrade the customers that a query connects with them: it gives the key of the source, whose columns source_key names, then the key of the subject, as SELECT group_id, id FROM public.person. Tables that it reads besides are to be watched themselves, and a row of the subject that refers to the source should do so by a foreign key. For the owner of both tables. Errors: as watch(); 22023 the number of columns';

CREATE FUNCTION customer_grade.verify(standard text, subject regclass)
RETURNS TABLE (key jsonb, stored_grade text, grade text, stored_score numeric, score numeric, problem text)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp SET row_security = off
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(verify.standard, verify.subject);
	old_as_of text := coalesce(current_setting('customer_grade.as_of', true), '');
	old_time_zone text := current_setting('TimeZone');
	graded record;
	keys text := customer_grade.column_list(a.key_columns);
	terms text := customer_grade.terms_query(a);
	last customer_grade.review := customer_grade.last_review(verify.standard, verify.subject);
BEGIN
	-- an error if one of its tables is gone
	PERFORM customer_grade.difference_query(verify.standard, verify.subject, NULL, NULL);
	PERFORM set_config('TimeZone', a.time_zone, true);
	-- each row as of the date, by the version and with the parameters it stands for
	FOR graded IN EXECUTE format('SELECT l.evaluated_on, l.version, l.parameter_set, s.rubric, p.parameters FROM '
		'(SELECT DISTINCT evaluated_on, version, parameter_set FROM (%s) AS t) AS l '
		'JOIN customer_grade.standard AS s ON s.name = $1 AND s.version = l.version '
		'JOIN customer_grade.parameter_set AS p ON p.standard = $1 AND p.subject = $2 AND p.number = l.parameter_set', terms)
		USING verify.standard, verify.subject
	LOOP
		PERFORM set_config('customer_grade.as_of', to_char(graded.evaluated_on, 'YYYY-MM-DD'), true);
		RETURN QUERY EXECUTE format($query$
			SELECT to_jsonb(k.*), d.old_grade, d.new_grade, d.old_score, d.new_score, CASE WHEN d.gone THEN 'not in the subject' ELSE 'differs' END
			FROM (%s) AS d, LATERAL (SELECT %s) AS k WHERE d.since IS NOT NULL
			$query$, customer_grade.difference_query(verify.standard, verify.subject,
				-- CASE: else the planner multiplies three conditions that go together, and expects one row
				format('SELECT %s FROM (%s) AS t WHERE CASE WHEN (version, parameter_set, evaluated_on) = (%L, %L, %L) THEN true ELSE false END', keys, terms,
					graded.version, graded.parameter_set, graded.evaluated_on), graded.rubric),
			customer_grade.column_list(a.key_columns, 'd'))
		USING graded.parameters, graded.parameters || a.maintenance, graded.parameter_set, graded.version, graded.evaluated_on,
			'verify', a, ARRAY(SELECT g.label FROM customer_grade.grades(graded.rubric) AS g WHERE g.rank IS NOT NULL ORDER BY g.rank),
			false;
	END LOOP;

	-- and, on the day of the last review, those that have no row or none that counts
	PERFORM set_config('customer_grade.as_of', to_char(last.as_of, 'YYYY-MM-DD'), true) WHERE last.as_of IS NOT NULL;
	RETURN QUERY EXECUTE format($query$
		SELECT to_jsonb(k.*), l.grade, NULL::text, l.score, NULL::numeric, CASE WHEN l.since IS NULL THEN 'not in the ledger' ELSE 'of a version that is gone' END
		FROM (SELECT %3$s FROM %2$s) AS s FULL JOIN %1$s AS l USING (%3$s), LATERAL (SELECT %3$s) AS k
		WHERE l.since IS NULL OR NOT EXISTS (SELECT FROM customer_grade.standard AS v WHERE v.name = $1 AND v.version = l.version)
		$query$, a.ledger, a.metrics, keys) USING verify.standard;
	PERFORM set_config('customer_grade.as_of', old_as_of, true);
	PERFORM set_config('TimeZone', old_time_zone, true);
END
$function$;
COMMENT ON FUNCTION customer_grade.verify(text, regclass) IS
	'recompute each customer as of the date, by the version and with the parameters it was graded with (of its last write or the last review, whichever is later), and return the differences: none, always';

CREATE FUNCTION customer_grade.grade_at(standard text, subject regclass, key jsonb, at timestamp with time zone) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	a customer_grade.attachment := customer_grade.attached(grade_at.standard, grade_at.subject);
	result text;
BEGIN
	EXECUTE format('SELECT g.grade FROM %1$s AS g WHERE (%2$s) = (SELECT %3$s FROM jsonb_populate_record(NULL::%4$s, $1) AS k) '
		'AND g.valid_from <= $2 AND (g.valid_to > $2 OR g.valid_to IS NULL)', a.grades, customer_grade.column_list(a.key_columns, 'g'),
		customer_grade.column_list(a.key_columns, 'k'), a.ledger)
	INTO result USING customer_grade.key_object(a.subject, a.key_columns, key), at;
	RETURN result;
END
$function$;
COMMENT ON FUNCTION customer_grade.grade_at(text, regclass, jsonb, timestamp with time zone) IS
	'the grade of a customer at a point in time; key: its key columns as an object, or the value of a single one. Error: 22023 it is no key';
