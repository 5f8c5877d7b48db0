-- Erasing the past: of one customer, or before a day. The log of reviews tells that it was done, without any key.

CREATE FUNCTION customer_grade_internal.log_erasure(a customer_grade_internal.attachment, kind text, as_of date, erased bigint,
	eraser regrole) RETURNS jsonb
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT customer_grade_internal.add_row('review', jsonb_build_object('standard', a.standard, 'subject', a.subject, 'kind', kind,
		'as_of', as_of, 'status', 'done', 'changed', erased, 'started_at', now(), 'finished_at', clock_timestamp(),
		'started_by', pg_get_userbyid(eraser)))
$function$;
COMMENT ON FUNCTION customer_grade_internal.log_erasure(customer_grade_internal.attachment, text, date, bigint, regrole) IS
	'note in the log that so many rows were erased, by whom';

-- What is counted from rows that are still there belongs to these.
CREATE FUNCTION customer_grade_internal.forget_activity(subject regclass, key jsonb) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	t customer_grade_internal.tracking;
	gone bigint;
	result bigint := 0;
BEGIN
	FOR t IN SELECT k.* FROM customer_grade.tracking AS k WHERE k.subject = forget_activity.subject ORDER BY k.activity::oid LOOP
		EXECUTE format('DELETE FROM %1$s AS t USING jsonb_populate_record(NULL::%1$s, $1) AS k WHERE %2$s '
			'AND NOT EXISTS (SELECT FROM %3$s AS s WHERE %4$s)', t.activity,
			customer_grade_internal.key_match(t.key_columns, 't', t.key_columns, 'k'), t.source,
			customer_grade_internal.key_match(t.customer_columns, 's', t.key_columns, 'k'))
		USING forget_activity.key;
		GET DIAGNOSTICS gone = ROW_COUNT;
		result := result + gone;
	END LOOP;
	RETURN result;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.forget_activity(regclass, jsonb) IS
	'delete the activity of a customer that has no tracked rows any more; returns how many series it had';

CREATE FUNCTION customer_grade_internal.as_owner_forget_customer(standard text, subject regclass, key jsonb) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_forget_customer.standard,
		as_owner_forget_customer.subject);
	customer jsonb;
	relation regclass;
	present boolean;
	gone bigint;
	erased bigint := 0;
BEGIN
	IF NOT pg_has_role(customer_grade_internal.reader(), current_user, 'USAGE') THEN
		PERFORM customer_grade_internal.throw('42501',
			message => format('must be owner of table "%s"', a.subject));
	END IF;
	customer := customer_grade_internal.read_key(a, as_owner_forget_customer.key);
	PERFORM customer_grade_internal.lock_customer(a.standard, a.subject, customer);
	PERFORM customer_grade_internal.follow_keys(a.standard, a.subject);
	FOREACH relation IN ARRAY ARRAY[a.subject, a.metrics] LOOP
		EXECUTE format('SELECT EXISTS (SELECT FROM %s AS t, jsonb_populate_record(NULL::%s, $1) AS k WHERE %s)', relation, a.ledger,
			customer_grade_internal.key_match(a.key_columns, 't', a.key_columns, 'k')) INTO present USING customer;
		IF present THEN
			PERFORM customer_grade_internal.throw('55000',
				message => format('customer %s is still in "%s"', customer, relation),
				hint => 'Delete it there first: it would be graded again.');
		END IF;
	END LOOP;
	-- the ledger first: the triggers of decisions then find nobody to grade
	FOREACH relation IN ARRAY array_remove(ARRAY[a.ledger, a.history, a.outbox, a.review_queue, a.decisions]::regclass[], NULL) LOOP
		EXECUTE format('DELETE FROM %s AS t USING jsonb_populate_record(NULL::%s, $1) AS k WHERE %s', relation, a.ledger,
			customer_grade_internal.key_match(a.key_columns, 't', a.key_columns, 'k')) USING customer;
		GET DIAGNOSTICS gone = ROW_COUNT;
		erased := erased + gone;
	END LOOP;
	erased := erased + customer_grade_internal.forget_activity(a.subject, customer);
	PERFORM customer_grade_internal.log_erasure(a, 'forget', customer_grade_internal.clock_day(a), erased, customer_grade_internal.reader());
	RETURN erased;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_forget_customer(text, regclass, jsonb) IS
	'erase everything about a customer that the table no longer has: history, decisions, events that nobody has taken, its place in the '
	'queue of a review, and its activity where no tracked row is left. Returns how many rows that were; the log of reviews tells it '
	'without the key. For the owner of the table. Errors: 55000 not attached, or the customer is still there; 22023 it is not a key';

CREATE FUNCTION customer_grade.prune_history(standard text, subject regclass, before date) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(prune_history.standard, prune_history.subject);
	erased bigint;
BEGIN
	PERFORM customer_grade_internal.check_owner(prune_history.subject);
	PERFORM customer_grade_internal.check_day(before);
	-- the periods of a customer join, so those that are left still do
	erased := customer_grade_internal.owner_query(a.subject, format('WITH gone AS (DELETE FROM %s WHERE valid_to <= %L RETURNING 1) '
		'SELECT count(*) FROM gone', a.history, before::timestamp AT TIME ZONE a.time_zone), customer_grade.as_of());
	PERFORM customer_grade_internal.log_erasure(a, 'prune', before, erased, customer_grade_internal.caller());
	RETURN erased;
END
$function$;
COMMENT ON FUNCTION customer_grade.prune_history(text, regclass, date) IS
	'delete the periods of the history that ended before a day; returns how many. Reports about days before show what is left. For the '
	'owner of the table. Errors: 55000 not attached, 42501 not yours, 22023 not a day';
