/*
 * lint_known.h
 *		What is known of metrics where an expression is evaluated: which are not
 *		null, which expressions are not zero.
 *
 * Domains, requirements, scopes and the conditions that came before tell it.
 * All of it is on the safe side: what is not known may be.
 */
#ifndef ANALYSIS_LINT_KNOWN_H
#define ANALYSIS_LINT_KNOWN_H

#include "postgres.h"

#include "nodes/bitmapset.h"

#include "rubric/rubric.h"

/* The signs that a number can have: a set. */
#define SIGN_MINUS	1
#define SIGN_ZERO	2
#define SIGN_PLUS	4
#define SIGN_ANY	(SIGN_MINUS | SIGN_ZERO | SIGN_PLUS)

/* An expression has one of these signs, or is null. */
typedef struct SignFact
{
	const RubricExpr *expr;
	int			signs;
	const struct SignFact *before;
} SignFact;

/* Passed by value: what is learned further down is not known above. */
typedef struct Known
{
	const Rubric *rubric;
	Bitmapset  *not_null;		/* metrics */
	const SignFact *signs;		/* the last one learned */
} Known;

/* What a condition came to. */
typedef enum Came
{
	CAME_TRUE,
	CAME_FALSE,
	CAME_NOT_TRUE				/* false or null */
} Came;

/* where the standard applies: scopes are true, what is required is there */
extern Known known_in_scope(const Rubric *rubric);

/* known, and what follows from a condition */
extern Known known_after(Known known, const RubricExpr *condition, Came came);

/* known, and what follows from a condition that is true or false, not null */
extern Known known_decided(Known known, const RubricExpr *condition);

/* the signs that a number can have unless it is null */
extern int	known_signs(const Known *known, const RubricExpr *expr);

/* metrics: if one of them is null, so is the expression */
extern Bitmapset *metrics_needed(const Rubric *rubric, const RubricExpr *expr);

/* metrics that may be null, and then may make the expression null */
extern Bitmapset *metrics_missed(const Known *known, const RubricExpr *expr);

/* are two expressions the same? */
extern bool same_expression(const RubricExpr *a, const RubricExpr *b);

#endif							/* ANALYSIS_LINT_KNOWN_H */
