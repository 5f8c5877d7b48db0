-- Attaching a standard to a table, and detaching it.

CREATE FUNCTION customer_grade.attach(
	standard text,
	subject regclass,
	metrics regclass DEFAULT NULL,
	parameters jsonb DEFAULT NULL,
	benchmark text DEFAULT NULL,
	initial regclass DEFAULT NULL,
	mirror name DEFAULT NULL,
	label name DEFAULT NULL,
	approver text DEFAULT NULL,
	overrider regrole DEFAULT NULL,
	outbox boolean DEFAULT false,
	notify boolean DEFAULT false,
	refusals text DEFAULT 'keep',
	scores text DEFAULT 'current',
	keep_metrics boolean DEFAULT false,
	publish text DEFAULT 'automatic',
	time_zone text DEFAULT NULL,
	prefix text DEFAULT NULL
) RETURNS regclass
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	keys name[] := customer_grade_internal.primary_key(attach.subject);
	owner name := (SELECT pg_get_userbyid(c.relowner) FROM pg_class AS c WHERE c.oid = attach.subject);
	given_prefix text := coalesce(nullif(attach.prefix, ''), customer_grade_internal.default_prefix(attach.subject, attach.standard));
	ledger_name text := customer_grade_internal.free_name(attach.subject, given_prefix, 'ledger');
	history_name text := customer_grade_internal.free_name(attach.subject, given_prefix, 'history');
	decisions_name text := customer_grade_internal.free_name(attach.subject, given_prefix, 'decisions');
	outbox_name text := CASE WHEN attach.outbox THEN customer_grade_internal.free_name(attach.subject, given_prefix, 'outbox') END;
	queue_name text := customer_grade_internal.free_name(attach.subject, given_prefix, 'queue');
	grades_name text := customer_grade_internal.free_name(attach.subject, given_prefix, 'grades');
	metrics_name text := customer_grade_internal.free_name(attach.subject, given_prefix, 'metrics');
	zone text := coalesce(attach.time_zone, current_setting('TimeZone'));
	in_force integer;
	object text;
