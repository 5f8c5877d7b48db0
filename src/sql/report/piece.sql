-- Pieces of the report queries. A date means the end of that day in the time zone of the attachment;
-- no date means now. The gate has set the time zone, and as_of to today. A function that evaluates the metrics view
-- on another day says SET customer_grade.as_of = '', so that the evaluation date it sets ends with it.
--
-- A report runs what the owner of the table has written, so it runs as that owner: what users call is a gate, and the
-- report is its body, as_owner_<name>(). It begins by asking whether the reader, who has called the gate, may read what
-- it reads: for ledger and history the grades, which show all that is in them. Bodies call bodies, so that it is always
-- the rights of the reader that are asked for. src/sql/owner_gate.sql makes the gates.

CREATE FUNCTION customer_grade_internal.closing(attachment customer_grade_internal.attachment, day date) RETURNS timestamp with time zone
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce((day + 1)::timestamp AT TIME ZONE attachment.time_zone, 'infinity')
$function$;
COMMENT ON FUNCTION customer_grade_internal.closing(customer_grade_internal.attachment, date) IS
	'the end of a day in the time zone of the attachment; without a day: infinity, where only periods are open that are open now';

-- Without SET, the planner inlines these functions into the query.
CREATE FUNCTION customer_grade_internal.held_at(valid_from timestamp with time zone, valid_to timestamp with time zone,
	at timestamp with time zone)
RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $function$
	SELECT valid_from OPERATOR(pg_catalog.<) at AND (valid_to IS NULL OR valid_to OPERATOR(pg_catalog.>=) at)
$function$;
COMMENT ON FUNCTION customer_grade_internal.held_at(timestamp with time zone, timestamp with time zone, timestamp with time zone) IS
	'is this the period just before a point in time?';

-- The score of a period in force is that of today. Where changes of a score end a period, it has always had it.
CREATE FUNCTION customer_grade_internal.score_at(attachment customer_grade_internal.attachment, period text, at text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE (attachment).scores WHEN 'history' THEN format('%s.score', period)
		ELSE format('CASE WHEN %1$s.valid_to IS NULL AND %2$s > customer_grade_internal.clock_now() THEN %1$s.score END', period, at) END
$function$;
COMMENT ON FUNCTION customer_grade_internal.score_at(customer_grade_internal.attachment, text, text) IS
	'an expression for the score that a period, a row of the grades of an attachment, had just before a point in time; null: not kept';

CREATE FUNCTION customer_grade_internal.bar(share numeric, target numeric DEFAULT NULL, width integer DEFAULT 40) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT rtrim(CASE WHEN target IS NULL THEN b.bar
		ELSE overlay(rpad(b.bar, width + 1) PLACING '|' FROM round(target * width)::integer + 1) END)
	FROM (SELECT repeat('█', floor(share * width)::integer)
		|| CASE WHEN share * width - floor(share * width) >= 0.5 THEN '▌' ELSE '' END AS bar) AS b
$function$;
COMMENT ON FUNCTION customer_grade_internal.bar(numeric, numeric, integer) IS
	'a share as a bar of text; a "|" stands where the target share is';

CREATE FUNCTION customer_grade_internal.change_query(attachment customer_grade_internal.attachment) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- At most one period of a customer holds at a time, so one pass finds both. A join of the two days would be
	-- estimated at millions of rows, and planned for them.
	SELECT format($query$
		SELECT c.*, CASE WHEN c.none_from THEN 'joined' WHEN c.none_to THEN 'left'
				ELSE customer_grade_internal.direction(%4$L, c.version_from, c.grade_from, c.version_to, c.grade_to) END AS direction
		FROM (
			SELECT %3$s,
				max(g.grade) FILTER (WHERE g.at_from) AS grade_from, max(g.rank) FILTER (WHERE g.at_from) AS rank_from,
				max(g.grade) FILTER (WHERE g.at_to) AS grade_to, max(g.rank) FILTER (WHERE g.at_to) AS rank_to,
				max(g.version) FILTER (WHERE g.at_from) AS version_from, max(g.version) FILTER (WHERE g.at_to) AS version_to,
				max(g.valid_from) FILTER (WHERE g.at_to) AS since, max(g.valid_to) FILTER (WHERE g.at_from) AS until,
				NOT bool_or(g.at_from) AS none_from, NOT bool_or(g.at_to) AS none_to
			FROM (
				SELECT %1$s, g.grade, g.rank, g.version, g.valid_from, g.valid_to,
					customer_grade_internal.held_at(g.valid_from, g.valid_to, $1) AS at_from,
					customer_grade_internal.held_at(g.valid_from, g.valid_to, $2) AS at_to
				FROM %2$s AS g
			) AS g
			WHERE g.at_from OR g.at_to
			GROUP BY %3$s
		) AS c
		$query$,
		customer_grade_internal.named_keys(attachment.key_columns, 'g'),
		attachment.grades,
		customer_grade_internal.column_list(customer_grade_internal.key_names(attachment.key_columns), 'g'),
		attachment.standard)
$function$;
COMMENT ON FUNCTION customer_grade_internal.change_query(customer_grade_internal.attachment) IS
	'the query of each customer''s grade at two points in time, $1 and $2; key_names() tells what it calls the key';

CREATE FUNCTION customer_grade_internal.amount_source(attachment customer_grade_internal.attachment, amount_column name) RETURNS regclass
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	found_in regclass;
	category "char";
BEGIN
	SELECT a.attrelid, t.typcategory INTO found_in, category
	FROM unnest(ARRAY[attachment.metrics, attachment.subject]) WITH ORDINALITY AS r(relation, ordinality)
		JOIN pg_attribute AS a ON a.attrelid = r.relation AND a.attname = amount_column AND a.attnum > 0 AND NOT a.attisdropped
		JOIN pg_type AS t ON t.oid = a.atttypid
	ORDER BY r.ordinality LIMIT 1;
	IF NOT FOUND THEN
		PERFORM customer_grade_internal.throw('42703',
			message => format('neither "%s" nor "%s" has a column "%s"', attachment.metrics, attachment.subject, amount_column),
			hint => 'The amount is a numeric column of the metrics view or of the subject.');
	ELSIF category <> 'N' THEN
		PERFORM customer_grade_internal.throw('42804',
			message => format('column "%s" of relation "%s" is not numeric', amount_column, found_in));
	END IF;
	PERFORM customer_grade_internal.check_may_evaluate(attachment.subject, found_in);
	RETURN found_in;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.amount_source(customer_grade_internal.attachment, name) IS
	'the metrics view or the subject, whichever has this numeric column. Errors: 42703 none has it, 42804 it is not numeric, 42501 '
	'the reader may not read it';
