-- The procedures that run reviews and commit between their steps.
--
-- A procedure that commits can have no SET search_path. So these do nothing themselves: they call functions that have one,
-- by qualified names and without any operator.

CREATE TYPE customer_grade_internal.review_run AS (
	place bigint,
	failures integer,
	retry boolean,
	over boolean,
	code text,
	message text,
	detail text,
	hint text,
	context text,
	since timestamp with time zone,
	done_then bigint,
	told timestamp with time zone,
	telling boolean
);
COMMENT ON TYPE customer_grade_internal.review_run IS
	'what run_review() knows between two steps of a review';
COMMENT ON COLUMN customer_grade_internal.review_run.place IS 'how far it has come on the review queue; null: to the end';
COMMENT ON COLUMN customer_grade_internal.review_run.failures IS 'how often the step has failed';
COMMENT ON COLUMN customer_grade_internal.review_run.retry IS 'whether to roll the step back and do it again';
COMMENT ON COLUMN customer_grade_internal.review_run.over IS 'whether that was the last step';
COMMENT ON COLUMN customer_grade_internal.review_run.code IS 'SQLSTATE of the error of the step; null: there is none';
COMMENT ON COLUMN customer_grade_internal.review_run.message IS 'its message';
COMMENT ON COLUMN customer_grade_internal.review_run.detail IS 'its detail';
COMMENT ON COLUMN customer_grade_internal.review_run.hint IS 'its hint';
COMMENT ON COLUMN customer_grade_internal.review_run.context IS 'its context';
COMMENT ON COLUMN customer_grade_internal.review_run.since IS 'when the first batch began';
COMMENT ON COLUMN customer_grade_internal.review_run.done_then IS 'how many customers were done then; null: no batch has begun';
COMMENT ON COLUMN customer_grade_internal.review_run.told IS 'when progress was told last';
COMMENT ON COLUMN customer_grade_internal.review_run.telling IS 'whether progress was told at all';

CREATE FUNCTION customer_grade_internal.begin_run() RETURNS customer_grade_internal.review_run
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT jsonb_populate_record(NULL::customer_grade_internal.review_run, jsonb_build_object(
		'place', 0, 'failures', 0, 'over', false, 'since', clock_timestamp(), 'told', clock_timestamp(), 'telling', false))
$function$;
COMMENT ON FUNCTION customer_grade_internal.begin_run() IS
	'what run_review() knows before the first step';

CREATE FUNCTION customer_grade_internal.take_step(review bigint, batch_size integer, run customer_grade_internal.review_run)
RETURNS customer_grade_internal.review_run
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	run.retry := false;
	run.place := customer_grade_internal.advance_review(review, batch_size, run.place);
	run.failures := 0;
	RETURN run;
EXCEPTION WHEN OTHERS THEN
	GET STACKED DIAGNOSTICS run.code = RETURNED_SQLSTATE, run.message = MESSAGE_TEXT,
		run.detail = PG_EXCEPTION_DETAIL, run.hint = PG_EXCEPTION_HINT, run.context = PG_EXCEPTION_CONTEXT;
	-- class 40, a deadlock or serialization failure: retry, at most ten times
	run.failures := run.failures + 1;
	run.retry := left(run.code, 2) = '40' AND run.failures < 10;
	IF run.retry THEN
		run.code := NULL;
	ELSE
		PERFORM customer_grade_internal.log_review_problem(review, run.message);
		PERFORM customer_grade_internal.fail_opening(review);
	END IF;
	RETURN run;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.take_step(bigint, integer, customer_grade_internal.review_run) IS
	'do the next step or batch of a review, for the caller to commit or, where retry is true, to roll back; an error is logged and '
	'returned';

