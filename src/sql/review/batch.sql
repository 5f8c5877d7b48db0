-- The steps of an open review: scanning for the customers that differ, and regrading them in batches.

-- Errors of these classes come from the data of one customer, so the next one may well be graded: 22 data exception,
-- 23 constraint violation (a domain), 21 a subquery with several rows, P0001 RAISE.
CREATE FUNCTION customer_grade_internal.concerns_a_row(sqlstate text) RETURNS boolean
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'error_concerns_a_row';
COMMENT ON FUNCTION customer_grade_internal.concerns_a_row(text) IS
	'does an error of this code come from a row, rather than from the query or the server?';

CREATE FUNCTION customer_grade_internal.scan_review(r customer_grade_internal.review, a customer_grade_internal.attachment) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	keys text := customer_grade_internal.column_list(a.key_columns);
	fill text := format('INSERT INTO %s (queue_review, queue_number, %s) SELECT %s, row_number() OVER (ORDER BY %2$s), %2$s FROM (',
		a.review_queue, keys, r.id);
	-- graded by triggers after the date of the review: graded as of today after it
	late text := CASE WHEN r.as_of < customer_grade_internal.clock_day(a)
		THEN format(' UNION SELECT %s FROM %s WHERE evaluated_on > %L', keys, a.ledger, r.as_of) ELSE '' END;
	compared boolean := true;
BEGIN
	-- left by a review that was cancelled
	PERFORM customer_grade_internal.owner_query(a.subject, format('DELETE FROM %s', a.review_queue), r.as_of);
	IF r.kind = 'due' THEN
		PERFORM customer_grade_internal.owner_query(a.subject, fill || format('SELECT %s FROM %s WHERE due_on <= %L) AS d',
			keys, a.ledger, r.as_of), r.as_of);
	ELSE
		BEGIN
			PERFORM customer_grade_internal.difference_result(a.standard, a.subject, NULL, r.as_of, r.kind = 'review',
				fill || format('SELECT %s FROM difference%s) AS d', keys, late));
		EXCEPTION WHEN OTHERS THEN
			IF NOT customer_grade_internal.concerns_a_row(SQLSTATE) THEN
				RAISE;
			END IF;
			compared := false;
		END;
		IF NOT compared THEN
			PERFORM customer_grade_internal.owner_query(a.subject, fill || format('SELECT %s FROM %s UNION SELECT %1$s FROM %3$s) AS d',
				keys, a.metrics, a.ledger), r.as_of);
		END IF;
	END IF;
	PERFORM customer_grade_internal.change_row('review', jsonb_build_object('id', r.id),
		jsonb_build_object('status', 'running', 'scanned', compared,
			-- those that are on the queue are counted when they are graded
			'refused', customer_grade_internal.count_problems(a, format('NOT EXISTS (SELECT FROM %s AS w WHERE %s)', a.review_queue,
				customer_grade_internal.key_match(a.key_columns, 'l', a.key_columns, 'w'))),
			'total', customer_grade_internal.owner_query(a.subject,
				format('SELECT count(*) FROM %s WHERE queue_review = %s', a.review_queue, r.id), r.as_of)::bigint));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.scan_review(customer_grade_internal.review, customer_grade_internal.attachment) IS
	'put the customers whose grade differs on the review queue; all customers, if one of them cannot be graded';

