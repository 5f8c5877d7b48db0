-- The mistakes in a standard, and what they do to the customers of a table.

CREATE FUNCTION customer_grade_internal.lint_frozen(rubric customer_grade.rubric, parameters jsonb)
RETURNS TABLE (severity text, line integer, statement text, message text, witness jsonb, condition text)
AS 'MODULE_PATHNAME', 'rubric_lint_frozen'
LANGUAGE C IMMUTABLE PARALLEL SAFE STRICT ROWS 10;
COMMENT ON FUNCTION customer_grade_internal.lint_frozen(customer_grade.rubric, jsonb) IS
	'lint() of a rubric whose parameters have these values; condition: which customers a finding concerns, as a condition in the language of '
	'rubrics; null: that is not told';

CREATE FUNCTION customer_grade_internal.boundaries(rubric customer_grade.rubric, parameters jsonb)
RETURNS TABLE (metric text, value text, number integer, line integer, statement text)
AS 'MODULE_PATHNAME', 'rubric_boundary_rows'
LANGUAGE C IMMUTABLE PARALLEL SAFE STRICT ROWS 10;
COMMENT ON FUNCTION customer_grade_internal.boundaries(customer_grade.rubric, jsonb) IS
	'the thresholds of a rubric whose parameters have these values: where a statement asks whether a metric, or (metric null) the score, is '
	'above or below a constant, a number or a date; number is the same for the same metric and value';

CREATE FUNCTION customer_grade_internal.outcomes(rubric customer_grade.rubric)
RETURNS TABLE (outcome integer, kind text, grade text, line integer, statement text)
AS 'MODULE_PATHNAME', 'rubric_outcomes'
LANGUAGE C IMMUTABLE PARALLEL SAFE STRICT ROWS 20;
COMMENT ON FUNCTION customer_grade_internal.outcomes(customer_grade.rubric) IS
	'where the evaluation of a row by a rubric can end: a rule decides, a scope, rule, floor or cap is undecided, no rule decides, the row '
	'is refused; out of scope and missing what is required are left out. outcome() gives the number, below 0 where no rule decides';

CREATE FUNCTION customer_grade_internal.outcome(rubric customer_grade.rubric, input "any", parameters jsonb)
RETURNS integer
LANGUAGE C IMMUTABLE PARALLEL SAFE COST 10
SUPPORT customer_grade_internal.rubric_support
AS 'MODULE_PATHNAME', 'rubric_outcome';
COMMENT ON FUNCTION customer_grade_internal.outcome(customer_grade.rubric, "any", jsonb) IS
	'where the evaluation of a row ends, as a number of outcomes()';

CREATE FUNCTION customer_grade_internal.outcome_columns(rubric customer_grade.rubric, parameters jsonb, columns text[],
	row_exists boolean, VARIADIC inputs "any")
RETURNS integer
LANGUAGE C IMMUTABLE PARALLEL SAFE COST 2
AS 'MODULE_PATHNAME', 'rubric_outcome';
COMMENT ON FUNCTION customer_grade_internal.outcome_columns(customer_grade.rubric, jsonb, text[], boolean, "any") IS
	'the planner replaces outcome() with a whole row by this, which gets only the columns needed; not to be called by hand';

CREATE FUNCTION customer_grade_internal.rules_by_rank(rubric customer_grade.rubric,
	OUT by_rank customer_grade.rubric, OUT numbers integer[])
LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE
AS 'MODULE_PATHNAME', 'rubric_rules_by_rank';
COMMENT ON FUNCTION customer_grade_internal.rules_by_rank(customer_grade.rubric) IS
	'a rubric with its rules in the order of their grades, and which rule of the original, from 0, is in each place; null: they are in that '
	'order already';

CREATE FUNCTION customer_grade_internal.examples_add(keys jsonb[], key record) RETURNS jsonb[]
LANGUAGE C STABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'examples_add';
COMMENT ON FUNCTION customer_grade_internal.examples_add(jsonb[], record) IS
	'part of the aggregate examples';
