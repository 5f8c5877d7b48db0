-- Grading the customers of an attachment again, and what would change by it.

CREATE FUNCTION customer_grade.refresh(standard text, subject regclass) RETURNS bigint
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'refresh_attachment';
COMMENT ON FUNCTION customer_grade.refresh(text, regclass) IS
	'grade all customers of an attachment again, add to its metrics view what newer versions of the standard read, and make the triggers '
	'that are missing and enable those that are disabled; blocks writers until the transaction ends. Returns the number of ledger rows '
	'changed. For the owner of the subject. Errors: 55000 not attached, 42501 not yours, 42710 another trigger has the name of one';

CREATE FUNCTION customer_grade_internal.is_own(xmin xid) RETURNS boolean
LANGUAGE C STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'is_own';
COMMENT ON FUNCTION customer_grade_internal.is_own(xid) IS
	'has the current transaction written a row with this xmin?';

CREATE FUNCTION customer_grade_internal.follow_keys(standard text, subject regclass) RETURNS void
LANGUAGE C VOLATILE STRICT
AS 'MODULE_PATHNAME', 'follow_keys';
COMMENT ON FUNCTION customer_grade_internal.follow_keys(text, regclass) IS
	'let the history follow customers whose keys this transaction has changed now, and not when it commits. For the owner of the subject';

CREATE FUNCTION customer_grade_internal.regrade_keys(
	standard text,
	subject regclass,
	keys text,
	as_of date DEFAULT NULL,
	reviewing boolean DEFAULT false,
	cause text DEFAULT NULL
) RETURNS bigint
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'regrade_keys';
COMMENT ON FUNCTION customer_grade_internal.regrade_keys(text, regclass, text, date, boolean, text) IS
	'grade again the customers whose keys a query gives, as of a day (null: today), as a review or not; locks only those. The query runs '
	'as the owner of the subject. For that owner. Returns the number of ledger rows changed';

CREATE FUNCTION customer_grade_internal.difference(
	standard text,
	subject regclass,
	keys text,
	as_of date,
	reviewing boolean,
	version integer DEFAULT NULL,
	parameter_set integer DEFAULT NULL,
	parameters jsonb DEFAULT NULL,
	few boolean DEFAULT false,
	new_approvals jsonb DEFAULT NULL
) RETURNS TABLE (
	key jsonb, stored boolean, gone boolean, since timestamp with time zone,
	old_grade text, old_rank smallint, old_score numeric, old_state text,
	new_grade text, new_rank smallint, new_score numeric, new_state text, old_version integer, problem text
)
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'difference';
COMMENT ON FUNCTION customer_grade_internal.difference(text, regclass, text, date, boolean, integer, integer, jsonb, boolean, jsonb) IS
	'what grading would change as of a day, to which customer_grade.as_of must be set, as a review or not, for the customers that keys, '
	'a query, gives, or all; by a version, parameter set or parameters other than those in force, where given. few: these customers are '
	'looked up one by one; new_approvals: to assume, see new_approvals(). stored: the ledger has a row (since null: one that does not '
	'count); gone: the metrics view has none; problem: why the standard refuses the customer, or that it does so no longer';

-- All customers at once, because that is fast. If one of them cannot be graded: parts, and parts of these.
CREATE FUNCTION customer_grade_internal.difference_or_problem(
	standard text,
	subject regclass,
	keys text,
	as_of date,
	reviewing boolean,
	version integer DEFAULT NULL,
	parameter_set integer DEFAULT NULL,
	parameters jsonb DEFAULT NULL,
	few boolean DEFAULT false,
	new_approvals jsonb DEFAULT NULL
) RETURNS TABLE (
	key jsonb, stored boolean, gone boolean, since timestamp with time zone,
	old_grade text, old_rank smallint, old_score numeric, old_state text,
	new_grade text, new_rank smallint, new_score numeric, new_state text, old_version integer, problem text
)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(standard, subject);
	columns text := customer_grade_internal.column_list(a.key_columns);
	customers text := coalesce(keys, format('SELECT %s FROM %s UNION SELECT %1$s FROM %3$s', columns, a.metrics, a.ledger));
	customer_count bigint;
	reason text;
	part jsonb;
BEGIN
	BEGIN
		RETURN QUERY SELECT d.* FROM customer_grade_internal.difference(
			standard, subject, keys, as_of, reviewing, version, parameter_set, parameters, few, new_approvals) AS d;
		RETURN;
	EXCEPTION WHEN OTHERS THEN
		EXECUTE format('SELECT count(*) FROM (%s) AS k', customers) INTO customer_count;
		IF NOT customer_grade_internal.concerns_a_row(SQLSTATE) OR customer_count = 0 THEN
			RAISE;
		END IF;
		reason := SQLERRM;
	END;
	IF customer_count = 1 THEN
		RETURN QUERY EXECUTE format('SELECT to_jsonb(k.*), l.state IS NOT NULL, false, l.since, l.grade, l.rank, l.score, l.state, '
			'NULL::text, NULL::smallint, NULL::numeric, NULL::text, l.version, ''cannot be graded: '' || $1 '
			'FROM (%s) AS k LEFT JOIN %s AS l USING (%s) WHERE l.problem IS DISTINCT FROM $1', customers, a.ledger, columns)
		USING reason;
		RETURN;
	END IF;
	FOR part IN EXECUTE format('SELECT jsonb_agg(n.key) FROM (SELECT to_jsonb(k.*) AS key, row_number() OVER () AS number '
		'FROM (%s) AS k) AS n GROUP BY (n.number - 1) / $1', customers)
		USING CASE WHEN customer_count > 500 THEN 500 ELSE (customer_count + 1) / 2 END
	LOOP
		RETURN QUERY SELECT * FROM customer_grade_internal.difference_or_problem(standard, subject,
			format('SELECT %s FROM jsonb_populate_recordset(NULL::%s, %L)', columns, a.ledger, part),
			as_of, reviewing, version, parameter_set, parameters, true, new_approvals);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.difference_or_problem(text, regclass, text, date, boolean, integer, integer, jsonb, boolean,
	jsonb) IS
	'what difference() gives; a customer that cannot be graded is no error: problem says why, unless the ledger says the same';

CREATE FUNCTION customer_grade_internal.check_tables(standard text, subject regclass) RETURNS void
LANGUAGE C STABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'check_tables';
COMMENT ON FUNCTION customer_grade_internal.check_tables(text, regclass) IS
	'require that all tables of an attachment exist and have one owner. Errors: 42P01 no such table, 42703 no such column, 42501 another '
	'owner';
