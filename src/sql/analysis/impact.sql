-- What another rubric would do to the customers of a table: who would move, the matrix of all moves, and a challenger.
-- Each customer is assessed twice in one scan of the metrics view. Nothing is written.

CREATE FUNCTION customer_grade_internal.attachment_at(a customer_grade_internal.attachment, day date)
RETURNS customer_grade_internal.attachment
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF day < customer_grade_internal.clock_day(a) THEN
		a.version := customer_grade_internal.version_at(a, day);
		a.parameter_set := coalesce((
			SELECT r.parameter_set FROM customer_grade.review AS r
				JOIN customer_grade.parameter_set AS p ON (p.standard, p.subject, p.number) = (r.standard, r.subject, r.parameter_set)
			WHERE r.standard = a.standard AND r.subject = a.subject AND r.kind IN ('attach', 'review', 'publish') AND r.as_of <= day
			ORDER BY r.id DESC LIMIT 1), a.parameter_set);
	END IF;
	RETURN a;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.attachment_at(customer_grade_internal.attachment, date) IS
	'an attachment with the version and the parameter set that were in force at the end of a day, as the log of reviews tells; before it '
	'begins, and from today on: those in force now';

-- What a function in SQL or PL/pgSQL asks is not known.
CREATE FUNCTION customer_grade_internal.follows_day(relation regclass) RETURNS boolean
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT EXISTS (
		SELECT FROM customer_grade_internal.relations_read(relation) AS v(relation)
			JOIN pg_rewrite AS w ON w.ev_class = v.relation
			JOIN pg_depend AS d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_proc'::regclass
			JOIN pg_proc AS p ON p.oid = d.refobjid JOIN pg_language AS l ON l.oid = p.prolang
		WHERE p.oid = 'customer_grade.as_of()'::regprocedure
			OR p.provolatile <> 'i' AND l.lanname NOT IN ('c', 'internal') AND p.pronamespace <> 'customer_grade'::regnamespace)
$function$;
COMMENT ON FUNCTION customer_grade_internal.follows_day(regclass) IS
	'does a metrics view, or one that it reads, ask for as_of(), or may it do so in a function?';

CREATE FUNCTION customer_grade_internal.tell_day_ignored(a customer_grade_internal.attachment, day date) RETURNS void
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF day <> customer_grade_internal.clock_day(a) AND NOT customer_grade_internal.follows_day(a.metrics) THEN
		RAISE NOTICE USING
			MESSAGE = format('the metrics of table "%s" are those of today, not of %s', a.subject, to_char(day, 'YYYY-MM-DD')),
			DETAIL = format('"%s" never asks customer_grade.as_of().', a.metrics);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.tell_day_ignored(customer_grade_internal.attachment, date) IS
	'tell, in a NOTICE, that the metrics of an attachment do not follow a day other than today';

CREATE FUNCTION customer_grade_internal.assess_expression(rubric customer_grade.rubric, parameters jsonb, day date) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format('customer_grade.assess(%L::customer_grade.rubric, m.*, %L::jsonb)', rubric,
		customer_grade_internal.with_as_of(rubric, parameters, day))
$function$;
COMMENT ON FUNCTION customer_grade_internal.assess_expression(customer_grade.rubric, jsonb, date) IS
	'the expression that assesses a row of the metrics view, m, by a rubric as of a day';

CREATE FUNCTION customer_grade_internal.former_expression(a customer_grade_internal.attachment, day date) RETURNS text
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT customer_grade_internal.assess_expression(customer_grade_internal.rubric_of(a.standard, a.version), p.parameters, day)
	FROM customer_grade.parameter_set AS p
	WHERE p.standard = a.standard AND p.subject = a.subject AND p.number = a.parameter_set
$function$;
COMMENT ON FUNCTION customer_grade_internal.former_expression(customer_grade_internal.attachment, date) IS
	'the expression that assesses a row of the metrics view, m, by what is in force for an attachment';

CREATE FUNCTION customer_grade_internal.foreseen_parameters(a customer_grade_internal.attachment, rubric customer_grade.rubric,
	given jsonb, day date) RETURNS jsonb
