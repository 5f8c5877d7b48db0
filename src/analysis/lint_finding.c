/*
 * lint_finding.c
 *		The list of findings.
 */
#include "postgres.h"

#include "analysis/lint_finding.h"

Finding *
finding_add(Findings *findings, Severity severity, int start, int end, const char *format,...)
{
	Finding    *finding = palloc0(sizeof(Finding));
	StringInfoData message;

	initStringInfo(&message);
	for (;;)
	{
		va_list		args;
		int			needed;

		va_start(args, format);
		needed = appendStringInfoVA(&message, format, args);
		va_end(args);
		if (needed == 0)
			break;
		enlargeStringInfo(&message, needed);
	}
	finding->severity = severity;
	finding->start = start;
	finding->end = end;
	finding->message = message.data;
	findings->list = lappend(findings->list, finding);
	return finding;
}

Finding *
finding_about(Findings *findings, Severity severity, int location, const char *message)
{
	const TextRange *place = statement_at(findings->statements, location);
	ListCell   *lc;

	foreach(lc, findings->list)
	{
		Finding    *finding = lfirst(lc);

		if (finding->start == place->start && strcmp(finding->message, message) == 0)
			return finding;
	}
	return finding_add(findings, severity, place->start, place->end, "%s", message);
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