CREATE FUNCTION customer_grade_internal.tell_step(review bigint, run customer_grade_internal.review_run, fail boolean)
RETURNS customer_grade_internal.review_run
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	r customer_grade_internal.review;
BEGIN
	IF run.retry THEN
		RETURN run;
	END IF;
	SELECT * INTO r FROM customer_grade.review AS v WHERE v.id = tell_step.review;
	IF run.code IS NULL AND r.status = 'failed' THEN
		run.code := '55000';
		run.message := r.problem;
	END IF;
	IF run.code IS NOT NULL THEN
		run.hint := concat_ws(' ', nullif(run.hint, ''), CASE WHEN r.finished_at IS NULL
			THEN 'The review goes on where it stopped when it is called again; cancel_review() ends it.' END);
		IF fail THEN
			PERFORM customer_grade_internal.throw(run.code, run.message, run.detail, run.hint, run.context);
		END IF;
		RAISE WARNING USING ERRCODE = run.code, MESSAGE = run.message,
			DETAIL = concat_ws(' ', nullif(run.detail, ''), customer_grade_internal.review_progress(review, run.since, 0)),
			HINT = run.hint;
		run.over := true;
		RETURN run;
	END IF;

	IF run.place IS NULL THEN
		-- only long reviews and those with problems
		IF run.telling OR r.refused > 0 OR r.status <> 'done' THEN
			RAISE NOTICE '%', customer_grade_internal.review_progress(review, run.since, 0);
		END IF;
		run.over := true;
	ELSIF run.place > 0 AND run.done_then IS NULL THEN
		run.done_then := r.done;
		run.since := clock_timestamp();
	END IF;
	IF clock_timestamp() - run.told > interval '5 s' AND NOT run.over THEN
		RAISE NOTICE '%', customer_grade_internal.review_progress(review, run.since, run.done_then);
		run.told := clock_timestamp();
		run.telling := true;
	END IF;
	RETURN run;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.tell_step(bigint, customer_grade_internal.review_run, boolean) IS
	'tell what has come of a step of a review: its error (a warning unless fail is true), its progress or its end';

CREATE PROCEDURE customer_grade_internal.run_review(review bigint, batch_size integer, fail boolean)
LANGUAGE plpgsql
AS $procedure$
DECLARE
	run customer_grade_internal.review_run := customer_grade_internal.begin_run();
BEGIN
	-- each transaction sees what was committed before it, whatever the session's default
	COMMIT;
	SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
	WHILE NOT run.over LOOP
		run := customer_grade_internal.take_step(review, batch_size, run);
		IF run.retry THEN
			ROLLBACK;
		ELSE
			COMMIT;
		END IF;
		SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
		run := customer_grade_internal.tell_step(review, run, fail);
	END LOOP;
END
$procedure$;
COMMENT ON PROCEDURE customer_grade_internal.run_review(bigint, integer, boolean) IS
	'bring an open review to its end, committing each step; an error is raised, or else a warning';