BEGIN
	PERFORM customer_grade_internal.check_owner(attach.subject);
	IF NOT EXISTS (SELECT FROM customer_grade.standard AS s WHERE s.name = attach.standard) THEN
		RAISE undefined_object USING
			MESSAGE = format('standard "%s" does not exist', attach.standard),
			HINT = 'define_standard() creates one, adopt() copies one from the catalog.';
	END IF;
	in_force := customer_grade_internal.first_version(attach.standard, customer_grade_internal.day_in(zone));
	PERFORM customer_grade_internal.check_subject(attach.subject);
	PERFORM customer_grade_internal.check_key_columns(attach.subject, keys);
	IF EXISTS (SELECT FROM customer_grade.attachment AS a
			WHERE a.standard = attach.standard AND a.subject = attach.subject) THEN
		RAISE duplicate_object USING
			MESSAGE = format('standard "%s" is already attached to table "%s"', attach.standard, attach.subject),
			HINT = 'refresh() grades all rows again, detach() undoes it.';
	END IF;
	PERFORM customer_grade_internal.check_object('parameters', attach.parameters);
	PERFORM customer_grade_internal.check_options(attach.standard, attach.subject, keys, attach.mirror, attach.label, zone);

	PERFORM customer_grade_internal.check_key_names(attach.subject, keys, customer_grade_internal.own_columns(), 'ledger');
	PERFORM customer_grade_internal.check_row_security(attach.subject, attach.subject);
	PERFORM customer_grade_internal.check_key_operators(attach.subject);

	-- nobody writes until the triggers are there and all customers are graded
	EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', attach.subject);

	IF attach.metrics IS NULL THEN
		PERFORM customer_grade_internal.make_metrics(metrics_name, attach.standard, attach.subject, keys, attach.mirror);
	ELSE
		metrics_name := attach.metrics::text;
		PERFORM customer_grade_internal.check_metrics(attach.subject, keys, attach.metrics,
			customer_grade_internal.day_in(zone));
	END IF;

	PERFORM customer_grade_internal.make_ledger(ledger_name, attach.subject, keys);
	PERFORM customer_grade_internal.make_history(history_name, attach.subject, keys);
	PERFORM customer_grade_internal.make_decisions(decisions_name, attach.standard, attach.subject, keys);
	PERFORM customer_grade_internal.make_review_queue(queue_name, attach.subject, keys);
	IF attach.outbox THEN
		PERFORM customer_grade_internal.make_outbox(outbox_name, attach.standard, attach.subject, keys);
	END IF;
	-- a table that was dropped has left its ledger, too: the history alone would have no last periods
	IF customer_grade_internal.left_table(attach.standard, attach.subject, given_prefix, 'ledger', ledger_name) IS NULL THEN
		history_name := customer_grade_internal.go_on_with(attach.standard, attach.subject, given_prefix, 'history', history_name);
		decisions_name := customer_grade_internal.go_on_with(attach.standard, attach.subject, given_prefix, 'decisions', decisions_name);
		outbox_name := customer_grade_internal.go_on_with(attach.standard, attach.subject, given_prefix, 'outbox', outbox_name);
	END IF;
	PERFORM customer_grade_internal.tell_names_taken(ledger_name, history_name, decisions_name, outbox_name, queue_name, grades_name,
		CASE WHEN attach.metrics IS NULL THEN metrics_name END);

	PERFORM customer_grade_internal.make_grades(grades_name, ledger_name, history_name, keys);
	PERFORM customer_grade_internal.comment_on_grades(ledger_name, history_name, grades_name, attach.standard, attach.subject);

	-- a member of the owner may attach: what is made belongs to the owner
	FOREACH object IN ARRAY array_remove(ARRAY[ledger_name, history_name, decisions_name, outbox_name, queue_name], NULL) LOOP
		EXECUTE format('ALTER TABLE %s OWNER TO %I', object, owner);
	END LOOP;
	EXECUTE format('ALTER VIEW %s OWNER TO %I', grades_name, owner);

	PERFORM customer_grade_internal.add_row('attachment', jsonb_build_object(
		'standard', attach.standard, 'subject', attach.subject, 'key_columns', keys,
		'metrics', metrics_name, 'metrics_made', attach.metrics IS NULL, 'ledger', ledger_name, 'history', history_name,
		'grades', grades_name, 'decisions', decisions_name, 'outbox', outbox_name, 'review_queue', queue_name,
		'time_zone', zone, 'version', in_force, 'alike', customer_grade_internal.alike_versions(attach.standard, in_force),
		'mirror', attach.mirror, 'label', attach.label,
		'benchmark', attach.benchmark, 'parameters', coalesce(attach.parameters, '{}'),
		'overrider', attach.overrider,
		'notify', attach.notify, 'refusals', attach.refusals, 'scores', attach.scores,
		'keep_metrics', attach.keep_metrics, 'publish', attach.publish)
			|| customer_grade_internal.approver_options(attach.approver));
	PERFORM customer_grade_internal.check_steps(a), customer_grade_internal.grant_decisions(a, '{}', customer_grade_internal.named_roles(a))
	FROM customer_grade_internal.attached(attach.standard, attach.subject) AS a;
	PERFORM customer_grade_internal.open_closed_periods(customer_grade_internal.attached(attach.standard, attach.subject));
	PERFORM customer_grade_internal.freeze_parameters(attach.standard, attach.subject, customer_grade_internal.day_in(zone), true);

	PERFORM customer_grade_internal.check_metrics_columns(customer_grade_internal.attached(attach.standard, attach.subject));
	PERFORM customer_grade_internal.log_attach(attach.standard, attach.subject, customer_grade.refresh(attach.standard, attach.subject));
	IF attach.initial IS NOT NULL THEN
		PERFORM customer_grade_internal.tell_not_imported(attach.initial, array_agg(g.problem))
		FROM customer_grade.import_grades(attach.standard, attach.subject, attach.initial) AS g;
	END IF;
	PERFORM customer_grade_internal.tell_advice(customer_grade_internal.attached(attach.standard, attach.subject));
	RETURN ledger_name::regclass;
END
$function$;
COMMENT ON FUNCTION customer_grade.attach(text, regclass, regclass, jsonb, text, regclass, name, name, text, regrole, boolean, boolean,
	text, text, boolean, text, text, text) IS
	'grade a table''s rows by a standard and keep the grades up to date, in the transactions that change the rows: makes ledger, '
	'history, a view of both, a table of decisions, a metrics view where none is given, and triggers, grades all rows, and returns the '
	'ledger. The options are those of customer_grade.attachment; initial: a table or view with the grades that customers have already, in '
	'the columns grade, and since, until and reason if it has them, see import_grades(); '
	'approver: a role, or a JSON object that names a role for each step of '
	'the approvals; prefix: what the names of these objects begin with. History and decisions that detach() has left under these names '
	'go on: grades and decisions that were in force are in force again. Where a parameter that the standard reads has no value, it warns, '
	'and nobody is graded: problem says why. For the owner of the subject. Errors: 42501 not yours, 42704 no such standard, 55000 no '
	'version of it is effective, 42710 attached already, 42809 not a table with a primary key, 42703 no such column, 22023 a step has no role';

