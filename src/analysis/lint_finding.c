/*
 * lint_finding.c
 *		The list of findings.
 */
#include "postgres.h"

#include "analysis/lint_finding.h"

Finding *
finding_add(Findings *findings, Severity severity, int start, int end, const char *message)
{
	Finding    *finding = palloc0(sizeof(Finding));

	finding->severity = severity;
	finding->start = start;
	finding->end = end;
	finding->message = pstrdup(message);
	findings->list = lappend(findings->list, finding);
	return finding;
}

Finding *
finding_about(Findings *findings, Severity severity, int location, const char *message)
{
	const Statement *statement = statement_at(findings->statements, location);
	ListCell   *lc;

	foreach(lc, findings->list)
	{
		Finding    *finding = lfirst(lc);

		if (finding->start == statement->start && strcmp(finding->message, message) == 0)
			return finding;
	}
	return finding_add(findings, severity, statement->start, statement->end, message);
}

static int
compare_findings(const ListCell *a, const ListCell *b)
{
	const Finding *left = lfirst(a);
	const Finding *right = lfirst(b);

	if (left->severity != right->severity)
		return left->severity < right->severity ? -1 : 1;
	if (left->start != right->start)
		return left->start < right->start ? -1 : 1;
	return strcmp(left->message, right->message);
}

void
findings_sort(Findings *findings)
{
	list_sort(findings->list, compare_findings);
}

const char *
severity_name(Severity severity)
{
	switch (severity)
	{
		case SEVERITY_ERROR:
			return "error";
		case SEVERITY_WARNING:
			return "warning";
		case SEVERITY_NOTICE:
			return "notice";
		case SEVERITY_NOT_ANALYSED:
			return "not analysed";
	}
	return NULL;
}
