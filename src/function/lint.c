/*
 * lint.c
 *		lint(): the findings of a rubric as rows.
 */
#include "postgres.h"

#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "analysis/lint.h"
#include "function/rows.h"

static void
list_findings(Row *row, const Rubric *rubric)
{
	ListCell   *lc;

	foreach(lc, rubric_lint(rubric))
	{
		Finding    *finding = lfirst(lc);

		add_text(row, severity_name(finding->severity));
		add_integer(row, rubric_line(rubric, finding->start));
		add_text(row, rubric_source(rubric, finding->start, finding->end));
		add_text(row, finding->message);
		if (finding->witness)
		{
			row->nulls[row->ncolumns] = false;
			row->values[row->ncolumns++] = DirectFunctionCall1(jsonb_in, CStringGetDatum(finding->witness));
		}
		else
			add_null(row);
		put_row(row);
	}
}

PG_FUNCTION_INFO_V1(rubric_lint_rows);

Datum
rubric_lint_rows(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, false, list_findings);
}

PG_FUNCTION_INFO_V1(standard_lint_rows);

Datum
standard_lint_rows(PG_FUNCTION_ARGS)
{
	return list_rubric(fcinfo, true, list_findings);
}
