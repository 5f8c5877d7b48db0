-- The procedures that run reviews and commit between their steps.

-- Procedures that commit have no SET: every name and operator is qualified.
CREATE PROCEDURE customer_grade_internal.run_review(review bigint, batch_size integer, fail boolean)
LANGUAGE plpgsql
AS $procedure$
DECLARE
	place bigint := 0;
	since timestamp with time zone := pg_catalog.clock_timestamp();
	told timestamp with time zone := since;
	telling boolean := false;
	done_then bigint;
	failures integer := 0;
	code text;
	message text;
	detail text;
	hint text;
	context text;
BEGIN
	-- each transaction sees what was committed before it, whatever the session's default
	COMMIT;
	SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
	LOOP
		code := NULL;
		BEGIN
			place := customer_grade_internal.advance_review(review, batch_size, place);
		EXCEPTION WHEN OTHERS THEN
			GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT,
				detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT;
		END;
		IF code IS NOT NULL THEN
			-- class 40, a deadlock or serialization failure: retry, at most ten times
			failures := failures OPERATOR(pg_catalog.+) 1;
			IF pg_catalog.left(code, 2) OPERATOR(pg_catalog.=) '40' AND failures OPERATOR(pg_catalog.<) 10 THEN
				ROLLBACK;
				SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
				CONTINUE;
			END IF;
			PERFORM customer_grade_internal.log_review_problem(review, message);
			COMMIT;
			hint := pg_catalog.concat_ws(' ', nullif(hint, ''),
				'The review goes on where it stopped when it is called again; cancel_review() ends it.');
			IF fail THEN
				PERFORM customer_grade_internal.throw(code, message, detail, hint, context);
			END IF;
			RAISE WARNING USING ERRCODE = code, MESSAGE = message,
				DETAIL = pg_catalog.concat_ws(' ', nullif(detail, ''), customer_grade_internal.review_progress(review, since, 0)),
				HINT = hint;
			RETURN;
		END IF;
		failures := 0;
		COMMIT;
		SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
		IF place IS NULL THEN
			-- report only long reviews and those with problems
			IF telling OR EXISTS (SELECT FROM customer_grade.review AS r
					WHERE r.id OPERATOR(pg_catalog.=) run_review.review
						AND (r.refused OPERATOR(pg_catalog.>) 0 OR r.status OPERATOR(pg_catalog.<>) 'done')) THEN
				RAISE NOTICE '%', customer_grade_internal.review_progress(review, since, 0);
			END IF;
			RETURN;
		END IF;
		IF place OPERATOR(pg_catalog.>) 0 AND done_then IS NULL THEN
			SELECT r.done INTO done_then FROM customer_grade.review AS r WHERE r.id OPERATOR(pg_catalog.=) run_review.review;
			since := pg_catalog.clock_timestamp();
		END IF;
		IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) told OPERATOR(pg_catalog.>) interval '5 s' THEN
			RAISE NOTICE '%', customer_grade_internal.review_progress(review, since, done_then);
			told := pg_catalog.clock_timestamp();
			telling := true;
		END IF;
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
	PERFORM customer_grade_internal.outside_transaction('CALL customer_grade.review()');
	CALL customer_grade_internal.run_review(customer_grade_internal.open_review(standard, subject, 'review', as_of), batch_size, true);
END
$procedure$;
COMMENT ON PROCEDURE customer_grade.review(text, regclass, date, integer) IS
	'grade all customers of an attachment again as of a day (default: today), with a new benchmark and the policies for reviews, in '
	'batches that commit; never blocks writers. Called again, it goes on where it stopped. For the owner of the subject. Errors: 25001 '
	'in a transaction, 55006 another one is open, 22023 a date in the future or before the last review, 55000 not attached, 42501 not '
	'yours';

CREATE PROCEDURE customer_grade.publish(standard text, subject regclass DEFAULT NULL, batch_size integer DEFAULT 500)
LANGUAGE plpgsql
AS $procedure$
DECLARE
	one regclass;
BEGIN
	PERFORM customer_grade_internal.check_batch_size(batch_size);
	PERFORM customer_grade_internal.outside_transaction('CALL customer_grade.publish()');
	IF subject IS NOT NULL THEN
		CALL customer_grade_internal.run_review(customer_grade_internal.open_review(standard, subject, 'publish', NULL), batch_size, true);
		RETURN;
	END IF;
	FOR one IN
		SELECT a.subject FROM customer_grade.attachment AS a
		WHERE a.standard OPERATOR(pg_catalog.=) publish.standard AND customer_grade_internal.owns(a.subject)
		ORDER BY a.subject::pg_catalog.oid
	LOOP
		CALL customer_grade_internal.run_review(customer_grade_internal.open_review(standard, one, 'publish', NULL), batch_size, true);
	END LOOP;
