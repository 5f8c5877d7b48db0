-- Reports: what the treatments of the grades ask for, customer by customer.

CREATE FUNCTION customer_grade_internal.treatment_rows(attachment customer_grade_internal.attachment, metrics text[]) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	others CONSTANT text[] := ARRAY(SELECT n.name FROM unnest(metrics) AS n(name)
		WHERE NOT customer_grade_internal.has_column(attachment.metrics, n.name));
	missing CONSTANT text := (SELECT n.name FROM unnest(others) AS n(name)
		WHERE NOT customer_grade_internal.has_column(attachment.subject, n.name) LIMIT 1);
BEGIN
	IF missing IS NOT NULL THEN
		PERFORM customer_grade_internal.throw('42703',
			message => format('"%s" has no column for metric "%s", which a treatment reads', attachment.metrics, missing),
			hint => 'Add it to the metrics view, or to the table.');
	END IF;
	PERFORM customer_grade_internal.check_readable(attachment.subject, attachment.metrics);
	RETURN format('JOIN %s AS m ON %s', attachment.metrics,
			customer_grade_internal.key_match(attachment.key_columns, 'm', attachment.key_columns, 'l'))
		|| CASE WHEN others = '{}' THEN '' ELSE format(' JOIN %s AS s ON %s', attachment.subject,
			customer_grade_internal.key_match(attachment.key_columns, 's', attachment.key_columns, 'l')) END
		|| format(' CROSS JOIN LATERAL (SELECT %s) AS r', (
			SELECT string_agg(format('%s.%I', CASE WHEN n.name = ANY (others) THEN 's' ELSE 'm' END, n.name), ', ' ORDER BY n.name)
			FROM unnest(metrics) AS n(name)));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.treatment_rows(customer_grade_internal.attachment, text[]) IS
	'the joins that give a row l of the ledger the metrics that treatments read, as a row r: from the metrics view, or else from the '
	'subject. Errors: 42501 the reader may not read them, 42703 neither has a column';

CREATE FUNCTION customer_grade_internal.treatment_query(attachment customer_grade_internal.attachment) RETURNS text
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	text_of CONSTANT customer_grade.rubric := customer_grade_internal.rubric_of(attachment.standard, attachment.version);
	metrics CONSTANT text[] := customer_grade_internal.treated_metrics(text_of);
	parameters CONSTANT text := format(
		'LEFT JOIN customer_grade.parameter_set AS p ON p.standard = %L AND p.subject = %L::regclass AND p.number = l.parameter_set',
		attachment.standard, attachment.subject);
	given CONSTANT text := format(
		'customer_grade_internal.given(%1$L::customer_grade.rubric, %2$s, customer_grade_internal.with_as_of(%1$L::customer_grade.rubric, '
			'coalesce(p.parameters, %3$L), %4$L), l.grade, $1) WITH ORDINALITY AS t(name, value, unit, title, problem, place)',
		text_of, CASE WHEN metrics = '{}' THEN $$'{}'::jsonb$$ ELSE 'r.*' END, '{}', customer_grade_internal.clock_day(attachment));
BEGIN
	PERFORM customer_grade_internal.check_readable(attachment.grades);
	RETURN format($query$
		SELECT %1$s, l.grade, l.rank, l.since, t.name, t.value, t.unit, t.title, t.problem, t.place,
			customer_grade_internal.treatment_interval(t.value, t.unit) AS span
		FROM %2$s AS l %3$s
		WHERE l.since IS NOT NULL AND l.grade IS NOT NULL
		$query$,
		customer_grade_internal.named_keys(attachment.key_columns, 'l'),
		attachment.ledger,
		CASE WHEN metrics <> '{}' THEN
			concat_ws(' ', parameters, customer_grade_internal.treatment_rows(attachment, metrics), 'CROSS JOIN LATERAL', given)
		-- where no row is read, once for each grade
		ELSE format($join$
			JOIN (
				SELECT l.grade AS of_grade, l.parameter_set AS of_set, t.*
				FROM (SELECT DISTINCT l.grade, l.parameter_set FROM %1$s AS l) AS l %2$s CROSS JOIN LATERAL %3$s
				OFFSET 0
			) AS t ON t.of_grade = l.grade AND coalesce(t.of_set, 0) = coalesce(l.parameter_set, 0)
			$join$, attachment.ledger, parameters, given) END);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.treatment_query(customer_grade_internal.attachment) IS
	'the query of the treatments, of names $1, that each customer gets for the grade in force, by the text in force and the parameters '
	'that graded it; values and conditions are asked of the rows of metrics view and subject. key_names() tells what it calls the key. '
	'Errors: 42501 the reader may not read them, 42703 a column is missing';

