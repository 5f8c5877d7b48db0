-- Grades that customers have already: from a table or view into ledger, history and decisions. And customers that turn out to be one.

CREATE FUNCTION customer_grade_internal.import_column(relation regclass, given name, usual name, needed boolean DEFAULT false) RETURNS name
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	wanted CONSTANT name := coalesce(given, usual);
	found CONSTANT boolean := customer_grade_internal.has_column(relation, wanted);
BEGIN
	IF NOT found AND (given IS NOT NULL OR needed) THEN
		PERFORM customer_grade_internal.throw('42703', message => format('"%s" has no column "%s"', relation, wanted));
	END IF;
	RETURN CASE WHEN found THEN wanted END;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.import_column(regclass, name, name, boolean) IS
	'the column given, which a relation must have, or the usual one; null: it has none. Error: 42703 it lacks the column';

-- A day begins at midnight there.
CREATE FUNCTION customer_grade_internal.instant_expression(relation regclass, column_name name, time_zone text) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	type CONSTANT regtype := (SELECT c.atttypid FROM pg_attribute AS c WHERE c.attrelid = relation AND c.attname = column_name);
BEGIN
	IF column_name IS NULL THEN
		RETURN 'NULL::timestamptz';
	ELSIF type = 'timestamptz'::regtype THEN
		RETURN format('g.%I', column_name);
	ELSIF type IN ('date'::regtype, 'timestamp'::regtype) THEN
		RETURN format('(g.%I::timestamp AT TIME ZONE %L)', column_name, time_zone);
	END IF;
	PERFORM customer_grade_internal.throw('42804',
		message => format('column "%s" is of type %s, not date', column_name, type));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.instant_expression(regclass, name, text) IS
	'the expression over a row g of a relation that gives the instant of a column, a date, timestamp or timestamptz. Error: 42804 it is '
	'none of these';

-- Why a row cannot be imported is told of each; the first reason counts.
CREATE FUNCTION customer_grade_internal.import_query(a customer_grade_internal.attachment, relation regclass, grade name, since name,
	until name, reason name) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format($query$
		SELECT %1$s, g."given grade", g."given since", g."given until", g."given reason", n.rank AS "given rank", l.valid_from AS "found from",
			CASE WHEN (g."is null") THEN 'the key is null'
				WHEN g.alike > 1 THEN 'several rows have this key'
				WHEN l.since IS NULL THEN 'the table has no such customer'
				WHEN g."given grade" IS NULL THEN 'the grade is null'
				WHEN n.grade IS NULL THEN format('the standard has no grade "%%s"', g."given grade")
				WHEN l.state = 'override' THEN 'an override is in force'
				WHEN NOT isfinite(g."given since") OR NOT isfinite(g."given until") THEN 'a date is not finite'
				WHEN g."given since" > %7$L::timestamptz THEN 'since is in the future'
				WHEN g."given until" < %8$L::date THEN 'until is in the past'
				WHEN g."given since" < (SELECT max(h.valid_to) FROM %5$s AS h WHERE %6$s) THEN 'it has a later period in the history'
			END AS "import problem"
		FROM (
			SELECT %9$s, g.%10$I::text AS "given grade", coalesce(%11$s, %7$L::timestamptz) AS "given since", %12$s AS "given until",
				%13$s AS "given reason", (%14$s) AS "is null", count(*) OVER (PARTITION BY %9$s) AS alike
			FROM %2$s AS g
		) AS g
			LEFT JOIN %3$s AS l ON %4$s
			LEFT JOIN customer_grade.grades(%15$L::customer_grade.rubric) AS n ON n.grade = g."given grade"
		$query$,
		customer_grade_internal.column_list(a.key_columns, 'g'), relation, a.ledger,
		customer_grade_internal.key_match(a.key_columns, 'l', a.key_columns, 'g'), a.history,
		customer_grade_internal.key_match(a.key_columns, 'h', a.key_columns, 'g'), customer_grade_internal.clock_now(),
		customer_grade_internal.clock_day(a), customer_grade_internal.column_list(a.key_columns, 'g'), grade,
		customer_grade_internal.instant_expression(relation, since, a.time_zone),
		CASE WHEN until IS NULL THEN 'NULL::date' ELSE format('g.%I::date', until) END,
		CASE WHEN reason IS NULL THEN 'NULL::text' ELSE format('g.%I::text', reason) END,
		(SELECT string_agg(format('g.%I IS NULL', k.name), ' OR ') FROM unnest(a.key_columns) AS k(name)),
		customer_grade_internal.rubric_of(a.standard, a.version))
