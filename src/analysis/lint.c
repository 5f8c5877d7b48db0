/*
 * lint.c
 *		Looks for mistakes in a checked rubric: calls each of the searches.
 */
#include "postgres.h"

#include "analysis/lint.h"
#include "analysis/solve.h"

List *
rubric_lint(const Rubric *rubric)
{
	Findings	findings = {.rubric = rubric};

	find_by_solving(&findings);
	findings_sort(&findings);
	return findings.list;
}