CREATE FUNCTION customer_grade_internal.as_owner_customer_treatments(standard text, subject regclass, key jsonb DEFAULT NULL)
RETURNS TABLE (customer jsonb, grade text, name text, value text, unit text, title text, problem text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_customer_treatments.standard,
		as_owner_customer_treatments.subject);
	keys CONSTANT name[] := customer_grade_internal.key_names(a.key_columns);
	wanted CONSTANT jsonb := CASE WHEN as_owner_customer_treatments.key IS NOT NULL
		THEN customer_grade_internal.read_key(a, as_owner_customer_treatments.key) END;
BEGIN
	RETURN QUERY EXECUTE format($query$
		SELECT %1$s, t.grade, t.name, t.value, t.unit, t.title, t.problem
		FROM (%2$s) AS t %3$s
		ORDER BY %4$s, t.name, t.place
		$query$,
		customer_grade_internal.key_expression(keys, 't', a.key_columns),
		customer_grade_internal.treatment_query(a),
		CASE WHEN wanted IS NOT NULL THEN format('JOIN jsonb_populate_record(NULL::%s, $2) AS k ON %s', a.ledger,
			customer_grade_internal.key_match(keys, 't', a.key_columns, 'k')) END,
		customer_grade_internal.column_list(keys, 't'))
	USING NULL::text[], wanted;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_customer_treatments(text, regclass, jsonb) IS
	'what customers get for the grade in force, which may be held, approved or set by a person: the treatments whose conditions they '
	'meet, with their values; none for who is not graded. problem: why one has no value, such as a metric outside its domain; then it is '
	'not given. key: of one customer, its key columns as an object, or the value of a single one; null: of all. Errors: 55000 not '
	'attached, 22023 it is not a key, 42703 a treatment reads a column that is not there';

CREATE FUNCTION customer_grade_internal.customer_columns(attachment customer_grade_internal.attachment, relation regclass,
	customer_columns name[], VARIADIC others name[])
RETURNS name[]
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	keys name[] := coalesce(customer_columns, attachment.key_columns);
	missing name;
BEGIN
	PERFORM customer_grade_internal.check_key_count(attachment.subject, attachment.key_columns, relation, keys);
	PERFORM customer_grade_internal.check_key(attachment.subject, attachment.key_columns, relation, keys);
	SELECT o.name INTO missing FROM unnest(others) AS o(name)
	WHERE NOT EXISTS (SELECT FROM pg_attribute AS c WHERE c.attrelid = relation AND c.attname = o.name AND c.attnum > 0
		AND NOT c.attisdropped);
	IF missing IS NOT NULL THEN
		PERFORM customer_grade_internal.throw('42703',
			message => format('relation "%s" has no column "%s"', relation, missing));
	END IF;
	RETURN keys;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.customer_columns(customer_grade_internal.attachment, regclass, name[], name[]) IS
	'the columns of another table that hold the customer''s key (default: of the same names), checked like the other columns. Errors: '
	'22023 wrong number, 42703 no such column, 42804 another type';

CREATE FUNCTION customer_grade_internal.local_date(attachment customer_grade_internal.attachment, relation regclass,
	column_name name, qualifier text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT CASE WHEN c.atttypid = 'timestamptz'::regtype
		THEN format('(%s.%I AT TIME ZONE %L)::date', qualifier, column_name, attachment.time_zone)
		ELSE format('%s.%I::date', qualifier, column_name) END
	FROM pg_attribute AS c WHERE c.attrelid = relation AND c.attname = column_name
$function$;
COMMENT ON FUNCTION customer_grade_internal.local_date(customer_grade_internal.attachment, regclass, name, text) IS
	'the expression of a date or timestamp column as a date in the time zone of the attachment';

CREATE FUNCTION customer_grade_internal.as_owner_contacts_due(standard text, subject regclass, contacts regclass, at_column name,
	customer_columns name[] DEFAULT NULL,
	treatment text DEFAULT 'visit_interval', as_of date DEFAULT NULL)
RETURNS TABLE (key jsonb, grade text, rank smallint, every interval, last_contact date, due_on date, days_overdue integer)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_contacts_due.standard, as_owner_contacts_due.subject);
	contact_keys CONSTANT name[] := customer_grade_internal.customer_columns(
		a, as_owner_contacts_due.contacts, as_owner_contacts_due.customer_columns, as_owner_contacts_due.at_column);
	keys CONSTANT name[] := customer_grade_internal.key_names(a.key_columns);