$function$;
COMMENT ON FUNCTION customer_grade_internal.import_query(customer_grade_internal.attachment, regclass, name, name, name, name) IS
	'the query of the grades in a relation, with the rank of each, and why it cannot be imported ("import problem", null: it can)';

CREATE FUNCTION customer_grade_internal.write_import(a customer_grade_internal.attachment, query text, importer regrole)
RETURNS TABLE (key jsonb, given text, problem text)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	needed CONSTANT jsonb := (SELECT coalesce(jsonb_agg(jsonb_build_object('grade', n.grade, 'last_day', n.last_day)), '[]')
		FROM customer_grade_internal.needed_approvals(customer_grade_internal.rubric_of(a.standard, a.version),
			customer_grade_internal.clock_day(a)) AS n);
BEGIN
	RETURN QUERY EXECUTE format($query$
		WITH given AS MATERIALIZED (%1$s), good AS (
			SELECT g.* FROM given AS g WHERE g."import problem" IS NULL
		), closed AS (
			INSERT INTO %2$s (%3$s, %4$s, score, valid_from, valid_to, cause)
			SELECT %5$s, %4$s, %6$s, l.valid_from, g."given since", 'import'
			FROM good AS g JOIN %7$s AS l ON %8$s WHERE l.valid_from < g."given since"
		), held AS (		-- a worse grade waits from now on: the period need not end for it
			UPDATE %7$s AS l SET grade = g."given grade", rank = g."given rank", state = 'final', since = g."given since",
				valid_from = g."given since", worse_since = CASE WHEN g."given rank" < l.computed_rank THEN %14$L::date END,
				falls_on = NULL, valid_until = g."given until", provisional_until = NULL,
				review_on = NULL, due_on = NULL, metrics = NULL, before = NULL
			FROM good AS g WHERE %8$s
		), approval AS (
			SELECT g.*, n.last_day AS "last day"
			FROM good AS g JOIN jsonb_to_recordset(%9$L) AS n(grade text, last_day date) ON n.grade = g."given grade"
		), ended AS (
			UPDATE %10$s AS l SET status = 'ended', ended_by = %11$L, ended_at = %12$L, end_reason = 'replaced'
			FROM approval AS g WHERE %8$s AND l.decision = 'approval' AND l.status IN ('approved', 'rejected')
		), approved AS (
			INSERT INTO %10$s (%3$s, decision, grade, status, valid_until, decided_by, decided_at, decision_reason)
			SELECT %5$s, 'approval', g."given grade", 'approved', coalesce(g."given until", g."last day"), %11$L, %12$L,
				coalesce(g."given reason", 'imported')
			FROM approval AS g
		)
		SELECT %13$s, g."given grade", g."import problem" FROM given AS g WHERE g."import problem" IS NOT NULL
		ORDER BY %5$s, g."given grade"
		$query$, query, a.history, customer_grade_internal.column_list(a.key_columns), customer_grade_internal.period_columns(),
		customer_grade_internal.column_list(a.key_columns, 'g'), CASE a.scores WHEN 'history' THEN 'l.score' ELSE 'NULL' END, a.ledger,
		customer_grade_internal.key_match(a.key_columns, 'l', a.key_columns, 'g'), needed, a.decisions, pg_get_userbyid(importer),
		customer_grade_internal.clock_now(), customer_grade_internal.key_expression(a.key_columns, 'g'), customer_grade_internal.clock_day(a));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.write_import(customer_grade_internal.attachment, text, regrole) IS
	'write the grades of import_query() into ledger and history, and approvals where the standard asks for them; returns the rows that '
	'cannot be imported. The attachment is paused and locked';