CREATE AGGREGATE customer_grade_internal.examples(key record) (
	SFUNC = customer_grade_internal.examples_add, STYPE = jsonb[]
);
COMMENT ON AGGREGATE customer_grade_internal.examples(record) IS
	'the first three rows, as JSON objects';

-- Constants are compared as the column can be.
CREATE FUNCTION customer_grade_internal.boundary_columns(a customer_grade_internal.attachment, rubric customer_grade.rubric,
	parameters jsonb, OUT expressions text, OUT names text)
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(string_agg(format('%s AS %I', m.expression, m.name), ', ' ORDER BY m.name), 'NULL::integer AS "at 1"'),
		coalesce(string_agg(format('g.%I', m.name), ', ' ORDER BY m.name), 'g."at 1"')
	FROM (
		SELECT 'at ' || row_number() OVER (ORDER BY b.metric) AS name,
			format('CASE m.%I %s END', b.metric, string_agg(format('WHEN %L::%s THEN %s', b.value, CASE
				WHEN c.atttypid IN ('float4'::regtype, 'float8'::regtype) THEN 'float8'::regtype WHEN c.atttypid = 'date'::regtype THEN 'date'::regtype
				ELSE 'numeric'::regtype END, b.number), ' ' ORDER BY b.number)) AS expression
		FROM (
			SELECT DISTINCT ON (b.number) b.* FROM customer_grade_internal.boundaries(boundary_columns.rubric,
				boundary_columns.parameters) AS b ORDER BY b.number
		) AS b
			JOIN pg_attribute AS c ON c.attrelid = a.metrics AND c.attname = b.metric AND c.attnum > 0
		GROUP BY b.metric
	) AS m
$function$;
COMMENT ON FUNCTION customer_grade_internal.boundary_columns(customer_grade_internal.attachment, customer_grade.rubric, jsonb) IS
	'columns of a subquery g, a column for each metric of a row m: the number of boundaries() at which it is exactly, or null';