BEGIN
	RETURN QUERY EXECUTE format($query$
		SELECT %1$s, d.grade, d.rank, d.every, d.last_contact, d.due_on, $2 - d.due_on
		FROM (
			SELECT t.*, c.last_contact, coalesce((c.last_contact + t.every)::date, (t.since AT TIME ZONE $3)::date) AS due_on
			FROM (
				SELECT %2$s, t.grade, t.rank, t.since, min(t.span) AS every
				FROM (%3$s) AS t
				GROUP BY %2$s, t.grade, t.rank, t.since
			) AS t
				LEFT JOIN (
					SELECT %4$s, max(%5$s) AS last_contact FROM %6$s AS c WHERE %5$s <= $2 GROUP BY %7$s
				) AS c ON %8$s
			WHERE t.every IS NOT NULL
		) AS d
		WHERE d.due_on <= $2
		ORDER BY d.rank, d.due_on, %9$s
		$query$,
		customer_grade_internal.key_expression(keys, 'd', a.key_columns),
		customer_grade_internal.column_list(keys, 't'),
		customer_grade_internal.treatment_query(a),
		customer_grade_internal.named_keys(contact_keys, 'c'),
		customer_grade_internal.local_date(a, as_owner_contacts_due.contacts, as_owner_contacts_due.at_column, 'c'),
		as_owner_contacts_due.contacts,
		customer_grade_internal.column_list(contact_keys, 'c'),
		customer_grade_internal.key_match(keys, 't', keys, 'c'),
		customer_grade_internal.column_list(keys, 'd'))
	USING ARRAY[as_owner_contacts_due.treatment], coalesce(as_owner_contacts_due.as_of, customer_grade_internal.clock_day(a)), a.time_zone;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_contacts_due(text, regclass, regclass, name, name[], text, date) IS
	'the customers to be contacted by a day (default: today), best grade first: the interval comes from the treatment visit_interval or '
	'another one, the last contact from a table of contacts with the customer''s key and a date; never contacted: due since the grade '
	'was given. Of several intervals the shortest; a treatment without an interval ("regular") asks for nothing. Errors: 55000 not '
	'attached, 42703 no such column, 42804 another type';

CREATE FUNCTION customer_grade_internal.as_owner_service_order(standard text, subject regclass, requests regclass, at_column name,
	customer_columns name[] DEFAULT NULL)
RETURNS TABLE (place bigint, grade text, rank smallint, requested_at timestamp with time zone, request jsonb)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_service_order.standard,
		as_owner_service_order.subject);
	keys name[] := customer_grade_internal.customer_columns(a,
		as_owner_service_order.requests, as_owner_service_order.customer_columns, as_owner_service_order.at_column);
BEGIN
	PERFORM customer_grade_internal.check_readable(a.grades);
	RETURN QUERY EXECUTE format($query$
		SELECT row_number() OVER w, l.grade, l.rank, r.%1$I::timestamptz, to_jsonb(r.*)
		FROM %2$s AS r LEFT JOIN %3$s AS l ON %4$s
		WINDOW w AS (ORDER BY l.rank, l.grade IS NULL, r.%1$I, to_jsonb(r.*)::text)
		ORDER BY 1
		$query$, as_owner_service_order.at_column, as_owner_service_order.requests, a.ledger,
			customer_grade_internal.key_match(a.key_columns, 'l', keys, 'r'));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_service_order(text, regclass, regclass, name, name[]) IS
	'the requests (orders, tickets) of a table in order of service: better grade first, within a grade the earlier request first, '
	'customers that are not graded last; give it a view of the open ones. Errors: 55000 not attached, 42703 no such column, 42804 '
	'another type';

CREATE FUNCTION customer_grade_internal.as_owner_credit_check(standard text, subject regclass, receivables regclass, amount_column name,
	invoiced_column name DEFAULT NULL,
	customer_columns name[] DEFAULT NULL, as_of date DEFAULT NULL)
RETURNS TABLE (key jsonb, grade text, rank smallint, balance numeric, credit_limit numeric, over_limit numeric,
	payment_term interval, oldest_due_on date,
	overdue_amount numeric, days_overdue integer)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_credit_check.standard, as_owner_credit_check.subject);
	receivable_keys CONSTANT name[] := customer_grade_internal.customer_columns(
		a, as_owner_credit_check.receivables, as_owner_credit_check.customer_columns,
		VARIADIC array_remove(ARRAY[as_owner_credit_check.amount_column, as_owner_credit_check.invoiced_column], NULL));
	keys CONSTANT name[] := customer_grade_internal.key_names(a.key_columns);