-- The range is for the index: a planner that has no statistics of the review queue might read all of it.
CREATE FUNCTION customer_grade_internal.in_review_queue(review bigint, numbers bigint[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('w.queue_review = %s AND w.queue_number BETWEEN %s AND %s AND w.queue_number = ANY (%L)',
		review, numbers[1], numbers[cardinality(numbers)], numbers)
$function$;
COMMENT ON FUNCTION customer_grade_internal.in_review_queue(bigint, bigint[]) IS
	'the condition that selects these customers, given in order, from a review queue w';

CREATE FUNCTION customer_grade_internal.review_cause(r customer_grade_internal.review) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('%s %s', r.kind, to_char(r.as_of, 'YYYY-MM-DD'))
$function$;
COMMENT ON FUNCTION customer_grade_internal.review_cause(customer_grade_internal.review) IS
	'what a review gives as the cause of what it changes';

-- As grading does with a customer that the standard refuses: see src/ledger/difference.c and, for "before", transaction.c.
CREATE FUNCTION customer_grade_internal.note_problem(r customer_grade_internal.review, a customer_grade_internal.attachment, number bigint,
	as_of date, problem text) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	told text;
BEGIN
	told := customer_grade_internal.owner_query(a.subject, format($query$
		WITH noted AS (
			INSERT INTO %1$s AS l (%2$s, since, valid_from, version, parameter_set, evaluated_on, problem, before)
			SELECT %3$s, m.at, m.at, %4$L, %5$L, %6$L, %7$L, '{"added": true}'
			FROM %8$s AS w, LATERAL (
				SELECT greatest(customer_grade_internal.clock_now(), max(h.valid_to)) AS at FROM %9$s AS h WHERE %10$s) AS m
			WHERE %11$s
			ON CONFLICT (%2$s) DO UPDATE SET problem = excluded.problem, since = coalesce(l.since, excluded.since),
				valid_from = coalesce(l.valid_from, excluded.valid_from), version = coalesce(l.version, excluded.version),
				parameter_set = coalesce(l.parameter_set, excluded.parameter_set),
				evaluated_on = coalesce(l.evaluated_on, excluded.evaluated_on),
				before = CASE WHEN l.since IS NULL THEN excluded.before
					WHEN l.problem IS NOT NULL THEN jsonb_build_object('problem', l.problem) END
			WHERE l.since IS NULL OR l.problem IS DISTINCT FROM excluded.problem
			RETURNING l.*
		)
		$query$, a.ledger, customer_grade_internal.column_list(a.key_columns), customer_grade_internal.column_list(a.key_columns, 'w'),
		r.version, r.parameter_set, as_of, problem, a.review_queue, a.history,
		customer_grade_internal.key_match(a.key_columns, 'h', a.key_columns, 'w'),
		customer_grade_internal.in_review_queue(r.id, ARRAY[number])) || CASE WHEN a.outbox IS NULL THEN 'SELECT FROM noted'
		ELSE format('INSERT INTO %s (%s, old_grade, old_rank, new_grade, new_rank, direction, state, problem, cause, at) '
			'SELECT %2$s, grade, rank, grade, rank, CASE WHEN before ? ''added'' THEN ''joined'' ELSE ''same'' END, state, problem, %3$L, '
			'customer_grade_internal.clock_now() FROM noted RETURNING 1',
			a.outbox, customer_grade_internal.column_list(a.key_columns), customer_grade_internal.review_cause(r)) END, as_of);
	IF a.notify AND told IS NOT NULL THEN
		PERFORM pg_notify('customer_grade', '');
	END IF;
EXCEPTION WHEN string_data_right_truncation THEN
	-- its key has no room there
	RAISE WARNING '%', format('a customer of table "%s" has no row in the ledger: %s', a.subject, SQLERRM);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.note_problem(customer_grade_internal.review, customer_grade_internal.attachment, bigint, date,
	text) IS
	'write into the ledger, and tell in the outbox, why a customer of the review queue cannot be graded; it keeps its grade';

-- Numbers ascend with the keys, and halves are taken in order: locks are taken in key order throughout.
CREATE FUNCTION customer_grade_internal.review_customers(
	r customer_grade_internal.review,
	a customer_grade_internal.attachment,
	numbers bigint[],
	as_of date,
	reviewing boolean,
	OUT changed bigint
)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	keys text := format('SELECT %s FROM %s AS w WHERE ', customer_grade_internal.column_list(a.key_columns, 'w'), a.review_queue);
	half integer := cardinality(numbers) / 2;
	differing bigint[] := numbers;
	reason text;
BEGIN
	changed := 0;
	BEGIN
		-- customers graded after the date are written in any case, see scan_review()
		IF NOT r.scanned AND as_of = r.as_of THEN
			differing := customer_grade_internal.difference_result(a.standard, a.subject,
				keys || customer_grade_internal.in_review_queue(r.id, numbers), as_of, reviewing,
				format(' SELECT array_agg(w.queue_number ORDER BY w.queue_number) FROM difference AS d JOIN %s AS w USING (%s) WHERE %s',
					a.review_queue, customer_grade_internal.column_list(a.key_columns),
					customer_grade_internal.in_review_queue(r.id, numbers)));
		END IF;
		IF differing IS NOT NULL THEN
			changed := customer_grade_internal.regrade_keys(a.standard, a.subject,
				keys || customer_grade_internal.in_review_queue(r.id, differing), as_of, reviewing,
				customer_grade_internal.review_cause(r));
		END IF;
		RETURN;
	EXCEPTION WHEN OTHERS THEN
		IF NOT customer_grade_internal.concerns_a_row(SQLSTATE) THEN
			RAISE;
		END IF;
		reason := SQLERRM;
	END;
	IF half > 0 THEN
		changed := customer_grade_internal.review_customers(r, a, numbers[:half], as_of, reviewing);
		changed := changed + customer_grade_internal.review_customers(r, a, numbers[half + 1:], as_of, reviewing);
	ELSE
		PERFORM customer_grade_internal.note_problem(r, a, numbers[1], as_of, reason);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.review_customers(customer_grade_internal.review, customer_grade_internal.attachment,
	bigint[], date, boolean) IS
	'grade these customers of the review queue as of a day, as a review or not; if one of them raises an error, halve the list until it is '
	'found, and note the problem; returns the number of ledger rows changed otherwise';

CREATE FUNCTION customer_grade_internal.own_reviews(
	r customer_grade_internal.review,
	a customer_grade_internal.attachment,
	INOUT numbers bigint[],
	OUT day date
)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	today CONSTANT date := customer_grade_internal.clock_day(a);
	first CONSTANT jsonb := customer_grade_internal.owner_query(a.subject, format(
		'SELECT jsonb_build_object(''day'', l.review_on, ''numbers'', jsonb_agg(w.queue_number ORDER BY w.queue_number)) '
		'FROM %s AS w JOIN %s AS l USING (%s) WHERE %s AND l.review_on < %L GROUP BY l.review_on ORDER BY min(w.queue_number) LIMIT 1',
		a.review_queue, a.ledger, customer_grade_internal.column_list(a.key_columns),
		customer_grade_internal.in_review_queue(r.id, numbers), today), r.as_of);
BEGIN
	day := first ->> 'day';
	IF day IS NOT NULL THEN
		-- of several that were missed only the last
		day := coalesce(customer_grade_internal.due_own_review_day(customer_grade_internal.rubric_of(a.standard, a.version),
			day, day, today), day);
		numbers := ARRAY(SELECT n::bigint FROM jsonb_array_elements_text(first -> 'numbers') AS n);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.own_reviews(customer_grade_internal.review, customer_grade_internal.attachment, bigint[]) IS
	'of these customers of the review queue those whose own review is due as of a day, all of one day; day null: there are none, and all '
	'customers are returned';

CREATE FUNCTION customer_grade_internal.queued_where(
	r customer_grade_internal.review,
	a customer_grade_internal.attachment,
	numbers bigint[],
	condition text
) RETURNS bigint[]
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT customer_grade_internal.owner_query(a.subject, format(
		'SELECT array_agg(w.queue_number ORDER BY w.queue_number) FROM %s AS w JOIN %s AS l USING (%s) WHERE %s AND %s',
		a.review_queue, a.ledger, customer_grade_internal.column_list(a.key_columns),
		customer_grade_internal.in_review_queue(r.id, numbers), condition), r.as_of)::bigint[]
$function$;
COMMENT ON FUNCTION customer_grade_internal.queued_where(customer_grade_internal.review, customer_grade_internal.attachment,
	bigint[], text) IS
	'those of these customers of the review queue whose rows l of the ledger meet a condition; null: none';

CREATE FUNCTION customer_grade_internal.review_batch(
	r customer_grade_internal.review,
	a customer_grade_internal.attachment,
	batch_size integer,
	INOUT place bigint
)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	claim text := format('SELECT array_agg(w.queue_number ORDER BY w.queue_number) FROM ('
		'SELECT queue_number FROM %s WHERE queue_review = %s AND queue_number > %%s '
		'ORDER BY queue_number LIMIT %s FOR UPDATE %%s) AS w', replace(a.review_queue::text, '%', '%%'), r.id, batch_size);
	today date := customer_grade_internal.clock_day(a);
	day date := r.as_of;
	reviewing boolean;
	own_day date;
	numbers bigint[];
	due bigint[];
	late bigint[];
	queued text;
	changed bigint;
	refused bigint;
	problem text;
BEGIN
	-- after the last ones, so that finished ones are not scanned again and again; at the end
	-- wait for those that other sessions work on: these may fail
	numbers := customer_grade_internal.owner_query(a.subject, format(claim, place, 'SKIP LOCKED'), day);
	IF numbers IS NULL THEN
		numbers := customer_grade_internal.owner_query(a.subject, format(claim, 0, ''), day);
	END IF;
	IF numbers IS NULL THEN
		place := NULL;
		RETURN;
	END IF;
	place := numbers[cardinality(numbers)];

	IF r.kind = 'due' THEN
		-- one day at a time, to lock in key order
		SELECT o.day, o.numbers INTO own_day, due FROM customer_grade_internal.own_reviews(r, a, numbers) AS o;
		IF cardinality(due) < cardinality(numbers) THEN
			place := numbers[1] - 1;
			numbers := due;
		END IF;
	END IF;
	reviewing := r.kind = 'review' OR own_day IS NOT NULL;
	day := CASE r.kind WHEN 'review' THEN r.as_of ELSE coalesce(own_day, today) END;
	IF reviewing AND day < today THEN
		-- a review decides as of its day, whoever was graded since; then they are graded as of today
		late := customer_grade_internal.queued_where(r, a, numbers, format('l.evaluated_on > %L', day));
	END IF;

	changed := customer_grade_internal.review_customers(r, a, numbers, day, reviewing);
	IF own_day IS NOT NULL THEN
		-- what has fallen due since that day: there is no other review of what is due today
		late := ARRAY(SELECT unnest(late)
			UNION SELECT unnest(customer_grade_internal.queued_where(r, a, numbers, format('l.due_on <= %L', today))) ORDER BY 1);
	END IF;
	IF cardinality(late) > 0 THEN
		changed := least(cardinality(numbers), changed + customer_grade_internal.review_customers(r, a, late, today, false));
	END IF;
	queued := format('EXISTS (SELECT FROM %s AS w WHERE %s AND %s)', a.review_queue,
		customer_grade_internal.in_review_queue(r.id, numbers),
		customer_grade_internal.key_match(a.key_columns, 'l', a.key_columns, 'w'));
	refused := customer_grade_internal.count_problems(a, queued);
	-- a whole batch of 100 or more refused with one message: the standard is at fault, not the customers
	IF refused = cardinality(numbers) AND refused >= 100 THEN
		problem := customer_grade_internal.owner_query(a.subject, format(
			'SELECT min(l.problem) FROM %s AS l WHERE %s HAVING min(l.problem) = max(l.problem)', a.ledger, queued), day);
		IF problem IS NOT NULL THEN
			PERFORM customer_grade_internal.throw('55000',
				message => format('no customer of table "%s" can be graded by standard "%s"', r.subject, r.standard),
				detail => problem);
		END IF;
	END IF;
	PERFORM customer_grade_internal.owner_query(a.subject, format('DELETE FROM %s AS w WHERE %s',
		a.review_queue, customer_grade_internal.in_review_queue(r.id, numbers)), day);
	PERFORM customer_grade_internal.count_review(r.id, cardinality(numbers), changed, refused);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.review_batch(customer_grade_internal.review, customer_grade_internal.attachment,
	integer, bigint) IS
	'take the next customers off the review queue and grade them; place: the number of the last ones taken, null: there are none left';

CREATE FUNCTION customer_grade_internal.finish_review(review bigint) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	r CONSTANT customer_grade_internal.review := customer_grade_internal.lock_review(review);
	a CONSTANT customer_grade_internal.attachment := customer_grade_internal.attached(r.standard, r.subject);
	refused_all text;
BEGIN
	IF r.kind <> 'due' AND r.refused > 0 THEN
		refused_all := customer_grade_internal.owner_query(a.subject,
			format('SELECT min(problem) FROM %s WHERE since IS NOT NULL HAVING count(*) = count(problem)', a.ledger), r.as_of);
	END IF;
	IF refused_all IS NOT NULL THEN
		PERFORM customer_grade_internal.log_review_problem(r.id,
			format('no customer of table "%s" can be graded by standard "%s": %s', r.subject, r.standard, refused_all));
		PERFORM customer_grade_internal.end_review(r.id, 'failed');
	ELSIF customer_grade_internal.end_review(r.id, 'done') AND r.kind = 'review' THEN
		PERFORM customer_grade_internal.change_attachment(r.standard, r.subject, jsonb_build_object('reviewed_on', r.as_of));
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.finish_review(bigint) IS
	'end a review that has no customers left: as done, or as failed if it has refused all of them';

CREATE FUNCTION customer_grade_internal.fail_opening(review bigint) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	r CONSTANT customer_grade_internal.review := customer_grade_internal.lock_review(review);
BEGIN
	IF r.status = 'opening' THEN
		PERFORM customer_grade_internal.end_review(r.id, 'failed');
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.fail_opening(bigint) IS
	'end a review as failed that has not put its parameters in force: the next one begins again';

-- Compiling the comparison takes longer than it saves, even for a million customers. And it reads metrics and ledger in the order of
-- their keys, so the next page of an index is as good as the next page of a table.
CREATE FUNCTION customer_grade_internal.advance_review(review bigint, batch_size integer, INOUT place bigint)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET jit = off
SET random_page_cost = 1
AS $function$
#variable_conflict use_column
DECLARE
	r customer_grade_internal.review;
	a customer_grade_internal.attachment;
	new_set integer;
BEGIN
	SELECT * INTO r FROM customer_grade.review AS v WHERE v.id = advance_review.review;
	IF r.status <> 'running' THEN
		-- one session at a time; the next one finds the step done and goes on from there
		r := customer_grade_internal.lock_review(advance_review.review);
	END IF;
	IF r.id IS NULL OR r.finished_at IS NOT NULL THEN
		place := NULL;
		RETURN;
	END IF;
	a := customer_grade_internal.attached(r.standard, r.subject);
	CASE r.status
	WHEN 'opening' THEN
		IF r.kind = 'review' THEN
			new_set := customer_grade_internal.freeze_parameters(r.standard, r.subject, r.as_of);
		ELSIF r.kind = 'publish' THEN
			new_set := customer_grade_internal.freeze_version(a, r.version, r.as_of);
			PERFORM customer_grade_internal.approve_holders(a, r.version);
			PERFORM customer_grade_internal.put_in_force(a, r.version);
		ELSE
			new_set := a.parameter_set;
		END IF;
		PERFORM customer_grade_internal.change_row('review', jsonb_build_object('id', r.id),
			jsonb_build_object('parameter_set', new_set, 'status', CASE r.kind WHEN 'due' THEN 'scanning' ELSE 'waiting' END));
	WHEN 'waiting' THEN
		PERFORM customer_grade_internal.wait_for_writers(r.standard, r.subject);
		PERFORM customer_grade_internal.change_row('review', jsonb_build_object('id', r.id), '{"status": "scanning"}');
	WHEN 'scanning' THEN
		PERFORM customer_grade_internal.scan_review(r, a);
	WHEN 'running' THEN
		place := customer_grade_internal.review_batch(r, a, batch_size, place);
		IF place IS NULL THEN
			IF customer_grade_internal.owner_query(a.subject,
				format('SELECT 1 FROM %s WHERE queue_review = %s LIMIT 1', a.review_queue, r.id), r.as_of) IS NOT NULL
			THEN
				PERFORM customer_grade_internal.throw('55000',
					message => format('%s %s of standard "%s" on table "%s" is not done: customers are left in queue "%s"',
						r.kind, r.id, r.standard, r.subject, a.review_queue));
			END IF;
			PERFORM customer_grade_internal.finish_review(r.id);
		END IF;
	END CASE;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.advance_review(bigint, integer, bigint) IS
	'do the next step or batch of a review, for the caller to commit; place: how far it has come on the review queue, null: the review '
	'is over';

CREATE FUNCTION customer_grade_internal.review_progress(review bigint, since timestamp with time zone, done_then bigint) RETURNS text
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('%s %s of standard "%s" on table "%s" as of %s: ', r.kind, r.id, r.standard, r.subject, to_char(r.as_of, 'YYYY-MM-DD'))
		|| CASE WHEN r.status = 'running' THEN
			format('%s of %s customers (%s %%)', r.done, r.total, round(100.0 * r.done / greatest(r.total, 1)))
			|| coalesce(format(', about %s s left', round(extract(epoch FROM clock_timestamp() - since)::numeric
				* (r.total - r.done) / nullif(r.done - done_then, 0))), '')
		WHEN r.finished_at IS NOT NULL THEN
			format('%s; customers looked at %s, changed %s, refused %s', r.status, r.done, r.changed, r.refused)
				|| CASE WHEN r.refused > 0 THEN ' (see customer_grade.problems())' ELSE '' END
		ELSE r.status END
	FROM customer_grade.review AS r WHERE r.id = review_progress.review
$function$;
COMMENT ON FUNCTION customer_grade_internal.review_progress(bigint, timestamp with time zone, bigint) IS
	'a line about the progress of a review; the time left is estimated from the pace since a moment when so many were done';

CREATE FUNCTION customer_grade_internal.log_review_problem(review bigint, problem text) RETURNS bigint
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT customer_grade_internal.change_row('review', jsonb_build_object('id', log_review_problem.review),
		jsonb_build_object('problem', log_review_problem.problem))
$function$;
COMMENT ON FUNCTION customer_grade_internal.log_review_problem(bigint, text) IS
	'note in the log why a review has stopped';