-- Everybody is graded once, and those who come to the same are counted together. What is found is told of them.
CREATE FUNCTION customer_grade_internal.lint_query(a customer_grade_internal.attachment, rubric customer_grade.rubric, parameters jsonb)
RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format($query$
		WITH came AS MATERIALIZED (
			-- keys only of those of whom something is told: a row of a key takes time, too
			SELECT g.outcome, g.by_rank, ARRAY[%7$s] AS at, count(*) AS customers, customer_grade_internal.examples(g.key)
				FILTER (WHERE g.outcome < 0 OR coalesce(%7$s) IS NOT NULL OR (%6$L::integer[])[g.by_rank + 1] <> g.outcome) AS keys
			FROM (
				SELECT k AS key, customer_grade_internal.outcome(%2$L, m.*, $1) AS outcome, %3$s AS by_rank, %4$s
				FROM %5$s AS m, LATERAL (SELECT %1$s) AS k
			) AS g
			GROUP BY g.outcome, g.by_rank, %7$s
		), possible AS MATERIALIZED (
			SELECT * FROM customer_grade_internal.outcomes(%2$L)
		), found AS (
			SELECT CASE o.kind WHEN 'undecided' THEN 'warning' ELSE 'error' END AS severity, o.line, o.statement,
				CASE o.kind WHEN 'undecided' THEN 'customers are undecided here'
					WHEN 'refused' THEN 'customers are refused' ELSE 'customers meet no rule' END AS message,
				o.outcome, NULL::integer AS by_rank, NULL::integer AS at
			FROM possible AS o WHERE o.kind <> 'rule'
			UNION ALL
			SELECT 'warning', o.line, o.statement, format('customers meet a later rule of better grade "%%s", too', b.grade),
				o.outcome, r.number - 1, NULL
			FROM unnest(%6$L::integer[]) WITH ORDINALITY AS r(outcome, number)
				JOIN possible AS b ON b.outcome = r.outcome JOIN possible AS o ON o.outcome < b.outcome AND o.grade <> b.grade
			WHERE b.kind = 'rule' AND o.kind = 'rule'
			UNION ALL
			SELECT 'notice', b.line, b.statement, format('customers have exactly %%s of "%%s"', b.value, b.metric), NULL, NULL, b.number
			FROM customer_grade_internal.boundaries(%2$L, $1) AS b WHERE b.metric IS NOT NULL
		)
		SELECT f.severity, f.line, f.statement, f.message, sum(k.customers)::bigint AS customers,
			to_jsonb((array_agg(k.key ORDER BY k.key))[1:3]) AS keys
		FROM found AS f JOIN (
			-- the customers of a group are counted with its first key
			SELECT c.outcome, c.by_rank, c.at, e.key, CASE e.place WHEN 1 THEN c.customers ELSE 0 END AS customers
			FROM came AS c, unnest(c.keys) WITH ORDINALITY AS e(key, place)
		) AS k ON (f.outcome IS NULL OR f.outcome = k.outcome) AND (f.by_rank IS NULL OR f.by_rank = k.by_rank)
			AND (f.at IS NULL OR f.at = ANY (k.at))
		GROUP BY f.severity, f.line, f.statement, f.message
		UNION ALL
		SELECT 'notice', o.line, o.statement, 'rule decides no customer', 0, NULL
		FROM possible AS o
		WHERE o.kind = 'rule' AND EXISTS (SELECT FROM came) AND NOT EXISTS (SELECT FROM came AS c WHERE c.outcome = o.outcome)
		$query$,
		customer_grade_internal.column_list(a.key_columns, 'm'),
		lint_query.rubric,
		coalesce(format('customer_grade_internal.outcome(%L, m.*, $1)', r.by_rank), 'NULL::integer'),
		b.expressions,
		a.metrics,
		r.numbers,
		b.names)
	FROM customer_grade_internal.rules_by_rank(lint_query.rubric) AS r,
		customer_grade_internal.boundary_columns(a, lint_query.rubric, lint_query.parameters) AS b
$function$;
COMMENT ON FUNCTION customer_grade_internal.lint_query(customer_grade_internal.attachment, customer_grade.rubric, jsonb) IS
	'the query of what lint() finds among the customers of a table, by a rubric and $1, the values of its parameters';

CREATE FUNCTION customer_grade_internal.with_conditions(rubric customer_grade.rubric, conditions text[]) RETURNS customer_grade.rubric
AS 'MODULE_PATHNAME', 'rubric_with_conditions'
LANGUAGE C IMMUTABLE PARALLEL SAFE STRICT;
COMMENT ON FUNCTION customer_grade_internal.with_conditions(customer_grade.rubric, text[]) IS
	'a rubric that has a treatment more for each of these conditions that is not null, called after its place: "1", "2"';

-- Treatments tell of any condition whether it is true.
CREATE FUNCTION customer_grade_internal.concerned_query(a customer_grade_internal.attachment, rubric customer_grade.rubric) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format($query$
		SELECT e.number, e.customers, (SELECT jsonb_agg(k.key ORDER BY k.key) FROM unnest(e.keys) AS k(key)) AS keys
		FROM (
			SELECT c.number, count(*) AS customers, customer_grade_internal.examples(c.key) AS keys
			FROM (
				SELECT k AS key, g.name::bigint AS number
				FROM (
					SELECT customer_grade_internal.with_conditions(%3$L, array_agg(t.condition ORDER BY t.number)) AS rubric,
						array_agg(t.number::text) AS names
					FROM told AS t
					HAVING count(t.condition) > 0
				) AS r, %2$s AS m, LATERAL (SELECT %1$s) AS k,
					LATERAL customer_grade_internal.given(r.rubric, m.*, $1, %4$L, r.names) AS g
				WHERE g.problem IS NULL AND customer_grade_internal.outcome(%3$L, m.*, $1) <> %5$s
			) AS c
			GROUP BY c.number
		) AS e
		$query$,
		customer_grade_internal.column_list(a.key_columns, 'm'), a.metrics, concerned_query.rubric,
		(SELECT g.grade FROM customer_grade.grades(concerned_query.rubric) AS g LIMIT 1),
		(SELECT o.outcome FROM customer_grade_internal.outcomes(concerned_query.rubric) AS o WHERE o.kind = 'refused'))
