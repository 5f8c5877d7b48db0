-- Opening a review: which one, as of which day and by which version, and waiting for transactions that write by an older basis.

CREATE FUNCTION customer_grade_internal.make_review_queue(name text, subject regclass, key_columns name[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	EXECUTE format('CREATE TABLE %s (queue_review bigint NOT NULL, queue_number bigint NOT NULL, %s, '
		'PRIMARY KEY (queue_review, queue_number))', name, customer_grade_internal.key_definitions(subject, key_columns));
	EXECUTE format('COMMENT ON TABLE %s IS %L', name,
		format('待复评客户 | customers of %s that an open review still has to grade', subject));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.make_review_queue(text, regclass, name[]) IS
	'make the table of the customers that an open review still has to grade';

CREATE FUNCTION customer_grade_internal.owner_query(subject regclass, query text, as_of date) RETURNS text
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'owner_query';
COMMENT ON FUNCTION customer_grade_internal.owner_query(regclass, text, date) IS
	'run a statement as the owner of a table, restricted and as of a day; gives the first column of its first row. For members of the '
	'owner';

CREATE FUNCTION customer_grade_internal.difference_result(standard text, subject regclass, keys text, as_of date, reviewing boolean,
	query text) RETURNS text
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'difference_result';
COMMENT ON FUNCTION customer_grade_internal.difference_result(text, regclass, text, date, boolean, text) IS
	'run a statement as owner_query() does that reads the relation "difference": what grading would change as of a day, as a review or '
	'not, for the customers that keys, a query, gives, or all';

CREATE FUNCTION customer_grade_internal.wait_for_writers(standard text, subject regclass) RETURNS void
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'wait_for_writers';
COMMENT ON FUNCTION customer_grade_internal.wait_for_writers(text, regclass) IS
	'wait until the transactions that are writing the ledger of an attachment have ended; blocks none. For the owner of the subject';

CREATE FUNCTION customer_grade_internal.wait_for_readers(standard text, subject regclass) RETURNS void
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'wait_for_readers';
COMMENT ON FUNCTION customer_grade_internal.wait_for_readers(text, regclass) IS
	'wait until the transactions that are using the metrics view of an attachment have ended; blocks none. For the owner of the subject';

CREATE FUNCTION customer_grade_internal.outside_transaction(command text) RETURNS void
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'outside_transaction';
COMMENT ON FUNCTION customer_grade_internal.outside_transaction(text) IS
	'error 25001 in a transaction block, naming the command';

CREATE FUNCTION customer_grade_internal.log_attach(standard text, subject regclass, graded bigint) RETURNS jsonb
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT customer_grade_internal.add_row('review', jsonb_build_object('standard', a.standard, 'subject', a.subject, 'kind', 'attach',
		'as_of', today, 'version', a.version, 'parameter_set', a.parameter_set,
		'status', 'done', 'total', graded, 'done', graded, 'changed', graded,
		'refused', customer_grade_internal.count_problems(a), 'started_at', now(), 'finished_at', clock_timestamp()))
	FROM customer_grade_internal.attached(standard, subject) AS a, customer_grade_internal.clock_day(a) AS today
$function$;
COMMENT ON FUNCTION customer_grade_internal.log_attach(text, regclass, bigint) IS
	'note in the log that attach() has graded so many customers: from then on reviews are due';

CREATE FUNCTION customer_grade_internal.open_review(standard text, subject regclass, kind text, as_of date,
	version integer DEFAULT NULL, forced text DEFAULT NULL) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(open_review.standard, open_review.subject);
	today date := customer_grade_internal.clock_day(a);
	last customer_grade_internal.review;
	r customer_grade_internal.review;
BEGIN
	PERFORM customer_grade_internal.check_owner(a.subject);
	PERFORM customer_grade_internal.check_day(open_review.as_of);
	-- sessions open reviews one after the other
	PERFORM customer_grade_internal.lock_attachment(a.standard, a.subject);
	last := customer_grade_internal.last_review(a.standard, a.subject);
	SELECT * INTO r FROM customer_grade.review AS v
	WHERE v.standard = a.standard AND v.subject = a.subject AND v.finished_at IS NULL;
	IF r.kind = 'publish' AND open_review.kind = 'publish' AND r.version <> open_review.version THEN
		-- what it has graded is graded again
		PERFORM customer_grade_internal.end_review(r.id, 'cancelled');
	ELSIF r.kind = open_review.kind AND r.as_of = coalesce(open_review.as_of, r.as_of) THEN
		RAISE NOTICE USING MESSAGE = format('%s %s of standard "%s" on table "%s" as of %s goes on',
			r.kind, r.id, r.standard, r.subject, to_char(r.as_of, 'YYYY-MM-DD'));
		RETURN r.id;
	ELSIF r.id IS NOT NULL THEN
		PERFORM customer_grade_internal.throw('55006',
			message => format('%s %s of standard "%s" on table "%s" as of %s is not finished',
				r.kind, r.id, r.standard, r.subject, to_char(r.as_of, 'YYYY-MM-DD')),
			hint => format(CASE WHEN r.kind = 'due' THEN 'CALL customer_grade.run_due_reviews() finishes it'
				ELSE 'CALL customer_grade.' || r.kind || '(%1$L, %2$L) finishes it' END
				|| ', SELECT customer_grade.cancel_review(%1$L, %2$L) ends it.', r.standard, r.subject));
	ELSIF open_review.as_of > today THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('cannot review as of %s before that day', to_char(open_review.as_of, 'YYYY-MM-DD')),
			detail => format('Today is %s in time zone %s.', to_char(today, 'YYYY-MM-DD'), a.time_zone),
			hint => 'verify() shows what a review on that day would change, as far as is known now.');
	ELSIF open_review.as_of < last.as_of THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('cannot review as of %s after the %s as of %s',
				to_char(open_review.as_of, 'YYYY-MM-DD'), last.kind, to_char(last.as_of, 'YYYY-MM-DD')),
			hint => 'Grades do not go back in time.');
	END IF;
	RETURN customer_grade_internal.add_row('review', jsonb_build_object('standard', a.standard, 'subject', a.subject,
		'kind', open_review.kind, 'as_of', coalesce(open_review.as_of, today), 'version', coalesce(open_review.version, a.version),
		'forced', open_review.forced)) -> 'id';
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.open_review(text, regclass, text, date, integer, text) IS
	'open a review, or find the open one of this kind, date and version (null: today or the date of the open one, the version in force or '
	'the one of the open one); returns its number. An open publish of another version ends. Errors: 55006 another one is open, 22023 a '
	'date in the future or before the last review, 55000 not attached, 42501 not yours';

