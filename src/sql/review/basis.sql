-- What a ledger row stands for: the date, version and parameter set by which its grade was last found right.

-- Ledger rows that it has not written, because they were right, stand for it as well: see basis_query().
CREATE FUNCTION customer_grade_internal.last_review(standard text, subject regclass) RETURNS customer_grade_internal.review
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT r.* FROM customer_grade.review AS r
	WHERE r.standard = last_review.standard AND r.subject = last_review.subject AND r.status = 'done'
		AND r.kind IN ('attach', 'review', 'publish')
	ORDER BY r.parameter_set DESC LIMIT 1
$function$;
COMMENT ON FUNCTION customer_grade_internal.last_review(text, regclass) IS
	'the last finished grading of all customers of an attachment: review, publish or attach';

-- A review does not rewrite customers that have not changed. Their rows stand for the last review, if it has frozen a later
-- parameter set than the one they were written with.
CREATE FUNCTION customer_grade_internal.basis_query(a customer_grade_internal.attachment) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('SELECT %s, CASE WHEN parameter_set < %L THEN %L ELSE evaluated_on END AS evaluated_on, '
		'CASE WHEN parameter_set < %2$L THEN %4$L ELSE version END AS version, '
		'greatest(parameter_set, %2$L) AS parameter_set FROM %5$s AS l',
		customer_grade_internal.column_list(a.key_columns, 'l'), last.parameter_set, last.as_of, last.version, a.ledger)
	FROM customer_grade_internal.last_review(a.standard, a.subject) AS last
$function$;
COMMENT ON FUNCTION customer_grade_internal.basis_query(customer_grade_internal.attachment) IS
	'the query for the keys of a ledger, each with the date, version and parameter set that its grade stands for';