CREATE FUNCTION customer_grade_internal.as_owner_import_grades(standard text, subject regclass, relation regclass, grade name DEFAULT NULL,
	since name DEFAULT NULL, until name DEFAULT NULL, reason name DEFAULT NULL)
RETURNS TABLE (key jsonb, given text, problem text)
LANGUAGE plpgsql VOLATILE ROWS 10
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_import_grades.standard, as_owner_import_grades.subject);
	source CONSTANT regclass := as_owner_import_grades.relation;
	-- here, since code of the owner may set another search path
	keys CONSTANT text := format('SELECT %s FROM %s AS l WHERE l.since IS NOT NULL AND EXISTS (SELECT FROM %s AS g WHERE %s)',
		customer_grade_internal.column_list(a.key_columns, 'l'), a.ledger, source,
		customer_grade_internal.key_match(a.key_columns, 'l', a.key_columns, 'g'));
BEGIN
	IF NOT pg_has_role(customer_grade_internal.reader(), current_user, 'USAGE') THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('must be owner of table "%s"', a.subject));
	END IF;
	PERFORM customer_grade_internal.check_same_owner(a.subject, source);
	PERFORM customer_grade_internal.check_key(a.subject, a.key_columns, source, a.key_columns);
	PERFORM customer_grade_internal.lock_writers(a);
	EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', a.ledger);
	-- keys that this transaction has changed: the history first
	PERFORM customer_grade_internal.follow_keys(a.standard, a.subject);
	-- what is in force now, not before the locks
	a := customer_grade_internal.attached(a.standard, a.subject);
	PERFORM customer_grade_internal.change_attachment(a.standard, a.subject, '{"paused": true}');
	RETURN QUERY SELECT w.* FROM customer_grade_internal.write_import(a, customer_grade_internal.import_query(a, source,
		customer_grade_internal.import_column(source, as_owner_import_grades.grade, 'grade', true),
		customer_grade_internal.import_column(source, as_owner_import_grades.since, 'since'),
		customer_grade_internal.import_column(source, as_owner_import_grades.until, 'until'),
		customer_grade_internal.import_column(source, as_owner_import_grades.reason, 'reason')),
		customer_grade_internal.reader()) AS w;
	PERFORM customer_grade_internal.change_attachment(a.standard, a.subject, jsonb_build_object('paused', a.paused));
	PERFORM customer_grade_internal.regrade_keys(a.standard, a.subject, keys, NULL, false, 'import');
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_import_grades(text, regclass, regclass, name, name, name, name) IS
	'let customers hold the grades that they have already, as a table or view tells them with the key of the subject: from then on terms '
	'apply, as if the standard had given the grade at that time. grade, since, until and reason name columns, by default those of these '
	'names; only grade is needed. since: since when the customer has it, a date or timestamp, null now: what is in force before ends then, '
	'or has never been if it began later. until: the last day on which it cannot fall, and of its approval. A grade that needs approval is '
	'approved, with the reason. Returns the rows that cannot be imported, and why; the others are. No event tells of it. '
	'For the owner of the subject. Errors: 55000 not attached, 42501 not yours or the relation has another owner, 42703 a column is missing';

CREATE FUNCTION customer_grade_internal.move_customer(standard text, subject regclass, keys text, moves text) RETURNS bigint
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'move_customer';
COMMENT ON FUNCTION customer_grade_internal.move_customer(text, regclass, text, text) IS
	'let ledger, history and decisions follow the customers whose former and new keys the query moves gives, in columns "old 1", ..., '
	'"new 1", ..., as where keys are updated, and grade the customers of keys, which are all of these, again. For the owner of the subject';

CREATE FUNCTION customer_grade_internal.as_owner_merge_customers(subject regclass, from_key jsonb, into_key jsonb) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment;
	former jsonb;
	present jsonb;
	found boolean;
	record text;
	matches text;
	moved bigint := 0;
	-- here, since code of the owner may set another search path
	subject_name CONSTANT text := as_owner_merge_customers.subject::text;
	ledgers CONSTANT text[] := ARRAY(SELECT t.ledger::text FROM customer_grade.attachment AS t
		WHERE t.subject = as_owner_merge_customers.subject ORDER BY t.standard);
	place integer := 0;