BEGIN
	RETURN QUERY EXECUTE format($query$
		SELECT %1$s, c.grade, c.rank, c.balance, c.credit_limit, greatest(c.balance - c.credit_limit, 0), c.payment_term,
			c.oldest_due_on, c.overdue_amount, $2 - c.oldest_due_on
		FROM (
			SELECT %2$s, t.grade, t.rank, t.credit_limit, t.payment_term,
				sum(t.amount) AS balance,
				min(t.due_on) FILTER (WHERE t.due_on < $2 AND t.amount > 0) AS oldest_due_on,
				coalesce(sum(t.amount) FILTER (WHERE t.due_on < $2), 0) AS overdue_amount
			FROM (
				SELECT t.*, r.%3$I::numeric AS amount, (%4$s + t.payment_term)::date AS due_on
				FROM (
					SELECT %2$s, t.grade, t.rank,
						max(customer_grade_internal.treatment_amount(t.value)) FILTER (WHERE t.name = 'credit_limit') AS credit_limit,
						max(t.span) FILTER (WHERE t.name = 'payment_term') AS payment_term
					FROM (%5$s) AS t
					GROUP BY %2$s, t.grade, t.rank
				) AS t
					JOIN %6$s AS r ON %7$s
			) AS t
			GROUP BY %2$s, t.grade, t.rank, t.credit_limit, t.payment_term
		) AS c
		WHERE c.balance > c.credit_limit OR c.oldest_due_on IS NOT NULL
		ORDER BY greatest(c.balance - c.credit_limit, 0) DESC, c.oldest_due_on, %8$s
		$query$,
		customer_grade_internal.key_expression(keys, 'c', a.key_columns),
		customer_grade_internal.column_list(keys, 't'),
		as_owner_credit_check.amount_column,
		CASE WHEN as_owner_credit_check.invoiced_column IS NULL THEN 'NULL::date'
			ELSE customer_grade_internal.local_date(a, as_owner_credit_check.receivables, as_owner_credit_check.invoiced_column, 'r') END,
		customer_grade_internal.treatment_query(a),
		as_owner_credit_check.receivables,
		customer_grade_internal.key_match(keys, 't', receivable_keys, 'r'),
		customer_grade_internal.column_list(keys, 'c'))
	USING ARRAY['credit_limit', 'payment_term'], coalesce(as_owner_credit_check.as_of, customer_grade_internal.clock_day(a));
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_credit_check(text, regclass, regclass, name, name, name[], date) IS
	'the customers whose open receivables exceed the credit limit or the payment term of their grade (treatments credit_limit and '
	'payment_term; of several the largest), from a table or view of what is open, with the customer''s key, an amount and a date of '
	'invoice. Errors: 55000 not attached, 42703 no such column, 42804 another type';

CREATE FUNCTION customer_grade_internal.as_owner_benefits_expiring(standard text, subject regclass, days integer DEFAULT 30,
	treatments text[] DEFAULT '{validity,agreement_term,product_access}')
RETURNS TABLE (key jsonb, grade text, rank smallint, treatment text, value text, unit text, granted_on date, ends_on date,
	days_left integer, title text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_benefits_expiring.standard,
		as_owner_benefits_expiring.subject);
	keys CONSTANT name[] := customer_grade_internal.key_names(a.key_columns);
BEGIN
	-- from the day the customer came to the grade, whatever else has changed since
	RETURN QUERY EXECUTE format($query$
		SELECT %1$s, b.grade, b.rank, b.name, b.value, b.unit, b.granted_on, b.ends_on, b.ends_on - $2, b.title
		FROM (
			SELECT %2$s, t.grade, t.rank, t.name, t.value, t.unit, t.title, t.place, s.granted_on, (s.granted_on + t.span)::date AS ends_on
			FROM (%3$s) AS t
				JOIN (
					SELECT s.*, (s.valid_from AT TIME ZONE $4)::date AS granted_on FROM (%4$s) AS s WHERE s.valid_to IS NULL
				) AS s ON %5$s
		) AS b
		WHERE b.ends_on BETWEEN $2 AND $2 + $3
		ORDER BY b.ends_on, b.rank, %6$s, b.name, b.place
		$query$,
		customer_grade_internal.key_expression(keys, 'b', a.key_columns),
		customer_grade_internal.column_list(keys, 't'),
		customer_grade_internal.treatment_query(a),
		customer_grade_internal.spell_query(a),
		customer_grade_internal.key_match(keys, 's', keys, 't'),
		customer_grade_internal.column_list(keys, 'b'))
	USING as_owner_benefits_expiring.treatments, customer_grade_internal.clock_day(a), as_owner_benefits_expiring.days, a.time_zone;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_benefits_expiring(text, regclass, integer, text[]) IS
	'the treatments of customers that end within so many days: those whose value and unit are a time, such as validity 365 day, counted '
	'from the day the customer came to the grade. Error: 55000 not attached';