LANGUAGE sql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT t.parameters
	FROM customer_grade_internal.publish_parameters(a, rubric) AS v,
		customer_grade_internal.taken_values(a, rubric, v.parameters || coalesce(given, '{}'), day) AS t
$function$;
COMMENT ON FUNCTION customer_grade_internal.foreseen_parameters(customer_grade_internal.attachment, customer_grade.rubric, jsonb, date) IS
	'the parameters with which publish() would let a rubric grade an attachment, but for those given; what the rubric takes in another '
	'way from the population is taken as of a day';

CREATE FUNCTION customer_grade_internal.foreseen_query(standard text, subject regclass, rubric customer_grade.rubric, parameters jsonb,
	as_of date, new_approvals jsonb, former text, amount text) RETURNS text
LANGUAGE C VOLATILE
AS 'MODULE_PATHNAME', 'foreseen_query';
COMMENT ON FUNCTION customer_grade_internal.foreseen_query(text, regclass, customer_grade.rubric, jsonb, date, jsonb, text, text) IS
	'the query of what publishing a rubric on a day would make of the customers in the metrics view of an attachment, with the '
	'expressions former and amount over a row of it, m';

CREATE FUNCTION customer_grade_internal.scan_query(a customer_grade_internal.attachment, metrics text, former text, foreseen text,
	amount text, condition text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	-- OFFSET 0 keeps the planner from assessing a customer once for each column of the result
	SELECT format('SELECT %s, %s AS "former assessment", %s AS "new assessment", %s AS "amount of it" FROM %s AS m%s OFFSET 0',
		customer_grade_internal.column_list(a.key_columns, 'm'), former, foreseen, amount, metrics, ' WHERE ' || condition)
$function$;
COMMENT ON FUNCTION customer_grade_internal.scan_query(customer_grade_internal.attachment, text, text, text, text, text) IS
	'the query that assesses the customers of an attachment by two expressions, in columns as those of foreseen_query(). metrics: the '
	'relation that has them, see extended_metrics(); condition null: all customers';

CREATE FUNCTION customer_grade_internal.comparison_query(a customer_grade_internal.attachment, scan text,
	policies boolean DEFAULT false, amount_column name DEFAULT NULL, amount_source regclass DEFAULT NULL) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT format($query$
		SELECT %1$s, n."former assessment" AS former, n."new assessment" AS foreseen,
			(n."former assessment").grade IS NULL AND ((n."former assessment").reason LIKE 'refused: %%') IS TRUE AS refused,
			(n."new assessment").grade IS NULL AND ((n."new assessment").reason LIKE 'refused: %%') IS TRUE AS refused_to,
			%2$s, %3$s AS amount
		FROM (%4$s) AS n%5$s
		$query$,
		customer_grade_internal.named_keys(a.key_columns, 'n'),
		CASE WHEN policies THEN 'n."old grade" AS in_force, n."new grade" AS in_force_to, n."new state" AS state_to'
			ELSE 'NULL::text AS in_force, NULL::text AS in_force_to, NULL::text AS state_to' END,
		CASE WHEN amount_source <> a.metrics THEN format('s.%I::numeric', amount_column) ELSE 'n."amount of it"' END,
		scan,
		CASE WHEN amount_source <> a.metrics THEN format(' LEFT JOIN %s AS s ON %s', amount_source,
			customer_grade_internal.key_match(a.key_columns, 's', a.key_columns, 'n')) END)
$function$;
COMMENT ON FUNCTION customer_grade_internal.comparison_query(customer_grade_internal.attachment, text, boolean, name, regclass) IS
	'the query of customers by two rubrics, from scan_query() or, with policies, foreseen_query(): former and foreseen are what assess() '
	'gives; key_names() tells what it calls the key';

-- direction() knows the grades of versions that are or were in force.
CREATE FUNCTION customer_grade_internal.own_scale(standard text, rubric customer_grade.rubric, version integer)
RETURNS customer_grade.rubric
LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT coalesce(rubric, (SELECT s.rubric FROM customer_grade.standard AS s
		WHERE s.name = own_scale.standard AND s.version = own_scale.version AND s.status <> 'final'))
$function$;
COMMENT ON FUNCTION customer_grade_internal.own_scale(text, customer_grade.rubric, integer) IS
	'the rubric, given or of a draft, on whose scale direction() compares grades; null: the version tells';

CREATE FUNCTION customer_grade_internal.impact_basis(standard text, subject regclass, rubric customer_grade.rubric, version integer,
	parameters jsonb, amount_column name, as_of date, policies boolean,
	OUT a customer_grade_internal.attachment, OUT rubric_to customer_grade.rubric, OUT scale customer_grade.rubric, OUT query text)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	day date;
	values jsonb;
	source regclass;
	amount text;
	former text;
BEGIN
	a := customer_grade_internal.attached(standard, subject);
	day := coalesce(as_of, customer_grade_internal.clock_day(a));
	IF num_nonnulls(rubric, version) <> 1 THEN
		PERFORM customer_grade_internal.throw('22023',
			message => 'impact() takes either a rubric or a version',
			hint => 'Write rubric => ''...'' or version => 2.');
	ELSIF policies AND day <> customer_grade_internal.clock_day(a) THEN
		PERFORM customer_grade_internal.throw('22023',
			message => 'impact() with policies is as of today',
			detail => 'They go by the grades that are in force now.',
			hint => 'Leave out as_of.');
	END IF;
	PERFORM customer_grade_internal.check_may_evaluate(a.subject, a.metrics);
	PERFORM customer_grade_internal.check_object('parameters', parameters);
	PERFORM customer_grade_internal.check_day(day);
	IF version IS NOT NULL THEN
		PERFORM customer_grade_internal.check_version_exists(a.standard, version);
	END IF;
	IF amount_column IS NOT NULL THEN
		source := customer_grade_internal.amount_source(a, amount_column);
	END IF;
	IF policies THEN
		PERFORM customer_grade_internal.check_readable(a.grades);
	END IF;
	PERFORM customer_grade_internal.tell_day_ignored(a, day);
	PERFORM set_config('customer_grade.as_of', to_char(day, 'YYYY-MM-DD'), true);
	a := customer_grade_internal.attachment_at(a, day);
	rubric_to := coalesce(rubric, customer_grade_internal.rubric_of(a.standard, version));
	scale := customer_grade_internal.own_scale(a.standard, rubric, version);
	PERFORM customer_grade_internal.check_evaluable(a, rubric_to, NOT policies);
	values := customer_grade_internal.foreseen_parameters(a, rubric_to, parameters, day);
	amount := CASE WHEN source = a.metrics THEN format('m.%I::numeric', amount_column) ELSE 'NULL::numeric' END;
	former := customer_grade_internal.former_expression(a, day);
	query := customer_grade_internal.comparison_query(a, CASE WHEN policies
			THEN customer_grade_internal.foreseen_query(a.standard, a.subject, rubric_to, values, day,
				customer_grade_internal.new_approvals(a, rubric_to, day), former, amount)
			ELSE customer_grade_internal.scan_query(a, customer_grade_internal.extended_metrics(a, rubric_to), former,
				customer_grade_internal.assess_expression(rubric_to, values, day), amount, NULL)
		END, policies, amount_column, source);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.impact_basis(text, regclass, customer_grade.rubric, integer, jsonb, name, date, boolean) IS
	'what the arguments of impact() mean, checked: the attachment as it was on the day, the rubric, own_scale(), and the query that '
	'compares; sets customer_grade.as_of';

CREATE FUNCTION customer_grade_internal.rule_texts(rubric customer_grade.rubric) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT array_agg(coalesce(r.title, r.condition) ORDER BY r.ordinal)
	FROM customer_grade.rules(rubric) AS r WHERE r.kind = 'grade'
$function$;
COMMENT ON FUNCTION customer_grade_internal.rule_texts(customer_grade.rubric) IS
	'the titles of the grade rules of a rubric, or else their conditions, by number';

-- Without SET, the planner inlines this and the next two functions into the query.
CREATE FUNCTION customer_grade_internal.rule_text(texts text[], rule integer, adjusted text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $function$
	SELECT texts[rule] OPERATOR(pg_catalog.||)
		CASE WHEN adjusted OPERATOR(pg_catalog.=) 'cap' THEN ', limited by a cap'
			WHEN adjusted OPERATOR(pg_catalog.=) 'floor' THEN ', lifted by a floor' ELSE '' END
$function$;
COMMENT ON FUNCTION customer_grade_internal.rule_text(text[], integer, text) IS
	'the text of the rule that decided, and what adjusted the grade';

CREATE FUNCTION customer_grade_internal.move_direction(refused boolean, refused_to boolean, direction text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $function$
	SELECT CASE WHEN refused AND refused_to THEN 'same' WHEN refused_to THEN 'refused' WHEN refused THEN 'no longer refused' ELSE direction END
$function$;
COMMENT ON FUNCTION customer_grade_internal.move_direction(boolean, boolean, text) IS
	'the direction of a move from one assessment to another, either of which may be a refusal';

CREATE FUNCTION customer_grade_internal.as_owner_impact(standard text, subject regclass, rubric customer_grade.rubric DEFAULT NULL,
	version integer DEFAULT NULL, parameters jsonb DEFAULT NULL, amount_column name DEFAULT NULL, as_of date DEFAULT NULL,
	policies boolean DEFAULT false)
RETURNS TABLE (key jsonb, grade text, rank smallint, grade_to text, rank_to smallint, direction text,
	rule integer, rule_text text, rule_to integer, rule_text_to text, reason text,
	in_force text, in_force_to text, state_to text, amount numeric)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
SET customer_grade.as_of = ''
AS $function$
#variable_conflict use_column
DECLARE
	b CONSTANT record := customer_grade_internal.impact_basis(as_owner_impact.standard, as_owner_impact.subject, as_owner_impact.rubric,
		as_owner_impact.version, as_owner_impact.parameters, as_owner_impact.amount_column, as_owner_impact.as_of,
		coalesce(as_owner_impact.policies, false));
BEGIN
	RETURN QUERY EXECUTE format($query$
		SELECT %1$s, (c.former).grade, (c.former).rank, (c.foreseen).grade, (c.foreseen).rank,
			customer_grade_internal.move_direction(c.refused, c.refused_to,
				customer_grade_internal.direction($1, $2, (c.former).grade, $3, (c.foreseen).grade, $4)),
			(c.former).rule, customer_grade_internal.rule_text($5, (c.former).rule, (c.former).adjusted),
			(c.foreseen).rule, customer_grade_internal.rule_text($6, (c.foreseen).rule, (c.foreseen).adjusted), (c.foreseen).reason,
			c.in_force, c.in_force_to, c.state_to, c.amount
		FROM (%2$s) AS c
		WHERE (c.former).grade IS DISTINCT FROM (c.foreseen).grade OR c.refused <> c.refused_to
			OR c.in_force IS DISTINCT FROM c.in_force_to
		ORDER BY customer_grade_internal.notches($1, $2, (c.former).grade, $3, (c.foreseen).grade, $4) NULLS LAST, 1
		$query$,
		customer_grade_internal.key_expression(customer_grade_internal.key_names((b.a).key_columns), 'c', (b.a).key_columns), b.query)
	USING (b.a).standard, (b.a).version, as_owner_impact.version, b.scale,
		customer_grade_internal.rule_texts(customer_grade_internal.rubric_of((b.a).standard, (b.a).version)),
		customer_grade_internal.rule_texts(b.rubric_to);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_impact(text, regclass, customer_grade.rubric, integer, jsonb, name, date, boolean) IS
	'which customers would move if this rubric, or this version, were in force: those that it grades differently than the version in '
	'force, deepest fall first, with the rules that decide, or the reason where it does not grade; direction refused: it refuses the row. '
	'parameters override those with which it would be published. as_of: on the metrics of that day, by the version and parameters in force '
	'then. policies: also the grade in force now, and the grade and state that publish() would give today by its terms. amount_column is '
	'that of concentration(). Errors: 55000 not attached, 22023 neither a rubric nor a version, or both, or policies on another day, '
	'42704 no such version, 42703 the metrics view lacks a metric';

CREATE FUNCTION customer_grade_internal.as_owner_impact_matrix(standard text, subject regclass,
	rubric customer_grade.rubric DEFAULT NULL, version integer DEFAULT NULL, parameters jsonb DEFAULT NULL,
	amount_column name DEFAULT NULL, as_of date DEFAULT NULL, policies boolean DEFAULT false)
RETURNS TABLE (grade text, rank smallint, refused boolean, grade_to text, rank_to smallint, refused_to boolean, direction text,
	customers bigint, share numeric, amount numeric, moving_now bigint, held_back bigint, amount_held_back numeric)
LANGUAGE plpgsql STABLE ROWS 20
SET search_path = pg_catalog, pg_temp
SET customer_grade.as_of = ''
AS $function$
#variable_conflict use_column
DECLARE
	b CONSTANT record := customer_grade_internal.impact_basis(as_owner_impact_matrix.standard, as_owner_impact_matrix.subject,
		as_owner_impact_matrix.rubric, as_owner_impact_matrix.version, as_owner_impact_matrix.parameters,
		as_owner_impact_matrix.amount_column, as_owner_impact_matrix.as_of, coalesce(as_owner_impact_matrix.policies, false));
BEGIN
	RETURN QUERY EXECUTE format($query$
		SELECT m.grade, g.rank, m.refused, m.grade_to, t.rank, m.refused_to,
			customer_grade_internal.move_direction(m.refused, m.refused_to,
				customer_grade_internal.direction($1, $2, m.grade, $3, m.grade_to, $4)),
			m.customers, round(m.customers / sum(m.customers) OVER (), 4), CASE WHEN $5 THEN coalesce(m.amount, 0) END,
			m.moving_now, m.held_back, CASE WHEN $5 AND m.held_back IS NOT NULL THEN coalesce(m.amount_held_back, 0) END
		FROM (
			SELECT nullif(h.class, '') AS grade, (h.class = '') IS TRUE AS refused,
				nullif(h.class_to, '') AS grade_to, (h.class_to = '') IS TRUE AS refused_to,
				count(*) AS customers, sum(h.amount) AS amount, %1$s
			FROM (
				-- no grade has an empty name
				SELECT coalesce((c.former).grade, CASE WHEN c.refused THEN '' END) AS class,
					coalesce((c.foreseen).grade, CASE WHEN c.refused_to THEN '' END) AS class_to,
					c.in_force, c.in_force_to, c.amount
				FROM (%2$s) AS c
			) AS h
			GROUP BY h.class, h.class_to
		) AS m
			LEFT JOIN customer_grade.grades($6) AS g ON g.grade = m.grade
			LEFT JOIN customer_grade.grades($7) AS t ON t.grade = m.grade_to
		ORDER BY g.rank, m.grade, m.refused, t.rank, m.grade_to, m.refused_to
		$query$,
		CASE WHEN as_owner_impact_matrix.policies
			THEN $measures$
				count(*) FILTER (WHERE h.in_force IS DISTINCT FROM h.in_force_to) AS moving_now,
				count(*) FILTER (WHERE h.in_force_to IS DISTINCT FROM h.class_to AND h.class_to IS DISTINCT FROM '') AS held_back,
				sum(h.amount) FILTER (WHERE h.in_force_to IS DISTINCT FROM h.class_to AND h.class_to IS DISTINCT FROM '') AS amount_held_back
				$measures$
			ELSE 'NULL::bigint AS moving_now, NULL::bigint AS held_back, NULL::numeric AS amount_held_back' END,
		b.query)
	USING (b.a).standard, (b.a).version, as_owner_impact_matrix.version, b.scale,
		as_owner_impact_matrix.amount_column IS NOT NULL,
		customer_grade_internal.rubric_of((b.a).standard, (b.a).version), b.rubric_to;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_impact_matrix(text, regclass, customer_grade.rubric, integer, jsonb, name, date,
	boolean) IS
	'impact() as a matrix: how many customers, and how much of the amount, have one grade by the version in force and another, or the '
	'same, by this rubric or version; refused: that rubric refuses the row. policies: how many get another grade in force at once, and '
	'how many the terms hold back, so that their grade in force is another one than the rubric gives. Errors: those of impact()';

CREATE FUNCTION customer_grade_internal.as_owner_impact_summary(standard text, subject regclass,
	rubric customer_grade.rubric DEFAULT NULL, version integer DEFAULT NULL, parameters jsonb DEFAULT NULL,
	amount_column name DEFAULT NULL, as_of date DEFAULT NULL, policies boolean DEFAULT false)
RETURNS TABLE (customers bigint, better bigint, worse bigint, other bigint, graded bigint, no_longer_graded bigint,
	refused bigint, no_longer_refused bigint, psi numeric, band text, amount numeric, amount_better numeric, amount_worse numeric,
	moving_now bigint, held_back bigint, amount_held_back numeric)
LANGUAGE sql STABLE ROWS 1
SET search_path = pg_catalog, pg_temp
AS $function$
	WITH m AS (
		SELECT * FROM customer_grade_internal.as_owner_impact_matrix(as_owner_impact_summary.standard, as_owner_impact_summary.subject,
			as_owner_impact_summary.rubric, as_owner_impact_summary.version, as_owner_impact_summary.parameters,
			as_owner_impact_summary.amount_column, as_owner_impact_summary.as_of, as_owner_impact_summary.policies)
	), class AS (
		SELECT sum(g.customers) AS customers, sum(g.customers_to) AS customers_to
		FROM (
			SELECT m.grade, m.refused, m.customers, 0 AS customers_to FROM m
			UNION ALL
			SELECT m.grade_to, m.refused_to, 0, m.customers FROM m
		) AS g
		GROUP BY g.grade, g.refused
	), stability AS (
		SELECT round(sum(customer_grade_internal.stability_part(p.share, p.share_to)), 4) AS psi
		FROM (
			SELECT c.customers / sum(c.customers) OVER () AS share, c.customers_to / sum(c.customers_to) OVER () AS share_to FROM class AS c
		) AS p
	)
	SELECT t.customers, t.better, t.worse, t.other, t.graded, t.no_longer_graded, t.refused, t.no_longer_refused,
		s.psi, customer_grade_internal.stability_band(s.psi), t.amount,
		CASE WHEN t.amount IS NOT NULL THEN coalesce(t.amount_better, 0) END, CASE WHEN t.amount IS NOT NULL THEN coalesce(t.amount_worse, 0) END,
		t.moving_now, t.held_back, t.amount_held_back
	FROM stability AS s, (
		SELECT coalesce(sum(m.customers), 0)::bigint AS customers,
			coalesce(sum(m.customers) FILTER (WHERE m.direction = 'better'), 0)::bigint AS better,
			coalesce(sum(m.customers) FILTER (WHERE m.direction = 'worse'), 0)::bigint AS worse,
			coalesce(sum(m.customers) FILTER (WHERE m.direction = 'other'), 0)::bigint AS other,
			coalesce(sum(m.customers) FILTER (WHERE m.direction = 'graded'), 0)::bigint AS graded,
			coalesce(sum(m.customers) FILTER (WHERE m.direction = 'no longer graded'), 0)::bigint AS no_longer_graded,
			coalesce(sum(m.customers) FILTER (WHERE m.direction = 'refused'), 0)::bigint AS refused,
			coalesce(sum(m.customers) FILTER (WHERE m.direction = 'no longer refused'), 0)::bigint AS no_longer_refused,
			sum(m.amount) AS amount,
			sum(CASE m.direction WHEN 'better' THEN m.amount END) AS amount_better,
			sum(CASE m.direction WHEN 'worse' THEN m.amount END) AS amount_worse,
			sum(m.moving_now)::bigint AS moving_now, sum(m.held_back)::bigint AS held_back, sum(m.amount_held_back) AS amount_held_back
		FROM m
	) AS t
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_impact_summary(text, regclass, customer_grade.rubric, integer, jsonb, name, date,
	boolean) IS
	'impact() in one row: how many customers there are, how many move in which direction and with which amount, and the population '
	'stability index between the grades by the version in force and by this rubric or version, with the bands of '
	'population_stability(); policies: as in impact_matrix(). Errors: those of impact()';

-- The same customers each time: neither the other customers nor the share count. A larger share has all of a smaller one.
CREATE FUNCTION customer_grade_internal.in_sample(key jsonb, seed text, share numeric) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $function$
	SELECT pg_catalog.hashtextextended(key::pg_catalog.text COLLATE pg_catalog."C",
			pg_catalog.hashtextextended(seed COLLATE pg_catalog."C", 0))
		OPERATOR(pg_catalog.&) 4294967295 OPERATOR(pg_catalog.<) (share OPERATOR(pg_catalog.*) 4294967296)::pg_catalog.int8
$function$;
COMMENT ON FUNCTION customer_grade_internal.in_sample(jsonb, text, numeric) IS
	'is a customer in the random sample that has this share of all? seed: a text for each sample';

CREATE FUNCTION customer_grade_internal.as_owner_challenge(standard text, subject regclass, version integer, share numeric DEFAULT 0.1,
	parameters jsonb DEFAULT NULL)
RETURNS TABLE (key jsonb, grade text, grade_to text, direction text, score numeric, score_to numeric, rule integer, rule_to integer,
	reason text)
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a CONSTANT customer_grade_internal.attachment :=
		customer_grade_internal.attached(as_owner_challenge.standard, as_owner_challenge.subject);
	today CONSTANT date := customer_grade_internal.clock_day(a);
	challenger customer_grade.rubric;
BEGIN
	PERFORM customer_grade_internal.check_may_evaluate(a.subject, a.metrics);
	PERFORM customer_grade_internal.check_object('parameters', as_owner_challenge.parameters);
	PERFORM customer_grade_internal.check_version_exists(a.standard, as_owner_challenge.version);
	IF (as_owner_challenge.share > 0 AND as_owner_challenge.share <= 1) IS NOT TRUE THEN
		PERFORM customer_grade_internal.throw('22023',
			message => format('invalid share %s', coalesce(as_owner_challenge.share::text, 'null')),
			hint => 'It is a part of all customers, above 0 and up to 1: 0.1 is ten percent.');
	END IF;
	challenger := customer_grade_internal.rubric_of(a.standard, as_owner_challenge.version);
	PERFORM customer_grade_internal.check_evaluable(a, challenger, true);
	RETURN QUERY EXECUTE format($query$
		SELECT %1$s, (c.former).grade, (c.foreseen).grade,
			customer_grade_internal.move_direction(c.refused, c.refused_to,
				customer_grade_internal.direction($1, $2, (c.former).grade, $3, (c.foreseen).grade, $4)),
			(c.former).score, (c.foreseen).score, (c.former).rule, (c.foreseen).rule, (c.foreseen).reason
		FROM (%2$s) AS c
		ORDER BY 1
		$query$,
		customer_grade_internal.key_expression(customer_grade_internal.key_names(a.key_columns), 'c', a.key_columns),
		customer_grade_internal.comparison_query(a, customer_grade_internal.scan_query(a,
			customer_grade_internal.extended_metrics(a, challenger), customer_grade_internal.former_expression(a, today),
			customer_grade_internal.assess_expression(challenger,
				customer_grade_internal.foreseen_parameters(a, challenger, as_owner_challenge.parameters, today), today),
			'NULL::numeric',
			format('customer_grade_internal.in_sample(%s, %L, %L)', customer_grade_internal.key_expression(a.key_columns, 'm'),
				as_owner_challenge.version || ' ' || a.standard, as_owner_challenge.share))))
	USING a.standard, a.version, as_owner_challenge.version,
		customer_grade_internal.own_scale(a.standard, NULL, as_owner_challenge.version);
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.as_owner_challenge(text, regclass, integer, numeric, jsonb) IS
	'a version, which may be a draft, beside the one in force, for a fixed random share of the customers: the grade, score and rule of each '
	'by both, whether it would move or not. Who is in the sample depends on its key and the version alone: the same customers each '
	'day, whoever joins, and a larger share has all of a smaller one. Nothing is put in force or written. parameters override those with '
	'which the version would be published. Errors: 55000 not attached, 42704 no such version, 22023 no such share';