CREATE FUNCTION customer_grade_internal.check_batch_size(batch_size integer) RETURNS void
LANGUAGE plpgsql IMMUTABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF (batch_size >= 1) IS NOT TRUE THEN
		PERFORM customer_grade_internal.throw('22023',
			message => 'batch_size must be at least 1',
			hint => 'It is the number of customers that are graded between two commits; the default is 500.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.check_batch_size(integer) IS
	'require that a review can work in batches of this size. Error: 22023 it cannot';

CREATE PROCEDURE customer_grade.review(standard text, subject regclass, as_of date DEFAULT NULL, batch_size integer DEFAULT 500)
LANGUAGE plpgsql
AS $procedure$
BEGIN
	PERFORM customer_grade_internal.check_batch_size(batch_size);
	PERFORM customer_grade_internal.check_owner(subject);
	PERFORM customer_grade_internal.outside_transaction('CALL customer_grade.review()');
	CALL customer_grade_internal.run_review(customer_grade_internal.open_review(standard, subject, 'review', as_of), batch_size, true);
END
$procedure$;
COMMENT ON PROCEDURE customer_grade.review(text, regclass, date, integer) IS
	'grade all customers of an attachment again as of a day (default: today), with a new benchmark and the terms for reviews, in '
	'batches that commit; never blocks writers. Called again, it goes on where it stopped. For the owner of the subject. Errors: 25001 '
	'in a transaction, 55006 another one is open, 22023 a date in the future or before the last review, 55000 not attached, 42501 not '
	'yours';

CREATE FUNCTION customer_grade_internal.own_attachments(standard text DEFAULT NULL) RETURNS SETOF customer_grade_internal.attachment
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT a.* FROM customer_grade.attachment AS a
	WHERE a.standard = coalesce(own_attachments.standard, a.standard) AND customer_grade_internal.owns(a.subject)
	ORDER BY a.standard, a.subject::oid
$function$;
COMMENT ON FUNCTION customer_grade_internal.own_attachments(text) IS
	'the attachments of a standard, or of all, whose subjects the current user owns';

-- CREATE OR REPLACE VIEW waits for all who read the view, and who comes later waits for it. So first wait without a lock, then
-- try for a second.
CREATE FUNCTION customer_grade_internal.try_to_extend_metrics(standard text, subject regclass) RETURNS boolean
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET lock_timeout = '1s'
AS $function$
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(standard, subject);
BEGIN
	IF customer_grade_internal.missing_metrics(a) IS NULL THEN
		RETURN true;
	END IF;
	PERFORM customer_grade_internal.wait_for_readers(a.standard, a.subject);
	PERFORM customer_grade_internal.extend_metrics(a.standard, a.subject);
	RETURN true;
EXCEPTION WHEN lock_not_available THEN
	RETURN false;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.try_to_extend_metrics(text, regclass) IS
	'extend the metrics view of an attachment, if it was made and lacks something, without blocking writers for longer than a second; '
	'false: others read it all the time';

CREATE PROCEDURE customer_grade_internal.extend_before_publish(standard text, subject regclass)
LANGUAGE plpgsql
AS $procedure$
DECLARE
	done pg_catalog.bool;
BEGIN
	FOR attempt IN 1..10 LOOP
		done := customer_grade_internal.try_to_extend_metrics(standard, subject);
		COMMIT;
		SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
		EXIT WHEN done;
	END LOOP;
END
$procedure$;
COMMENT ON PROCEDURE customer_grade_internal.extend_before_publish(text, regclass) IS
	'try to extend the metrics view, in transactions of its own: the checks and the grading that follow take long';

CREATE PROCEDURE customer_grade.publish(standard text, subject regclass DEFAULT NULL, version integer DEFAULT NULL,
	force text DEFAULT NULL, batch_size integer DEFAULT 500)
LANGUAGE plpgsql
AS $procedure$
DECLARE
	one pg_catalog.regclass;
BEGIN
	PERFORM customer_grade_internal.check_batch_size(batch_size);
	PERFORM customer_grade_internal.check_owner(subject);
	PERFORM customer_grade_internal.outside_transaction('CALL customer_grade.publish()');
	IF subject IS NOT NULL THEN
		CALL customer_grade_internal.extend_before_publish(standard, subject);
		CALL customer_grade_internal.run_review(customer_grade_internal.open_publish(standard, subject, version, force), batch_size, true);
		RETURN;
	END IF;
	FOR one IN SELECT a.subject FROM customer_grade_internal.own_attachments(standard) AS a LOOP
		CALL customer_grade_internal.extend_before_publish(standard, one);
		CALL customer_grade_internal.run_review(customer_grade_internal.open_publish(standard, one, version, force), batch_size, true);
	END LOOP;
END
$procedure$;
COMMENT ON PROCEDURE customer_grade.publish(text, regclass, integer, text, integer) IS
	'put a version (default: the one effective today) in force for a table (subject null: for all tables of the standard that are yours), '
	'and grade all its customers by it. Works like review(), but keeps the parameters in force and does not apply the terms for '
	'reviews. An earlier version may be named to go back. First the metrics view, if attach() has made it, gets the columns that it '
	'lacks; then publish() refuses what check_version() finds, unless force gives a reason, which is logged. For the owner of the '
	'subject. Errors: as review(); 42704 no such version, 55000 none is effective, or check_version() has found something';

CREATE FUNCTION customer_grade_internal.next_due_review(standard text, subject regclass, INOUT id bigint, INOUT failures text[])
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	last_id CONSTANT bigint := id;
	problem text;
BEGIN
	BEGIN
		SELECT r.problem INTO problem FROM customer_grade.review AS r WHERE r.id = last_id AND r.status = 'failed';
		id := customer_grade_internal.open_due_review(standard, subject);
	EXCEPTION WHEN OTHERS THEN
		id := NULL;
		problem := SQLERRM;
		RAISE WARNING USING ERRCODE = SQLSTATE, MESSAGE = SQLERRM,
			DETAIL = format('Standard "%s" on table "%s" could not be reviewed.', standard, subject);
	END;
	-- still open: it has stopped, and said why
	IF id = last_id THEN
		SELECT r.problem INTO problem FROM customer_grade.review AS r WHERE r.id = last_id;
		id := NULL;
	END IF;
	IF problem IS NOT NULL THEN
		failures := array_append(failures, format('Standard "%s" on table "%s": %s', standard, subject, problem));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.next_due_review(text, regclass, bigint, text[]) IS
	'open the next review of an attachment that is due; id: the last one, then this one, null: there is none; failures: a line about each '
	'attachment whose review could not be opened, or has stopped, is added';

CREATE FUNCTION customer_grade_internal.tell_failures(failures text[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF cardinality(failures) > 0 THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('%s of the attachments could not be reviewed or published', cardinality(failures)),
			detail => array_to_string(failures, E'\n'),
			hint => 'The others are done.');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.tell_failures(text[]) IS
	'error 55000 if some attachments could not be reviewed or published, so that a scheduler sees it';

CREATE PROCEDURE customer_grade.run_due_reviews(batch_size integer DEFAULT 500)
LANGUAGE plpgsql
AS $procedure$
DECLARE
	one customer_grade_internal.attachment;
	due bigint;
	failures pg_catalog.text[] := '{}';
BEGIN
	PERFORM customer_grade_internal.check_batch_size(batch_size);
	PERFORM customer_grade_internal.outside_transaction('CALL customer_grade.run_due_reviews()');
	COMMIT;
	SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
	FOR one IN SELECT * FROM customer_grade_internal.own_attachments() LOOP
		due := NULL;
		IF customer_grade_internal.publishes(one) THEN
			CALL customer_grade_internal.extend_before_publish(one.standard, one.subject);
		END IF;
		failures := customer_grade_internal.check_due_version(one.standard, one.subject, failures);
		COMMIT;
		SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
		LOOP
			SELECT d.id, d.failures INTO due, failures
			FROM customer_grade_internal.next_due_review(one.standard, one.subject, due, failures) AS d;
			COMMIT;
			SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
			EXIT WHEN due IS NULL;
			CALL customer_grade_internal.run_review(due, batch_size, false);
		END LOOP;
	END LOOP;
	-- what could be done is committed
	PERFORM customer_grade_internal.tell_failures(failures);
END
$procedure$;
COMMENT ON PROCEDURE customer_grade.run_due_reviews(integer) IS
	'do what is due for all attachments that you own: finish open reviews, review by calendar, put a version in force that has taken '
	'effect (unless publish is by hand), grade customers with something due (due_on). For a scheduler, once a day or more often. If one '
	'review fails, what else is due is still done, and error 55000 comes at the end';

CREATE FUNCTION customer_grade.cancel_review(standard text, subject regclass) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	cancelled bigint;
	r customer_grade_internal.review;
BEGIN
	PERFORM customer_grade_internal.check_owner(cancel_review.subject);
	SELECT r.id INTO cancelled FROM customer_grade.review AS r
	WHERE r.standard = cancel_review.standard AND r.subject = cancel_review.subject AND r.finished_at IS NULL;
	-- its steps lock it, too
	r := customer_grade_internal.lock_review(cancelled);
	IF r.kind = 'publish' AND r.status <> 'opening' AND r.finished_at IS NULL THEN
		PERFORM customer_grade_internal.throw('55000',
			message => format('publish %s of standard "%s" on table "%s" cannot be cancelled: version %s is in force already',
				r.id, r.standard, r.subject, r.version),
			hint => format('CALL customer_grade.publish(%L, %L, version => %s) finishes it; name another version to go back.',
				r.standard, r.subject, r.version));
	END IF;
	RETURN CASE WHEN customer_grade_internal.end_review(cancelled, 'cancelled') THEN cancelled END;
END
$function$;
COMMENT ON FUNCTION customer_grade.cancel_review(text, regclass) IS
	'end the open review of an attachment; what it has regraded stays, the others keep their grades. Returns its number, null: there is '
	'none. For the owner of the subject. Errors: 42501 not yours, 55000 it is a publish that has put its version in force';

CREATE FUNCTION customer_grade_internal.as_owner_verify(standard text, subject regclass, as_of date)
RETURNS TABLE (key jsonb, stored_grade text, grade text, stored_score numeric, score numeric, change text)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET customer_grade.as_of = ''
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_verify.standard, as_owner_verify.subject);
	version CONSTANT integer := customer_grade_internal.foreseen_version(a, as_owner_verify.as_of);
	rubric CONSTANT customer_grade.rubric := customer_grade_internal.rubric_of(a.standard, version);
	parameters jsonb;
BEGIN
	PERFORM customer_grade_internal.check_may_evaluate(a.subject, a.metrics);
	PERFORM customer_grade_internal.check_readable(a.grades);
	PERFORM customer_grade_internal.check_day(as_owner_verify.as_of);
	PERFORM set_config('customer_grade.as_of', to_char(as_owner_verify.as_of, 'YYYY-MM-DD'), true);
	SELECT t.parameters INTO parameters
	FROM customer_grade_internal.taken_values(a, rubric, customer_grade_internal.given_parameters(a, as_owner_verify.as_of),
		as_owner_verify.as_of) AS t;
	-- a review would fail, too
	PERFORM customer_grade_internal.check_taken(rubric, parameters);
	RETURN QUERY
		SELECT d.key, d.old_grade, CASE WHEN NOT d.gone THEN d.new_grade END, d.old_score, CASE WHEN NOT d.gone THEN d.new_score END,
			CASE WHEN d.problem IS NOT NULL THEN d.problem
				WHEN d.gone THEN 'not in the subject' WHEN NOT d.stored THEN 'not in the ledger'
				WHEN m.direction = 'better' THEN 'promotion' WHEN m.direction = 'worse' THEN 'demotion'
				WHEN m.direction <> 'same' THEN 'change'
				ELSE d.old_state || ' becomes ' || d.new_state END
		FROM customer_grade_internal.difference_or_problem(a.standard, a.subject, NULL, as_owner_verify.as_of, true,
			version => version,
			parameters => parameters,
			new_approvals => customer_grade_internal.new_approvals(a, rubric,
				customer_grade_internal.publish_day(a, version))) AS d,
			LATERAL (SELECT customer_grade_internal.direction(a.standard, d.old_version, d.old_grade, version, d.new_grade)) AS m(direction)
		WHERE d.problem IS NOT NULL OR d.gone OR NOT d.stored OR d.old_grade IS DISTINCT FROM d.new_grade OR d.old_state <> d.new_state;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_verify(text, regclass, date) IS
	'what a review on a day would change, by the version in force by then, as far as is known now: the customers that would get another '
	'grade or state, and those that cannot be graded; change says how (promotion, demotion, change, ...) or why. Errors: 55000 not '
	'attached, 22023 not a day, or values of parameters by which the standard cannot grade, so a review would fail';
