-- Calendars: when reviews are due.

CREATE FUNCTION customer_grade.next_review_date(calendar text, after date) RETURNS date
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_variable
DECLARE
	form text := regexp_replace(lower(btrim(calendar, E' \t\n')), E'[ \t\n]+', ' ', 'g');
	weekdays constant text[] := '{monday,tuesday,wednesday,thursday,friday,saturday,sunday}';
	date_form constant text := '(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])';
	weekday integer := array_position(weekdays, substring(form FROM '^weekly (.*)$'));
	-- reviews are in the months whose number modulo months is phase, on that day or the last one of the month
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
	-- a review on any day of a window is after the window's first day, so it counts for that window
	parts := regexp_match(form, '^yearly ' || date_form || '( to ' || date_form || ')?$');
	IF parts IS NOT NULL THEN
		months := 12;
		phase := parts[1]::integer % 12;
		day := parts[2];
	END IF;
	IF months IS NULL THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('invalid review calendar "%s"', calendar),
			HINT = 'Write "month end", "quarter end", "half-year end", "year end", "month day 25", "yearly 03-31", "yearly 03-25 to '
				'03-30", "weekly monday" or "daily".';
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
	'the first date of a review calendar after a day: month end, quarter end, half-year end, year end, month day 25, yearly 03-31, '
	'yearly 03-25 to 03-30 (the first day of the window), weekly monday, daily. Error: 22023 none of these';

ALTER TABLE customer_grade_internal.attachment ADD CONSTRAINT attachment_review_calendar_check
	CHECK (review_calendar IS NULL OR customer_grade.next_review_date(review_calendar, date '2000-01-01') IS NOT NULL);

-- If several dates were missed, only the last one counts.
CREATE FUNCTION customer_grade_internal.due_review_date(calendar text, after date, today date) RETURNS date
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
COMMENT ON FUNCTION customer_grade_internal.due_review_date(text, date, date) IS
	'the last date of a review calendar that is after a day and not after today; null: there is none';

-- Reviews are due after this day.
CREATE FUNCTION customer_grade_internal.reviewed_on(a customer_grade_internal.attachment) RETURNS date
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(a.reviewed_on, (
		SELECT r.as_of FROM customer_grade.review AS r
		WHERE r.standard = a.standard AND r.subject = a.subject AND r.kind = 'attach'))
$function$;
COMMENT ON FUNCTION customer_grade_internal.reviewed_on(customer_grade_internal.attachment) IS
	'the date of an attachment''s last review, or the day it was attached';

-- Without SET, the planner inlines it.
CREATE FUNCTION customer_grade_internal.move_day(rule text, calendar text, reviewed_on date, begins date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $function$
	SELECT CASE WHEN rule OPERATOR(pg_catalog.<>) 'immediate'
		THEN customer_grade.next_review_date(calendar, greatest(reviewed_on, begins OPERATOR(pg_catalog.-) 1)) ELSE begins END
$function$;
COMMENT ON FUNCTION customer_grade_internal.move_day(text, text, date, date) IS
	'when a customer comes to the grade that waits: by its rule at the first review from the day on which it may, or on that day; null: '
	'no review is planned';

CREATE FUNCTION customer_grade.next_review(standard text, subject regclass) RETURNS date
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT customer_grade.next_review_date(a.review_calendar, customer_grade_internal.reviewed_on(a))
	FROM customer_grade_internal.attached(standard, subject) AS a
$function$;
COMMENT ON FUNCTION customer_grade.next_review(text, regclass) IS
	'the date of the next review of an attachment by its calendar; in the past: it is overdue; null: it has no calendar. For who may read '
	'the table, its ledger or its grades. Errors: 55000 not attached, 42501 you may not';
