-- Prints doc/reference.md, from the comments of the extension's objects: "make reference-doc".
-- Here is only what belongs together, and in which order.

\set QUIET on
\pset format unaligned
\pset tuples_only on

\ir markdown.sql

LOAD 'customer_grade';    -- which defines the settings
SET search_path = customer_grade;

--
-- Subjects: functions by name
--

CREATE TEMP TABLE subject (n serial, heading text, introduction text, names name[]);
INSERT INTO subject (heading, introduction, names) VALUES
	('Grading a row',
		'By the text of a rubric (immutable), or by the name of a standard (stable). The latter uses the version in force on `as_of()`.',
		'{grade, score, rank, assess, explain, advise, reasons, profile, as_of}'),
	('Reading a rubric',
		'The rubric as rows and as SQL, for reports and user interfaces.',
		'{grades, metrics, parameters, criteria, rules, terms, to_sql, input_type}'),
	('Knowing your standard',
		'Mistakes that are found before anybody is graded. See [lint](lint.md).',
		'{lint}'),
	('In and out',
		'Standards from spreadsheets, DMN and PMML, and back. See [in and out](exchange.md).',
		'{rubric_from_table, criteria_from_table, rule_table, rubric_from_dmn, rubric_to_dmn, rubric_from_pmml, pmml_baselines, rubric_to_pmml}'),
	('A standard in words',
		'For people who decide about it. See [a standard in words](describing.md).',
		'{describe, diff}'),
	('Standards',
		'See [the catalog](catalog.md) for the standards that come with the extension.',
		'{define_standard, approve_standard, withdraw_draft, rubric_of, alter_standard, retire_standard, drop_standard, adopt}'),
	('Standards against outcomes',
		'What became of the customers: bins of a criterion, and how well score and grades tell the bad. See [outcomes](outcomes.md).',
		'{bins, discrimination}'),
	('Cases',
		'Rows with the grade that a standard must give them. See [cases and drafts](cases.md).',
		'{set_case, drop_case, run_cases, coverage, suggest_cases}'),
	('Rights',
		'See [who may do what](operations.md#who-may-do-what).',
		'{grant_standard, revoke_standard, grant_dump, revoke_dump}'),
	('What a grade gets',
		'Treatments: benefits, terms and visits of a grade.',
		'{treatments, row_treatments, customer_treatments, catalog_treatments}'),
	('Relative to the population',
		'Values that a rubric takes from all customers, and cut-offs for queries of your own.',
		'{benchmark, frozen, pareto_cutoff, quota_cutoff}'),
	('Grades in rows',
		'See [grades in rows](grading-rows.md).',
		'{grade_row}'),
	('Attachments',
		'A standard kept up to date for the rows of a table.',
		'{attach, alter_attachment, import_grades, merge_customers, alter_key_type, watch, watch_through, unwatch, unwatched, refresh, detach, verify, problems, grade_at, forget_customer, prune_history, upgrade_attachments}'),
	('What is wrong',
		'For those who run the server. See [operations](operations.md#what-is-wrong).',
		'{doctor}'),
	('Events',
		'See [events](keeping-grades.md#events).',
		'{take_events, add_outbox, drop_outbox}'),
	('Reviews',
		'See [reviews](reviews.md).',
		'{review, publish, check_version, run_due_reviews, cancel_review, next_review}'),
	('Human decisions',
		'See [decisions](decisions.md).',
		'{override, end_override, propose, approve, reject, withdraw, awaiting}'),
	('Reports',
		'See [reports and worklists](reports.md), with an example of each.',
		'{distribution, migration, movers, population_stability, concentration, dwell_time, flapping, grade_days, ranking, next_grade, watchlist, roll_off, impact, impact_matrix, impact_summary, challenge, override_rate, review_log, explain_customer, assessment_form, customer_grades, grade_scale, report_html, create_report_views, drop_report_views, grant_reports}'),
	('Worklists',
		'Which customers to visit, serve or remind: treatments joined with your tables. See [worklists](reports.md#worklists).',
		'{contacts_due, service_order, credit_check, benefits_expiring}'),
	('Monthly activity',
		'See [activity](activity.md).',
		'{track, alter_tracking, untrack, refresh_activity, verify_activity, activity, activity_agg, merge, trim, bounded, without_months, replace_months, carried, event_count, sum_amount, sum_quantity, average, max_month, min_month, active_months, stability, first_event, last_event, recency, tenure, months}');

--
-- Functions
--

CREATE TEMP VIEW member AS
	SELECT d.classid, d.objid, obj_description(d.objid, d.classid::regclass::name) AS comment
	FROM pg_depend AS d JOIN pg_extension AS e ON d.refobjid = e.oid
	WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND e.extname = 'customer_grade';

-- An argument as one would write it.
CREATE FUNCTION pg_temp.argument(name text, type oid, mode "char", default_value text) RETURNS text LANGUAGE sql STABLE AS $function$
	SELECT concat_ws(' ', CASE WHEN mode = 'v' THEN 'VARIADIC' END, quote_ident(nullif(name, '')), format_type(type, NULL),
		'DEFAULT ' || regexp_replace(default_value, '::[\w ".]+(\[\])?$', ''))
