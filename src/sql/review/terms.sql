-- What a ledger row stands for: the date, version and parameter set by which its grade was last found right.

-- Ledger rows that it has not written, because they were right, stand for it as well: see terms_query().
CREATE FUNCTION customer_grade_internal.last_review(standard text, subject regclass) RETURNS customer_grade_internal.review
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT r.* FROM customer_grade.review AS r
	WHERE r.standard = last_review.standard AND r.subject = last_review.subject AND r.status = 'done' AND r.kind <> 'due'
	ORDER BY r.parameter_set DESC LIMIT 1
$function$;
COMMENT ON FUNCTION customer_grade_internal.last_review(text, regclass) IS
	'the last finished grading of all customers of an attachment: review, publish or attach';

-- A review does not rewrite customers that have not changed. Their rows stand for the last review that did
-- not refuse them, if it has frozen a later parameter set than the one they were written with.
CREATE FUNCTION customer_grade_internal.terms_query(a customer_grade_internal.attachment) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	last customer_grade_internal.review := customer_grade_internal.last_review(a.standard, a.subject);
	keys text := customer_grade_internal.column_list(a.key_columns, 'l');
BEGIN
	IF last.refused = 0 THEN
		RETURN format('SELECT %s, CASE WHEN parameter_set < %L THEN %L ELSE evaluated_on END AS evaluated_on, '
			'CASE WHEN parameter_set < %2$L THEN %4$L ELSE version END AS version, '
			'greatest(parameter_set, %2$L) AS parameter_set FROM %5$s AS l',
			keys, last.parameter_set, last.as_of, last.version, a.ledger);
	END IF;
	RETURN format('SELECT %s, coalesce(r.as_of, l.evaluated_on) AS evaluated_on, coalesce(r.version, l.version) AS version, '
		'coalesce(r.parameter_set, l.parameter_set) AS parameter_set FROM %s AS l LEFT JOIN LATERAL ('
		'SELECT r.as_of, r.version, r.parameter_set FROM customer_grade.review AS r '
		'WHERE r.standard = %L AND r.subject = %L::regclass AND r.status = ''done'' AND r.kind <> ''due'' '
		'AND r.parameter_set > l.parameter_set '
		'AND NOT EXISTS (SELECT FROM customer_grade.review_refusal AS f '
		'WHERE f.review = r.id AND f.key = (SELECT to_jsonb(k.*) FROM (SELECT %1$s) AS k)) '
		'ORDER BY r.parameter_set DESC LIMIT 1) AS r ON true', keys, a.ledger, a.standard, a.subject);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.terms_query(customer_grade_internal.attachment) IS
	'the query for the keys of a ledger, each with the date, version and parameter set that its grade stands for';
