-- Changing the options of an attachment.

CREATE FUNCTION customer_grade.alter_attachment(
	standard text,
	subject regclass,
	metrics regclass DEFAULT NULL,
	parameters jsonb DEFAULT NULL,
	benchmark text DEFAULT NULL,
	mirror name DEFAULT NULL,
	label name DEFAULT NULL,
	approver text DEFAULT NULL,
	overrider regrole DEFAULT NULL,
	notify boolean DEFAULT NULL,
	refusals text DEFAULT NULL,
	scores text DEFAULT NULL,
	keep_metrics boolean DEFAULT NULL,
	publish text DEFAULT NULL,
	time_zone text DEFAULT NULL,
	paused boolean DEFAULT NULL,
	reset text[] DEFAULT '{}'
) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(alter_attachment.standard, alter_attachment.subject);
	-- what attach() gives an option that is not named
	defaults CONSTANT jsonb := jsonb_build_object('parameters', jsonb '{}', 'benchmark', NULL, 'mirror', NULL, 'label', NULL,
		'approver', NULL, 'overrider', NULL, 'notify', false, 'refusals', 'keep', 'scores', 'current',
		'keep_metrics', false, 'publish', 'automatic',
		'time_zone', current_setting('TimeZone'), 'paused', false);
	given CONSTANT jsonb := jsonb_build_object('parameters', alter_attachment.parameters, 'benchmark', alter_attachment.benchmark,
		'mirror', alter_attachment.mirror, 'label', alter_attachment.label, 'approver', alter_attachment.approver,
		'overrider', alter_attachment.overrider, 'notify', alter_attachment.notify,
		'refusals', alter_attachment.refusals, 'scores', alter_attachment.scores,
		'keep_metrics', alter_attachment.keep_metrics, 'publish', alter_attachment.publish,
		'time_zone', alter_attachment.time_zone, 'paused', alter_attachment.paused);
	changes jsonb;
	unneeded regclass;
	former regrole[];
	pause_ends boolean;
	keeping_ends boolean;
	unknown text;
BEGIN
	PERFORM customer_grade_internal.check_owner(alter_attachment.subject);
	PERFORM customer_grade_internal.check_object('parameters', alter_attachment.parameters);
	SELECT o.name INTO unknown FROM unnest(alter_attachment.reset) AS o(name) WHERE NOT defaults ? coalesce(o.name, '');
	IF FOUND THEN
		RAISE invalid_parameter_value USING
			MESSAGE = format('an attachment has no option "%s" to reset', unknown),
			HINT = format('Options are %s.', (SELECT string_agg(o.name, ', ' ORDER BY o.name) FROM jsonb_object_keys(defaults) AS o(name)));
	END IF;
	SELECT coalesce(jsonb_object_agg(d.key, coalesce(nullif(given -> d.key, 'null'), d.value)), '{}') INTO changes
	FROM jsonb_each(defaults) AS d
	WHERE given -> d.key <> 'null' OR d.key = ANY (alter_attachment.reset);

	IF changes ? 'approver' THEN
		changes := changes || customer_grade_internal.approver_options(changes ->> 'approver');
	END IF;
	IF alter_attachment.metrics IS NOT NULL THEN
		PERFORM customer_grade_internal.check_metrics(a.subject, a.key_columns, alter_attachment.metrics,
			customer_grade_internal.clock_day(a));
		changes := changes || jsonb_build_object('metrics', alter_attachment.metrics, 'metrics_made', false);
		unneeded := CASE WHEN a.metrics_made AND a.metrics::regclass <> alter_attachment.metrics THEN a.metrics END;
	END IF;

	former := customer_grade_internal.named_roles(a);
	pause_ends := a.paused AND changes -> 'paused' = 'false';
	keeping_ends := a.keep_metrics AND changes -> 'keep_metrics' = 'false';
	IF pause_ends OR keeping_ends THEN
		-- statements that have graded nobody, or kept inputs, commit first; those that wait go by the new options
		PERFORM customer_grade_internal.lock_writers(a);
	END IF;
	a := jsonb_populate_record(a, changes);
	IF changes ? 'approver' THEN
		PERFORM customer_grade_internal.check_steps(a);
	END IF;
	IF changes <> '{}' THEN
		PERFORM customer_grade_internal.change_attachment(a.standard, a.subject, changes);
	END IF;
	IF alter_attachment.metrics IS NOT NULL THEN
		PERFORM customer_grade_internal.check_metrics_columns(a);
		PERFORM customer_grade_internal.tell_advice(a);
	END IF;
	-- missing values are a matter of the day on which they are frozen
	IF changes ?| '{parameters,benchmark}' THEN
		PERFORM customer_grade_internal.given_parameters(a, customer_grade_internal.clock_day(a));
	END IF;
	PERFORM customer_grade_internal.drop_made(a.subject, unneeded);
	PERFORM customer_grade_internal.grant_decisions(a, former, customer_grade_internal.named_roles(a));
	IF keeping_ends THEN
		PERFORM customer_grade_internal.drop_kept_metrics(a);
	END IF;
	IF pause_ends THEN
		PERFORM customer_grade.refresh(a.standard, a.subject);
	END IF;
END
$function$;
COMMENT ON FUNCTION customer_grade.alter_attachment(text, regclass, regclass, jsonb, text, name, name, text, regrole,
	boolean, text, text, boolean, text, text, boolean, text[]) IS
	'change options of an attachment: those that are given, and those that reset names, which return to the defaults of attach(). '
	'Another metrics view takes the place of one that attach() has made, which is dropped. A changed option applies to each customer '
	'when it is graded next; refresh() grades all of them at once. paused: statements grade nobody until it is false again; that call '
	'grades all customers as refresh() does. keep_metrics: periods that begin from then on keep their inputs; when it ends, those in force '
	'lose theirs. For the owner of the subject. Errors: 55000 not attached, 42501 not '
	'yours, 22023 a value or name that is not allowed, and those of attach() about metrics and of the benchmark';