$function$;
COMMENT ON FUNCTION customer_grade_internal.concerned_query(customer_grade_internal.attachment, customer_grade.rubric) IS
	'the query of how many customers of a table the conditions in a table told concern, by a rubric and $1, the values of its parameters; '
	'who is refused is left out';

CREATE FUNCTION customer_grade_internal.as_owner_lint(standard text, subject regclass)
RETURNS TABLE (severity text, line integer, statement text, message text, witness jsonb, customers bigint, keys jsonb)
LANGUAGE plpgsql STABLE ROWS 20
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(as_owner_lint.standard, as_owner_lint.subject);
	rubric CONSTANT customer_grade.rubric := customer_grade_internal.rubric_of(a.standard, a.version);
	parameters CONSTANT jsonb := customer_grade_internal.with_as_of(rubric, customer_grade.frozen(a.standard, a.subject),
		customer_grade_internal.clock_day(a));
BEGIN
	PERFORM customer_grade_internal.check_may_evaluate(a.subject, a.metrics);
	RETURN QUERY EXECUTE format($query$
		WITH told AS MATERIALIZED (
			SELECT t.*, row_number() OVER () AS number
			FROM (
				SELECT * FROM customer_grade_internal.lint_frozen(%1$L, $1)
				UNION ALL
				SELECT 'notice', b.line, b.statement, format('customers have a score of exactly %%s', b.value), NULL, 'score = ' || b.value
				FROM customer_grade_internal.boundaries(%1$L, $1) AS b WHERE b.metric IS NULL
			) AS t
		), concerned AS MATERIALIZED (%3$s)
		SELECT f.severity, f.line, f.statement, f.message, f.witness, f.customers, f.keys
		FROM (
			SELECT t.severity, t.line, t.statement, t.message, t.witness,
				CASE WHEN t.condition IS NOT NULL THEN coalesce(c.customers, 0) END AS customers, c.keys
			FROM told AS t LEFT JOIN concerned AS c USING (number)
			WHERE c.customers > 0 OR t.severity <> 'notice' OR t.condition IS NULL
			UNION ALL
			SELECT c.severity, c.line, c.statement, c.message, NULL, c.customers, c.keys FROM (%2$s) AS c
			-- that a rule which never can decide decides nobody is no news; a gap is told at the last rule, which can
			WHERE c.customers > 0 OR NOT EXISTS (
				SELECT FROM told AS t
				WHERE t.severity = 'error' AND t.line = c.line AND t.statement = c.statement AND t.message NOT LIKE 'no rule fits %%')
		) AS f
		ORDER BY array_position('{error,warning,notice,not analysed}', f.severity), f.line, f.statement, f.message
		$query$, rubric, customer_grade_internal.lint_query(a, rubric, parameters), customer_grade_internal.concerned_query(a, rubric))
	USING parameters;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_lint(text, regclass) IS
	'mistakes in the version of a standard that is in force for a table, with the values of parameters that it is graded with: the findings '
	'of lint(), with the number of the customers in each gap, and of those who meet the condition of what never decides; and what its '
	'customers come to now, with their number: no rule decides, they are refused, a statement is undecided, a later rule of a better grade '
	'holds, too, a metric or the score is exactly at a threshold; and rules that decide nobody. keys: of up to three of them. '
	'Errors: 55000 not attached, 42703 the metrics view lacks a metric';