-- At most ten lines; check_version() has them all.
CREATE FUNCTION customer_grade_internal.blocking_problems(standard text, subject regclass, version integer, forced boolean DEFAULT false)
RETURNS text
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT string_agg(CASE WHEN p.ordinality <= 10 THEN p.problem || CASE WHEN p.customers > 0
		THEN format(': %s customer(s), such as %s', p.customers, p.examples -> 0) ELSE '' END ELSE '...' END, E'\n' ORDER BY p.ordinality)
	FROM (
		SELECT p.*, row_number() OVER (ORDER BY c.ordinality) AS ordinality
		FROM customer_grade.check_version(blocking_problems.standard, blocking_problems.subject,
			version => blocking_problems.version) WITH ORDINALITY AS c, LATERAL (SELECT c.problem, c.customers, c.examples) AS p
		-- without them every write of the application would fail
		WHERE c.blocks AND (NOT forced OR c.kind IN ('metric', 'parameter'))
	) AS p
	WHERE p.ordinality <= 11
$function$;
COMMENT ON FUNCTION customer_grade_internal.blocking_problems(text, regclass, integer, boolean) IS
	'why a version cannot be put in force for a table, in lines; null: it can. forced: only what no reason overcomes, metrics and '
	'parameters without which it grades nobody';

CREATE FUNCTION customer_grade_internal.check_publishable(a customer_grade_internal.attachment, version integer, force text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	problems text;
BEGIN
	IF force !~ '[^[:space:]]' THEN
		PERFORM customer_grade_internal.throw('22023', message => 'force needs a reason',
			hint => 'The log keeps it: force => ''the old view is replaced tonight''.');
	ELSIF version <> a.version THEN
		problems := customer_grade_internal.blocking_problems(a.standard, a.subject, version, force IS NOT NULL);
	END IF;
	IF problems IS NOT NULL THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('version %s of standard "%s" cannot be put in force for table "%s"', version, a.standard, a.subject),
			detail => problems,
			hint => format('SELECT * FROM customer_grade.check_version(%L, %L, version => %s); With force => ''reason'' it is published '
				'nevertheless, unless metrics or values of parameters are missing.', a.standard, a.subject, version));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_publishable(customer_grade_internal.attachment, integer, text) IS
	'require that nothing stands in the way of putting a version in force, or a reason to do so nevertheless. Errors: 55000 something '
	'does, 22023 an empty reason';

CREATE FUNCTION customer_grade_internal.open_publish(standard text, subject regclass, version integer, force text DEFAULT NULL)
RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(open_publish.standard, open_publish.subject);
	begun CONSTANT integer := (SELECT r.version FROM customer_grade.review AS r
		WHERE r.standard = a.standard AND r.subject = a.subject AND r.kind = 'publish' AND r.finished_at IS NULL);
	wanted CONSTANT integer := coalesce(open_publish.version, begun, customer_grade_internal.effective_version(a.standard,
		customer_grade_internal.clock_day(a)));
