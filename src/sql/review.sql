-- Reviews: everybody graded anew as of a date, without stopping those who write.
--
-- A review goes through these steps, each a transaction of its own, and its row in the log
-- says which is next; so it goes on where it stopped, and several sessions may work on one:
--
--   opening   the benchmark is evaluated, a new parameter set frozen and in force
--   waiting   until those have ended who write by the old one, as CREATE INDEX CONCURRENTLY does
--   scanning  who differs goes on the worklist: a query, no lock
--   running   in batches: lock in key order, recompute, write
--
-- A customer without an answer (a value outside its domain) fails a batch; the batch is halved
-- until he is found, goes to the log by key and stops nobody else.

CREATE TABLE customer_grade.review (
	id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
	standard      text COLLATE pg_catalog."C" NOT NULL,
	subject       regclass NOT NULL,
	kind          text NOT NULL,
	as_of         date NOT NULL,
	version       integer,
	parameter_set integer,
	status        text NOT NULL DEFAULT 'opening',
	total         bigint,
	done          bigint NOT NULL DEFAULT 0,
	changed       bigint NOT NULL DEFAULT 0,
	refused       bigint NOT NULL DEFAULT 0,
	scanned       boolean,
	problem       text,
	started_at    timestamp with time zone NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	finished_at   timestamp with time zone,
	started_by    text NOT NULL DEFAULT CURRENT_USER,
	CONSTRAINT review_kind_check CHECK (kind IN ('attach', 'review', 'publish', 'due')),
	CONSTRAINT review_status_check
		CHECK (status IN ('opening', 'waiting', 'scanning', 'running', 'done', 'cancelled')),
	CONSTRAINT review_finished_at_check
		CHECK ((status IN ('done', 'cancelled')) = (finished_at IS NOT NULL))
);
COMMENT ON TABLE customer_grade.review IS
	'log of the reviews of all attachments; review(), publish() and run_due_reviews() write it';
COMMENT ON COLUMN customer_grade.review.id IS 'number of the review';
COMMENT ON COLUMN customer_grade.review.standard IS 'name of the standard';
COMMENT ON COLUMN customer_grade.review.subject IS 'the table whose rows are graded';
COMMENT ON COLUMN customer_grade.review.kind IS
	'review: everybody, with a new benchmark; publish: everybody, by a new version; due: those with something due; attach: the first grading';
COMMENT ON COLUMN customer_grade.review.as_of IS 'the evaluation date';
COMMENT ON COLUMN customer_grade.review.version IS 'version of the standard on that date';
COMMENT ON COLUMN customer_grade.review.parameter_set IS 'number of the parameter set that it has frozen';
COMMENT ON COLUMN customer_grade.review.status IS
	'the step that comes next: opening (benchmark), waiting (for writers), scanning (who differs?), running (regrades them); or done, cancelled';
COMMENT ON COLUMN customer_grade.review.total IS 'customers on the worklist; null: not known yet';
COMMENT ON COLUMN customer_grade.review.done IS 'of these dealt with';
COMMENT ON COLUMN customer_grade.review.changed IS 'of these written to the ledger';
COMMENT ON COLUMN customer_grade.review.refused IS 'of these without an answer, listed in review_refusal';
COMMENT ON COLUMN customer_grade.review.scanned IS
	'only customers that differ are on the worklist; false: the scan has met one without an answer, so all are, and each batch looks who differs';
COMMENT ON COLUMN customer_grade.review.problem IS 'the error that it stopped with last';
COMMENT ON COLUMN customer_grade.review.started_at IS 'when it was opened';
COMMENT ON COLUMN customer_grade.review.finished_at IS 'when it was done or cancelled; null: it is open';
COMMENT ON COLUMN customer_grade.review.started_by IS 'who opened it';

COMMENT ON SEQUENCE customer_grade.review_id_seq IS 'numbers of reviews';

CREATE UNIQUE INDEX review_open ON customer_grade.review (standard, subject) WHERE finished_at IS NULL;
COMMENT ON INDEX customer_grade.review_open IS 'one open review for each attachment';

CREATE TABLE customer_grade.review_refusal (
	review     bigint NOT NULL REFERENCES customer_grade.review ON DELETE CASCADE,
	key        jsonb NOT NULL,
	sqlstate   text NOT NULL,
	message    text NOT NULL,
	refused_at timestamp with time zone NOT NULL DEFAULT pg_catalog.clock_timestamp(),
	PRIMARY KEY (review, key)
);
COMMENT ON TABLE customer_grade.review_refusal IS
	'customers that a review could not grade; they keep the grade they had';
COMMENT ON COLUMN customer_grade.review_refusal.review IS 'number of the review';
COMMENT ON COLUMN customer_grade.review_refusal.key IS 'the customer''s key columns';
COMMENT ON COLUMN customer_grade.review_refusal.sqlstate IS 'code of the error';
COMMENT ON COLUMN customer_grade.review_refusal.message IS 'its message';
COMMENT ON COLUMN customer_grade.review_refusal.refused_at IS 'when';

SELECT pg_catalog.pg_extension_config_dump('customer_grade.review', '');
SELECT pg_catalog.pg_extension_config_dump('customer_grade.review_id_seq', '');
SELECT pg_catalog.pg_extension_config_dump('customer_grade.review_refusal', '');

CREATE TRIGGER attachment_check BEFORE INSERT OR UPDATE OR DELETE ON customer_grade.review
	FOR EACH ROW EXECUTE FUNCTION customer_grade.attachment_check();
COMMENT ON TRIGGER attachment_check ON customer_grade.review IS 'only the owner of the subject writes';

CREATE FUNCTION customer_grade.review_refusal_check() RETURNS trigger
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	touched bigint[] := CASE TG_OP
		WHEN 'INSERT' THEN ARRAY[NEW.review]
		WHEN 'DELETE' THEN ARRAY[OLD.review]
		ELSE ARRAY[OLD.review, NEW.review] END;
	subject regclass;