CREATE FUNCTION customer_grade_internal.tell_not_imported(relation regclass, problems text[]) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
	IF cardinality(problems) > 0 THEN
		RAISE WARNING USING
			MESSAGE = format('%s rows of "%s" were not imported', cardinality(problems), relation),
			DETAIL = (SELECT string_agg(format('%s: %s.', p.problem, p.rows), ' ' ORDER BY p.rows DESC, p.problem)
				FROM (SELECT problem, count(*) AS rows FROM unnest(problems) AS problem GROUP BY problem ORDER BY 2 DESC, 1 LIMIT 10) AS p),
			HINT = 'import_grades() lists such rows; it can be called again.';
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.tell_not_imported(regclass, text[]) IS
	'tell, in a WARNING, how many rows were not imported, and why';

CREATE FUNCTION customer_grade_internal.attached(standard text, subject regclass) RETURNS customer_grade_internal.attachment
LANGUAGE C STABLE PARALLEL SAFE
AS 'MODULE_PATHNAME', 'attached';
COMMENT ON FUNCTION customer_grade_internal.attached(text, regclass) IS
	'the attachment of a standard to a table. Error: 55000 there is none';

CREATE FUNCTION customer_grade_internal.release(a customer_grade_internal.attachment) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	watched CONSTANT regclass[] := ARRAY(
		SELECT a.subject UNION SELECT a.decisions UNION SELECT s.source FROM customer_grade.source AS s
		WHERE s.standard = a.standard AND s.subject = a.subject);
	relation regclass;
BEGIN
	-- the attachment last: who may see it sees the other rows
	PERFORM customer_grade_internal.remove_rows(t.name, jsonb_build_object('standard', a.standard, 'subject', a.subject))
	FROM unnest('{report_view,review,source,parameter_set,attachment}'::text[]) WITH ORDINALITY AS t(name, place)
	ORDER BY t.place;
	PERFORM customer_grade_internal.release_decisions(a);
	FOREACH relation IN ARRAY watched LOOP
		PERFORM customer_grade_internal.drop_unneeded_triggers(a.standard, relation);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.release(customer_grade_internal.attachment) IS
	'drop the triggers of an attachment and its rows in the registry, for detach() and the event trigger for dropped tables';

CREATE FUNCTION customer_grade_internal.lock_writers(a customer_grade_internal.attachment) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
	relation regclass;
BEGIN
	-- a statement on a source reads all tables of the metrics view, and one with a mirror then writes the subject
	FOR relation IN
		SELECT c.oid FROM pg_class AS c
		WHERE c.oid IN (a.subject, a.decisions) OR c.oid IN (
			SELECT s.source FROM customer_grade.source AS s WHERE s.standard = a.standard AND s.subject = a.subject)
		ORDER BY c.oid = a.subject, c.oid
	LOOP
		EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', relation);
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade_internal.lock_writers(customer_grade_internal.attachment) IS
	'wait for the statements that grade by this attachment, and keep out others: sources before the subject, as the statements lock them';

CREATE FUNCTION customer_grade.detach(standard text, subject regclass, drop_history boolean DEFAULT false) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(detach.standard, detach.subject);
BEGIN
	PERFORM customer_grade_internal.check_owner(detach.subject);
	PERFORM customer_grade_internal.lock_writers(a);
	PERFORM customer_grade_internal.follow_keys(a.standard, a.subject);
	PERFORM customer_grade.drop_report_views(detach.standard, detach.subject);
	IF NOT drop_history THEN
		PERFORM customer_grade_internal.close_open_periods(a);
	END IF;
	PERFORM customer_grade_internal.release(a);
	PERFORM customer_grade_internal.drop_made(a.subject, a.grades, a.ledger, a.outbox, a.review_queue,
		CASE WHEN a.metrics_made THEN a.metrics END);
	IF drop_history THEN
		PERFORM customer_grade_internal.drop_made(a.subject, a.history, a.decisions);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade.detach(text, regclass, boolean) IS
	'undo attach(); history and decisions are kept unless drop_history is true: the periods in force end by the cause "detached", and '
	'attach() goes on with them. For the owner of the subject. Errors: 55000 not attached, 42501 not yours';
