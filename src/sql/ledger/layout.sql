-- Layouts: how ledger and history of an attachment are built. A version of the extension that changes the layout
-- increments layout() and adds layout_<n>_to_<n + 1>(standard, subject), which rebuilds ledger and history of one attachment.

CREATE FUNCTION customer_grade_internal.layout() RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp
AS $function$
	SELECT 1
$function$;
COMMENT ON FUNCTION customer_grade_internal.layout() IS
	'the layout of ledger and history that attach() makes';

CREATE FUNCTION customer_grade.upgrade_attachments()
RETURNS TABLE (standard text, subject regclass, old_layout integer, new_layout integer)
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a record;
	step integer;
BEGIN
	FOR a IN
		SELECT t.standard, t.subject, t.layout
		FROM customer_grade.attachment AS t
		WHERE t.layout < customer_grade_internal.layout() AND customer_grade_internal.owns(t.subject)
		ORDER BY t.standard, t.subject::text
	LOOP
		FOR step IN a.layout .. customer_grade_internal.layout() - 1 LOOP
			EXECUTE format('SELECT customer_grade_internal.layout_%s_to_%s($1, $2)', step, step + 1) USING a.standard, a.subject;
		END LOOP;
		PERFORM customer_grade_internal.change_attachment(a.standard, a.subject,
			jsonb_build_object('layout', customer_grade_internal.layout()));
		RETURN QUERY SELECT a.standard, a.subject, a.layout, customer_grade_internal.layout();
	END LOOP;
END
$function$;
COMMENT ON FUNCTION customer_grade.upgrade_attachments() IS
	'rebuild ledgers and histories that have the layout of an earlier version: those of all subjects that the caller owns; returns the '
	'attachments that it changed. Call it after ALTER EXTENSION customer_grade UPDATE, and after restoring a dump of an earlier version';