BEGIN
	-- who may empty the table may fill it, as a restore does
	IF NOT has_table_privilege(TG_RELID, 'TRUNCATE') THEN
		FOR subject IN SELECT r.subject FROM customer_grade.review AS r WHERE r.id = ANY (touched) LOOP
			IF NOT coalesce(customer_grade.owns(subject), TG_OP = 'DELETE') THEN
				RAISE insufficient_privilege USING MESSAGE = format('must be owner of table %s', subject);
			END IF;
		END LOOP;
	END IF;
	IF TG_OP = 'DELETE' THEN
		RETURN OLD;
	END IF;
	RETURN NEW;
END
$function$;
COMMENT ON FUNCTION customer_grade.review_refusal_check() IS
	'trigger of review_refusal: only the owner of the subject writes';
CREATE TRIGGER review_refusal_check BEFORE INSERT OR UPDATE OR DELETE ON customer_grade.review_refusal
	FOR EACH ROW EXECUTE FUNCTION customer_grade.review_refusal_check();
COMMENT ON TRIGGER review_refusal_check ON customer_grade.review_refusal IS 'only the owner of the subject writes';

--
-- Calendars
--

CREATE FUNCTION customer_grade.next_review_date(calendar text, after date) RETURNS date
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_variable
DECLARE
	form text := regexp_replace(lower(btrim(calendar, E' \t\n')), '[ \t\n]+', ' ', 'g');
	weekdays constant text[] := '{monday,tuesday,wednesday,thursday,friday,saturday,sunday}';
	date_form constant text := '(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])';
	weekday integer := array_position(weekdays, substring(form FROM '^weekly (.*)$'));
	-- reviewed are the months whose number modulo months is phase, on that day or their last one
	months integer := CASE form WHEN 'month end' THEN 1 WHEN 'quarter end' THEN 3 WHEN 'half-year end' THEN 6 WHEN 'year end' THEN 12 END;
	phase integer := 0;
	day integer := 31;
	parts text[];
BEGIN
	IF NOT isfinite(after) THEN
		RETURN NULL;
	END IF;
	IF form = 'daily' THEN
		RETURN after + 1;
	END IF;
	IF weekday IS NOT NULL THEN
		RETURN after + 1 + (weekday + 6 - extract(isodow FROM after)::integer) % 7;
	END IF;
	parts := regexp_match(form, '^month day (0?[1-9]|[12][0-9]|3[01])$');
	IF parts IS NOT NULL THEN
		months := 1;
		day := parts[1];
	END IF;
	-- a review on any day of a window is after its first one, so of that window
	parts := regexp_match(form, '^yearly ' || date_form || '( to ' || date_form || ')?$');
	IF parts IS NOT NULL THEN
		months := 12;
		phase := parts[1]::integer % 12;
		day := parts[2];
	END IF;
	IF months IS NULL THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('invalid review calendar "%s"', calendar),
			HINT = 'Write "month end", "quarter end", "half-year end", "year end", "month day 25", "yearly 03-31", "yearly 03-25 to 03-30", "weekly monday" or "daily".';
	END IF;
	RETURN (
		SELECT min(d.day)
		FROM generate_series(0, 12) AS i,
			LATERAL (SELECT date_trunc('month', after::timestamp) + make_interval(months => i) AS start) AS m,
			LATERAL (SELECT least(m.start + make_interval(days => day - 1), m.start + interval '1 month - 1 day')::date AS day) AS d
		WHERE extract(month FROM m.start)::integer % months = phase AND d.day > after);
END
$function$;
COMMENT ON FUNCTION customer_grade.next_review_date(text, date) IS
	'the first date of a review calendar after a day: month end, quarter end, half-year end, year end, month day 25, yearly 03-31, yearly 03-25 to 03-30 (the first day of the window), weekly monday, daily. Error: 22023 none of these';

ALTER TABLE customer_grade.attachment ADD CONSTRAINT attachment_review_calendar_check
	CHECK (review_calendar IS NULL OR customer_grade.next_review_date(review_calendar, date '2000-01-01') IS NOT NULL);

-- Of several dates missed the last one counts.
CREATE FUNCTION customer_grade.due_review_date(calendar text, after date, today date) RETURNS date
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	due date;
	following date := customer_grade.next_review_date(calendar, greatest(after, today - 400));
BEGIN
	WHILE following <= today LOOP
		due := following;
		following := customer_grade.next_review_date(calendar, due);
	END LOOP;
	RETURN due;
END
$function$;
COMMENT ON FUNCTION customer_grade.due_review_date(text, date, date) IS
	'the last date of a review calendar after a day until today; null: there is none';

-- What the ledger's rows that it has not written stand for, too: see verify().
CREATE FUNCTION customer_grade.last_review(standard text, subject regclass) RETURNS customer_grade.review
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT r.* FROM customer_grade.review AS r
	WHERE r.standard = last_review.standard AND r.subject = last_review.subject AND r.status = 'done' AND r.kind <> 'due'
	ORDER BY r.parameter_set DESC LIMIT 1
$function$;
COMMENT ON FUNCTION customer_grade.last_review(text, regclass) IS
	'the last grading of everybody of an attachment that is done: review, publish or attach';

-- Reviews do not write who has not changed: he stands for what the last review says that has not
-- refused him, if that has frozen a later parameter set than he was written with.
CREATE FUNCTION customer_grade.terms_query(a customer_grade.attachment) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	last customer_grade.review := customer_grade.last_review(a.standard, a.subject);
	keys text := customer_grade.column_list(a.key_columns, 'l');