BEGIN
	PERFORM customer_grade_internal.check_owner(a.subject);
	IF wanted IS NULL THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('standard "%s" has no version effective on %s', a.standard,
				to_char(customer_grade_internal.clock_day(a), 'YYYY-MM-DD')),
			hint => format('Name a version: CALL customer_grade.publish(%L, %L, version => %s);', a.standard, a.subject, a.version));
	END IF;
	PERFORM customer_grade_internal.check_version_exists(a.standard, wanted);
	PERFORM customer_grade_internal.check_version_final(a.standard, wanted);
	IF wanted IS DISTINCT FROM begun THEN
		PERFORM customer_grade_internal.check_publishable(a, wanted, open_publish.force);
	END IF;
	RETURN customer_grade_internal.open_review(a.standard, a.subject, 'publish', NULL, wanted, open_publish.force);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.open_publish(text, regclass, integer, text) IS
	'open a review that puts a version in force, or find the open one (null: the one of the open review, else the one effective today); '
	'force: why, whatever check_version() finds; returns its number. Errors: those of open_review() and check_publishable(), 42704 no '
	'such version, 55000 none is effective, or it is a draft';

CREATE FUNCTION customer_grade_internal.check_due_version(standard text, subject regclass, failures text[]) RETURNS text[]
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(check_due_version.standard, check_due_version.subject);
	due CONSTANT integer := customer_grade_internal.due_version(a, customer_grade_internal.clock_day(a));
	reason text;
BEGIN
	IF customer_grade_internal.publishes(a) THEN
		reason := customer_grade_internal.blocking_problems(a.standard, a.subject, due);
	END IF;
	IF a.waiting IS DISTINCT FROM reason THEN
		PERFORM customer_grade_internal.change_attachment(a.standard, a.subject, jsonb_build_object('waiting', reason));
	END IF;
	IF reason IS NOT NULL THEN
		RETURN failures || format('Standard "%s" on table "%s": version %s waits: %s', a.standard, a.subject, due,
			replace(reason, E'\n', '; '));
	END IF;
	RETURN failures;
EXCEPTION WHEN OTHERS THEN
	RETURN failures || format('Standard "%s" on table "%s": %s', check_due_version.standard, check_due_version.subject, SQLERRM);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_due_version(text, regclass, text[]) IS
	'find out whether run_due_reviews() can publish the version of an attachment that is due, and note why not; returns the failures with '
	'a line about that';

-- One that has failed would fail again: what else falls due does not wait for it.
CREATE FUNCTION customer_grade_internal.has_just_failed(a customer_grade_internal.attachment, kind text) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT EXISTS (SELECT FROM customer_grade.review AS r
		WHERE r.standard = a.standard AND r.subject = a.subject AND r.kind = has_just_failed.kind AND r.status = 'failed'
			AND r.finished_at >= statement_timestamp())
$function$;
COMMENT ON FUNCTION customer_grade_internal.has_just_failed(customer_grade_internal.attachment, text) IS
	'has a review of this kind failed since the call began that is running?';

CREATE FUNCTION customer_grade_internal.open_due_review(standard text, subject regclass) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment;
	last customer_grade_internal.review;
	unfinished bigint;
	today date;
	day date;
BEGIN
	-- reread after the lock: another session may have opened the review meanwhile
	a := customer_grade_internal.lock_attachment(open_due_review.standard, open_due_review.subject);
	today := customer_grade_internal.clock_day(a);
	last := customer_grade_internal.last_review(a.standard, a.subject);
	SELECT r.id INTO unfinished FROM customer_grade.review AS r
	WHERE r.standard = a.standard AND r.subject = a.subject AND r.finished_at IS NULL;
	IF FOUND THEN
		RETURN unfinished;
	END IF;
	day := customer_grade_internal.due_review_day(customer_grade_internal.rubric_of(a.standard, a.version),
		customer_grade_internal.reviewed_on(a), today);
	IF day IS NOT NULL AND NOT customer_grade_internal.has_just_failed(a, 'review') THEN
		RETURN customer_grade_internal.open_review(a.standard, a.subject, 'review', greatest(day, last.as_of));
	END IF;
	IF customer_grade_internal.publishes(a) AND a.waiting IS NULL AND NOT customer_grade_internal.has_just_failed(a, 'publish') THEN
		RETURN customer_grade_internal.open_review(a.standard, a.subject, 'publish', today,
			customer_grade_internal.due_version(a, today));
	END IF;
	-- at most once a day: what is graded today falls due tomorrow at the earliest
	IF NOT EXISTS (SELECT FROM customer_grade.review AS r
			WHERE r.standard = a.standard AND r.subject = a.subject AND r.kind = 'due' AND r.as_of = today)
		AND customer_grade_internal.owner_query(a.subject,
			format('SELECT 1 FROM %s WHERE due_on <= %L LIMIT 1', a.ledger, today), today) IS NOT NULL
	THEN
		RETURN customer_grade_internal.open_review(a.standard, a.subject, 'due', today);
	END IF;
	RETURN NULL;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.open_due_review(text, regclass) IS
	'find the open review of an attachment, or open the one that is due: review, publish or due; returns its number, null: none';
