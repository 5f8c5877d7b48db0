-- Calendars: when reviews are due, by the terms of the version in force.

-- Reviews are due after this day.
CREATE FUNCTION customer_grade_internal.reviewed_on(a customer_grade_internal.attachment) RETURNS date
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(a.reviewed_on, (
		-- the day was not over
		SELECT r.as_of - 1 FROM customer_grade.review AS r
		WHERE r.standard = a.standard AND r.subject = a.subject AND r.kind = 'attach'))
$function$;
COMMENT ON FUNCTION customer_grade_internal.reviewed_on(customer_grade_internal.attachment) IS
	'the day as of which an attachment was last reviewed, or the one before it was attached';

CREATE FUNCTION customer_grade_internal.common_review(a customer_grade_internal.attachment) RETURNS date
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT customer_grade_internal.next_review_day(customer_grade_internal.rubric_of(a.standard, a.version),
		customer_grade_internal.reviewed_on(a))
$function$;
COMMENT ON FUNCTION customer_grade_internal.common_review(customer_grade_internal.attachment) IS
	'the day of the next common review of an attachment; null: its standard has none';

CREATE FUNCTION customer_grade.next_review(standard text, subject regclass) RETURNS date
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT customer_grade_internal.common_review(customer_grade_internal.attached(standard, subject))
$function$;
COMMENT ON FUNCTION customer_grade.next_review(text, regclass) IS
	'the day of the next common review of an attachment by the terms of its standard, which is held when that day, and what the terms say '
	'after it, is over; null: there is none. For who may read '
	'the table, its ledger or its grades. Errors: 55000 not attached, 42501 you may not';

CREATE FUNCTION customer_grade_internal.term(rubric customer_grade.rubric, statement text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT t.value FROM customer_grade.terms(term.rubric) AS t WHERE t.statement = term.statement
$function$;
COMMENT ON FUNCTION customer_grade_internal.term(customer_grade.rubric, text) IS
	'what a rubric states for promotion, demotion and others that stand at most once; null: nothing';

CREATE FUNCTION customer_grade_internal.move_day(rubric customer_grade.rubric, better boolean, falls_on date, own_review date,
	reviewed_on date, waits_since date) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE WHEN customer_grade_internal.term(rubric, CASE WHEN better THEN 'promotion' ELSE 'demotion' END) <> 'never'
		THEN coalesce(CASE WHEN NOT better THEN falls_on END, own_review,
			-- one that is overdue, as of a day before, will not find it
			customer_grade_internal.next_review_day(rubric, greatest(reviewed_on, waits_since - 1)))
		ELSE falls_on END
$function$;
COMMENT ON FUNCTION customer_grade_internal.move_day(customer_grade.rubric, boolean, date, date, date, date) IS
	'when a customer comes to the grade that waits: on the day that is announced, or at the next review, own or common, that can find it; '
	'null: never, or no review is planned';