BEGIN
	IF last.refused = 0 THEN
		RETURN format('SELECT %s, CASE WHEN parameter_set < %L THEN %L ELSE evaluated_on END AS evaluated_on, '
			'CASE WHEN parameter_set < %2$L THEN %4$L ELSE version END AS version, greatest(parameter_set, %2$L) AS parameter_set FROM %5$s AS l',
			keys, last.parameter_set, last.as_of, last.version, a.ledger);
	END IF;
	RETURN format('SELECT %s, coalesce(r.as_of, l.evaluated_on) AS evaluated_on, coalesce(r.version, l.version) AS version, '
		'coalesce(r.parameter_set, l.parameter_set) AS parameter_set FROM %s AS l LEFT JOIN LATERAL ('
		'SELECT r.as_of, r.version, r.parameter_set FROM customer_grade.review AS r '
		'WHERE r.standard = %L AND r.subject = %L::regclass AND r.status = ''done'' AND r.kind <> ''due'' AND r.parameter_set > l.parameter_set '
		'AND NOT EXISTS (SELECT FROM customer_grade.review_refusal AS f WHERE f.review = r.id AND f.key = (SELECT to_jsonb(k) FROM (SELECT %1$s) AS k)) '
		'ORDER BY r.parameter_set DESC LIMIT 1) AS r ON true', keys, a.ledger, a.standard, a.subject);
END
$function$;
COMMENT ON FUNCTION customer_grade.terms_query(customer_grade.attachment) IS
	'the query for the keys of a ledger, each with the date, version and parameter set that its grade stands for';

-- The day from which on reviews are due.
CREATE FUNCTION customer_grade.reviewed_on(a customer_grade.attachment) RETURNS date
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(a.reviewed_on, (
		SELECT r.as_of FROM customer_grade.review AS r
		WHERE r.standard = a.standard AND r.subject = a.subject AND r.kind = 'attach'))
$function$;
COMMENT ON FUNCTION customer_grade.reviewed_on(customer_grade.attachment) IS
	'the date of an attachment''s last review, or the day it was attached';

CREATE FUNCTION customer_grade.next_review(standard text, subject regclass) RETURNS date
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT customer_grade.next_review_date(a.review_calendar, customer_grade.reviewed_on(a))
	FROM customer_grade.attached(standard, subject) AS a
$function$;
COMMENT ON FUNCTION customer_grade.next_review(text, regclass) IS
	'the date of the next review of an attachment by its calendar; in the past: it is overdue; null: it has no calendar. Error: 55000 not attached';

--
-- Steps
--

