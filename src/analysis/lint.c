/*
 * lint.c
 *		Looks for mistakes in a checked rubric: calls each of the searches.
 */
#include "postgres.h"

#include "analysis/lint.h"

List *
rubric_lint(const Rubric *rubric)
{
	Findings	findings = {.rubric = rubric, .statements = statements_make(rubric->text, rubric->length)};

	lint_by_solving(&findings);
	lint_words(&findings);
	lint_numbers(&findings);
	lint_terms(&findings);
	findings_sort(&findings);
	return findings.list;
}
