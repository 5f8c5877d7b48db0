/*
 * lint_finding.h
 *		What lint finds in a rubric.
 */
#ifndef ANALYSIS_LINT_FINDING_H
#define ANALYSIS_LINT_FINDING_H

#include "postgres.h"

#include "rubric/statement.h"

/* In the order in which findings are listed. */
typedef enum Severity
{
	SEVERITY_ERROR,				/* some customers are harmed, or a part of the text is dead */
	SEVERITY_WARNING,			/* the text probably does not mean what it says */
	SEVERITY_NOTICE,			/* harmless, maybe forgotten */
	SEVERITY_NOT_ANALYSED		/* lint could not decide whether something is sound */
} Severity;

typedef struct Finding
{
	Severity	severity;
	int			start;			/* the statement or part concerned: [start, end) of the text */
	int			end;
	char	   *message;		/* a sentence without line numbers: with the statement's text it
								 * tells whether two versions have the same finding */
	char	   *witness;		/* JSON of metrics that shows it; NULL: none */
	char	   *condition;		/* in the language of rubrics: which customers it concerns; NULL: not told */
} Finding;

/* The findings of one rubric; they are added in any order. */
typedef struct Findings
{
	const Rubric *rubric;
	const Statements *statements;	/* of the rubric */
	List	   *list;			/* of Finding */
} Findings;

extern Finding *finding_add(Findings *findings, Severity severity, int start, int end, const char *message);

/*
 * About the statement that a byte of the text belongs to.  Found again, it is
 * the same finding.
 */
extern Finding *finding_about(Findings *findings, Severity severity, int location, const char *message);

/* by severity, then by place */
extern void findings_sort(Findings *findings);

extern const char *severity_name(Severity severity);

#endif							/* ANALYSIS_LINT_FINDING_H */