CREATE FUNCTION customer_grade.make_worklist(name text, subject regclass, key_columns name[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	EXECUTE format('CREATE TABLE %s (worklist_review bigint NOT NULL, worklist_number bigint NOT NULL, %s, PRIMARY KEY (worklist_review, worklist_number))',
		name, customer_grade.key_definitions(subject, key_columns));
END
$function$;
COMMENT ON FUNCTION customer_grade.make_worklist(text, regclass, name[]) IS
	'make the table of the customers that an open review still has to deal with';

CREATE FUNCTION customer_grade.owner_query(subject regclass, query text, as_of date) RETURNS text
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'owner_query';
COMMENT ON FUNCTION customer_grade.owner_query(regclass, text, date) IS
	'run a statement as the owner of a table, restricted and as of a day; gives the first column of its first row. For members of the owner';

CREATE FUNCTION customer_grade.difference_result(standard text, subject regclass, keys text, as_of date, reviewing boolean, query text) RETURNS text
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'difference_result';
COMMENT ON FUNCTION customer_grade.difference_result(text, regclass, text, date, boolean, text) IS
	'run a statement as owner_query() does that reads the relation "difference": what grading would change as of a day, as a review or not, for the customers that keys, a query, gives, or all';

CREATE FUNCTION customer_grade.wait_for_writers(standard text, subject regclass) RETURNS void
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'wait_for_writers';
COMMENT ON FUNCTION customer_grade.wait_for_writers(text, regclass) IS
	'wait until the transactions have ended that write the ledger of an attachment now; stops nobody. For the owner of the subject';

CREATE FUNCTION customer_grade.outside_transaction(command text) RETURNS void
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'outside_transaction';
COMMENT ON FUNCTION customer_grade.outside_transaction(text) IS
	'error 25001 in a transaction block, naming the command';

CREATE FUNCTION customer_grade.version_on(standard text, subject regclass, day date) RETURNS integer
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	found_version integer := (SELECT s.version FROM customer_grade.standard AS s
		WHERE s.name = version_on.standard AND s.effective @> version_on.day);
BEGIN
	IF found_version IS NULL THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('standard "%s" has no version effective on %s', version_on.standard, to_char(day, 'YYYY-MM-DD')),
			HINT = format('Define one, or detach the standard from table %s.', version_on.subject);
	END IF;
	RETURN found_version;
END
$function$;
COMMENT ON FUNCTION customer_grade.version_on(text, regclass, date) IS
	'the version of a standard that grades a table on a day. Error: 55000 there is none';

CREATE FUNCTION customer_grade.log_attach(standard text, subject regclass, graded bigint) RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	INSERT INTO customer_grade.review (standard, subject, kind, as_of, version, parameter_set, status, total, done, changed, started_at, finished_at)
	SELECT a.standard, a.subject, 'attach', today, customer_grade.version_on(a.standard, a.subject, today), a.parameter_set,
		'done', graded, graded, graded, now(), clock_timestamp()
	FROM customer_grade.attached(standard, subject) AS a, customer_grade.clock_day(a) AS today
$function$;
COMMENT ON FUNCTION customer_grade.log_attach(text, regclass, bigint) IS
	'note in the log that attach() has graded so many customers: from then on reviews are due';

CREATE FUNCTION customer_grade.open_review(standard text, subject regclass, kind text, as_of date) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(open_review.standard, open_review.subject);
	today date := customer_grade.clock_day(a);
	last customer_grade.review;
	r customer_grade.review;
BEGIN
	PERFORM customer_grade.check_owner(a.subject);
	-- one after the other
	PERFORM FROM customer_grade.attachment AS l WHERE l.standard = a.standard AND l.subject = a.subject FOR UPDATE;
	last := customer_grade.last_review(a.standard, a.subject);
	SELECT * INTO r FROM customer_grade.review AS v
	WHERE v.standard = a.standard AND v.subject = a.subject AND v.finished_at IS NULL;
	IF r.kind = open_review.kind AND r.as_of = coalesce(open_review.as_of, r.as_of) THEN
		RAISE NOTICE USING MESSAGE = format('%s %s of standard "%s" on table %s as of %s goes on',
			r.kind, r.id, r.standard, r.subject, to_char(r.as_of, 'YYYY-MM-DD'));
		RETURN r.id;
	ELSIF r.id IS NOT NULL THEN
		RAISE object_in_use USING
			MESSAGE = format('%s %s of standard "%s" on table %s as of %s is not finished',
				r.kind, r.id, r.standard, r.subject, to_char(r.as_of, 'YYYY-MM-DD')),
			HINT = format(CASE WHEN r.kind = 'due' THEN 'CALL customer_grade.run_due_reviews() finishes it'
				ELSE 'CALL customer_grade.' || r.kind || '(%1$L, %2$L) finishes it' END
				|| ', SELECT customer_grade.cancel_review(%1$L, %2$L) ends it.', r.standard, r.subject);
	ELSIF open_review.as_of > today THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('cannot review as of %s before that day', to_char(open_review.as_of, 'YYYY-MM-DD')),
			DETAIL = format('Today is %s in time zone %s.', to_char(today, 'YYYY-MM-DD'), a.time_zone),
			HINT = 'verify() tells what a review on that day would change, as far as is known now.';
	ELSIF open_review.as_of < last.as_of THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('cannot review as of %s after the %s as of %s',
				to_char(open_review.as_of, 'YYYY-MM-DD'), last.kind, to_char(last.as_of, 'YYYY-MM-DD')),
			HINT = 'Grades do not go back in time.';
	END IF;
	INSERT INTO customer_grade.review AS new (standard, subject, kind, as_of)
	VALUES (a.standard, a.subject, open_review.kind, coalesce(open_review.as_of, today))
	RETURNING new.* INTO r;
	RETURN r.id;
END
$function$;
COMMENT ON FUNCTION customer_grade.open_review(text, regclass, text, date) IS
	'open a review, or find the open one of this kind and date (null: today, or the date of the open one); returns its number. Errors: 55006 another one is open, 22023 a date in the future or before the last review, 55000 not attached, 42501 not yours';

CREATE FUNCTION customer_grade.open_due_review(standard text, subject regclass) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment;
	last customer_grade.review;
	today date;
	day date;
BEGIN
	-- who waits here looks again
	SELECT * INTO a FROM customer_grade.attachment AS l
	WHERE l.standard = open_due_review.standard AND l.subject = open_due_review.subject FOR UPDATE;
	today := customer_grade.clock_day(a);
	last := customer_grade.last_review(a.standard, a.subject);
	IF EXISTS (SELECT FROM customer_grade.review AS r
			WHERE r.standard = a.standard AND r.subject = a.subject AND r.finished_at IS NULL) THEN
		RETURN (SELECT r.id FROM customer_grade.review AS r
			WHERE r.standard = a.standard AND r.subject = a.subject AND r.finished_at IS NULL);
	END IF;
	day := customer_grade.due_review_date(a.review_calendar, customer_grade.reviewed_on(a), today);
	IF day IS NOT NULL THEN
		RETURN customer_grade.open_review(a.standard, a.subject, 'review', greatest(day, last.as_of));
	END IF;
	IF last.version <> customer_grade.version_on(a.standard, a.subject, today) THEN
		RETURN customer_grade.open_review(a.standard, a.subject, 'publish', today);
	END IF;
	-- once a day: what is due today is written before
	IF NOT EXISTS (SELECT FROM customer_grade.review AS r
			WHERE r.standard = a.standard AND r.subject = a.subject AND r.kind = 'due' AND r.as_of = today)
		AND customer_grade.owner_query(a.subject, format('SELECT 1 FROM %s WHERE due_on <= %L LIMIT 1', a.ledger, today), today) IS NOT NULL
	THEN
		RETURN customer_grade.open_review(a.standard, a.subject, 'due', today);
	END IF;
	RETURN NULL;
END
$function$;
COMMENT ON FUNCTION customer_grade.open_due_review(text, regclass) IS
	'find the open review of an attachment, or open the one that is due: review, publish or due; returns its number, null: none';

-- A caught error says nothing of the next customer if it comes from the data: 22 data exception,
-- 23 constraint violation (a domain), 21 a subquery with several rows, P0001 RAISE.
CREATE FUNCTION customer_grade.concerns_a_row(sqlstate text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT left(sqlstate, 2) IN ('21', '22', '23') OR sqlstate = 'P0001'
$function$;
COMMENT ON FUNCTION customer_grade.concerns_a_row(text) IS
	'does an error of this code come from a row, rather than from the query or the server?';

CREATE FUNCTION customer_grade.scan_review(r customer_grade.review, a customer_grade.attachment) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	keys text := customer_grade.column_list(a.key_columns);
	fill text := format('INSERT INTO %s (worklist_review, worklist_number, %s) SELECT %s, row_number() OVER (ORDER BY %2$s), %2$s FROM (',
		a.worklist, keys, r.id);
	-- written after the date, by triggers: graded as of today, so that nobody goes back in time
	late text := CASE WHEN r.as_of < customer_grade.clock_day(a)
		THEN format(' UNION SELECT %s FROM %s WHERE evaluated_on > %L', keys, a.ledger, r.as_of) ELSE '' END;
	compared boolean := true;
	graded_by integer := customer_grade.version_on(r.standard, r.subject, r.as_of);
BEGIN
	-- of a review that was cancelled
	PERFORM customer_grade.owner_query(a.subject, format('DELETE FROM %s', a.worklist), r.as_of);
	IF r.kind = 'due' THEN
		PERFORM customer_grade.owner_query(a.subject, fill || format('SELECT %s FROM %s WHERE due_on <= %L) AS d',
			keys, a.ledger, r.as_of), r.as_of);
	ELSE
		BEGIN
			-- $4 is the version that it compares with
			graded_by := customer_grade.difference_result(a.standard, a.subject, NULL, r.as_of, r.kind = 'review',
				format(', filled AS (%sSELECT %s FROM difference%s) AS d) SELECT $4', fill, keys, late));
		EXCEPTION WHEN OTHERS THEN
			IF NOT customer_grade.concerns_a_row(SQLSTATE) THEN
				RAISE;
			END IF;
			compared := false;
		END;
		IF NOT compared THEN
			PERFORM customer_grade.owner_query(a.subject, fill || format('SELECT %s FROM %s UNION SELECT %1$s FROM %s) AS d',
				keys, a.metrics, a.ledger), r.as_of);
		END IF;
	END IF;
	UPDATE customer_grade.review AS v SET status = 'running', scanned = compared, version = graded_by,
		total = customer_grade.owner_query(a.subject, format('SELECT count(*) FROM %s WHERE worklist_review = %s', a.worklist, r.id), r.as_of)::bigint
	WHERE v.id = r.id;
END
$function$;
COMMENT ON FUNCTION customer_grade.scan_review(customer_grade.review, customer_grade.attachment) IS
	'put the customers of a review on its worklist that differ; all, if one of them has no answer';

-- The range is for the index: a planner that has no statistics of the worklist might read all of it.
CREATE FUNCTION customer_grade.on_worklist(review bigint, numbers bigint[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('w.worklist_review = %s AND w.worklist_number BETWEEN %s AND %s AND w.worklist_number = ANY (%L)',
		review, numbers[1], numbers[cardinality(numbers)], numbers)
$function$;
COMMENT ON FUNCTION customer_grade.on_worklist(bigint, bigint[]) IS
	'the condition for these customers, given in order, of a worklist w';

-- Numbers ascend with the keys, and halves are taken in order: locks are taken in key order throughout.
CREATE FUNCTION customer_grade.review_customers(
	r customer_grade.review,
	a customer_grade.attachment,
	numbers bigint[],
	as_of date,
	OUT changed bigint,
	OUT refused bigint
)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	keys text := format('SELECT %s FROM %s AS w WHERE ', customer_grade.column_list(a.key_columns, 'w'), a.worklist);
	half integer := cardinality(numbers) / 2;
	differing bigint[] := numbers;
	code text;
	reason text;
	part record;
BEGIN
	changed := 0;
	refused := 0;
	BEGIN
		-- (those written after the date have to be written again, see scan_review)
		IF NOT r.scanned AND as_of = r.as_of THEN
			differing := customer_grade.difference_result(a.standard, a.subject, keys || customer_grade.on_worklist(r.id, numbers), as_of, r.kind = 'review',
				format(' SELECT array_agg(w.worklist_number ORDER BY w.worklist_number) FROM difference AS d JOIN %s AS w USING (%s) WHERE %s',
					a.worklist, customer_grade.column_list(a.key_columns), customer_grade.on_worklist(r.id, numbers)));
		END IF;
		IF differing IS NOT NULL THEN
			changed := customer_grade.regrade_keys(a.standard, a.subject, keys || customer_grade.on_worklist(r.id, differing), as_of, r.kind = 'review',
				format('%s %s', r.kind, to_char(r.as_of, 'YYYY-MM-DD')));
		END IF;
		RETURN;
	EXCEPTION WHEN OTHERS THEN
		IF NOT customer_grade.concerns_a_row(SQLSTATE) THEN
			RAISE;
		END IF;
		GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, reason = MESSAGE_TEXT;
	END;
	IF half > 0 THEN
		FOR i IN 1..2 LOOP
			part := customer_grade.review_customers(r, a, CASE i WHEN 1 THEN numbers[:half] ELSE numbers[half + 1:] END, as_of);
			changed := changed + part.changed;
			refused := refused + part.refused;
		END LOOP;
	ELSE
		INSERT INTO customer_grade.review_refusal AS f (review, key, sqlstate, message)
		VALUES (r.id, customer_grade.owner_query(a.subject, format('SELECT to_jsonb(k) FROM (%s) AS k', keys || customer_grade.on_worklist(r.id, numbers)), as_of)::jsonb, code, reason)
		ON CONFLICT (review, key) DO UPDATE SET sqlstate = excluded.sqlstate, message = excluded.message, refused_at = excluded.refused_at;
		refused := 1;
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade.review_customers(customer_grade.review, customer_grade.attachment, bigint[], date) IS
	'grade these customers of the worklist as of a day; halves them where one has no answer, until he is found and logged';

CREATE FUNCTION customer_grade.review_batch(
	r customer_grade.review,
	a customer_grade.attachment,
	batch_size integer,
	INOUT place bigint
)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	claim text := format('SELECT array_agg(w.worklist_number ORDER BY w.worklist_number) FROM (SELECT worklist_number FROM %s WHERE worklist_review = %s AND worklist_number > %%s '
		'ORDER BY worklist_number LIMIT %s FOR UPDATE %%s) AS w', a.worklist, r.id, batch_size);
	today date := customer_grade.clock_day(a);
	day date := r.as_of;
	numbers bigint[];
	late bigint[];
	result record;
BEGIN
	-- after the last ones, so that what is done is not passed over again and again; in the end
	-- wait for those whom others work on, who may give up
	numbers := customer_grade.owner_query(a.subject, format(claim, place, 'SKIP LOCKED'), day);
	IF numbers IS NULL THEN
		numbers := customer_grade.owner_query(a.subject, format(claim, 0, ''), day);
	END IF;
	IF numbers IS NULL THEN
		place := NULL;
		RETURN;
	END IF;
	place := numbers[cardinality(numbers)];

	-- written after the date, by triggers: one day at a time, to lock in key order
	IF r.as_of < today THEN
		late := customer_grade.owner_query(a.subject, format(
			'SELECT array_agg(w.worklist_number ORDER BY w.worklist_number) FROM %s AS w JOIN %s AS l USING (%s) '
			'WHERE %s AND l.evaluated_on > %L',
			a.worklist, a.ledger, customer_grade.column_list(a.key_columns), customer_grade.on_worklist(r.id, numbers), r.as_of), day);
		IF late IS NOT NULL THEN
			place := numbers[1] - 1;
			IF 2 * cardinality(late) >= cardinality(numbers) THEN
				numbers := late;
				day := today;
			ELSE
				numbers := ARRAY(SELECT n FROM unnest(numbers) AS n WHERE n <> ALL (late) ORDER BY n);
			END IF;
		END IF;
	END IF;

	result := customer_grade.review_customers(r, a, numbers, day);
	-- nobody of many has an answer, and all for one reason: it is not them
	IF result.refused = cardinality(numbers) AND result.refused >= 100 AND (
			SELECT count(DISTINCT f.message) = 1 FROM customer_grade.review_refusal AS f WHERE f.review = r.id)
	THEN
		RAISE object_not_in_prerequisite_state USING
			MESSAGE = format('no customer of %s can be graded by standard "%s"', r.subject, r.standard),
			DETAIL = (SELECT f.message FROM customer_grade.review_refusal AS f WHERE f.review = r.id LIMIT 1);
	END IF;
	PERFORM customer_grade.owner_query(a.subject, format('DELETE FROM %s AS w WHERE %s',
		a.worklist, customer_grade.on_worklist(r.id, numbers)), day);
	UPDATE customer_grade.review AS v SET done = v.done + cardinality(numbers),
		changed = v.changed + result.changed, refused = v.refused + result.refused, problem = NULL
	WHERE v.id = r.id AND v.finished_at IS NULL;
END
$function$;
COMMENT ON FUNCTION customer_grade.review_batch(customer_grade.review, customer_grade.attachment, integer, bigint) IS
	'take the next customers off the worklist and grade them; place: the number of the last ones taken, null: there are none left';

-- Compiling the comparison takes longer than it saves, for a million customers and for each batch.
CREATE FUNCTION customer_grade.advance_review(review bigint, batch_size integer, INOUT place bigint)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
SET jit = off
AS $function$
#variable_conflict use_column
DECLARE
	r customer_grade.review;
	a customer_grade.attachment;
	new_set integer;
BEGIN
	SELECT * INTO r FROM customer_grade.review AS v WHERE v.id = advance_review.review;
	IF r.status <> 'running' THEN
		-- one at a time; the next one finds it done and helps
		SELECT * INTO r FROM customer_grade.review AS v WHERE v.id = advance_review.review FOR UPDATE;
	END IF;
	IF r.id IS NULL OR r.finished_at IS NOT NULL THEN
		place := NULL;
		RETURN;
	END IF;
	a := customer_grade.attached(r.standard, r.subject);
	CASE r.status
	WHEN 'opening' THEN
		IF r.kind = 'review' THEN
			new_set := customer_grade.freeze_parameters(r.standard, r.subject, r.as_of);
		ELSIF r.kind = 'publish' THEN
			INSERT INTO customer_grade.parameter_set AS new (standard, subject, number, parameters)
			SELECT p.standard, p.subject, p.number + 1, p.parameters FROM customer_grade.parameter_set AS p
			WHERE p.standard = a.standard AND p.subject = a.subject AND p.number = a.parameter_set
			RETURNING new.number INTO new_set;
			UPDATE customer_grade.attachment AS u SET parameter_set = new_set
			WHERE u.standard = a.standard AND u.subject = a.subject;
		ELSE
			new_set := a.parameter_set;
		END IF;
		UPDATE customer_grade.review AS v SET parameter_set = new_set,
			version = customer_grade.version_on(r.standard, r.subject, r.as_of),
			status = CASE r.kind WHEN 'due' THEN 'scanning' ELSE 'waiting' END
		WHERE v.id = r.id;
	WHEN 'waiting' THEN
		PERFORM customer_grade.wait_for_writers(r.standard, r.subject);
		UPDATE customer_grade.review AS v SET status = 'scanning' WHERE v.id = r.id;
	WHEN 'scanning' THEN
		PERFORM customer_grade.scan_review(r, a);
	WHEN 'running' THEN
		place := customer_grade.review_batch(r, a, batch_size, place);
		IF place IS NULL THEN
			UPDATE customer_grade.review AS v SET status = 'done', finished_at = clock_timestamp(), problem = NULL
			WHERE v.id = r.id AND v.finished_at IS NULL;
			IF FOUND AND r.kind = 'review' THEN
				UPDATE customer_grade.attachment AS u SET reviewed_on = r.as_of
				WHERE u.standard = a.standard AND u.subject = a.subject;
			END IF;
		END IF;
	END CASE;
END
$function$;
COMMENT ON FUNCTION customer_grade.advance_review(bigint, integer, bigint) IS
	'the next step or batch of a review, to be committed by the caller; place: where on the worklist he is, null: the review is over';

CREATE FUNCTION customer_grade.review_progress(review bigint, since timestamp with time zone, done_then bigint) RETURNS text
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('%s %s of standard "%s" on table %s as of %s: ', r.kind, r.id, r.standard, r.subject, to_char(r.as_of, 'YYYY-MM-DD'))
		|| CASE WHEN r.status = 'running' THEN
			format('%s of %s customers (%s %%)', r.done, r.total, round(100.0 * r.done / greatest(r.total, 1)))
			|| coalesce(format(', about %s s left', round(extract(epoch FROM clock_timestamp() - since)::numeric
				* (r.total - r.done) / nullif(r.done - done_then, 0))), '')
		WHEN r.finished_at IS NOT NULL THEN
			format('%s; customers looked at %s, changed %s, refused %s', r.status, r.done, r.changed, r.refused)
				|| CASE WHEN r.refused > 0 THEN ' (see customer_grade.review_refusal)' ELSE '' END
		ELSE r.status END
	FROM customer_grade.review AS r WHERE r.id = review_progress.review
$function$;
COMMENT ON FUNCTION customer_grade.review_progress(bigint, timestamp with time zone, bigint) IS
	'a line about how far a review is; the pace is that since a moment when so many were done';

CREATE FUNCTION customer_grade.log_review_problem(review bigint, problem text) RETURNS void
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	UPDATE customer_grade.review AS r SET problem = log_review_problem.problem WHERE r.id = log_review_problem.review
$function$;
COMMENT ON FUNCTION customer_grade.log_review_problem(bigint, text) IS
	'note in the log why a review has stopped';

-- Procedures that commit have no SET: every name and operator is qualified.
CREATE PROCEDURE customer_grade.run_review(review bigint, batch_size integer, fail boolean)
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
BEGIN
	-- each transaction sees what was committed before it, whatever the session's default
	COMMIT;
	SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
	LOOP
		code := NULL;
		BEGIN
			place := customer_grade.advance_review(review, batch_size, place);
		EXCEPTION WHEN OTHERS THEN
			GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT,
				detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
		END;
		IF code IS NOT NULL THEN
			-- a deadlock with somebody who changes customers in another order: later, maybe
			failures := failures OPERATOR(pg_catalog.+) 1;
			IF pg_catalog.left(code, 2) OPERATOR(pg_catalog.=) '40' AND failures OPERATOR(pg_catalog.<) 10 THEN
				ROLLBACK;
				SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
				CONTINUE;
			END IF;
			PERFORM customer_grade.log_review_problem(review, message);
			COMMIT;
			hint := pg_catalog.concat_ws(' ', nullif(hint, ''),
				'The review goes on where it stopped when it is called again; cancel_review() ends it.');
			IF fail THEN
				IF detail OPERATOR(pg_catalog.=) '' THEN
					RAISE EXCEPTION USING ERRCODE = code, MESSAGE = message, HINT = hint;
				END IF;
				RAISE EXCEPTION USING ERRCODE = code, MESSAGE = message, DETAIL = detail, HINT = hint;
			END IF;
			RAISE WARNING USING ERRCODE = code, MESSAGE = message,
				DETAIL = pg_catalog.concat_ws(' ', nullif(detail, ''), customer_grade.review_progress(review, since, 0)), HINT = hint;
			RETURN;
		END IF;
		failures := 0;
		COMMIT;
		SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
		IF place IS NULL THEN
			-- what went quickly and well needs no words
			IF telling OR EXISTS (SELECT FROM customer_grade.review AS r
					WHERE r.id OPERATOR(pg_catalog.=) run_review.review AND (r.refused OPERATOR(pg_catalog.>) 0 OR r.status OPERATOR(pg_catalog.<>) 'done')) THEN
				RAISE NOTICE '%', customer_grade.review_progress(review, since, 0);
			END IF;
			RETURN;
		END IF;
		IF place OPERATOR(pg_catalog.>) 0 AND done_then IS NULL THEN
			SELECT r.done INTO done_then FROM customer_grade.review AS r WHERE r.id OPERATOR(pg_catalog.=) run_review.review;
			since := pg_catalog.clock_timestamp();
		END IF;
		IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) told OPERATOR(pg_catalog.>) interval '5 s' THEN
			RAISE NOTICE '%', customer_grade.review_progress(review, since, done_then);
			told := pg_catalog.clock_timestamp();
			telling := true;
		END IF;
	END LOOP;
END
$procedure$;
COMMENT ON PROCEDURE customer_grade.run_review(bigint, integer, boolean) IS
	'bring an open review to its end, committing each step; an error is raised, or else a warning';

CREATE PROCEDURE customer_grade.review(standard text, subject regclass, as_of date DEFAULT NULL, batch_size integer DEFAULT 500)
LANGUAGE plpgsql
AS $procedure$
BEGIN
	PERFORM customer_grade.outside_transaction('CALL customer_grade.review()');
	CALL customer_grade.run_review(customer_grade.open_review(standard, subject, 'review', as_of), batch_size, true);
END
$procedure$;
COMMENT ON PROCEDURE customer_grade.review(text, regclass, date, integer) IS
	'grade all customers of an attachment anew as of a day (default: today), with a new benchmark and the policies for reviews, in batches that commit; stops nobody who writes. Called again it goes on where it stopped. For the owner of the subject. Errors: 25001 in a transaction, 55006 another one is open, 22023 a date in the future or before the last review, 55000 not attached, 42501 not yours';

CREATE PROCEDURE customer_grade.publish(standard text, subject regclass DEFAULT NULL, batch_size integer DEFAULT 500)
LANGUAGE plpgsql
AS $procedure$
DECLARE
	one regclass;
BEGIN
	PERFORM customer_grade.outside_transaction('CALL customer_grade.publish()');
	IF subject IS NOT NULL THEN
		CALL customer_grade.run_review(customer_grade.open_review(standard, subject, 'publish', NULL), batch_size, true);
		RETURN;
	END IF;
	FOR one IN
		SELECT a.subject FROM customer_grade.attachment AS a
		WHERE a.standard OPERATOR(pg_catalog.=) publish.standard AND customer_grade.owns(a.subject)
		ORDER BY a.subject::pg_catalog.oid
	LOOP
		CALL customer_grade.run_review(customer_grade.open_review(standard, one, 'publish', NULL), batch_size, true);
	END LOOP;
END
$procedure$;
COMMENT ON PROCEDURE customer_grade.publish(text, regclass, integer) IS
	'grade all customers of an attachment, or of all of yours to a standard, by the version that is in force now, as review() does, but with the parameters in force and without the policies for reviews';

CREATE PROCEDURE customer_grade.run_due_reviews(batch_size integer DEFAULT 500)
LANGUAGE plpgsql
AS $procedure$
DECLARE
	one record;
	id bigint;
	last_id bigint;
	failed integer := 0;
BEGIN
	PERFORM customer_grade.outside_transaction('CALL customer_grade.run_due_reviews()');
	COMMIT;
	SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
	FOR one IN
		SELECT a.standard, a.subject FROM customer_grade.attachment AS a
		WHERE customer_grade.owns(a.subject)
		ORDER BY a.standard, a.subject::pg_catalog.oid
	LOOP
		last_id := NULL;
		LOOP
			id := NULL;
			BEGIN
				id := customer_grade.open_due_review(one.standard, one.subject);
			EXCEPTION WHEN OTHERS THEN
				failed := failed OPERATOR(pg_catalog.+) 1;
				RAISE WARNING USING ERRCODE = SQLSTATE, MESSAGE = SQLERRM,
					DETAIL = pg_catalog.format('Standard "%s" on table %s could not be reviewed.', one.standard, one.subject);
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
			CALL customer_grade.run_review(id, batch_size, false);
		END LOOP;
	END LOOP;
	-- so that a scheduler sees it; what could be done is committed
	IF failed OPERATOR(pg_catalog.>) 0 THEN
		RAISE EXCEPTION USING ERRCODE = 'object_not_in_prerequisite_state',
			MESSAGE = pg_catalog.format('%s of the attachments could not be reviewed', failed),
			HINT = 'The warnings and column problem of customer_grade.review say why. The others are done.';
	END IF;
END
$procedure$;
COMMENT ON PROCEDURE customer_grade.run_due_reviews(integer) IS
	'what is due of all attachments that you own: finishes open reviews, reviews by calendar, publishes a version that has taken effect, grades customers with something due (due_on). For a scheduler, once a day or more often; a failure of one does not stop the others, but ends in error 55000';

CREATE FUNCTION customer_grade.cancel_review(standard text, subject regclass) RETURNS bigint
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	cancelled bigint;
BEGIN
	UPDATE customer_grade.review AS r SET status = 'cancelled', finished_at = clock_timestamp()
	WHERE r.standard = cancel_review.standard AND r.subject = cancel_review.subject AND r.finished_at IS NULL
	RETURNING r.id INTO cancelled;
	RETURN cancelled;
END
$function$;
COMMENT ON FUNCTION customer_grade.cancel_review(text, regclass) IS
	'end the open review of an attachment; what it has regraded stays, the others keep their grades. Returns its number, null: there is none';

CREATE FUNCTION customer_grade.verify(standard text, subject regclass, as_of date)
RETURNS TABLE (key jsonb, stored_grade text, grade text, stored_score numeric, score numeric, problem text)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade.attachment := customer_grade.attached(verify.standard, verify.subject);
	verified_version integer := customer_grade.version_on(verify.standard, verify.subject, verify.as_of);
	parameters jsonb := a.parameters || customer_grade.benchmark_values(verify.standard, verify.subject, verify.as_of);
	old_as_of text := coalesce(current_setting('customer_grade.as_of', true), '');
BEGIN
	PERFORM set_config('customer_grade.as_of', to_char(verify.as_of, 'YYYY-MM-DD'), true);
	RETURN QUERY EXECUTE format($query$
		SELECT to_jsonb(k), d.old_grade, CASE WHEN NOT d.gone THEN d.new_grade END, d.old_score, CASE WHEN NOT d.gone THEN d.new_score END,
			CASE WHEN d.gone THEN 'not in the subject' WHEN NOT d.stored THEN 'not in the ledger'
				WHEN d.new_rank < d.old_rank THEN 'promotion' WHEN d.new_rank > d.old_rank THEN 'demotion'
				WHEN d.old_grade IS DISTINCT FROM d.new_grade THEN 'change'
				ELSE d.old_state || ' becomes ' || d.new_state END
		FROM (%s) AS d, LATERAL (SELECT %s) AS k
		WHERE d.gone OR NOT d.stored OR d.old_grade IS DISTINCT FROM d.new_grade OR d.old_state <> d.new_state
		$query$, customer_grade.difference_query(verify.standard, verify.subject), customer_grade.column_list(a.key_columns, 'd'))
	USING parameters, parameters || a.maintenance, a.parameter_set, verified_version, verify.as_of, 'verify', a,
		ARRAY(SELECT g.label FROM customer_grade.standard AS s, customer_grade.grades(s.rubric) AS g
			WHERE s.name = verify.standard AND s.version = verified_version AND g.rank IS NOT NULL ORDER BY g.rank),
		true;
	PERFORM set_config('customer_grade.as_of', old_as_of, true);
END
$function$;
COMMENT ON FUNCTION customer_grade.verify(text, regclass, date) IS
	'what a review on a day would move, as far as is known now: who would get another grade or state, and in problem how (promotion, demotion, change, ...). Errors: as review()';