$function$;

CREATE FUNCTION pg_temp.signature(function oid) RETURNS text LANGUAGE sql STABLE AS $function$
	SELECT CASE WHEN length(line) <= 110 THEN line ELSE long END
	FROM pg_proc AS p,
		LATERAL (
			SELECT array_agg(pg_temp.argument(p.proargnames[a.n], a.type, coalesce(p.proargmodes[a.n], 'i'), pg_get_function_arg_default(p.oid, a.n::integer)) ORDER BY a.n)
					FILTER (WHERE coalesce(p.proargmodes[a.n], 'i') IN ('i', 'b', 'v')) AS given,
				string_agg(pg_temp.argument(p.proargnames[a.n], a.type, 'o', NULL), ', ' ORDER BY a.n)
					FILTER (WHERE p.proargmodes[a.n] IN ('o', 'b', 't')) AS returned
			FROM unnest(coalesce(p.proallargtypes, p.proargtypes)) WITH ORDINALITY AS a(type, n)) AS arguments,
		LATERAL (
			SELECT CASE WHEN p.prokind = 'p' THEN '' ELSE ' → ' || CASE
					WHEN returned IS NULL THEN pg_get_function_result(p.oid)
					WHEN p.proretset THEN 'TABLE (' || returned || ')'
					ELSE '(' || returned || ')' END END AS result,
				coalesce((SELECT aggnumdirectargs FROM pg_aggregate WHERE aggfnoid = p.oid AND aggkind <> 'n'), cardinality(given)) AS direct) AS r,
		LATERAL (
			SELECT proname || '(' || coalesce(array_to_string(given[:direct], ', '), '') || ')'
				|| coalesce(' WITHIN GROUP (ORDER BY ' || nullif(array_to_string(given[direct + 1:], ', '), '') || ')', '') || result AS line,
				proname || E'(\n    ' || array_to_string(given, E',\n    ') || E'\n)' || result AS long) AS written
	WHERE p.oid = function
$function$;

CREATE FUNCTION pg_temp.properties(function oid) RETURNS text LANGUAGE sql STABLE AS $function$
	SELECT concat_ws(', ',
		CASE prokind WHEN 'a' THEN 'aggregate' WHEN 'p' THEN 'procedure' END,
		CASE WHEN prokind = 'f' THEN CASE provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END END,
		CASE proparallel WHEN 's' THEN 'parallel safe' WHEN 'r' THEN 'parallel restricted' END,
		CASE WHEN proisstrict THEN 'null for a null argument' END)
	FROM pg_proc WHERE oid = function
$function$;

-- Functions with the same name and comment are listed once.
CREATE TEMP VIEW function AS
	SELECT p.proname AS name, m.comment, min(p.oid::bigint) AS n,
		format(E'```\n%s\n```\n\n%s *(%s)*',
			string_agg(pg_temp.signature(p.oid), E'\n' ORDER BY pg_temp.signature(p.oid) COLLATE "C"),
			pg_temp.sentences(m.comment),
			pg_temp.properties(min(p.oid::bigint)::oid)) AS entry
	FROM member AS m JOIN pg_proc AS p ON m.classid = 'pg_proc'::regclass AND p.oid = m.objid
	WHERE p.pronamespace = 'customer_grade'::regnamespace
	GROUP BY p.proname, m.comment;

-- Functions missing from the lists above, and names there that do not exist: test/reference_doc.sql checks that there are none.
CREATE TEMP VIEW unlisted AS
	SELECT name FROM function EXCEPT SELECT unnest(names) FROM subject;
CREATE TEMP VIEW listed_in_vain AS
	SELECT unnest(names) AS name FROM subject EXCEPT SELECT name FROM function;

--
-- Tables
--

CREATE FUNCTION pg_temp.columns(relation regclass) RETURNS text LANGUAGE sql STABLE AS $function$
	SELECT string_agg(pg_temp.line(pg_temp.code(attname), pg_temp.code(format_type(atttypid, atttypmod)),
		CASE WHEN attnotnull THEN 'not null' ELSE '' END, pg_temp.prose(col_description(attrelid, attnum))), E'\n' ORDER BY attnum)
	FROM pg_attribute WHERE attrelid = relation AND attnum > 0 AND NOT attisdropped
$function$;

--
-- The document
--

\qecho '# Reference'
\qecho
\qecho 'Everything in the schema `customer_grade`. This file is written by `make reference-doc` from the comments of the objects'
\qecho '(`\\df+ customer_grade.*` in psql shows them, too): do not edit it. The language of the rubrics: [language](language.md).'
\qecho

SELECT string_agg(format('- [%s](%s): %s', s.heading, pg_temp.anchor(s.heading),
	(SELECT string_agg(format('[`%s`](%s)', u.name, pg_temp.anchor(u.name)), ', ' ORDER BY u.n)
	FROM unnest(s.names) WITH ORDINALITY AS u(name, n))), E'\n' ORDER BY s.n)
