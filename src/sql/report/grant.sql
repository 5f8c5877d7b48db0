-- Who may call the reports of an attachment.

CREATE FUNCTION customer_grade.grant_reports(standard text, subject regclass, role regrole) RETURNS void
LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp
AS $function$
#variable_conflict use_column
DECLARE
	a customer_grade_internal.attachment := customer_grade_internal.attached(grant_reports.standard, grant_reports.subject);
	relations CONSTANT regclass[] := ARRAY[a.grades, a.ledger, a.history, a.decisions, a.metrics]::regclass[] || ARRAY(
		SELECT v.view FROM customer_grade.report_view AS v
		WHERE v.standard = grant_reports.standard AND v.subject = grant_reports.subject ORDER BY v.name);
BEGIN
	PERFORM customer_grade_internal.check_owner(grant_reports.subject);
	PERFORM customer_grade_internal.check_same_owner(grant_reports.subject, VARIADIC relations);
	EXECUTE format('GRANT SELECT ON %s TO %s', array_to_string(relations, ', '), role);
END
$function$;
COMMENT ON FUNCTION customer_grade.grant_reports(text, regclass, regrole) IS
	'let a role call all reports about an attachment: grants it SELECT on grades, ledger, history, decisions, metrics and report views. '
	'What shows columns of the table itself asks for SELECT on that, too. REVOKE SELECT on the same relations undoes it. For the owner '
	'of the table. Errors: 55000 not attached, 42501 not yours';