END
$procedure$;
COMMENT ON PROCEDURE customer_grade.publish(text, regclass, integer) IS
	'grade all customers of an attachment (subject null: of all attachments of the standard that are yours) by the version in force now. '
	'Works like review(), but keeps the parameters in force and does not apply the policies for reviews';

CREATE PROCEDURE customer_grade.run_due_reviews(batch_size integer DEFAULT 500)
LANGUAGE plpgsql
AS $procedure$
DECLARE
	one record;
	id bigint;
	last_id bigint;
	failed integer := 0;
BEGIN
	PERFORM customer_grade_internal.check_batch_size(batch_size);
	PERFORM customer_grade_internal.outside_transaction('CALL customer_grade.run_due_reviews()');
	COMMIT;
	SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
	FOR one IN
		SELECT a.standard, a.subject FROM customer_grade.attachment AS a
		WHERE customer_grade_internal.owns(a.subject)
		ORDER BY a.standard, a.subject::pg_catalog.oid
	LOOP
		last_id := NULL;
		LOOP
			id := NULL;
			BEGIN
				id := customer_grade_internal.open_due_review(one.standard, one.subject);
			EXCEPTION WHEN OTHERS THEN
				failed := failed OPERATOR(pg_catalog.+) 1;
				RAISE WARNING USING ERRCODE = SQLSTATE, MESSAGE = SQLERRM,
					DETAIL = pg_catalog.format('Standard "%s" on table "%s" could not be reviewed.', one.standard, one.subject);
			END;
			COMMIT;
			SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
			EXIT WHEN id IS NULL;
			-- still open: it has stopped, and said why
			IF id OPERATOR(pg_catalog.=) last_id THEN
				failed := failed OPERATOR(pg_catalog.+) 1;
				EXIT;
			END IF;
			last_id := id;
			CALL customer_grade_internal.run_review(id, batch_size, false);
		END LOOP;
	END LOOP;
	-- so that a scheduler sees it; what could be done is committed
	IF failed OPERATOR(pg_catalog.>) 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = pg_catalog.format('%s of the attachments could not be reviewed', failed),
			HINT = 'The warnings, and column "problem" of view "customer_grade.review", say why. The others are done.';
	END IF;
END
$procedure$;
COMMENT ON PROCEDURE customer_grade.run_due_reviews(integer) IS
	'do what is due for all attachments that you own: finish open reviews, review by calendar, publish a version that has taken effect, '
	'grade customers with something due (due_on). For a scheduler, once a day or more often. If one attachment fails, the others are '
	'still done, and error 55000 comes at the end';

CREATE FUNCTION customer_grade.cancel_review(standard text, subject regclass) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	cancelled bigint;
BEGIN
	SELECT r.id INTO cancelled FROM customer_grade.review AS r
	WHERE r.standard = cancel_review.standard AND r.subject = cancel_review.subject AND r.finished_at IS NULL;
	RETURN CASE WHEN customer_grade_internal.end_review(cancelled, 'cancelled') THEN cancelled END;
END
$function$;
COMMENT ON FUNCTION customer_grade.cancel_review(text, regclass) IS
	'end the open review of an attachment; what it has regraded stays, the others keep their grades. Returns its number, null: there is '
	'none';

CREATE FUNCTION customer_grade.verify(standard text, subject regclass, as_of date)
RETURNS TABLE (key jsonb, stored_grade text, grade text, stored_score numeric, score numeric, change text)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET customer_grade.as_of = ''
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(verify.standard, verify.subject);
BEGIN
	PERFORM set_config('customer_grade.as_of', to_char(verify.as_of, 'YYYY-MM-DD'), true);
	RETURN QUERY
		SELECT d.key, d.old_grade, CASE WHEN NOT d.gone THEN d.new_grade END, d.old_score, CASE WHEN NOT d.gone THEN d.new_score END,
			CASE WHEN d.problem IS NOT NULL THEN d.problem
				WHEN d.gone THEN 'not in the subject' WHEN NOT d.stored THEN 'not in the ledger'
				WHEN d.new_rank < d.old_rank THEN 'promotion' WHEN d.new_rank > d.old_rank THEN 'demotion'
				WHEN d.old_grade IS DISTINCT FROM d.new_grade THEN 'change'
				ELSE d.old_state || ' becomes ' || d.new_state END
		FROM customer_grade_internal.difference_or_problem(verify.standard, verify.subject, NULL, verify.as_of, true,
			parameters => a.parameters || customer_grade_internal.benchmark_values(verify.standard, verify.subject, verify.as_of)) AS d
		WHERE d.problem IS NOT NULL OR d.gone OR NOT d.stored OR d.old_grade IS DISTINCT FROM d.new_grade OR d.old_state <> d.new_state;
END
$function$;
COMMENT ON FUNCTION customer_grade.verify(text, regclass, date) IS
	'what a review on a day would change, as far as is known now: the customers that would get another grade or state, and those that '
	'cannot be graded; change says how (promotion, demotion, change, ...) or why. Errors: as review()';