FROM subject AS s;
\qecho '- [Types](#types), [The registry](#the-registry), [What attach() makes](#what-attach-makes), [Settings](#settings)'
\qecho

SELECT format(E'## %s\n\n%s\n', s.heading, s.introduction) ||
	(SELECT string_agg(format(E'\n### %s\n\n%s\n', u.name, f.entries), '' ORDER BY u.n)
	FROM unnest(s.names) WITH ORDINALITY AS u(name, n), LATERAL (
		SELECT string_agg(entry, E'\n\n' ORDER BY f.n) AS entries FROM function AS f WHERE f.name = u.name) AS f)
FROM subject AS s
ORDER BY s.n;

\qecho '## Types'
\qecho
SELECT format(E'### Type %s\n\n%s\n', t.typname, pg_temp.sentences(m.comment)) ||
	coalesce((SELECT E'\nOperators:\n\n' || string_agg(format('- `%s` %s', o.objid::regoperator, pg_temp.prose(o.comment)), E'\n' ORDER BY o.objid::regoperator::text COLLATE "C") || E'\n'
		FROM member AS o JOIN pg_operator AS p ON p.oid = o.objid
		WHERE o.classid = 'pg_operator'::regclass AND t.oid IN (p.oprleft, p.oprright)), '') ||
	coalesce((SELECT E'\nCasts:\n\n' || string_agg(format('- `%s` to `%s`%s: %s', format_type(c.castsource, NULL), format_type(c.casttarget, NULL),
				CASE c.castcontext WHEN 'i' THEN ', implicit' WHEN 'a' THEN ', in assignments' ELSE '' END, pg_temp.prose(k.comment)),
			E'\n' ORDER BY format_type(c.castsource, NULL) COLLATE "C") || E'\n'
		FROM member AS k JOIN pg_cast AS c ON c.oid = k.objid
		WHERE k.classid = 'pg_cast'::regclass AND t.oid IN (c.castsource, c.casttarget)), '') ||
	coalesce((SELECT E'\nIndexes:\n\n' || string_agg(format('- %s: %s', a.amname, pg_temp.prose(k.comment)), E'\n' ORDER BY a.amname COLLATE "C") || E'\n'
		FROM member AS k JOIN pg_opclass AS c ON c.oid = k.objid JOIN pg_am AS a ON a.oid = c.opcmethod
		WHERE k.classid = 'pg_opclass'::regclass AND c.opcintype = t.oid), '')
FROM member AS m JOIN pg_type AS t ON m.classid = 'pg_type'::regclass AND t.oid = m.objid
WHERE t.typnamespace = 'customer_grade'::regnamespace AND t.typtype = 'b' AND t.typelem = 0
ORDER BY t.typname COLLATE "C";

\qecho '## The registry'
\qecho
\qecho 'Read-only views of what the functions above have written.'
\qecho
SELECT format(E'### View %s\n\n%s\n\n%s\n', c.relname,
	pg_temp.sentences(m.comment), pg_temp.lines(pg_temp.columns(c.oid), 'column', 'type', '', 'what it holds'))
FROM member AS m JOIN pg_class AS c ON m.classid = 'pg_class'::regclass AND c.oid = m.objid
WHERE c.relnamespace = 'customer_grade'::regnamespace AND c.relkind = 'v'
ORDER BY c.relname COLLATE "C";

\qecho '## What attach() makes'
\qecho
\qecho 'As `attach(\'sales\', \'customer\', outbox => true)` makes them for a table `customer` with the key `id`, in the schema of the'
\qecho 'table and for its owner. `detach()` drops them, but keeps history and decisions unless asked.'
\qecho

BEGIN;
CREATE TABLE public.customer (id integer PRIMARY KEY, amount numeric);
SELECT define_standard('sales', 'grades A > B; grade A when amount >= 100; grade B otherwise;', '2020-01-01') AS version \gset
SELECT attach('sales', 'public.customer', outbox => true) AS ledger \gset
SELECT format(E'### %s %s\n\n%s\n\n%s\n', CASE c.relkind WHEN 'v' THEN 'View' ELSE 'Table' END, c.relname,
	pg_temp.sentences(obj_description(c.oid, 'pg_class')), pg_temp.lines(pg_temp.columns(c.oid), 'column', 'type', '', 'what it holds'))
FROM attachment AS a, unnest(ARRAY[a.ledger, a.history, a.grades, a.decisions, a.outbox, a.metrics]) WITH ORDINALITY AS made(relation, n)
	JOIN pg_class AS c ON c.oid = made.relation
ORDER BY made.n;
ROLLBACK;

\qecho '## Settings'
\qecho
SELECT pg_temp.lines(string_agg(pg_temp.line(pg_temp.code(name), vartype,
	CASE context WHEN 'user' THEN 'everybody' ELSE context END, pg_temp.prose(concat_ws(' ', short_desc, extra_desc))), E'\n' ORDER BY name COLLATE "C"),
	'name', 'type', 'set by', 'what it does') || E'\n'
FROM pg_settings WHERE name LIKE 'customer\_grade.%';

RESET search_path;
