-- Opening a review: freezing its parameters, and waiting for transactions that write by the old ones.

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
	'not, for the customers that keys, a query, gives, or all; terms.version is the version that it would be by';

CREATE FUNCTION customer_grade_internal.wait_for_writers(standard text, subject regclass) RETURNS void
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'wait_for_writers';
COMMENT ON FUNCTION customer_grade_internal.wait_for_writers(text, regclass) IS
	'wait until the transactions that are writing the ledger of an attachment have ended; blocks none. For the owner of the subject';

CREATE FUNCTION customer_grade_internal.outside_transaction(command text) RETURNS void
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'outside_transaction';
COMMENT ON FUNCTION customer_grade_internal.outside_transaction(text) IS
	'error 25001 in a transaction block, naming the command';

CREATE FUNCTION customer_grade_internal.version_on(standard text, subject regclass, day date) RETURNS integer
LANGUAGE C STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'version_on';
COMMENT ON FUNCTION customer_grade_internal.version_on(text, regclass, date) IS
	'the version of a standard that grades a table on a day. Error: 55000 there is none';

CREATE FUNCTION customer_grade_internal.log_attach(standard text, subject regclass, graded bigint) RETURNS jsonb
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT customer_grade_internal.add_row('review', jsonb_build_object('standard', a.standard, 'subject', a.subject, 'kind', 'attach',
		'as_of', today, 'version', customer_grade_internal.version_on(a.standard, a.subject, today), 'parameter_set', a.parameter_set,
		'status', 'done', 'total', graded, 'done', graded, 'changed', graded,
		'refused', customer_grade_internal.count_problems(a), 'started_at', now(), 'finished_at', clock_timestamp()))
	FROM customer_grade_internal.attached(standard, subject) AS a, customer_grade_internal.clock_day(a) AS today
$function$;
COMMENT ON FUNCTION customer_grade_internal.log_attach(text, regclass, bigint) IS
	'note in the log that attach() has graded so many customers: from then on reviews are due';

CREATE FUNCTION customer_grade_internal.open_review(standard text, subject regclass, kind text, as_of date) RETURNS bigint
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
	IF r.kind = open_review.kind AND r.as_of = coalesce(open_review.as_of, r.as_of) THEN
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
		'kind', open_review.kind, 'as_of', coalesce(open_review.as_of, today))) -> 'id';
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.open_review(text, regclass, text, date) IS
	'open a review, or find the open one of this kind and date (null: today, or the date of the open one); returns its number. Errors: '
	'55006 another one is open, 22023 a date in the future or before the last review, 55000 not attached, 42501 not yours';

CREATE FUNCTION customer_grade_internal.open_due_review(standard text, subject regclass) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment;
	last customer_grade_internal.review;
	today date;
	day date;
BEGIN
	-- reread after the lock: another session may have opened the review meanwhile
	a := customer_grade_internal.lock_attachment(open_due_review.standard, open_due_review.subject);
	today := customer_grade_internal.clock_day(a);
	last := customer_grade_internal.last_review(a.standard, a.subject);
	IF EXISTS (SELECT FROM customer_grade.review AS r
			WHERE r.standard = a.standard AND r.subject = a.subject AND r.finished_at IS NULL) THEN
		RETURN (SELECT r.id FROM customer_grade.review AS r
			WHERE r.standard = a.standard AND r.subject = a.subject AND r.finished_at IS NULL);
	END IF;
	day := customer_grade_internal.due_review_date(a.review_calendar, customer_grade_internal.reviewed_on(a), today);
	IF day IS NOT NULL THEN
		RETURN customer_grade_internal.open_review(a.standard, a.subject, 'review', greatest(day, last.as_of));
	END IF;
	IF last.version <> customer_grade_internal.version_on(a.standard, a.subject, today) THEN
		RETURN customer_grade_internal.open_review(a.standard, a.subject, 'publish', today);
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