BEGIN
	IF NOT pg_has_role(customer_grade_internal.reader(), current_user, 'USAGE') THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('must be owner of table "%s"', as_owner_merge_customers.subject));
	ELSIF NOT EXISTS (SELECT FROM customer_grade.attachment AS t WHERE t.subject = as_owner_merge_customers.subject) THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('no standard is attached to table "%s"', as_owner_merge_customers.subject));
	END IF;
	SELECT t.* INTO a FROM customer_grade.attachment AS t WHERE t.subject = as_owner_merge_customers.subject ORDER BY t.standard LIMIT 1;
	former := customer_grade_internal.read_key(a, as_owner_merge_customers.from_key);
	present := customer_grade_internal.read_key(a, as_owner_merge_customers.into_key);
	IF former = present THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('%s is the same customer', former));
	END IF;
	-- the rows before the ledger, as statements lock them: the one of from_key is about to be deleted
	record := 'jsonb_populate_record(NULL::' || ledgers[1] || ', %L)';
	matches := customer_grade_internal.key_match(a.key_columns, 't', a.key_columns, 'k');
	EXECUTE format('SELECT FROM %1$s AS t WHERE EXISTS (SELECT FROM ' || replace(record, '%L', '%2$L') || ' AS k WHERE %4$s) OR EXISTS (SELECT FROM '
		|| replace(record, '%L', '%3$L') || ' AS k WHERE %4$s) ORDER BY %5$s FOR UPDATE OF t', subject_name, former, present, matches,
		customer_grade_internal.column_list(a.key_columns, 't'));
	EXECUTE format('SELECT EXISTS (SELECT FROM %s AS t, ' || record || ' AS k WHERE %s)', subject_name, present, matches) INTO found;
	IF NOT found THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('customer %s is not in "%s"', present, a.subject));
	END IF;
	FOR a IN SELECT t.* FROM customer_grade.attachment AS t WHERE t.subject = as_owner_merge_customers.subject ORDER BY t.standard LOOP
		place := place + 1;
		record := 'jsonb_populate_record(NULL::' || ledgers[place] || ', %L)';
		EXECUTE format('SELECT EXISTS (SELECT FROM %s AS t, ' || record || ' AS k WHERE t.since IS NOT NULL AND %s)', ledgers[place], former,
			matches) INTO found;
		CONTINUE WHEN NOT found;
		-- decisions that end or move must not have the customer graded before all has moved; nobody else sees the pause
		PERFORM customer_grade_internal.change_attachment(a.standard, a.subject, '{"paused": true}');
		PERFORM customer_grade_internal.move_customer(a.standard, a.subject,
			format('SELECT %1$s FROM ' || record || ' AS k UNION SELECT %1$s FROM ' || replace(record, '%L', '%3$L') || ' AS k',
				customer_grade_internal.column_list(a.key_columns, 'k'), former, present),
			format('SELECT %s, %s FROM ' || record || ' AS f, ' || record || ' AS t',
				(SELECT string_agg(format('f.%I AS "old %s"', k.name, k.place), ', ' ORDER BY k.place)
					FROM unnest(a.key_columns) WITH ORDINALITY AS k(name, place)),
				(SELECT string_agg(format('t.%I AS "new %s"', k.name, k.place), ', ' ORDER BY k.place)
					FROM unnest(a.key_columns) WITH ORDINALITY AS k(name, place)),
				former, present));
		PERFORM customer_grade_internal.change_attachment(a.standard, a.subject, jsonb_build_object('paused', a.paused));
		moved := moved + 1;
	END LOOP;
	RETURN moved;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_merge_customers(regclass, jsonb, jsonb) IS
	'one customer is in the table twice: the customer of into_key goes on with the grade, the history and the decisions of that of from_key, '
	'under all standards of the table; its own grade ends as if it had been deleted. Where periods of both would overlap, those of from_key '
	'stay under it, the last with the cause "renumbered". Delete the row of from_key in the same transaction: otherwise it is graded as a '
	'new customer. Returns in how many standards it had a grade. For the owner of the table. Errors: 55000 nothing is attached, or there is '
	'no such customer; 22023 not a key, or the same; 42501 not yours';
